"""Rules for all, most, some and none; always, often and never."""

from __future__ import annotations

import regex

from eval.training.contrast.edits import Edit, Material, is_negated, one_way
from eval.training.pairs import Label

_LABELS = {"+": Label.SUPPORT, "-": Label.REFUTE, "?": Label.NEI}


def _table(lines: str) -> dict[str, list[tuple[str, Label]]]:
    """Read "All: -No, +Some" into {"All": [("No", refute), ("Some", support)]}."""
    found: dict[str, list[tuple[str, Label]]] = {}
    for line in lines.strip().splitlines():
        word, _, others = line.strip().partition(": ")
        found[word] = [(o[1:], _LABELS[o[0]]) for o in others.split(", ")]
    return found


_FIRST = _table(
    """
    All of the: -None of the, +Some of the, +At least one of the, -Not all of the
    All the: -None of the, +Some of the
    All: -No, +Some, -Not all
    Most of the: -None of the, +Some of the, +At least one of the, ?All of the
    Most: -No, -Few, +Some, ?All
    Many of the: -Few of the, -None of the, +Some of the, ?All of the
    Many: -Few, -No, +Some, ?All
    Some of the: -None of the, +At least one of the, ?All of the
    Some: -No, ?All, ?Most
    Several: -No, +Some, +A number of, ?All
    Few: -Many, -Most
    Both of the: -Neither of the, +At least one of the
    Both: -Neither of the
    None of the: -Some of the, -All of the
    No: -Some, -All, -Many
    Nobody: -Somebody, -Everybody
    Everyone: -No one, +Someone
    """
)
_ADVERBS = {
    old: (regex.compile(rf"\b{old} (\p{{Ll}}+)"), news)
    for old, news in _table(
        """
        always: -never, +sometimes
        never: -always, -often
        often: -rarely, -never, +sometimes, ?always
        usually: -rarely, +sometimes, ?always
        rarely: -often
        frequently: -rarely
        sometimes: -never, ?always
        at least one: -no
        entirely: -only partly
        completely: -only partly
        """
    ).items()
}
_PLURAL = regex.compile(
    r" (?:\p{Ll}[\p{Ll}-]+ ){0,2}?(?:\p{Ll}+s|people|men|women|children)\b(?<! was)"
)
_NOT_COUNTED = frozenset(
    "of a an the other time people's years days months weeks times longer more".split()
)
_WHOLE = frozenset({"Nobody", "Everyone"})


def quantifier_edits(text: str, at: Material) -> list[Edit]:
    """Exchange how many of the subject it holds for, or how often."""
    edits = []
    first = max((q for q in _FIRST if text.startswith(q + " ")), key=len, default=None)
    if first and _is_counted(first, text[len(first) :]):
        follow = regex.match(r" \p{L}+", text[len(first) :])
        tail = follow[0] if follow else ""
        edits += [
            one_way("quantifier", first + tail, new + tail, label) for new, label in _FIRST[first]
        ]
    for old, (pattern, news) in _ADVERBS.items():
        found = pattern.search(text) if old in text else None
        if found and not is_negated(text.replace(old, "")) and found[1] not in {"before", "than"}:
            edits += [
                one_way("quantifier", found[0], f"{new} {found[1]}", label) for new, label in news
            ]
    return edits


def _is_counted(first: str, rest: str) -> bool:
    """Say whether the word that opens a sentence counts its subject, and only that."""
    follow = regex.match(r" (\p{L}+)", rest)
    if follow and follow[1] in _NOT_COUNTED:
        return False
    if is_negated(rest) or " but " in rest or (first == "Both" and " and " in rest):
        return False
    return first in _WHOLE or _PLURAL.match(rest) is not None
