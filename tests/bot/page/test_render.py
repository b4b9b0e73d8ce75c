"""The HTML of the page: nothing that comes from outside may become markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import (
    Answer,
    Attributed,
    Check,
    Citation,
    Copies,
    Proof,
    ResolvedDate,
    Statement,
    Status,
)
from bot.checks.antonyms import check_antonyms
from bot.checks.finding import Outcome as Finds
from bot.checks.negation import check_negation
from bot.checks.roles import check_roles
from bot.conversation import Change, ChangeKind, Understood
from bot.house import Rules
from bot.packs import Pack, State
from bot.page.answer_html import coverage_html
from bot.page.article_html import article_html, store_html
from bot.page.checking import Checking
from bot.page.differing import differing
from bot.page.exports_html import exports_html
from bot.page.keeping import Changed, Since
from bot.page.markup import chip, esc, in_brackets, quoted, safe_url, source_line
from bot.page.narrow_html import chips_html
from bot.page.narrowing import Narrowed
from bot.page.notices_html import Notice, notice_html
from bot.page.plain_text import answer_text
from bot.page.report_html import checking_html, checking_marks
from bot.page.reported_html import Shown, reported_html
from bot.page.shelf import Coverage, Row
from bot.page.sources_html import MAX_ROWS, ingest_html, list_html, progress_html
from bot.page.talk import MAX_TURNS, Talk, Turn
from bot.page.talk_html import suggestions_html, talk_html
from bot.page.texts import texts_of
from bot.quotations import CheckedQuotation, Edit, Outcome, Place, Quotation
from bot.reported import Reported, Wrong
from bot.verdict import (
    CheckedClaim,
    Claim,
    Evidence,
    Report,
    Resolved,
    Stance,
    Verdict,
    Worth,
)
from index.filters import Filters
from sources.article import Quote, Retraction, Span
from tests.bot.page.fake import (
    FakeIngested,
    FakeIngestReport,
    FakeRejected,
    article,
    proof,
)

T = texts_of("en")
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
    "a article blockquote br button code del details div fieldset h2 h3 h4 header input ins label "
    "legend li mark nav ol p progress section span strong summary table tbody td textarea th thead "
    "time tr ul".split()
)
OUR_ATTRIBUTES = frozenset(
    "data-at data-done data-page disabled open "
    "aria-controls aria-describedby aria-expanded aria-hidden aria-label aria-live aria-pressed "
    "class data-all data-article data-ask data-claim data-copied data-copy data-copy-link "
    "data-drop data-fill data-filter data-for data-gone data-keep data-not-copied title "
    "data-kind data-mark data-marks data-of data-open data-plain data-report data-tell data-turn "
    "datetime dir download hidden href id max maxlength name rel role rows scope tabindex target "
    "type value".split()
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
        self.depth += tag not in {"br", "input"}

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
        saved = r"data:(application|text)/[a-z+.-]+;base64,[A-Za-z0-9+/]*={0,2}\Z"
        place = attributes.get("href") or "https://"
        assert re.match(saved if "download" in attributes else r"https?://|#answer=", place), (
            attributes
        )
    assert not re.search(r"[`${}]", html)
    return found


def everything(text: str, *, has_exports: bool = False) -> str:
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
                     published=date(2024, 1, 1), resolved=(resolved,),
                     attributed=Attributed(voice=text, speaker=text, line=text),
                     copies=Copies(n_articles=3, agency=text))  # fmt: skip
    check = Check(name=text, passed=False, reason=text)
    said = Statement(text=text, citations=(1,), proof=Proof(checks=(check,)), side=text,
                     emphasis=(Span(start=0, end=1), Span(start=0, end=len(text) + 5)))  # fmt: skip
    made = {"backends": {text: text}, "timings_ms": {"total": 1.0}}
    answers = [
        Answer(question=text, status=status, text=text, statements=(said,), citations=(cited,),
               nearest=(cited,), reason=text, understood=text, short=text, covers=text,
               as_of=date(2024, 1, 1), **made)
        for status in Status
    ]  # fmt: skip
    coverage = Coverage(n_articles=1, publishers=(text,), first=date(2024, 1, 1),
                        last=date(2024, 1, 1))  # fmt: skip
    day = date(2024, 1, 1)
    filters = Filters(publishers=(text,), languages=(text,), published_from=day, published_to=day)
    narrowed = Narrowed(as_of=day, filters=filters)
    changes = tuple(
        Changed(numbers=(1,), title=text, state=state, now=text, notices=(text,), why=text,
                retracted=day)
        for state in State
    )  # fmt: skip
    turns = (
        *(
            Turn(
                number=n,
                question=text,
                answer=answer,
                coverage=coverage,
                understood=text,
                unresolved=(text,),
                left_out=(text,),
                stopped=text,
                pack=text.encode("utf-8", "replace"),
            )
            for n, answer in enumerate(answers, start=1)
        ),
        Turn(
            number=7,
            question=text,
            answer=answers[0],
            narrowed=narrowed,
            kept="0123456789ab",
            since=Since(
                made=date(2024, 1, 1), n_quotes=1, changes=changes, shaken=frozenset({quote})
            ),
        ),
        Turn(number=8, question=text, answer=answers[0], is_writing=True, left_out=(text, text)),
        Turn(number=9, question=text, notice=Notice(what=text, way_out=text)),
    )
    talk = Talk(turns=turns)
    other = Claim(text=text, span=Span(start=0, end=len(text)), worth=Worth.OPINION,
                  worth_reason=text)  # fmt: skip
    claim = Claim(text=text, span=Span(start=len(text) + 1, end=2 * len(text) + 1),
                  judged_text=text, resolved=(Resolved(span=Span(start=0, end=1), name=text,
                                                       source=Span(start=0, end=1)),))  # fmt: skip
    place = Place(citation=cited, speaker=text, before=text, sentence=text, after=text)
    edit = Edit(draft=Span(start=0, end=1), article=Span(start=0, end=1), ours=text, theirs=text)
    quotations = tuple(
        CheckedQuotation(
            quotation=Quotation(span=Span(start=0, end=1), parts=(Span(start=0, end=1),), text=text,
                                speaker=text),
            outcome=outcome, places=(place,), edits=(edit,), reason=text,
        )
        for outcome in Outcome
    )  # fmt: skip
    report = Report(
        text=f"{text} {text}",
        quotations=quotations,
        claims=tuple(
            CheckedClaim(claim=other if verdict is Verdict.NOT_CHECKED else claim,
                         notes=(text,), today=Verdict.REFUTED, verdict=verdict,
                         confidence=0.5, checks=(check,), reason=text,
                         settle=text, evidence=tuple(
                             Evidence(stance=stance, confidence=0.5, citation=cited, reason=text,
                                      labels=(text,))
                             for stance in Stance))
            for verdict in Verdict
        ),
        **made,
    )  # fmt: skip
    made_on = datetime(2026, 1, 2, tzinfo=UTC)
    reports = tuple(
        Reported(id="0123456789ab", wrong=Wrong.OTHER, note=text, reported=made_on,
                 pack=Pack(result=one, quotes=(), made=made_on, newsproof=text))
        for one in answers
    )  # fmt: skip
    ingested = (FakeIngested("0" * 16, 1, text, text),)
    row = Row(article_id=text, version=1, title=text, publisher=text, published=date(2024, 1, 1),
              is_sample=True, is_retracted=True)  # fmt: skip
    return "".join(
        (
            talk_html(T, talk, ""),
            chips_html(T, narrowed),
            store_html(T, [source], talk.marks()),
            suggestions_html(T, 3, [text]),
            checking_html(
                T,
                Checking.of(report),
                exports_html(T, report, Rules(), on=date(2024, 1, 1)) if has_exports else "",
            ),
            checking_html(T, replace(Checking.of(report), report=None, checked=())),
            checking_html(T, Checking.of(report).stopped()),
            store_html(T, [source], checking_marks(Checking.of(report))),
            reported_html(T, Shown(n=12, first=11, reports=reports, damaged=(text,))),
            progress_html(T, text, 1, 2),
            list_html(T, [row], ""),
            list_html(T, [row], f"{text} not there"),
            ingest_html(
                T, FakeIngestReport(ingested, ingested, ingested, (FakeRejected(text, text),))
            ),
        )
    )


@pytest.mark.parametrize("text", XSS)
def test_hostile_text_stays_text_everywhere(text: str) -> None:
    found = assert_ours(everything(text, has_exports=True))

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
    html = article_html(T, article(1, "Title", ["Text."], is_sample=False))
    link = next(attributes for tag, attributes in outline(html).elements if tag == "a")

    assert link["href"] == "https://wire.example/1"
    assert link["rel"] == "noopener noreferrer nofollow"
    assert link["target"] == "_blank"


def test_sample_is_named_as_such_and_links_nowhere() -> None:
    html = article_html(T, article(1, "Title", ["Text."]))

    assert "sample, written for Newsproof" in html
    assert "<a " not in html


def test_retraction_is_told_before_the_text() -> None:
    html = article_html(T, article(1, "T", ["Body."], retraction=Retraction(on=date(2023, 6, 2))))

    assert html.index("Retracted on 2 June 2023") < html.index("Body.")


def cite(source_text: str, words: str, number: int = 1) -> tuple[str, Citation]:
    source = article(1, "Title", [source_text])
    at = source.text.index(words)
    quote = Quote.of(source, Span(start=at, end=at + len(words)))
    return source_text, Citation(number=number, quote=quote, title="Title")


def test_quote_is_marked_exactly_where_it_stands() -> None:
    text, citation = cite("It is so. It is “not” so. It is so.", "It is “not” so.")
    html = article_html(T, article(1, "Title", [text]), {"t1-c1": citation})

    assert '<mark data-marks="t1-c1">It is “not” so.</mark>' in html


def test_overlapping_quotes_share_their_common_words() -> None:
    text = "one two three four"
    marks = {"a": cite(text, "one two three")[1], "b": cite(text, "two three four", 2)[1]}
    html = article_html(T, article(1, "Title", [text]), marks)

    assert '<mark data-marks="a">one </mark><mark data-marks="a b">two three</mark>' in html


def test_quote_over_two_paragraphs_is_marked_in_both() -> None:
    source = article(1, "Title", ["First line.", "Second line."])
    start, end = source.text.index("First"), source.text.index("Second") + 6
    citation = Citation(number=1, quote=Quote.of(source, Span(start=start, end=end)), title="T")

    assert article_html(T, source, {"m": citation}).count("<mark") == 2


def test_quote_that_is_not_there_is_told_and_not_marked() -> None:
    source = article(1, "Title", ["Something else."])
    quote = Quote(article_id=source.article_id, version=source.version, start=0, end=4, text="gone")
    html = article_html(T, source, {"m": Citation(number=3, quote=quote, title="T")})

    assert "<mark" not in html
    assert "The quote under 3 does not stand" in html


def test_whole_text_is_shown_once_without_the_repeated_title() -> None:
    source = article(1, "The headline", ["First.", "Second."])
    shown = outline(article_html(T, source)).text

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
        text = outline(shown(checked, "A claim.")).text
        word = verdict.value.replace("_", " ").capitalize()
        assert re.search(rf"[✓✕≠?–] {word}", text)


def test_unchecked_claim_has_no_confidence() -> None:
    checked = CheckedClaim(
        claim=Claim(text="A.", span=Span(start=0, end=2)), verdict=Verdict.NOT_CHECKED, confidence=0
    )

    assert "confidence" not in shown(checked)


def shown(checked: CheckedClaim, text: str = "A.") -> str:
    return checking_html(T, Checking.of(Report(text=text, claims=(checked,))))


def test_text_without_a_claim_says_so() -> None:
    report = Report(text="Hello", claims=())

    assert "No claim was found" in checking_html(T, Checking.of(report))


def test_statement_without_proof_is_not_called_proven() -> None:
    said = Statement(text="Said.", citations=(), proof=Proof(checks=()))
    answer = Answer(question="q", status=Status.ANSWERED, text="", statements=(said,))
    html = talk_html(T, Talk(turns=(Turn(number=1, question="q", answer=answer),)), "")

    assert "Not proven" in html


def test_proven_statement_counts_its_checks() -> None:
    said = Statement(text="Said.", citations=(), proof=proof())
    answer = Answer(question="q", status=Status.ANSWERED, text="", statements=(said,))
    html = talk_html(T, Talk(turns=(Turn(number=1, question="q", answer=answer),)), "")

    assert "6 of 6 checks" in html


def test_pending_question_says_that_it_is_being_worked_on() -> None:
    assert "Searching the archive" in talk_html(T, Talk().ask("q"), "")


def test_coverage_names_count_publishers_and_days() -> None:
    text = outline(
        coverage_html(
            T,
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

    assert list_html(T, rows, "").count("data-open") == MAX_ROWS
    assert f"Showing {MAX_ROWS} of {MAX_ROWS + 5}" in list_html(T, rows, "")
    assert list_html(T, rows, "title 204").count("data-open") == 1


def test_conversation_keeps_its_newest_turns() -> None:
    talk = Talk()
    for _ in range(MAX_TURNS + 3):
        talk = talk.ask("q")
        talk = talk.close(Turn(number=talk.turns[-1].number, question="q", notice=Notice(what="x")))

    assert [turn.number for turn in talk.turns] == list(range(4, MAX_TURNS + 4))


def test_notice_is_a_sentence_with_a_way_out() -> None:
    text = outline(notice_html(T, Notice(what="port 7860 is taken", way_out="choose another"))).text

    assert text == "!Port 7860 is taken. Choose another."


def test_source_line_names_the_pages_of_a_citation() -> None:
    quote = Quote(article_id="a" * 16, version=1, start=0, end=4, text="pier")
    one, other, again = (
        Citation(number=n, quote=quote, title="T", pages=pages)
        for n, pages in enumerate([(3, 3), (7, 8), (3, 3)], start=1)
    )
    assert "p. 3, pp. 7–8</span>" in source_line(T, one, other, again)
    assert "p." not in source_line(T, Citation(number=1, quote=quote, title="T"))
    assert "T, p. 3" in chip(T, one, "m")


def test_words_that_answer_are_set_off_across_the_brackets_of_a_date() -> None:
    text = "It fell on Monday [21 March 2022], he said."
    html = in_brackets(text, [Span(start=8, end=26)])

    assert outline(html).text == text
    assert '<strong class="np-key">on Monday </strong>' in html
    assert '<strong class="np-key"><span class="np-meaning">[21 Marc</span></strong>' in html
    assert '<span class="np-meaning">h 2022]</span>' in html


@given(st.text(alphabet="ab[]<& ", max_size=30), st.lists(st.tuples(*[st.integers(0, 40)] * 2)))
def test_emphasis_never_changes_the_words(text: str, ends: list[tuple[int, int]]) -> None:
    spans = [Span(start=min(pair), end=max(pair)) for pair in ends]

    assert outline(f"<p>{in_brackets(text, spans)}</p>").text == text


def cited_answer(**fields: object) -> Answer:
    citation = replace(
        cite("It is so.", "It is so.")[1],
        attributed=Attributed(voice="said", speaker="Ida Tasch", line="said by Ida Tasch"),
        copies=Copies(n_articles=5, agency="Reuters"),
        publisher="Harbour Ledger",
        published=date(2024, 5, 6),
        url="https://ledger.example/1",
    )
    said = Statement(text="It is so.", citations=(1,), proof=proof())
    values = {"question": "q", "status": Status.ANSWERED, "text": "", "statements": (said,)}
    return Answer(**{**values, "citations": (citation,), **fields})  # type: ignore[arg-type]


def test_who_said_it_and_how_many_printed_it_are_told() -> None:
    html = talk_html(T, Talk(turns=(Turn(number=1, question="q", answer=cited_answer()),)), "")
    text = outline(html).text

    assert "Said by Ida Tasch" in text
    assert "One independent report (Reuters), printed by 5 articles" in text


def test_what_the_article_says_itself_names_nobody() -> None:
    told = Attributed(voice="reported", line="reported by the article itself")
    answer = cited_answer()
    answer = replace(answer, citations=(replace(answer.citations[0], attributed=told),))
    html = talk_html(T, Talk(turns=(Turn(number=1, question="q", answer=answer),)), "")

    assert "reported by the article" not in html


def test_every_number_is_described_by_its_quote() -> None:
    html = talk_html(T, Talk(turns=(Turn(number=7, question="q", answer=cited_answer()),)), "")
    found = outline(html).elements
    ids = {attributes.get("id") for _, attributes in found}
    described = {a["aria-describedby"] for _, a in found if "aria-describedby" in a}

    assert described == {"np-tip-t7-c1"}
    assert described <= ids


def test_short_answer_stands_before_the_statements() -> None:
    html = talk_html(
        T, Talk(turns=(Turn(number=1, question="q", answer=cited_answer(short="Yes")),)), ""
    )

    assert html.index("Yes.") < html.index("It is so.")


def test_follow_up_shows_what_it_was_understood_as() -> None:
    change = Change(kind=ChangeKind.REFERENCE, words="he", meaning="Joris Aldane")
    asked = Talk().ask("When did he go?", Understood(text="When did Joris Aldane go?",
                                                     changes=(change,)))  # fmt: skip

    assert "Understood as: When did Joris Aldane go?" in talk_html(T, asked, "")


def test_question_that_stands_for_itself_is_not_told_again() -> None:
    assert "Understood as" not in talk_html(T, Talk().ask("q?", Understood(text="q?")), "")


def test_word_that_is_not_understood_is_told() -> None:
    asked = Talk().ask("When did he go?", Understood(text="When did he go?", unresolved=("he",)))

    assert "What “he” means here is not known" in outline(talk_html(T, asked, "")).text


def test_sentences_left_out_are_counted_with_their_reasons() -> None:
    turn = Turn(number=1, question="q", answer=cited_answer(), left_out=("it cites nothing",) * 2)
    text = outline(talk_html(T, Talk(turns=(turn,)), "")).text

    assert "2 sentences of the language model were left out: it cites nothing." in text


def test_copied_text_numbers_its_sources() -> None:
    assert answer_text(T, cited_answer(short="Yes", understood="Is it so?")) == (
        "q\n(understood as: Is it so?)\n\nYes.\n\nIt is so. [1]\n\n"
        "[1] “It is so.” Title; Harbour Ledger; 6 May 2024; said by Ida Tasch; one independent "
        "report (Reuters), printed by 5 articles; https://ledger.example/1"
    )


def checked_at(text: str, words: str, verdict: Verdict = Verdict.SUPPORTED) -> CheckedClaim:
    at = text.index(words)
    claim = Claim(text=words, span=Span(start=at, end=at + len(words)))
    return CheckedClaim(claim=claim, verdict=verdict, confidence=0.9)


def test_draft_is_shown_word_for_word_with_every_verdict_in_words() -> None:
    text = "First it rained.\n\nThen, he says, it snowed & froze."
    claims = (checked_at(text, "First it rained."), checked_at(text, "it snowed", Verdict.REFUTED))
    html = checking_html(T, Checking.of(Report(text=text, claims=claims)))
    pieces = re.findall(r'<p class="np-draft-text".*?</p>', html)
    words = [outline(piece).text for piece in pieces]

    assert words == ["✓Supported: First it rained.", "Then, he says, ✕Refuted: it snowed & froze."]


def test_claim_in_two_pieces_is_opened_from_its_first() -> None:
    text = "The mayor, who left, and the clerk resigned."
    claim = Claim(
        text="The mayor, who left, and the clerk resigned", span=Span(start=0, end=43),
        parts=(Span(start=0, end=9), Span(start=35, end=43)),
    )  # fmt: skip
    html = shown(CheckedClaim(claim=claim, verdict=Verdict.REFUTED, confidence=0.5), text)

    assert html.count('data-claim="1"') == 2
    assert html.count('role="button"') == 1


def test_sentence_not_worth_checking_is_grey_and_says_why() -> None:
    claim = Claim(text="A.", span=Span(start=0, end=2), worth=Worth.OPINION, worth_reason="x")
    html = shown(
        CheckedClaim(claim=claim, verdict=Verdict.NOT_CHECKED, confidence=0, reason="An opinion.")
    )

    assert "np-c-skipped" in html
    assert "An opinion." in html
    assert "Not checked" not in html


def test_verdict_of_today_is_told_only_when_it_differs() -> None:
    same = replace(checked_at("A.", "A."), today=Verdict.SUPPORTED)

    assert "known today" not in shown(same)
    assert "By what is known today: Refuted" in shown(replace(same, today=Verdict.REFUTED))


def test_figures_that_differ_are_marked_in_claim_and_quote() -> None:
    text = "Police counted 9,000 marchers."
    _, citation = cite("Police counted 3,500 marchers.", "Police counted 3,500 marchers.")
    evidence = Evidence(stance=Stance.REFUTES, confidence=0.9, citation=citation)
    checked = replace(checked_at(text, text, Verdict.REFUTED), evidence=(evidence,))
    html = shown(checked, text)

    assert '<mark class="np-differs">9,000</mark>' in html
    assert '<mark class="np-differs">3,500</mark>' in html


def test_names_that_differ_are_marked_when_the_check_of_names_failed() -> None:
    text = "The prize went to Olaf Tasch."
    quote = "The prize went to Ida Brandt."
    evidence = Evidence(stance=Stance.REFUTES, confidence=0.9, citation=cite(quote, quote)[1])
    check = Check(name="names", passed=False, reason="the quote names Ida Brandt")
    checked = replace(
        checked_at(text, text, Verdict.REFUTED), evidence=(evidence,), checks=(check,)
    )
    marked = re.findall(r'<mark class="np-differs">(.*?)</mark>', shown(checked, text))

    assert {"Olaf", "Tasch", "Ida", "Brandt"} <= set(marked)


def refuted(text: str, quote: str, check: Check) -> list[str]:
    """Return what is set off in a claim and in the quote against it."""
    evidence = Evidence(stance=Stance.REFUTES, confidence=0.9, citation=cite(quote, quote)[1])
    checked = replace(
        checked_at(text, text, Verdict.REFUTED), evidence=(evidence,), checks=(check,)
    )
    return re.findall(r'<mark class="np-differs">(.*?)</mark>', shown(checked, text))


@pytest.mark.parametrize(
    ("claim", "quote", "marked"),
    [
        ("The bridge was not closed on Monday.", "The bridge was closed on Monday.",
         ["not closed"]),
        ("Unemployment rose in May.", "Unemployment fell in May.", ["rose", "fell"]),
        ("Tokyo suspended the talks with Moscow.", "Moscow suspended the talks with Tokyo.",
         ["suspended", "suspended"]),
    ],
)  # fmt: skip
def test_words_that_the_checks_name_are_marked(claim: str, quote: str, marked: list[str]) -> None:
    found = [check(claim, quote) for check in (check_negation, check_antonyms, check_roles)]
    (one,) = [finding for finding in found if finding.outcome is Finds.CONFLICTS]
    check = Check(name=one.check, passed=False, reason=one.reason)

    assert refuted(claim, quote, check) == marked
    assert refuted(claim, quote, replace(check, passed=True)) == []


@given(st.text(max_size=30), st.text(max_size=30), st.text(alphabet="“”'… ab", max_size=30))
def test_no_reason_changes_the_words(claim: str, quote: str, reason: str) -> None:
    text, said = f"x{claim}", f"y{quote}"
    check = Check(name="negation", passed=False, reason=reason)
    evidence = Evidence(stance=Stance.REFUTES, confidence=0.9, citation=cited_words(said))
    one = CheckedClaim(claim=Claim(text=text, span=Span(start=0, end=len(text))), confidence=0.9,
                       verdict=Verdict.REFUTED, evidence=(evidence,), checks=(check,))  # fmt: skip
    found = differing(one, ())

    assert all(span.end <= len(text) for span in found.claim)
    assert all(s.end <= len(said) for spans in found.quotes.values() for s in spans)


def cited_words(words: str) -> Citation:
    quote = Quote(article_id="0" * 16, version=1, start=0, end=len(words), text=words)
    return Citation(number=1, quote=quote, title="T")


def test_stopped_check_says_how_far_it_came() -> None:
    text = "One. Two."
    claims = (Claim(text="One.", span=Span(start=0, end=4)),
              Claim(text="Two.", span=Span(start=5, end=9)))  # fmt: skip
    state = Checking(text=text, claims=claims, checked=(checked_at(text, "One."),))

    assert "1 of 2 claims" in checking_html(T, state)
    assert "Stopped: 1 of 2 claims checked." in checking_html(T, state.stopped())
