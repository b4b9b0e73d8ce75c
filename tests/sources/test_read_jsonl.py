from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest

from sources.article import Article, PartKind
from sources.readers import Rejected, read_bytes

ReadOne = Callable[..., Article]
RejectOne = Callable[..., str]
TextsOf = Callable[[Article, PartKind], list[str]]

WORDS = (
    "The port authority of Nordhaven said on Tuesday that it will close its old grain pier for "
    "eleven months after divers had found rot."
)


def line(**fields: object) -> str:
    return json.dumps({"title": "Grain pier shut", "text": WORDS, **fields}, ensure_ascii=False)


def test_fields_become_metadata_under_any_of_their_names(read_one: ReadOne) -> None:
    one = read_one(
        line(authors=["Ingrid Solberg", "Jon Aas"], publisher="Courier", published="2023-02-14",
             updated="2023-02-16T08:00:00Z", url="https://courier.example/p?utm_id=1",
             language="en-GB", id=7),
        "a.jsonl",
    )  # fmt: skip
    other = read_one(
        json.dumps({"title": "Grain pier shut", "content": WORDS,
                    "author": "Ingrid Solberg, Jon Aas",
                    "source": "Courier", "published_at": "Feb. 14, 2023", "updated": "2/16/2023",
                    "link": "https://courier.example/p", "language": "en", "id": "7"}),
        "b.jsonl",
    )  # fmt: skip
    for article in (one, other):
        assert article.authors == ("Ingrid Solberg", "Jon Aas")
        assert article.publisher == "Courier"
        assert (article.published, article.updated) == (date(2023, 2, 14), date(2023, 2, 16))
        assert article.url == "https://courier.example/p"
        assert article.language == "en"
    assert one.article_id == other.article_id
    assert one.text == other.text == f"Grain pier shut\n\n{WORDS}"
    assert (one.origin, other.origin) == ("a.jsonl:1", "b.jsonl:1")


def test_text_keeps_its_paragraphs_and_a_repeated_title_is_furniture(
    read_one: ReadOne, texts_of: TextsOf
) -> None:
    article = read_one(
        line(text=f"Grain pier shut\nBy Ingrid Solberg\n2/14/2023\n\n{WORDS}\n{WORDS}"), "a.jsonl"
    )
    assert texts_of(article, PartKind.TITLE) == ["Grain pier shut"]
    assert texts_of(article, PartKind.BODY) == [WORDS, WORDS]
    assert article.authors == ("Ingrid Solberg",)
    assert article.published == date(2023, 2, 14)


def test_object_without_title_is_named_by_its_text(read_one: ReadOne) -> None:
    assert read_one(json.dumps({"body": WORDS}), "a.jsonl").title.startswith("The port authority")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", "is not JSON"),
        ("not json", "is not JSON"),
        ("[1, 2]", "is not an object"),
        ('"text"', "is not an object"),
        ("null", "is not an object"),
        ('{"title": "x", "score": NaN, "text": "y"}', "NaN is not a JSON value"),
        ('{"title": "x", "n": ' + "9" * 5000 + "}", "is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"title": "Grain pier shut"}', "has no text"),
        ('{"title": "x", "text": null}', "has no text"),
        ('{"title": "x", "text": "  "}', "has no text"),
        ('{"title": "x", "text": "too few words"}', "has no text"),
        ('{"title": "x", "text": 7}', "'text' is not text"),
        (line(title=7), "'title' is not text"),
        (line(authors=[1]), "'authors' is not text"),
        (line(authors={"name": "x"}), "'authors' is not text"),
        (line(published=20230214), "'published' is not text"),
        (line(date="last week"), "'date' is not a full date"),
        (line(url="file:///etc/passwd"), "http or https"),
        (line(language=["en"]), "'language' is not text"),
        (line(id=True), "'id' is not text"),
        (line(title="x" * 6000), "'title' is longer"),
        (line(text="\\ud800 " + WORDS).replace("\\\\", "\\"), "lone surrogate"),
        (line(text="\\u0000 " + WORDS).replace("\\\\", "\\"), "binary"),
    ],
)
def test_bad_line_is_rejected_with_its_number_and_the_others_are_read(
    bad: str, reason: str, retrieved: datetime
) -> None:
    data = "\n".join([line(id="1"), "", bad, line(id="2")]).encode()
    first, rejected, last = read_bytes(data, origin="file.jsonl", retrieved=retrieved)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(rejected, Rejected)
    assert rejected.origin == "file.jsonl:3"
    assert reason in rejected.reason
    assert "Traceback" not in rejected.reason
    assert last.origin == "file.jsonl:4"


