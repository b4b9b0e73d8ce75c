"""A report as JSON, and back."""

from __future__ import annotations

from bot.answer import Check
from bot.verdict import CheckedClaim, Evidence, Report, Stance, Verdict
from bot.wire.citations import Json, citation_from_json, citation_to_json, day_of, read_day, span_of
from bot.wire.drafts import (
    claim_from_json,
    claim_more_to_json,
    quotation_from_json,
    quotation_to_json,
)


def report_to_json(report: Report) -> Json:
    """Return the object that `verify --json` prints."""
    return {
        "text": report.text,
        "claims": [
            {
                "text": c.claim.text,
                **span_of(c.claim.span),
                **claim_more_to_json(c.claim),
                "verdict": c.verdict.value,
                "confidence": c.confidence,
                "evidence": [
                    {
                        "stance": e.stance.value,
                        "confidence": e.confidence,
                        "reason": e.reason,
                        "labels": list(e.labels),
                        "report": e.report,
                        **citation_to_json(e.citation),
                    }
                    for e in c.evidence
                ],
                "checks": {check.name: check.passed for check in c.checks},
                "reasons": {check.name: check.reason for check in c.checks},
                "reason": c.reason,
                "settle": c.settle,
                "notes": list(c.notes),
                "today": c.today.value if c.today else None,
            }
            for c in report.claims
        ],
        "quotations": [quotation_to_json(found) for found in report.quotations],
        "as_of": day_of(report.as_of),
        "backends": report.backends,
        "timings_ms": report.timings_ms,
    }


def report_from_json(stored: Json) -> Report:
    """Read a report back."""
    return Report(
        text=stored["text"],
        claims=tuple(
            CheckedClaim(
                claim=claim_from_json(c),
                verdict=Verdict(c["verdict"]),
                confidence=c["confidence"],
                evidence=tuple(
                    Evidence(
                        stance=Stance(e["stance"]),
                        confidence=e["confidence"],
                        reason=e["reason"],
                        citation=citation_from_json(e),
                        labels=tuple(e.get("labels", ())),
                        report=e.get("report", ""),
                    )
                    for e in c["evidence"]
                ),
                checks=tuple(
                    Check(name=name, passed=passed, reason=c["reasons"].get(name, ""))
                    for name, passed in c["checks"].items()
                ),
                reason=c["reason"],
                settle=c["settle"],
                notes=tuple(c.get("notes", ())),
                today=Verdict(c["today"]) if c.get("today") else None,
            )
            for c in stored["claims"]
        ),
        quotations=tuple(map(quotation_from_json, stored.get("quotations", ()))),
        as_of=read_day(stored["as_of"]),
        backends=stored["backends"],
        timings_ms=stored["timings_ms"],
    )
