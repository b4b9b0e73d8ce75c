"""Putting the passages found in the order in which they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.evidence import gather
from bot.judge.model import Judge
from bot.question import read_question
from index.search import Hit
from sources.archive import Archive

N_JUDGED = 12
"""Passages that are judged; those behind keep their places. A dozen takes about a second."""
WEIGHT = 8.0
"""Of the logarithm of the score of retrieval beside that of the likeness (docs/retrieval.md).

The scores of a dozen passages differ by a factor of two at most, their likenesses by a thousand.
"""


def rerank(query: str, hits: Sequence[Hit], archive: Archive, judge: Judge) -> list[Hit]:
    """Return the hits, best first by the judge's likeness of their best sentence and their score.

    Args:
        query: A question, or any words.
        hits: Passages found, best first.
        archive: Where their articles are.
        judge: Whose likeness counts.

    Returns:
        The same passages with new scores in [0, 1], 0 for those that were not judged, and new
        ranks; ties keep their order. A score is the likeness, less where retrieval's is below its
        best.
    """
    judged, rest = hits[:N_JUDGED], hits[N_JUDGED:]
    candidates = gather(archive, judged)
    fits = judge.answers(read_question(query), candidates)
    scored = []
    for hit in judged:
        place = (hit.passage.article_id, hit.passage.version)
        inside = [
            fit.likeness
            for candidate, fit in zip(candidates, fits, strict=True)
            if (candidate.article.article_id, candidate.article.version) == place
            and candidate.span.overlaps(hit.passage.span)
        ]
        share = hit.score / judged[0].score if judged[0].score > 0.0 else 1.0
        scored.append((max(inside, default=0.0) * share**WEIGHT, hit))
    scored.sort(key=lambda pair: -pair[0])
    scored += [(0.0, hit) for hit in rest]
    return [
        replace(hit, score=score, rank=rank) for rank, (score, hit) in enumerate(scored, start=1)
    ]
