"""What was read of a question or a draft is forgotten when it has been answered or checked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answer import Status
from bot.checks.numbers import check_numbers
from bot.conversation import Turn, understand
from bot.errors import QuestionError
from bot.memory import forget, n_remembered
from bot.newsproof import Newsproof
from bot.settings import Settings
from sources import samples

TEXT = "Mole-5521 said on 3 May that 52 Russians had never been sanctioned."


@pytest.fixture(scope="module")
def newsproof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsproof]:
    folder = tmp_path_factory.mktemp("memory")
    with Newsproof.open(Settings(data_dir=folder), create=True) as opened:
        opened.ingest([next(Path(next(iter(samples.__path__))).glob("*.md"))])
        yield opened


def test_what_a_check_reads_is_remembered_until_it_is_forgotten() -> None:
    check_numbers(TEXT, "It was 25.")
    assert n_remembered() > 0
    forget()
    assert n_remembered() == 0


def test_nothing_is_remembered_after_an_answer_a_check_or_a_search(newsproof: Newsproof) -> None:
    for call in (newsproof.verify, newsproof.ask, newsproof.search):
        call(TEXT)
        assert n_remembered() == 0


def test_nothing_is_remembered_of_a_follow_up_that_was_understood() -> None:
    before = Turn(question=TEXT, understood=TEXT, answer_status=Status.ANSWERED, quotes=(TEXT,))
    understand("And what about Kyiv?", [before])
    assert n_remembered() == 0


def test_nothing_is_remembered_after_a_refusal(newsproof: Newsproof) -> None:
    check_numbers(TEXT, "It was 25.")
    with pytest.raises(QuestionError):
        newsproof.ask("x" * 100_000)
    assert n_remembered() == 0
