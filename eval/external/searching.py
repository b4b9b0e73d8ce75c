"""How well articles are found for questions about the news: every way to search, in one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.external.errors import SetError
from eval.external.kept import KeptResults
from eval.external.measured import measure
from eval.external.news import NewsQuestion, Part
from eval.external.sets import number_units
from eval.external.sides import (
    BOTH,
    DATED_DENSE,
    DATED_LEXICAL,
    DENSE,
    FUSED,
    LEXICAL,
    PLAIN,
    RERANKED,
    Find,
)
from eval.metrics.retrieval import Ranks, ndcg, recall_at, reciprocal_rank

Tell = Callable[[str, int, int], None]

METRICS: Mapping[str, Callable[[Ranks], float]] = {
    "recall@1": lambda ranks: recall_at(ranks, 1),
    "recall@5": lambda ranks: recall_at(ranks, 5),
    "recall@10": lambda ranks: recall_at(ranks, 10),
    "rr@10": lambda ranks: reciprocal_rank(ranks, 10),
    "ndcg@10": lambda ranks: ndcg(ranks, 10),
}
PAIRS = (
    (FUSED, LEXICAL),
    (FUSED, DENSE),
    (FUSED, PLAIN),
    (FUSED, DATED_LEXICAL),
    (FUSED, DATED_DENSE),
    (FUSED, BOTH),
    (RERANKED, FUSED),
)
N_KEPT = 50  # articles of a ranking


def measure_search(
    questions: Sequence[NewsQuestion],
    systems: Mapping[str, Find],
    *,
    work: Path,
    depends_on: Mapping[str, object],
    tell: Tell,
) -> dict[str, Any]:
    """Search for every question in every way, and return the figures as JSON values.

    Args:
        questions: Those that have a relevant article.
        systems: Ways to search by name (`eval.external.sides.systems`).
        work: Folder in which results are kept while it runs.
        depends_on: Identities of the parts, for the name of that file.
        tell: Told (stage, done, of how many).

    Returns:
        Per part of the questions (all, the earlier half, the later half; those that were asked):
        "n", the figures of each system under "systems", and differences of nDCG@10 under "gains".

    Raises:
        SetError: There is no question, or results cannot be kept.
    """
    if not questions or any(not one.relevant for one in questions):
        raise SetError("no question has a relevant article", "get the whole set")
    by_id = {one.id: one for one in questions}
    ranks: dict[str, dict[str, Ranks]] = {}
    for name, find in systems.items():
        kept = KeptResults(work, f"search-{name}", depends_on)

        def found(key: str, find: Find = find) -> dict[str, Any]:
            one = by_id[key]
            return {"articles": find(one.question, one.day)[:N_KEPT]}

        def told(done: int, n_all: int, name: str = name) -> None:
            tell(f"searching: {name}", done, n_all)

        rankings = kept.fill(by_id, found, told)
        ranks[name] = {
            key: ranks_of(rankings[key]["articles"], by_id[key].relevant) for key in by_id
        }
    parts = {part: part.of(questions) for part in Part}
    if not (parts[Part.EARLIER] and parts[Part.LATER]):
        del parts[Part.ALL]  # it is one half
    return {part.value: _figures(some, ranks) for part, some in parts.items() if some}


def ranks_of(articles: Sequence[str], relevant: Sequence[str]) -> Ranks:
    """Return the rank of each relevant article, from 1; None for one that was not found."""
    places = {article: rank for rank, article in enumerate(articles, start=1)}
    return [places.get(one) for one in relevant]


def _figures(
    questions: Sequence[NewsQuestion], ranks: Mapping[str, Mapping[str, Ranks]]
) -> dict[str, Any]:
    days = number_units(one.day.isoformat() for one in questions)
    values = {
        (name, metric): np.array([of(found[one.id]) for one in questions])
        for name, found in ranks.items()
        for metric, of in METRICS.items()
    }

    def measured(numbers: NDArray[np.float64]) -> dict[str, Any]:
        return measure(days, lambda places: float(numbers[places].mean())).to_json()

    return {
        "n": len(questions),
        "n_days": len(set(days.tolist())),
        "systems": {
            name: {metric: measured(values[name, metric]) for metric in METRICS} for name in ranks
        },
        "gains": {
            f"{one} − {other}": measured(values[one, "ndcg@10"] - values[other, "ndcg@10"])
            for one, other in PAIRS
            if one in ranks and other in ranks
        },
    }
