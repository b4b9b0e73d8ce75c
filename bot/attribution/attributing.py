"""Who says a quote: the cue that governs it, its speaker, and whom that one passes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from bot.attribution import phrases
from bot.attribution.cues import (
    cited,
    find_cues,
    is_planned,
    is_possible,
)
from bot.attribution.lexicon import ANONYMOUS, PASSED_ON, PRONOUNS, RESOLVED
from bot.attribution.pronouns import resolve
from bot.attribution.quoting import has_words_of_somebody, quoted_ranges
from bot.attribution.speakers import name_until_comma, speaker_before
from bot.attribution.values import Attribution, Cue, Voice
from bot.checks.scope import Reading, read
from sources.article import Article, PartKind, Span

_I = regex.IGNORECASE
_ANONYMOUS = regex.compile(
    r"\b(?:familiar with|briefed on|close to|knowledge of|involved in) (?:the|his|her|its|their)\b"
    r"|\b(?:anonym\w+|not (?:to be|be) named|not (?:authori[sz]ed|allowed|permitted) to (?:speak|"
    r"talk|discuss|comment))\b",
    _I,
)
_OPINION = regex.compile(
    r"^(?:opinion|comment|editorial|column|op-ed|letters?|leader)\s*[:|–-]", _I
)
_OPINION_URL = regex.compile(
    r"/(?:opinions?|comment(?:isfree|ary)?|editorials?|op-?eds?|columns?|columnists?|letters)/", _I
)
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_LONGEST = 4_000  # code points of a quote that are read


def attribute(article: Article, span: Span, before: Sequence[Span] = ()) -> Attribution:
    """Say who says a quote.

    Args:
        article: The article it stands in.
        span: The quote: a sentence, or two that stand together.
        before: The sentences before it in the same run of body text, in order: at the most the last
            two are read, for "he" and for a quotation that goes on.

    Returns:
        The governing voice; `REPORTED` when nothing in the quote gives it to anybody. All spans
        count code points of `article.text`. Deterministic; linear in the length of the quote.
    """
    found = attribute_text(article.text, span, before)
    is_opinion = _is_opinion(article)
    if is_opinion and found.voice is Voice.REPORTED:
        author = article.authors[0] if article.authors else ""
        found = replace(found, voice=Voice.OPINION, speaker=author)
    return _with_line(replace(found, is_opinion=is_opinion))


def attribute_text(text: str, span: Span, before: Sequence[Span] = ()) -> Attribution:
    """Say who says a stretch of a text, whatever article it is from; see `attribute`."""
    span = Span(start=span.start, end=min(span.end, span.start + _LONGEST))
    reading = read(span.of(text))
    cues = find_cues(reading.text)
    main = _governing(reading, cues)
    if main is None:
        return _with_line(_without_cue(text, span, before, reading))
    inner = _inner(reading, cues, main)
    found = Attribution(
        voice=main.voice,
        speaker=" ".join(main.speaker.of(reading.text).split()) if main.speaker else "",
        speaker_span=_shift(main.speaker, span.start),
        verb_span=_shift(main.verb, span.start),
        quoting=_shift(inner, span.start),
        quoted=" ".join(inner.of(reading.text).split()) if inner else "",
        is_anonymous=_is_anonymous(reading, main),
    )
    if found.speaker.casefold() in RESOLVED:
        found = _resolved(text, span, before, found)
    return _with_line(found)


def _governing(reading: Reading, cues: Sequence[Cue]) -> Cue | None:
    """Return the cue that the whole is told by: one behind what is told, else the first."""
    cues = [c for c in cues if not _is_in_aside(reading, c)]
    outer = [c for c in cues if c.is_outer and c.speaker]
    according = [c for c in outer if c.voice is Voice.ACCORDING_TO]
    if according and not (outer[0] is not according[0] and outer[0].verb < according[0].verb):
        return according[0]
    first = cues[0] if cues else None
    if outer and (first is None or _same_sentence(reading, first, outer[0])):
        return outer[0]
    named = [c for c in cues if c.speaker or c.voice is not Voice.ALLEGED]
    return named[0] if named and named[0].voice is not Voice.PLANNED else first


def _same_sentence(reading: Reading, one: Cue, other: Cue) -> bool:
    def number(cue: Cue) -> int:
        at = [n for w, n in zip(reading.words, reading.sentences, strict=True)
              if w.span.end > cue.verb.start]  # fmt: skip
        return at[0] if at else 0

    return number(one) == number(other)


def _is_in_aside(reading: Reading, cue: Cue) -> bool:
    """Say whether a cue only describes somebody: "Olsen, whom Tasch had accused, left"."""
    before = reading.text[max(0, cue.verb.start - 30) : cue.verb.start]
    return (
        bool(regex.search(r",\s(?:\p{Ll}+ly\s)?$", before))
        and cue.voice is Voice.ALLEGED
        and (cue.speaker is None)
    )


def _inner(reading: Reading, cues: Sequence[Cue], main: Cue) -> Span | None:
    """Return whose words the speaker passes on."""
    if reading.text[main.verb.start : main.verb.end].casefold() == "quoted":
        return _quoted_one(reading, main)
    if main.is_outer:
        others = [c for c in cues if c.verb != main.verb and c.speaker]
        if main.voice is not Voice.ACCORDING_TO:
            others = [c for c in others if c.verb.end <= (main.speaker or main.verb).start]
    else:
        others = [c for c in cues if c.verb.start >= main.verb.end and c.speaker]
        others = [c for c in others if not _is_other_clause(reading, main, c)]
    others = [
        c
        for c in others
        if c.speaker
        and c.verb.of(reading.text).casefold() in PASSED_ON
        and not _is_pronoun(reading, c.speaker)
    ]
    if others:
        return others[0].speaker if others[0].speaker != main.speaker else None
    at = cited(reading.text)
    if at is None or main.speaker is None:
        return None
    place = next((i for i, w in enumerate(reading.words) if w.span.start >= at), None)
    found = name_until_comma(reading, place) if place is not None else None
    return found if found != main.speaker else None


def _is_pronoun(reading: Reading, speaker: Span) -> bool:
    return speaker.of(reading.text).casefold() in PRONOUNS


def _quoted_one(reading: Reading, main: Cue) -> Span | None:
    place = next((i for i, w in enumerate(reading.words) if w.span == main.verb), 0)
    before = speaker_before(reading, place)
    if before is not None and before != main.speaker:
        return before
    return name_until_as(reading, place + 1)


def name_until_as(reading: Reading, start: int) -> Span | None:
    """Return the name between "quoted" and "as saying"."""
    end = next(
        (i for i in range(start, min(len(reading.words), start + 8))
         if reading.words[i].folded == "as"), start,
    )  # fmt: skip
    if end == start:
        return None
    return Span(start=reading.words[start].span.start, end=reading.words[end - 1].span.end)


def _is_other_clause(reading: Reading, main: Cue, other: Cue) -> bool:
    """Say whether a later cue stands in a clause of its own: "…; the company denies it"."""
    between = reading.text[main.verb.end : (other.speaker or other.verb).start]
    return bool(regex.search(r"[;.!?”\"]|,\s(?:but|and|while|though)\b|\sbut\b", between))


def _without_cue(text: str, span: Span, before: Sequence[Span], reading: Reading) -> Attribution:
    """Return what is told without a word for it: a quotation that goes on, a plan, a fact."""
    ranges = quoted_ranges(reading.text)
    outside = "".join(
        c for i, c in enumerate(reading.text) if not any(r.start <= i < r.end for r in ranges)
    )
    if ranges and not _LETTER.search(outside):
        return _continued(text, before)
    if has_words_of_somebody(reading):
        return Attribution(voice=Voice.SAID)
    for voice, words in (
        (Voice.PLANNED, is_planned(reading.text)),
        (Voice.OPEN, is_possible(reading.text)),
    ):
        if words is not None:
            return _of_words(reading, span, voice, words)
    return Attribution(voice=Voice.REPORTED)


def _of_words(reading: Reading, span: Span, voice: Voice, words: Span) -> Attribution:
    """Return a plan; who plans is named where the verb says that somebody does."""
    verb = words.of(reading.text)
    place = next((i for i, w in enumerate(reading.words) if w.span.end > words.start), 0)
    plans = verb.startswith("plan")
    speaker = speaker_before(reading, place) if plans else None
    return Attribution(
        voice=voice,
        speaker=" ".join(speaker.of(reading.text).split()) if speaker else "",
        speaker_span=_shift(speaker, span.start),
        verb_span=_shift(words, span.start),
    )


def _continued(text: str, before: Sequence[Span]) -> Attribution:
    """Return the speaker of a quotation that goes on from the sentence before."""
    if not before:
        return Attribution(voice=Voice.SAID)
    last = attribute_text(text, before[-1], before[:-1][-1:])
    if last.voice is Voice.REPORTED or not last.speaker_span:
        return Attribution(voice=Voice.SAID)
    return Attribution(
        voice=Voice.SAID,
        speaker=last.speaker,
        speaker_span=last.speaker_span,
        is_anonymous=last.is_anonymous,
        is_resolved=True,
    )


def _resolved(text: str, span: Span, before: Sequence[Span], found: Attribution) -> Attribution:
    """Return the attribution with the name that "he" stands for; without one when not plain."""
    pronoun = found.speaker_span
    who = resolve(text, span, before)
    if who is None or pronoun is None or who.pronoun != pronoun:
        return replace(found, speaker="", speaker_span=None, pronoun_span=pronoun)
    return replace(
        found,
        speaker=" ".join(who.text.split()),
        speaker_span=who.name,
        pronoun_span=pronoun,
        is_resolved=True,
    )


def _is_anonymous(reading: Reading, cue: Cue) -> bool:
    if cue.speaker is None:
        return False
    around = reading.text[max(0, cue.speaker.start - 20) : cue.speaker.end + 90]
    names = [w for w in reading.words if cue.speaker.start <= w.span.start < cue.speaker.end]
    if any(w.is_capital and not w.opens and not w.is_stop for w in names):
        return False
    is_source = bool(names) and names[-1].folded in ("source", "sources")
    is_hidden = bool(_ANONYMOUS.search(around))
    is_somebody = any(w.folded in ANONYMOUS for w in names)
    return is_source or (is_hidden and is_somebody)


def _is_opinion(article: Article) -> bool:
    """Say whether an article is marked as opinion: by its title, its address or a heading."""
    if _OPINION.match(article.title) or _OPINION_URL.search(article.url or ""):
        return True
    heads = [s.of(article.text) for s in article.spans(PartKind.HEADING)[:3]]
    return any(regex.fullmatch(r"(?:opinion|comment|editorial)s?", h.strip(), _I) for h in heads)


def _with_line(found: Attribution) -> Attribution:
    return replace(
        found,
        line=phrases.line(
            found.voice,
            speaker=found.speaker,
            quoted=found.quoted,
            is_anonymous=found.is_anonymous,
            is_resolved=found.is_resolved,
            is_opinion=found.is_opinion,
        ),
    )


def _shift(span: Span | None, by: int) -> Span | None:
    return None if span is None else Span(start=span.start + by, end=span.end + by)
