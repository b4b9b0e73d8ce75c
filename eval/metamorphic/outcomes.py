"""What came of a case, and whether a relation holds between two outcomes. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answer import Status
from bot.verdict import Verdict
from eval.metamorphic.values import Expected
from eval.records import ClaimRecord, DraftRecord, QuestionRecord, Record

_OPPOSITE = {
    Verdict.SUPPORTED.value: Verdict.REFUTED.value,
    Verdict.REFUTED.value: Verdict.SUPPORTED.value,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a case.

    Attributes:
        results: The status of a question, the verdict of a claim, or those of a draft's claims.
        quotes: For each result, the words of the quotes shown with it.
    """

    results: tuple[str, ...]
    quotes: tuple[tuple[str, ...], ...]


def outcome_of(record: Record) -> Outcome:
    """Return the part of a record that relations are about."""
    match record:
        case QuestionRecord():
            return Outcome(results=(record.got.value,), quotes=(record.quotes,))
        case ClaimRecord():
            return Outcome(results=(record.got.value,), quotes=(record.evidence,))
        case DraftRecord():
            return Outcome(
                results=tuple(claim.got.value for claim in record.claims),
                quotes=tuple(claim.evidence for claim in record.claims),
            )


def holds(expected: Expected, *, before: Outcome, after: Outcome, gold: str) -> bool | None:
    """Say whether a variant came out as is expected beside its original.

    Args:
        expected: What is expected of the variant.
        before: What came of the original.
        after: What came of the variant.
        gold: How the original should have ended: only where it did can a change be expected to be
            seen. Of no account for SAME, which asks for consistency, right or wrong.

    Returns:
        None where there is nothing to test: a change is expected of an outcome that was wrong
        before, or the original could not be checked. A variant that could not be checked fails.
    """
    if Verdict.NOT_CHECKED in before.results:
        return None
    if expected is Expected.SAME:
        return before.results == after.results and all(
            share_quote(mine, yours)
            for mine, yours in zip(before.quotes, after.quotes, strict=True)
        )
    if before.results != (gold,):
        return None
    (now,) = after.results
    match expected:
        case Expected.NOT_SUPPORTED:
            return now not in (Verdict.SUPPORTED, Verdict.NOT_CHECKED)
        case Expected.ABSTAINED:
            return now == Status.ABSTAINED
        case Expected.OPPOSITE:
            return now == _OPPOSITE.get(gold)


def share_quote(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Say whether one quote is part of one of the others, or there were none before.

    By their words and not by their place: a copy of an article proves the same.
    """
    return not before or any(one in other or other in one for one in before for other in after)
