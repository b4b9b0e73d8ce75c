"""Word files: what a reader of the page sees, and files that are no use or harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import docx
import pytest

from sources.article import Article, PartKind
from sources.readers import read_bytes
from tests.sources.conftest import BODY, RETRIEVED
from tests.sources.made_files import docx_of, zip_of

FIRST, SECOND = BODY.strip().split("\n\n")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def read_one() -> Callable[..., Article]:
    def read(data: bytes, origin: str = "a.docx") -> Article:
        (article,) = read_bytes(data, origin=origin, retrieved=RETRIEVED)
        assert isinstance(article, Article), article
        return article

    return read


def with_body(xml: str) -> bytes:
    """Make a Word file whose body is `xml`."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_of([]))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode()
            new.writestr(name, data)
    return file.getvalue()


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_styles_say_what_is_title_heading_and_caption(
    read_one, texts_of: Callable[[Article, PartKind], list[str]]
) -> None:
    data = docx_of(
        [
            ("Grain Pier Is Shut", "Title"),
            "By Ingrid Solberg",
            "14 February 2023",
            ("What the divers found was worse than anybody had said.", "Heading 2"),
            FIRST,
            ("The grain pier in 2022, before the winter.", "Caption"),
            SECOND,
        ]
    )
    article = read_one(data, "pier.docx")
    assert article.title == "Grain Pier Is Shut"
    assert (article.authors, article.published) == (("Ingrid Solberg",), date(2023, 2, 14))
    assert texts_of(article, PartKind.BODY) == [FIRST, SECOND]
    assert texts_of(article, PartKind.HEADING) == [
        "What the divers found was worse than anybody had said."
    ]
    assert texts_of(article, PartKind.CAPTION) == ["The grain pier in 2022, before the winter."]


def test_dates_of_the_template_and_names_of_typists_are_not_the_article_s(read_one) -> None:
    article = read_one(docx_of([FIRST, SECOND], author="python-docx", title="Word Document"))
    assert (article.published, article.authors) == (None, ())
    assert article.title.startswith("The port authority")


def test_tracked_changes_are_read_as_accepted(read_one) -> None:
    changed = paragraph(
        run("Divers found "),
        "<w:del><w:r><w:delText>forty</w:delText></w:r></w:del>",
        f"<w:ins>{run('fifty')}</w:ins>",
        run(" rotten piles"),
        f"<w:moveFrom>{run(' at the pier')}</w:moveFrom>",
        run(" secret", "<w:vanish/>"),
        f"<w:hyperlink>{run(' in the harbour.')}</w:hyperlink>",
    )
    article = read_one(with_body(changed + paragraph(run(FIRST))))
    assert "Divers found fifty rotten piles in the harbour." in article.text


def test_tables_and_content_controls_are_read_in_their_place(read_one) -> None:
    cell = lambda text: f"<w:tc>{paragraph(run(text))}</w:tc>"  # noqa: E731
    xml = (
        f"<w:sdt><w:sdtContent>{paragraph(run(FIRST))}</w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr>{cell('Piles')}{cell('40 rotten')}</w:tr></w:tbl>" + paragraph(run(SECOND))
    )
    assert read_one(with_body(xml)).text == f"{FIRST}\n\nPiles | 40 rotten\n\n{SECOND}"


def test_line_breaks_and_tabs(read_one) -> None:
    xml = paragraph(run("One line"), "<w:r><w:br/></w:r>", run("another"), "<w:r><w:tab/></w:r>",
                    run("end."))  # fmt: skip
    assert "One line\nanother end." in read_one(with_body(xml + paragraph(run(FIRST)))).text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04", "is no DOCX, or damaged"),
        (b"plain text", "is no DOCX, or damaged"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "is encrypted, or an old DOC"),
        (zip_of({"a.txt": "text"}), "is no DOCX, or damaged"),
        (docx_of([])[:-200], "is no DOCX, or damaged"),
        (docx_of([]), "has no text"),
        (zip_of({"word/document.xml": b" " * 210_000_000}), "unpacks to 210 MB; at most 200 MB"),
        (with_body("<w:tbl><w:tr><w:tc>" * 5_000), ""),
    ],
    ids=["stub", "text", "encrypted", "zip", "cut", "empty", "bomb", "deep"],
)
def test_useless_file_is_rejected(data: bytes, reason: str, reject_one) -> None:
    assert reason in reject_one(data, "a.docx")


def test_entities_are_not_expanded(reject_one) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    outside = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/hostname">'
    for head in (bomb, outside):
        body = paragraph(run("&i;"))
        xml = f"{head}]><w:document {W}><w:body>{body}</w:body></w:document>"
        file = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(docx_of([]))) as old, zipfile.ZipFile(file, "w") as new:
            for name in old.namelist():
                new.writestr(name, xml if name == "word/document.xml" else old.read(name))
        assert reject_one(file.getvalue(), "a.docx")


def test_made_by_python_docx_and_read_again(read_one) -> None:
    document = docx.Document()
    document.add_paragraph(FIRST).add_run(" Русский текст, 日本語.").bold = True
    file = io.BytesIO()
    document.save(file)
    assert read_one(file.getvalue()).text == f"{FIRST} Русский текст, 日本語."
