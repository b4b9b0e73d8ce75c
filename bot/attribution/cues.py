"""Which words of a text give it, or a part of it, as somebody's."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from bot.attribution import lexicon
from bot.attribution.placing import place_from
from bot.attribution.quoting import is_in, quoted_ranges
from bot.attribution.speakers import name_until_comma, speaker_after, speaker_before
from bot.attribution.speech import verb_cues
from bot.attribution.values import Cue, Voice
from bot.checks.names import is_country
from bot.checks.scope import Reading, read
from bot.memory import remembered
from sources.article import Span

_FINITE = frozenset("is are was were has have had will would can could did".split())
_UNKNOWN = regex.compile(
    r"\b(?:(?:is|was|remains?|remained|still) (?:not (?:yet )?|un)(?:clear|known|certain)"
    r"|(?:has|have|had) (?:not|never) been (?:\p{L}+ )?(?:confirmed|verified|established)"
    r"|could not (?:be )?(?:\p{L}+ )?(?:confirmed|verified|confirm|verify))\b",
    regex.IGNORECASE,
)
_SILENCE = regex.compile(
    r"\b(?:(?:had|made|gave|offered) no (?:immediate |further )?(?:comment|answer|reply)"
    r"|could not (?:immediately )?be reached|(?:has|have|had) yet to (?:say|comment|confirm)"
    r"|(?:would|could|did|does|do|has|have)(?: not|n['’]t) (?:immediately )?"
    r"(?:be reached|comment|respond|replied|reply|confirm|answer (?:questions|calls)))\b",
    regex.IGNORECASE,
)
_NO_WORD = regex.compile(r"\bno (?:immediate )?(?:word|comment|response) (?:\w+ )?(?:from|by) ")
_VIEW = regex.compile(r"\bin the (?:view|opinion|words) of ", regex.IGNORECASE)
_IN_WORDS = regex.compile(r"\bin (?P<who>\p{Lu}[\p{L}\p{M} .-]{0,40}?)['’]s? (?:own )?words\b")
_PUT_IT = regex.compile(r"\bput it\b")
_CITING = regex.compile(r"\bciting ", regex.IGNORECASE)
_PLANS = regex.compile(
    r"\b(?:(?:is|are) (?:due|set|expected|scheduled|likely|planned|about|going)? ?to(?= \p{Ll})"
    r"|will(?= (?:not )?(?:\p{L}+ly )?\p{Ll})|plans? to|is being prepared)\b"
)
_MAYBE = regex.compile(r"\b(?:may|might|could)(?: (?:well|have|be|soon|not))* \p{Ll}")
_HEADLINE = regex.compile(r"^(?P<who>[^:“”\"]{2,60}): (?P<rest>\S.*)$", regex.DOTALL)
_ASKED_FOR = frozenset("what how why who where when which".split())
_DASH_NAME = regex.compile(r"[”\"]\s*[–—-]\s*(?P<who>\p{Lu}[\p{L}\p{M}.’' -]{1,60})\.?\s*$")
_SAID_OF_MUTE = frozenset("said say says saying".split())


@remembered
def find_cues(text: str) -> tuple[Cue, ...]:
    """Return the cues of a text outside its quotation marks, in order of their place."""
    reading = read(text)
    quoted = quoted_ranges(text)
    found = [cue for cue in _find(reading, quoted) if not is_in(cue.verb.start, quoted)]
    return tuple(sorted(found, key=lambda cue: cue.verb.start))


def _find(reading: Reading, quoted: tuple[Span, ...]) -> Iterator[Cue]:
    yield from _phrases(reading)
    yield from _headline(reading)
    for place, word in enumerate(reading.words):
        if is_in(word.span.start, quoted):
            continue
        if word.folded in lexicon.HEARSAY:
            yield Cue(voice=Voice.ALLEGED, verb=word.span, speaker=None)
        elif word.folded == "according":
            yield from _according(reading, place)
        elif word.folded in lexicon.CLAIM_NOUNS and not _is_verb_here(reading, place):
            yield from _claim_noun(reading, place)
        elif (
            word.folded in lexicon.FORMS
            and reading.bases[place] in lexicon.VERBS
            and (not word.is_capital or word.opens)
        ):
            yield from verb_cues(reading, place)


def _phrases(reading: Reading) -> Iterator[Cue]:
    """Yield what is told by whole phrases: not known, no comment, in somebody's view."""
    text = reading.text[: reading.words[-1].span.end] if reading.words else ""
    for match in _UNKNOWN.finditer(text):
        speaker = speaker_before(reading, place_from(reading, match.start()))
        is_somebody = "could not" in match[0] and " be " not in match[0] and "ed" not in match[0]
        yield Cue(voice=Voice.OPEN, verb=_of(match), speaker=speaker if is_somebody else None)
    for match in _SILENCE.finditer(text):
        speaker = speaker_before(reading, place_from(reading, match.start()))
        yield Cue(voice=Voice.OPEN, verb=_of(match), speaker=speaker)
    for match in _NO_WORD.finditer(text):
        speaker = speaker_after(reading, place_from(reading, match.end()))
        yield Cue(voice=Voice.OPEN, verb=_of(match), speaker=speaker)
    for match in _VIEW.finditer(text):
        speaker = name_until_comma(reading, place_from(reading, match.end()))
        yield Cue(voice=Voice.ACCORDING_TO, verb=_of(match), speaker=speaker, is_outer=True)
    for match in _IN_WORDS.finditer(text):
        yield Cue(
            voice=Voice.SAID,
            verb=_of(match),
            speaker=Span(start=match.start("who"), end=match.end("who")),
            is_outer=True,
        )
    for match in _PUT_IT.finditer(text):
        speaker = speaker_before(reading, place_from(reading, match.start()))
        if speaker:
            yield Cue(voice=Voice.SAID, verb=_of(match), speaker=speaker, is_outer=True)


