"""Rules that turn a statement: negation, outcome, antonyms, and what is only planned or alleged."""

from __future__ import annotations

import regex

from eval.training.contrast.antonyms import OPPOSITES
from eval.training.contrast.edits import Edit, Material, is_negated, one_way, two_way
from eval.training.contrast.phrases import PAST_CLAUSE, SUBJECT
from eval.training.contrast.verbs import BASE_OF_PARTICIPLE, BASE_OF_PAST, PAST, gerund
from eval.training.pairs import Label

_I = regex.IGNORECASE
# Subjects of which some may and some may not: "some were" and "some were not" are both true.
_ALIKE = regex.compile(
    r"^(?:Some|Many|Most|All|Every|Each|Several|Few|Both|Any|No|None|At|More|Less|Fewer|There|\d|"
    r"Two|Three|Four|Five|Six|A|An|Another|What|If|When|While|Although|Though|Because|Despite|As|"
    r"Since|After|Before|Until|Unlike|Who|Where|How|One)\b"
)
_AUX = regex.compile(
    rf"^(?P<head>{SUBJECT}|You|This|(?:His|Her|Its|Their) \p{{Ll}}+ \p{{Ll}}+)"
    r" (?P<aux>is|was|are|were|has|have|had|will|can|could|would)(?P<n> not| never)?"
    r" (?P<next>[\p{L}\p{N}'’-]+)"
)
_PERFECT = frozenset({"has", "have", "had"})
_NOT_NEXT = frozenset(
    """also still just already even probably to now some sometimes often
usually possibly likely only until""".split()
)
_TWO_CLAUSES = regex.compile(
    r"\b(?:because|although|though|but|while|some|one of)\b|;|, and | and \p{Ll}+ed\b"
)
_ONLY_NEGATED = regex.compile(
    r"\b(?:any|until|yet|anyone|anything|ever|either|because|nor|but|if|unless)\b"
)
_NOT_VERB = frozenset("said set put read let hurt cost hit".split())


def negation_edits(text: str, at: Material) -> list[Edit]:
    """Insert or take away a negation of the main clause."""
    if _ALIKE.match(text):
        return []
    match = _AUX.match(text)
    if match and match["n"]:
        return _affirmed(text, match)
    if is_negated(text) or _TWO_CLAUSES.search(text):
        return []
    return _negated(match, at) if match else _did_not(text, at)


def _did_not(text: str, at: Material) -> list[Edit]:
    match = PAST_CLAUSE.match(text)
    if match is None or match["verb"] not in BASE_OF_PAST or match["verb"] in _NOT_VERB:
        return []
    if match["next"] in {"by", "with", "from", "as", "in"}:  # may be a participle
        return []
    how = at.rng.choice(["did not {base}", "did not {base}", "didn't {base}", "never {past}"])
    new = how.format(base=BASE_OF_PAST[match["verb"]], past=match["verb"])
    return [two_way("negation", match[0], f"{match['head']} {new} {match['next']}")]


def _affirmed(text: str, match: regex.Match[str]) -> list[Edit]:
    if is_negated(text[match.end() :]) or _ONLY_NEGATED.search(text):
        return []
    if match["next"] in _NOT_NEXT:
        return []
    return [two_way("negation", match[0], f"{match['head']} {match['aux']} {match['next']}")]


def _negated(match: regex.Match[str], at: Material) -> list[Edit]:
    aux, following = match["aux"], match["next"]
    is_participle = following in BASE_OF_PARTICIPLE or following.endswith("ed")
    if following in _NOT_NEXT or (aux in _PERFECT and not is_participle and following != "been"):
        return []
    word = at.rng.choice(["not", "not", "never"]) if aux in {*_PERFECT, "will"} else "not"
    return [two_way("negation", match[0], f"{match['head']} {aux} {word} {following}")]


