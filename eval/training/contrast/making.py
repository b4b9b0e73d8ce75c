"""From sentences and pairs to contrasting pairs: which rule, on which side, with which twin."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.training.contrast.dates import date_edits, period_edits
from eval.training.contrast.edits import Edit, Material, Rule, is_clean
from eval.training.contrast.numbers import agreeing_edits, number_edits
from eval.training.contrast.people import Names, gather, name_edits
from eval.training.contrast.polarity import (
    antonym_edits,
    negation_edits,
    outcome_edits,
    planned_edits,
)
from eval.training.contrast.quantifiers import quantifier_edits
from eval.training.contrast.roles import cross_edits, role_edits
from eval.training.contrast.sentences import sentences_in
from eval.training.contrast.shortening import shorter, tells_more
from eval.training.contrast.telling import attribution_edits, order_edits, unsettled_premises
from eval.training.contrast.units import unit_edits
from eval.training.pairs import Label, Pair

_RULES: tuple[Rule, ...] = (
    number_edits,
    unit_edits,
    date_edits,
    name_edits,
    antonym_edits,
    agreeing_edits,
    period_edits,
    negation_edits,
    outcome_edits,
    planned_edits,
    quantifier_edits,
    role_edits,
    cross_edits,
    attribution_edits,
    order_edits,
)
# What is replaced must stand in the premise too: a claim in other words may say it of another.
_SHARED = frozenset({"number", "magnitude", "unit", "date", "name", "cross"})
# How much sooner a kind is taken where several fit: the rare ones first.
_WEIGHT = {
    "role": 8.0, "order": 8.0, "cause": 8.0, "outcome": 8.0, "cross": 8.0, "quantifier": 6.0,
    "attribution": 6.0, "unit": 4.0, "magnitude": 4.0, "modality": 4.0, "number_about": 3.0,
    "period": 3.0, "negation": 0.5,
}  # fmt: skip
# Of a rare kind every edit is used; what fits nearly everywhere would outweigh the rest.
_RARE = frozenset({"role", "order", "cause", "outcome", "cross", "quantifier", "attribution"})
_N_RARE = 3
_KEPT = {"antonym": 0.5, "negation": 0.5, "name": 0.8}
_UNSETTLED_SHARE = 0.12
_REWORDED_SHARE = 0.7
_DETAIL_SHARE = 0.25
_OTHER_SHARE = 0.1
_LONG_PREMISE_SHARE = 0.4
_WHOLE_SHARE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A premise, where it stands, and what the rules may look at."""

    group: str
    at: Material

    @property
    def premise(self) -> str:
        return self.at.premise

    @property
    def rng(self) -> random.Random:
        return self.at.rng

    def pair(self, premise: str, hypothesis: str, label: Label, kind: str) -> Pair:
        return Pair(
            premise=premise,
            hypothesis=hypothesis,
            label=label,
            kind=f"contrast:{kind}",
            group=self.group,
        )


def contrast_pairs(pairs: Sequence[Pair], *, seed: int) -> Iterator[Pair]:
    """Yield contrasting pairs made from pairs of public sets.

    Args:
        pairs: Pairs of any label; only those with `Label.SUPPORT` have their claim altered, the
            sentences of every premise are claims too.
        seed: Seed of all choices.

    Yields:
        Pairs of kind "contrast:RULE", in the group of the pair that they are made from. They come
        in twos, one of them with `Label.SUPPORT`, that share a claim or a premise.
    """
    names = gather((pair.group, pair.premise) for pair in pairs)
    seen: set[str] = set()
    for n, pair in enumerate(pairs):
        source = _source(pair.premise, pair.group, names, f"{seed}:{n}")
        if pair.label is Label.SUPPORT:
            yield from _altered(source, pair.hypothesis, is_own=False)
        if pair.premise in seen:
            continue
        seen.add(pair.premise)
        found = sentences_in(pair.premise)
        if found:
            is_alone = len(found) == 1
            yield from _of_sentence(source, source.rng.choice(found), is_alone=is_alone)


def contrast_sentences(sentences: Sequence[tuple[str, str]], *, seed: int) -> Iterator[Pair]:
    """Yield contrasting pairs made from running text.

    Args:
        sentences: (group, sentence) pairs in the order of the text; neighbours of one group stand
            beside a sentence in its premise now and then.
        seed: Seed of all choices.

    Yields:
        Pairs of kind "contrast:RULE", in twos, one of them with `Label.SUPPORT`, that share a claim
        or a premise.
    """
    names = gather(sentences)
    for n, (group, sentence) in enumerate(sentences):
        if not is_clean(sentence):
            continue
        near = [s for g, s in sentences[max(0, n - 1) : n + 2] if g == group]
        source = _source(sentence, group, names, f"{seed}:sentence:{n}")
        others = [s for s in near if s != sentence and is_clean(s)]
        if others and source.rng.random() < _OTHER_SHARE:
            own = shorter(sentence, source.rng) or sentence
            yield source.pair(sentence, source.rng.choice(others), Label.NEI, "other")
            yield source.pair(sentence, own, Label.SUPPORT, "other")
        is_alone = len(near) == 1 or source.rng.random() >= _LONG_PREMISE_SHARE
        if not is_alone:
            source = _source(" ".join(near), group, names, f"{seed}:sentences:{n}")
        yield from _of_sentence(source, sentence, is_alone=is_alone)


