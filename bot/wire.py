"""Answers and reports as JSON objects, as the contract of the command line says, and back.

Every value makes the round trip unchanged. Dates are ISO 8601; offsets count code points.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.answer import Answer, Check, Citation, Proof, ResolvedDate, Statement, Status
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from sources.article import Quote, Span

Json = dict[str, Any]


def answer_to_json(answer: Answer) -> Json:
    """Return the object that `ask --json` prints."""
    return {
        "question": answer.question,
        "status": answer.status.value,
        "text": answer.text,
        "statements": [
            {
                "text": s.text,
                "citations": list(s.citations),
                "proof": {check.name: check.passed for check in s.proof.checks},
                "reasons": {check.name: check.reason for check in s.proof.checks},
                "side": s.side,
            }
            for s in answer.statements
        ],
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "nearest": [citation_to_json(citation) for citation in answer.nearest],
        "reason": answer.reason,
        "covers": answer.covers,
        "as_of": _day(answer.as_of),
        "backends": answer.backends,
        "timings_ms": answer.timings_ms,
    }


def answer_from_json(stored: Json) -> Answer:
    """Read an answer back."""
    return Answer(
        question=stored["question"],
        status=Status(stored["status"]),
        text=stored["text"],
        statements=tuple(
            Statement(
                text=s["text"],
                citations=tuple(s["citations"]),
                proof=Proof(
                    checks=tuple(
                        Check(name=name, passed=passed, reason=s["reasons"].get(name, ""))
                        for name, passed in s["proof"].items()
                    )
                ),
                side=s["side"],
            )
            for s in stored["statements"]
        ),
        citations=tuple(citation_from_json(c) for c in stored["citations"]),
        nearest=tuple(citation_from_json(c) for c in stored["nearest"]),
        reason=stored["reason"],
        covers=stored["covers"],
        as_of=_read_day(stored["as_of"]),
        backends=stored["backends"],
        timings_ms=stored["timings_ms"],
    )


def report_to_json(report: Report) -> Json:
    """Return the object that `verify --json` prints."""
    return {
        "text": report.text,
        "claims": [
            {
                "text": c.claim.text,
                "start": c.claim.span.start,
                "end": c.claim.span.end,
                "verdict": c.verdict.value,
                "confidence": c.confidence,
                "evidence": [
                    {
                        "stance": e.stance.value,
                        "confidence": e.confidence,
                        "reason": e.reason,
                        **citation_to_json(e.citation),
                    }
                    for e in c.evidence
                ],
                "checks": {check.name: check.passed for check in c.checks},
                "reasons": {check.name: check.reason for check in c.checks},
                "reason": c.reason,
                "settle": c.settle,
            }
            for c in report.claims
        ],
        "as_of": _day(report.as_of),
        "backends": report.backends,
        "timings_ms": report.timings_ms,
    }


def report_from_json(stored: Json) -> Report:
    """Read a report back."""
    return Report(
        text=stored["text"],
        claims=tuple(
            CheckedClaim(
                claim=Claim(text=c["text"], span=Span(start=c["start"], end=c["end"])),
                verdict=Verdict(c["verdict"]),
                confidence=c["confidence"],
                evidence=tuple(
                    Evidence(
                        stance=Stance(e["stance"]),
                        confidence=e["confidence"],
                        reason=e["reason"],
                        citation=citation_from_json(e),
                    )
                    for e in c["evidence"]
                ),
                checks=tuple(
                    Check(name=name, passed=passed, reason=c["reasons"].get(name, ""))
                    for name, passed in c["checks"].items()
                ),
                reason=c["reason"],
                settle=c["settle"],
            )
            for c in stored["claims"]
        ),
        as_of=_read_day(stored["as_of"]),
        backends=stored["backends"],
        timings_ms=stored["timings_ms"],
    )


def citation_to_json(citation: Citation) -> Json:
    """Return the fields of a citation, its quote taken apart."""
    return {
        "number": citation.number,
        "article_id": citation.quote.article_id,
        "version": citation.quote.version,
        "title": citation.title,
        "publisher": citation.publisher,
        "url": citation.url,
        "published": _day(citation.published),
        "updated": _day(citation.updated),
        "quote": citation.quote.text,
        "start": citation.quote.start,
        "end": citation.quote.end,
        "resolved": [
            {
                "start": r.span.start,
                "end": r.span.end,
                "words": r.words,
                "meaning": r.meaning,
                "first": r.first.isoformat(),
                "last": r.last.isoformat(),
            }
            for r in citation.resolved
        ],
        "is_sample": citation.is_sample,
        "pages": list(citation.pages) if citation.pages else None,
    }


def citation_from_json(stored: Json) -> Citation:
    """Read a citation back; one that was stored before there were pages has none."""
    pages = stored.get("pages")
    return Citation(
        number=stored["number"],
        quote=Quote(
            article_id=stored["article_id"],
            version=stored["version"],
            start=stored["start"],
            end=stored["end"],
            text=stored["quote"],
        ),
        title=stored["title"],
        publisher=stored["publisher"],
        url=stored["url"],
        published=_read_day(stored["published"]),
        updated=_read_day(stored["updated"]),
        resolved=tuple(
            ResolvedDate(
                span=Span(start=r["start"], end=r["end"]),
                words=r["words"],
                meaning=r["meaning"],
                first=date.fromisoformat(r["first"]),
                last=date.fromisoformat(r["last"]),
            )
            for r in stored["resolved"]
        ),
        is_sample=stored["is_sample"],
        pages=(pages[0], pages[1]) if pages else None,
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
