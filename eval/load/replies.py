"""How a question ended, and whether the answer is the asker's own. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from eval.load.corpus import answer_name, asked_name, names_in, names_of


class Ending(StrEnum):
    """How a question ended. `BUSY` is a refusal that says when to come again."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    BUSY = "busy"
    FAILED = "failed"
    HUNG = "hung"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of one question.

    Attributes:
        ending: How it ended.
        seconds: From the question to the end.
        first_s: From the question to the first of the answer; 0 where none came.
        fault: What is wrong with it: another's names in it, or not its own; empty when nothing is.
        detail: What was said of a failure, shortened.
    """

    ending: Ending
    seconds: float
    first_s: float = 0.0
    fault: str = ""
    detail: str = ""


def fault_of(ending: Ending, text: str, number: int, earlier: Iterable[int] = ()) -> str:
    """Return what is wrong with an answer, or nothing.

    A refusal shows the sentences that come nearest, which are of other articles: only its question
    can tell that it is the asker's own.

    Args:
        ending: How the question ended.
        text: All that came back for it.
        number: The fact that was asked for.
        earlier: The facts asked for before in the same conversation, which may still be shown.
    """
    if asked_name(number) not in text:
        return "not of this question"
    if ending is not Ending.ANSWERED:
        return ""
    if strange := names_in(text) - names_of((number, *earlier)):
        return f"of another question: {min(strange)}"
    return "" if answer_name(number) in text else "its own name is missing"


def read_wait(retry_after: str) -> float | None:
    """Return the seconds that a refusal asks to wait, or None when it does not say."""
    return float(retry_after) if retry_after.isdecimal() else None
