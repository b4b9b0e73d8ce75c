"""The check itself: every full word in a quote, in its order, with what turns and bounds it.

Rules by word order, made strict on purpose; `python -m eval.altered` measures what they let through
and what they keep.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import regex

from bot.checks.attribution import find_said
from bot.checks.finding import Finding, Outcome, shorten
from bot.checks.roles import check_roles
from bot.rewording.aligning import align
from bot.rewording.tokens import Read, Token, is_bound_to_next, read_tokens
from bot.words import words

NAME = "rewording"
_LEAST_CARRIED = 0.3  # share of a statement's tokens that each of its quotes must hold
_BY = regex.compile(r"\b(?:was|were|is|are|been|being|be) \p{L}+(?:ed|en|t|n|d)\b.*\bby\b|\bby\b")
# A speaker: up to eight words without a mark, none of which begins another clause.
_WHO = (
    r"(?P<who>(?!\p{Ll})(?:(?!(?:who|which|that|and|but|said|says)\b)"
    r"(?:(?:Dr|Mr|Mrs|Ms|St|Gen|Sen|Rep|Gov|Prof|\p{Lu})\.|[^\s,;:.!?“”\"()]+) ?){1,8})"
)
_LATE_WHO = _WHO.replace(r"(?!\p{Ll})", "")
_FRAMES = [
    regex.compile(rf"^According to {_LATE_WHO}, (?P<what>[^“”\"]+)\.$"),
    regex.compile(rf"^(?P<what>[^“”\"]+), according to {_LATE_WHO}\.$"),
    regex.compile(rf"^(?P<what>[^“”\"]+), {_LATE_WHO} (?:said|says)\.$"),
    regex.compile(rf"^{_WHO} (?:said|says) (?:that )?(?P<what>[^“”\"]+)\.$"),
]
_REACH = 3  # tokens left out between a turning word and the one that it then turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A quote, and the day against which its relative dates count, or None."""

    text: str
    on: date | None


def check_rewording(statement: str, sources: Sequence[Source]) -> Finding:
    """Say whether a statement says nothing that its quotes don't say in these words.

    It may leave out what can be left out (a clause or phrase between marks, one that a preposition
    or a relative word opens, a modifier), move a phrase to the front or the end, and turn active to
    passive. It may not bring in a full word, nor change what negates, bounds, hedges or dates one,
    nor take a number from its unit, nor drop who said it.

    Args:
        statement: One sentence.
        sources: The quotes that it cites, in the order of their numbers.
    """
    try:
        return _check(statement, sources)
    except _Refusal as refusal:
        return Finding(check=NAME, outcome=Outcome.MISSING, reason=str(refusal))


class _Refusal(Exception):  # noqa: N818 - the outcome of a rule, not an error
    """Why a statement is refused, in plain words."""


def _check(statement: str, sources: Sequence[Source]) -> Finding:
    if framed := _without_speaker(statement, sources):
        return _check(*framed)
    on = sources[0].on if len({source.on for source in sources}) == 1 else None
    ours = read_tokens(statement, on)
    read = [read_tokens(source.text, source.on) for source in sources]
    if not ours.tokens or not ours.is_whole or not all(one.is_whole for one in read):
        raise _Refusal("it cannot be compared word by word")
    theirs = _joined(read)
    quoted = " ".join(source.text for source in sources)
    tokens = ours.tokens
    _every_quote_carries(tokens, read)
    places = align(tokens, theirs)
    if places is None:
        raise _Refusal(f"the quote does not say {_lacking(tokens, theirs)}")
    _turns_stay(tokens, theirs, places)
    _numbers_stay(theirs, places)
    if _is_in_order(places):
        _only_extras_left_out(tokens, theirs, places)
        _links_stay(tokens, theirs, places)
    elif not (_is_moved(tokens, theirs, places) or _is_turned(statement, quoted)):
        raise _Refusal("its words stand in another order than in the quote")
    _speaker_stays(statement, quoted)
    return Finding(check=NAME, outcome=Outcome.AGREES, reason="it only leaves out or moves words")


