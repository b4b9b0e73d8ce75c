"""A yes/no question turned into the claim that it asks about.

By word order: the auxiliary goes behind the subject, and "did" into the verb. Where the subject
ends is told by the first word that can begin a predicate; None where none can.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.question import direct
from bot.verbs import is_participle, is_verb, past, third

_I = regex.IGNORECASE
_DO = frozenset("do does did".split())
_BE = frozenset("is are was were".split())
_HAVE = frozenset("has have had".split())
_MODALS = frozenset("will would can could should may might must shall".split())
AUXILIARIES = _DO | _BE | _HAVE | _MODALS
_CONTRACTED = {"wo": "will", "ca": "can", "sha": "shall"}
_LEAD = regex.compile(r"^\W*(?:(?:and|so|but|then|well|also|oh|okay|ok)\b,?\s+)+", _I)
_IS_TRUE = regex.compile(
    r"^(?:is|was) it (?:really |actually )?(?:true|correct|right|so|the case|a fact) that\s+"
    r"|^am I (?:right|correct) (?:that|in thinking that|to think that)\s+",
    _I,
)
_TAG = regex.compile(
    r",\s+(?:(?:is|are|was|were|do|does|did|has|have|had|can|could|wo|will|would|should)"
    r"(?:n['’]t)?\s+(?:it|he|she|they|there|we|you)(?:\s+not)?|right|correct|no|yes|true|eh)$",
    _I,
)
_OR_NOT = regex.compile(r",?\s+or not$", _I)
_CHOICE = regex.compile(r"\bor\b", _I)
_LONGEST = 400  # code points of a question
_EDGES = "“”\"'’‘()[].,;:!?"
_DROPPED = frozenset("really actually ever even truly indeed".split())
_ADVERBS = frozenset(
    "still already also not never again now once yet just always often soon ever even only".split()
)
_DETERMINERS = frozenset(
    "the a an this that these those its his her their our my your any some no every each".split()
)
_PREPOSITIONS = frozenset(
    """in on at by for from to with within without under over above below near against among
    between behind beyond inside outside about around across after before during since
    until like as out up down off into""".split()
)
_WITH_NUMBER = frozenset("above below over under".split())
_CLAUSE = frozenset("when because while after before although though if unless until since".split())
_RELATIVE = frozenset("who which that whom".split())
_PRONOUNS = frozenset("he she it they we i you there this that these those everybody".split())
_ADJECTIVES = frozenset(
    """open closed safe dead alive ready true false available able ill sick legal illegal
    possible responsible guilty innocent free full empty big bigger larger smaller new old
    older higher lower more less part worth due likely unlikely aware right wrong certain
    sure clear unclear famous rich poor missing absent present pregnant visible happy
    angry cold hot deliberate accidental made high low long short expensive cheap
    dangerous important difficult hard easy too very so""".split()
)
_ALSO_NOUNS = frozenset(
    """report plan plant vote own use work fire share order change deal attack request visit
    support trade state name result charge talk strike march bid film test list play
    battle race crash record project rule ban cut bear call claim offer move sign head
    point force fund court party board guard target study review""".split()
)
_NOT_VERBS_AFTER = _DETERMINERS | frozenset(
    """new old first last next big small local national prime foreign own former final public
    high low great main military political peace of two three""".split()
)
_HELPERS = frozenset("help let make dare go come need start stop keep try".split())
_SOME = {"any": "some", "anybody": "somebody", "anyone": "somebody", "anything": "something",
         "anywhere": "somewhere"}  # fmt: skip


def as_statement(text: str) -> str | None:
    """Return the claim that a yes/no question asks about, with a full stop.

    "Did Japan freeze the assets?" gives "Japan froze the assets."; a negative question ("Didn't
    Japan …?") gives what it suggests. None for a question of another kind, for a choice ("X or
    Y?"), and where the subject cannot be told. Deterministic; linear in the length of the text.
    """
    plain = _OR_NOT.sub("", _LEAD.sub("", direct(text[:_LONGEST])).strip().rstrip(" ?.!"))
    if not plain or len(text) > _LONGEST:
        return None
    tag = _TAG.search(plain)
    if tag and not _starts_with_auxiliary(plain):
        return sentence(plain[: tag.start()])
    true = _IS_TRUE.match(plain)
    if true:
        return sentence(plain[true.end() :])
    if not _starts_with_auxiliary(plain) or _CHOICE.search(plain):
        return None
    return inverted(plain.split())


def inverted(parts: Sequence[str], *, keep_not: bool = False) -> str | None:
    """Return the statement of words that begin with an auxiliary: "did Japan freeze it".

    Args:
        parts: Words with their marks, the auxiliary first.
        keep_not: Whether "didn't" denies ("why didn't Japan …") or only suggests.
    """
    auxiliary, is_negative = _auxiliary(parts[0])
    rest = list(parts[1:])
    if auxiliary not in AUXILIARIES or not rest:
        return None
    end = subject_end(rest, auxiliary)
    if end is None:
        return None
    subject = [_some(p) for p in rest[:end]]
    predicate = rest[end:]
    if keep_not and is_negative:
        return sentence(" ".join([*subject, parts[0], *predicate]))
    while predicate and predicate[0].lower() in _DROPPED:
        predicate = predicate[1:]
    predicate = [_some(p) for p in predicate]
    if not predicate:
        return None
    if auxiliary in _DO:
        return _with_verb(auxiliary, subject, predicate)
    return sentence(" ".join([*subject, auxiliary, *predicate]))


def _with_verb(auxiliary: str, subject: list[str], predicate: list[str]) -> str | None:
    if predicate[0].lower() == "not":
        return sentence(" ".join([*subject, auxiliary, *predicate]))
    place = 0
    while place < len(predicate) - 1 and _bare(predicate[place]) in _ADVERBS:
        place += 1
    verb, mark = _bare(predicate[place]), predicate[place][len(predicate[place].rstrip(_EDGES)) :]
    form = {"did": past, "does": third}.get(auxiliary, lambda base: base)(verb)
    return sentence(" ".join([*subject, *predicate[:place], form + mark, *predicate[place + 1 :]]))


def subject_end(parts: Sequence[str], auxiliary: str) -> int | None:
    """Return how many of the words after an auxiliary are its subject; None when not plain."""
    bare = [_bare(p) for p in parts]
    if bare[0] in _PRONOUNS and not (len(bare) > 1 and bare[0] in _DETERMINERS and
                                     not _is_predicate(bare, 1)):  # fmt: skip
        return 1
    if auxiliary in _DO or auxiliary in _MODALS:
        return _before_infinitive(parts, bare)
    return _before_predicate(parts, bare, is_have=auxiliary in _HAVE)


def _is_predicate(bare: Sequence[str], place: int) -> bool:
    word = bare[place]
    return (
        word in _ADVERBS | _DETERMINERS | _PREPOSITIONS | _ADJECTIVES
        or is_participle(word)
        or word.endswith("ing")
        or is_verb(word)
    )


def _before_infinitive(parts: Sequence[str], bare: Sequence[str]) -> int | None:
    is_open_relative = False
    for place in range(1, len(bare)):
        word = bare[place]
        if word in _RELATIVE and bare[place - 1] not in _DETERMINERS:
            is_open_relative = True
        is_adverb = word in _ADVERBS | _DROPPED and parts[place][0].islower()
        if is_adverb and place + 1 < len(bare) and word not in ("only", "just"):
            return place
        if not (is_verb(word) or word == "be") or not parts[place][0].islower():
            continue
        if bare[place - 1] in _NOT_VERBS_AFTER or (
            bare[place - 1] in _PREPOSITIONS and not parts[place - 1].endswith(",")
        ):
            continue
        follows = bare[place + 1] if place + 1 < len(bare) else ""
        if is_verb(follows) and parts[place + 1][0].islower() and word not in _HELPERS:
            continue  # "did the government plan fail"
        if _is_noun_here(parts, bare, place):
            continue
        if is_open_relative and not any(is_participle(b) for b in bare[1:place]):
            is_open_relative = False
            continue
        return place
    return None


def _is_noun_here(parts: Sequence[str], bare: Sequence[str], place: int) -> bool:
    """Say whether "report" in "the final report of the board give …" is a noun.

    It is when the subject has an article or owner and another infinitive follows in its clause.
    """
    has_owner = bare[0] in _DETERMINERS or any(b.endswith(("'s", "’s")) for b in bare[:place])
    if not has_owner or bare[place] not in _ALSO_NOUNS:
        return False
    for later in range(place + 1, len(bare)):
        before = bare[later - 1]
        if bare[later] in _CLAUSE | _RELATIVE:
            return False
        is_free = before not in _NOT_VERBS_AFTER | _PREPOSITIONS | {"and", "or"} and (
            not before.endswith("ing") and before not in _HELPERS
        )
        if is_verb(bare[later]) and parts[later].islower() and is_free and later > place + 1:
            return not bare[later].endswith("s")
    return False


def _before_predicate(parts: Sequence[str], bare: Sequence[str], *, is_have: bool) -> int | None:
    weak: int | None = None
    n_relative = 0
    for place in range(1, len(bare)):
        word, before = bare[place], bare[place - 1]
        if word in _CLAUSE and place > 1 and not is_have and weak is not None:
            break
        if word in _RELATIVE and before not in _DETERMINERS and place + 1 < len(bare):
            n_relative += 1
            continue
        is_attribute = before in _DETERMINERS | _PREPOSITIONS or before in ("of", "two", "three")
        is_small = parts[place][0].islower() or parts[place][0].isdigit()
        if not is_small:
            continue
        is_strong = (
            (word in _ADVERBS | _DROPPED)
            or (is_participle(word) and not is_attribute)
            or (not is_have and word.endswith("ing") and not is_attribute and len(word) > 5)
            or (not is_have and word in _ADJECTIVES and not is_attribute)
            or (not is_have and word == "to" and bare[place + 1 : place + 2] in (["be"], ["have"]))
            or (not is_have and word in _WITH_NUMBER and bare[place + 1 : place + 2]
                and bare[place + 1][:1].isdigit())
        )  # fmt: skip
        if is_strong and n_relative:
            n_relative -= 1
            continue
        if is_strong and _is_reduced(bare, place):
            weak = weak or place
            continue
        if is_strong:
            return place
        is_weak = not is_have and (word in _PREPOSITIONS or word in _DETERMINERS)
        if is_weak and weak is None and before not in _DETERMINERS | _PREPOSITIONS | {"of"}:
            weak = place
    if weak is not None and not n_relative:
        return weak
    name_end = next((i for i, p in enumerate(parts) if not p[0].isupper()), 0)
    if not is_have and 0 < name_end < len(bare) and bare[name_end] not in ("of", "and"):
        return name_end  # "was Joris Aldane captain of the Sea Lark"
    is_short = not is_have and 2 <= len(bare) <= 4
    return len(bare) - 1 if is_short and parts[-1][0].islower() else None


def _is_reduced(bare: Sequence[str], place: int) -> bool:
    """Say whether a participle belongs to the subject, as another one follows: "evacuated … kept".

    "The people evacuated from the district kept out of their homes".
    """
    if not is_participle(bare[place]) or bare[place + 1 : place + 2] == ["by"]:
        return False
    if bare[place + 1 : place + 2] not in (["from"], ["in"], ["at"], ["on"], ["for"], ["against"]):
        return False
    later = bare[place + 2 : place + 8]
    for n, word in enumerate(later):
        if word in _CLAUSE | _RELATIVE | {"and", "to"}:
            return False
        if n and is_participle(word) and later[n - 1] not in _DETERMINERS | _PREPOSITIONS:
            return True
    return False


def sentence(text: str) -> str:
    """Return words as a sentence: one capital, one full stop."""
    plain = " ".join(text.split()).strip(" .,;:?!")
    return f"{plain[:1].upper()}{plain[1:]}." if plain else ""


def _auxiliary(word: str) -> tuple[str, bool]:
    """Return the plain auxiliary of "didn't", and whether it was negative."""
    folded = word.lower().replace("’", "'")
    if not folded.endswith("n't"):
        return folded, False
    plain = folded.removesuffix("n't")
    return _CONTRACTED.get(plain, plain), True


def _starts_with_auxiliary(text: str) -> bool:
    return _auxiliary(text.split(maxsplit=1)[0])[0] in AUXILIARIES


def _bare(part: str) -> str:
    return part.strip(_EDGES).lower()


def _some(part: str) -> str:
    return _SOME.get(part.lower(), part)
