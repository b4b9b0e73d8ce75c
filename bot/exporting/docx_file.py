"""A report as a Word file: plain paragraphs and tables, no links, no fields, nothing that runs."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from bot.exporting.options import ExportOptions
from bot.exporting.wording import (
    OUTCOMES,
    STANCES,
    clean,
    figure_said,
    made,
    quotation_lines,
    remarks,
    source,
    summary,
    title_of,
    verdict_line,
)
from bot.figures_table import figures
from bot.verdict import CheckedClaim, Report

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say
Document = Any
"""A document of python-docx, which has no types."""


def report_to_docx(report: Report, options: ExportOptions) -> bytes:
    """Return the report as DOCX; the same report and options give the same bytes."""
    import docx

    document = docx.Document()
    properties = document.core_properties
    properties.author = clean(options.signed_by) or "Newsproof"
    properties.title = title_of(options)
    properties.created = properties.modified = datetime(
        options.on.year, options.on.month, options.on.day
    )
    document.add_heading(title_of(options), level=0)
    document.add_paragraph(f"{summary(report).capitalize()}.")
    for number, checked in enumerate(report.claims, 1):
        _claim(document, number, checked)
    if report.quotations:
        document.add_heading("Quotations", level=1)
    for found in report.quotations:
        document.add_paragraph(f"“{clean(found.quotation.text)}”", style="Intense Quote")
        document.add_paragraph().add_run(OUTCOMES[found.outcome]).bold = True
        for line in quotation_lines(found):
            document.add_paragraph(line)
    _figures(document, report)
    for line in made(report, options):
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_times(buffer.getvalue())


def _claim(document: Document, number: int, checked: CheckedClaim) -> None:
    document.add_heading(f"{number}. {clean(checked.claim.text)}", level=2)
    document.add_paragraph().add_run(verdict_line(checked)).bold = True
    for line in remarks(checked):
        document.add_paragraph(line)
    for evidence in checked.evidence:
        citation = evidence.citation
        document.add_paragraph(f"{STANCES[evidence.stance]}:")
        document.add_paragraph(clean(citation.quote.text), style="Intense Quote")
        if evidence.reason:
            document.add_paragraph(clean(evidence.reason))
        facts = [source(citation), *evidence.labels, citation.url or ""]
        document.add_paragraph(" · ".join(clean(fact) for fact in facts if fact))


def _figures(document: Document, report: Report) -> None:
    found = figures(report)
    if not found:
        return
    document.add_heading("Numbers and dates", level=1)
    table = document.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    rows = [("Figure", "of", "Claim", "Archive")]
    rows += [(f.text, f.counts, str(f.claim), figure_said(f)) for f in found]
    for n, row in enumerate(rows):
        cells = table.rows[0].cells if n == 0 else table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = clean(text)


def _without_times(data: bytes) -> bytes:
    """Return the file with the times of its writing taken out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(entry.filename))
    return buffer.getvalue()
