"""What a refusal adds: what is missing in plain words, and questions that the archive may answer.

The questions are made by rule from the sentences that came nearest; each still has to be asked
before it is shown. A sentence that doesn't come apart for certain makes none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from bot.attribution.cues import find_cues
from bot.attribution.speakers import speaker_before
from bot.attribution.values import Voice
from bot.checks.names import is_country
from bot.checks.quantities import find_quantities
from bot.checks.scope import Reading, read
from bot.question import Question
from bot.temporal import find_dates
from bot.verbs import infinitive, is_participle
from bot.words import Word, content_words, words

_I = regex.IGNORECASE
_ANY_DAY = date(2000, 1, 1)  # whether there is a date does not depend on the day
_MOST = 3
_LONGEST = 600  # code points of a quote that are read
_FEWEST_WORDS, _MOST_WORDS = 4, 18
_LONGEST_SUBJECT = 8  # words
_PLACING = frozenset("in at to from near the of outside".split())
_ARTICLES = frozenset("the a an".split())
_COMMON_ENDINGS = (
    "s",
    "tion",
    "ment",
    "ness",
    "ity",
    "ing",
    "sion",
    "ance",
    "ence",
    "age",
    "people",
)
_TITLE_END = regex.compile(r"\b(?:St|Dr|Gen|Mr|Mrs|Ms|Capt|Adm|Lt|Col|Prof|No|\p{Lu})$")
_TIME_OF_DAY = regex.compile(r"(?:morning|afternoon|evening|night|next|last)\b")
_BE = frozenset("is are was were".split())
_VAGUE = frozenset(
    """i me my we us our you your he him his she her it its they them their this that these those
    here there such none one ones other others another both each same above also however
    former latter today yesterday tomorrow now then later""".split()
)
_NO_END = frozenset(
    """of in on at by to for from with and or the a an as into its their than about after before
    over under near between among""".split()
)
_CLAUSE_END = regex.compile(
    r"[,;:.!?“”\"(—–]\s|[,;:.!?“”\"(—–]$|\s(?:that|which|who|whose|whom|where|when|while|although|"
    r"though|but|because|since|unless|if|after|before|until|as|whereas|so|than|including|despite|"
    r"citing|and)\b"
)
_DATE_LEAD = regex.compile(r"\s(?:late |early )?(?:on|in|since)\s(?:(?:late|early|mid)[ -])?$", _I)
_COUNTED_NOUN = regex.compile(
    r"\s(?P<noun>(?:(?!of\b)\p{Ll}[\p{Ll}-]+\s){0,2}?(?:\p{Ll}[\p{Ll}-]+s|people|children|men|women))\b"
)
_BECAUSE = regex.compile(r",?\s(?:because|due to|in response to|in retaliation for)\s")
_LEADS = regex.compile(
    r"^(?:about|around|roughly|nearly|almost|some|more than|at least|over|up to|close to)\s", _I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """A main clause that came apart: subject, verb, the rest up to the end of the clause."""

    subject: str
    verb: str
    base: str
    rest: str


def suggest(question: Question, quotes: Sequence[str], *, most: int = _MOST) -> tuple[str, ...]:
    """Return questions that the nearest sentences may answer, best sentence first.

    Args:
        question: The question that was declined: it is not suggested again.
        quotes: The sentences that came nearest, best first.
        most: How many at the most.

    Returns:
        Questions in good English, at the most one a sentence; empty when none can be made for
        certain. The caller asks each of them before it is shown.
    """
    asked = {w.stem for w in question.content}
    found: list[str] = []
    for quote in quotes:
        for made in _questions(quote[:_LONGEST]):
            is_same = {w.stem for w in content_words(made)} <= asked
            if _is_good(made) and not is_same and made not in found:
                found.append(made)
                break
        if len(found) == most:
            break
    return tuple(found)


def _questions(quote: str) -> Iterator[str]:
    """Yield what a sentence answers: how many, when, why, who said what about whom."""
    text = " ".join(quote.split())
    reading = read(text)
    if not reading.words or reading.sentences[-1] > 0:
        return
    clause = None if regex.search(r"[“”\"]", text) else _take_apart(reading)
    if clause:
        yield from _how_many(clause)
        yield from _when(clause)
        yield from _why(clause, text)
    yield from _what_said(reading)


def _take_apart(reading: Reading) -> _Clause | None:
    """Return the main clause of a sentence; None where its parts are not plain."""
    place = _first_verb(reading)
    span = speaker_before(reading, place) if place else None
    if span is None:
        return None
    verb = reading.words[place]
    phrase = [w for w in reading.words if span.start <= w.span.start < span.end]
    lead = reading.text[: span.start].strip(" ,")
    is_plain = (not lead or _is_date(lead)) and len(phrase) <= _LONGEST_SUBJECT
    is_next = not reading.text[span.end : verb.span.start].strip(" ")
    rest = _rest(reading.text[verb.span.end :])
    if rest is None or not (is_plain and is_next) or _is_vague(phrase) or _is_common(phrase):
        return None
    return _Clause(
        subject=_lower(phrase, span.of(reading.text)),
        verb=verb.folded,
        base="" if verb.folded in _BE else infinitive(verb.folded) or "",
        rest=f"{rest} {lead[:1].lower()}{lead[1:]}".strip(),
    )


def _first_verb(reading: Reading) -> int:
    """Return the place of the first finite verb; 0 when there is none, or it is "had done"."""
    found = reading.words
    for place in range(1, min(len(found), _LONGEST_SUBJECT + 6)):
        word = found[place]
        base = "" if word.folded in _BE else infinitive(word.folded)
        if word.is_capital or base is None:
            continue
        follows = found[place + 1].folded if place + 1 < len(found) else ""
        is_perfect = base == "have" and (is_participle(follows) or follows in ("been", "to"))
        return 0 if is_perfect else place
    return 0


def _rest(text: str) -> str | None:
    """Return what follows a verb up to the end of its clause; None where that isn't plain."""
    end = _CLAUSE_END.search(text)
    rest = text[: end.start()] if end else text.rstrip(".")
    if _TITLE_END.search(rest):
        return None  # "… Hospital" stands behind "St."
    return None if end and end[0].strip() in ("and", "as", "than", "that") else rest.strip()


