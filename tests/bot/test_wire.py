"""Every answer and every report makes the way to JSON and back unchanged."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Check, Citation, Proof, ResolvedDate, Statement, Status
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from bot.wire import answer_from_json, answer_to_json, report_from_json, report_to_json
from sources.article import Quote, Span

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
DAY = st.dates()
MAYBE_DAY = st.none() | DAY
SHARE = st.floats(0, 1)
NUMBER = st.integers(0, 10**6)
SPANS = st.tuples(NUMBER, NUMBER).map(lambda ends: Span(start=min(ends), end=max(ends)))
CHECKS = st.lists(
    st.builds(Check, name=TEXT, passed=st.booleans(), reason=TEXT),
    unique_by=lambda check: check.name,
    max_size=4,
).map(tuple)
BACKENDS = st.dictionaries(TEXT, TEXT, max_size=3)
TIMINGS = st.dictionaries(TEXT, st.floats(0, 1e6), max_size=3)


def tuples(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=3).map(tuple)


CITATIONS = st.builds(
    Citation,
    number=NUMBER,
    quote=st.builds(Quote, article_id=TEXT, version=NUMBER, start=NUMBER, end=NUMBER, text=TEXT),
    title=TEXT,
    publisher=st.none() | TEXT,
    url=st.none() | TEXT,
    published=MAYBE_DAY,
    updated=MAYBE_DAY,
    resolved=tuples(
        st.builds(ResolvedDate, span=SPANS, words=TEXT, meaning=TEXT, first=DAY, last=DAY)
    ),
    is_sample=st.booleans(),
    pages=st.none() | st.tuples(st.integers(1, 9), st.integers(9, 99)),
)
ANSWERS = st.builds(
    Answer,
    question=TEXT,
    status=st.sampled_from(Status),
    text=TEXT,
    statements=tuples(
        st.builds(
            Statement,
            text=TEXT,
            citations=tuples(NUMBER),
            proof=st.builds(Proof, checks=CHECKS),
            side=st.sampled_from(["", "a", "b"]),
        )
    ),
    citations=tuples(CITATIONS),
    nearest=tuples(CITATIONS),
    reason=TEXT,
    covers=TEXT,
    as_of=MAYBE_DAY,
    backends=BACKENDS,
    timings_ms=TIMINGS,
)
REPORTS = st.builds(
    Report,
    text=TEXT,
    claims=tuples(
        st.builds(
            CheckedClaim,
            claim=st.builds(Claim, text=TEXT, span=SPANS),
            verdict=st.sampled_from(Verdict),
            confidence=SHARE,
            evidence=tuples(
                st.builds(
                    Evidence,
                    stance=st.sampled_from(Stance),
                    confidence=SHARE,
                    citation=CITATIONS,
                    reason=TEXT,
                )
            ),
            checks=CHECKS,
            reason=TEXT,
            settle=TEXT,
        )
    ),
    as_of=MAYBE_DAY,
    backends=BACKENDS,
    timings_ms=TIMINGS,
)


@given(ANSWERS)
def test_answer_makes_the_way_through_json_unchanged(answer: Answer) -> None:
    assert answer_from_json(json.loads(json.dumps(answer_to_json(answer)))) == answer


@given(REPORTS)
def test_report_makes_the_way_through_json_unchanged(report: Report) -> None:
    assert report_from_json(json.loads(json.dumps(report_to_json(report)))) == report


def test_dates_are_iso_and_offsets_are_numbers() -> None:
    citation = Citation(
        number=1,
        quote=Quote(article_id="a" * 16, version=2, start=3, end=7, text="ship"),
        title="T",
        published=date(2024, 5, 1),
    )
    answer = Answer(
        question="Q?",
        status=Status.ABSTAINED,
        text="No.",
        nearest=(citation,),
        as_of=date(2024, 5, 2),
    )
    stored = answer_to_json(answer)
    assert (stored["status"], stored["as_of"]) == ("abstained", "2024-05-02")
    (nearest,) = stored["nearest"]
    assert nearest["published"] == "2024-05-01"
    assert (nearest["start"], nearest["end"], nearest["quote"]) == (3, 7, "ship")
    assert nearest["url"] is None


def test_pages_are_cited_as_readers_do() -> None:
    quote = Quote(article_id="a" * 16, version=1, start=3, end=7, text="ship")
    found = [
        Citation(number=1, quote=quote, title="T", pages=pages).pages_in_words
        for pages in (None, (3, 3), (3, 4))
    ]
    assert found == ["", "p. 3", "pp. 3–4"]


def test_answer_that_was_stored_before_there_were_pages_is_read() -> None:
    quote = Quote(article_id="a" * 16, version=1, start=3, end=7, text="ship")
    citation = Citation(number=1, quote=quote, title="T")
    stored = answer_to_json(
        Answer(question="Q?", status=Status.ABSTAINED, text="No.", nearest=(citation,))
    )
    del stored["nearest"][0]["pages"]
    assert answer_from_json(stored).nearest == (citation,)
