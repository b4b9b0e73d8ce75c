"""The gate of a writer's sentences: every prefix of a reply, duplicates, and a writer that dies."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest

from bot.answer import Answer, Citation, Statement, Status
from bot.proof import prove
from bot.writing.answering import MAX_SENTENCES, stream_answer
from bot.writing.quoting import cite, running_text, write
from bot.writing.splitting import Splitter
from bot.writing.values import Cost, Draft, Ended, Ending, Finished, Stated, Withheld, WrittenEvent
from sources.archive import Archive
from sources.article import Quote, Span
from tests.fakes import FakeJudge, article_id, make_archive, make_article

FIRST = "Norvane did not pay the 2.5 million euros that the town of Lunde had demanded in May."
SECOND = "The mayor said the town would go to court."
SURE = FakeJudge(shares={"": (1.0, 0.0)})
REPLY = (
    "Norvane did not pay the 2.5 million euros that the town of Lunde had demanded [1].\n"
    "The town would go to court, the mayor said [2]."
)


class Says:
    """A writer that says the same whatever it is given."""

    identity = "says@1"

    def __init__(self, reply: str) -> None:
        self.reply = reply
        self.is_closed = False

    def write(
        self, question: str, evidence: Sequence[Citation]
    ) -> Generator[WrittenEvent, None, None]:
        splitter = Splitter()
        try:
            yield from splitter.add(self.reply)
            yield from splitter.end()
            yield Ended(ending=Ending.DONE, cost=Cost())
        finally:
            self.is_closed = True


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return make_archive(
        tmp_path_factory.mktemp("answering"), make_article("pay", f"{FIRST} {SECOND}")
    )


@pytest.fixture(scope="module")
def quoted(archive: Archive) -> Answer:
    article = archive.get(article_id("pay"))
    citations, statements = [], []
    for number, sentence in enumerate((FIRST, SECOND), 1):
        start = article.text.index(sentence)
        quote = Quote.of(article, Span(start=start, end=start + len(sentence)))
        citation = cite(article, quote, number)
        proof = prove(write(citation), [citation], archive, SURE)
        citations.append(citation)
        statements.append(Statement(text=write(citation), citations=(number,), proof=proof))
    return Answer(
        question="Did Norvane pay?",
        status=Status.ANSWERED,
        text=running_text(statements),
        statements=tuple(statements),
        citations=tuple(citations),
    )


def finished(events: list[object]) -> Finished:
    assert isinstance(events[-1], Finished)
    return events[-1]


def test_whole_reply_is_proven(archive: Archive, quoted: Answer):
    events = list(stream_answer(quoted, Says(REPLY), archive, SURE))
    assert finished(events).record.n_proven == 2
    assert finished(events).answer.text == REPLY.replace(" [1].\n", ". [1] ").replace(
        " [2].", ". [2]"
    )


def test_reply_cut_off_at_any_character_shows_nothing_else(archive: Archive, quoted: Answer):
    said = {"Norvane did not pay the 2.5 million euros that the town of Lunde had demanded."}
    said |= {"The town would go to court, the mayor said.", *(s.text for s in quoted.statements)}
    for n in range(len(REPLY)):
        events = list(stream_answer(quoted, Says(REPLY[:n]), archive, SURE))
        shown = [e.statement for e in events if isinstance(e, Stated)]
        for statement in (*shown, *finished(events).answer.statements):
            assert statement.text in said, (n, statement.text)
            assert statement.proof.is_proven


def test_what_is_repeated_is_shown_once(archive: Archive, quoted: Answer):
    line = REPLY.partition("\n")[0]
    events = list(stream_answer(quoted, Says(f"{line}\n{line}\n{line}"), archive, SURE))
    assert finished(events).record.n_proven == 1
    assert [e.reason for e in events if isinstance(e, Withheld)] == [
        "it says again what is said"
    ] * 2


def test_quote_that_the_writer_left_out_is_still_in_the_answer(archive: Archive, quoted: Answer):
    events = list(stream_answer(quoted, Says(REPLY.partition("\n")[0]), archive, SURE))
    final = finished(events).answer
    assert [s.citations for s in final.statements] == [(1,), (2,)]
    assert final.statements[1] == quoted.statements[1]


def test_no_more_sentences_are_looked_at_than_a_reader_would_read(archive: Archive, quoted: Answer):
    writer = Says("\n".join(f"It was {n} [1]." for n in range(100)))
    events = list(stream_answer(quoted, writer, archive, SURE))
    assert len([e for e in events if isinstance(e, Withheld | Stated)]) == MAX_SENTENCES
    assert finished(events).record.ending is Ending.STOPPED
    assert writer.is_closed


def test_leaving_closes_the_writer(archive: Archive, quoted: Answer):
    writer = Says(REPLY)
    events = stream_answer(quoted, writer, archive, SURE)
    next(events)
    next(events)
    events.close()
    assert writer.is_closed


def test_writer_that_stops_without_a_word_is_a_failure(archive: Archive, quoted: Answer):
    class Dumb(Says):
        def write(
            self, question: str, evidence: Sequence[Citation]
        ) -> Generator[WrittenEvent, None, None]:
            yield from ()

    events = list(stream_answer(quoted, Dumb(""), archive, SURE))
    assert finished(events).record.ending is Ending.FAILED
    assert finished(events).answer == quoted


def test_judge_that_is_not_sure_lets_nothing_through(archive: Archive, quoted: Answer):
    events = list(stream_answer(quoted, Says(REPLY), archive, FakeJudge()))
    assert finished(events).record.n_proven == 0
    assert finished(events).answer == quoted


@pytest.mark.parametrize(
    "text",
    [
        "a <b>bold</b> claim", "a [link](x) here", "see www.example.org", "a `code` word",
        "javascript: alert", "a &amp; b", "hidden\u200bspace", "bell\x07", "![x]", "a_b_c", "x | y",
        "right\u202eto left", "an unclosed [bracket",
    ],
)  # fmt: skip
def test_more_than_plain_text_is_not_even_proven(archive: Archive, quoted: Answer, text: str):
    class One(Says):
        def write(
            self, question: str, evidence: Sequence[Citation]
        ) -> Generator[WrittenEvent, None, None]:
            yield Draft(text=text, citations=(1,))
            yield Ended(ending=Ending.DONE, cost=Cost())

    events = list(stream_answer(quoted, One(""), archive, SURE))
    assert isinstance(events[1], Stated)
    assert "plain text" in events[1].instead
