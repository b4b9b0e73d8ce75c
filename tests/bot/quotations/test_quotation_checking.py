"""Quotations against a real archive through real search: every outcome, with exact offsets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.quotations import CheckedQuotation, Outcome
from bot.quotations.aligning import align, view_of
from bot.quotations.checking import QuotationChecker
from bot.quotations.finding import find_quotations
from index.keeper import IndexKeeper
from tests.fakes import NOW, FakeEncoder, article_id, make_archive, make_article

INQUIRY = (
    "The captain spoke at the inquiry on Monday. “We sailed with a fault we knew about, and nobody "
    "on the bridge said a word,” Joris Aldane said. The board listened in silence.\n\n"
    "“The steering unit had been reported twice before that day,” engineer Katarzyna Wolny said."
    "\n\n"
    "Aldane denied that “the crew had been drinking on the night of the crash”. The harbour was "
    "closed for eleven days after the crash."
)
TALKS = (
    "“The talks are over for good unless the other side apologises first,” said minister Ada "
    "Brink. The ministry later put out a longer text.\n\n"
    "“Every fisherman in this village will get his money back,” Brink said. "
    "She later withdrew the statement."
)


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., CheckedQuotation]:
    archive = make_archive(
        tmp_path_factory.mktemp("data"),
        make_article("inquiry", INQUIRY),
        make_article("talks", TALKS, published=date(2024, 6, 1)),
    )
    keeper = IndexKeeper(archive, FakeEncoder())
    with archive.writing(now=NOW):
        keeper.sync(now=NOW)
    searcher = keeper.open_searcher()
    checker = QuotationChecker(archive, lambda q, k, d: searcher.search(q, k=k, as_of=d))

    def check_first(draft: str, as_of: date | None = None) -> CheckedQuotation:
        found = checker.check(draft, find_quotations(draft)[0], as_of=as_of)
        for place in found.places:
            quote = place.citation.quote
            assert archive.proves(quote)
            assert quote.text in place.sentence or not place.sentence
        for edit in found.edits:
            assert edit.draft.of(draft) == edit.ours
            text = archive.get(found.places[0].citation.quote.article_id).text
            assert edit.article.of(text) == edit.theirs
        return found

    return check_first


@pytest.mark.parametrize(
    ("draft", "outcome"),
    [
        ("“We sailed with a fault we knew about,” said Joris Aldane.", Outcome.EXACT),
        ('"we sailed with a fault we knew about", Aldane said.', Outcome.EXACT),
        ("‘We sailed with a fault we knew about,’ he said.", Outcome.EXACT),
        ("> We sailed with a fault we knew about, and nobody on the bridge said a word", "exact"),
        ("“We sailed with a fault they knew about,” Aldane said.", Outcome.ALTERED),
        ("“We sailed with a big fault we knew about,” Aldane said.", Outcome.ALTERED),
        ("“We sailed with a fault [the crew] knew about,” Aldane said.", Outcome.EXACT),
        ("“We sailed with a fault … and nobody on the bridge said a word,” Aldane said.", "exact"),
        ("“We sailed with a fault we knew about,” Katarzyna Wolny said.", Outcome.OTHER_SPEAKER),
        ("“The harbour was closed for eleven days after the crash,” Aldane said.", "other_speaker"),
        (
            "“We sailed with a fault we knew about … Every fisherman in this village will get his "
            "money back,” Aldane said.",
            Outcome.STITCHED,
        ),
        (
            "“We sailed with a fault we knew about, the steering unit had been reported twice "
            "before that day,” Aldane said.",
            Outcome.STITCHED,
        ),
        ("“The talks are over for good,” said Brink.", Outcome.TURNED),
        ("“Every fisherman in this village will get his money back,” Brink said.", Outcome.TURNED),
        (
            "“The crew had been drinking on the night of the crash,” a report says.",
            Outcome.TURNED,
        ),
        (
            "Aldane denied that “the crew had been drinking on the night of the crash”.",
            Outcome.EXACT,
        ),
        ("“The moon is made of green cheese and always was,” Aldane said.", Outcome.NOT_FOUND),
    ],
)
def test_what_the_archive_has_of_a_quotation(
    check: Callable[..., CheckedQuotation], draft: str, outcome: str
) -> None:
    assert check(draft).outcome == outcome


def test_altered_words_are_shown_as_a_diff_of_exact_spans(
    check: Callable[..., CheckedQuotation],
) -> None:
    found = check("He said: “We sailed with a fault they knew about, and someone said a word.”")
    assert [(e.ours, e.theirs) for e in found.edits] == [
        ("they", "we"),
        ("someone", "nobody on the bridge"),
    ]
    assert "“we”, the draft “they”" in found.reason


def test_sentences_before_and_after_are_given(check: Callable[..., CheckedQuotation]) -> None:
    (place,) = check("“We sailed with a fault we knew about,” said Aldane.").places
    assert place.before == "The captain spoke at the inquiry on Monday."
    assert place.after == "The board listened in silence."
    assert place.speaker == "Joris Aldane"


def test_stitched_names_each_place(check: Callable[..., CheckedQuotation]) -> None:
    found = check(
        "“Nobody on the bridge said a word, every fisherman in this village will get his money "
        "back,” Aldane said."
    )
    assert found.outcome is Outcome.STITCHED
    assert {p.citation.quote.article_id for p in found.places} == {
        article_id("inquiry"),
        article_id("talks"),
    }


def test_what_was_not_known_on_the_day_is_not_found(
    check: Callable[..., CheckedQuotation],
) -> None:
    draft = "“Every fisherman in this village will get his money back,” Brink said."
    assert check(draft, date(2024, 5, 2)).outcome is Outcome.NOT_FOUND


def test_quotation_in_a_draft_of_another_language_is_found(
    check: Callable[..., CheckedQuotation],
) -> None:
    draft = "Der Kapitän sagte: „We sailed with a fault we knew about“ und ging nach Hause."
    assert check(draft).outcome is Outcome.EXACT


@pytest.mark.parametrize(
    "draft",
    [
        "“" + "word " * 2_000 + "”",
        "“" + "a fault " * 1_000 + "”",
        "“" + "… " * 500 + "we”",
        "“<script>alert(1)</script> \u202eknew about”",
        "“🙂🙂🙂”, “we”",
    ],
    ids=["one word", "repeated", "ellipses", "markup", "signs"],
)
def test_hostile_quotations_have_an_outcome(
    check: Callable[..., CheckedQuotation], draft: str
) -> None:
    assert check(draft if find_quotations(draft) else "“x y”").outcome in Outcome


@hypothesis_settings(max_examples=60)
@given(st.lists(st.sampled_from("we sailed with a fault [x] and 3,800 €".split()), min_size=1))
def test_alignment_stays_in_the_article_and_exact_means_the_same_words(words: list[str]) -> None:
    article, ours = view_of(INQUIRY, 1_000), view_of(" ".join(words), 100)
    found = align(ours.tokens, article) if ours.tokens else None
    if found is None:
        return
    assert 0 <= found.article.start <= found.article.stop <= len(article.tokens)
    assert 0.0 <= found.share <= 1.0
    if found.share == 1.0 and not found.changes:
        there = [article.tokens[i].word for i in found.article]
        assert there == [t.word for t in ours.tokens]