def _without_speaker(statement: str, sources: Sequence[Source]) -> tuple[str, list[Source]] | None:
    """Return a statement and its only quote without "X said", where both have it of the same X."""
    if len(sources) != 1:
        return None
    one, other = _framed(statement), _framed(sources[0].text)
    if one is None or other is None:
        return None
    who, said_by = ([t.base for t in read_tokens(x[0], None).tokens] for x in (one, other))
    is_same = said_by[-len(who) :] == who if who else one[0].lower() == other[0].lower()
    return (one[1], [replace(sources[0], text=other[1])]) if is_same else None


def _framed(text: str) -> tuple[str, str] | None:
    """Return who says something and what, where a text is nothing else; else None."""
    line = " ".join(text.split())
    for pattern in _FRAMES:
        if match := pattern.match(line):
            return match["who"], f"{match['what'][:1].upper()}{match['what'][1:]}."
    return None


def _joined(read: Sequence[Read]) -> list[Token]:
    """Return the tokens of all quotes; a quote begins with a break."""
    found: list[Token] = []
    for one in read:
        for n, token in enumerate(one.tokens):
            found.append(token if n or not found else replace(token, gap=". " + token.gap))
    return found


def _lacking(tokens: Sequence[Token], quote: Sequence[Token]) -> str:
    unmet = [t.text for t in tokens if align([t], quote) is None]
    return repr(shorten(unmet[0])) if unmet else "so much"


def _every_quote_carries(tokens: Sequence[Token], read: Sequence[Read]) -> None:
    for n, one in enumerate(read, 1):
        met = sum(align([token], one.tokens) is not None for token in tokens)
        if met < _LEAST_CARRIED * len(tokens):
            raise _Refusal(f"quote {n} of {len(read)} does not carry its words")


def _turns_stay(tokens: Sequence[Token], quote: Sequence[Token], places: Sequence[int]) -> None:
    """Refuse a statement in which "not", "may", "more than", "deputy" … come or go."""
    kept = set(places)
    there: Counter[tuple[str, int]] = Counter()
    for j, token in enumerate(quote):
        reached = next((k for k in _reach(quote, j) if k in kept), None)
        if reached is not None:
            there.update((turn, reached) for turn in set(token.turns))
    here = Counter(
        (turn, place)
        for token, place in zip(tokens, places, strict=True)
        for turn in set(token.turns)
    )
    if here != there:
        turn, place = next(iter((here - there) or (there - here)))
        raise _Refusal(f"“{turn}” before {shorten(quote[place].text)!r} is otherwise in the quote")


def _reach(quote: Sequence[Token], start: int) -> Iterator[int]:
    """Yield the places that a word before `start` may turn, nearest first.

    Past a mark only from a word that is set apart by marks itself, or an adverb.
    """
    yield start
    is_apart = quote[start].is_parted or quote[start].text.endswith("ly")
    for j in range(start + 1, min(start + 1 + _REACH, len(quote))):
        if quote[j].ends or (quote[j].breaks and not is_apart):
            return
        yield j


def _numbers_stay(quote: Sequence[Token], places: Sequence[int]) -> None:
    """Refuse a statement that takes a number from its unit or from what it counts."""
    kept = set(places)
    for j in kept:
        if j + 1 < len(quote) and is_bound_to_next(quote[j], quote[j + 1]) and j + 1 not in kept:
            raise _Refusal(f"{shorten(quote[j].text)!r} counts something else in the quote")


def _is_in_order(places: Sequence[int]) -> bool:
    return all(a < b for a, b in pairwise(places))


def _only_extras_left_out(
    tokens: Sequence[Token], quote: Sequence[Token], places: Sequence[int]
) -> None:
    """Refuse a statement that leaves out what the rest hangs on: a head, a verb, a subject."""
    first = places[0]
    if first and not quote[first].breaks and not _is_front_of_name(quote[: first + 1]):
        raise _Refusal("it begins in the middle of what the quote says")
    for before, after in pairwise(places):
        if after == before + 1:
            continue
        left_out = quote[before + 1 : after]
        closes = quote[after].breaks or not quote[after].ends
        is_extra = left_out[0].opens_extra and closes
        if not (is_extra or all(_is_modifier(quote, j) for j in range(before + 1, after))):
            raise _Refusal(f"it leaves out {shorten(left_out[0].text)!r}, on which the rest hangs")
    last = places[-1]
    if last + 1 < len(quote) and not quote[last + 1].opens_extra:
        raise _Refusal(f"it breaks off before {shorten(quote[last + 1].text)!r}")


