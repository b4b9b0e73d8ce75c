"""The HTML of the page: nothing that comes from outside may become markup."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Check, Citation, Proof, ResolvedDate, Statement, Status
from bot.page.answer_html import coverage_html, talk_html
from bot.page.article_html import article_html, store_html
from bot.page.markup import chip, esc, in_brackets, quoted, safe_url, source_line
from bot.page.notices_html import Notice, notice_html
from bot.page.report_html import report_html, report_marks
from bot.page.shelf import Coverage, Row
from bot.page.sources_html import MAX_ROWS, ingest_html, list_html, progress_html
from bot.page.talk import MAX_TURNS, Talk, Turn
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from sources.article import Quote, Retraction, Span
from tests.bot.page.fake import (
    FakeIngested,
    FakeIngestReport,
    FakeRejected,
    article,
    proof,
)

XSS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "'><iframe srcdoc='<script>alert(1)</script>'>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//http://example.org",
    "data:text/html,<script>alert(1)</script>",
    "</article></div><form action=https://evil.example><input>",
    "<style>*{background:url(https://evil.example)}</style>",
    "<link rel=stylesheet href=https://evil.example>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "{{#each value}}{{this}}{{/each}}",
    "${alert(1)}",
    "`${alert(1)}`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--<img src=--><img src=x onerror=alert(1)//>",
    "<details open ontoggle=alert(1)>",
    "<mark data-marks='t1-c1' onmouseover=alert(1)>",
    "\u202e<a href='https://evil.example' autofocus onfocus=alert(1)>\x00",
    "https://user@evil.example/\" onclick=\"alert(1)",
    "@children <button data-open='x'>",
)  # fmt: skip

OUR_TAGS = frozenset(
    "a article blockquote button code details div h2 h3 h4 header li mark ol p progress section "
    "span strong summary time ul".split()
)
OUR_ATTRIBUTES = frozenset(
    "aria-hidden aria-label aria-live class data-article data-for data-mark data-marks data-open "
    "data-turn datetime download hidden href max rel role target type value".split()
)


class Outline(HTMLParser):
    """Collects the elements, and the text between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment of someone else")


def outline(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    found.close()
    assert found.depth == 0
    return found


def assert_ours(html: str) -> Outline:
    found = outline(html)
    for tag, attributes in found.elements:
        assert tag in OUR_TAGS, tag
        assert set(attributes) <= OUR_ATTRIBUTES, attributes
        # What a result is saved by holds nothing but letters of base64.
        saved = r"data:application/json;base64,[A-Za-z0-9+/]*={0,2}\Z"
        place = attributes.get("href") or "https://"
        assert re.match(saved if "download" in attributes else r"https?://", place), attributes
    assert not re.search(r"[`${}]", html)
    return found


def everything(text: str) -> str:
    """Return every piece of the page with `text` in each place that comes from outside."""
    source = article(
        1, text, [text, f"before {text} after"], publisher=text, url=text, authors=(text, text),
        origin=text, is_sample=False, retraction=Retraction(on=date(2024, 1, 2), reason=text),
    )  # fmt: skip
    at = source.text.index(f"before {text} after")
    quote = Quote.of(source, Span(start=at, end=at + len(f"before {text} after")))
    resolved = ResolvedDate(
        span=Span(start=0, end=6), words=text, meaning=text,
        first=date(2024, 1, 1), last=date(2024, 1, 1),
    )  # fmt: skip
    cited = Citation(number=1, quote=quote, title=text, publisher=text, url=text,
                     published=date(2024, 1, 1), resolved=(resolved,))  # fmt: skip
    check = Check(name=text, passed=False, reason=text)
    said = Statement(text=text, citations=(1,), proof=Proof(checks=(check,)), side=text)
    made = {"backends": {text: text}, "timings_ms": {"total": 1.0}}
    answers = [
        Answer(question=text, status=status, text=text, statements=(said,), citations=(cited,),
               nearest=(cited,), reason=text, as_of=date(2024, 1, 1), **made)
        for status in Status
    ]  # fmt: skip
    coverage = Coverage(n_articles=1, publishers=(text,), first=date(2024, 1, 1),
                        last=date(2024, 1, 1))  # fmt: skip
    turns = (
        *(
            Turn(number=n, question=text, answer=answer, coverage=coverage)
            for n, answer in enumerate(answers, start=1)
        ),
        Turn(number=9, question=text, notice=Notice(what=text, way_out=text)),
    )
    talk = Talk(turns=turns)
    claim = Claim(text=text, span=Span(start=0, end=len(text)))
    report = Report(
        text=text,
        claims=tuple(
            CheckedClaim(claim=claim, verdict=verdict, confidence=0.5, checks=(check,), reason=text,
                         settle=text, evidence=tuple(
                             Evidence(stance=stance, confidence=0.5, citation=cited, reason=text)
                             for stance in Stance))
            for verdict in Verdict
        ),
        **made,
    )  # fmt: skip
    ingested = (FakeIngested("0" * 16, 1, text, text),)
    row = Row(article_id=text, version=1, title=text, publisher=text, published=date(2024, 1, 1),
              is_sample=True, is_retracted=True)  # fmt: skip
    return "".join(
        (
            talk_html(talk, ""),
            store_html([source], talk.marks()),
            report_html(report),
            store_html([source], report_marks(report)),
            progress_html(text, 1, 2),
            list_html([row], ""),
            list_html([row], f"{text} not there"),
            ingest_html(
                FakeIngestReport(ingested, ingested, ingested, (FakeRejected(text, text),))
            ),
        )
    )


@pytest.mark.parametrize("text", XSS)
def test_hostile_text_stays_text_everywhere(text: str) -> None:
    found = assert_ours(everything(text))

    assert "alert(1)" not in str([e for e in found.elements if e[0] in {"a", "mark"}])
    assert re.sub(r"[\x00\u202e]", "\ufffd", text) in found.text


@given(st.text(min_size=1, max_size=60))
def test_any_text_leaves_only_our_elements(text: str) -> None:
    assert_ours(everything(text))


@given(st.text(alphabet="<>\"'&`${}[]/ =abc\n", min_size=1, max_size=40))
def test_text_made_of_markup_leaves_only_our_elements(text: str) -> None:
    assert_ours(everything(text))


@given(st.text())
def test_escaped_text_reads_back(text: str) -> None:
    read = outline(f"<p>{esc(text)}</p>")

    assert [tag for tag, _ in read.elements] == ["p"]
    assert len(read.text.replace("\r\n", "\n")) <= len(text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", " https://a.example", "https://a.example/\nx", "//a.example", "",
        "https://", "ftp://a.example", "file:///etc/passwd", "https://user:pw@a.example/",
        "https://a.example\\@b.example", "data:text/html,x", "http://[::1", None,
    ],
)  # fmt: skip
def test_addresses_that_are_not_plain_web_addresses_are_not_linked(url: str | None) -> None:
    assert safe_url(url) is None


