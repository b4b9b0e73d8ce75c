"""Asking with a judge of our own: what is answered, what is declined, and what may be cited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Status
from bot.asking import MAX_QUESTION, Asker, clean_question
from bot.errors import QuestionError
from index.keeper import IndexKeeper
from index.search import Hit
from sources.archive import Archive
from sources.article import Article, PartKind
from tests.fakes import (
    NOW,
    FakeEncoder,
    FakeJudge,
    article_id,
    fill,
    make_archive,
    make_article,
)

FERRY = "The ferry Petrel struck the pier near Tarn."
CRACK = "Divers found a crack in the hull of the Petrel."
COINS = "The museum of Lind bought a hoard of Roman coins."
WOLF = "A wolf was filmed in a beet field."
RAIN = "Heavy rain flooded the cellar of the town hall."


@pytest.fixture(autouse=True)
def _no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe has its tests in `test_generation`; here it would take a second a build."""
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)


def search_in(archive: Archive) -> Callable[[str, int, date | None], list[Hit]]:
    """Index the archive and return the search over it."""
    keeper = IndexKeeper(archive, FakeEncoder())
    with archive.writing(now=NOW):
        keeper.sync(now=NOW + timedelta(seconds=archive.n_articles()))
    searcher = keeper.open_searcher()
    return lambda query, k, as_of: searcher.search(query, k=k, as_of=as_of)


def asker_of(archive: Archive, judge: FakeJudge, *, max_statements: int = 3) -> Asker:
    return Asker(
        archive,
        search_in(archive),
        judge,
        n_passages=10,
        max_statements=max_statements,
        backends={"judge": judge.identity},
    )


def assert_sound(answer: Answer, archive: Archive, as_of: date | None = None) -> None:
    """What must hold of every answer, whatever was asked."""
    cited = {citation.number: citation for citation in answer.citations}
    assert [*cited] == [*range(1, len(cited) + 1)]
    for citation in (*answer.citations, *answer.nearest):
        article = archive.get(citation.quote.article_id, citation.quote.version)
        assert archive.proves(citation.quote)
        assert article.retraction is None
        assert as_of is None or article.dated <= as_of
        bodies = article.spans(PartKind.BODY)
        assert any(body.start <= citation.quote.start < body.end for body in bodies)
    for statement in answer.statements:
        assert statement.proof.is_proven
        assert statement.citations
        assert set(statement.citations) <= set(cited)
    if answer.status is Status.ABSTAINED:
        assert answer.statements == answer.citations == ()
        assert answer.reason
    else:
        assert answer.statements
        assert answer.nearest == ()


def test_sentence_that_answers_is_quoted_with_its_proof(build: Callable[..., Archive]) -> None:
    archive = build(make_article("ferry", f"{FERRY} {CRACK}"), make_article("wolf", WOLF))
    answer = asker_of(archive, FakeJudge({"struck": 0.9})).ask("What did the Petrel strike?")
    assert answer.status is Status.ANSWERED
    assert [s.text for s in answer.statements] == [FERRY]
    assert answer.text == f"{FERRY} [1]"
    assert answer.citations[0].quote.text == FERRY
    assert {check.name for check in answer.statements[0].proof.checks} >= {
        *("quote", "numbers", "dates", "names", "negation", "entailed")
    }
    assert answer.backends == {"judge": "fake-judge"}
    assert "total" in answer.timings_ms
    assert_sound(answer, archive)


def test_where_nothing_answers_it_abstains_and_shows_the_nearest(
    build: Callable[..., Archive],
) -> None:
    bodies = {"ferry": FERRY, "wolf": WOLF, "coins": COINS, "rain": RAIN}
    archive = build(*(make_article(name, body) for name, body in bodies.items()))
    judge = FakeJudge({"wolf": 0.02, "ferry": 0.01})
    answer = asker_of(archive, judge).ask("Who won the chess final?")
    assert answer.status is Status.ABSTAINED
    assert answer.nearest[0].quote.text == WOLF
    assert [c.number for c in answer.nearest] == [1, 2, 3]
    assert_sound(answer, archive)