def _is_date(text: str) -> bool:
    return any(m.span.end == len(text) for m in find_dates(text, on=_ANY_DAY))


def _is_vague(phrase: Sequence[Word]) -> bool:
    return any(w.folded in _VAGUE for w in phrase)


def _is_common(phrase: Sequence[Word]) -> bool:
    """Say whether a capital may only be there because it opens the sentence: "Inflation"."""
    first = phrase[0]
    if not first.opens or first.folded in _ARTICLES or first.text.isupper() or first.is_number:
        return False
    is_second_name = len(phrase) > 1 and phrase[1].is_capital
    is_count = bool(find_quantities(" ".join(w.text for w in phrase[:3])))
    is_name = is_country(first.stem) or not first.folded.endswith(_COMMON_ENDINGS)
    return not (is_second_name or is_count or (is_name and len(phrase) == 1))


def _lower(phrase: Sequence[Word], text: str) -> str:
    """Return a subject as it stands inside a sentence: "The company" gives "the company"."""
    first = phrase[0]
    is_common = first.folded in ("the", "a", "an") or (first.is_number is False and first.is_stop)
    return f"{text[:1].lower()}{text[1:]}" if is_common else text


def _order(clause: _Clause, rest: str) -> str:
    """Return the clause in the order of a question, from the auxiliary on."""
    if clause.base:
        return f"did {clause.subject} {clause.base} {rest}".strip()
    return f"{clause.verb} {clause.subject} {rest}".strip()


