"""A real model run by llama.cpp in this process: its weights are noise, so only wiring is tested.

Skipped without `llama-index-llms-llama-cpp`: it is compiled, and no part of the lock.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.errors import JudgeUnavailableError
from bot.proof import prove
from bot.writing.answering import stream_answer
from bot.writing.opening import open_writer
from bot.writing.quoting import cite, running_text, write
from bot.writing.values import Ending, Finished
from sources.archive import Archive
from sources.article import Quote, Span
from tests.bot.bridge.tiny_gguf import write_tiny_gguf
from tests.fakes import FakeJudge, article_id, make_archive, make_article

pytest.importorskip("llama_index.llms.llama_cpp", reason="needs llama-index-llms-llama-cpp")

from bot.answer import Answer, Statement, Status
from bot.bridge.llm_writer import MAX_WRITTEN
from bot.bridge.llms import open_llm_judge

FERRY = "The ferry stayed in port because its rudder was damaged in the storm."
SURE = FakeJudge(shares={"": (1.0, 0.0)})


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_gguf(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return make_archive(tmp_path_factory.mktemp("cpp"), make_article("ferry", FERRY))


def quoted_answer(archive: Archive) -> Answer:
    article = archive.get(article_id("ferry"))
    start = article.text.index(FERRY)
    citation = cite(article, Quote.of(article, Span(start=start, end=start + len(FERRY))), 1)
    proof = prove(write(citation), [citation], archive, SURE)
    statement = Statement(text=write(citation), citations=(1,), proof=proof)
    return Answer(
        question="Why did the ferry stay in port?",
        status=Status.ANSWERED,
        text=running_text([statement]),
        statements=(statement,),
        citations=(citation,),
    )


def test_noise_of_a_real_model_is_read_and_none_of_it_is_shown(model: Path, archive: Archive):
    quoted = quoted_answer(archive)
    writer = open_writer(f"llamacpp:{model}", timeout_s=60)
    assert writer.identity.startswith("llamacpp:tiny.gguf#")
    events = list(stream_answer(quoted, writer, archive, SURE))
    assert isinstance(events[-1], Finished)
    assert events[-1].answer == quoted
    record = events[-1].record
    assert record.n_proven == 0
    assert record.ending in (Ending.DONE, Ending.STOPPED)
    assert 0 < record.cost.n_chars_read <= MAX_WRITTEN


def test_model_in_this_process_is_left_within_its_budget(model: Path, archive: Archive):
    quoted = quoted_answer(archive)
    writer = open_writer(f"llamacpp:{model}", timeout_s=0.05)
    began = time.monotonic()
    events = list(stream_answer(quoted, writer, archive, SURE))
    assert time.monotonic() - began < 20
    assert isinstance(events[-1], Finished)
    assert events[-1].answer == quoted


def test_reader_who_leaves_ends_the_work(model: Path, archive: Archive):
    quoted = quoted_answer(archive)
    writer = open_writer(f"llamacpp:{model}", timeout_s=60)
    events = stream_answer(quoted, writer, archive, SURE)
    next(events)
    events.close()
    # It is free again: the next answer is written at once.
    assert isinstance(list(stream_answer(quoted, writer, archive, SURE))[-1], Finished)


def test_noise_is_no_verdict(model: Path):
    judge = open_llm_judge(f"llamacpp:{model}", timeout_s=60)
    with pytest.raises(JudgeUnavailableError, match=r"tiny\.gguf gave"):
        judge.entailment([(FERRY, FERRY)])