def test_original_is_linked_without_a_referrer() -> None:
    html = article_html(article(1, "Title", ["Text."], is_sample=False))
    link = next(attributes for tag, attributes in outline(html).elements if tag == "a")

    assert link["href"] == "https://wire.example/1"
    assert link["rel"] == "noopener noreferrer nofollow"
    assert link["target"] == "_blank"


def test_sample_is_named_as_such_and_links_nowhere() -> None:
    html = article_html(article(1, "Title", ["Text."]))

    assert "sample, written for Newsproof" in html
    assert "<a " not in html


def test_retraction_is_told_before_the_text() -> None:
    html = article_html(article(1, "T", ["Body."], retraction=Retraction(on=date(2023, 6, 2))))

    assert html.index("Retracted on 2 June 2023") < html.index("Body.")


def cite(source_text: str, words: str, number: int = 1) -> tuple[str, Citation]:
    source = article(1, "Title", [source_text])
    at = source.text.index(words)
    quote = Quote.of(source, Span(start=at, end=at + len(words)))
    return source_text, Citation(number=number, quote=quote, title="Title")


def test_quote_is_marked_exactly_where_it_stands() -> None:
    text, citation = cite("It is so. It is “not” so. It is so.", "It is “not” so.")
    html = article_html(article(1, "Title", [text]), {"t1-c1": citation})

    assert '<mark data-marks="t1-c1">It is “not” so.</mark>' in html


def test_overlapping_quotes_share_their_common_words() -> None:
    text = "one two three four"
    marks = {"a": cite(text, "one two three")[1], "b": cite(text, "two three four", 2)[1]}
    html = article_html(article(1, "Title", [text]), marks)

    assert '<mark data-marks="a">one </mark><mark data-marks="a b">two three</mark>' in html


def test_quote_over_two_paragraphs_is_marked_in_both() -> None:
    source = article(1, "Title", ["First line.", "Second line."])
    start, end = source.text.index("First"), source.text.index("Second") + 6
    citation = Citation(number=1, quote=Quote.of(source, Span(start=start, end=end)), title="T")

    assert article_html(source, {"m": citation}).count("<mark") == 2


def test_quote_that_is_not_there_is_told_and_not_marked() -> None:
    source = article(1, "Title", ["Something else."])
    quote = Quote(article_id=source.article_id, version=source.version, start=0, end=4, text="gone")
    html = article_html(source, {"m": Citation(number=3, quote=quote, title="T")})

    assert "<mark" not in html
    assert "The quote under 3 does not stand" in html


