"""What wrong cases are put down to."""

from __future__ import annotations

import pytest

from bot.answer import Considered, Stage, Status
from bot.verdict import Verdict
from eval.blame import blame_claim, blame_question
from eval.gold import Gold
from eval.records import Blame
from sources.article import Quote, Span


def gold(start: int = 0, group: str = "", *, is_there: bool = True) -> Gold:
    places = ((1, Span(start=start, end=start + 10)),) if is_there else ()
    return Gold(article_id="a", places=places, group=group)


def looked_at(start: int, stage: Stage = Stage.READ) -> Considered:
    quote = Quote(article_id="a", version=1, start=start, end=start + 10, text="x" * 10)
    return Considered(quote=quote, score=0.5, stage=stage)


def of_question(
    *considered: Considered, gold: tuple[Gold, ...] = (gold(),), **changes: object
) -> Blame:
    given: dict[str, object] = {
        "expected": Status.ANSWERED,
        "got": Status.ANSWERED,
        "is_found": True,
        "is_doubtful": False,
        "is_another_proof": False,
    }
    return blame_question(gold=gold, considered=considered, **given | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stages", "blame"),
    [
        ([], Blame.NOT_RETRIEVED),
        ([Stage.FOUND], Blame.NOT_CHOSEN),
        ([Stage.FOUND, Stage.READ], Blame.NOT_CHOSEN),
        ([Stage.READ], Blame.NOT_CHOSEN),
        ([Stage.CHOSEN], Blame.JUDGED_WRONG),
        ([Stage.READ, Stage.CHOSEN], Blame.JUDGED_WRONG),
        ([Stage.SHOWN, Stage.READ], Blame.BADLY_WRITTEN),
    ],
)
def test_a_question_is_stuck_where_its_gold_quote_came_furthest(
    stages: list[Stage], blame: Blame
) -> None:
    assert of_question(looked_at(50), *(looked_at(5, stage) for stage in stages)) is blame


def test_of_two_sides_the_one_that_was_left_behind_first_counts() -> None:
    sides = (gold(0, "a"), gold(100, "b"))
    both = [looked_at(0, Stage.SHOWN), looked_at(100, Stage.READ)]
    assert of_question(*both, gold=sides, expected=Status.CONFLICTING) is Blame.NOT_CHOSEN
    assert of_question(both[0], gold=sides, expected=Status.CONFLICTING) is Blame.NOT_RETRIEVED


def test_shown_gold_under_another_status_was_judged_wrong() -> None:
    shown = looked_at(0, Stage.SHOWN)
    assert of_question(shown, got=Status.CONFLICTING) is Blame.JUDGED_WRONG
    sides = (gold(0, "a"), gold(100, "b"))
    both = (shown, looked_at(100, Stage.SHOWN))
    given = {"gold": sides, "expected": Status.CONFLICTING}
    assert of_question(*both, **given, got=Status.ANSWERED) is Blame.JUDGED_WRONG  # type: ignore[arg-type]
    assert of_question(*both, **given, got=Status.CONFLICTING) is Blame.BADLY_WRITTEN  # type: ignore[arg-type]


def test_what_should_be_declined_was_judged_wrong() -> None:
    shown = looked_at(0, Stage.SHOWN)
    assert of_question(shown, gold=(), expected=Status.ABSTAINED) is Blame.JUDGED_WRONG


def test_a_gold_quote_that_is_nowhere_or_doubtful() -> None:
    gone = (gold(is_there=False),)
    assert of_question(looked_at(0), gold=gone) is Blame.NOT_IN_ARCHIVE
    assert of_question(looked_at(0), gold=(*gone, gold())) is Blame.NOT_CHOSEN
    assert of_question(looked_at(0), is_doubtful=True) is Blame.GOLD_DOUBTFUL
    assert of_question(looked_at(0), is_another_proof=True) is Blame.GOLD_DOUBTFUL


def test_a_system_that_does_not_tell_is_blamed_for_its_retrieval_only() -> None:
    assert of_question(is_found=False) is Blame.NOT_RETRIEVED
    assert of_question(is_found=True) is Blame.UNKNOWN


@pytest.mark.parametrize(
    ("got", "considered", "blame"),
    [
        (Verdict.NOT_ENOUGH_EVIDENCE, [looked_at(5)], Blame.JUDGED_WRONG),
        (Verdict.REFUTED, [looked_at(50)], Blame.NOT_RETRIEVED),
        (Verdict.NOT_CHECKED, [looked_at(5)], Blame.UNKNOWN),
        (Verdict.REFUTED, [], Blame.UNKNOWN),
    ],
)
def test_a_wrong_verdict(got: Verdict, considered: list[Considered], blame: Blame) -> None:
    found = blame_claim(
        got=got, gold=(gold(group="supports"),), considered=considered, is_doubtful=False
    )
    assert found is blame


def test_a_verdict_on_what_nothing_decides_was_judged_wrong() -> None:
    given = {"got": Verdict.SUPPORTED, "gold": (), "considered": ()}
    assert blame_claim(**given, is_doubtful=False) is Blame.JUDGED_WRONG  # type: ignore[arg-type]
    assert blame_claim(**given, is_doubtful=True) is Blame.GOLD_DOUBTFUL  # type: ignore[arg-type]
