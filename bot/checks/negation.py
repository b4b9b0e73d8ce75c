"""Do claim and quote say the same, or does one negate what the other says?

Negating words by word order (`scope`): "not", "no", "never", "without", "no longer", "failed to",
"refused to", "denied". Two of them cancel each other. A negation in another clause doesn't count.
"""

from __future__ import annotations

from bot.checks.antonyms import are_opposites
from bot.checks.coverage import coverage
from bot.checks.finding import Finding, Outcome, shorten
from bot.checks.scope import Reading, is_full, is_name, is_negator, read
from bot.checks.wordforms import base_of, means_same

NAME = "negation"

_LEAST_SHARED = 0.5
_LEAST_SHARED_THERE = 0.7
_LEAST_SHARED_BY_NOBODY = 0.3
_ENOUGH_SHARED = 3
_DENY = base_of("deny")
_NOT_ALL = frozenset("all every always everyone everybody everything".split())
_UNTIL = frozenset(["until", "till", "before", "unless", "without"])
_REACH_OF_UNTIL = 9
# Negative words that `scope` doesn't read as negating.
_NEGATIVE = frozenset(
    base_of(word)
    for word in """lack miss absent absence unable impossible unsuccessful unsuccessfully instead
    false wrongly hypothetical fictional shameful withhold stop cease cancel block ban drop oppose
    reject deny refuse fail avoid rather dispute disprove untrue myth""".split()
)


def check_negation(claim: str, quote: str) -> Finding:
    """Look for what one text negates and the other states.

    It conflicts when a word that a negation reaches stands in the other text, nowhere negated, and
    the sentence there holds most other words of the claim. A denied opposite is no conflict. It is
    missing when the claim negates such a word and the quote has a negative word that may reach it.
    """
    ours, theirs = read(claim), read(quote)
    met = is_open = False
    for who, one, other in (("claim", ours, theirs), ("article", theirs, ours)):
        for place, reached in one.heads.items():
            if one.bases[place] == _DENY:
                continue  # who denies it doesn't make it false: for `attribution`
            verdict = _compare(one, place, reached, other, (ours, theirs))
            if verdict is None:
                is_open = is_open or (one is ours and _is_stated(one, reached, other))
                continue
            if verdict:
                met = True
                continue
            start, end = one.words[place].span.start, one.words[reached[0]].span.end
            negated = shorten(one.text[start:end])
            reason = f"the {who} negates it (“{negated}”), the other does not"
            return Finding(check=NAME, outcome=Outcome.CONFLICTS, reason=reason)
    if is_open and not met:
        reason = "the article does not clearly negate what the claim negates"
        return Finding(check=NAME, outcome=Outcome.MISSING, reason=reason)
    return Finding(check=NAME, outcome=Outcome.AGREES if met else Outcome.SILENT)


def _is_stated(ours: Reading, reached: tuple[int, ...], theirs: Reading) -> bool:
    """Say whether a word that the claim negates stands in the quote near a negative word."""
    return any(
        means_same(ours.bases[i], theirs.bases[j])
        and not theirs.negators[j]
        and _has_negative(theirs, j)
        for i in reached
        if ours.is_negated(i) and not is_name(ours.words[i])
        for j, word in enumerate(theirs.words)
        if is_full(word) and not is_name(word)
    )


def _compare(
    one: Reading,
    head: int,
    reached: tuple[int, ...],
    other: Reading,
    texts: tuple[Reading, Reading],
) -> bool | None:
    """Say whether the other text agrees with a negation; None when it doesn't speak of it."""
    ours, theirs = texts
    reached = tuple(i for i in reached if one.is_negated(i) and not is_name(one.words[i]))
    pairs = [
        (i, j)
        for i in reached
        for j, word in enumerate(other.words)
        if means_same(one.bases[i], other.bases[j]) and is_full(word) and not is_name(word)
    ]
    if any(other.is_negated(j) == one.is_negated(i) for i, j in pairs):
        return True
    if any(are_opposites(one.bases[i], base) for i in reached for base in other.bases):
        return True
    for i, j in pairs:
        place, there = (i, j) if one is ours else (j, i)
        if (
            _is_said_too(one, i)
            or not _is_alone(one, i)
            or _has_not_all(other, j)
            or (not other.negators[j] and _has_negative(other, j))
        ):
            continue
        if _UNTIL & {w.folded for w in one.words[i : i + _REACH_OF_UNTIL]}:
            continue
        least = _LEAST_SHARED if one is ours else _LEAST_SHARED_THERE
        if one is theirs and _is_nobody(one, head):
            least = _LEAST_SHARED_BY_NOBODY
        if coverage(ours, theirs, there, skip={place}) < least:
            continue
        if one is theirs and not _is_of_claim(ours, theirs, there):
            continue
        return False
    return None


def _is_nobody(reading: Reading, head: int) -> bool:
    """Say whether "nobody" negates: the people of the claim then have no word in the quote."""
    after = reading.words[head + 1].folded if head + 1 < len(reading.words) else ""
    word = reading.words[head].folded
    return word == "nobody" or (word == "no" and after == "one")


def _is_said_too(reading: Reading, place: int) -> bool:
    """Say whether what is negated is stated elsewhere in the same text."""
    return any(
        base == reading.bases[place] and i != place and not reading.is_negated(i)
        for i, base in enumerate(reading.bases)
    )


def _is_alone(reading: Reading, place: int) -> bool:
    """Say whether one negation only stands in the sentence: "cannot win without" has two."""
    number = reading.sentences[place]
    return sum(reading.sentences[i] == number for i in reading.heads) == 1


def _has_negative(reading: Reading, place: int) -> bool:
    """Say whether the sentence of a word has a negative word: its reach is uncertain."""
    number = reading.sentences[place]
    return any(
        n == number and (is_negator(reading.words, i) or reading.bases[i] in _NEGATIVE)
        for i, n in enumerate(reading.sentences)
    )


def _has_not_all(reading: Reading, place: int) -> bool:
    """Say whether the sentence of a word says "not all": some are, and some are not."""
    number = reading.sentences[place]
    return any(
        n == number and reading.words[i].folded == "not" and _follows(reading, i) in _NOT_ALL
        for i, n in enumerate(reading.sentences)
    )


def _follows(reading: Reading, place: int) -> str:
    return reading.words[place + 1].folded if place + 1 < len(reading.words) else ""


def _is_of_claim(ours: Reading, theirs: Reading, there: int) -> bool:
    """Say whether the clause of the quote that is negated holds another word of the claim.

    A clause without another full word has its subject elsewhere: that is no hindrance.
    """
    number = theirs.clauses[there]
    rest = [
        theirs.bases[i]
        for i, word in enumerate(theirs.words)
        if theirs.clauses[i] == number and i != there and i not in theirs.heads and is_full(word)
    ]
    shared = [b for b in rest if any(means_same(b, mine) for mine in ours.bases)]
    return not rest or len(shared) * 2 >= len(rest) or len(shared) >= _ENOUGH_SHARED