def _how_many(clause: _Clause) -> Iterator[str]:
    """Ask for a count: of the subject ("About 240 residents left") or right behind the verb."""
    subject = _LEADS.sub("", clause.subject)
    for text, is_subject in ((subject, True), (_LEADS.sub("", clause.rest), False)):
        counts = [q for q in find_quantities(text) if q.kind == "count" and q.span.start == 0]
        if not counts or not text[:1].strip() or find_dates(text[:8], on=_ANY_DAY):
            continue
        noun = _COUNTED_NOUN.match(text, counts[0].span.end)
        if noun is None or noun["noun"].split()[-1] in _MEASURES:
            continue
        if is_subject:
            tail = text[noun.end() :]
            yield f"How many {noun['noun']}{tail} {clause.verb} {clause.rest}?"
        elif clause.base:
            yield f"How many {noun['noun']} {_order(clause, text[noun.end() :].strip())}?"


_MEASURES = frozenset(
    "years times hours days months minutes weeks others seconds metres miles".split()
)


def _when(clause: _Clause) -> Iterator[str]:
    dates = find_dates(clause.rest, on=_ANY_DAY)
    if len(dates) != 1:
        return
    span = dates[0].span
    lead = _DATE_LEAD.search(f" {clause.rest[: span.start]}")
    if lead is None:
        return
    before = f" {clause.rest[: span.start]}"[: lead.start()].strip()
    after = clause.rest[span.end :].strip()
    if _TIME_OF_DAY.match(after):
        return
    rest = f"{before} {after}".strip()
    first = rest.split(" ", 1)[0]
    if not clause.base and not is_participle(first):
        return  # "was a company founded in 2002" says not when it was one
    if rest:
        yield f"When {_order(clause, rest)}?"


def _why(clause: _Clause, text: str) -> Iterator[str]:
    found = _BECAUSE.search(text)
    if found is None or not clause.rest:
        return
    ends_there = text[: found.start()].endswith(clause.rest.split(" due to ")[0])
    is_done = clause.base or is_participle(clause.rest.split(" ", 1)[0])
    if ends_there and is_done:
        yield f"Why {_order(clause, clause.rest)}?"


def _what_said(reading: Reading) -> Iterator[str]:
    """Ask what a named speaker said about a country that is named in it."""
    cues = [c for c in find_cues(reading.text) if c.speaker and c.voice is Voice.SAID]
    if len(cues) != 1 or cues[0].speaker is None:
        return
    speaker = cues[0].speaker
    phrase = [w for w in reading.words if speaker.start <= w.span.start < speaker.end]
    is_plural = phrase[-1].text.endswith("s") and not phrase[-1].is_capital
    is_named = phrase[0].is_capital and not phrase[0].is_stop
    is_named = is_named or any(w.is_capital and not w.opens for w in phrase)
    if _is_vague(phrase) or is_plural or not is_named:
        return
    stems = {w.stem for w in phrase}
    topics = [
        w.text
        for place, w in enumerate(reading.words)
        if (w.span.end <= speaker.start if cues[0].is_outer else w.span.start >= cues[0].verb.end)
        and w.stem not in stems
        and _is_topic(reading, place)
    ]
    if topics:
        yield f"What did {_lower(phrase, speaker.of(reading.text))} say about {topics[0]}?"


def _is_topic(reading: Reading, place: int) -> bool:
    """Say whether a word names a country by itself: not "the Paris prosecutor", not "in Oslo"."""
    word = reading.words[place]
    before = reading.words[place - 1].folded if place else ""
    if (
        not (word.is_capital and is_country(word.stem))
        or before in _PLACING
        or (word.text.endswith(("'s", "’s", "an", "ese", "ish")))
    ):
        return False
    if place + 1 == len(reading.words):
        return True
    after = reading.words[place + 1]
    gap = reading.text[word.span.end : after.span.start]
    return bool(gap.strip()) or after.is_stop or is_participle(after.folded)


def _is_good(question: str) -> bool:
    """Say whether a question can be asked like this: its length, its content, how it ends."""
    parts = question.rstrip("?").split()
    full = content_words(question)
    n_full = 2 if question.startswith("What did ") else 3
    is_vague = any(w.folded in _VAGUE for w in words(question))
    ends_well = parts[-1].lower() not in _NO_END
    return (
        _FEWEST_WORDS <= len(parts) <= _MOST_WORDS
        and len(full) >= n_full
        and not is_vague
        and ends_well
    )
