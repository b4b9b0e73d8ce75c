"""Metamorphic tests of Newsproof from end to end: archive, variants, processes, figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from eval.cases import PACKAGED, load_cases
from eval.cases.values import Case
from eval.errors import EvalError
from eval.gold import Gold, locate_gold
from eval.metamorphic.archives import changed_archive, surroundings_of
from eval.metamorphic.relations import RELATIONS
from eval.metamorphic.running import PER_RELATION, Measured, make_variants, run_variants
from eval.metamorphic.values import Change, Relation
from eval.records import Record
from eval.workers import n_cores, run_cases

if TYPE_CHECKING:
    from bot.newsproof import Newsproof
    from eval.evaluation import Tell


def measure_relations(
    newsproof: Newsproof,
    *,
    root: Path = PACKAGED,
    split: str = "dev",
    names: Sequence[str] = (),
    per_relation: int = PER_RELATION,
    jobs: int | None = None,
    cache: Path | None = None,
    tell: Tell | None = None,
) -> list[Measured]:
    """Make variants of the cases of a split, run them, and say which relations held.

    Args:
        newsproof: Open over the archive that the cases are about.
        root: The folder of the cases.
        split: Which of them.
        names: The relations; all when there are none.
        per_relation: Variants of each, at most.
        jobs: Processes; None for one a core. The figures don't depend on it.
        cache: Folder in which to remember what the models said; None for nowhere.
        tell: Called after each case with what is run, the number done and of all.

    Raises:
        EvalError: A relation isn't known or none applies; cases or gold are wrong; a case could
            not be run.
    """
    relations = relations_of(names)
    cases = load_cases(root, split)
    gold = locate_gold(cases, newsproof.archive)
    variants = make_variants(
        cases.all, relations, surroundings_of(newsproof.archive), per_relation=per_relation
    )
    originals = list({variant.original.id: variant.original for variant in variants}.values())

    def run(
        asked: Sequence[Case], golds: Mapping[str, Sequence[Gold]], change: Change
    ) -> Sequence[Record]:
        ask = partial(
            run_cases,
            cases=asked,
            gold=golds,
            jobs=jobs or n_cores(),
            cache=cache,
            on_case=partial(tell, _TITLES[change]) if tell else None,
        )
        if change is Change.NONE:
            return ask(newsproof.settings).records
        with changed_archive(newsproof, change, originals) as settings:
            return ask(settings).records

    return run_variants(variants, gold, run)


def relations_of(names: Sequence[str]) -> list[Relation]:
    """Return the relations of these names, each once, in the order of the table; all for none.

    Raises:
        EvalError: One is not known.
    """
    for name in names:
        if name not in RELATIONS:
            raise EvalError(
                f"there is no relation {name!r:.60}", f"name one of {', '.join(RELATIONS)}"
            )
    return [relation for name, relation in RELATIONS.items() if not names or name in names]


_TITLES = {
    Change.NONE: "originals and variants",
    Change.ORDER: "articles in another order",
    Change.COPY: "an article twice",
}
