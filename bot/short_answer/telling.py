"""The time, the reason or the words of somebody that a question asks for, in a quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import regex

from bot.attribution.cues import find_cues
from bot.attribution.quoting import quoted_ranges
from bot.checks.scope import Reading, read
from bot.checks.wordforms import base_of, means_same
from bot.question import Question
from bot.temporal import find_dates
from sources.article import Span

_I = regex.IGNORECASE
_ANY_DAY = date(2000, 1, 1)  # whether there is a date does not depend on the day
_BEFORE_DATE = regex.compile(
    r"\b(?:(?:late|early|mid) )?(?:on|in|since|by|until|from|before|after|at|between)\s"
    r"(?:(?:the )?(?:spring|summer|autumn|winter|end|start|beginning|morning|evening|night) of )?$",
    _I,
)
_DAY = regex.compile(r"\p{L}{3,}\.?\s\d|\d\s\p{L}{3,}|day\b|\d-\d", _I)
_CLOCK = regex.compile(
    r"\b(?:at )?(?:about |around )?"
    r"(?:\d{1,2}(?:[.:]\d{2})?\s?(?:a\.m\.|p\.m\.|am\b|pm\b|o['’]clock\b)"
    r"|\d{1,2}:\d{2}\b|noon\b|midnight\b)",
    _I,
)
_REASON = regex.compile(
    r"\b(?:because of|because|due to|owing to|as a result of|in (?:response|retaliation|reaction|"
    r"protest) (?:to|for|at|against)|in protest|citing|thanks to|so that|in order to|after|since"
    r"|over|following|by a|by the)\s+(?P<why>\S)",
    _I,
)
_WEAK_REASONS = frozenset("after since over following by".split())
_TAIL = regex.compile(
    r"[,”\"]+\s(?:according to\b|(?:\p{Lu}|the\s|he\s|she\s|it\s|they\s)[\p{L}\p{M}’'. -]{0,60}?"
    r"\b(?:said|says|told)\b|(?:said|says)\s)"
)
_SAID_THAT = regex.compile(
    r"\b(?:said|says|told [^,.;]{1,60}?|added|warned|insisted|argued|announced|stated|declared|"
    r"claimed|promised|wrote)\s(?:on \p{Lu}\p{L}+ )?(?:that\s)?(?P<what>\p{L})"
)
_LEAST_APART = 1.5  # times as far must the second best date be from the words of the question


def time_asked(question: Question, reading: Reading) -> Span | None:
    """Return the date or time of day that a question asks for; None when not sure."""
    text = reading.text
    asked = {m.text.casefold() for m in find_dates(question.text, on=_ANY_DAY)}
    spans = [m.span for m in find_dates(text, on=_ANY_DAY) if m.text.casefold() not in asked]
    if regex.search(r"\bwhat time\b", question.text, _I):
        spans = [Span(start=m.start(), end=m.end()) for m in _CLOCK.finditer(text)]
    else:
        clocks = [Span(start=m.start(), end=m.end()) for m in _CLOCK.finditer(text)]
        spans = _joined(text, [*spans, *clocks])
    if regex.search(r"\b(?:date|day)\b", question.text, _I):
        days = [s for s in spans if _DAY.search(s.of(text))]
        spans = days or spans
    if regex.search(r"\byear\b", question.text, _I):
        years = [s for s in spans if regex.search(r"\b\d{4}\b", s.of(text))]
        spans = years or spans
    best = closest_span(question, reading, spans)
    if best is None:
        return None
    lead = _BEFORE_DATE.search(text[max(0, best.start - 40) : best.start])
    return Span(start=best.start - (len(lead[0]) if lead else 0), end=best.end)


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """Join times that stand together: "on Wednesday at noon"."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and text[joined[-1].end : span.start].strip(" ,") in ("", "at", "on"):
            joined[-1] = Span(start=joined[-1].start, end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def closest_span(question: Question, reading: Reading, spans: Sequence[Span]) -> Span | None:
    """Return the only span, or the one that clearly stands nearest to the words of the question."""
    if len(spans) <= 1:
        return spans[0] if spans else None
    bases = {base_of(w.folded) for w in question.content}
    places = [
        w.span
        for w, base in zip(reading.words, reading.bases, strict=True)
        if any(means_same(base, b) for b in bases)
    ]
    if not places:
        return None

    def distance(span: Span) -> int:
        return sum(sorted(max(p.start - span.end, span.start - p.end, 0) for p in places)[:2])

    ranked = sorted(spans, key=lambda s: (distance(s), s.start))
    is_clear = distance(ranked[1]) >= _LEAST_APART * max(1, distance(ranked[0]))
    return ranked[0] if is_clear else None


def reason_given(question: Question, reading: Reading) -> Span | None:
    """Return the clause that gives a reason; None when there is none, or it is what was asked."""
    text = reading.text
    strong = weak = None
    for match in _REASON.finditer(text):
        word = match[0].split()[0].casefold()
        if word in _WEAK_REASONS:
            weak = weak or match
        else:
            strong = strong or match
    match = strong or weak
    if match is None:
        return None
    if strong is None and _asks_again(question, text, match.start("why")):
        return None
    stop = _end_of_sentence(text, match.start("why"))
    tail = _TAIL.search(text, match.start("why"), stop)
    stop = tail.start() if tail else stop
    lead = (
        match.start()
        if match[0].casefold().startswith(("because", "due", "so ", "in "))
        else (match.start("why"))
    )
    return Span(start=lead, end=len(text[:stop].rstrip(' .”"')))


def _end_of_sentence(text: str, at: int) -> int:
    """Return where the sentence around an offset ends."""
    reading = read(text)
    inside = [n for w, n in zip(reading.words, reading.sentences, strict=True) if w.span.end > at]
    ends = [
        w.span.end
        for w, n in zip(reading.words, reading.sentences, strict=True)
        if inside and n == inside[0]
    ]
    return ends[-1] if ends else len(text)


def _asks_again(question: Question, text: str, at: int) -> bool:
    """Say whether what follows repeats the question, and so is no reason for it."""
    stems = {w.stem for w in question.content}
    after = [w.stem for w in read(text).words if w.span.start >= at][:8]
    return len(stems & set(after)) >= 2


def words_said(_: Question, reading: Reading) -> Span | None:
    """Return what was said: what stands in quotation marks, or after "said that"."""
    text = reading.text
    quoted = [s for s in quoted_ranges(text) if s.end - s.start > 12]
    if len(quoted) == 1:
        return Span(start=quoted[0].start + 1, end=max(quoted[0].start + 1, quoted[0].end - 1))
    if quoted:
        return None
    cues = [c for c in find_cues(text) if c.speaker]
    if not cues:
        return None
    if cues[0].is_outer:
        start = cues[0].speaker.start if cues[0].speaker else cues[0].verb.start
        first = min(start, cues[0].verb.start)
        end = len(text[:first].rstrip(" ,"))
        return Span(start=0, end=end) if end > 0 else None
    match = _SAID_THAT.search(text, cues[0].verb.start)
    if match is None:
        return None
    return Span(start=match.start("what"), end=len(text.rstrip(' .”"')))
