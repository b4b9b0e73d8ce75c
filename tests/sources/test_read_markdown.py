from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from sources.article import Article, PartKind, Retraction
from sources.readers import read_bytes

ReadOne = Callable[..., Article]
RejectOne = Callable[..., str]
TextsOf = Callable[[Article, PartKind], list[str]]

FIELDS = """title: "Grain pier shut: 40 piles rotten"
authors: [Ingrid Solberg, Jon Aas]
publisher: Nordhaven Courier
published: 2023-02-14
updated: 2023-02-16
url: https://www.courier.example/2023/pier/?utm_source=x
language: en-GB
sources: [invented]
mood: *
"""


def markdown(body: str, fields: str = FIELDS.replace("mood: *\n", "")) -> str:
    return f"---\n{fields}---\n\n{body}"


def test_front_matter_becomes_metadata(read_one: ReadOne, body: str) -> None:
    article = read_one(markdown(body), "pier.md")
    assert article.title == "Grain pier shut: 40 piles rotten"
    assert article.authors == ("Ingrid Solberg", "Jon Aas")
    assert article.publisher == "Nordhaven Courier"
    assert (article.published, article.updated) == (date(2023, 2, 14), date(2023, 2, 16))
    assert article.url == "https://www.courier.example/2023/pier"
    assert article.language == "en"
    assert article.is_sample is False
    assert article.retraction is None


def test_text_is_the_rendered_text_under_its_title(read_one: ReadOne, texts_of: TextsOf) -> None:
    source = (
        "The *port* authority said on [Tuesday](https://x.example) that it will **close** the\n"
        "pier &amp; its `crane` for eleven months, after ~~14~~ 40 piles had rotted \\*through.\n\n"
        "## What *now*\n\n- Four ships a week\n- Two lorries\n\n> We close it.\n\n"
        "![Divers at the pier](d.jpg)\n\n<div>markup</div>\n\n```\ncode\n```\n\n"
        "| Piles | Rotten |\n|---|---|\n| 212 | 40 |\n"
    )
    article = read_one(markdown(source), "pier.md")
    assert texts_of(article, PartKind.TITLE) == [article.title]
    assert texts_of(article, PartKind.HEADING) == ["What now"]
    assert texts_of(article, PartKind.CAPTION) == ["Divers at the pier"]
    assert texts_of(article, PartKind.BODY) == [
        "The port authority said on Tuesday that it will close the pier & its crane for eleven "
        "months, after 40 piles had rotted *through.",
        "Four ships a week",
        "Two lorries",
        "We close it.",
        "Piles | Rotten",
        "212 | 40",
    ]
    assert "markup" not in article.text
    assert "code" not in article.text


def test_first_heading_is_the_title_and_stands_once(
    read_one: ReadOne, body: str, texts_of: TextsOf
) -> None:
    article = read_one(f"# Grain *pier* shut\n\n{body}", "pier.md")
    assert article.title == "Grain pier shut"
    assert article.text.count("Grain pier shut") == 1
    assert texts_of(article, PartKind.HEADING) == []


def test_text_without_title_is_named_by_its_first_sentence(read_one: ReadOne, body: str) -> None:
    article = read_one(f"{body}\n\n## Later\n\n{body}", "pier.md")
    assert article.title.startswith("The port authority")


@pytest.mark.parametrize(
    ("fields", "retraction"),
    [
        ("retracted: 2023-06-02\nretraction_reason: Wrong pier.",
         Retraction(on=date(2023, 6, 2), reason="Wrong pier.")),
        ("retracted: yes", Retraction(on=date(2023, 2, 16))),
        ("retracted: no", None),
    ],
)  # fmt: skip
def test_retraction_is_read(
    fields: str, retraction: Retraction | None, read_one: ReadOne, body: str
) -> None:
    known = "title: Pier\npublished: 2023-02-14\nupdated: 2023-02-16\n"
    assert read_one(markdown(body, f"{known}{fields}\n"), "p.md").retraction == retraction


def test_values_are_taken_as_written(read_one: ReadOne, body: str) -> None:
    fields = "title: No\nauthor: By Kari Moe and Jon Aas\npublisher: 007\nsample: true\nid: 0123\n"
    article = read_one(markdown(body, fields), "pier.md")
    assert article.title == "No"
    assert article.authors == ("Kari Moe", "Jon Aas")
    assert article.publisher == "007"
    assert article.is_sample
    other = read_one(markdown(body, fields.replace("0123", "123")), "pier.md")
    assert article.article_id != other.article_id


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("title: Pier: shut\n", "line 2"),
        ("title: x\npublished: last week\n", "'published' is not a full date"),
        ("title: x\nurl: javascript:alert(1)\n", "http or https"),
        ("title: [a, b]\n", "'title' is not text"),
        ("title: x\ntitle: y\n", "twice"),
        ("a: &a [x]\nb: *a\n", "anchor or alias"),
        ("a: !!python/object/apply:os.system [x]\n", "tag"),
        ("a: " + "[" * 50 + "]" * 50 + "\n", "nested"),
        ("a: [" + "x," * 5000 + "]\n", "more than"),
        ("- a\n- b\n", "not a list of"),
        ("title: '" + "x" * 40_000 + "'\n", "no end within"),
        ("title: x\nretracted: perhaps\n", "'retracted' is not a full date"),
        ("a: \x07\n", "not YAML"),
    ],
)
def test_wrong_front_matter_is_rejected_by_name(
    fields: str, reason: str, reject_one: RejectOne, body: str
) -> None:
    assert reason in reject_one(markdown(body, fields), "pier.md")


def test_rule_at_the_top_is_no_front_matter(read_one: ReadOne, body: str) -> None:
    assert read_one(f"---\n\n{body}", "pier.md").text.startswith("The port authority")


def test_packaged_samples_are_read(read_one: ReadOne) -> None:
    files = sorted(Path("sources/samples").resolve().glob("*.md"))
    assert files
    for file in files:
        article = read_one(file.read_bytes(), file.name)
        assert article.is_sample
        assert article.published
        assert article.url


@pytest.mark.parametrize("unit", ["![", "[", "a\n", "**a _b ", "> ", "- ", "`a``b", "[a](b"])
def test_hostile_markdown_takes_seconds_at_most(unit: str, retrieved: datetime) -> None:
    source = "# Pier\n\n" + unit * (240_000 // len(unit))
    start = time.perf_counter()
    assert read_bytes(source.encode(), origin="pier.md", retrieved=retrieved)
    assert time.perf_counter() - start < 15  # 0.1 to 1.5 s, 2026-11


def test_overlong_markdown_is_rejected(reject_one: RejectOne) -> None:
    assert "longer than 250,000 characters" in reject_one("word " * 50_001, "pier.md")
