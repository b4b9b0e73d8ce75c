"""Answer accuracy by gold quotes. Pure.

An answer is right when it ended as it should (answered, abstained, conflicting) and what it cites
shows it: answered, at least one citation overlaps a gold quote; conflicting, a gold quote of each
side is cited; abstained, nothing more. Accuracy is the share of right answers over all questions,
in [0, 1]. It does not read the words of the answer: that they say what the quote says is for the
proof to check.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Status
from eval.gold import Gold, covers_groups, overlaps_any
from sources.article import Quote


def is_right(
    *, expected: Status, got: Status, cited: Sequence[Quote | None], gold: Sequence[Gold]
) -> bool:
    """Say whether an answer is right.

    Args:
        expected: How the question should end.
        got: How it ended.
        cited: Every quote that the answer cites for a statement; None for a number that leads
            nowhere.
        gold: The gold quotes of the question.
    """
    if got is not expected:
        return False
    match expected:
        case Status.ANSWERED:
            return overlaps_any(cited, gold)
        case Status.CONFLICTING:
            return covers_groups(cited, gold)
        case Status.ABSTAINED:
            return True