def _is_front_of_name(run: Sequence[Token]) -> bool:
    """Say whether all before the last token stands directly before it in one name with titles."""
    return all(not t.gap.strip(" ’'s") for t in run[1:]) and all(
        t.is_name or t is run[0] for t in run
    )


def _is_modifier(quote: Sequence[Token], place: int) -> bool:
    """Say whether a token stands directly before the next and is no verb: "the large ferry"."""
    if place + 1 >= len(quote) or quote[place + 1].gap.strip():
        return False
    token = quote[place]
    return not (token.is_verblike or token.is_number or token.days or token.turns)


def _links_stay(tokens: Sequence[Token], quote: Sequence[Token], places: Sequence[int]) -> None:
    """Refuse a statement in which another preposition stands before a word."""
    kept = set(places)
    for token, place in zip(tokens, places, strict=True):
        if token.days is not None and token.links | quote[place].links <= {"on", "in"}:
            continue
        direct = quote[place].links
        passed: set[str] = set(direct)
        j = place
        while j and j - 1 not in kept and not quote[j].breaks:
            j -= 1
            passed |= quote[j].links
        if not token.links <= passed or not direct <= token.links:
            raise _Refusal(f"the words before {shorten(token.text)!r} are others in the quote")


def _is_moved(tokens: Sequence[Token], quote: Sequence[Token], places: Sequence[int]) -> bool:
    """Say whether a phrase with its preposition, or a date, went to the front or to the end."""
    turn = next((n for n in range(1, len(places)) if places[n] < places[n - 1]), None)
    if turn is None:
        return False
    front, back = places[:turn], places[turn:]
    if not (_is_in_order(front) and _is_in_order(back) and back[-1] < front[0]):
        return False
    for part, begins in ((front, tokens[0]), (back, tokens[turn])):
        run = quote[part[0] : part[-1] + 1]
        is_run = len(run) == len(part) and not any(t.breaks for t in run[1:])
        is_phrase = bool(begins.links) or begins.days is not None or bool(begins.turns)
        is_same = begins.links == quote[part[0]].links
        at_edge = part[-1] == len(quote) - 1 or part[0] == 0
        if (
            is_run
            and is_phrase
            and is_same
            and at_edge
            and len(part) <= len(places) - len(part) + 1
        ):
            others = sorted(set(places) - set(part))
            return _is_run(others) or all(quote[j].opens_extra for j in _breaks_in(others))
    return False


def _is_run(places: Sequence[int]) -> bool:
    return not _breaks_in(places)


def _breaks_in(places: Sequence[int]) -> list[int]:
    """Return the first place left out in every gap."""
    return [a + 1 for a, b in pairwise(places) if b != a + 1]


def _is_turned(statement: str, quoted: str) -> bool:
    """Say whether the statement turns active to passive or back, with the same ones acting."""
    is_passive = (bool(_BY.search(statement)), bool(_BY.search(quoted)))
    return is_passive[0] != is_passive[1] and (
        check_roles(statement, quoted).outcome is Outcome.AGREES
    )


def _speaker_stays(statement: str, quoted: str) -> None:
    """Refuse a statement that tells as a fact what the quote gives as somebody's words."""
    there = find_said(quoted)
    if not there:
        return
    ours = {w.stem for w in words(statement)}
    found = words(quoted)
    here = find_said(statement)
    for said in there:
        content = {found[i].stem for i in said.content if i < len(found) and not found[i].is_stop}
        if not content or len(content & ours) < min(2, len(content)):
            continue
        source = {w.stem for w in said.source if not w.is_stop}
        if not here or (source and not source & ours):
            raise _Refusal("it leaves out who says so")
