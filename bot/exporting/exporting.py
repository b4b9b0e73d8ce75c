"""Which shape is written by which module."""

from __future__ import annotations

import json
from enum import StrEnum

from bot.exporting.options import ExportOptions
from bot.verdict import Report


class Shape(StrEnum):
    """What a report is written as."""

    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    DOCX = "docx"
    CLAIMREVIEW = "claimreview"


MEDIA_TYPES = {
    Shape.JSON: "application/json",
    Shape.MARKDOWN: "text/markdown; charset=utf-8",
    Shape.HTML: "text/html; charset=utf-8",
    Shape.CSV: "text/csv; charset=utf-8",
    Shape.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Shape.CLAIMREVIEW: "application/ld+json",
}


def export(report: Report, shape: Shape, options: ExportOptions) -> bytes:
    """Write a report as a file. Deterministic; text is UTF-8."""
    match shape:
        case Shape.JSON:
            from bot.wire import report_to_json

            return (json.dumps(report_to_json(report), ensure_ascii=False, indent=1) + "\n").encode(
                "utf-8", "replace"
            )
        case Shape.MARKDOWN:
            from bot.exporting.markdown import report_to_markdown

            return report_to_markdown(report, options).encode()
        case Shape.HTML:
            from bot.exporting.html_page import report_to_html

            return report_to_html(report, options).encode()
        case Shape.CSV:
            from bot.exporting.csv_table import report_to_csv

            return report_to_csv(report).encode("utf-8-sig")  # Excel reads UTF-8 only with a mark
        case Shape.DOCX:
            from bot.exporting.docx_file import report_to_docx

            return report_to_docx(report, options)
        case Shape.CLAIMREVIEW:
            from bot.exporting.claim_review import report_to_claim_review

            review = report_to_claim_review(report, options)
            return (json.dumps(review, ensure_ascii=False, indent=1) + "\n").encode()
