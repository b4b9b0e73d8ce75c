"""How a word stands in its sentence: whether "reports" is a verb, who may follow "said"."""

from __future__ import annotations

import regex

from bot.attribution import lexicon
from bot.attribution.values import Voice
from bot.checks.scope import Reading
from bot.checks.wordforms import base_of, is_irregular_past
from bot.words import Word
from sources.article import Span

CLAUSE_OPENERS = frozenset("that whether how why it he she they there nothing whose if who".split())
_FINITE = frozenset("is are was were has have had will would can could did".split())
_BEFORE_NOUN = frozenset("a an the its his her their this no any my our goes".split())
_NEGATED = regex.compile(r"(?:n['’]t|not|never|neither|nobody|nothing)$")
_FEW_AFTER = 3  # words after "said" where what was said stands before: "…, he said on Monday"
_INVERTED = frozenset(map(base_of, "say add ask warn report explain write announce".split()))
ANNOUNCE = base_of("announce")
_WITH_OBJECT = frozenset(map(base_of, "call describe quote expect fear hope urge demand".split()))
_MAY_FOLLOW = frozenset(
    """the a an its his her one two three four five several some many officials sources people
    police witnesses experts residents""".split()
)
_BREAK = regex.compile(r"[,”\"’?!—–]")


def gap_before(reading: Reading, place: int) -> str:
    """Return what stands between a word and the one before it."""
    return reading.text[reading.words[place - 1].span.end : reading.words[place].span.start]


def owns(word: Word) -> bool:
    """Say whether a noun follows a word: "its report", "Moscow's claim"."""
    return word.text.endswith(("'s", "’s")) or word.folded in _BEFORE_NOUN


def is_verb_form(reading: Reading, place: int, follows: str) -> bool:
    """Say whether "states", "reports" or "called" is a verb here, by what follows."""
    found = reading.words
    word = found[place].folded
    after = found[place + 1] if place + 1 < len(found) else None
    gap = reading.text[found[place].span.end : after.span.start] if after else ""
    if word in lexicon.NOUN_FORMS:
        is_quote = bool(regex.search(r"[“\":]", gap))
        is_name = after is not None and after.is_capital
        has_helper = bool({"not", "n't"} & {found[place - 1].folded}) if place else False
        if word in ("call", "calls"):  # what it is called, not what somebody says
            return False
        return (
            is_quote
            or is_name
            or has_helper
            or follows in lexicon.OBJECT_OPENERS
            or (
                after is None
                or bool(gap.strip())
                or word.startswith(("fear", "forecast", "expect"))
            )
        )
    if word == "called" and after is not None and after.is_capital:
        end = place + 1
        while end < len(found) and found[end].is_capital:
            end += 1
        return end < len(found) and found[end].folded in ("a", "an", "the", "his", "her", "its")
    return True


def describes(reading: Reading, speaker: Span, base: str) -> bool:
    """Say whether a cue stands in a relative clause: "which Russia calls the Kurils"."""
    place = place_from(reading, speaker.start)
    if not place or lexicon.VERBS[base] is Voice.ALLEGED:
        return False
    before = reading.words[place - 1].folded
    if before == "which":
        return True
    is_told = any(b in lexicon.VERBS for b in reading.bases[max(0, place - 8) : place - 1])
    return before == "that" and not is_told


def helper_of(reading: Reading, place: int) -> str:
    """Return the auxiliary before a verb, adverbs left out; empty when there is none."""
    at = place - 1
    while at >= 0 and (
        reading.words[at].folded in lexicon.ADVERBS or reading.words[at].folded.endswith("ly")
    ):
        at -= 1
    return reading.words[at].folded if at >= 0 else ""


def may_be_inverted(reading: Reading, place: int) -> bool:
    """Say whether the speaker may follow: "…,” said Olsen"."""
    found = reading.words
    if not place or place + 1 >= len(found):
        return False
    between = reading.text[found[place - 1].span.end : found[place].span.start]
    if not _BREAK.search(between):
        return False
    after = found[place + 1]
    gap = reading.text[found[place].span.end : after.span.start]
    is_quoted = bool(regex.search(r"[”\"’?!—–]", between))
    if not is_quoted and reading.bases[place] not in _INVERTED:
        return False
    later = found[place + 2 : place + 5]
    is_titled = "”" in between and any(w.is_capital for w in later)
    is_somebody = is_titled or after.is_capital or after.folded in _MAY_FOLLOW
    return not gap.strip() and is_somebody and after.folded not in ("it", "he", "she", "they")


