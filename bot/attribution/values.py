"""What is known of who says a sentence: values without I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sources.article import Span


class Voice(StrEnum):
    """How an article gives a sentence."""

    REPORTED = "reported"  # by the article itself, as fact
    SAID = "said"
    ALLEGED = "alleged"  # claimed, accused, suspected, rumoured
    DENIED = "denied"
    ACCORDING_TO = "according_to"
    PLANNED = "planned"  # announced, promised or expected; it has not happened in the article
    OPEN = "open"  # not said, not confirmed, not known, only possible
    OPINION = "opinion"  # of the author, in a piece marked as opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says a quote, as far as its words tell.

    All spans count code points of the article's text.

    Attributes:
        voice: How the article gives it.
        speaker: The name of who says it, as printed; empty when nobody is named. Of several who
            pass it on, the one whom the article itself heard.
        speaker_span: Where that name stands, in the quote or, when resolved, before it.
        pronoun_span: Where "he" or "she" stands in the quote, when that is who is meant.
        verb_span: The words that say how it is given ("said", "according to"); None when none do.
        quoting: Where the one stands whose words the speaker passes on; None when nobody.
        quoted: The name of that one, as printed; empty when nobody.
        is_anonymous: Whether the source is kept unnamed ("officials familiar with the matter").
        is_resolved: Whether the speaker stands outside the quote and was found by rule.
        is_opinion: Whether the article is marked as opinion.
        line: One line for a reader, in our words.
    """

    voice: Voice
    speaker: str = ""
    speaker_span: Span | None = None
    pronoun_span: Span | None = None
    verb_span: Span | None = None
    quoting: Span | None = None
    quoted: str = ""
    is_anonymous: bool = False
    is_resolved: bool = False
    is_opinion: bool = False
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A word that gives something as somebody's, in one text.

    Attributes:
        voice: How it is given.
        verb: Where the word stands.
        speaker: Where its speaker stands; None when nobody is named.
        is_outer: Whether what it reports stands before it ("…, Olsen said", "according to …").
    """

    voice: Voice
    verb: Span
    speaker: Span | None
    is_outer: bool = False
