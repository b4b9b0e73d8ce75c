"""A text as the check of rewording reads it: full words, dates, and the small words before them.

A date is one token with the days it means. Small words that turn, bound or hedge what follows
("not", "may", "more than", "deputy") are kept with the token that they stand before, and so are
prepositions; other small words count for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from bot.checks.wordforms import base_of, is_irregular_past, means_same
from bot.memory import remembered
from bot.temporal import find_dates
from bot.words import Word, words

# Each row is one turn of meaning; its first word names it.
_TURNS = """not never no none nobody nothing neither nor without cannot hardly scarcely barely
may might|could|would|will shall|should must ought|if unless whether provided
fail|refuse decline|reject|deny|avoid prevent avert|forbid prohibit ban|stop cease halt|cancel
plan intend aim|want wish|hope|threaten|consider mull|propose suggest|seek try attempt|vow pledge
promise|urge|ask request demand|expect predict forecast|agree|offer|require|schedule due
allegedly alleged allege|reportedly|supposedly purportedly apparent apparently|suspect suspected
accuse|claim|rumour rumor|possible possibly perhaps maybe|probable probably likely|unlikely
about around roughly approximately some|nearly almost|over above exceeding|under below|more|less
fewer|most|least|up|than|only just|all every each entire whole|many several|few|any|half|both
either|before|after|until till|since|between|during|while|because|although though despite
former ex late|acting interim|deputy vice|would-be aspiring|so-called self-styled|fake mock
north northern|south southern|east eastern|west western|new|anti|pro|non|against|for|from|but
once twice again|first|last|next|yet still"""
# Those that are full words too stand as tokens; the others only as turns of what follows them.
_SMALL = frozenset(
    """not never no none nobody nothing neither nor without cannot hardly scarcely barely may might
    could would will shall should must ought can if unless whether about around some over above
    under below more less fewer most least up than only just all every each any half both either
    before after until till since between during while because although though despite against for
    from but once twice again yet still by""".split()
)
_CLASS = {
    # Not by its base where it is no verb: "nearly" and "near" have one.
    word if word in _SMALL or word.endswith("ly") else base_of(word): row.split()[0]
    for row in _TURNS.replace("\n", "|").split("|")
    for word in row.split()
}
_CLASS |= {"not": "not", "no": "not", "never": "not"}
# Past a mark only these turn anything: "did not, they said, sail"; "had asked for it, welcomed".
_CROSSING = frozenset("not may could would will shall if allegedly reportedly".split())
_PREPOSITIONS = frozenset(
    """in on at of to by with into onto through across near within along toward towards beside
    behind via per as like upon off out inside outside beneath beyond among amid""".split()
)
_LINKS = _PREPOSITIONS | frozenset(
    """who which that whose whom where when because while although though after before since until
    for from against during despite without and but or if""".split()
)
_NEUTRAL = frozenset(
    """a an the is are was were be been being am has have had having do does did doing this these
    those that there here it its he she they his her their him them we our us i me my you your and
    or who which whom whose where when what how own so too also then very s itself himself herself
    themselves such same other now said says say""".split()
)
_MAGNITUDES = frozenset("hundred thousand million billion trillion dozen percent cent per".split())
_SPELLED = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion trillion dozen first second third fourth fifth""".split()
)
_STRONG_BREAK = regex.compile(r"[.;:!?](?!\d)|[“”\"]")
_ANY_BREAK = regex.compile(r"[,;:!?“”\"()—–]|\.(?!\d)|(?<=\s)-(?=\s)")
_UNLIKE = frozenset(["husband", "wife"])  # one group of synonyms, and not the same
MOST_WORDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A full word or a date.

    Attributes:
        base: What it is compared by.
        text: As written.
        turns: What stands before it and turns, bounds or hedges it; sorted.
        links: The prepositions directly before it.
        gap: The text between the token before and this one.
        sign: The sign of a currency before it, and "%" after it.
        is_parted: Whether a mark stands between its last turn and it: "not, they said, open".
        is_number: Whether it is a number, in digits or words.
        is_name: Whether it is written as a name.
        is_verblike: Whether it may be a verb, by its ending.
        days: First and last day of a date, else None.
    """

    base: str
    text: str
    turns: tuple[str, ...]
    links: frozenset[str]
    gap: str
    sign: str
    is_parted: bool
    is_number: bool
    is_name: bool
    is_verblike: bool
    days: tuple[date, date] | None

    @property
    def breaks(self) -> bool:
        """Whether a mark of punctuation stands before it."""
        return bool(_ANY_BREAK.search(self.gap))

    @property
    def ends(self) -> bool:
        """Whether a sentence or a quotation ends before it."""
        return bool(_STRONG_BREAK.search(self.gap))

    @property
    def opens_extra(self) -> bool:
        """Whether a mark or a linking word before it begins something that can be left out."""
        return self.breaks or any(word in _LINKS for word in self.gap.lower().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A text as tokens.

    Attributes:
        tokens: In order.
        is_whole: False for a text too long to be read to its end.
    """

    tokens: tuple[Token, ...]
    is_whole: bool = True