def _headline(reading: Reading) -> Iterator[Cue]:
    """Yield the speaker before a colon ("Moscow: talks suspended") or after a dash."""
    text = reading.text
    dash = _DASH_NAME.search(text[-200:])
    if dash:
        start = max(0, len(text) - 200) + dash.start("who")
        who = Span(start=start, end=start + len(dash["who"]))
        yield Cue(voice=Voice.SAID, verb=who, speaker=who, is_outer=True)
    match = _HEADLINE.match(text[:400])
    if match is None:
        return
    names = [w for w in reading.words if w.span.end <= match.end("who")]
    rest = [w for w in reading.words if w.span.start >= match.start("rest")]
    if (
        not names
        or not rest
        or len(names) > 4
        or names[0].folded in _FINITE
        or rest[0].folded in _ASKED_FOR
    ):
        return
    is_quote = match["rest"][0] in "“\"‘'"
    is_speaker = is_country(names[-1].stem) or names[-1].folded in lexicon.PEOPLE_WHO_SPEAK
    is_told = any(w.folded in _FINITE for w in rest) and all(w.is_capital for w in names)
    is_it = is_quote or (is_speaker and not rest[0].is_number) or is_told
    if is_it and names[-1].folded not in _SAID_OF_MUTE:
        who = _of(match, "who")
        yield Cue(voice=Voice.SAID, verb=who, speaker=who)


def _according(reading: Reading, place: int) -> Iterator[Cue]:
    found = reading.words
    if place + 2 >= len(found) or found[place + 1].folded != "to":
        return
    first = found[place + 2]
    if first.folded in lexicon.NOT_SOURCES:
        return
    speaker = name_until_comma(reading, place + 2, with_aside=place > 0)
    verb = Span(start=found[place].span.start, end=found[place + 1].span.end)
    yield Cue(voice=Voice.ACCORDING_TO, verb=verb, speaker=speaker, is_outer=True)


def _claim_noun(reading: Reading, place: int) -> Iterator[Cue]:
    """Yield "Olsen's claim that …", "the allegation that … was made by …"."""
    found = reading.words
    follows = found[place + 1].folded if place + 1 < len(found) else ""
    if follows not in ("that", "of"):
        return
    before = reading.bases[max(0, place - 2) : place]
    if any(lexicon.VERBS.get(base) is Voice.DENIED for base in before):
        return
    speaker = None
    owner = found[place - 1] if place else None
    if owner is not None and owner.text.endswith(("'s", "’s")):
        start = place - 1
        while start and (found[start - 1].is_capital or found[start - 1].folded == "the"):
            start -= 1
        speaker = Span(start=found[start].span.start, end=owner.span.end - 2)
    else:
        for other in range(place + 2, min(len(found), place + 20)):
            if found[other].folded == "made" and found[other + 1 : other + 2]:
                if found[other + 1].folded == "by":
                    speaker = speaker_after(reading, other + 2)
                break
    yield Cue(voice=Voice.ALLEGED, verb=found[place].span, speaker=speaker)


def _is_verb_here(reading: Reading, place: int) -> bool:
    """Say whether "claims" is a verb: a name stands before it, and no article or owner."""
    if reading.words[place].folded != "claims" or not place:
        return False
    before = reading.words[place - 1]
    follows = reading.words[place + 1].folded if place + 1 < len(reading.words) else ""
    return not before.is_stop and follows not in ("that", "of", "were", "are")


def _of(match: regex.Match[str], group: str | int = 0) -> Span:
    return Span(start=match.start(group), end=match.end(group))


def is_planned(text: str) -> Span | None:
    """Return the words by which a text tells of what is still to come, or None."""
    match = _PLANS.search(text)
    return _of(match) if match else None


def is_possible(text: str) -> Span | None:
    """Return the words by which a text leaves open whether something is so, or None."""
    match = _MAYBE.search(text)
    return _of(match) if match else None


def cited(text: str) -> int | None:
    """Return where what is cited begins ("citing officials"), or None."""
    match = _CITING.search(text)
    return match.end() if match else None
