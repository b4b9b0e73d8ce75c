"""Small answers, reports and packs over the test archive."""

from __future__ import annotations

from bot.answer import Answer, Check, Citation, Proof, Statement, Status
from bot.packs import Pack, make_pack
from bot.settings import Settings
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from sources.archive import Archive
from sources.article import Quote, Span
from tests.fakes import NOW, article_id

WORDS = "The Tarn dam is 40 metres high."
BODY = f"A dam was opened. {WORDS} It holds much water."


def quote_in(archive: Archive, name: str = "dam", words: str = WORDS) -> Quote:
    article = archive.get(article_id(name))
    at = article.text.index(words)
    return Quote.of(article, Span(start=at, end=at + len(words)))


def answer_of(archive: Archive) -> Answer:
    citation = Citation(number=1, quote=quote_in(archive), title="Report on dam")
    proof = Proof(checks=(Check(name="quote", passed=True),))
    return Answer(
        question="How high is the dam?",
        status=Status.ANSWERED,
        text=f"{WORDS} [1]",
        statements=(Statement(text=WORDS, citations=(1,), proof=proof),),
        citations=(citation,),
        backends={"judge": "fake-judge"},
        timings_ms={"total": 1.5},
    )


def report_of(archive: Archive) -> Report:
    citation = Citation(number=1, quote=quote_in(archive), title="Report on dam")
    evidence = Evidence(stance=Stance.REFUTES, confidence=0.9, citation=citation)
    claim = "The Tarn dam is 90 metres high."
    return Report(
        text=claim,
        claims=(
            CheckedClaim(
                claim=Claim(text=claim, span=Span(start=0, end=len(claim))),
                verdict=Verdict.REFUTED,
                confidence=0.9,
                evidence=(evidence,),
            ),
        ),
    )


def pack_of(archive: Archive, *, of_report: bool = False) -> Pack:
    result = report_of(archive) if of_report else answer_of(archive)
    return make_pack(result, archive, Settings(), now=NOW)
