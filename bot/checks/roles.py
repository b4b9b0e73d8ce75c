"""Who did what: is the one who acts in the claim the one who acts in the quote?

Word order, the passive with "by", and nothing more: where the subject is not plain, the check is
silent.
"""

from __future__ import annotations

import regex

from bot.checks.finding import Finding, Outcome
from bot.checks.names import is_country, names_in, same_names
from bot.words import Word, words
from sources.article import Span

NAME = "roles"
_OWNER_REACH = 4  # words before "to": "Russia’s sudden decision to"

_BEFORE_OBJECT = frozenset(
    """of with to on in for from against by at over into about between among under near than
    after before toward towards via within without""".split()
)
_CLAUSE = regex.compile(
    r"[,;:()“”\"—]|\b(?:that|which|who|because|when|while|although|but|as|after|before|since|until)\b"
)
_BEFORE_VERB = frozenset(
    """is are was were be been being do does did has have had can could will would should
    may might must not also then later again he she it they who which never""".split()
)
_PAST = frozenset(
    """won beat took put gave said told left quit broke began went came made met led sent
    paid bought sold built lost held kept hit cut set fell rose wrote spoke drew flew
    suspends halts ends signs suspend halt end sign join leave win lose buy sell reject
    approve attack sue""".split()
)
_DETERMINERS = frozenset("the a an its their his her this that these those both".split())
# Who said it is what matters: another speaker is a contradiction even if the first isn't named.
_SPEAKING = frozenset(["said", "say", "call", "told", "tell", "describ", "warn", "promis", "deni"])
_BE = frozenset("is are was were be been being".split())


def find_actor(text: str, verb: Word, found: list[Word] | None = None) -> Word | None:
    """Return the name that does what `verb` says, or None when that is not plain."""
    found = words(text) if found is None else found
    names = {w.span for w in names_in(text)} | {
        w.span for w in found if w.is_capital and not w.is_stop and not w.opens
    }
    place = next((i for i, w in enumerate(found) if w.span == verb.span), -1)
    if place < 0:
        return None
    if place and found[place - 1].folded == "to":
        return _owner(text, found, place, names)
    is_passive = any(w.folded in _BE for w in found[max(0, place - 2) : place]) and not (
        verb.folded.endswith("ing")
    )
    if is_passive:
        return _after_by(found, place, names)
    return _subject(text, found, place, names)


def check_roles(claim: str, quote: str, verbs: list[tuple[Word, Word]]) -> Finding:
    """Compare the actors of verbs that stand for each other.

    Args:
        claim: The claim, or a question with its subject before the verb.
        quote: The quote.
        verbs: Pairs (word of the claim, word of the quote) that were aligned with each other.
    """
    ours, theirs = words(claim), words(quote)
    agrees = False
    for mine, yours in verbs:
        is_verb = _acts(theirs, yours) or _is_past(yours) or _is_to(theirs, yours)
        if not _acts(ours, mine) or not is_verb:
            continue
        one, other = find_actor(claim, mine, ours), find_actor(quote, yours, theirs)
        if one is None or other is None:
            continue
        if same_names(one.stem, other.stem):
            agrees = True
        elif (
            _stands_elsewhere(one, other, theirs)
            or _stands_elsewhere(other, one, ours)
            or (mine.stem == yours.stem and mine.stem in _SPEAKING)
            or (mine.stem == yours.stem and is_country(one.stem) and is_country(other.stem))
        ):
            return Finding(
                check=NAME,
                outcome=Outcome.CONFLICTS,
                reason=f"in the article it is {_plain(other)} and not {_plain(one)} "
                f"(“{yours.text}”)",
            )
    return Finding(check=NAME, outcome=Outcome.AGREES if agrees else Outcome.SILENT)


def _acts(found: list[Word], word: Word) -> bool:
    """Say whether a word is placed as a verb: after an auxiliary, or in the past after a name."""
    place = next((i for i, w in enumerate(found) if w.span == word.span), 0)
    if place == 0:
        return False
    before = found[place - 1]
    if before.folded in _BEFORE_VERB or before.folded.endswith("ly"):
        return True
    return before.is_capital and _is_past(word)


def _plain(name: Word) -> str:
    """Return a name without its possessive."""
    return name.text.removesuffix("’s").removesuffix("'s")


def _is_to(found: list[Word], word: Word) -> bool:
    place = next((i for i, w in enumerate(found) if w.span == word.span), 0)
    return place > 0 and found[place - 1].folded == "to"


def _is_past(word: Word) -> bool:
    return word.folded.endswith("ed") or word.folded in _PAST


def _stands_elsewhere(name: Word, actor: Word, found: list[Word]) -> bool:
    """Say whether a name stands in the other text too, but not as the one who acts."""
    return any(same_names(name.stem, w.stem) and w.span != actor.span for w in found)


def _follows_preposition(found: list[Word], place: int, clause: list[int]) -> bool:
    """Say whether a name belongs to a preposition: "with Japan", "in the Suez Canal"."""
    before = place - 1
    while before in clause and (found[before].folded in _DETERMINERS or found[before].is_capital):
        before -= 1
    return before in clause and found[before].folded in _BEFORE_OBJECT


def _owner(text: str, found: list[Word], place: int, names: set[Span]) -> Word | None:
    """Return whose decision it is: "Russia" in "Russia’s decision to suspend the talks"."""
    for word in reversed(found[max(0, place - _OWNER_REACH) : place]):
        if word.span in names and text[word.span.end - 2 : word.span.end] in ("'s", "’s"):
            return word
    return None


def _after_by(found: list[Word], place: int, names: set[Span]) -> Word | None:
    for i in range(place + 1, min(place + 8, len(found) - 1)):
        if found[i].folded == "by":
            return next((w for w in found[i + 1 : i + 4] if w.span in names), None)
    return None


def _subject(text: str, found: list[Word], place: int, names: set[Span]) -> Word | None:
    start = 0
    for border in _CLAUSE.finditer(text, 0, found[place].span.start):
        start = border.end()
    clause = [i for i in range(place) if found[i].span.start >= start]
    if not clause and text[:start].count(",") >= 2:
        # The verb follows an inserted clause: "Tasch, who leads the council, called …".
        clause = list(range(place))
    for i in clause:
        word = found[i]
        if word.span not in names:
            continue
        is_object = _follows_preposition(found, i, clause)
        is_owner = text[word.span.end - 2 : word.span.end] in ("'s", "’s")
        if not is_object and not is_owner:
            # A surname stands last: "Prime Minister Fumio Kishida said".
            last = i
            while (
                last + 1 < place
                and found[last + 1].span in names
                and text[found[last].span.end : found[last + 1].span.start].strip() == ""
            ):
                last += 1
            return found[last]
    return None
