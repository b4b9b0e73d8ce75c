"""Putting the passages found in the order in which they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.evidence import gather
from bot.judge.model import Judge
from bot.question import read_question
from index.search import Hit
from sources.archive import Archive


def rerank(query: str, hits: Sequence[Hit], archive: Archive, judge: Judge) -> list[Hit]:
    """Return the hits, best first by the judge's likeness of their best sentence.

    Args:
        query: A question, or any words.
        hits: Passages found, best first.
        archive: Where their articles are.
        judge: Whose likeness counts.

    Returns:
        The same passages with new scores in [0, 1] and new ranks; ties keep their order.
    """
    candidates = gather(archive, hits)
    fits = judge.answers(read_question(query), candidates)
    scored = []
    for hit in hits:
        place = (hit.passage.article_id, hit.passage.version)
        inside = [
            fit.likeness
            for candidate, fit in zip(candidates, fits, strict=True)
            if (candidate.article.article_id, candidate.article.version) == place
            and candidate.span.overlaps(hit.passage.span)
        ]
        scored.append((max(inside, default=0.0), hit))
    scored.sort(key=lambda pair: -pair[0])
    return [
        replace(hit, score=score, rank=rank) for rank, (score, hit) in enumerate(scored, start=1)
    ]
