"""A plain sentence taken apart: what stands before the subject, subject, verb, the rest.

Whatever doesn't come apart for certain is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

import regex

from bot.temporal import find_dates
from bot.words import fold

_AUXILIARIES = frozenset("is are was were will would can could may might must should".split())
_HAVE = frozenset("has have had".split())
_PAST = {
    past: base
    for base, *pasts in (
        entry.split()
        for entry in """win won|beat beat|take took|give gave|leave left|break broke|begin began|
        come came|make made|meet met|lead led|send sent|pay paid|buy bought|sell sold|build built|
        lose lost|hold held|keep kept|fall fell|rise rose|write wrote|speak spoke|draw drew|
        fly flew|go went|get got|become became|find found|tell told|say said|see saw|run ran|
        bring brought|think thought|know knew|grow grew|spend spent|seek sought|teach taught|
        fight fought|choose chose|drive drove|wear wore|strike struck|shoot shot|sink sank|
        sing sang|swim swam|steal stole|swear swore|catch caught|feel felt|understand understood|
        withdraw withdrew|undergo underwent|overthrow overthrew|throw threw|show showed|die died|
        forbid forbade|arise arose|bear bore|bind bound|feed fed|freeze froze|hide hid|
        stand stood|win won""".split("|")
    )
    for past in pasts
}
PARTICIPLES = frozenset(
    """been won beaten taken given left broken begun come made met led sent paid bought sold built
    lost held kept fallen risen written spoken drawn flown gone got become found told said seen run
    brought known grown spent sought taught fought chosen driven worn struck shot sunk sung stolen
    sworn caught felt understood withdrawn thrown shown cut hit set put""".split()
)
THIRD_PERSON = frozenset(
    """makes sells includes contains provides requires uses holds operates produces covers owns
    belongs lies covers leads offers represents manages supports opposes exports employs plans wants
    begins starts ends lives works consists receives gives takes serves hosts""".split()
)
VAGUE = frozenset(
    """i me my we us our you your he him his she her it its they them their this that these those
    here there such latter former one ones another other others both each same above below also
    however said""".split()
)
_BREAK = regex.compile(
    r"\s*[,;:—–(]|\s+-\s|\s+(?:that|which|who|whose|whom|where|when|while|although|though|but|"
    r"because|since|unless|if|after|before|until|as|whereas|so|than|including|despite)\b"
)
_AND_VERB = regex.compile(r"\s+and\s+(?=(?:\w+ly\s+)?(?:\w+ed|is|are|was|were|has|had|then)\b)")
_NOT_PLAIN = regex.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|may|might|must|says?|said|saying|whether|"
    r"how|why|what|between|both|either|neither)\b"
)
_ADVERB = (
    r"(?:(?:also|later|then|first|now|still|subsequently|recently|finally|eventually|\w+ly)\s)"
)
NAME = r"\p{Lu}[\p{L}\p{M}\p{N}.’'&-]*"
_LINK = r"(?:of|the|de|del|la|von|van|al|for|and|bin|ibn)"
_NAMES = regex.compile(rf"(?:[Tt]he\s)?{NAME}(?:\s(?:{_LINK}\s){{0,2}}{NAME})*+")
_LEADING = regex.compile(
    r"(?P<when>(?:In|On|By|During|Since)\s(?:\p{L}+\s){0,2}?[\p{L}\p{N}]+(?:\s\d{4})?),\s+"
)
BRACKETS = regex.compile(r"\s*\([^()]*\)")
_SAYING = frozenset("say report estimate believe show tell think argue claim suggest".split())
_LOOSE = frozenset("more less fewer about almost nearly only at least even such".split())
SMALL = frozenset(
    """of in on at by to for from with and or the a an as into its their his her that which who
    was were is are be has have had will would not than""".split()
)
_OPENERS = frozenset(
    """although after before because while when if since as during despite with without from for in
    on at by to under over between among most many some several all no one two three four five
    today currently according instead however there what who where why how another each every
    people both either along following given unlike like such more which neither either nobody
    none fewer few two-thirds yesterday""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A main clause that came apart.

    Attributes:
        before: What stands before the subject, without its comma; empty when nothing does.
        subject: The subject, with its determiner.
        adverb: An adverb between subject and verb.
        auxiliary: "was", "will", "had", or empty for a verb alone.
        verb: The verb that carries tense, when there is no auxiliary.
        base: Its infinitive.
        rest: What follows, up to the end of the clause.
        is_name: Whether the subject is a name.
    """

    before: str
    subject: str
    adverb: str
    auxiliary: str
    verb: str
    base: str
    rest: str
    is_name: bool


def take_apart(sentence: str, known: Counter[str]) -> Clause | None:
    """Take a sentence apart, or return None where its parts are not plain.

    Args:
        sentence: One sentence with its full stop.
        known: How often each word in lower case stands in a body of text; an infinitive is taken
            only when it is among them.
    """
    text = BRACKETS.sub("", sentence).removesuffix(".").strip()
    if regex.search(r"[“”\"‘?!;]|''|``|\s'|\[|\.\p{Lu}\p{Ll}", text):
        return None
    leading = _LEADING.match(text)
    before = leading["when"] if leading else ""
    if leading and not is_date(before):
        return None
    body = text[leading.end() :] if leading else text
    for subject, is_name in _subjects(body):
        after = body[len(subject) :]
        apposition = regex.match(r",\s(?:an?|the|who|which|whose)\s[^,]{3,70},(?=\s\p{Ll})", after)
        if apposition:
            after = after[apposition.end() :]
        elif after[:1] != " ":
            continue
        found = _verb(after.strip(), known)
        if found is None:
            continue
        adverb, auxiliary, verb, base, rest = found
        end = _end_of_clause(rest)
        clause = rest[:end].rstrip()
        if not _is_plain(clause):
            return None
        if regex.split("[’']", fold(subject.split()[0]))[0] in VAGUE or base in _SAYING:
            return None
        # "Buyers were": a capital only because it comes first.
        is_common = len(subject.split()) == 1 and known[subject.lower()] > known[subject]
        is_proper = is_name and not is_common
        return Clause(
            before=before,
            subject=subject if is_proper and not subject.startswith("The ") else lower(subject),
            adverb=adverb,
            auxiliary=auxiliary,
            verb=verb,
            base=base,
            rest=clause,
            is_name=is_proper,
        )
    return None


def _subjects(body: str) -> Iterator[tuple[str, bool]]:
    """Yield what may be the subject at the beginning of a clause, and whether it is a name."""
    name = _NAMES.match(body)
    if name and fold(name[0].split()[0]) not in VAGUE and not is_date(name[0]):
        parts = name[0].split()
        is_article = parts[0] in {"A", "An"} or parts == ["The"]
        if not is_article and fold(parts[0]) not in _OPENERS:
            yield name[0], True
    for end in regex.finditer(r"\s", body[:90]):
        subject = body[: end.start()]
        parts = subject.split()
        if parts[0] not in {"The", "A", "An"} or len(parts) > 8 or "," in subject:
            return
        if len(parts) > 1 and parts[-1] not in SMALL and parts[-1].lower() not in VAGUE:
            yield subject, False


def _verb(text: str, known: Counter[str]) -> tuple[str, str, str, str, str] | None:
    """Return adverb, auxiliary, verb, infinitive and the rest, when a finite verb comes first."""
    found = regex.match(rf"(?P<adverb>{_ADVERB}?)(?P<verb>[\p{{L}}’']+)(?:\s+|$)", text)
    if found is None:
        return None
    adverb, verb = found["adverb"].strip(), found["verb"]
    rest = text[found.end() :]
    following = regex.match(rf"(?:not\s)?{_ADVERB}?(?P<next>[\p{{L}}]+)", rest)
    then = following["next"] if following else ""
    if verb in _AUXILIARIES:
        return (adverb, verb, "", "", rest) if rest else None
    if verb in _HAVE:
        if then.endswith("ed") or then in PARTICIPLES:
            return adverb, verb, "", "", rest
        return adverb, "", verb, "have", rest
    base = infinitive(verb, known)
    if base is None or then == "by":
        return None
    return adverb, "", verb, base, rest


@lru_cache(maxsize=10_000)
def _candidates(verb: str) -> tuple[str, ...]:
    stemmed = verb[:-2]
    if verb.endswith("ied"):
        return (f"{verb[:-3]}y",)
    doubled = len(stemmed) > 3 and stemmed[-1] == stemmed[-2] and stemmed[-1] not in "sl"
    return (stemmed[:-1],) if doubled else (stemmed, f"{stemmed}e")


def infinitive(verb: str, known: Counter[str]) -> str | None:
    """Return the infinitive of a past or third-person form, None where it isn't known for one."""
    if verb in _PAST:
        return _PAST[verb]
    if verb in THIRD_PERSON:
        if verb.endswith("ies"):
            return None
        return verb[:-1]
    if not verb.endswith("ed") or len(verb) < 5 or not verb.islower():
        return None
    best = max(_candidates(verb), key=lambda base: known[base])
    return best if known[best] else None


def _end_of_clause(rest: str) -> int:
    """Return where the main clause ends, in code points."""
    ends = [len(rest)]
    for pattern in (_BREAK, _AND_VERB):
        for found in pattern.finditer(rest):
            is_inside = regex.match(r",\d{3}|,\s\d{4}\b", rest[found.start() :].lstrip())
            if not is_inside:
                ends.append(found.start())
                break
    return min(ends)


def _is_plain(clause: str) -> bool:
    """Say whether the rest of a clause has no second verb and no loose end."""
    parts = clause.split()
    loose = _LOOSE | SMALL | {"written"}
    if parts and (parts[-1] in loose or parts[-1].endswith(("ed", "ly", "ing"))):
        return False
    if any(one == "and" and other in _PAST for one, other in pairwise(parts)):
        return False
    return not _NOT_PLAIN.search(clause)


def is_date(text: str) -> bool:
    """Say whether a text holds a date."""
    return bool(find_dates(text, on=date(2000, 1, 1)))


def lower(text: str) -> str:
    """Return a text that begins with a small letter."""
    return text[:1].lower() + text[1:]
