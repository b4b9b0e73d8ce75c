"""CSV: columns by their names, separators, encodings, and rows that are wrong."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.article import Article
from sources.readers import Read, Rejected, read_bytes
from tests.sources.conftest import BODY, RETRIEVED

TEXT = BODY.strip()


def table(*rows: list[str], separator: str = ",", encoding: str = "utf-8") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode(encoding)


def read(data: bytes) -> list[Read]:
    return read_bytes(data, origin="export.csv", retrieved=RETRIEVED)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_encoding_are_found_out(separator: str, encoding: str) -> None:
    data = table(
        ["Article_ID", "Headline", "Body Text", "By-line", "Publication Date", "Permalink", "Site"],
        ["7", "Pier shut, for now; or longer", TEXT, "Ingrid Solberg", "2023-02-14",
         "https://courier.example/pier?utm_source=x", "Courier"],
        separator=separator, encoding=encoding,
    )  # fmt: skip
    (article,) = read(data)
    assert isinstance(article, Article), article
    assert article.title == "Pier shut, for now; or longer"
    assert article.text == f"Pier shut, for now; or longer\n\n{TEXT}"
    assert article.published == date(2023, 2, 14)
    assert article.url == "https://courier.example/pier"
    assert article.publisher == "Courier"
    assert article.origin == "export.csv:2"


def test_bad_rows_are_rejected_by_line_and_the_others_read() -> None:
    data = table(
        ["title", "text", "date"],
        ["One", TEXT, "2023-02-14"],  # four lines: its text has three
        ["Two", "too short", ""],
        [],
        ["Three", TEXT, "the day before yesterday"],
        ["Four", TEXT],
        ["Five", TEXT, ""],
    )
    results = read(data)
    assert [type(result) for result in results] == [Article, Rejected, Rejected, Rejected, Article]
    assert [result.origin.rpartition(":")[2] for result in results] == ["2", "5", "7", "10", "13"]
    reasons = [result.reason for result in results if isinstance(result, Rejected)]
    assert "at least 20 words" in reasons[0]
    assert "its field 'published' is not a full date" in reasons[1]
    assert "has 2 columns instead of 3" in reasons[2]


def test_formula_is_its_text() -> None:
    formula = '=HYPERLINK("https://evil.example","x")'
    (article,) = read(table(["title", "text"], [formula, f"{formula} {TEXT}"]))
    assert isinstance(article, Article)
    assert article.title == formula
    assert f"\n\n{formula} The port" in article.text


def test_table_without_text_names_its_columns() -> None:
    (rejected,) = read(table(["price", "volume"], ["1", "2"]))
    assert rejected == Rejected(
        "export.csv",
        "has no column for the text of an article, only 'price', 'volume'; "
        "name one text, body or content, in the first row",
    )


def test_quotation_mark_that_never_ends_swallows_no_article() -> None:
    data = table(["title", "text"], ["One", TEXT]) + b'Two,"' + TEXT.encode() + b"\nThree," + (
        TEXT.replace("\n", " ").encode()
    )  # fmt: skip
    good, bad = read(data)
    assert isinstance(good, Article)
    assert isinstance(bad, Rejected)
    assert "never closed" in bad.reason


def test_table_of_bad_rows_is_given_up() -> None:
    results = read(b"title,text\n" + b"x,y\n" * 100_000)
    assert len(results) < 1_100
    assert "more bad rows than articles" in results[-1].reason


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"text", b'"', b"text,text\n", b"a" * 100_000, b",".join([b"x"] * 100_000)],
)
def test_odd_tables_are_rejected(data: bytes) -> None:
    assert all(isinstance(result, Rejected) for result in read(data))


VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=30
).map(str.strip)


@given(rows=st.lists(st.tuples(VALUES, VALUES), max_size=5))
def test_values_come_out_as_they_went_in(rows: list[tuple[str, str]]) -> None:
    data = table(["title", "text"], *[[f"Pier {a}", f"{b}\n\n{TEXT}"] for a, b in rows])
    results = read(data) if rows else []
    assert len(results) == len(rows)
    for (_, b), result in zip(rows, results, strict=True):
        if isinstance(result, Article):
            assert result.text.endswith(f"{b}\n\n{TEXT}")


def test_changed_row_is_a_new_version_of_the_same(retrieved: datetime) -> None:
    old, new = (
        read(table(["id", "source", "title", "text"], ["7", "Courier", title, TEXT]))[0]
        for title in ("Pier shut", "Pier shut for months")
    )
    assert isinstance(old, Article)
    assert isinstance(new, Article)
    assert old.article_id == new.article_id
    assert old.sha256 != new.sha256
