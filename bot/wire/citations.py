"""A citation as JSON, its quote taken apart, and back; and the pieces that all share."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.answer import Attributed, Citation, Copies, ResolvedDate
from sources.article import Quote, Span

Json = dict[str, Any]


def citation_to_json(citation: Citation) -> Json:
    """Return the fields of a citation, its quote taken apart."""
    return {
        "number": citation.number,
        "article_id": citation.quote.article_id,
        "version": citation.quote.version,
        "title": citation.title,
        "publisher": citation.publisher,
        "url": citation.url,
        "published": day_of(citation.published),
        "updated": day_of(citation.updated),
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
        "attributed": _attributed_to_json(citation.attributed),
        "copies": (
            {"n_articles": citation.copies.n_articles, "agency": citation.copies.agency}
            if citation.copies
            else None
        ),
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
        published=read_day(stored["published"]),
        updated=read_day(stored["updated"]),
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
        attributed=Attributed(**said) if (said := stored.get("attributed")) else None,
        copies=Copies(**printed) if (printed := stored.get("copies")) else None,
    )


def _attributed_to_json(attributed: Attributed | None) -> Json | None:
    if attributed is None:
        return None
    return {
        "voice": attributed.voice,
        "speaker": attributed.speaker,
        "line": attributed.line,
    }


def span_of(span: Span) -> Json:
    """Return a span as JSON."""
    return {"start": span.start, "end": span.end}


def read_span(stored: Json) -> Span:
    """Read a span back."""
    return Span(start=stored["start"], end=stored["end"])


def day_of(day: date | None) -> str | None:
    """Return a day in ISO 8601."""
    return day.isoformat() if day else None


def read_day(text: str | None) -> date | None:
    """Read a day back."""
    return date.fromisoformat(text) if text else None
