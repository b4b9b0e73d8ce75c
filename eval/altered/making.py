"""Statements made from sentences: altered in one fact, or true in other words.

Pure functions of sentences and a seed. An altered statement differs from its quote in a number, a
name, a negation or a date, or it cites another quote; half of them are made from a true rewording,
so that it is not the wording that gives them away.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from bot.answer import Citation
from bot.temporal import in_words
from bot.writing.quoting import write
from eval.altered.reading import Cited
from eval.training.contrast.dates import date_edits
from eval.training.contrast.edits import Edit, Material
from eval.training.contrast.numbers import number_edits
from eval.training.contrast.people import Names, gather, kind_of, name_edits
from eval.training.contrast.people import names as names_of
from eval.training.contrast.phrases import THING, opened
from eval.training.contrast.polarity import negation_edits, outcome_edits
from eval.training.contrast.roles import cross_edits, role_edits
from eval.training.contrast.shortening import shorter
from eval.training.contrast.units import unit_edits
from eval.training.pairs import Label

ALTERED = ("number", "name", "negation", "date", "citation")
TRUE = ("verbatim", "shorter", "date told", "speaker moved", "passive")
_REWORDED_SHARE = 0.5
_LIKENESS = 0.6  # share of a sentence's words from which another one may say the same
_SAID = regex.compile(
    rf"^(?P<who>{THING}) said (?:that )?(?P<what>(?:the|a|an|it|\p{{Lu}})[^“”\"]+)\.$"
)
_SAID_LAST = regex.compile(rf"^(?P<what>[^“”\"]+), (?P<who>{THING}) said\.$")
# "On" does not go between these and a day.
_PREPOSED = regex.compile(
    r"(?:\b(?:of|until|till|since|after|before|by|from|for|late|early|last|next|this|to|and|or)"
    r"|[“\"(][^“\"()]*)$"
)
_NUMBER = regex.compile(r"(?<![\p{L}\p{N}.,$€£-])\d[\d,]*(?:\.\d+)?(?![\p{L}\p{N}.,%-]*\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A statement, what it cites, and what it should come to.

    Attributes:
        kind: One of `ALTERED` or `TRUE`.
        is_true: Whether the quote says it.
        is_held_out: Whether it belongs to the half that no rule was mended on.
        text: The statement.
        citation: What it cites.
    """

    kind: str
    is_true: bool
    is_held_out: bool
    text: str
    citation: Citation


