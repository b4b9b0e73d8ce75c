"""The values of watching: a watched claim, and what came of looking at it again. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.packs import Pack
from bot.packs.values import QuoteNow
from bot.verdict import Evidence, Report, Verdict, overall


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A claim that is watched.

    Attributes:
        id: 12 hexadecimal digits.
        text: The claim.
        pack: Its last check: the verdict, and the evidence that it rests on.
        added: Since when, in UTC.
    """

    id: str
    text: str
    pack: Pack
    added: datetime

    @property
    def report(self) -> Report:
        """Its last check."""
        assert isinstance(self.pack.result, Report)  # noqa: S101 - the store takes nothing else
        return self.pack.result

    @property
    def verdict(self) -> Verdict:
        """Its last verdict."""
        return overall(self.report.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of looking at a watched claim again.

    Attributes:
        watched: The claim, with the check before.
        pack: The check now.
        evidence: What of the evidence before was corrected, retracted or is gone.
        new: Deciding quotes that were not there before.
    """

    watched: Watched
    pack: Pack
    evidence: tuple[QuoteNow, ...] = ()
    new: tuple[Evidence, ...] = ()

    @property
    def report(self) -> Report:
        """The check now."""
        assert isinstance(self.pack.result, Report)  # noqa: S101 - a check makes nothing else
        return self.pack.result

    @property
    def verdict(self) -> Verdict:
        """The verdict now."""
        return overall(self.report.claims)

    @property
    def is_checked(self) -> bool:
        """Whether there is a verdict: an error is none, and the one before is kept."""
        return self.verdict is not Verdict.NOT_CHECKED

    @property
    def has_other_verdict(self) -> bool:
        """Whether the verdict is another than before."""
        return self.is_checked and self.verdict is not self.watched.verdict

    @property
    def is_changed(self) -> bool:
        """Whether a person should look: another verdict, or evidence that no longer stands."""
        return self.has_other_verdict or bool(self.evidence)
