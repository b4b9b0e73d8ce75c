"""Make the variants of cases, run originals and variants, and say which relations held.

Deterministic when the system is. Each text is asked once a run, whatever the number of relations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.cases.values import Case, ClaimCase, DraftCase, Question
from eval.errors import EvalError
from eval.gold import Gold
from eval.metamorphic.outcomes import Outcome, holds, outcome_of
from eval.metamorphic.values import Change, Kind, Relation, Surroundings, text_of
from eval.metamorphic.wrapping import chance
from eval.metrics.bootstrap import Interval, ratio_interval
from eval.metrics.ratio import mean_part
from eval.records import Record
from eval.runner import Shelf, run_case
from eval.systems import System

PER_RELATION = 12

Run = Callable[[Sequence[Case], Mapping[str, Sequence[Gold]], Change], Sequence[Record]]
"""Runs cases, with their located gold quotes by id, on an archive; records in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A case and what a relation made of it."""

    relation: Relation
    original: Case
    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A variant for which its relation did not hold."""

    id: str
    relation: str
    original: str
    variant: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What came of one relation.

    Attributes:
        relation: Which.
        n: Variants tested.
        n_untested: Variants that say nothing, as their original had come out wrong.
        n_held: For how many of those tested it held.
        interval: Of the share that held, 95 %; None when nothing was tested.
        failures: Those for which it did not hold, by id.
    """

    relation: Relation
    n: int
    n_untested: int
    n_held: int
    interval: Interval | None
    failures: tuple[Failure, ...]

    @property
    def share(self) -> float | None:
        """The share that held, in [0, 1]; None when nothing was tested."""
        return self.n_held / self.n if self.n else None


def make_variants(
    cases: Sequence[Case],
    relations: Iterable[Relation],
    around: Surroundings,
    *,
    per_relation: int = PER_RELATION,
) -> list[Variant]:
    """Return at most `per_relation` variants of each relation.

    Cases are taken in an order that looks like chance and depends on their ids alone, the same for
    every relation: relations then share their originals. Where a relation applies to questions,
    claims and drafts, it gets as many of each as there are.

    Raises:
        EvalError: No relation applies to any case.
    """
    variants: list[Variant] = []
    for relation in relations:
        taken = 0
        for case in _in_turns(cases):
            if taken == per_relation:
                break
            made = relation.vary(case, around)
            if made is not None:
                taken += 1
                named = replace(made, id=f"{case.id}~{relation.name}")
                variants.append(Variant(relation=relation, original=case, case=named))
    if not variants:
        raise EvalError(
            "none of the relations applies to any of the cases",
            "name other relations with --relation, or add cases",
        )
    return variants


def _in_turns(cases: Sequence[Case]) -> list[Case]:
    """Return the cases in the order they are taken in: a question, a claim, a draft, and again."""
    queues = [
        sorted((one for one in cases if isinstance(one, kind)), key=lambda one: chance(one.id))
        for kind in (Question, ClaimCase, DraftCase)
    ]
    longest = max(map(len, queues))
    return [queue[i] for i in range(longest) for queue in queues if i < len(queue)]


def run_variants(
    variants: Sequence[Variant], gold: Mapping[str, Sequence[Gold]], run: Run
) -> list[Measured]:
    """Run originals and variants, and say what came of each relation, in the order of the variants.

    Args:
        variants: What `make_variants` made.
        gold: Located gold quotes by the id of an original.
        run: Runs cases on an archive.
    """
    asked: dict[Change, dict[str, tuple[Case, str]]] = {}
    found: dict[tuple[Change, str], Outcome] = {}
    for variant in variants:
        one = variant.original
        asked.setdefault(Change.NONE, {}).setdefault(_key(one), (one, one.id))
    for variant in variants:
        there = asked.setdefault(variant.relation.change, {})
        there.setdefault(_key(variant.case), (variant.case, variant.original.id))
    for change, by_key in asked.items():
        cases = [case for case, _ in by_key.values()]
        golds = {case.id: gold[original] for case, original in by_key.values()}
        for key, record in zip(by_key, run(cases, golds, change), strict=True):
            found[change, key] = outcome_of(record)
    names = dict.fromkeys(variant.relation.name for variant in variants)
    return [
        _tested([variant for variant in variants if variant.relation.name == name], found)
        for name in names
    ]


def _key(case: Case) -> str:
    """Return what a system is given: cases that agree in it are run once."""
    claims = [claim.words for claim in case.claims] if isinstance(case, DraftCase) else []
    return repr((type(case).__name__, text_of(case), case.as_of, claims))


def _tested(variants: Sequence[Variant], found: Mapping[tuple[Change, str], Outcome]) -> Measured:
    relation = variants[0].relation
    held: Counter[bool | None] = Counter()
    failures = []
    for variant in variants:
        before = found[Change.NONE, _key(variant.original)]
        after = found[relation.change, _key(variant.case)]
        verdict = holds(
            relation.expected, before=before, after=after, gold=_gold_of(variant.original)
        )
        held[verdict] += 1
        if verdict is False:
            failures.append(
                Failure(
                    id=variant.original.id,
                    relation=relation.name,
                    original=text_of(variant.original),
                    variant=text_of(variant.case),
                    before=before,
                    after=after,
                )
            )
    parts = [mean_part(1)] * held[True] + [mean_part(0)] * held[False]
    return Measured(
        relation=relation,
        n=len(parts),
        n_untested=held[None],
        n_held=held[True],
        interval=ratio_interval(parts),
        failures=tuple(sorted(failures, key=lambda failure: failure.id)),
    )


def _gold_of(case: Case) -> str:
    match case:
        case Question():
            return case.status.value
        case ClaimCase():
            return case.verdict.value
        case _:
            return ""


def in_process(systems: Mapping[Change, System], archives: Mapping[Change, Shelf]) -> Run:
    """Return what runs cases with systems at hand, one for each archive."""

    def run(
        cases: Sequence[Case], gold: Mapping[str, Sequence[Gold]], change: Change
    ) -> list[Record]:
        return [run_case(systems[change], one, gold[one.id], archives[change]) for one in cases]

    return run


def all_of(tested: Sequence[Measured], kind: Kind) -> tuple[int, int]:
    """Return for how many variants relations of a kind held, and how many were tested."""
    of_kind = [one for one in tested if one.relation.expected.kind is kind]
    return sum(one.n_held for one in of_kind), sum(one.n for one in of_kind)
