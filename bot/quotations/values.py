"""The values of a checked quotation. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.answer import Citation
from sources.article import Span


class Outcome(StrEnum):
    """What the archive has of a quotation."""

    EXACT = "exact"
    ALTERED = "altered"
    OTHER_SPEAKER = "other_speaker"
    STITCHED = "stitched"
    TURNED = "turned"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A quoted stretch of a draft.

    Attributes:
        span: From its opening mark to its closing one; of a block quote, its lines.
        parts: What is quoted, without marks: one stretch a paragraph.
        text: The parts, joined with a space.
        speaker: Who says it in the draft, as printed; empty when nobody is named.
        is_nested: Whether it stands inside another quotation.
    """

    span: Span
    parts: tuple[Span, ...]
    text: str
    speaker: str = ""
    is_nested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A difference between a quotation and what the article prints.

    Attributes:
        draft: The draft's words, as a place in the draft; empty where words were left out.
        article: The article's words, as a place in its text; empty where words were added.
        ours: The draft's words.
        theirs: The article's words.
    """

    draft: Span
    article: Span
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where words of a quotation stand in an article.

    Attributes:
        citation: The stretch itself, numbered within its quotation.
        speaker: Who says it there; empty when the article names nobody.
        before: The sentence before it; empty at the beginning.
        sentence: The whole sentence or sentences that it stands in.
        after: The sentence after it; empty at the end.
    """

    citation: Citation
    speaker: str = ""
    before: str = ""
    sentence: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuotation:
    """A quotation with what the archive has of it.

    Attributes:
        quotation: The quotation.
        outcome: What was found.
        places: Where its words stand: one, several when stitched, the nearest when not found.
        edits: Each difference in words, in order; of `ALTERED` only.
        reason: The outcome in one sentence.
    """

    quotation: Quotation
    outcome: Outcome
    places: tuple[Place, ...] = ()
    edits: tuple[Edit, ...] = ()
    reason: str = ""
