"""What a wrong case is put down to: the first part on the way that went wrong. Pure.

A question goes: archive, retrieval, choice of sentences, proof, writing; a claim: archive,
retrieval, judge. Who answered what should be declined, or judged what no article decides, has
judged wrong, and so has who shows the gold quotes and ends another way: a conflict seen where there
is none, or not seen. `GOLD_DOUBTFUL` is for a person to look at: the case is marked so, or a proven
answer shows what is accepted from a quote that nobody thought of.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Considered, Stage, Status
from bot.verdict import Verdict
from eval.gold import Gold
from eval.records import Blame

_ORDER = (Stage.FOUND, Stage.READ, Stage.CHOSEN, Stage.SHOWN)
_WHERE_STUCK = {
    None: Blame.NOT_RETRIEVED,
    Stage.FOUND: Blame.NOT_CHOSEN,
    Stage.READ: Blame.NOT_CHOSEN,
    Stage.CHOSEN: Blame.JUDGED_WRONG,
    Stage.SHOWN: Blame.BADLY_WRITTEN,
}


def blame_question(
    *,
    expected: Status,
    got: Status,
    gold: Sequence[Gold],
    considered: Sequence[Considered],
    is_found: bool,
    is_doubtful: bool,
    is_another_proof: bool,
) -> Blame:
    """Say what a wrong answer is put down to.

    Args:
        expected: How the question should end.
        got: How it ended.
        gold: The gold quotes.
        considered: Every sentence that the system looked at; empty when it doesn't tell.
        is_found: Whether retrieval found a gold quote, for a system that doesn't tell.
        is_doubtful: Whether the case is marked as doubtful.
        is_another_proof: Whether a proven answer shows what is accepted, from another quote.
    """
    if is_doubtful or is_another_proof:
        return Blame.GOLD_DOUBTFUL
    if expected is Status.ABSTAINED:
        return Blame.JUDGED_WRONG
    sides = _sides(gold)
    if any(all(not one.places for one in side) for side in sides):
        return Blame.NOT_IN_ARCHIVE
    if not considered:
        return Blame.UNKNOWN if is_found else Blame.NOT_RETRIEVED
    stuck = min((_stuck(side, considered) for side in sides), key=list(Blame).index)
    is_shown = stuck is Blame.BADLY_WRITTEN
    return Blame.JUDGED_WRONG if is_shown and got is not expected else stuck


def blame_claim(
    *,
    got: Verdict,
    gold: Sequence[Gold],
    considered: Sequence[Considered],
    is_doubtful: bool,
) -> Blame:
    """Say what a wrong verdict is put down to; the arguments are those of `blame_question`.

    A claim without gold quotes is one that no article decides.
    """
    if is_doubtful:
        return Blame.GOLD_DOUBTFUL
    sides = _sides(gold)
    if any(all(not one.places for one in side) for side in sides):
        return Blame.NOT_IN_ARCHIVE
    is_told = got is not Verdict.NOT_CHECKED and (considered or not sides)
    if not is_told:
        return Blame.UNKNOWN
    is_missed = any(_stuck(side, considered) is Blame.NOT_RETRIEVED for side in sides)
    return Blame.NOT_RETRIEVED if is_missed else Blame.JUDGED_WRONG


def _stuck(gold: Sequence[Gold], considered: Sequence[Considered]) -> Blame:
    """Say where the gold quote that came furthest was left behind."""
    stages = [c.stage for c in considered if any(one.overlaps(c.quote) for one in gold)]
    return _WHERE_STUCK[max(stages, key=_ORDER.index, default=None)]


def _sides(gold: Sequence[Gold]) -> list[list[Gold]]:
    """Return the gold quotes side by side; one side where nothing conflicts."""
    groups: dict[str, list[Gold]] = {}
    for one in gold:
        groups.setdefault(one.group, []).append(one)
    return list(groups.values())