@remembered
def read_tokens(text: str, on: date | None) -> Read:
    """Read a text.

    Args:
        text: The text.
        on: The day against which its relative dates count, or None.
    """
    found = words(text)
    dates = [m for m in find_dates(text, on=on) if m.has_year]
    tokens: list[Token] = []
    turns: list[str] = []
    links: set[str] = set()
    idle: Word | None = None  # the last turning word that has found nothing to turn yet
    end = 0  # of the last token
    at = 0  # end of the last word
    for place, word in enumerate(found[:MOST_WORDS]):
        if word.span.start < end:
            continue  # inside a date that is read already
        if idle and _STRONG_BREAK.search(text, at, word.span.start):
            tokens.append(_token(text, idle, (end, idle.span.end), (turns, links, end)))
            turns, links, end, idle = [], set(), idle.span.end, None
        at = word.span.end
        mention = next((m for m in dates if m.span.start <= word.span.start < m.span.end), None)
        turn = "" if mention else _turn(word, found[place + 1 : place + 2])
        if turn and (word.folded in _SMALL or word.folded.endswith("n't")):
            turns.append(turn)
            idle = word
            continue
        if not turn and mention is None and word.folded in _PREPOSITIONS:
            links.add(word.folded)
            continue
        if not turn and mention is None and word.folded in _NEUTRAL:
            continue
        stop = mention.span.end if mention else word.span.end
        days = (mention.first, mention.last) if mention else None
        turned = idle.span.end if idle else end
        if turns and _ANY_BREAK.search(text, turned, word.span.start):
            turns = [one for one in turns if one in _CROSSING]
        tokens.append(_token(text, word, (end, stop), (turns, links, turned), days))
        turns, links, end, at, idle = [turn] if turn else [], set(), stop, stop, None
    if idle:
        tokens.append(_token(text, idle, (end, idle.span.end), (turns, links, end)))
        end = idle.span.end
    return Read(tokens=tuple(tokens), is_whole=len(found) <= MOST_WORDS)


def _token(
    text: str,
    word: Word,
    between: tuple[int, int],
    before: tuple[Collection[str], Collection[str], int],
    days: tuple[date, date] | None = None,
) -> Token:
    """Return the token of a word.

    Args:
        text: The text.
        word: The word, or the first of a date.
        between: Where the token before ends, and where this one does.
        before: The turns and the prepositions before it, and where the last turn ends.
        days: What a date means.
    """
    end, stop = between
    turns, links, turned = before
    gap = text[end : word.span.start]
    sign = gap.rstrip()[-1:] + text[stop : stop + 2].strip()[:1]
    return Token(
        base=base_of(word.folded),
        text=text[word.span.start : stop],
        turns=tuple(sorted(turns)),
        links=frozenset(links),
        gap=gap,
        is_parted=bool(_ANY_BREAK.search(text, max(end, turned), word.span.start)),
        sign="".join(ch for ch in sign if ch in "$€£¥%"),
        is_number=word.is_number or word.folded in _SPELLED,
        is_name=word.is_capital and not word.opens,
        is_verblike=word.folded.endswith(("ed", "ing", "s")) or is_irregular_past(word.folded),
        days=days,
    )


def _turn(word: Word, following: Sequence[Word]) -> str:
    """Return the turn of meaning that a word is; else empty."""
    folded = word.folded
    if folded.endswith("n't") or folded == "cannot":
        return "not"
    if word.is_capital and not word.opens and folded in ("may", "will", "most", "new"):
        return "new" if folded == "new" else ""
    if folded == "by":
        return "by" if following and following[0].is_number else ""
    if folded == "can":
        return "can"
    if folded.endswith("ly") or folded in _SMALL:
        return _CLASS.get(folded, "")
    return _CLASS.get(base_of(folded), "")


def same(one: Token, other: Token) -> bool:
    """Say whether a token of a statement says what one of a quote says.

    A date says no more than a date within it: "in March 2022" is met by "on 21 March 2022".
    """
    if one.days is not None or other.days is not None:
        if one.text.casefold() == other.text.casefold():
            return True
        return (
            one.days is not None
            and other.days is not None
            and one.days[0] <= other.days[0]
            and other.days[1] <= one.days[1]
            and (one.days == other.days or (one.days[1] - one.days[0]).days <= 366)
        )
    if one.is_number or other.is_number:
        return one.base == other.base and one.sign == other.sign
    if one.base == other.base:
        return True
    if one.is_name or other.is_name or {one.base, other.base} <= _UNLIKE:
        return False
    return means_same(one.base, other.base)


def is_bound_to_next(token: Token, following: Token) -> bool:
    """Say whether the token after a number belongs to it: its unit, or what it counts."""
    return token.is_number and (following.base in _MAGNITUDES or not following.gap.strip(" -–%"))