def test_empty_archive_holds_nothing_on_anything(archive: Archive) -> None:
    answer = asker_of(archive, FakeJudge()).ask("Who sailed?")
    assert (answer.status, answer.nearest) == (Status.ABSTAINED, ())
    assert "holds nothing" in answer.reason
    assert_sound(answer, archive)


def test_best_comes_first_and_what_is_much_weaker_is_left_out(
    build: Callable[..., Archive],
) -> None:
    archive = build(
        make_article("ferry", FERRY), make_article("wolf", WOLF), make_article("coins", COINS)
    )
    judge = FakeJudge({"wolf": 0.95, "ferry": 0.9, "coins": 0.2})
    answer = asker_of(archive, judge).ask("Tell me about it all")
    assert [s.text for s in answer.statements] == [WOLF, FERRY]
    assert [s.citations for s in answer.statements] == [(1,), (2,)]
    assert_sound(answer, archive)


@pytest.mark.parametrize("most", [1, 2, 3])
def test_no_more_statements_than_are_wanted(build: Callable[..., Archive], most: int) -> None:
    bodies = {"ferry": FERRY, "wolf": WOLF, "coins": COINS, "rain": RAIN}
    archive = build(*(make_article(name, body) for name, body in bodies.items()))
    judge = FakeJudge(dict.fromkeys(["ferry", "wolf", "coins", "rain"], 0.9))
    answer = asker_of(archive, judge, max_statements=most).ask("Tell me about it all")
    assert len(answer.statements) == most
    assert_sound(answer, archive)


def test_same_report_in_two_papers_is_said_once(build: Callable[..., Archive]) -> None:
    archive = build(make_article("one", FERRY), make_article("two", FERRY))
    answer = asker_of(archive, FakeJudge({"ferry": 0.9})).ask("Tell me about the Petrel")
    assert len(answer.statements) == 1


def test_sentence_that_leans_on_the_one_before_is_quoted_with_it(
    build: Callable[..., Archive],
) -> None:
    archive = build(make_article("ferry", f"{FERRY} It did not slow down at all."))
    answer = asker_of(archive, FakeJudge({"slow": 0.9})).ask("Tell me about the Petrel")
    assert answer.citations[0].quote.text == f"{FERRY} It did not slow down at all."
    assert_sound(answer, archive)


def test_relative_date_is_explained_beside_the_word(build: Callable[..., Archive]) -> None:
    body = "The ferry sailed on Monday."
    archive = build(make_article("ferry", body, published=date(2024, 5, 1)))
    answer = asker_of(archive, FakeJudge({"ferry": 0.9})).ask("Tell me about the ferry")
    assert answer.statements[0].text == "The ferry sailed on Monday [29 April 2024]."
    assert answer.citations[0].quote.text == body
    assert_sound(answer, archive)


def test_two_papers_that_differ_in_a_number_are_both_quoted(build: Callable[..., Archive]) -> None:
    one = "The organisers counted 9,000 people at the march."
    other = "The police counted 3,500 people at the march."
    archive = build(make_article("one", one), make_article("two", other))
    judge = FakeJudge({"organisers": 0.9, "police": 0.8})
    answer = asker_of(archive, judge).ask("How many people were at the march?")
    assert answer.status is Status.CONFLICTING
    assert [(s.side, s.text) for s in answer.statements] == [("a", one), ("b", other)]
    assert "9,000" in answer.reason
    assert "3,500" in answer.reason
    assert_sound(answer, archive)