def _source(premise: str, group: str, names: Names, seed: str) -> _Source:
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    at = Material(
        premise=premise, rng=rng, names=lambda name: names.other(name, group=group, rng=rng)
    )
    return _Source(group=group, at=at)


def _of_sentence(source: _Source, sentence: str, *, is_alone: bool) -> Iterator[Pair]:
    """Yield pairs whose claim is a sentence of the premise, as it stands or without an extra."""
    claim = shorter(sentence, source.rng)
    draw = source.rng.random()
    if claim and is_alone and tells_more(sentence, claim) and draw < _DETAIL_SHARE:
        yield source.pair(claim, sentence, Label.NEI, "detail")
        yield source.pair(sentence, claim, Label.SUPPORT, "detail")
    elif is_alone and source.rng.random() < _UNSETTLED_SHARE:
        yield from _unsettled(source, sentence)
    else:
        is_whole = claim is None or source.rng.random() < _WHOLE_SHARE
        yield from _altered(source, sentence if is_whole or claim is None else claim, is_own=True)


def _altered(source: _Source, claim: str, *, is_own: bool) -> Iterator[Pair]:
    """Yield a claim altered by one rule, with twins.

    Args:
        source: Where it stands.
        claim: What the premise supports.
        is_own: Whether it is a sentence of the premise, not one that follows from it in other
            words: of such a one only a contradiction is certain.
    """
    rng = source.rng
    by_kind: dict[str, list[Edit]] = {}
    for rule in _RULES:
        for edit in rule(claim, source.at):
            if edit.of(claim) == claim or (not is_own and not _is_certain(edit, source.premise)):
                continue
            by_kind.setdefault(edit.kind, []).append(edit)
    kinds = [k for k, v in by_kind.items() if any(e.label is not Label.SUPPORT for e in v)]
    if not kinds:
        return
    kind = rng.choices(kinds, [_WEIGHT.get(k, 1.0) for k in kinds])[0]
    if rng.random() > _KEPT.get(kind, 1.0):
        return
    agreeing = [edit for edit in by_kind[kind] if edit.label is Label.SUPPORT]
    changing = [edit for edit in by_kind[kind] if edit.label is not Label.SUPPORT]
    rng.shuffle(changing)
    for edit in changing[: _N_RARE if kind in _RARE else 1]:
        reworded = rng.choice(agreeing) if agreeing and rng.random() < _REWORDED_SHARE else None
        yield from _twins(source, claim, edit, reworded)


def _is_certain(edit: Edit, premise: str) -> bool:
    if edit.kind in _SHARED and edit.of(premise) == premise:
        return False
    return edit.label is not Label.NEI


def _twins(source: _Source, claim: str, edit: Edit, reworded: Edit | None) -> Iterator[Pair]:
    """Yield the altered pair and one with `Label.SUPPORT`.

    Where the edit can be made in the premise too, claim and premise are each altered or not: two of
    the four pairs agree and two don't, and one of each is taken, sharing the premise or the claim.
    """
    premise, kind = source.premise, edit.kind
    other_claim, other_premise = edit.of(claim), edit.of(premise)
    is_twofold = edit.is_two_way and other_premise != premise and not _is_left(edit, other_premise)
    if reworded is None and is_twofold:
        if source.rng.random() < 0.5:
            premise, other_premise = other_premise, premise
            claim, other_claim = other_claim, claim
        if source.rng.random() < 0.5:  # one premise, two claims
            yield source.pair(premise, other_claim, edit.label, kind)
        else:  # one claim, two premises
            yield source.pair(other_premise, claim, edit.label, kind)
    else:
        yield source.pair(premise, other_claim, edit.label, kind)
    yield source.pair(premise, reworded.of(claim) if reworded else claim, Label.SUPPORT, kind)


def _is_left(edit: Edit, premise: str) -> bool:
    """Say whether something of what was replaced still stands in the premise."""
    if edit.kind == "cross":
        return False
    if edit.kind != "name":
        return edit.old in premise
    return any(len(p) > 3 and p not in edit.new and p in premise for p in edit.old.split())


def _unsettled(source: _Source, sentence: str) -> Iterator[Pair]:
    options = unsettled_premises(sentence)
    if not options:
        return
    wanted = source.rng.choice([Label.NEI, Label.REFUTE])
    premise = source.rng.choice([p for p, label in options if label is wanted])
    sure = [sentence, *(p for p, label in options if label is Label.SUPPORT)]
    yield source.pair(premise, sentence, wanted, "modality")
    yield source.pair(source.rng.choice(sure), sentence, Label.SUPPORT, "modality")
