"""The names of a quote that a question asks for: who, where, what it is called, which ones."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.checks.events import find_event
from bot.checks.names import is_country, names_in
from bot.checks.scope import Reading
from bot.checks.wordforms import base_of, means_same
from bot.question import Question
from bot.short_answer.telling import closest_span
from bot.words import Word
from sources.article import Span

_I = regex.IGNORECASE
_PLACE = regex.compile(
    r"\b(?:in|at|to|from|near|off|outside|inside|across|into|on|through)\s"
    r"(?P<place>(?:the\s)?(?:\p{Ll}+\s(?:of\s)?){0,3}?\p{Lu}[\p{L}\p{M}.’'-]*"
    r"(?:\s(?:(?:of|the|de|la|du)\s){0,2}\p{Lu}[\p{L}\p{M}’'-]*)*+)"
)
_NOT_PLACES = regex.compile(
    r"^(?:the )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|"
    r"April|May|June|July|August|September|October|November|December)\b"
)
_NAME = r"\p{Lu}[\p{L}\p{M}’'-]*(?:\s\p{Lu}[\p{L}\p{M}’'-]*)*+"
_AFTER_PLACE = regex.compile(
    rf"(?:(?:,\s{_NAME})*+,?\sand\s{_NAME}(?!\s(?:is|are|was|were|has|had|said|\p{{Ll}}+ed)\b))"
    r"|\s(?:plant|reservoir|station|airport|prison|hospital|harbour|harbor|port|island|islands|town|"
    r"city|region|province|river|square|street|church|cathedral|school|stadium|district|bridge)\b"
)
_COUNTRY_ASKED = regex.compile(r"\b(?:country|countries|nation|nations|state|states)\b", _I)
_CALLED = regex.compile(
    r"\b(?:called|named|known as|titled|nicknamed)\s(?:the\s)?(?P<name>\p{Lu}[\p{L}’'-]*"
    r"(?:\s\p{Lu}[\p{L}’'-]*)*+)"
)
_ORGANISED = frozenset(
    """ministry council board party company line university agency court committee union association
    parliament police hospital street school radio post ledger times nato""".split()
)


def _runs(question: Question, reading: Reading) -> list[tuple[Word, ...]]:
    """Return the names of a text that are not in the question, words that stand together as one."""
    asked = {w.stem for w in question.words}
    named = {w.span for w in names_in(reading.text)}
    runs: list[tuple[Word, ...]] = []
    last = -2
    for place, word in enumerate(reading.words):
        if word.span not in named:
            continue
        gap = reading.text[reading.words[place - 1].span.end : word.span.start] if place else ""
        is_joined = last == place - 1 and gap in (" ", "\u00a0", ". ") and runs
        if is_joined and not runs[-1][-1].text.endswith(("'s", "’s")):
            runs[-1] = (*runs[-1], word)
        else:
            runs.append((word,))
        last = place
    return [run for run in runs if not any(w.stem in asked for w in run)]


def _span(run: Sequence[Word]) -> Span:
    last = run[-1]
    owner = 2 if last.text.endswith(("'s", "’s")) else 0
    return Span(start=run[0].span.start, end=last.span.end - owner)


def somebody_named(question: Question, reading: Reading) -> Span | None:
    """Return who: the agent of the verb that is asked about, or the only name there is."""
    runs = _runs(question, reading)
    agent = _agent(question, reading)
    if agent is not None:
        fitting = [run for run in runs if _span(run).overlaps(agent)]
        return _span(fitting[0]) if len(fitting) == 1 else None
    people = [r for r in runs if _may_be_person(reading, r)]
    return _span(people[0]) if len(people) == 1 else None


def _may_be_person(reading: Reading, run: Sequence[Word]) -> bool:
    """Say whether a name may be a person's: no country, no "the", nothing that it owns."""
    before = reading.text[max(0, run[0].span.start - 4) : run[0].span.start].casefold()
    is_owner = run[-1].text.endswith(("'s", "’s"))
    is_thing = before.endswith("the ") and len(run) < 3
    return not (is_owner or is_thing or is_country(run[-1].stem) or _is_organised(run))


def _agent(question: Question, reading: Reading) -> Span | None:
    bases = [base_of(w.folded) for w in question.content if not w.is_capital]
    for place, base in enumerate(reading.bases):
        if any(means_same(base, asked) for asked in bases):
            event = find_event(reading, place)
            if event is not None and event.agent:
                return Span(start=event.agent[0].span.start, end=event.agent[-1].span.end)
    return None


def _is_organised(run: Sequence[Word]) -> bool:
    return any(w.folded in _ORGANISED or (w.text.isupper() and len(w.text) > 1) for w in run)


def place_named(question: Question, reading: Reading) -> Span | None:
    """Return the place that a question asks for; None when not sure."""
    text = reading.text
    if _COUNTRY_ASKED.search(question.text):
        runs = [r for r in _runs(question, reading) if is_country(r[-1].stem)]
        return _span(runs[0]) if len(runs) == 1 else None
    asked = {w.stem for w in question.words}
    spans = []
    for match in _PLACE.finditer(text):
        span = _whole_place(text, Span(start=match.start("place"), end=match.end("place")))
        names = [w for w in reading.words if span.start <= w.span.start < span.end and w.is_capital]
        is_new = not any(w.stem in asked for w in names)
        if is_new and not _NOT_PLACES.match(match["place"]):
            spans.append(span)
    return closest_span(question, reading, spans)


def _whole_place(text: str, place: Span) -> Span:
    """Take in the noun behind a name ("the Norvane Chemicals plant") and "and South Africa"."""
    after = _AFTER_PLACE.match(text, place.end)
    return Span(start=place.start, end=after.end()) if after else place


def name_given(question: Question, reading: Reading) -> Span | None:
    """Return what something is called; None when not sure."""
    called = _CALLED.search(reading.text)
    if called:
        return Span(start=called.start("name"), end=called.end("name"))
    runs = _runs(question, reading)
    return _span(runs[0]) if len(runs) == 1 else None


def members_listed(question: Question, reading: Reading) -> tuple[Span, ...]:
    """Return the members of a list: two names or more, joined by commas and "and"."""
    runs = [r for r in _runs(question, reading) if not r[-1].text.endswith(("'s", "’s"))]
    if _COUNTRY_ASKED.search(question.text):
        runs = [r for r in runs if is_country(r[-1].stem)]
    chains: list[list[tuple[Word, ...]]] = []
    for run in runs:
        before = chains[-1][-1][-1].span.end if chains else 0
        gap = reading.text[before : run[0].span.start]
        if chains and regex.fullmatch(r"\s*(?:,|,?\s*and(?: the)?|, the)\s*(?:the )?", gap):
            chains[-1].append(run)
        else:
            chains.append([run])
    longest = max(chains, key=len, default=[])
    is_only = sum(len(c) == len(longest) for c in chains) == 1
    return tuple(map(_span, longest)) if len(longest) > 1 and is_only else ()
