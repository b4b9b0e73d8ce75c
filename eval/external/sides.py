"""Ways to search that are measured beside each other, each as a ranking of articles.

The parts are the rankings that the shipped searcher fuses; each is also weighed by the day alone,
so that what fusing brings is told apart from what the day brings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from index import store
from index.encoder import Encoder
from index.filters import Findable
from index.lexical import query_terms
from index.recency import newer_first
from index.search import DEPTH as DEPTH_OF_SIDES
from index.search import fuse
from index.vectors import open_vectors
from index.words import Ranking, open_words

if TYPE_CHECKING:
    from bot.newsproof import Newsproof
    from eval.baseline import PlainPipeline

LEXICAL, DENSE, BOTH = "lexical", "dense", "both"
DATED_LEXICAL, DATED_DENSE = "lexical_day", "dense_day"
FUSED, RERANKED, PLAIN = "fused", "reranked", "plain"
SYSTEMS = (PLAIN, LEXICAL, DENSE, BOTH, DATED_LEXICAL, DATED_DENSE, FUSED, RERANKED)
DEPTH = 50  # passages; their articles are ranked by the first of each

Find = Callable[[str, date], list[str]]
_PARTS = {
    LEXICAL: ((LEXICAL,), False),
    DENSE: ((DENSE,), False),
    BOTH: ((LEXICAL, DENSE), False),
    DATED_LEXICAL: ((LEXICAL,), True),
    DATED_DENSE: ((DENSE,), True),
}


def systems(newsproof: Newsproof, encoder: Encoder, plain: PlainPipeline | None) -> dict[str, Find]:
    """Return what is measured: a question and a day to ids of articles, best first.

    Args:
        newsproof: Over the archive.
        encoder: The one that its index was built with.
        plain: The plain pipeline over the same archive; None leaves it out.
    """
    archive = newsproof.archive
    words = open_words(archive)
    vectors = open_vectors(archive, encoder).open()

    @cache  # each side is a part of several ways
    def ranked(side: str, question: str, day: date) -> Ranking:
        what = store.findable(archive, day)
        if side == LEXICAL:
            return words.ranked(query_terms(question), DEPTH_OF_SIDES, what)
        return vectors.nearest(encoder.encode_query(question), DEPTH_OF_SIDES, what)

    def find_by(sides: Iterable[str], *, is_weighed: bool) -> Find:
        def find(question: str, day: date) -> list[str]:
            fused = fuse([[i for i, _ in ranked(side, question, day)] for side in sides])
            if is_weighed:
                fused = newer_first(archive, fused, day)
            ids = [i for i, _ in fused[:DEPTH]]
            found = store.current_passages(archive, ids, Findable(day=day))
            return articles_of(found[i][0] for i in ids if i in found)

        return find

    found: dict[str, Find] = {
        **{name: find_by(sides, is_weighed=weighed) for name, (sides, weighed) in _PARTS.items()},
        FUSED: lambda question, day: articles_of(
            hit.passage for hit in newsproof.retrieve(question, DEPTH, day)
        ),
        RERANKED: lambda question, day: articles_of(
            hit.passage for hit in newsproof.search(question, k=DEPTH, as_of=day)
        ),
    }
    if plain:
        found[PLAIN] = lambda question, day: articles_of(plain.search(question, k=DEPTH, as_of=day))
    return {name: found[name] for name in SYSTEMS if name in found}


def articles_of(found: Iterable[Any]) -> list[str]:
    """Return the ids of the articles of passages or quotes, each once, in their order."""
    return list(dict.fromkeys(one.article_id for one in found))
