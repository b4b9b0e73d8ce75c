"""What is searched for a claim: the claim, and what would be printed if it were false.

A report that refutes a claim need not share its number or its verb. So the claim is searched with
its numbers and days left open, with a word replaced by its opposite (or its negation taken away),
and with its first two names exchanged. Whatever is found is judged against the claim itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.checks.antonyms import opposite_of
from bot.checks.names import names_in
from bot.checks.quantities import find_quantities
from bot.checks.wordforms import base_of
from bot.temporal import find_dates
from bot.words import words
from index.search import Hit
from sources.article import Span

Search = Callable[[str, int, date | None], list[Hit]]

_NEGATORS = frozenset(["not", "never", "no", "none", "nobody", "without"])
# Any day will do: only the places of the days are used.
_SOME_DAY = date(2000, 1, 1)
# Passages that the other readings of a claim may add to those found for its own words.
N_ADDED = 3


def find_passages(search: Search, claim: str, n: int, as_of: date | None) -> list[Hit]:
    """Return the passages for a claim, those found by its own words first.

    Args:
        search: Returns passages for a query.
        claim: The claim, made self-contained.
        n: Passages for its own words; up to `N_ADDED` more are added for the other readings.
        as_of: The day whose knowledge counts; None for today.
    """
    found = search(claim, n, as_of)
    places = {_place(hit) for hit in found}
    added: list[Hit] = []
    for reading in other_readings(claim):
        new = next((hit for hit in search(reading, n, as_of) if _place(hit) not in places), None)
        if new is not None:
            places.add(_place(new))
            added.append(new)
    return [*found, *added[:N_ADDED]]


def other_readings(claim: str) -> list[str]:
    """Return what to search for besides the claim itself, at most three, each once."""
    found = (_left_open(claim), _turned_round(claim), _exchanged(claim))
    return [text for text in dict.fromkeys(found) if text and text != claim]


def _left_open(claim: str) -> str:
    """Take numbers and days out."""
    spans = [quantity.span for quantity in find_quantities(claim)]
    spans += [mention.span for mention in find_dates(claim, on=_SOME_DAY)]
    return _replaced(claim, [(span, "") for span in spans]) if spans else ""


def _turned_round(claim: str) -> str:
    """Take the negation away, or put the opposite of a word in its place."""
    found = words(claim)
    negators = [(w.span, "") for w in found if w.folded in _NEGATORS or w.folded.endswith("n't")]
    if negators:
        return _replaced(claim, negators)
    for word in found:
        if other := opposite_of(base_of(word.folded)):
            return _replaced(claim, [(word.span, other)])
    return ""


def _exchanged(claim: str) -> str:
    """Exchange the first two names."""
    names = names_in(claim)
    runs: list[Span] = []
    for name in names:
        if runs and claim[runs[-1].end : name.span.start].isspace():
            runs[-1] = Span(start=runs[-1].start, end=name.span.end)
        else:
            runs.append(name.span)
    if len(runs) < 2 or runs[0].of(claim) == runs[1].of(claim):
        return ""
    first, second = runs[:2]
    return _replaced(claim, [(first, second.of(claim)), (second, first.of(claim))])


def _replaced(text: str, changes: Sequence[tuple[Span, str]]) -> str:
    done = len(text)
    for span, new in sorted(changes, key=lambda change: -change[0].start):
        if span.end <= done:
            text = text[: span.start] + new + text[span.end :]
            done = span.start
    return " ".join(text.split())


def _place(hit: Hit) -> tuple[str, int, int]:
    return hit.passage.article_id, hit.passage.version, hit.passage.start
