"""Which words of an English sentence are finite verbs, by word lists and neighbours; no parser.

Precision goes before recall: a verb that is missed leaves a sentence whole, one that isn't there
cuts it in the wrong place.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.checks.wordforms import is_irregular_past
from bot.words import Word

BE = frozenset("is are was were isn't aren't wasn't weren't".split())
HAVE = frozenset("has have had hasn't haven't hadn't".split())
MODALS = frozenset(
    """will would can could may might shall should must won't wouldn't can't couldn't shouldn't
    cannot do does did don't doesn't didn't""".split()
)
AUXILIARIES = BE | HAVE | MODALS
DETERMINERS = frozenset(
    """the a an its their his her my our your this that these those some any no all each every both
    another most many several few more neither half none nobody nothing everyone somebody""".split()
)
SUBJECT_PRONOUNS = frozenset(
    "he she it they we i you there this these those nobody nothing".split()
)
PREPOSITIONS = frozenset(
    """of with to on in for from against by at over into about between among under near than after
    before toward towards via within without during through as despite across behind beyond since
    until around amid upon off like per along outside inside""".split()
)
SUBORDINATORS = frozenset(
    """because if when after although though since until before whether unless once as while where
    that who which whose whom why how""".split()
)
ADVERBS = frozenset(
    """now then later also never still soon today already again once twice only just even often
    always not ever finally first instead there""".split()
)
SPEECH = frozenset(
    """said says say told tells stated announced declared insisted argued added explained warned
    warns confirmed admitted believe believes believed think thinks claimed claims reported
    reports suggested estimated predicted promised denied denies show shows showed found finds
    revealed wrote testified acknowledged pledged vowed""".split()
)
_PARTICIPLES = frozenset(
    """arisen been beaten begun bitten blown broken chosen done drawn drunk driven eaten fallen
    flown forbidden forgotten frozen given gone grown hidden known lain mistaken overtaken
    overthrown ridden risen seen sworn shaken shown shrunk sung spoken stolen sunk swum taken torn
    thrown undergone undertaken woken worn woven withdrawn written""".split()
)
_NO_PAST = frozenset(
    """hundred indeed need feed speed seed breed creed deed greed weed red bed shed sacred naked
    wicked aged united limited wounded alleged so-called exceed proceed succeed""".split()
)
_PRESENT = """
    accept allow appear approve argue ask attack attend ban become begin believe belong bring build
    buy carry cause celebrate change charge close come compete consist contain continue cover create
    criticise cross cut decide demand deny depend describe destroy die drive earn eat employ enter
    expect export face fall fear feed fight find follow force get give go grow happen hold hope
    import include increase inherit invest join keep kill know lack last lead learn leave let lie
    live lose love make mean measure meet move need offer open oppose owe own pay play produce
    prove provide publish reach receive refuse reject remain require rise rule run say seat see seek
    sell send serve share show sign sit speak spend stand start stay stop suffer support take teach
    tell think treat try turn understand use visit vote wait want warn watch wear weigh win work
    write address blame chair head host house plan repair report state talk cost name
    """.split()
# Their form in -s is as often a plural: only before what an object begins with.
_ALSO_NOUNS = frozenset(
    """attack ban cause change charge cover cut demand drive export face fall fear feed fight force
    head hold hope host house import increase lack last lead lie love measure move name need offer
    open plan play produce report rise rule run share show sign stand start state stay stop support
    talk treat turn use visit vote wait watch win work cost address chair blame repair""".split()
)
_OPENS_OBJECT = (
    DETERMINERS | PREPOSITIONS | frozenset("him her it them us me that how what".split())
)


def _third_person(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{base}es"
    return f"{base[:-1]}ies" if base[-1] == "y" and base[-2] not in "aeou" else f"{base}s"


_THIRD = {_third_person(base): base for base in _PRESENT}
_BASES = frozenset(_PRESENT)


def is_adverb(word: Word) -> bool:
    """Say whether a word may stand between a subject and its verb."""
    return word.folded in ADVERBS or (word.folded.endswith("ly") and len(word.folded) > 4)


def is_participle(word: Word) -> bool:
    """Say whether a word may be a past participle: "closed", "built", "taken"."""
    folded = word.folded
    is_regular = folded.endswith("ed") and len(folded) > 3 and folded not in _NO_PAST
    return is_regular or folded in _PARTICIPLES or is_irregular_past(folded)


def is_pure_participle(word: Word) -> bool:
    """Say whether a word is a participle that is never a past: "taken"."""
    return word.folded in _PARTICIPLES


def is_plural(word: Word) -> bool:
    """Say whether a noun looks like a plural."""
    folded = word.folded
    known = folded in ("people", "police", "children", "men", "women", "sheep", "wages")
    return known or (folded.endswith("s") and not folded.endswith(("ss", "us", "is", "ews")))


def is_finite(found: Sequence[Word], place: int) -> bool:  # noqa: PLR0911 - one a kind of form
    """Say whether the word at a place is a finite verb, as far as its neighbours tell."""
    word = found[place]
    folded = word.folded
    if word.is_capital and not word.opens:
        return False
    if folded in AUXILIARIES:
        return True
    before = _before(found, place)
    if before is not None and before.folded in DETERMINERS | PREPOSITIONS | AUXILIARIES | {"been"}:
        is_pronoun = before.folded in SUBJECT_PRONOUNS and before.folded != "this"
        if not is_pronoun and not (folded in SPEECH and before.folded == "her"):
            return False
    if before is None:
        return False  # no subject: "Even states as small as Monaco …", "Founded in 1990, …"
    after = found[place + 1] if place + 1 < len(found) else None
    if folded in _THIRD:
        return _THIRD[folded] not in _ALSO_NOUNS or _opens_object(after)
    if folded in _BASES:
        return (is_plural(before) or before.folded in ("they", "we", "i", "you")) and (
            folded not in _ALSO_NOUNS or _opens_object(after)
        )
    if folded in _PARTICIPLES or not is_participle(word):
        return False
    return not is_reduced(found, place)


def is_reduced(found: Sequence[Word], place: int) -> bool:
    """Say whether a past form is rather a participle behind its noun: "a firm owned by him"."""
    after = found[place + 1] if place + 1 < len(found) else None
    if after is None or after.folded != "by":
        return False
    amount = found[place + 2] if place + 2 < len(found) else None
    return not (amount is not None and (amount.is_number or amount.folded in ("about", "almost")))


def _before(found: Sequence[Word], place: int) -> Word | None:
    at = place - 1
    while at >= max(0, place - 4) and is_adverb(found[at]) and found[at].folded != "there":
        at -= 1
    return found[at] if at >= 0 else None


def _opens_object(after: Word | None) -> bool:
    if after is None:
        return True
    return after.folded in _OPENS_OBJECT or after.is_number or after.is_capital or is_adverb(after)
