"""The values of an evidence pack and of its recheck. No I/O, no decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.answer import Answer
from bot.verdict import Report
from sources.article import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedQuote:
    """A quote with what identifies the article version that it was taken from.

    Attributes:
        quote: The quote.
        title: Headline of that version.
        sha256: Hexadecimal digest of the original bytes of that version.
        text_sha256: Hexadecimal digest of its archived text in UTF-8.
        url: Its address, or None.
    """

    quote: Quote
    title: str
    sha256: str
    text_sha256: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What was answered or found, everything that it rests on, and how it came about.

    Attributes:
        result: The answer or the report.
        quotes: Every quote that it cites or shows, each once, in the order of reading.
        made: When, with time zone.
        newsproof: The version of Newsproof that made it.
        settings: What was set, without keys and folders.
    """

    result: Answer | Report
    quotes: tuple[PackedQuote, ...]
    made: datetime
    newsproof: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The question, or the text that was checked."""
        return self.result.question if isinstance(self.result, Answer) else self.result.text

    @property
    def as_of(self) -> date | None:
        """The day whose knowledge was asked for, or None."""
        return self.result.as_of


class State(StrEnum):
    """What has become of a quote since it was packed."""

    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"  # there is a newer version, and the quote still stands in it
    CORRECTED = "corrected"  # a newer version has other words, or a correction came out
    RETRACTED = "retracted"
    GONE = "gone"  # the article or the version is no longer in the archive
    MISMATCH = "mismatch"  # the archive's text of that version is another: the pack is not its own


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteNow:
    """What has become of one quote.

    Attributes:
        packed: As it was packed.
        state: What has become of it.
        reason: That in one sentence; empty when unchanged.
        now: The same place in the newest version: equal words when superseded, the words that
            stand there instead when corrected; None when there are none.
        notices: Titles of corrections of its article that came after the pack, oldest first.
    """

    packed: PackedQuote
    state: State
    reason: str = ""
    now: Quote | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """What has become of every quote of a pack, in its order."""

    pack: Pack
    quotes: tuple[QuoteNow, ...]

    @property
    def is_unchanged(self) -> bool:
        """Whether every quote stands as it did."""
        return all(one.state is State.UNCHANGED for one in self.quotes)
