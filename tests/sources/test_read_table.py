"""CSV: columns by their names, separators, encodings, and rows that are wrong."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.article import Article
from sources.readers import Read, Rejected, read_bytes, read_paths
from sources.readers.columns import ColumnsError, parse_columns
from sources.readers.originals import Originals, read_original
from tests.sources.conftest import BODY, RETRIEVED
from tests.sources.made_files import zip_of

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
        "name one text, body or content, in the first row, or give --columns text=NAME",
    )


def told(data: bytes, columns: str) -> list[Read]:
    return read_bytes(
        data, origin="export.csv", retrieved=RETRIEVED, columns=parse_columns(columns)
    )


def test_columns_are_what_somebody_tells() -> None:
    data = table(
        ["Nr", "Headline", "Body", "Rohfassung", "Datum", "Verfasser", "Link"],
        ["7", "Pier shut", "Only a teaser.", TEXT, "14.02.2023 08:30", "Ingrid Solberg; Jo Hall",
         "https://courier.example/pier"],
        separator=";",
    )  # fmt: skip
    (article,) = told(data, "id=Nr, text=rohfassung,author=Verfasser,url=Link")
    assert isinstance(article, Article), article
    assert article.title == "Pier shut"  # recognised, as nothing was told of it
    assert article.text == f"Pier shut\n\n{TEXT}"
    assert article.published == date(2023, 2, 14)
    assert article.authors == ("Ingrid Solberg", "Jo Hall")
    assert article.url == "https://courier.example/pier"


def test_column_that_was_told_is_nothing_else() -> None:
    data = table(["title", "headline", "text"], ["Kicker", "Pier shut", TEXT])
    (article,) = told(data, "title=headline")
    assert isinstance(article, Article)
    assert article.title == "Pier shut"
    (article,) = told(table(["name", "text"], ["Ingrid Solberg", TEXT]), "author=name")
    assert isinstance(article, Article)
    assert article.authors == ("Ingrid Solberg",)
    assert article.title != "Ingrid Solberg"


def test_name_with_a_comma_is_told_in_quotes() -> None:
    data = table(["Body, long", "Body=2"], [TEXT, "Pier shut"])
    (article,) = told(data, '"text=Body, long",title=Body=2')
    assert isinstance(article, Article)
    assert article.title == "Pier shut"


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ("", "no column is named"),
        ("Headline", "'Headline' does not say which column is what"),
        ("title=", "does not say which column is what"),
        ("title=A,,text=B", "does not say which column is what"),
        ("headline=A", "'headline' is no field of an article. Known are text, title, authors"),
        ("title=A,title=B", "the field 'title' is given twice"),
        ("author=A,authors=B", "the field 'authors' is given twice"),
        ("title=A,text=A", "the column 'A' is given for 'title' and for 'text'"),
        ("text=" + "x" * 1_000, "does not say which column is what"),
    ],
)
def test_columns_that_cannot_be_meant_are_refused(columns: str, what: str) -> None:
    with pytest.raises(ColumnsError, match=re.escape(what)):
        parse_columns(columns)


@pytest.mark.parametrize(
    ("header", "columns", "reason"),
    [
        (["Titel", "Text"], "text=Body", "has no column 'Body', only 'Titel', 'Text'; name one"),
        (["A", "A", "text"], "title=A", "has 2 columns 'A'; give them names of their own"),
        (["Kop", "Lead"], "title=Kop", "no column for the text of an article, only 'Kop', 'Lead'"),
        (["A", "text"], "title=A,id=a", "has one column for two of the fields"),
        (["", " "], "title=A", "has no column 'A', only blank ones"),
        ([f"c{n}" for n in range(400)], "text=Body", "'c19' and 380 more"),
        ([f"c{n}" for n in range(10_000)], "text=c1", "has more than 500 columns"),
    ],
)  # fmt: skip
def test_column_that_is_not_there_or_twice_is_said(
    header: list[str], columns: str, reason: str
) -> None:
    (rejected,) = told(table(header, ["x"] * len(header)), columns)
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason


@pytest.mark.parametrize(
    "header",
    [
        ["Überschrift", "Fließtext", "Veröffentlicht am", "Verfasserin", "Permalink"],
        ["Titre", "Contenu", "Date de publication", "Auteur", "Lien"],
        ["Título", "Cuerpo", "Fecha", "Autor", "Enlace"],
        ["Titolo", "Testo", "Data di pubblicazione", "Autore", "Collegamento"],
        ["Kop", "Inhoud", "Publicatiedatum", "Auteur", "URL"],
        ["Título", "Conteúdo", "Data de publicação", "Autor", "Link"],
        ["Overskrift", "Brødtekst", "Dato", "Forfatter", "Lenke"],
        ["Tytuł", "Treść", "Data publikacji", "Autor", "Link"],
        ["post_title", "post-content", "post.date", "Author Name", "permalink"],
    ],
)
@pytest.mark.parametrize("separator", [";", "\t"])
def test_names_of_other_languages_are_known(header: list[str], separator: str) -> None:
    row = ["Pier shut", TEXT, "14.02.2023", "Ingrid Solberg", "https://courier.example/pier"]
    (article,) = read(table(header, row, separator=separator, encoding="utf-8-sig"))
    assert isinstance(article, Article), article
    assert (article.title, article.published) == ("Pier shut", date(2023, 2, 14))
    assert (article.authors, article.url) == (("Ingrid Solberg",), "https://courier.example/pier")


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["13/02/2023", "03/04/2023"], [date(2023, 2, 13), date(2023, 4, 3)]),
        (["02/13/2023", "03/04/2023"], [date(2023, 2, 13), date(2023, 3, 4)]),
        (["03/04/2023 08:30", "05/04/2023"], [date(2023, 3, 4), date(2023, 5, 4)]),
        (["13/02/2023", "02/13/2023"], [date(2023, 2, 13), date(2023, 2, 13)]),
        (["2023-02-13T08:30:00Z", "3.4.2023"], [date(2023, 2, 13), date(2023, 4, 3)]),
    ],
)
def test_order_of_day_and_month_is_that_of_the_column(dates: list[str], days: list[date]) -> None:
    rows = [[f"Pier {n}", day, TEXT] for n, day in enumerate(dates)]
    data = table(["title", "date", "text"], *rows)
    originals = Originals()
    results = read_bytes(data, origin="e.csv", retrieved=RETRIEVED, originals=originals)
    assert [r.published for r in results if isinstance(r, Article)] == days
    for result in results:  # and each row alone says the same
        assert isinstance(result, Article)
        original = originals.pop(result.sha256)
        assert original is not None
        assert read_original(original, result, retrieved=RETRIEVED) == [result]


def test_row_alone_is_read_as_its_columns_were_told() -> None:
    data = table(
        ["text", "Rohfassung", "A;B", "Datum"],
        ["A teaser.", TEXT, "Pier shut", "13/02/2023"],
        ["A teaser.", TEXT, "Pier open", "03/04/2023"],
        separator=";",
        encoding="cp1252",
    )
    originals = Originals()
    results = read_bytes(
        data, origin="e.csv", retrieved=RETRIEVED, originals=originals,
        columns=parse_columns("text=Rohfassung,title=A;B"),
    )  # fmt: skip
    assert [r.title for r in results if isinstance(r, Article)] == ["Pier shut", "Pier open"]
    for result in results:
        assert isinstance(result, Article)
        original = originals.pop(result.sha256)
        assert original is not None
        assert read_original(original, result, retrieved=RETRIEVED) == [result]


def test_columns_reach_a_table_in_a_container_and_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(
        zip_of({"e.csv": table(["A", "B"], ["Pier shut", TEXT]), "p.txt": TEXT.encode()})
    )
    (tmp_path / "b.csv").write_bytes(table(["A", "B"], ["Pier open", TEXT]))
    columns = parse_columns("title=A,text=B")
    found = list(read_paths([tmp_path], retrieved=RETRIEVED, columns=columns))
    assert [type(one) for one in found] == [Article] * 3
    assert [one.title for one in found if isinstance(one, Article)][::2] == [
        "Pier shut",
        "Pier open",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"A,B\n" + b"x" * 6_000_000 + b",y\n",
        b"A,B\nx,\x00\n",
        b'A,B\n"x,y\n' * 1_000,
        b'A,"B\n',
        b"A,B\n=1+1,+cmd|' /C calc'!A0\n",
        b"A" * 21_000_000,
    ],
    ids=["a long field", "NUL", "open quotes", "an open header", "formulas", "too long"],
)
def test_hostile_tables_are_rejected_with_a_reason(data: bytes) -> None:
    results = told(data, "text=B,title=A")
    assert results
    assert all(isinstance(result, Rejected) and result.reason for result in results)


@given(header=st.lists(st.text(max_size=12), max_size=6), name=st.text(min_size=1, max_size=12))
def test_any_header_and_any_name_is_read_or_rejected(header: list[str], name: str) -> None:
    try:
        data = table(header, [TEXT] * len(header), encoding="utf-8")
    except UnicodeEncodeError:
        return
    results = read_bytes(data, origin="export.csv", retrieved=RETRIEVED, columns={"text": name})
    assert results


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
