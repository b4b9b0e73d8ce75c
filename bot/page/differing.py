"""Where a claim and a quote against it differ: their figures, and names that the other lacks.

Only what `bot.checks` compared is set off: a word that merely is another proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.checks.names import names_in, same_names
from bot.figures_table import Figure
from bot.verdict import CheckedClaim, Stance
from sources.article import Quote, Span

_NAMES = frozenset({"names", "roles"})


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
    if any(check.name in _NAMES and not check.passed for check in checked.checks):
        against_it = [e for e in checked.evidence if e.stance is Stance.REFUTES]
        for evidence in against_it[:1]:  # the checks are those of the best quote
            quote = evidence.citation.quote
            ours += _lacking(text, quote.text)
            theirs.setdefault(quote, []).extend(_lacking(quote.text, text))
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
