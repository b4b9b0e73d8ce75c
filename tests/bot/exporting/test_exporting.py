"""Exports: what they hold, that they are valid, and that no text in them can do anything."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from html.parser import HTMLParser

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.exporting import MEDIA_TYPES, ExportOptions, Shape, export
from bot.exporting.csv_table import HEADER, defuse
from bot.exporting.markdown import escape
from bot.house import Rating, RatingRules
from bot.verdict import Verdict, Worth
from tests.bot.exporting.made_reports import DRAFT, HOSTILE, hostile_report, make_report

OPTIONS = ExportOptions(on=date(2026, 11, 23), title="Ferry", newsroom="The Ledger")
SIGNED = ExportOptions(on=date(2026, 11, 23), signed_by="Ida Tasch")
ALLOWED = {
    *"html head meta title style body header main section footer article aside div".split(),
    *"h1 h2 h3 p mark sup a strong blockquote table tr th td del ins".split(),
}


class Page(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def links(markdown: str) -> list[str]:
    found = []
    waiting = MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown)
    while waiting:
        token = waiting.pop()
        waiting += token.children or []
        assert token.type not in ("html_block", "html_inline", "image", "fence", "code_inline")
        if token.type == "link_open":
            found.append(str(token.attrs["href"]))
    return found


@pytest.mark.parametrize("shape", Shape)
def test_every_shape_is_written_the_same_twice(shape: Shape) -> None:
    report = make_report()
    assert export(report, shape, OPTIONS) == export(report, shape, OPTIONS)
    assert shape in MEDIA_TYPES


def test_page_holds_the_whole_draft_in_order_with_marks() -> None:
    html = export(make_report(), Shape.HTML, OPTIONS).decode()
    bodies = re.findall(r'<div class="draft" dir="auto">(.*?)</div>', html, re.DOTALL)
    shown = [Page(re.sub(r"<sup>.*?</sup>", "", body)).text for body in bodies]
    assert shown == DRAFT.split("\n\n")
    marks = [a["class"] for t, a in Page(html).tags if t == "mark"]
    assert {"good", "bad", "skip"} <= set(marks)


def test_page_is_one_file_that_asks_nobody_for_anything() -> None:
    html = export(make_report(), Shape.HTML, OPTIONS).decode()
    tags = Page(html).tags
    assert {tag for tag, _ in tags} <= ALLOWED
    assert "default-src &#x27;none&#x27;" in html or "default-src 'none'" in html
    assert not any(name.startswith("on") or name == "src" for _, a in tags for name in a)
    css = html.split("<style>")[1].split("</style>")[0]
    assert "url(" not in css
    assert "@import" not in css
    assert "prefers-color-scheme: dark" in css
    assert "@media print" in css


@pytest.mark.parametrize("attack", HOSTILE, ids=range(len(HOSTILE)))
def test_page_shows_any_text_as_text(attack: str) -> None:
    page = Page(export(hostile_report(attack), Shape.HTML, OPTIONS).decode())
    assert {tag for tag, _ in page.tags} <= ALLOWED
    for _, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes)
        href = attributes.get("href") or "#"
        assert href.startswith(("#", "http://", "https://"))
    assert not set(page.text) & set("\x00\x07\x1b\x7f\u202e\u2066\u2069")


@pytest.mark.parametrize("attack", HOSTILE, ids=range(len(HOSTILE)))
def test_markdown_shows_any_text_as_text(attack: str) -> None:
    markdown = export(hostile_report(attack), Shape.MARKDOWN, OPTIONS).decode()
    assert links(markdown) == []
    assert not set(markdown) & set("\x00\x07\x1b\x7f\u202e\u2066\u2069")
    headings = [line for line in markdown.splitlines() if line.startswith("#")]
    assert len(headings) <= 4
    assert not re.search(r"(?<!\\)<", markdown)
    assert not re.search(r"(?:https?:/|www\.\w|\w@\w)", markdown)


@given(st.text(max_size=80))
def test_escaped_text_is_one_paragraph_of_the_same_words(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(escape(text))
    assert [t.type for t in tokens] in (["paragraph_open", "inline", "paragraph_close"], [])
    if tokens:
        assert {t.type for t in tokens[1].children or []} <= {"text", "text_special", "softbreak"}


def test_markdown_holds_verdicts_quotes_quotations_and_figures() -> None:
    markdown = export(make_report(), Shape.MARKDOWN, OPTIONS).decode()
    plain = markdown.replace("\\", "")
    for words in (
        "Refuted",
        "14 people were hurt",
        "Words altered",
        "Numbers and dates",
        "Unsigned",
    ):
        assert words in plain
    assert set(links(markdown)) == {"https://ledger.example/ferry"}


@pytest.mark.parametrize("attack", HOSTILE, ids=range(len(HOSTILE)))
def test_no_cell_can_be_run(attack: str) -> None:
    data = export(hostile_report(attack), Shape.CSV, OPTIONS).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data)))
    assert rows[0] == list(HEADER)
    assert {len(row) for row in rows} == {len(HEADER)}
    for cell in (cell for row in rows for cell in row):
        assert not cell.lstrip(" \t\r\n\ufeff\u200b").startswith(
            ("=", "+", "-", "@", "＝", "%", "|")
        )
        assert "\n" not in cell
        assert "\x00" not in cell


@given(st.text(max_size=40))
def test_defused_cell_never_begins_as_a_formula(text: str) -> None:
    assert not defuse(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("attack", HOSTILE, ids=range(len(HOSTILE)))
def test_word_file_opens_and_holds_no_link_field_or_macro(attack: str) -> None:
    data = export(hostile_report(attack), Shape.DOCX, OPTIONS)
    document = docx.Document(io.BytesIO(data))
    assert document.paragraphs
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        xml = archive.read("word/document.xml").decode()
        relations = archive.read("word/_rels/document.xml.rels").decode()
    assert not [name for name in names if "vba" in name.lower() or "embed" in name.lower()]
    assert "instrText" not in xml
    assert "fldSimple" not in xml
    assert 'TargetMode="External"' not in relations


def test_word_file_holds_verdicts_and_figures() -> None:
    document = docx.Document(io.BytesIO(export(make_report(), Shape.DOCX, SIGNED)))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Refuted, confidence 80 %" in text
    assert "Signed off by Ida Tasch" in text
    assert "14 people were hurt" in text
    assert document.tables[0].rows[0].cells[0].text == "Figure"


def reviews(options: ExportOptions, attack: str | None = None) -> list[dict[str, object]]:
    report = make_report() if attack is None else hostile_report(attack)
    graph = json.loads(export(report, Shape.CLAIMREVIEW, options))
    assert graph["@context"] == "https://schema.org"
    return graph["@graph"]


@pytest.mark.parametrize("options", [OPTIONS, SIGNED])
def test_claim_review_has_what_schema_org_asks(options: ExportOptions) -> None:
    report = make_report()
    checked = [c for c in report.claims if c.claim.worth is Worth.CHECK]
    found = reviews(options)
    assert len(found) == len(checked)
    for review in found:
        assert review["@type"] == "ClaimReview"
        assert date.fromisoformat(str(review["datePublished"]))
        assert isinstance(review["claimReviewed"], str)
        assert review["claimReviewed"]
        rating = review["reviewRating"]
        assert rating["@type"] == "Rating"
        assert rating["alternateName"]
        if "ratingValue" in rating:
            assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
        item = review["itemReviewed"]
        assert item["@type"] == "Claim"
        for work in review.get("citation", []):
            assert work["@type"] == "NewsArticle"
            assert work["headline"]


def test_review_without_a_name_is_marked_as_an_unsigned_draft() -> None:
    for review in reviews(OPTIONS):
        assert "author" not in review
        assert review["creativeWorkStatus"] == "Draft"
        assert "UNSIGNED" in str(review["name"])
    for review in reviews(SIGNED):
        assert review["author"] == {"@type": "Person", "name": "Ida Tasch"}
        assert review["creativeWorkStatus"] == "Published"


def test_scale_of_the_newsroom_is_used_and_no_evidence_has_no_place_on_it() -> None:
    rules = RatingRules(
        worst=0,
        best=10,
        verdicts={
            Verdict.SUPPORTED: Rating(name="Right", value=10),
            Verdict.REFUTED: Rating(name="Wrong", value=0),
            Verdict.NOT_ENOUGH_EVIDENCE: Rating(name="Open"),
        },
    )
    options = ExportOptions(on=date(2026, 11, 23), rating=rules)
    ratings = [review["reviewRating"] for review in reviews(options)]
    names = [(r["alternateName"], r.get("ratingValue")) for r in ratings]
    assert set(names) == {("Right", 10), ("Wrong", 0), ("Open", None)}


@pytest.mark.parametrize("attack", HOSTILE, ids=range(len(HOSTILE)))
def test_review_links_to_the_web_only(attack: str) -> None:
    hostile = ExportOptions(
        on=date(2026, 1, 1), signed_by=attack, url=attack, appeared_in=attack, newsroom=attack
    )
    for review in reviews(hostile, attack):
        for url in re.findall(r'"url": "([^"]*)"', json.dumps(review)):
            assert url.startswith(("http://", "https://"))
