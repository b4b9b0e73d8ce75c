"""What a draft holds as JSON, and back: claims and quotations, with their places."""

from __future__ import annotations

from bot.quotations.values import CheckedQuotation, Edit, Outcome, Place, Quotation
from bot.verdict import Claim, Resolved, Worth
from bot.wire.citations import Json, citation_from_json, citation_to_json, read_span, span_of
from sources.article import Span


def claim_more_to_json(claim: Claim) -> Json:
    """Return the fields of a claim beside text, start and end."""
    return {
        "parts": [span_of(s) for s in claim.parts],
        "worth": claim.worth.value,
        "worth_reason": claim.worth_reason,
        "judged": claim.judged_text,
        "search": claim.search_text,
        "resolved": [
            {"start": r.span.start, "end": r.span.end, "name": r.name, "ending": r.ending,
             "source_start": r.source.start, "source_end": r.source.end}
            for r in claim.resolved
        ],
    }  # fmt: skip


def claim_from_json(c: Json) -> Claim:
    """Read a claim back; one stored before there were these fields is worth checking."""
    return Claim(
        text=c["text"],
        span=Span(start=c["start"], end=c["end"]),
        parts=tuple(read_span(s) for s in c.get("parts", ())),
        worth=Worth(c.get("worth", "check")),
        worth_reason=c.get("worth_reason", ""),
        judged_text=c.get("judged", ""),
        search_text=c.get("search", ""),
        resolved=tuple(
            Resolved(
                span=read_span(r),
                name=r["name"],
                ending=r["ending"],
                source=Span(start=r["source_start"], end=r["source_end"]),
            )
            for r in c.get("resolved", ())
        ),
    )


def quotation_to_json(found: CheckedQuotation) -> Json:
    """Return a checked quotation."""
    q = found.quotation
    return {
        **span_of(q.span),
        "text": q.text,
        "parts": [span_of(p) for p in q.parts],
        "speaker": q.speaker,
        "is_nested": q.is_nested,
        "outcome": found.outcome.value,
        "reason": found.reason,
        "places": [
            {"speaker": p.speaker, "before": p.before, "sentence": p.sentence, "after": p.after,
             **citation_to_json(p.citation)}
            for p in found.places
        ],
        "edits": [
            {"draft": span_of(e.draft), "article": span_of(e.article), "ours": e.ours,
             "theirs": e.theirs}
            for e in found.edits
        ],
    }  # fmt: skip


def quotation_from_json(stored: Json) -> CheckedQuotation:
    """Read a checked quotation back."""
    return CheckedQuotation(
        quotation=Quotation(
            span=read_span(stored),
            parts=tuple(read_span(p) for p in stored["parts"]),
            text=stored["text"],
            speaker=stored["speaker"],
            is_nested=stored["is_nested"],
        ),
        outcome=Outcome(stored["outcome"]),
        places=tuple(
            Place(
                citation=citation_from_json(p),
                speaker=p["speaker"],
                before=p["before"],
                sentence=p["sentence"],
                after=p["after"],
            )
            for p in stored["places"]
        ),
        edits=tuple(
            Edit(
                draft=read_span(e["draft"]),
                article=read_span(e["article"]),
                ours=e["ours"],
                theirs=e["theirs"],
            )
            for e in stored["edits"]
        ),
        reason=stored["reason"],
    )
