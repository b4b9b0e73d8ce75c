"""How an answer and a check come to the page step by step, and that leaving ends the work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import Status
from bot.page.ask_steps import ask, reporter, suggest
from bot.page.check_tab import _checker, _opener
from bot.page.checking import Stopper, check_draft
from bot.page.quiet import gr
from bot.page.shelf import Shelf
from bot.page.talk import Talk, Turn
from bot.page.texts import texts_of
from bot.page.writing import paced, turns_of
from bot.reported import FOLDER
from bot.writing.values import AnswerEvent, Cost, Ending, Finished, Quoted, Record
from tests.bot.page.fake import NEWLY, SUGGESTION, FakeNewsproof

T = texts_of("en")
NOTHING = ([], [], "", "", "")  # what a search is narrowed to
DRAFT = "The bridge opened in 1999. The pier closed in 2001. The quay burned in 2003."


@pytest.fixture
def newsproof(tmp_path: Path) -> FakeNewsproof:
    return FakeNewsproof(tmp_path / "data")


@pytest.fixture
def writing(tmp_path: Path) -> FakeNewsproof:
    return FakeNewsproof(tmp_path / "data", is_writing=True)


class Ticks:
    """A clock that goes on by what it is told."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_updates_come_at_most_so_often_and_the_last_always() -> None:
    clock = Ticks()

    def values() -> Iterator[int]:
        for n in range(10):
            yield n
            clock.now_s += 0.05

    assert list(paced(values(), lambda _: 0.125, clock)) == [0, 3, 6, 9]
    clock.now_s = 0.0
    assert list(paced(values(), lambda _: 10.0, clock)) == [0, 9]
    assert list(paced([], lambda _: 10.0, clock)) == []


def test_written_answer_grows_over_the_quoted_one(writing: FakeNewsproof) -> None:
    turn = Turn(number=1, question="the talks")
    turns = list(turns_of(turn, writing.stream("the talks")))
    first = [one.answer.statements[0].text for one in turns if one.answer]

    assert [one.is_writing for one in turns] == [True, True, True, False]
    assert first[0] != NEWLY
    assert first[1:] == [NEWLY] * 3
    assert [len(one.answer.statements) for one in turns if one.answer] == [2, 2, 2, 2]
    assert turns[-1].left_out == ("a number in it is not the quote's",)


def test_writer_that_failed_is_told(newsproof: FakeNewsproof) -> None:
    answer = newsproof.ask("the talks")

    def events() -> Iterator[AnswerEvent]:
        yield Quoted(answer=answer)
        yield Finished(
            answer=answer,
            record=Record(writer="w", ending=Ending.TIMED_OUT, detail="too slow", cost=Cost()),
        )

    *_, last = turns_of(Turn(number=1, question="q"), events())  # type: ignore[arg-type]

    assert last.stopped == "too slow"


def test_leaving_closes_the_writer(newsproof: FakeNewsproof) -> None:
    ended = []

    def events() -> Iterator[AnswerEvent]:
        try:
            yield Quoted(answer=newsproof.ask("the talks"))
            yield Quoted(answer=newsproof.ask("the talks"))
        finally:
            ended.append(True)

    turns = turns_of(Turn(number=1, question="q"), events())  # type: ignore[arg-type]
    next(turns)
    turns.close()  # type: ignore[attr-defined]

    assert ended == [True]


def talk_after(newsproof: FakeNewsproof, *questions: str) -> Talk:
    talk = Talk()
    for question in questions:
        *_, last = ask(T, newsproof, Shelf(newsproof.archive), question, talk, *NOTHING)  # type: ignore[arg-type]
        talk = last[2]  # type: ignore[assignment]
    return talk


def test_without_a_writer_an_answer_comes_in_one_step(newsproof: FakeNewsproof) -> None:
    steps = list(ask(T, newsproof, Shelf(newsproof.archive), "the talks", Talk(), *NOTHING))  # type: ignore[arg-type]

    assert len(steps) == 2


