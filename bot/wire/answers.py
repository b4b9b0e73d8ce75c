"""An answer as JSON, and back."""

from __future__ import annotations

from bot.answer import Answer, Check, Proof, Statement, Status
from bot.wire.citations import Json, citation_from_json, citation_to_json, day_of, read_day
from sources.article import Span


def answer_to_json(answer: Answer) -> Json:
    """Return the object that `ask --json` prints."""
    return {
        "question": answer.question,
        "understood": answer.understood,
        "short": answer.short,
        "status": answer.status.value,
        "text": answer.text,
        "statements": [
            {
                "text": s.text,
                "citations": list(s.citations),
                "proof": {check.name: check.passed for check in s.proof.checks},
                "reasons": {check.name: check.reason for check in s.proof.checks},
                "side": s.side,
                "emphasis": [[span.start, span.end] for span in s.emphasis],
            }
            for s in answer.statements
        ],
        "citations": [citation_to_json(citation) for citation in answer.citations],
        "nearest": [citation_to_json(citation) for citation in answer.nearest],
        "reason": answer.reason,
        "covers": answer.covers,
        "as_of": day_of(answer.as_of),
        "backends": answer.backends,
        "timings_ms": answer.timings_ms,
    }


def answer_from_json(stored: Json) -> Answer:
    """Read an answer back."""
    return Answer(
        question=stored["question"],
        status=Status(stored["status"]),
        text=stored["text"],
        understood=stored.get("understood", ""),
        short=stored.get("short", ""),
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
                emphasis=tuple(Span(start=a, end=b) for a, b in s.get("emphasis", ())),
            )
            for s in stored["statements"]
        ),
        citations=tuple(citation_from_json(c) for c in stored["citations"]),
        nearest=tuple(citation_from_json(c) for c in stored["nearest"]),
        reason=stored["reason"],
        covers=stored["covers"],
        as_of=read_day(stored["as_of"]),
        backends=stored["backends"],
        timings_ms=stored["timings_ms"],
    )
