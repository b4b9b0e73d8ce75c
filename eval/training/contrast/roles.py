"""Rules for who did what to whom: roles exchanged, the passive, details of two facts crossed."""

from __future__ import annotations

import regex

from eval.training.contrast.edits import Edit, Material, is_negated, one_way, two_way
from eval.training.contrast.phrases import NAMED, PAST_VERB, THING, opened
from eval.training.contrast.verbs import BASE_OF_PARTICIPLE, BASE_OF_PAST, ONE_WAY, PARTICIPLE, PAST
from eval.training.pairs import Label

_REST = r"(?P<rest>(?: (?:in|on|at|after|during|for|with|to|from) [^,;:“”\"]+)?\.)$"
_ACTIVE = regex.compile(rf"^(?P<a>{THING}) (?P<v>{PAST_VERB}) (?P<b>{THING}){_REST}")
_PASSIVE = regex.compile(rf"^(?P<b>{THING}) (?:was|were) (?P<v>\p{{Ll}}+) by (?P<a>{THING}){_REST}")
_COMPARED = regex.compile(
    rf"^(?P<a>{THING}) (?P<v>is|was|are|were) (?P<how>\p{{Ll}}+er|(?:more|less) \p{{Ll}}+) than"
    rf" (?P<b>{THING})\.$"
)
_END = rf"(?:{NAMED}|\$?\d[\d,.]*(?: (?:million|billion|percent))?%?)"
_FROM_TO = regex.compile(rf"\bfrom (?P<a>{_END}) to (?P<b>{_END})(?=[ .,])")
_MOVED = regex.compile(
    r"\b(?:moved|fell|rose|changed|flew|travelled|traveled|went|transferred|grew|dropped|increased|"
    r"decreased|declined|renamed|expanded|relocated|sailed|migrated)\b"
)
_MANY = regex.compile(r"[Tt]he .*(?:s|people|police|men|women)$")


def role_edits(text: str, at: Material) -> list[Edit]:
    """Exchange who did it and to whom it was done; say the same in the passive."""
    if is_negated(text):
        return []
    edits = [*_active(text), *_passive(text)]
    match = _COMPARED.match(text)
    if match:
        a, b = match["a"], match["b"]
        turned = f"{opened(b)} {match['v']} {match['how']} than {_mid(a)}"
        edits.append(two_way("role", text[:-1], turned))
    for match in _FROM_TO.finditer(text):
        if _MOVED.search(text[: match.start()]):
            edits.append(two_way("role", match[0], f"from {match['b']} to {match['a']}"))
    return edits


def _active(text: str) -> list[Edit]:
    match = _ACTIVE.match(text)
    base = BASE_OF_PAST.get(match["v"]) if match else None
    if match is None or base not in ONE_WAY or match["a"].lower() == match["b"].lower():
        return []
    a, b, rest = match["a"], match["b"], match["rest"][:-1]
    edits = [two_way("role", text[:-1], f"{opened(b)} {match['v']} {_mid(a)}{rest}")]
    for done, doer, label in ((b, a, Label.SUPPORT), (a, b, Label.REFUTE)):
        if not _MANY.match(done):
            new = f"{opened(done)} was {PARTICIPLE[base]} by {_mid(doer)}{rest}"
            edits.append(one_way("role", text[:-1], new, label))
    return edits


def _passive(text: str) -> list[Edit]:
    match = _PASSIVE.match(text)
    base = BASE_OF_PARTICIPLE.get(match["v"]) if match else None
    if match is None or base not in ONE_WAY:
        return []
    a, b, rest = match["a"], match["b"], match["rest"][:-1]
    edits = [
        one_way("role", text[:-1], f"{opened(a)} {PAST[base]} {_mid(b)}{rest}", Label.SUPPORT),
        two_way("role", text[:-1], f"{opened(b)} {PAST[base]} {_mid(a)}{rest}"),
    ]
    if not _MANY.match(a):
        turned = f"{opened(a)} was {match['v']} by {_mid(b)}{rest}"
        edits.append(two_way("role", text[:-1], turned))
    return edits


def _mid(thing: str) -> str:
    return "the" + thing[3:] if thing.startswith("The ") else thing


_PERSON = r"\p{Lu}[\p{L}'’-]+(?: \p{Lu}\.)?(?: \p{Lu}[\p{L}'’-]+){1,2}"
# "directed by A and written by B", "A as X and B as Y": exchanged, it is told of the wrong one.
_BY_AND_BY = regex.compile(
    rf"\b(?:\p{{Ll}}+ed|written|sung|built|won) by (?P<a>{_PERSON})"
    r"(?P<mid>,? and (?:was )?(?:\p{Ll}+ed|written|sung|built|won) by )"
    rf"(?P<b>{_PERSON})(?=[.,]| \p{{Ll}})"
)
_AS_AND_AS = regex.compile(
    rf"(?P<a>{_PERSON})(?P<mid> as (?:{NAMED}|the \p{{Ll}}+)(?:,|,? and) )(?P<b>{_PERSON})(?= as )"
)
# Two numbers with what they count: "51 receptions and 4 touchdowns".
_TWO_COUNTS = regex.compile(
    r"(?<![\p{L}\p{N}.,$€£-])(?P<a>\d[\d,]*)(?P<mid> (?P<what>\p{Ll}+s)(?: [\p{Ll} ]{0,30})?"
    r"(?:,|,? and|,? with) (?:\p{Ll}+ )?)(?P<b>\d[\d,]*)(?= (?!(?P=what))\p{Ll}+s\b)"
)
_TWO_YEARS = regex.compile(
    r"\bin (?P<a>(?:1[5-9]|20)\d\d)(?P<mid>,? and (?:was )?\p{Ll}+ed[^.;,\d]{0,40} in )"
    r"(?P<b>(?:1[5-9]|20)\d\d)(?=[ .,])"
)


def cross_edits(text: str, at: Material) -> list[Edit]:
    """Exchange the details of two facts of a sentence."""
    edits = []
    for pattern in (_BY_AND_BY, _AS_AND_AS, _TWO_COUNTS, _TWO_YEARS):
        for match in pattern.finditer(text):
            a, b = match["a"], match["b"]
            if a != b:
                new = match[0].replace(a + match["mid"] + b, b + match["mid"] + a)
                edits.append(two_way("cross", match[0], new))
    return edits
