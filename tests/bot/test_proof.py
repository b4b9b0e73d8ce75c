"""The proof: a quote proves itself; whatever says more or other than its quotes is not proven."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answer import Citation, Proof
from bot.checks.finding import Finding
from bot.errors import BotError, CheckFailedError, JudgeUnavailableError
from bot.judge import findings
from bot.judge.combining import Judgement
from bot.judge.findings import CHECKS
from bot.proof import prove
from bot.writing.quoting import cite, write
from index.passages import body_sentences
from sources.archive import Archive
from sources.article import Article, Quote, Span
from sources.readers import Rejected, read_paths
from tests.fakes import NOW, FakeJudge, article_id, make_archive, make_article

BODY = (
    "Moscow suspended the talks on Monday because Japan had imposed 25 sanctions, "
    "Foreign Minister Lena Orlova said. The ferry did not sail on 3 May 2024."
)
FIRST = "Moscow suspended the talks on Monday because Japan had imposed 25 sanctions, "
SECOND = "The ferry did not sail on 3 May 2024."
SAMPLES = Path(__file__).parents[2] / "sources" / "samples"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return make_archive(tmp_path_factory.mktemp("proof"), make_article("talks", BODY))


def citation_of(archive: Archive, words: str, number: int = 1) -> Citation:
    article = archive.get(article_id("talks"))
    start = article.text.index(words)
    quote = Quote.of(article, Span(start=start, end=start + len(words)))
    return cite(article, quote, number)


SURE = FakeJudge(shares={"": (1.0, 0.0)})
UNSURE = FakeJudge()


def failed(proof: Proof) -> set[str]:
    return {check.name for check in proof.checks if not check.passed}


def test_quote_proves_itself_by_every_check(stored: Archive) -> None:
    citation = citation_of(stored, SECOND)
    proof = prove(SECOND, [citation], stored, UNSURE)
    assert proof.is_proven
    assert [check.name for check in proof.checks] == ["quote", *CHECKS, "rewording", "entailed"]


def test_what_the_embedded_writer_writes_is_proven(stored: Archive) -> None:
    citation = citation_of(stored, BODY)
    text = write(citation)
    assert "Monday [29 April 2024]" in text
    assert prove(text, [citation], stored, UNSURE).is_proven


def test_other_meaning_in_the_brackets_is_not_proven(stored: Archive) -> None:
    citation = citation_of(stored, BODY)
    text = write(citation).replace("29 April", "28 April")
    assert not prove(text, [citation], stored, UNSURE).is_proven


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        (BODY.replace("25", "52"), "numbers"),
        (BODY.replace("25 sanctions", "25 million sanctions"), "numbers"),
        (BODY.replace("3 May 2024", "4 May 2024"), "dates"),
        (BODY.replace("3 May 2024", "3 May 2023"), "dates"),
        (BODY.replace("Orlova", "Petrova"), "names"),
        (BODY.replace("Japan", "Norway"), "names"),
        (BODY.replace("suspended the talks", "did not suspend the talks"), "negation"),
        (SECOND.replace("did not sail", "sailed"), "negation"),
    ],
)
def test_altered_statement_fails_even_where_the_judge_is_sure(
    stored: Archive, statement: str, check: str
) -> None:
    words = SECOND if statement.startswith("The ferry") else BODY
    proof = prove(statement, [citation_of(stored, words)], stored, SURE)
    assert check in failed(proof)
    assert not proof.is_proven
    assert all(c.reason for c in proof.checks if not c.passed)


def test_rephrased_statement_needs_the_judge(stored: Archive) -> None:
    citation = citation_of(stored, SECOND)
    statement = "On 3 May 2024 the ferry did not sail."
    assert prove(statement, [citation], stored, SURE).is_proven
    assert failed(prove(statement, [citation], stored, UNSURE)) == {"entailed"}


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (CheckFailedError("names", "the check of names failed (KeyError)", "report it"), "names"),
        (JudgeUnavailableError("the judge cannot be loaded", "install it again"), "entailed"),
    ],
)
def test_what_cannot_be_checked_is_not_proven(stored: Archive, error: BotError, name: str) -> None:
    class Faulty(FakeJudge):
        def entails(self, quote: str, statement: str, **around: Any) -> Judgement:
            raise error

    citation = citation_of(stored, SECOND)
    proof = prove("The ferry did not sail.", [citation], stored, Faulty())
    assert not proof.is_proven
    assert failed(proof) == {name}
    assert [check.reason for check in proof.checks if not check.passed] == [error.what]
    assert prove(SECOND, [citation], stored, Faulty()).is_proven  # the quote itself needs no judge


@pytest.mark.parametrize("name", CHECKS)
def test_check_that_fails_to_run_is_a_failed_check(
    stored: Archive, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def failing(_: Any) -> Finding:
        raise ZeroDivisionError

    monkeypatch.setitem(findings._RUN, name, failing)
    proof = prove("The ferry did not sail.", [citation_of(stored, SECOND)], stored, SURE)
    assert failed(proof) == {name}


def test_judge_reads_the_quote_and_then_the_statement(stored: Archive) -> None:
    asked = []

    class Listening(FakeJudge):
        def entails(self, quote: str, statement: str, **around: Any) -> Judgement:
            asked.append((quote, statement))
            return super().entails(quote, statement, **around)

    prove("The ferry did not sail.", [citation_of(stored, SECOND)], stored, Listening())
    assert asked == [(SECOND, "The ferry did not sail.")]


def test_statement_of_two_quotes_may_use_both(stored: Archive) -> None:
    citations = [citation_of(stored, FIRST.strip(), 1), citation_of(stored, SECOND, 2)]
    statement = f"{FIRST.strip()} {SECOND}"
    assert prove(statement, citations, stored, UNSURE).is_proven
    assert not prove(statement, citations[:1], stored, SURE).is_proven


def test_without_a_citation_nothing_is_proven(stored: Archive) -> None:
    assert not prove(SECOND, [], stored, SURE).is_proven
    assert not Proof(checks=()).is_proven


@given(data=st.data())
def test_quote_that_is_off_by_one_character_is_never_proven(
    stored: Archive, data: st.DataObject
) -> None:
    citation = citation_of(stored, SECOND)
    place = data.draw(st.integers(0, len(SECOND) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]))
    assume(other != SECOND[place])
    altered = SECOND[:place] + other + SECOND[place + 1 :]
    wrong = replace(citation, quote=replace(citation.quote, text=altered))
    proof = prove(altered, [wrong], stored, SURE)
    assert "quote" in failed(proof)
    assert not proof.is_proven


def test_one_wrong_quote_among_two_fails_the_statement(stored: Archive) -> None:
    good = citation_of(stored, SECOND)
    wrong = replace(good, number=2, quote=replace(good.quote, start=0, end=len(SECOND)))
    proof = prove(SECOND, [good, wrong], stored, SURE)
    assert "quote" in failed(proof)
    assert "quote 2" in proof.checks[0].reason


def test_quote_of_an_article_removed_in_between_is_not_proven(tmp_path: Path) -> None:
    archive = make_archive(tmp_path, make_article("talks", BODY))
    citation = citation_of(archive, SECOND)
    with archive.writing(now=NOW), archive.transaction():
        archive.remove(article_id("talks"))
    assert failed(prove(SECOND, [citation], archive, SURE)) == {"quote"}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    read = list(read_paths([SAMPLES], retrieved=NOW))
    assert not [one for one in read if isinstance(one, Rejected)]
    return make_archive(tmp_path_factory.mktemp("samples"), *read)


def all_sentences(archive: Archive) -> list[tuple[Article, Span]]:
    return [
        (article, span)
        for article in archive.articles()
        for run in body_sentences(article)
        for span in run
    ]


def test_every_sentence_of_the_samples_proves_itself_as_written(samples: Archive) -> None:
    unproven = []
    for article, span in all_sentences(samples):
        citation = cite(article, Quote.of(article, span), 1)
        proof = prove(write(citation), [citation], samples, UNSURE)
        if not proof.is_proven:
            unproven.append((citation.quote.text, [c for c in proof.checks if not c.passed]))
    assert len(all_sentences(samples)) > 300
    assert unproven == []


def test_sentence_of_another_article_proves_nothing(samples: Archive) -> None:
    sentences = all_sentences(samples)
    for (article, span), (other, there) in zip(sentences[::7], sentences[3::7], strict=False):
        if article.article_id == other.article_id:
            continue
        citation = cite(article, Quote.of(article, span), 1)
        statement = there.of(other.text)
        assert not prove(statement, [citation], samples, UNSURE).is_proven


def test_undated_article_resolves_nothing_and_still_proves(tmp_path: Path) -> None:
    archive = make_archive(tmp_path, make_article("talks", BODY, published=None))
    citation = citation_of(archive, BODY)
    assert citation.resolved == ()
    assert citation.published is None
    assert prove(write(citation), [citation], archive, UNSURE).is_proven


def test_same_word_twice_is_explained_twice_and_proven(tmp_path: Path) -> None:
    body = "It closed on Monday, and on Monday it rained."
    archive = make_archive(tmp_path, make_article("talks", body, published=date(2024, 5, 1)))
    citation = citation_of(archive, body)
    text = write(citation)
    assert text.count("[29 April 2024]") == 2
    assert prove(text, [citation], archive, UNSURE).is_proven
