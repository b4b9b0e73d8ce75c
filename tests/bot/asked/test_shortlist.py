"""Which sentences the judge reads: those closest by their words, and the others are told apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.answer import Stage
from bot.asking import shortlist as shortlists
from bot.asking.shortlist import N_READ, shortlist
from bot.evidence import Candidate
from bot.question import read_question
from sources.archive import Archive
from sources.article import Span
from tests.bot.test_asking import asker_of
from tests.fakes import FakeJudge, make_article

WHO = read_question("Who repaired the harbour crane in Velle?")


def sentence(text: str, *, rank: int = 10, title: str = "News", before: str = "") -> Candidate:
    body = f"{before} {text}".strip()
    article = make_article("x", body, title=title)
    start = len(article.text) - len(body)
    here = Span(start=len(article.text) - len(text), end=len(article.text))
    return Candidate(
        article=article,
        span=here,
        before=Span(start=start, end=start + len(before)) if before else None,
        rank=rank,
    )


def fillers(n: int, rank: int = 10) -> list[Candidate]:
    return [sentence(f"Sentence {i} tells of the weather.", rank=rank) for i in range(n)]


def texts(candidates: list[Candidate]) -> list[str]:
    return [candidate.text for candidate in candidates]


@pytest.mark.parametrize("n", [0, 1, N_READ])
def test_few_are_all_read(n: int) -> None:
    some = fillers(n)
    assert shortlist(WHO, some) == some


@pytest.mark.parametrize(
    "wanted",
    [
        sentence("Ida Tasch repaired the crane."),
        sentence("The cranes of the harbor were repaired by Ida Tasch."),
        sentence("Ida Tasch did it.", title="Harbour crane in Velle repaired"),
        sentence("Ida Tasch did it.", before="Who repaired the crane in Velle is known."),
        sentence("Ida Tasch did it.", rank=1),
    ],
    ids=["words", "word forms", "title", "before", "rank"],
)
def test_what_shares_most_is_read_wherever_it_stands(wanted: Candidate) -> None:
    for place in (0, 20, 45):
        some = fillers(45)
        some.insert(place, wanted)
        found = shortlist(WHO, some)
        assert len(found) == N_READ
        assert wanted.text in texts(found)


def test_a_rare_word_counts_more_than_one_that_all_have() -> None:
    common = [sentence(f"The harbour in Velle, part {i}.") for i in range(40)]
    found = shortlist(WHO, [*common, sentence("The crane runs.")])
    assert "The crane runs." in texts(found)


def test_a_word_in_the_sentence_counts_more_than_one_in_its_title() -> None:
    under = [sentence(f"It runs, said {i}.", title="The crane") for i in range(N_READ)]
    assert "The crane runs." in texts(shortlist(WHO, [*under, sentence("The crane runs.")]))


def test_order_is_kept_and_the_same_comes_again() -> None:
    some = [sentence(f"The crane, number {i}.", rank=1 + i % 10) for i in range(40)]
    found = shortlist(WHO, some)
    assert found == shortlist(WHO, some)
    assert [some.index(each) for each in found] == sorted(some.index(each) for each in found)


def test_a_question_without_words_of_its_own_is_read_by_rank() -> None:
    some = [*fillers(30), *fillers(N_READ, rank=1)]
    assert shortlist(read_question("Who?"), some) == some[30:]


def test_what_was_found_and_not_read_is_told(
    build: Callable[..., Archive], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)
    monkeypatch.setattr(shortlists, "N_READ", 2)
    body = "The crane fell. The crane was repaired by Ida Tasch. It rained. A dog barked."
    archive = build(make_article("crane", body))
    judge = FakeJudge({"Tasch": 0.9, "dog": 0.99})
    answer = asker_of(archive, judge).ask("Who repaired the crane?")
    assert [s.text for s in answer.statements] == ["The crane was repaired by Ida Tasch."]
    stages = {c.quote.text: c.stage for c in answer.considered}
    assert stages["The crane was repaired by Ida Tasch."] is Stage.SHOWN
    assert stages["The crane fell."] is Stage.READ
    assert {stages["It rained."], stages["A dog barked."]} == {Stage.FOUND}
    assert [c.score for c in answer.considered if c.stage is Stage.FOUND] == [0.0, 0.0]
