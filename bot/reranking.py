"""Putting the passages found in the order in which they answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.evidence import gather
from bot.judge.model import Judge
from bot.question import read_question
from index.search import Hit
from sources.archive import Archive

N_JUDGED = 12
"""Passages that are judged; those behind keep their places. A dozen takes about a second."""
WEIGHT = 8.0
"""As of a day: of the logarithm of retrieval's score, which weighs the day, beside the likeness's.

The scores of a dozen passages differ by a factor of four at most, their likenesses by a thousand.
"""


def rerank(
    query: str, hits: Sequence[Hit], archive: Archive, judge: Judge, as_of: date | None = None
) -> list[Hit]:
    """Return the hits, best first by the judge's likeness of their best sentence.

    As of a day the score of retrieval counts as well: it knows what was new on that day, which a
    sentence doesn't tell. Without a day that brought nothing (docs/retrieval.md).

    Args:
        query: A question, or any words.
        hits: Passages found, best first.
        archive: Where their articles are.
        judge: Whose likeness counts.
        as_of: The day that the hits were searched as of.

    Returns:
        The same passages with new scores in [0, 1], 0 for those that were not judged, and new
        ranks; ties keep their order. A score is the likeness; as of a day it is less where
        retrieval's is below its best.
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
        score = max(inside, default=0.0)
        if as_of:
            score *= math.pow(hit.score / judged[0].score, WEIGHT)
        scored.append((score, hit))
    scored.sort(key=lambda pair: -pair[0])
    scored += [(0.0, hit) for hit in rest]
    return [
        replace(hit, score=score, rank=rank) for rank, (score, hit) in enumerate(scored, start=1)
    ]