def opens_clause(reading: Reading, speaker: Span) -> bool:
    """Say whether a verb follows what would be the speaker: "…, said the list was not final"."""
    after = [w for w in reading.words if w.span.start >= speaker.end][:1]
    if not after or reading.text[speaker.end : after[0].span.start].strip():
        return False
    return after[0].folded in lexicon.AUXILIARIES or is_past(after[0].folded)


def is_trailing(reading: Reading, place: int, speaker: Span) -> bool:
    """Say whether what is said stands before the speaker: "The talks are dead, he said"."""
    first = place_from(reading, speaker.start)
    if not first:
        return False
    between = reading.text[reading.words[first - 1].span.end : speaker.start]
    n_after = len(reading.words) - place - 1
    if "," in reading.text[speaker.end : reading.words[place].span.start] and n_after > _FEW_AFTER:
        return False  # "Its chief, Ida Tasch, said …"
    if not _BREAK.search(between):
        return False
    follows = reading.words[place + 1].folded if place + 1 < len(reading.words) else ""
    return follows not in CLAUSE_OPENERS and not _opens_with_aside(reading, first, place)


def _opens_with_aside(reading: Reading, first: int, place: int) -> bool:
    """Say whether only an aside stands before the speaker: "Asked about it, Olsen said …"."""
    opener = reading.words[0].folded
    is_aside = opener in {
        "asked", "speaking", "writing", "citing", "in", "on", "at", "after", "according", "as",
        "for", "before", "during", "when", "while", "although", "but", "last",
    }  # fmt: skip
    rest = len(reading.words) - place
    return (is_aside or opener.endswith("ing")) and rest > 3


def is_finite(reading: Reading, place: int, speaker: Span) -> bool:
    """Say whether a verb goes with its subject and isn't a noun or a participle."""
    word = reading.words[place].folded
    subject = speaker.of(reading.text)
    is_base = not (is_past(word) or word.endswith("s"))
    if is_base:
        last = subject.rsplit(" ", 1)[-1].casefold()
        helper = helper_of(reading, place)
        has_helper = helper in lexicon.AUXILIARIES or helper in ("not", "both", "to")
        is_plural = (
            last.endswith("s")
            or last in ("police", "people", "they", "some")
            or (" and " in subject)
        )
        return has_helper or is_plural or word in ("forecast", "put")
    return True


def has_content(reading: Reading, place: int, follows: str) -> bool:
    """Say whether something said follows the verb."""
    found = reading.words
    base = reading.bases[place]
    end = found[place].span.end
    next_start = found[place + 1].span.start if place + 1 < len(found) else len(reading.text)
    gap = reading.text[end:next_start]
    is_marked = bool(regex.search(r"[:“\"‘]", gap)) or follows in CLAUSE_OPENERS
    near = [w.folded for w in found[place + 1 : place + 9]]
    if base in lexicon.WEAK_DENIALS:
        return is_marked or bool(lexicon.DENIED_THINGS & set(reading.bases[place + 1 : place + 5]))
    if base == "tell":
        later = {w.folded for w in found[place + 1 : place + 16]}
        return is_marked or bool(later & ({"that"} | lexicon.PRONOUNS)) or "’" in gap or bool(near)
    if base in lexicon.ONLY_WITH_CLAUSE:
        has_that = bool({"that", "whether"} & set(near[:5])) and follows != "to"
        has_clause = any(w in _FINITE for w in near) and follows not in ("to", "by", "for")
        is_plan = base == ANNOUNCE and "to" in near
        return is_marked or has_that or is_plan or (has_clause and not gap.strip(" "))
    if base in _WITH_OBJECT:
        return bool(near)
    return is_marked or (bool(near) and not gap.strip())


def is_negated(reading: Reading, place: int, speaker: Span) -> bool:
    """Say whether it was not said: between speaker and verb stands a negation."""
    between = reading.text[speaker.end : reading.words[place].span.start].rpartition(",")[2]
    return any(_NEGATED.search(part) for part in between.casefold().split()[-3:])


def is_mute(reading: Reading, speaker: Span) -> bool:
    """Say whether the subject is a sign or a clock, which only show."""
    names = [w for w in reading.words if speaker.start <= w.span.start < speaker.end]
    return any(w.folded in lexicon.MUTE for w in names[:3])


def is_past(folded: str) -> bool:
    """Say whether a word in small letters is a past."""
    return folded.endswith("ed") or is_irregular_past(folded) or folded in ("put", "forecast")


def place_from(reading: Reading, at: int) -> int:
    """Return the place of the first word from an offset on."""
    for place, word in enumerate(reading.words):
        if word.span.end > at:
            return place
    return len(reading.words) - 1
