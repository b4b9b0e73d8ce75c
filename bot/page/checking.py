"""The check of a draft as it goes on: what is claimed, what is checked, the report at the end."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import date

from bot.claims import find_claims
from bot.clock import StageClock
from bot.memory import forget
from bot.page.service import Service
from bot.quotations.checking import check_quotations
from bot.verdict import CheckedClaim, Claim, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """How far the check of a draft has come.

    Attributes:
        text: The draft.
        claims: What is claimed in it, in its order.
        checked: The verdicts so far, in the same order.
        as_of: The day whose knowledge counts, or None for today.
        report: The whole report, once it is over; else None.
        is_stopped: Whether it was stopped before its end.
    """

    text: str
    claims: tuple[Claim, ...]
    checked: tuple[CheckedClaim, ...] = ()
    as_of: date | None = None
    report: Report | None = None
    is_stopped: bool = False

    def stopped(self) -> Checking:
        """Return the check as it is when it goes no further."""
        report = Report(text=self.text, claims=self.checked, as_of=self.as_of)
        return replace(self, report=report, is_stopped=True)

    @classmethod
    def of(cls, report: Report) -> Checking:
        """Return the check that a report ended."""
        claims = tuple(checked.claim for checked in report.claims)
        return cls(
            text=report.text,
            claims=claims,
            checked=report.claims,
            as_of=report.as_of,
            report=report,
        )


class Stopper:
    """How a visitor's check is told to stop: one a visitor, of whom one check runs at a time."""

    def __init__(self) -> None:
        self._n_begun = 0
        self._n_stopped = 0

    def begin(self) -> Callable[[], bool]:
        """Begin a check and return what says whether it was stopped."""
        self._n_begun += 1
        number = self._n_begun
        return lambda: self._n_stopped >= number

    def stop(self) -> None:
        """Stop every check that has begun."""
        self._n_stopped = self._n_begun


def check_draft(
    newsproof: Service,
    text: str,
    as_of: date | None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Generator[Checking, None, None]:
    """Check a draft claim by claim; whoever stops asking stops the work. It is stored nowhere.

    Args:
        newsproof: What checks.
        text: The draft.
        as_of: Only what was known on that day counts; None for today.
        is_stopped: Asked after each claim whether to go no further.

    Yields:
        What is claimed, then one more verdict each time, then the whole with its quotations.

    Raises:
        QuestionError: The text cannot be taken.
    """
    try:
        clock, checker = StageClock(), newsproof.checker()
        state = Checking(text=text, claims=tuple(find_claims(text)), as_of=as_of)
        yield state
        for one in checker.check_each(state.claims, as_of=as_of, clock=clock):
            state = replace(state, checked=(*state.checked, one))
            if is_stopped():
                yield state.stopped()
                return
            yield state
        report = checker.report(text, state.checked, as_of=as_of, clock=clock)
        if not report.quotations:
            found = check_quotations(newsproof.archive, newsproof.retrieve, text, as_of=as_of)
            report = replace(report, quotations=found)
        yield replace(state, report=report)
    finally:
        forget()