def test_whole_text_is_shown_once_without_the_repeated_title() -> None:
    source = article(1, "The headline", ["First.", "Second."])
    shown = outline(article_html(source)).text

    assert shown.count("The headline") == 1
    assert shown.count("First.") == 1
    assert "A photograph of the day" in shown


def test_relative_date_is_followed_by_its_meaning() -> None:
    _, citation = cite("It fell on Monday, he said.", "It fell on Monday, he said.")
    resolved = ResolvedDate(span=Span(start=11, end=17), words="Monday", meaning="21 March 2022",
                            first=date(2022, 3, 21), last=date(2022, 3, 21))  # fmt: skip
    html = quoted(Citation(number=1, quote=citation.quote, title="T", resolved=(resolved,)))

    assert outline(html).text == "It fell on Monday [21 March 2022], he said."


def test_bracketed_meaning_is_set_apart() -> None:
    assert in_brackets("On Monday [21 March 2022].").count("np-meaning") == 1


def test_every_verdict_has_a_sign_and_a_word() -> None:
    claim = Claim(text="A claim.", span=Span(start=0, end=8))
    for verdict in Verdict:
        checked = CheckedClaim(claim=claim, verdict=verdict, confidence=0.5)
        text = outline(report_html(Report(text="A claim.", claims=(checked,)))).text
        word = verdict.value.replace("_", " ").capitalize()
        assert re.search(rf"[✓✕≠?–] {word}", text)


def test_unchecked_claim_has_no_confidence() -> None:
    checked = CheckedClaim(
        claim=Claim(text="A.", span=Span(start=0, end=2)), verdict=Verdict.NOT_CHECKED, confidence=0
    )

    assert "confidence" not in report_html(Report(text="A.", claims=(checked,)))


def test_text_without_a_claim_says_so() -> None:
    assert "No claim was found" in report_html(Report(text="Hello", claims=()))


def test_statement_without_proof_is_not_called_proven() -> None:
    said = Statement(text="Said.", citations=(), proof=Proof(checks=()))
    answer = Answer(question="q", status=Status.ANSWERED, text="", statements=(said,))
    html = talk_html(Talk(turns=(Turn(number=1, question="q", answer=answer),)), "")

    assert "Not proven" in html


def test_proven_statement_counts_its_checks() -> None:
    said = Statement(text="Said.", citations=(), proof=proof())
    answer = Answer(question="q", status=Status.ANSWERED, text="", statements=(said,))
    html = talk_html(Talk(turns=(Turn(number=1, question="q", answer=answer),)), "")

    assert "6 of 6 checks" in html


def test_pending_question_says_that_it_is_being_worked_on() -> None:
    assert "Searching the archive" in talk_html(Talk().ask("q"), "")


def test_coverage_names_count_publishers_and_days() -> None:
    text = outline(
        coverage_html(
            Coverage(n_articles=7, publishers=tuple("abcdef"), first=date(2020, 1, 2),
                     last=date(2021, 3, 4))
        )
    ).text  # fmt: skip

    assert text == "The archive covers 7 articles from a, b, c, d and 2 more, 2 January 2020 to " \
                   "4 March 2021."  # fmt: skip


def test_list_shows_no_more_than_its_limit_and_says_so() -> None:
    rows = [
        Row(article_id=f"{n:016x}", version=1, title=f"Title {n}", publisher="P",
            published=date(2024, 1, 1), is_sample=False, is_retracted=False)
        for n in range(MAX_ROWS + 5)
    ]  # fmt: skip

    assert list_html(rows, "").count("data-open") == MAX_ROWS
    assert f"Showing {MAX_ROWS} of {MAX_ROWS + 5}" in list_html(rows, "")
    assert list_html(rows, "title 204").count("data-open") == 1


def test_conversation_keeps_its_newest_turns() -> None:
    talk = Talk()
    for _ in range(MAX_TURNS + 3):
        talk = talk.ask("q")
        talk = talk.close(Turn(number=talk.turns[-1].number, question="q", notice=Notice(what="x")))

    assert [turn.number for turn in talk.turns] == list(range(4, MAX_TURNS + 4))


def test_notice_is_a_sentence_with_a_way_out() -> None:
    text = outline(notice_html(Notice(what="port 7860 is taken", way_out="choose another"))).text

    assert text == "!Port 7860 is taken. Choose another."


def test_source_line_names_the_pages_of_a_citation() -> None:
    quote = Quote(article_id="a" * 16, version=1, start=0, end=4, text="pier")
    one, other, again = (
        Citation(number=n, quote=quote, title="T", pages=pages)
        for n, pages in enumerate([(3, 3), (7, 8), (3, 3)], start=1)
    )
    assert "p. 3, pp. 7–8</span>" in source_line(one, other, again)
    assert "p." not in source_line(Citation(number=1, quote=quote, title="T"))
    assert "T, p. 3" in chip(one, "m")
