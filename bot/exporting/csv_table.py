"""A report as CSV, one row a quote; no cell can be run as a formula."""

from __future__ import annotations

import csv
import io
import unicodedata

from bot.exporting.wording import STANCES, VERDICTS, clean, remarks
from bot.verdict import CheckedClaim, Evidence, Report

HEADER = (
    "claim", "text", "start", "end", "worth", "verdict", "confidence", "remarks", "stance",
    "stance_confidence", "quote", "title", "publisher", "published", "url", "article_id",
    "version", "quote_start", "quote_end", "labels",
)  # fmt: skip
# A spreadsheet runs what begins so; LibreOffice also after white space.
_FORMULA = tuple("=+-@|%")


def defuse(value: object) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe goes before what could be a formula."""
    text = clean(value)
    folded = unicodedata.normalize("NFKC", text).lstrip("\ufffd\ufeff\u200b\u00ad \t")
    return f"'{text}" if folded.startswith(_FORMULA) else text


def report_to_csv(report: Report) -> str:
    """Return the table: a row a quote, one without a quote for a claim that has none."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(HEADER)
    for number, checked in enumerate(report.claims, 1):
        for evidence in checked.evidence or (None,):
            writer.writerow([defuse(value) for value in _row(number, checked, evidence)])
    return buffer.getvalue()


def _row(number: int, checked: CheckedClaim, evidence: Evidence | None) -> list[object]:
    claim = checked.claim
    row: list[object] = [
        number,
        claim.text,
        claim.span.start,
        claim.span.end,
        claim.worth.value,
        VERDICTS[checked.verdict],
        checked.confidence,
        " ".join(remarks(checked)),
    ]
    if evidence is None:
        return row + [""] * (len(HEADER) - len(row))
    citation = evidence.citation
    return [
        *row,
        STANCES[evidence.stance],
        evidence.confidence,
        citation.quote.text,
        citation.title,
        citation.publisher or "",
        citation.published.isoformat() if citation.published else "",
        citation.url or "",
        citation.quote.article_id,
        citation.quote.version,
        citation.quote.start,
        citation.quote.end,
        ", ".join(evidence.labels),
    ]
