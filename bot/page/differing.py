"""Where a claim and a quote against it differ: figures, names, and the words that a check named.

Only what `bot.checks` compared is set off: a word that merely is another proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.checks.names import names_in, same_names
from bot.figures_table import Figure
from bot.verdict import CheckedClaim, Stance
from sources.article import Quote, Span

_NAMES = frozenset({"names", "roles"})
# A check's reason holds the words that it is about in quotation marks.
_NAMED = re.compile(r"“([^“”]+)”|(?<!\w)'([^']+)'(?!\w)").finditer


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """What differs.

    Attributes:
        claim: Places in the text of the claim.
        quotes: Places in each quote, counted from its start.
    """

    claim: tuple[Span, ...] = ()
    quotes: dict[Quote, tuple[Span, ...]] = field(default_factory=dict)


def differing(checked: CheckedClaim, figures: Sequence[Figure]) -> Differing:
    """Return what differs between a claim and the quotes against it.

    Args:
        checked: The claim with its evidence.
        figures: The figures of this claim, as `bot.figures_table.figures` found them.
    """
    ours: list[Span] = []
    theirs: dict[Quote, list[Span]] = {}
    start, text = checked.claim.span.start, checked.claim.text
    for figure in figures:
        against = [said for said in figure.said if not said.agrees]
        if against and start <= figure.span.start and figure.span.end <= start + len(text):
            ours.append(Span(start=figure.span.start - start, end=figure.span.end - start))
        for said in against:
            at = said.citation.quote.text.find(said.text) if said.text else -1
            if at >= 0:
                place = Span(start=at, end=at + len(said.text))
                theirs.setdefault(said.citation.quote, []).append(place)
    failed = [check for check in checked.checks if not check.passed]
    against_it = [e for e in checked.evidence if e.stance is Stance.REFUTES]
    for evidence in against_it[:1]:  # the checks are those of the best quote
        quote = evidence.citation.quote
        found = theirs.setdefault(quote, [])
        if any(check.name in _NAMES for check in failed):
            ours += _lacking(text, quote.text)
            found += _lacking(quote.text, text)
        for check in failed:
            ours += _named(check.reason, text)
            found += _named(check.reason, quote.text)
    return Differing(
        claim=tuple(ours), quotes={quote: tuple(spans) for quote, spans in theirs.items()}
    )


def _lacking(text: str, other: str) -> list[Span]:
    """Return the names of a text that are not in another."""
    there = [word.stem for word in names_in(other)]
    return [
        word.span
        for word in names_in(text)
        if not any(same_names(word.stem, stem) for stem in there)
    ]


def _named(reason: str, text: str) -> Iterator[Span]:
    """Yield where the words that a reason quotes stand in a text, each at its first place."""
    for match in _NAMED(reason):
        for words in (match[1] or match[2]).split(" … "):
            found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) if words.strip() else None
            if found:
                yield Span(start=found.start(), end=found.end())
