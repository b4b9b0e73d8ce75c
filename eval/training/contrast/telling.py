"""Rules for who says it, what came of what, and how sure a premise is of what it tells."""

from __future__ import annotations

import regex

from eval.training.contrast.edits import Edit, Material, is_negated, one_way, two_way
from eval.training.contrast.phrases import (
    CLAUSE,
    PAST_CLAUSE,
    THING,
    fits_inside,
    inside,
    opened,
)
from eval.training.contrast.verbs import BASE_OF_PAST, PARTICIPLE, gerund
from eval.training.pairs import Label

_I = regex.IGNORECASE
_SAID = regex.compile(
    rf"^(?P<who>{THING}|He|She|They) "
    r"(?:said(?: that)?|(?:announced|stated|claimed|reported|added) that) "
    r"(?P<what>(?:the|a|an|he|she|it|they|there|his|her|its|their|\p{Lu})[^“”\"]+)\.$"
)
_SAID_LAST = regex.compile(
    rf"^(?P<what>[^“”\"]+), (?:according to (?P<who>{THING})|(?P<who>{THING}) said)\.$"
)
_OBJECT = {"He": "him", "She": "her", "They": "them"}


def attribution_edits(text: str, at: Material) -> list[Edit]:
    """Give a statement to another speaker, or have its speaker deny it."""
    match = _SAID.match(text) or _SAID_LAST.match(text)
    if not match or is_negated(text) or not fits_inside(opened(match["what"])):
        return []
    who, what = match["who"], inside(match["what"])
    edits = [
        two_way("attribution", text[:-1], f"{opened(who)} denied that {what}"),
        one_way("attribution", text[:-1], f"According to {_speaker(who)}, {what}", Label.SUPPORT),
    ]
    other = at.names(who)
    if other and other not in at.premise:
        new = at.rng.choice([f"{other} said that {what}", f"According to {other}, {what}"])
        edits += [two_way("attribution", text[:-1], new)] * 2
    return edits


def _speaker(who: str) -> str:
    is_common = who.startswith("The ") or (" " not in who and who.endswith(("s", "olice")))
    return _OBJECT.get(who, who[:1].lower() + who[1:] if is_common else who)


_LINKED = regex.compile(
    rf"^(?:(?P<p>{CLAUSE}),? (?P<link>after|before)"
    rf"|(?P<p>\p{{Lu}}[^,;:“”\"]{{10,140}}),? (?P<link>because)) (?P<q>{CLAUSE})\.$"
)
_LINK = regex.compile(r"\b(?:because|after|before|since|could)\b")
# "four years after": how long after is part of the link.
_MEASURED = regex.compile(
    r"\b(?:years?|months?|weeks?|days?|hours?|minutes?|shortly|soon|immediately|long|just|even)$"
)
_PRONOUN = regex.compile(r"(?:he|she|it|they|his|her|its|their)\b", _I)


def order_edits(text: str, at: Material) -> list[Edit]:
    """Exchange cause and effect, earlier and later."""
    match = _LINKED.match(text)
    if not match or is_negated(text):
        return []
    p, q, link = match["p"], match["q"], match["link"]
    if _LINK.search(p) or _MEASURED.search(p) or _LINK.search(q) or not fits_inside(p):
        return []
    kind = "cause" if link == "because" else "order"
    edits = [two_way(kind, text[:-1], f"{opened(q)} {link} {inside(p)}")]
    other = "before" if link == "after" else "after"
    if kind == "order":
        edits.append(two_way(kind, text[:-1], f"{p} {other} {q}"))
    if not _PRONOUN.match(q):  # it would stand before what it refers to
        same = (
            f"Because {inside(q)}, {inside(p)}"
            if kind == "cause"
            else f"{opened(q)} {other} {inside(p)}"
        )
        edits.append(one_way(kind, text[:-1], same, Label.SUPPORT))
    return edits


_FRAMES = [
    ("It is alleged that {}.", Label.NEI),
    ("It could not be confirmed that {}.", Label.NEI),
    ("It is not clear whether {}.", Label.NEI),
    ("There is a rumour that {}.", Label.NEI),
    ("Officials denied that {}.", Label.REFUTE),
    ("It is not true that {}.", Label.REFUTE),
    ("A report that {} turned out to be false.", Label.REFUTE),
    ("It was confirmed that {}.", Label.SUPPORT),
    ("It is a fact that {}.", Label.SUPPORT),
    ("Nobody disputes that {}.", Label.SUPPORT),
]
_PLANS = ("may", "could", "might", "wanted to", "hoped to", "threatened to", "planned to")
_LINKING = regex.compile(
    r"(?:However|But|And|Also|This|These|That|Yet|Then|Later|So|Thus|Since|"
    r"Shortly|Despite|Although|While|When|If|Though|With|Until|Prior|Following|Due|According|Per|"
    r"Once|Meanwhile)\b"
)


def unsettled_premises(text: str) -> list[tuple[str, Label]]:
    """Return premises that plan, allege, deny or confirm what a sentence tells as a fact.

    Returns:
        (premise, what it does to the sentence) pairs; empty where none can be made.
    """
    if is_negated(text) or not fits_inside(text) or _LINKING.match(text):
        return []
    match = PAST_CLAUSE.match(text)
    is_one_clause = " and " not in text and ", " not in text
    if (
        match is None
        or match["verb"] not in BASE_OF_PAST
        or match["next"] in {"by", "with", "as"}
        or not is_one_clause
    ):
        return [(frame.format(inside(text)), label) for frame, label in _FRAMES]
    head, rest = match["head"], text[match.end("verb") :]
    base = BASE_OF_PAST[match["verb"]]
    return [
        *((f"{head} {how} {base}{rest}", Label.NEI) for how in _PLANS),
        (f"{head} considered {gerund(base)}{rest}", Label.NEI),
        (f"{head} denied having {PARTICIPLE[base]}{rest}", Label.REFUTE),
        (f"{head} decided not to {base}{rest}", Label.REFUTE),
        (f"{head} refused to {base}{rest}", Label.REFUTE),
    ]
