"""Make cases of the errors that readers reported: what they say is wrong, as a proposal.

A reader says what is wrong and not what is right, so every case is marked as doubtful until a
person has settled it: it is shown, and never counted as worse. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.answer import Answer, Proof, Statement, Status
from bot.reported import Reported, Wrong
from bot.words import words
from eval.cases.making import checked, question_from_answer
from eval.cases.values import DOUBTFUL, Kind, Question
from eval.errors import CaseError

TAG = "reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What became of one report.

    Attributes:
        report: The report.
        case: The case; None where none can be made.
        why_not: Why, in a sentence without its full stop; empty where there is one.
    """

    report: Reported
    case: Question | None = None
    why_not: str = ""


def propose(reports: Iterable[Reported]) -> list[Proposed]:
    """Make a case of each report, one a question and day: the first of them counts.

    Args:
        reports: The reports, newest first.
    """
    found: list[Proposed] = []
    seen: dict[object, str] = {}
    for one in reports:
        try:
            case = case_of(one)
        except CaseError as exc:
            found.append(Proposed(report=one, why_not=f"{exc.what}; {exc.way_out}"))
            continue
        # What the rule `duplicate` of the lint calls the same.
        key = (tuple(word.folded for word in words(case.question)), case.as_of)
        if key in seen:
            found.append(Proposed(report=one, why_not=f"it asks the same as {seen[key]!r}"))
            continue
        seen[key] = case.id
        found.append(Proposed(report=one, case=case))
    return found


def case_of(report: Reported) -> Question:
    """Make a case of a report.

    An answer that is wrong, or that its quotes do not prove, should have been declined, and its
    sentences may not be shown again. One that was declined should have been answered, by one of the
    quotes that were shown as the nearest. Of anything else the end is taken as it was.

    Raises:
        CaseError: It is about a draft, nothing was shown that could be the gold, or an article has
            no address.
    """
    answer = report.pack.result
    if not isinstance(answer, Answer):
        raise CaseError("a checked draft is no question", "make the case with `eval new claim`")
    # A follow-up is kept as it was understood: a case stands for itself.
    answer = replace(answer, question=answer.understood or answer.question)
    case_id, tags = f"{TAG}-{report.id}", (TAG, DOUBTFUL, str(report.wrong).replace(" ", "-"))
    if answer.status is Status.ABSTAINED or report.wrong is Wrong.SHOULD_ANSWER:
        return question_from_answer(_answered(answer), case_id=case_id, urls={}, tags=tags)
    if report.wrong is Wrong.OTHER:
        return question_from_answer(answer, case_id=case_id, urls={}, tags=tags)
    return checked(
        lambda: Question(
            id=case_id,
            question=answer.question,
            kind=Kind.AS_OF if answer.as_of else Kind.NEAR_MISS,
            as_of=answer.as_of,
            status=Status.ABSTAINED,
            forbidden=tuple(dict.fromkeys(one.text for one in answer.statements)),
            tags=tags,
        )
    )


def _answered(answer: Answer) -> Answer:
    """Return an answer as it would be if the quotes that were shown answered the question."""
    shown = answer.citations or answer.nearest
    if not shown:
        raise CaseError(
            "nothing was shown that could answer it",
            "make the case with `eval new question --wrong --status answered --gold`",
        )
    said = Statement(text="", citations=tuple(one.number for one in shown), proof=Proof(checks=()))
    return replace(answer, status=Status.ANSWERED, statements=(said,), citations=shown)