def make(found: Sequence[Cited], *, n: int, seed: int) -> list[Made]:
    """Return `n` altered and `n` true statements, kinds as even as the sentences allow.

    Half of each kind comes from either half of the articles; what a kind lacks is made up by
    numbers, and by sentences as they stand.
    """
    names = gather((one.article_id, one.text) for one in found)
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    order = rng.sample(found, len(found))
    made: list[Made] = []
    for is_held_out in (False, True):
        half = [one for one in order if _is_held_out(one) == is_held_out]
        pools = {kind: _altered(kind, half, names, rng) for kind in ALTERED}
        made += _drawn(pools, n // 2, last="number")
        made += _drawn({kind: _true(kind, half, rng) for kind in TRUE}, n // 2, last="verbatim")
    return made


def _drawn(pools: dict[str, Iterator[Made]], n: int, *, last: str) -> list[Made]:
    """Take turns at the kinds until there are `n`; the rest is of kind `last`."""
    found: list[Made] = []
    for kind, pool in sorted(pools.items(), key=lambda item: item[0] == last):
        most = n - len(found) if kind == last else n // len(pools)
        found += [made for made, _ in zip(pool, range(most), strict=False)]
    return found


def _is_held_out(one: Cited) -> bool:
    return hashlib.sha256(one.article_id.encode()).digest()[0] % 2 == 1


def _made(kind: str, one: Cited, text: str, *, is_true: bool) -> Made:
    return Made(
        kind=kind,
        is_true=is_true,
        is_held_out=_is_held_out(one),
        text=text,
        citation=one.citation,
    )


def _altered(kind: str, found: Sequence[Cited], names: Names, rng: random.Random) -> Iterator[Made]:
    for one in found:
        if kind == "citation":
            yield from _cited_elsewhere(one, found, rng)
            continue
        text = shorter(one.text, rng) if rng.random() < _REWORDED_SHARE else None
        text = text or one.text
        at = Material(
            premise=one.text,
            rng=rng,
            names=lambda name, one=one: names.other(name, group=one.article_id, rng=rng),  # type: ignore[misc]
        )
        texts = [
            edit.of(text) for edit in _EDITS[kind](text, at) if edit.label is not Label.SUPPORT
        ]
        texts = [altered for altered in texts if altered != text]
        if kind == "name":
            texts += _other_name(text, one)
        if kind == "number":
            texts += _exchanged_numbers(text)
        if texts:
            yield _made(kind, one, rng.choice(texts), is_true=False)


def _crossed(text: str, at: Material) -> list[Edit]:
    return [edit for edit in cross_edits(text, at) if any(ch.isdigit() for ch in edit.new)]


def _turned(text: str, at: Material) -> list[Edit]:
    return [edit for edit in role_edits(text, at) if edit.label is Label.REFUTE]


_EDITS: dict[str, Callable[[str, Material], list[Edit]]] = {
    "number": lambda text, at: [
        *number_edits(text, at), *unit_edits(text, at), *_crossed(text, at)
    ],
    "name": lambda text, at: [*name_edits(text, at), *_turned(text, at)],
    "negation": lambda text, at: [*negation_edits(text, at), *outcome_edits(text, at)],
    "date": date_edits,
}  # fmt: skip


def _other_name(text: str, one: Cited) -> list[str]:
    """Put another name of the article, or of the sentence, in the place of a name."""
    ours = [name for name in names_of(text) if len(name.split()) < 4]
    theirs = [name for other in one.others for name in names_of(other)]
    return [
        text.replace(name, other, 1)
        for name in ours[1:]
        for other in theirs
        if kind_of(name)
        and kind_of(name) == kind_of(other)
        and not set(name.split()) & set(other.split())
    ][:5]


def _exchanged_numbers(text: str) -> list[str]:
    """Exchange two numbers of a sentence."""
    found = list(_NUMBER.finditer(text))
    if len(found) < 2 or found[0][0] == found[1][0]:
        return []
    a, b = found[0], found[1]
    return [text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]]


def _cited_elsewhere(one: Cited, found: Sequence[Cited], rng: random.Random) -> Iterator[Made]:
    """Cite another sentence, of the same article where there is one."""
    own = [other for other in found if other.article_id == one.article_id and other is not one]
    other = rng.choice(own if own and rng.random() < _REWORDED_SHARE else list(found))
    if _overlap(one.text, other.text) < _LIKENESS:
        yield replace(_made("citation", one, one.text, is_true=False), citation=other.citation)


def _overlap(text: str, other: str) -> float:
    ours, theirs = set(text.lower().split()), set(other.lower().split())
    return len(ours & theirs) / len(ours)


def _true(kind: str, found: Sequence[Cited], rng: random.Random) -> Iterator[Made]:
    seen: set[str] = set()
    for one in found:
        text = _REWORD[kind](one, rng)
        if text and text not in seen:
            seen.add(text)
            yield _made(kind, one, text, is_true=True)


def _date_told(one: Cited, rng: random.Random) -> str | None:
    """Say which day a relative date means, in brackets or in its place."""
    resolved = [r for r in one.citation.resolved if r.first == r.last]
    if not resolved:
        return None
    if rng.random() < 0.5:
        return write(one.citation)
    date = resolved[0]
    text = one.citation.quote.text
    before, after = text[: date.span.start].rstrip(), text[date.span.end :]
    is_weekday = date.words.endswith("day") and date.words[:1].isupper() and " " not in date.words
    if not is_weekday and date.words not in ("yesterday", "today"):
        return None
    if not before or _PREPOSED.search(before):
        return None
    on = "" if before.endswith((" on", "On")) else " on"
    meaning = in_words(date.first, date.last)
    return " ".join(f"{before}{on} {meaning}{after}".split())


def _speaker_moved(one: Cited, rng: random.Random) -> str | None:
    """Put who says it at the other end, or say "according to"."""
    if match := _SAID.match(one.text):
        what = opened(match["what"])
        who = match["who"]
        moved = [f"{what}, {_small(who)} said.", f"According to {_small(who)}, {match['what']}."]
    elif match := _SAID_LAST.match(one.text):
        what, who = match["what"], match["who"]
        moved = [
            f"{what}, according to {_small(who)}.",
            f"{opened(who)} said that {_inside(what)}.",
        ]
    else:
        return None
    return rng.choice(moved)


def _small(who: str) -> str:
    is_common = who.startswith("The ") or (" " not in who and who.endswith(("s", "olice")))
    return who[:1].lower() + who[1:] if is_common else who


def _inside(what: str) -> str:
    first = what.partition(" ")[0]
    return what[:1].lower() + what[1:] if first in ("The", "A", "An", "It") else what


def _passive(one: Cited, rng: random.Random) -> str | None:
    at = Material(premise=one.text, rng=rng, names=lambda name: None)
    texts = [e.of(one.text) for e in role_edits(one.text, at) if e.label is Label.SUPPORT]
    return rng.choice(texts) if texts else None


_REWORD: dict[str, Callable[[Cited, random.Random], str | None]] = {
    "verbatim": lambda one, rng: one.text,
    "shorter": lambda one, rng: shorter(one.text, rng),
    "date told": _date_told,
    "speaker moved": _speaker_moved,
    "passive": _passive,
}
