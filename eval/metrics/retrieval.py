"""Retrieval: success@k, recall@k, reciprocal rank and nDCG over passages. Pure.

A passage is relevant when it overlaps a gold quote, where it stands or where a copy of the article
says the same (`eval.gold`). Passages come best first. Questions without
gold quotes have nothing to find and are left out by the caller; those with a false premise stay
in, their gold quotes show the premise to be false.

- success@k: 1 when any gold quote is met in the first k passages (what an answer needs).
- recall@k: the share of the gold quotes met in the first k (Manning, Raghavan and Schütze 2008,
  8.4, counted in gold quotes and not in passages, so that systems that cut differently compare).
- RR@k: 1 / rank of the first relevant passage, 0 when there is none in the first k (Voorhees 1999).
- nDCG@k: the discounted gain of the first k passages over the greatest that could be (Järvelin and
  Kekäläinen 2002, with the discount 1 / log2(1 + rank)). A passage gains 1 when it is the first to
  meet a gold quote. Gold quotes that one passage meets first count as one, since a system that
  keeps them together cannot do better than to show that passage first; those not found count one
  each.

Systems that cut differently are compared in the same two units: ranks counted in articles
(`article_…`), and words to read before the gold quote is reached (`recall@100w`). Ranks counted in
passages flatter large passages: at one passage an article they are ranks of articles.

All are in [0, 1], higher is better, and are averaged over questions. Where each gold quote is
exactly one passage they equal Success@k, R@k, RR@k and nDCG@k of `ir_measures`, which a test
checks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from eval.gold import Gold
from sources.article import Quote

Ranks = Sequence[int | None]


def gold_ranks(passages: Sequence[Quote], gold: Sequence[Gold]) -> tuple[int | None, ...]:
    """Return, for each gold quote, the rank (from 1) of the first passage that overlaps it."""
    return tuple(
        next((rank for rank, one in enumerate(passages, start=1) if quote.overlaps(one)), None)
        for quote in gold
    )


def article_ranks(passages: Sequence[Quote], gold: Sequence[Gold]) -> tuple[int | None, ...]:
    """Return, for each gold quote, the rank of its article among the different articles found.

    An article that says the same as a copy counts as it.
    """
    articles = list(dict.fromkeys(one.article_id for one in passages))
    return tuple(
        next((rank for rank, one in enumerate(articles, start=1) if one in quote.articles), None)
        for quote in gold
    )


def words_read(passages: Sequence[Quote], ranks: Ranks) -> tuple[int | None, ...]:
    """Return the ranks counted in words: of all passages up to that rank, it included."""
    return tuple(
        None if rank is None else sum(len(one.text.split()) for one in passages[:rank])
        for rank in ranks
    )


def recall_at(ranks: Ranks, k: int) -> float:
    """Return recall@k of one question from the ranks of its gold quotes (at least one)."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def success_at(ranks: Ranks, k: int) -> float:
    """Return success@k of one question: 1.0 or 0.0."""
    return float(any(rank is not None and rank <= k for rank in ranks))


def reciprocal_rank(ranks: Ranks, k: int) -> float:
    """Return RR@k of one question."""
    return max((1 / rank for rank in ranks if rank is not None and rank <= k), default=0.0)


def ndcg(ranks: Ranks, k: int) -> float:
    """Return nDCG@k of one question from the ranks of its gold quotes (at least one)."""
    met = {rank for rank in ranks if rank is not None}
    n_to_meet = len(met) + sum(rank is None for rank in ranks)
    best = _gain(range(1, min(n_to_meet, k) + 1))
    return _gain(rank for rank in sorted(met) if rank <= k) / best


def _gain(ranks: Iterable[int]) -> float:
    return math.fsum(1 / math.log2(1 + rank) for rank in ranks)
