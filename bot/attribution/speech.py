"""What a verb of speech gives as whose: said, denied, accused, declined to say."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from bot.attribution import lexicon, placing
from bot.attribution.speakers import speaker_after, speaker_before
from bot.attribution.values import Cue, Voice
from bot.checks.scope import Reading
from bot.checks.wordforms import base_of
from sources.article import Span

_REFUSING = frozenset("declined refused declines refuses unable".split())
_COMMENT = frozenset(
    "say comment confirm answer respond reply discuss explain tell name disclose deny give".split()
)
_BE = frozenset("is are was were been be".split())
_BELIEVED_TO = regex.compile(r"\bto (?:have|be|lie|come|own|hold|live)\b")
_IN_PASSIVE = frozenset(
    base_of(verb)
    for verb in """criticise criticize describe condemn call quote confirm deny announce reject
    dismiss estimate praise refute dispute warn say""".split()
)
_PROMISES = frozenset(map(base_of, ("promise", "pledge")))
_FUTURE = regex.compile(r"\b(?:would|will|plans? to|intends? to|to)\b")
_AFTER_PARTICIPLE = frozenset("of by with".split())
_AFTER_ASKED = frozenset("about what whether if why on".split())
_BEFORE_INFINITIVE = frozenset("to by without that".split())


def verb_cues(reading: Reading, place: int) -> Iterator[Cue]:
    """Yield what the verb at a place gives as somebody's; nothing when it is no speech there."""
    word = reading.words[place]
    if placing.helper_of(reading, place) in _BE and placing.is_past(word.folded):
        yield from _passive(reading, place)
    elif refusal := _refused_by(reading, place):
        yield Cue(voice=Voice.OPEN, verb=refusal[0], speaker=refusal[1])
    elif not _is_no_verb(reading, place):
        yield from _active(reading, place)


def _active(reading: Reading, place: int) -> Iterator[Cue]:
    speaker, is_outer = _speaker_of(reading, place)
    if speaker is None or placing.is_mute(reading, speaker):
        return
    base = reading.bases[place]
    follows = _following(reading, place)
    if not placing.is_finite(reading, place, speaker) or placing.describes(reading, speaker, base):
        return
    if not (is_outer or placing.has_content(reading, place, follows)):
        return
    voice = _voice(reading, place, speaker)
    if voice is not None:
        name = speaker.of(reading.text).casefold()
        yield Cue(
            voice=voice,
            verb=reading.words[place].span,
            speaker=None if name in lexicon.NOBODY else speaker,
            is_outer=is_outer,
        )


def _following(reading: Reading, place: int) -> str:
    return reading.words[place + 1].folded if place + 1 < len(reading.words) else ""


def _is_no_verb(reading: Reading, place: int) -> bool:
    """Say whether a word is a noun, a participle or an infinitive, by what stands before it."""
    word, base = reading.words[place], reading.bases[place]
    before = reading.words[place - 1] if place else None
    follows = _following(reading, place)
    denying = (lexicon.VERBS.get(b) for b in reading.bases[max(0, place - 2) : place])
    if base in lexicon.DENIED_THINGS and Voice.DENIED in denying:
        return True  # "dismissed reports that …"
    if word.folded.endswith("ing") or not placing.is_verb_form(reading, place, follows):
        return True
    if before is None:
        return False
    gap = placing.gap_before(reading, place)
    is_asked = base == "ask" and follows in _AFTER_ASKED
    is_accused = lexicon.VERBS[base] is Voice.ALLEGED and follows in _AFTER_PARTICIPLE
    if "," in gap and (is_asked or is_accused or follows == "by"):
        return True  # "the director, accused of fraud, …"
    is_owned = placing.owns(before) and not gap.strip()
    return is_owned or before.folded in _BEFORE_INFINITIVE


def _speaker_of(reading: Reading, place: int) -> tuple[Span | None, bool]:
    """Return who speaks, and whether what is said stands before."""
    if placing.may_be_inverted(reading, place):
        speaker = speaker_after(reading, place + 1)
        if speaker and not placing.opens_clause(reading, speaker):
            return speaker, True
    speaker = speaker_before(reading, place)
    return speaker, speaker is not None and placing.is_trailing(reading, place, speaker)


def _voice(reading: Reading, place: int, speaker: Span) -> Voice | None:
    """Return how it is given; None for a plan without what is planned."""
    base, follows = reading.bases[place], _following(reading, place)
    voice = lexicon.VERBS[base]
    name = speaker.of(reading.text).casefold()
    if placing.is_negated(reading, place, speaker) or follows == "nothing":
        return Voice.OPEN
    if name in lexicon.NOBODY or name.startswith("neither "):
        return Voice.OPEN
    is_promise = base in _PROMISES or follows == "to" or follows in placing.CLAUSE_OPENERS
    if voice is Voice.PLANNED and not is_promise:
        return None
    after = reading.text[reading.words[place].span.end :][:60]
    is_plan = base == placing.ANNOUNCE and _FUTURE.search(after)
    return Voice.PLANNED if is_plan else voice


def _passive(reading: Reading, place: int) -> Iterator[Cue]:
    """Yield "was accused of … by X", "is said to have", "was quoted by X as saying"."""
    found = reading.words
    word, base = found[place], reading.bases[place]
    after = [w.folded for w in found[place + 1 : place + 16]]
    follows = after[:1]
    by = after.index("by") if "by" in after else -1
    agent = speaker_after(reading, place + 2 + by) if by >= 0 else None
    if base == "tell":
        if follows == ["that"]:
            yield Cue(voice=Voice.SAID, verb=word.span, speaker=agent)
    elif word.folded in lexicon.BELIEVED and _BELIEVED_TO.search(" ".join(after[:6])):
        voice = Voice.SAID if agent and base == "say" else Voice.ALLEGED
        yield Cue(voice=voice, verb=word.span, speaker=agent)
    elif word.folded in lexicon.BELIEVED and follows == ["that"]:
        yield Cue(voice=Voice.ALLEGED, verb=word.span, speaker=agent)
    elif lexicon.VERBS[base] is Voice.ALLEGED:
        if follows and follows[0] in ("of", "with", "on", "by", "that", "for", "to"):
            yield Cue(voice=Voice.ALLEGED, verb=word.span, speaker=agent)
    elif agent is not None and base in _IN_PASSIVE:
        is_outer = base == base_of("quote")
        yield Cue(voice=lexicon.VERBS[base], verb=word.span, speaker=agent, is_outer=is_outer)


def _refused_by(reading: Reading, place: int) -> tuple[Span, Span | None] | None:
    """Return the refusal and its speaker in "declined to say", "would not comment"."""
    found = reading.words
    if place < 2 or found[place - 1].folded != "to":
        return None
    if found[place - 2].folded not in _REFUSING or found[place].folded not in _COMMENT:
        return None
    verb = Span(start=found[place - 2].span.start, end=found[place].span.end)
    return verb, speaker_before(reading, place - 2)
