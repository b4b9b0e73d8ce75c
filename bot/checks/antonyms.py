"""Does the claim say the opposite of what the quote says in its place?

Pairs of opposites written by hand: verbs, adjectives and nouns of the news. Numbers are left to
`numbers`, negating words to `negation`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.checks.coverage import coverage
from bot.checks.finding import Finding, Outcome, shorten
from bot.checks.scope import Reading, is_full, is_name, read
from bot.checks.wordforms import base_of, means_same

NAME = "antonyms"

_OPPOSITE_WORDS = """
rise increase grow gain climb soar surge jump | fall decrease drop decline shrink plunge slump
up | down
raise increase | lower cut reduce slash
strengthen | weaken
improve | worsen deteriorate
widen | narrow
expand | shrink contract
open reopen | close shut
start begin launch commence begin | end stop finish halt cease conclude
resume continue restart | suspend stop halt end abandon cancel discontinue
support back endorse | oppose
approve adopt pass | reject veto block
accept | reject refuse decline
win beat defeat | lose
join enter | leave quit exit
allow permit authorise legalise | ban forbid prohibit bar outlaw
impose introduce tighten | lift remove ease scrap relax
arrest detain jail imprison capture | release free
convict | acquit clear exonerate
hire appoint recruit employ | fire dismiss sack
confirm admit acknowledge | deny
succeed | fail
praise welcome applaud | criticise condemn denounce
agree | disagree refuse
remember | forget
love like enjoy adore | hate dislike detest loathe
buy purchase acquire | sell
import | export
arrive | depart leave
include | exclude
appear | disappear
build construct create | demolish destroy
deploy | withdraw
advance | retreat
accelerate | slow
gain | lose
encourage | discourage
connect unite | disconnect separate divide
hide conceal | reveal expose
victory | defeat
success | failure flop
profit | loss
majority | minority
war | peace
life birth | death
ally friend | enemy foe
strength | weakness
advantage | disadvantage
hero protagonist | villain antagonist
male man boy | female woman girl
husband | wife
brother | sister
son | daughter
father | mother
uncle | aunt
always | never
everyone everybody | nobody
everything | nothing
all | none
stand | sit
awake | asleep sleep
alone | together
day daytime | night nighttime
morning | evening
summer | winter
praise | criticism
indoors | outdoors
married | unmarried
"""
_OPPOSITE_QUALITIES = """
guilty | innocent
alive living | dead deceased
intact unharmed | damaged destroyed
legal lawful | illegal unlawful
possible | impossible
able | unable
likely | unlikely
fair | unfair
safe | unsafe dangerous
stable | unstable
happy | unhappy sad
popular | unpopular
successful | unsuccessful
known | unknown
regular | irregular
complete | incomplete
effective | ineffective
adequate sufficient | inadequate insufficient
capable | incapable
valid | invalid
direct | indirect
secure | insecure
eligible | ineligible
experienced | inexperienced
frequent | infrequent
responsible | irresponsible
relevant | irrelevant
reversible | irreversible
legitimate | illegitimate
proper | improper
compatible | incompatible
consistent | inconsistent
correct accurate right | incorrect inaccurate wrong
formal | informal
official | unofficial
dependent | independent
active | inactive
visible | invisible
high higher | low lower
large big huge larger bigger | small little tiny smaller
highest largest biggest | lowest smallest
early earlier | late later
first | last
young younger | old older
new | old
long longer | short shorter
fast quick rapid faster | slow slower
hot warm | cold cool
strong stronger | weak weaker
rich wealthy | poor
positive favorable favourable | negative unfavorable unfavourable
public | private secret
north northern | south southern
east eastern | west western
upper | lower
maximum | minimum
best | worst
better | worse
good | bad
easy simple | difficult hard
full | empty
major | minor
senior | junior
true | false
same | different
most | least
domestic | foreign
offensive | defensive
temporary | permanent
voluntary | mandatory compulsory
peaceful | violent
unanimous | divided
healthy | sick ill
conservative | liberal
indoor | outdoor
above | below
inside | outside
"""
_PAIRS: dict[str, frozenset[str]] = {}
_QUALITIES: set[str] = set()


def _fill() -> None:
    table: dict[str, set[str]] = {}
    qualities = _OPPOSITE_QUALITIES.strip()
    _QUALITIES.update(base_of(word) for word in qualities.replace("|", " ").split())
    for line in f"{_OPPOSITE_WORDS.strip()}\n{qualities}".splitlines():
        left, right = ([base_of(word) for word in side.split()] for side in line.split("|"))
        for one in left:
            for other in right:
                if one != other:
                    table.setdefault(one, set()).add(other)
                    table.setdefault(other, set()).add(one)
    _PAIRS.update({one: frozenset(others) for one, others in table.items()})


_fill()
_LEAST_SHARED = 0.5
_COMPARED = "than"
_REACH_OF_THAN = 8  # words after which "than" no longer belongs to a word


def are_opposites(one: str, other: str) -> bool:
    """Say whether two bases are opposites: by the table, or one is the other with "un-", "non-"."""
    return (
        other in _PAIRS.get(one, ()) or _is_negative_of(one, other) or _is_negative_of(other, one)
    )


def opposite_of(base: str) -> str:
    """Return an opposite of a base by the table, the first in the alphabet; empty without one."""
    return min(_PAIRS.get(base, ()), default="")


def _is_negative_of(one: str, other: str) -> bool:
    return len(other) > 4 and one in (f"un{other}", f"non-{other}", f"non{other}")


def check_antonyms(claim: str, quote: str) -> Finding:
    """Look for a word of the claim whose opposite stands in the quote in its place.

    Its place: a neighbouring word is shared, for a quality the word that has it; most other words
    of the claim stand in the sentence of the quote too; and neither text says both words ("rents
    rose, then fell" opposes nothing). Comparisons with "than" are left alone: who is compared with
    whom cannot be told.
    """
    ours, theirs = read(claim), read(quote)
    met = False
    for place, there in _opposed(ours, theirs):
        if coverage(ours, theirs, there, skip={place}) < _LEAST_SHARED:
            continue
        if ours.is_negated(place) == theirs.is_negated(there):
            return Finding(
                check=NAME,
                outcome=Outcome.CONFLICTS,
                reason=f"the article says {shorten(theirs.words[there].text)!r}, "
                f"the claim says {shorten(ours.words[place].text)!r}",
            )
        met = True
    return Finding(check=NAME, outcome=Outcome.AGREES if met else Outcome.SILENT)


def _opposed(ours: Reading, theirs: Reading) -> Iterator[tuple[int, int]]:
    """Yield the places (claim, quote) of opposites that stand in each other's place."""
    others = frozenset(theirs.bases)
    for place, one in enumerate(ours.bases):
        if _is_named(ours, place) or _COMPARED in _after(ours, place):
            continue
        for other in sorted(_opposites_in(one, others)):
            if _has(theirs, one) or _has(ours, other):
                continue
            for there in range(len(theirs.words)):
                if theirs.bases[there] != other or _is_named(theirs, there):
                    continue
                if _COMPARED in _after(theirs, there):
                    continue
                if _stands_alike(ours, place, theirs, there):
                    yield place, there


def _opposites_in(one: str, others: frozenset[str]) -> set[str]:
    found = set(_PAIRS.get(one, frozenset()) & others)
    negative = {f"un{one}", f"non-{one}", f"non{one}"}
    positive = {one.removeprefix(p) for p in ("un", "non-", "non") if one.startswith(p)}
    return found | {o for o in (negative | positive) & others if are_opposites(one, o)}


def _stands_alike(ours: Reading, place: int, theirs: Reading, there: int) -> bool:
    """Say whether two words have a neighbour in common."""
    if ours.bases[place] in _QUALITIES:
        after, after_there = _neighbours(ours, place, 1)[1], _neighbours(theirs, there, 1)[1]
        if after and after_there:
            return means_same(after[0], after_there[0])
        if after or after_there:
            return False
    here, other = _neighbours(ours, place, 2), _neighbours(theirs, there, 2)
    return any(
        means_same(one, two) for one in (*here[0], *here[1]) for two in (*other[0], *other[1])
    )


def _neighbours(reading: Reading, place: int, n: int) -> tuple[list[str], list[str]]:
    """Return the bases of up to `n` full words before and after a place, nearest first."""
    before = [i for i in range(place - 1, max(-1, place - 7), -1) if is_full(reading.words[i])]
    after = [
        i
        for i in range(place + 1, min(place + 7, len(reading.words)))
        if is_full(reading.words[i]) and reading.sentences[i] == reading.sentences[place]
    ]
    return [reading.bases[i] for i in before[:n]], [reading.bases[i] for i in after[:n]]


def _after(reading: Reading, place: int) -> list[str]:
    return [w.folded for w in reading.words[place : place + _REACH_OF_THAN]]


def _is_named(reading: Reading, place: int) -> bool:
    """Say whether a word is a name or opens one: "West Velle"."""
    word = reading.words[place]
    follows = reading.words[place + 1 : place + 2]
    return is_name(word) or (word.is_capital and any(is_name(w) for w in follows))


def _has(reading: Reading, wanted: str) -> bool:
    return any(means_same(wanted, b) for b in reading.bases)