def test_line_in_another_encoding_is_rejected_alone(retrieved: datetime) -> None:
    data = line().encode() + b'\n{"title": "caf\xe9"}\n' + line(id=2).encode()
    results = read_bytes(data, origin="f.jsonl", retrieved=retrieved)
    assert [type(result) for result in results] == [Article, Rejected, Article]
    assert isinstance(results[1], Rejected)
    assert "is not UTF-8" in results[1].reason


def test_overlong_line_is_rejected(retrieved: datetime) -> None:
    data = (line(text="word " * 1_100_000) + "\n" + line()).encode()
    rejected, article = read_bytes(data, origin="f.jsonl", retrieved=retrieved)
    assert isinstance(rejected, Rejected)
    assert "is 6 MB; at most 5 MB" in rejected.reason
    assert isinstance(article, Article)


def test_file_of_bad_lines_ends_early(retrieved: datetime) -> None:
    results = read_bytes(b"{\n" * 1_000_000, origin="f.jsonl", retrieved=retrieved)
    assert len(results) < 1_100
    assert isinstance(results[-1], Rejected)
    assert "the rest was not read" in results[-1].reason


def test_same_id_with_another_text_gives_both(retrieved: datetime) -> None:
    data = f"{line(id=1)}\n{line(id=1, text=WORDS + ' More.')}".encode()
    one, other = read_bytes(data, origin="f.jsonl", retrieved=retrieved)
    assert isinstance(one, Article)
    assert isinstance(other, Article)
    assert one.article_id == other.article_id
    assert one.sha256 != other.sha256


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_marked_unicode_is_read(encoding: str, read_one: ReadOne) -> None:
    assert "é" in read_one(line(title="Café pier").encode(encoding), "a.jsonl").title


def test_json_file_holds_one_object_a_list_or_lines(retrieved: datetime) -> None:
    pretty = json.dumps([json.loads(line(id=n)) for n in range(3)], indent=2)
    listed = read_bytes(pretty.encode(), origin="f.json", retrieved=retrieved)
    lines = read_bytes(
        f"{line(id=0)}\n{line(id=1)}\n".encode(), origin="f.json", retrieved=retrieved
    )
    single = read_bytes(
        json.dumps(json.loads(line()), indent=2).encode(), origin="f.json", retrieved=retrieved
    )
    assert [len(results) for results in (listed, lines, single)] == [3, 2, 1]
    assert all(isinstance(result, Article) for result in [*listed, *lines, *single])
    assert [result.origin for result in listed] == ["f.json:2", "f.json:7", "f.json:12"]


@pytest.mark.parametrize(
    "text", ["[", "[1, ", "[{}{}]", "[] x", "[NaN]", "[" * 100_000, '[{"a": }]']
)
def test_broken_list_is_rejected(text: str, reject_one: RejectOne) -> None:
    assert "is not JSON" in reject_one(text, "f.json")


def test_list_with_a_bad_item_gives_the_others(retrieved: datetime) -> None:
    results = read_bytes(
        f"[{line()}, 7, {line(id=2)}]".encode(), origin="f.json", retrieved=retrieved
    )
    assert [type(result) for result in results] == [Article, Rejected, Article]


@pytest.mark.parametrize("text", ["[]", "[ ]", "\n\n"])
def test_file_without_items_has_no_text(text: str, reject_one: RejectOne) -> None:
    assert "has no text" in reject_one(text, "f.json")
