"""The rules of the house: read from TOML, and what they say of an article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.house import Label, Rules, is_opinion, may_decide, read_rules
from bot.verdict import Verdict
from sources.article import Article
from sources.readers.registry import read_bytes

TODAY = date(2026, 11, 23)


@pytest.fixture
def article() -> Article:
    from datetime import UTC, datetime

    text = (
        "---\ntitle: Ferry stopped\npublisher: Harbour Post\npublished: 2026-10-01\n"
        "url: https://harbour.example/news/ferry\n---\n"
        "The ferry to Holm was stopped on Thursday because of ice on the sound, the company said. "
        "It will sail again when the ice has gone, which may take a week or more.\n"
    )
    items = read_bytes(
        text.encode(), origin="ferry.md", retrieved=datetime(2026, 10, 2, tzinfo=UTC)
    )
    found = [item for item in items if isinstance(item, Article)]
    assert len(found) == 1
    return found[0]


def rules_of(tmp_path: Path, text: str) -> Rules:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return read_rules(path)


def test_without_a_file_the_defaults_count_everybody(article: Article) -> None:
    rules = read_rules(None)
    assert rules.evidence.min_reports == 1
    assert rules.labels(article, TODAY) == ()
    assert rules.labels(replace(article, publisher=None), TODAY) == (Label.UNKNOWN,)
    assert may_decide((Label.UNKNOWN, Label.OLD))


def test_every_rule_is_read(tmp_path: Path, article: Article) -> None:
    rules = rules_of(
        tmp_path,
        """
        [evidence]
        min_reports = 2
        flag_single_source = false
        vetted = ["The Gazette"]
        opinion_sections = ["views"]
        max_age_days = 30
        [rating]
        worst = 0
        best = 10
        [rating.verdicts.REFUTED]
        name = "Pants on fire"
        value = 0
        """,
    )
    assert rules.evidence.min_reports == 2
    assert not rules.evidence.flag_single_source
    assert rules.labels(article, TODAY) == (Label.UNVETTED, Label.OLD)
    assert rules.labels(replace(article, publisher="the gazette "), date(2026, 10, 31)) == ()
    assert rules.rating.verdicts[Verdict.REFUTED].name == "Pants on fire"
    assert rules.rating.verdicts[Verdict.SUPPORTED].name == "True"
    assert not may_decide((Label.UNVETTED,))


@pytest.mark.parametrize(
    ("url", "title", "opinion"),
    [
        ("https://a.example/opinion/2026/ferry", "Ferry stopped", True),
        ("https://a.example/Comment/ferry", "Ferry stopped", True),
        ("https://a.example/news/opinion-polls-rise", "Opinion polls rise", False),
        (None, "Opinion: The ferry must sail", True),
        (None, "Letters – the ferry", True),
        (None, "Comments on the ferry are closed", False),
    ],
)
def test_opinion_is_known_by_address_or_headline(
    article: Article, url: str | None, title: str, opinion: bool
) -> None:
    sections = Rules().evidence.opinion_sections
    assert is_opinion(replace(article, url=url, title=title), sections) is opinion


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[evidence]\nmin_reports = 0", "evidence.min_reports"),
        ("[evidence]\nmin_reports = '2'", "evidence.min_reports"),
        ("[evidence]\nmin_report = 2", "evidence.min_report"),
        ("[evidence]\nvetted = [1]", "evidence.vetted"),
        ("[evidence]\nvetted = ['']", "evidence.vetted.0"),
        ("[evidence]\nmax_age_days = nan", "evidence.max_age_days"),
        ("[rating.verdicts.MAYBE]\nname = 'x'", "rating.verdicts.MAYBE"),
        ("[rating.verdicts.REFUTED]\nvalue = 1", "rating.verdicts.REFUTED.name"),
        ("evidence = 3", "evidence"),
        ("[house]", "house"),
    ],
)
def test_a_rule_that_cannot_be_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        rules_of(tmp_path, text)
    assert repr(says) in str(caught.value)


@pytest.mark.parametrize("content", [b"[evidence", b"\xff\xfe", b"a = " + b"[" * 20_000])
def test_what_is_no_toml_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="not TOML"):
        read_rules(path)


def test_a_file_that_is_not_there_or_too_large_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_rules(tmp_path / "none.toml")
    (tmp_path / "big.toml").write_bytes(b"#" * 70_000)
    with pytest.raises(SettingsError, match="more than 64 KB"):
        read_rules(tmp_path / "big.toml")