def test_follow_up_is_asked_as_understood_and_plainly_on_demand(newsproof: FakeNewsproof) -> None:
    talk = talk_after(newsproof, "Why did Moscow halt the talks with Tokyo?", "When?")
    asked = talk.turns[1]
    assert asked.understood == "When did Moscow halt the talks with Tokyo?"
    assert asked.answer is not None
    assert (asked.answer.question, asked.answer.understood) == ("When?", asked.understood)
    shelf = Shelf(newsproof.archive)
    *_, last = ask(T, newsproof, shelf, "When?", talk, *NOTHING, is_plain=True)  # type: ignore[arg-type]

    assert last[2].turns[2].answer.understood == ""  # type: ignore[attr-defined]


def test_only_a_refusal_is_followed_by_suggestions(newsproof: FakeNewsproof) -> None:
    refused = talk_after(newsproof, "the talks", "the airport")
    assert refused.turns[-1].answer is not None
    assert refused.turns[-1].answer.status is Status.ABSTAINED

    assert SUGGESTION in str(suggest(T, newsproof, refused))  # type: ignore[arg-type]
    answered = replace(refused, turns=refused.turns[:1])
    assert SUGGESTION not in str(suggest(T, newsproof, answered))  # type: ignore[arg-type]
    assert SUGGESTION not in str(suggest(T, newsproof, Talk()))  # type: ignore[arg-type]


def test_check_comes_claim_by_claim(newsproof: FakeNewsproof) -> None:
    states = list(check_draft(newsproof, DRAFT, None))  # type: ignore[arg-type]

    assert [len(state.checked) for state in states] == [0, 1, 2, 3, 3]
    assert [state.report is not None for state in states] == [False] * 4 + [True]


def test_check_that_is_left_goes_no_further(newsproof: FakeNewsproof) -> None:
    checker = newsproof.checker()
    newsproof.checker = lambda: checker  # type: ignore[method-assign]
    steps = check_draft(newsproof, DRAFT, None)  # type: ignore[arg-type]
    next(steps)
    next(steps)
    steps.close()

    assert checker.n_checked == 1
    shown = _checker(T, newsproof, Shelf(newsproof.archive))(DRAFT, "", Stopper())  # type: ignore[arg-type]
    next(shown)
    next(shown)
    shown.close()  # type: ignore[attr-defined]
    assert checker.n_checked == 1


def test_stopped_check_ends_with_what_was_checked(newsproof: FakeNewsproof) -> None:
    stopper = Stopper()
    earlier = stopper.begin()
    stopper.stop()
    states = []
    for state in check_draft(newsproof, DRAFT, None, stopper.begin()):  # type: ignore[arg-type]
        states.append(state)
        if len(state.checked) == 1:
            stopper.stop()

    assert earlier()
    assert states[-1].is_stopped
    assert states[-1].report is not None
    assert len(states[-1].report.claims) == 2
    assert len(states) == 3


def test_draft_file_is_read_and_deleted(newsproof: FakeNewsproof, tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(DRAFT)
    text, _, problem = _opener(T, newsproof)(str(path))  # type: ignore[arg-type]

    assert (text, problem) == (DRAFT, "")
    assert not path.exists()


def test_draft_file_that_is_no_text_is_told_and_deleted(
    newsproof: FakeNewsproof, tmp_path: Path
) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(b"\xff\xfe\x00\x01")
    _, _, problem = _opener(T, newsproof)(str(path))  # type: ignore[arg-type]

    assert "UTF-8" in str(problem)
    assert not path.exists()


def test_report_is_kept_in_the_data_directory(newsproof: FakeNewsproof) -> None:
    talk = talk_after(newsproof, "the talks")
    sent = gr.EventData(None, {"report": 1, "wrong": "quote", "note": "It is from 2021."})
    shown = reporter(T, newsproof)(sent, talk)  # type: ignore[arg-type]
    folder = newsproof.archive.database.folder

    assert folder is not None
    assert len(list((folder / FOLDER).iterdir())) == 1
    assert shown[2].turns[0].is_reported  # type: ignore[attr-defined]