def test_what_a_later_correction_contradicts_is_not_an_answer(
    build: Callable[..., Archive],
) -> None:
    archive = build(
        make_article("first", "The crash hurt 14 people.", published=date(2024, 5, 1)),
        make_article(
            "second",
            "The crash hurt 11 people.",
            title="Correction: 11 people were hurt",
            published=date(2024, 5, 3),
        ),
    )
    judge = FakeJudge({"14": 0.95, "11": 0.9})
    answer = asker_of(archive, judge).ask("How many people did the crash hurt?")
    assert answer.status is Status.ANSWERED
    assert [s.text for s in answer.statements] == ["The crash hurt 11 people."]
    before = asker_of(archive, judge).ask(
        "How many people did the crash hurt?", as_of=date(2024, 5, 2)
    )
    assert [s.text for s in before.statements] == ["The crash hurt 14 people."]


class TestWhatMayBeCited:
    @pytest.fixture
    def versions(self) -> list[Article]:
        return [
            make_article("toll", f"The ferry toll was {word}.", updated=date(2024, 5, day))
            for day, word in [(2, "eleven"), (5, "fourteen"), (9, "twelve")]
        ]

    @pytest.mark.parametrize("day", [1, 2, 4, 5, 8, 9, 20])
    @pytest.mark.parametrize("score", [0.0, 0.9], ids=["abstains", "answers"])
    def test_nothing_later_than_the_day_is_cited(
        self, build: Callable[..., Archive], versions: list[Article], day: int, score: float
    ) -> None:
        archive = build(*versions)
        as_of = date(2024, 5, day)
        answer = asker_of(archive, FakeJudge({"toll": score})).ask("What was it?", as_of=as_of)
        assert answer.as_of == as_of
        assert_sound(answer, archive, as_of)
        assert bool(answer.citations or answer.nearest) == (day >= 2)

    @pytest.mark.parametrize("score", [0.0, 0.9], ids=["abstains", "answers"])
    def test_retracted_article_is_never_cited(
        self, build: Callable[..., Archive], score: float
    ) -> None:
        archive = build(make_article("ferry", FERRY), make_article("wolf", WOLF))
        asker = asker_of(archive, FakeJudge({"ferry": score, "wolf": score / 2}))
        archive.retract(article_id("ferry"), on=date(2024, 6, 1))
        for as_of in (None, date(2024, 5, 2)):
            answer = asker.ask("Tell me about the Petrel", as_of=as_of)
            assert_sound(answer, archive, as_of)
            quoted = [c.quote.article_id for c in (*answer.citations, *answer.nearest)]
            assert quoted == [article_id("wolf")]

    def test_caption_title_and_by_line_are_never_cited(self, build: Callable[..., Archive]) -> None:
        archive = build(make_article("ferry", FERRY, caption="The Petrel in a storm. Photo: Ek"))
        judge = FakeJudge({"storm": 0.9, "Report": 0.9, "struck": 0.8})
        answer = asker_of(archive, judge).ask("What about the Petrel in a storm?")
        assert [s.text for s in answer.statements] == [FERRY]
        assert_sound(answer, archive)

    def test_article_removed_between_search_and_answer_is_not_shown(
        self, build: Callable[..., Archive]
    ) -> None:
        archive = build(make_article("ferry", FERRY), make_article("wolf", WOLF))

        class Remover(FakeJudge):
            def answers(self, question, candidates):
                fits = super().answers(question, candidates)
                archive.remove(article_id("ferry"))
                return fits

        judge = Remover({"ferry": 0.9, "wolf": 0.8})
        answer = asker_of(archive, judge).ask("Tell me about it all")
        assert [s.text for s in answer.statements] == [WOLF]
        assert_sound(answer, archive)

    def test_where_every_quote_is_gone_it_abstains(self, build: Callable[..., Archive]) -> None:
        archive = build(make_article("ferry", FERRY))

        class Remover(FakeJudge):
            def answers(self, question, candidates):
                archive.remove(article_id("ferry"))
                return super().answers(question, candidates)

        answer = asker_of(archive, Remover({"ferry": 0.9})).ask("Tell me about the Petrel")
        assert (answer.status, answer.nearest) == (Status.ABSTAINED, ())

    def test_conflict_of_which_one_side_is_gone_is_no_conflict(
        self, build: Callable[..., Archive]
    ) -> None:
        archive = build(
            make_article("one", "The organisers counted 9,000 people at the march."),
            make_article("two", "The police counted 3,500 people at the march."),
        )

        class Remover(FakeJudge):
            def answers(self, question, candidates):
                fits = super().answers(question, candidates)
                archive.remove(article_id("two"))
                return fits

        judge = Remover({"organisers": 0.9, "police": 0.8})
        answer = asker_of(archive, judge).ask("How many people were at the march?")
        sides = {statement.side for statement in answer.statements}
        assert answer.status is not Status.CONFLICTING or sides == {"a", "b"}
        assert "3,500" not in answer.text + answer.reason

    @given(data=st.data())
    def test_any_judge_gives_a_sound_answer(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        if not hasattr(TestWhatMayBeCited, "shared"):
            archive = make_archive(tmp_path_factory.mktemp("any") / "data")
            words = ["ferry", "wolf", "coins", "march", "not", "Monday", "14", "11"]
            fill(
                archive,
                [
                    make_article(
                        f"a{n}",
                        f"The {word} of Tarn was seen by {n + 10} people on Monday. "
                        f"It was not {n}.",
                        published=date(2024, 5, n + 1),
                        title="Correction" if n % 3 == 0 else None,
                    )
                    for n, word in enumerate(words)
                ],
            )
            archive.retract(article_id("a4"), on=date(2024, 6, 1))
            TestWhatMayBeCited.shared = (archive, search_in(archive))
        archive, search = TestWhatMayBeCited.shared
        parts = [f"{n} people" for n in range(10, 18)] + [f"not {n}" for n in range(8)]
        judge = FakeJudge(
            data.draw(st.dictionaries(st.sampled_from(parts), st.floats(0, 1), max_size=8))
        )
        asker = Asker(archive, search, judge, n_passages=10, max_statements=3, backends={})
        as_of = data.draw(st.none() | st.dates(date(2024, 4, 30), date(2024, 5, 12)))
        question = data.draw(
            st.sampled_from(
                ["How many people saw it?", "Why?", "Was it seen?", "Who saw it?", "Tell me all"]
            )
        )
        assert_sound(asker.ask(question, as_of=as_of), archive, as_of)


class TestQuestionsThatCannotBeTaken:
    @pytest.mark.parametrize(
        "text",
        [
            *("", "   \n ", "?!", "…", "x" * 100_000, "who " * 501),
            *("who\x00", "who\x07?", "\x1b[31mwho", "who \ud800", "who \ue000?", "\u200b"),
        ],
        ids=lambda text: repr(text[:12]),
    )
    def test_it_is_an_error_with_a_way_out(self, archive: Archive, text: str) -> None:
        with pytest.raises(QuestionError) as caught:
            asker_of(archive, FakeJudge()).ask(text)
        assert caught.value.way_out
        assert caught.value.exit_code == 2

    def test_question_over_several_lines_is_one_question(self) -> None:
        assert clean_question(" Who\n\tsailed \u00a0 then? ") == "Who sailed then?"
        assert len(clean_question("a" * MAX_QUESTION)) == MAX_QUESTION

    def test_question_is_given_back_as_it_was_asked(self, archive: Archive) -> None:
        answer = asker_of(archive, FakeJudge()).ask(" Who\nsailed? ")
        assert answer.question == " Who\nsailed? "


def test_article_that_is_only_retracted_in_a_later_version_is_gone_for_every_day(
    build: Callable[..., Archive],
) -> None:
    first = make_article("ferry", FERRY)
    archive = build(first)
    archive.retract(article_id("ferry"), on=date(2024, 7, 1))
    fill(archive, [replace(first, updated=date(2024, 8, 1))])
    answer = asker_of(archive, FakeJudge({"ferry": 0.9})).ask("Tell me about the Petrel")
    assert (answer.status, answer.nearest) == (Status.ABSTAINED, ())