_OUTCOME = regex.compile(
    r"(?<!\b(?:is|was|are|were|be|been|being) (?:\p{Ll}+ )?)\b(?P<how>did not fail to|"
    r"failed to|managed to|"
    r"refused to|declined to|did not|didn['’]t|was unable to|were unable to|agreed to|planned to|"
    r"intended to|hoped to|promised to|threatened to|wanted to|offered to|tried to|decided not to)"
    r" (?P<verb>\p{Ll}+)\b"
)
_DID = frozenset({"managed to", "did not fail to"})
_DID_NOT = frozenset(
    {"failed to", "refused to", "declined to", "was unable to", "were unable to", "decided not to"}
)


def outcome_edits(text: str, at: Material) -> list[Edit]:
    """Say whether something came about: "managed to sign" is "signed", "failed to sign" is not."""
    edits = []
    for match in _OUTCOME.finditer(text):
        verb, how = match["verb"], match["how"].replace("’", "'")
        is_negative = how in _DID_NOT or how in ("did not", "didn't")
        if verb not in PAST or (is_negative and _ONLY_NEGATED.search(text)):
            continue
        done, undone = PAST[verb], f"did not {verb}"
        if how in _DID:
            news = [
                (done, Label.SUPPORT),
                (undone, Label.REFUTE),
                (f"failed to {verb}", Label.REFUTE),
            ]
        elif how in _DID_NOT:
            news = [
                (undone, Label.SUPPORT),
                (done, Label.REFUTE),
                (f"managed to {verb}", Label.REFUTE),
            ]
        elif how in ("did not", "didn't"):
            news = [(done, Label.REFUTE)]
        else:
            news = [(done, Label.NEI)]
        edits += [one_way("outcome", match[0], new, label) for new, label in news]
    return edits


_LIKELY = regex.compile(
    r"\b(?:will|may|might|could|plans? to|(?:is|are) expected to|(?:is|are) set to|is due to|"
    r"aims? to|hopes? to|wants? to|intends? to|should) (?P<verb>\p{Ll}+)\b"
)
_DENIED = regex.compile(
    r"\b(?P<how>denied|considered|(?:was|is|were|been) accused of) (?P<verb>\p{Ll}+ing)\b"
)
_HEARSAY = regex.compile(r"\b(?:allegedly|reportedly|supposedly) (\p{Ll}+)\b")
_CONDITION = regex.compile(r"\b(?:if|unless|not)\b", _I)
_BASE_OF_GERUND = {gerund(base): base for base in PAST}


def planned_edits(text: str, at: Material) -> list[Edit]:
    """Tell as a fact what is planned, possible, alleged or denied."""
    if _CONDITION.search(text):
        return []
    edits = []
    for match in _LIKELY.finditer(text):
        if match["verb"] in PAST:
            edits.append(one_way("modality", match[0], PAST[match["verb"]], Label.NEI))
    for match in _DENIED.finditer(text):
        base = _BASE_OF_GERUND.get(match["verb"])
        if base:
            label = Label.REFUTE if match["how"] == "denied" else Label.NEI
            edits.append(one_way("modality", match[0], PAST[base], label))
    for match in _HEARSAY.finditer(text):
        edits.append(one_way("modality", match[0], match[1], Label.NEI))
    return edits


_SMALL_WORD = regex.compile(r"(?<![\p{L}’'-])\p{Ll}[\p{Ll}-]+(?![\p{L}’'-])")
_CONFIRMED = regex.compile(
    r"confirmed (?:[\w-]+ )?(?:cases?|deaths?|infections?|patients?|coronavirus|covid)", _I
)


def antonym_edits(text: str, at: Material) -> list[Edit]:
    """Replace a word by one that excludes it."""
    if is_negated(text):
        return []
    edits = []
    found = _SMALL_WORD.findall(text)
    for n, word in enumerate(found):
        opposites = OPPOSITES.get(word)
        if not opposites or found.count(word) > 1 or found[n - 1 : n] in (["more"], ["less"]):
            continue
        if word == "confirmed" and _CONFIRMED.search(text):
            continue
        new = at.rng.choice(opposites)
        if new not in at.premise:
            edits.append(two_way("antonym", word, new))
    return edits
