"""PDF: paragraphs, pages, headlines, what line ends cut; and files that are no use or harm."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.article import Article, PartKind, Span
from sources.readers import Rejected, read_bytes
from sources.readers.hyphens import Words
from sources.readers.pdf_lines import PdfLine, join_lines, split_furniture
from tests.sources.made_pdf import Printed, column, pdf, pdf_drawing

FIRST = [
    "The port authority of Nordhaven said on Tuesday that it will",
    "close the old grain pier for eleven months, after divers found",
    "that forty of its piles had rotted through.",
]
SECOND = [
    "“We could not let another ship moor there,” the engineer said,",
    "and four ships a week will go to the container port instead.",
]


def titled(*lines: str) -> list[Printed]:
    return [Printed("Grain Pier Is Shut", y=780, size=22), *column(lines)]


def bodies(article: Article) -> list[str]:
    return [span.of(article.text) for span in article.spans(PartKind.BODY)]


def test_lines_are_joined_and_room_between_them_ends_a_paragraph(read_one) -> None:
    article = read_one(pdf([titled(*FIRST, "", *SECOND)]), "pier.pdf")
    assert article.title == "Grain Pier Is Shut"
    assert bodies(article) == [" ".join(FIRST), " ".join(SECOND)]


def test_indent_ends_a_paragraph(read_one) -> None:
    lines = column(FIRST) + column(SECOND[:1], x=90, top=698) + column(SECOND[1:], top=684)
    assert bodies(read_one(pdf([lines]), "pier.pdf")) == [" ".join(FIRST), " ".join(SECOND)]


def test_quote_knows_its_page(read_one) -> None:
    pages = [titled(*FIRST), [], column(SECOND)]
    article = read_one(pdf(pages), "pier.pdf")
    for words, page in (("Grain Pier", 1), ("rotted through", 1), ("container port", 3)):
        start = article.text.index(words)
        assert article.pages_of(Span(start=start, end=start + len(words))) == (page, page)
    whole = Span(start=article.text.index("rotted"), end=article.text.index("instead"))
    assert article.pages_of(whole) == (1, 3)
    assert len(article.page_starts) == 3
    assert list(article.page_starts) == sorted(article.page_starts)


def test_sentence_runs_on_over_a_page_without_its_furniture(read_one) -> None:
    def page(n: int, lines: list[str]) -> list[Printed]:
        head = Printed("The Nordhaven Courier | 3 May 2024", y=810, size=9)
        return [head, *column(lines), Printed(f"Page {n} of 2", x=280, y=30, size=9)]

    article = read_one(pdf([page(1, FIRST[:2]), page(2, [*FIRST[2:], *SECOND])]), "pier.pdf")
    assert " ".join(FIRST) in article.text
    assert "Courier" not in article.text
    assert "Page" not in article.text
    assert article.published == date(2024, 5, 3)  # the running head says so
    at = article.text.index("that forty")
    assert article.pages_of(Span(start=at, end=at + 4)) == (2, 2)
    assert article.pages_of(Span(start=at - 10, end=at + 4)) == (1, 2)


def test_columns_are_read_one_after_the_other(read_one) -> None:
    left = column(
        ["Nordhaven will close the old", "grain pier for eleven months", "after divers found that"]
    )
    right = column(
        ["forty of its piles had", "rotted, and four ships a week", "will go elsewhere."], x=320
    )
    (body,) = bodies(read_one(pdf([left + right]), "pier.pdf"))
    assert "divers found that forty of its piles had rotted" in body


def test_ligatures_and_cut_words_are_made_whole(read_one) -> None:
    lines = [
        "The ofﬁcial in charge of the grain pier said on Wednes-",
        "day that the govern-",
        "ment will pay for a well-",
        "known engineer, whom it calls a ten-year-",
        "old friend of the port and its ships.",
    ]
    (body,) = bodies(read_one(pdf([column(lines)]), "pier.pdf"))
    assert "The official in charge" in body
    assert "said on Wednesday that the government will pay for a well-known engineer" in body
    assert "a ten-year-old friend" in body


def test_other_scripts(read_one) -> None:
    words = "Портовое управление Нордхавна сообщило во вторник что закроет старый причал"
    russian = words.split()
    lines = [" ".join(russian[:4]), " ".join(russian[4:8]), " ".join(russian[8:]), *FIRST[:1]]
    assert " ".join(russian) in read_one(pdf([column(lines)]), "pier.pdf").text
    japanese = [
        "港湾局は火曜日に古い穀物桟橋を十一か月間閉鎖すると発表し",
        "た。潜水士が四十本の杭が腐っているのを見つけたためである。",
    ]
    assert "".join(japanese) in read_one(pdf([column(japanese)]), "pier.pdf").text


def test_masthead_is_not_the_headline(read_one) -> None:
    page = [
        Printed("Courier", y=800, size=40),
        Printed("Old Grain Pier Is Shut for Months", y=750, size=20),
        *column([*FIRST, *SECOND], top=700),
    ]
    assert read_one(pdf([page]), "p.pdf").title == "Old Grain Pier Is Shut for Months"


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ("Grain pier closed, port says", "Grain pier closed, port says"),
        ("Microsoft Word - draft3.doc", "The port authority of Nordhaven said on Tuesday that it"),
        ("untitled", "The port authority"),
        ("report_final_v2.indd", "The port authority"),
    ],
)
def test_title_of_the_file_counts_where_it_is_one(named: str, title: str, read_one) -> None:
    article = read_one(pdf([column([*FIRST, *SECOND])], info={"Title": named}), "p.pdf")
    assert article.title.startswith(title)


def test_day_the_file_was_made_is_not_the_day_of_the_article(read_one) -> None:
    article = read_one(pdf([titled(*FIRST)], info={"CreationDate": "D:20300101000000Z"}), "p.pdf")
    assert article.published is None


def test_by_line_and_date_are_read_as_in_any_article(read_one) -> None:
    page = titled("By Ingrid Solberg", "", "14 February 2023", "", *FIRST)
    article = read_one(pdf([page], info={"Author": "jdoe"}), "p.pdf")
    assert (article.authors, article.published) == (("Ingrid Solberg",), date(2023, 2, 14))


def test_pdf_is_known_by_its_first_bytes(read_one) -> None:
    data = pdf([titled(*FIRST)])
    for origin in ("report.txt", "report.html", "https://courier.example/report"):
        assert read_one(data, origin).page_starts == (0,)
    assert read_one(data, "https://x.example/r", media_type="text/html").page_starts == (0,)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n", "is a PDF that cannot be opened: it is damaged"),
        (b"<html><body>no PDF</body></html>", "is a PDF that cannot be opened"),
        (pdf([[]]), "is a PDF without text: its pages are pictures"),
        (pdf([[Printed("Shut.")]]), "has no text to speak of, 1 words"),
        (pdf([[Printed("x")] for _ in range(2_001)]), "is a PDF of 2,001 pages; at most 2,000"),
    ],
    ids=["cut", "no PDF", "pictures", "short", "pages"],
)
def test_useless_pdf_is_rejected(data: bytes, reason: str, reject_one) -> None:
    assert reason in reject_one(data, "p.pdf")


def test_encrypted_pdf_is_rejected(reject_one) -> None:
    # A security handler with a user password that nobody gave.
    data = pdf([titled(*FIRST)])
    noise = "00112233445566778899aabbccddeeff" * 2
    lock = (
        f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{noise}> /U <{noise}> >>"
    )
    locked = data.replace(b"trailer\n<< ", b"trailer\n<< /ID [<00> <00>] " + lock.encode() + b" ")
    assert reject_one(locked, "p.pdf") == (
        "is a PDF that is encrypted; save a copy of it without a password"
    )


def test_page_tree_that_goes_round_in_circles_ends(reject_one) -> None:
    data = pdf(
        [titled(*FIRST)], page_tree="<< /Type /Pages /Count 1000000 /Kids [2 0 R 2 0 R 2 0 R] >>"
    )
    start = time.monotonic()
    assert reject_one(data, "p.pdf")
    assert time.monotonic() - start < 16


@pytest.mark.parametrize(
    ("piece", "n_times"),
    [
        (b"BT /F0 9 Tf 72 700 Td (aaaa aaaa) Tj ET\n", 2_500_000),
        (b"0 0 m 1 1 l S\n", 14_000_000),
        (b"q ", 5_000_000),
        (b"[", 5_000_000),
    ],
    ids=["text", "lines", "states", "arrays"],
)
def test_small_file_with_a_huge_page_ends_in_time(
    piece: bytes, n_times: int, read_one, reject_one
) -> None:
    bomb = pdf_drawing(piece, n_times)
    assert len(bomb) < 500_000
    start = time.monotonic()
    assert reject_one(bomb, "p.pdf")
    assert time.monotonic() - start < 16  # 0.1 to 3 s, 2026-11
    assert read_one(pdf([titled(*FIRST)]), "p.pdf")


def test_damaged_pdfs_never_end_the_batch(read_one, retrieved: datetime) -> None:
    whole = pdf([titled(*FIRST, *SECOND)])
    for n in range(60):
        at = 17 + n * (len(whole) - 40) // 60
        damaged = whole[:at] + b"\xff\x00<<" + whole[at + 7 :]
        (result,) = read_bytes(damaged, origin="p.pdf", retrieved=retrieved)
        assert isinstance(result, Article | Rejected)
    assert read_one(whole, "p.pdf")


# The rules below are checked without a PDF.


@given(
    texts=st.lists(
        st.tuples(
            st.text("ab .-", min_size=1).map(str.strip).filter(bool),
            st.integers(1, 3),
            st.floats(0, 600),
            st.floats(0, 842),
            st.sampled_from([9.0, 11.0, 20.0]),
            st.booleans(),
        ),
        max_size=12,
    )
)
@settings(max_examples=200)
def test_no_character_is_lost_in_joining(
    texts: list[tuple[str, int, float, float, float, bool]],
) -> None:
    lines = [
        PdfLine(text=text, page=page, left=x, right=x + 100, baseline=y, height=842, size=size,
                is_cut=is_cut)
        for text, page, x, y, size, is_cut in sorted(texts, key=lambda found: found[1])
    ]  # fmt: skip
    kept, furniture = split_furniture(lines)
    assert sorted(map(id, kept + furniture)) == sorted(map(id, lines))
    blocks = join_lines(lines)
    joined = "".join(block.text for block in blocks).replace(" ", "").replace("-", "")
    assert joined == "".join(line.text for line in lines).replace(" ", "").replace("-", "")
    for block in blocks:
        assert [offset for _, offset in block.pages] == sorted(offset for _, offset in block.pages)


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("the govern", "ment said", "the government said"),
        ("a well", "known man", "a well-known man"),
        ("the Anglo", "Norse port", "the Anglo-Norse port"),
        ("in 2020", "21 it", "in 2020-21 it"),
        ("the north", "bound train", "the northbound train"),  # the text writes it so elsewhere
        ("a cease", "fire was", "a cease-fire was"),
        ("Ver", "waltung", "Verwaltung"),
        ("—", "and", "—-and"),
    ],
)
def test_cut_words(left: str, right: str, whole: str) -> None:
    words = Words(["see the northbound line at once", "they want a cease-fire in time"])
    assert words.join(left, right) == whole
