"""The bound on what a language model writes in a day."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Citation, Status
from bot.writing.answering import stream_answer
from bot.writing.budget import BudgetedWriter
from bot.writing.values import Cost, Ended, Ending, Finished, Quoted, WrittenEvent
from sources.archive import Archive
from tests.fakes import FakeJudge

DAY_S = 24 * 3_600.0


class Seconds:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 5.0

    def __call__(self) -> float:
        return self.now


class Counts:
    """A writer that counts how often it was asked, and whether it was left."""

    identity = "openai:m@host#0123"

    def __init__(self) -> None:
        self.n_asked = self.n_closed = 0

    def write(
        self, question: str, evidence: Sequence[Citation]
    ) -> Generator[WrittenEvent, None, None]:
        self.n_asked += 1
        try:
            yield Ended(ending=Ending.DONE, cost=Cost())
        finally:
            self.n_closed += 1


def ended(writer: BudgetedWriter) -> Ended:
    *_, last = writer.write("q", ())
    assert isinstance(last, Ended)
    return last


def test_what_is_over_the_budget_is_not_asked_and_says_until_when() -> None:
    clock, counts = Seconds(), Counts()
    writer = BudgetedWriter(counts, per_day=100, clock=clock)
    endings = [ended(writer) for _ in range(80)]

    assert counts.n_asked == 50
    assert [one.ending for one in endings] == [Ending.DONE] * 50 + [Ending.LEFT_ALONE] * 30
    said = endings[-1].detail
    assert said.startswith("openai:m@host has written as much as it may: 100 answers a day; ")
    assert said.endswith("try again in 29 min")
    clock.now += 29 * 60
    assert ended(writer).ending is Ending.DONE


@given(st.integers(2, 40), st.lists(st.floats(0, DAY_S / 4), max_size=120))
def test_no_day_sees_more_than_the_budget(per_day: int, pauses: list[float]) -> None:
    clock, counts, asked = Seconds(), Counts(), []
    writer = BudgetedWriter(counts, per_day=per_day, clock=clock)
    for pause in pauses:
        clock.now += pause
        if ended(writer).ending is Ending.DONE:
            asked.append(clock.now)
        assert len([at for at in asked if at > clock.now - DAY_S + 1]) <= per_day


def test_threads_do_not_spend_it_twice() -> None:
    counts = Counts()
    writer = BudgetedWriter(counts, per_day=60, clock=Seconds())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ended(writer), range(200)))
    assert counts.n_asked == 30


def test_the_quoted_answer_stands_when_nothing_is_left(archive: Archive) -> None:
    quoted = Answer(question="q", status=Status.ANSWERED, text="Quoted. [1]")
    counts = Counts()
    writer = BudgetedWriter(counts, per_day=2, clock=Seconds())
    for _ in range(2):
        first, last = stream_answer(quoted, writer, archive, FakeJudge())
        assert isinstance(first, Quoted)
        assert isinstance(last, Finished)
        assert last.answer == quoted
    assert last.record.ending is Ending.LEFT_ALONE
    assert "2 answers a day" in last.record.detail
    assert (counts.n_asked, counts.n_closed) == (1, 1)
