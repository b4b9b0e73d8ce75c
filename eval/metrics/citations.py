"""Citation recall and precision as ALCE defines them (Gao et al. 2023, section 3.3). Pure.

- A statement is supported when it has citations and all of them together support it. Citation
  recall of an answer: the share of its statements that are supported.
- A citation is precise when its statement is supported and it is not irrelevant; it is irrelevant
  when it does not support the statement by itself and the others still support it without it.
  Citation precision of an answer: the share of its citations that are precise; 0 when it has
  statements and no citations.

Both are in [0, 1] and averaged over the answers that show at least one statement, as in ALCE's
code (answers without any are left out there too: a system that always abstains has no figure).

One thing differs: ALCE asks an entailment model whether citations support a statement. Here a set
of citations supports a statement when one of them overlaps a gold quote of the case. A statement
shown where the question should have been declined is never supported.

`quotes_exact` is the share of all citations whose words stand in the archive at their offsets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementScore:
    """The outcome of one statement.

    Attributes:
        is_supported: Whether all its citations together support it.
        precise: For each of its citations, whether it is precise.
    """

    is_supported: bool
    precise: tuple[bool, ...]


def score_statement(
    citations: Sequence[T], supports: Callable[[Sequence[T]], bool]
) -> StatementScore:
    """Score one statement.

    Args:
        citations: The citations of the statement.
        supports: Whether a set of citations supports it; never called with none.
    """

    def holds(some: Sequence[T]) -> bool:
        return bool(some) and supports(some)

    is_supported = holds(citations)
    precise = []
    for place, citation in enumerate(citations):
        others = [*citations[:place], *citations[place + 1 :]]
        is_irrelevant = not holds([citation]) and holds(others)
        precise.append(is_supported and not is_irrelevant)
    return StatementScore(is_supported=is_supported, precise=tuple(precise))


def citation_recall(scores: Sequence[StatementScore]) -> float | None:
    """Return the citation recall of an answer, or None when it shows no statement."""
    if not scores:
        return None
    return sum(score.is_supported for score in scores) / len(scores)


def citation_precision(scores: Sequence[StatementScore]) -> float | None:
    """Return the citation precision of an answer, or None when it shows no statement."""
    if not scores:
        return None
    precise = [one for score in scores for one in score.precise]
    return sum(precise) / len(precise) if precise else 0.0
