"""A checked draft as files to save: each is in its link, none is left on the server."""

from __future__ import annotations

from datetime import date

from bot.exporting import ExportOptions, Shape, export
from bot.exporting.exporting import MEDIA_TYPES
from bot.house import Rules
from bot.page.markup import esc, file_link
from bot.page.texts import Texts
from bot.verdict import Report

_FILES = (
    (Shape.MARKDOWN, "Markdown", ".md"),
    (Shape.HTML, "HTML", ".html"),
    (Shape.DOCX, "Word", ".docx"),
    (Shape.CSV, "CSV", ".csv"),
    (Shape.JSON, "JSON", ".json"),
    (Shape.CLAIMREVIEW, "ClaimReview", ".jsonld"),
)


def exports_html(t: Texts, report: Report, rules: Rules, *, on: date) -> str:
    """Return links that save a report in every shape.

    Args:
        t: The texts of the page.
        report: The report.
        rules: The newsroom's rules: a ClaimReview follows its scale.
        on: The day of the export.
    """
    options = ExportOptions(on=on, rating=rules.rating)
    links = " ".join(
        file_link(
            t,
            export(report, shape, options),
            MEDIA_TYPES[shape].partition(";")[0],
            f"newsproof-verdicts{suffix}",
            words,
        )
        for shape, words, suffix in _FILES
    )
    return f'<p class="np-exports"><span>{esc(t("check.save_as"))}</span> {links}</p>'
