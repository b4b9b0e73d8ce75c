"""What a check finds when it holds a claim against a quote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_MOST_SHOWN = 80


class Outcome(StrEnum):
    """How the claim and the quote stand to each other in one respect.

    `SILENT`: the claim says nothing of the kind. `AGREES`: all it says is there. `MISSING`: the
    quote does not say it. `CONFLICTS`: the quote says something else in its place.
    """

    SILENT = "silent"
    AGREES = "agrees"
    MISSING = "missing"
    CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one check, with its reason in plain words (empty when nothing is to say)."""

    check: str
    outcome: Outcome
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing in the claim goes beyond the quote in this respect."""
        return self.outcome in (Outcome.SILENT, Outcome.AGREES)


MOST_CLAIMED = 4_000  # characters of a claim that are compared
MOST_QUOTED = 12_000  # characters of a quote, with what surrounds it, that are searched


def unread(check: str, claim: str) -> list[Finding]:
    """Return that a claim is too long to be read to its end: nothing vouches for the rest."""
    if len(claim) <= MOST_CLAIMED:
        return []
    reason = f"only the first {MOST_CLAIMED:,} characters of the claim are compared"
    return [Finding(check=check, outcome=Outcome.MISSING, reason=reason)]


def shorten(text: str) -> str:
    """Return what a reason shows of a text: at most 80 characters."""
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def worst(check: str, findings: list[Finding]) -> Finding:
    """Return the gravest of several findings of one check; silent when there is none."""
    order = [Outcome.CONFLICTS, Outcome.MISSING, Outcome.AGREES, Outcome.SILENT]
    found = sorted(findings, key=lambda finding: order.index(finding.outcome))
    return found[0] if found else Finding(check=check, outcome=Outcome.SILENT)
