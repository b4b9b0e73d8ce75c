"""The proof of every statement, counted by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.answer import Proof
from bot.judge.model import Judge
from bot.memory import forget
from bot.proof import prove
from eval.altered.making import ALTERED, TRUE, Made
from sources.archive import Archive

LEAST_KEPT = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A statement and its proof."""

    made: Made
    proof: Proof

    @property
    def is_wrong(self) -> bool:
        """Whether an altered statement was proven, or a true one was not."""
        return self.made.is_true != self.proof.is_proven

    @property
    def failed(self) -> str:
        """Names of the checks that failed, with their reasons; empty when proven."""
        return "; ".join(f"{c.name}: {c.reason}" for c in self.proof.checks if not c.passed)


def prove_all(made: Iterable[Made], archive: Archive, judge: Judge) -> list[Proved]:
    """Prove every statement, in order."""
    found = []
    for one in made:
        found.append(Proved(made=one, proof=prove(one.text, [one.citation], archive, judge)))
        forget()
    return found


def is_reached(proved: Sequence[Proved]) -> bool:
    """Say whether no altered statement is proven and 98 % of the true ones are."""
    true = [one for one in proved if one.made.is_true]
    n_kept = sum(one.proof.is_proven for one in true)
    n_shown = sum(one.proof.is_proven for one in proved if not one.made.is_true)
    return n_shown == 0 and n_kept >= LEAST_KEPT * len(true)


def table(proved: Sequence[Proved]) -> str:
    """Return the figures as a Markdown table: kind, then proven of all, by half."""
    lines = [
        "| statements | kind | development: proven of all | held out: proven of all |",
        "|---|---|---:|---:|",
    ]
    for name, kinds, is_true in (("altered", ALTERED, False), ("true", TRUE, True)):
        for kind in (*kinds, ""):
            cells = []
            for is_held_out in (False, True):
                some = [
                    one.proof.is_proven
                    for one in proved
                    if one.made.is_true == is_true
                    and one.made.is_held_out == is_held_out
                    and kind in ("", one.made.kind)
                ]
                cells.append(f"{sum(some)} of {len(some)}")
            lines.append(f"| {name} | {kind or '**all**'} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)
