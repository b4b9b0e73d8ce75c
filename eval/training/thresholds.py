"""From which probability on sentences decide: tables over a grid, on the development split.

What the models say is remembered, so that only the decisions are made again. A verdict that calls
an unproven claim supported is the worst error there is: it costs as much again as another one. Of
questions the right ones count, and of equals the fewest wrong answers: to charge for each of those
would be to decline nearly everything, as half of these questions are to be declined.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

from bot.answer import Answer
from bot.asking import ANSWERS
from bot.checking import THRESHOLDS, Judged, Thresholds, decide, verdict_of
from bot.evidence import gather
from bot.memory import forget
from bot.newsproof import Newsproof, open_judge
from bot.settings import Settings
from bot.verdict import Verdict
from eval.cases import PACKAGED, CaseSet, load_cases
from eval.evaluation import packaged_archive
from eval.gold import Gold, locate_gold
from eval.records import QuestionRecord
from eval.remembering import Remembered
from eval.runner import run_case
from eval.systems import NewsproofSystem
from sources.article import Quote

SPLIT = "dev"
GRID_ANSWERS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
GRID_SUPPORTS = tuple(n / 20 for n in range(6, 18))
GRID_REFUTES = tuple(n / 20 for n in range(10, 20))
GRID_DOMINATES = (1.0, 1.5, 2.0, 4.0)
_FALSE_SUPPORT_COSTS = 1.0  # a further error


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What thresholds come to on the development split.

    Attributes:
        thresholds: The thresholds, as text.
        right: Cases that are right.
        n: All cases.
        false: Claims wrongly called supported; for questions those answered wrongly.
        value: Right ones, of claims less what false ones cost.
    """

    thresholds: str
    right: int
    n: int
    false: int
    value: float


def tune(work: Path, say: Callable[[str], None]) -> None:
    """Print the best thresholds of claims and of questions; those in use are marked.

    Args:
        work: Where what the models say is remembered.
        say: Where the tables go.
    """
    cases = load_cases(PACKAGED, SPLIT)
    judge = open_judge(
        Settings(), through=lambda model: Remembered(model, work / "scores", arithmetic="here")
    )
    with packaged_archive(Settings()) as opened:
        gold = dict(locate_gold(cases, opened.archive))
        with Newsproof.open(opened.settings, judge=judge) as newsproof:
            _show(claim_rows(newsproof, cases), f"{THRESHOLDS}", say)
            _show(question_rows(newsproof, cases, gold), f"{ANSWERS}", say)


class _Asking(NewsproofSystem):
    """Newsproof with another threshold of answers; passages are not looked at."""

    def __init__(self, newsproof: Newsproof, answers: float) -> None:
        super().__init__(newsproof)
        self._asker = newsproof.asker(answers=answers)

    def search(self, question: str, *, k: int, as_of: date | None) -> list[Quote]:
        """Find nothing: ranks don't depend on the threshold."""
        return []

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        """Ask with the threshold."""
        try:
            return self._asker.ask(question, as_of=as_of)
        finally:
            forget()


def claim_rows(newsproof: Newsproof, cases: CaseSet) -> list[Row]:
    """Return a row for every point of the grid over claims."""
    checker = newsproof.checker()
    read: list[tuple[Verdict, list[Judged], list[Judged]]] = []
    for case in cases.claims:
        hits = newsproof.retrieve(case.claim, newsproof.settings.n_passages, case.as_of)
        judged = checker.judged(case.claim, gather(newsproof.archive, hits), case.as_of)
        read.append((case.verdict, judged, checker.joined(case.claim, judged, case.as_of)))
        forget()
    rows = []
    for supports, refutes, dominates in product(GRID_SUPPORTS, GRID_REFUTES, GRID_DOMINATES):
        thresholds = Thresholds(supports=supports, refutes=refutes, dominates=dominates)
        got = [verdict_of(*decide(judged, joined, thresholds)) for _, judged, joined in read]
        pairs = list(zip((verdict for verdict, _, _ in read), got, strict=True))
        right = sum(gold is one for gold, one in pairs)
        false = sum(one is Verdict.SUPPORTED is not gold for gold, one in pairs)
        value = right - _FALSE_SUPPORT_COSTS * false
        rows.append(
            Row(thresholds=f"{thresholds}", right=right, n=len(pairs), false=false, value=value)
        )
    return rows


def question_rows(
    newsproof: Newsproof, cases: CaseSet, gold: dict[str, tuple[Gold, ...]]
) -> list[Row]:
    """Return a row for every point of the grid over questions."""
    rows = []
    for answers in GRID_ANSWERS:
        system = _Asking(newsproof, answers)
        records = [
            run_case(system, case, gold[case.id], newsproof.archive) for case in cases.questions
        ]
        asked = [record for record in records if isinstance(record, QuestionRecord)]
        right = sum(record.is_right for record in asked)
        false = sum(not record.is_right and bool(record.statements) for record in asked)
        rows.append(
            Row(thresholds=f"{answers}", right=right, n=len(asked), false=false, value=right)
        )
    return rows


def _show(rows: Sequence[Row], used: str, say: Callable[[str], None]) -> None:
    best = sorted(rows, key=lambda row: (-row.value, row.false))[:8]
    for row in [*best, *(row for row in rows if row.thresholds == used and row not in best)]:
        mark = "  <- in use" if row.thresholds == used else ""
        say(f"{row.right:4d} of {row.n} right, {row.false:3d} false  {row.thresholds}{mark}")
