"""The real article of `../shared/seeds`: read, asked about, and quoted to the character."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answer import Answer, Status
from bot.newsproof import Newsproof
from bot.settings import Settings

pytestmark = pytest.mark.external

SHARED = Path(os.environ.get("NEWSPROOF_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.fixture(scope="module")
def seed() -> Path:
    found = sorted((SHARED / "seeds").glob("*.txt"))
    if not found:
        pytest.skip(f"needs a seed article in {SHARED.name}/seeds")
    return found[0]


@pytest.fixture(scope="module")
def newsproof(seed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsproof]:
    folder = tmp_path_factory.mktemp("seed")
    with Newsproof.open(Settings(data_dir=folder), create=True) as opened:
        assert len(opened.ingest([seed]).added) == 1
        yield opened


def ask(newsproof: Newsproof, seed: Path, question: str) -> Answer:
    answer = newsproof.ask(question)
    text = seed.read_text(encoding="utf-8")
    for citation in (*answer.citations, *answer.nearest):
        assert text[citation.quote.start : citation.quote.end] == citation.quote.text
    return answer


@pytest.mark.parametrize(
    ("question", "any_of"),
    [
        ("Why did Russia suspend peace talks?", ["in retaliation for", "have resulted in Russia"]),
        ("Why did Russia suspend the talks with Japan?", ["in retaliation for", "have resulted"]),
        ("How many individuals and organisations were hit by the sanctions?", ["25 more"]),
        ("How many individuals and organisations did Japan sanction?", ["25 more", "81 Russian"]),
        ("How much aid did Japan pledge?", ["$100 million"]),
        ("How much humanitarian aid did Japan promise to Ukraine?", ["$100 million"]),
        ("What are the Kuril islands called in Japan?", ["known as the Northern Territories"]),
        ("What is the Japanese name of the Kuril islands?", ["the Northern Territories"]),
        ("What did Kishida call Russia's actions?", ["extremely unreasonable and totally"]),
        ("What did Kishida say about Russia's actions, and to whom?", ["Kyodo News"]),
    ],
)
def test_question_is_answered_by_the_right_quote(
    newsproof: Newsproof, seed: Path, question: str, any_of: list[str]
) -> None:
    answer = ask(newsproof, seed, question)
    quotes = " ".join(c.quote.text.replace("\xa0", " ") for c in answer.citations)
    assert answer.status is Status.ANSWERED, answer.reason
    assert any(words in quotes for words in any_of), quotes


@pytest.mark.parametrize(
    "question",
    [
        "Did Japan send troops to Ukraine?",
        "Why did Japan suspend the peace talks?",
        "How many soldiers did Japan send to Ukraine?",
        "When will the peace talks resume?",
    ],
)
def test_what_the_article_does_not_say_is_declined(
    newsproof: Newsproof, seed: Path, question: str
) -> None:
    answer = ask(newsproof, seed, question)
    assert answer.status is Status.ABSTAINED, answer.text
    assert answer.nearest


def test_relative_date_is_explained(newsproof: Newsproof, seed: Path) -> None:
    answer = ask(newsproof, seed, "What did the Russian Foreign Ministry say on Monday?")
    assert "Monday [21 March 2022]" in answer.text


def test_claims_about_the_article(newsproof: Newsproof) -> None:
    text = (
        "Japan’s goal of a peace treaty with Russia is unchanged, Kishida stated. "
        "Japan pledged $300 million in aid."
    )
    verdicts = [c.verdict.value for c in newsproof.verify(text).claims]
    assert verdicts == ["SUPPORTED", "REFUTED"]
