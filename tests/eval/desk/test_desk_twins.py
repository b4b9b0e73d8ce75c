"""Altered twins and planted texts: the claim is CONFLICTING, and no verdict turns."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.newsproof import Newsproof
from bot.verdict import Verdict
from eval.altered.reading import SAMPLES
from eval.desk.archives import Text, archive_of
from eval.desk.planted import N_TEXTS, PUBLISHER, poison, verdicts
from eval.desk.twins import Twin, judge_twins, make_twins
from sources.article import Article
from sources.readers import read_paths

N = 8


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    read = read_paths([SAMPLES], retrieved=datetime(2026, 11, 23, tzinfo=UTC))
    return [one for one in read if isinstance(one, Article)]


@pytest.fixture(scope="module")
def twins(articles: list[Article]) -> list[Twin]:
    return make_twins(articles, n=N, seed=3)


def opened(
    texts: list[Text], work: Path, rules: Path | None = None
) -> AbstractContextManager[Newsproof]:
    return archive_of(texts, work, beside=[SAMPLES], rules=rules)


def test_twins_differ_from_their_article_in_one_word_of_one_sentence(
    articles: list[Article], twins: list[Twin]
) -> None:
    by_id = {article.article_id: article for article in articles}
    assert len(twins) == N
    assert len({twin.article_id for twin in twins}) == N
    for twin in twins:
        article = by_id[twin.article_id]
        assert article.retraction is None
        assert twin.claim in article.text
        assert twin.claim not in twin.text.text
        assert twin.altered in twin.text.text
        ours, theirs = twin.claim.split(), twin.altered.split()
        assert 1 <= sum(a != b for a, b in zip(ours, theirs, strict=True)) <= 2
        assert twin.text.publisher != article.publisher


def test_twins_are_the_same_each_time(articles: list[Article], twins: list[Twin]) -> None:
    assert make_twins(articles, n=N, seed=3) == twins
    assert make_twins(articles, n=N, seed=4) != twins


def test_altered_twins_are_seen_as_conflicting(twins: list[Twin], tmp_path: Path) -> None:
    with opened([twin.text for twin in twins], tmp_path) as newsproof:
        outcomes = judge_twins(newsproof, twins, lambda stage, done, total: None)
    wrong = [(one.twin.claim, one.verdict) for one in outcomes]
    assert all(one.verdict is Verdict.CONFLICTING for one in outcomes), wrong


def test_planted_texts_of_an_unvetted_publisher_turn_no_verdict(
    articles: list[Article], twins: list[Twin], tmp_path: Path
) -> None:
    some = twins[:4]
    with opened([], tmp_path / "true") as newsproof:
        before = verdicts(newsproof, some)
    planted = poison(some)
    assert len(planted) == N_TEXTS * len(some)
    vetted = sorted({article.publisher for article in articles if article.publisher})
    rules = tmp_path / "rules.toml"
    rules.write_text(f"[evidence]\nvetted = {vetted!r}\n".replace("'", '"'), encoding="utf-8")
    with opened(planted, tmp_path / "planted", rules) as newsproof:
        assert verdicts(newsproof, some) == before
    with opened(planted, tmp_path / "planted") as newsproof:
        for (was, _), (verdict, is_told) in zip(before, verdicts(newsproof, some), strict=True):
            assert verdict in (was, Verdict.CONFLICTING)
            assert is_told
    assert PUBLISHER not in vetted
