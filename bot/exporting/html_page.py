"""A report as one HTML file that opens offline: the draft with marks, verdicts beside it, quotes.

No script, nothing loaded: the page forbids both to itself. Every string goes through `esc`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.exporting.laid_out import Stretch, laid_out
from bot.exporting.options import ExportOptions
from bot.exporting.wording import (
    OUTCOMES,
    STANCES,
    VERDICTS,
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
from bot.page.markup import esc, link_out
from bot.quotations.values import CheckedQuotation, Outcome
from bot.verdict import CheckedClaim, Evidence, Report, Verdict, Worth

_KINDS = {
    Verdict.SUPPORTED: "good",
    Verdict.REFUTED: "bad",
    Verdict.CONFLICTING: "mixed",
    Verdict.NOT_ENOUGH_EVIDENCE: "open",
    Verdict.NOT_CHECKED: "open",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def report_to_html(report: Report, options: ExportOptions) -> str:
    """Return the page."""
    title = title_of(options)
    css = (Path(__file__).with_name("page.css")).read_text(encoding="utf-8")
    signed = "" if options.signed_by else " unsigned"
    closing = "".join(f"<p>{esc(line)}</p>" for line in made(report, options))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{esc(title)}</title><style>{css}</style></head><body><header>"
        f'<h1 dir="auto">{esc(title)}</h1><p class="lead">{esc(summary(report)).capitalize()}.</p>'
        f"</header><main><section>{_draft(report)}</section>"
        f"<section><h2>Quotes</h2>{_claims(report)}</section>"
        f"{_quotations(report.quotations)}{_figures(report)}</main>"
        f'<footer class="made{signed}">{closing}</footer></body></html>\n'
    )


def _draft(report: Report) -> str:
    """Return the draft paragraph by paragraph, each with the verdicts on it in the margin."""
    rows = []
    for paragraph in laid_out(report.text, [checked.claim for checked in report.claims]):
        text = "".join(_marked(report, one) for one in paragraph.stretches)
        numbers = dict.fromkeys(one.claim for one in paragraph.stretches if one.claim)
        notes = "".join(_note(n, report.claims[n - 1]) for n in numbers)
        rows.append(
            f'<div class="row"><div class="draft" dir="auto">{text}</div>'
            f"<aside>{notes}</aside></div>"
        )
    return "".join(rows)


def _marked(report: Report, one: Stretch) -> str:
    words = esc(report.text[one.span.start : one.span.end])
    if not one.claim:
        return words
    checked = report.claims[one.claim - 1]
    number = f'<sup><a href="#claim-{one.claim}">{one.claim}</a></sup>' if one.is_end else ""
    return f'<mark class="{_kind(checked)}">{words}{number}</mark>'


def _kind(checked: CheckedClaim) -> str:
    return _KINDS[checked.verdict] if checked.claim.worth is Worth.CHECK else "skip"


def _note(number: int, checked: CheckedClaim) -> str:
    if checked.claim.worth is not Worth.CHECK:
        return f"<p>{number} · {esc(checked.claim.worth_reason)}</p>"
    word = VERDICTS[checked.verdict]
    return f"<p>{number} · <strong>{word}</strong> {esc(checked.reason)}</p>"


def _claims(report: Report) -> str:
    return "".join(
        f'<article id="claim-{number}"><h3 dir="auto">{number}. {esc(checked.claim.text)}</h3>'
        f'<p class="reason"><strong>{esc(verdict_line(checked))}</strong></p>'
        + "".join(f'<p class="reason" dir="auto">{esc(line)}</p>' for line in remarks(checked))
        + "".join(_quote(evidence) for evidence in checked.evidence)
        + "</article>"
        for number, checked in enumerate(report.claims, 1)
        if checked.claim.worth is Worth.CHECK
    )


def _quote(evidence: Evidence) -> str:
    citation = evidence.citation
    labels = f" · {esc(', '.join(evidence.labels))}" if evidence.labels else ""
    why = f'<p class="reason" dir="auto">{esc(evidence.reason)}</p>' if evidence.reason else ""
    return (
        f'<p class="about">{STANCES[evidence.stance]}</p>'
        f'<blockquote dir="auto">{esc(citation.quote.text)}</blockquote>{why}'
        f'<p class="about" dir="auto">{esc(source(citation))}{labels} '
        f"{link_out(citation.url, 'Read at')}</p>"
    )


def _quotations(found: Sequence[CheckedQuotation]) -> str:
    if not found:
        return ""
    items = "".join(
        f'<article><h3 dir="auto">“{esc(one.quotation.text)}”</h3>'
        f'<p class="reason"><strong>{OUTCOMES[one.outcome]}</strong></p>'
        f"{_diff(one)}"
        + "".join(f'<p class="reason" dir="auto">{esc(line)}</p>' for line in quotation_lines(one))
        + "</article>"
        for one in found
    )
    return f"<section><h2>Quotations</h2>{items}</section>"


def _diff(one: CheckedQuotation) -> str:
    if one.outcome is not Outcome.ALTERED:
        return ""
    changes = " · ".join(
        (f"<del>{esc(e.ours)}</del> " if e.ours else "")
        + (f"<ins>{esc(e.theirs)}</ins>" if e.theirs else "")
        for e in one.edits
    )
    return f'<p class="reason" dir="auto">{changes}</p>'


def _figures(report: Report) -> str:
    rows = "".join(
        f'<tr><td dir="auto">{esc(f.text)}</td><td dir="auto">{esc(f.counts)}</td>'
        f'<td><a href="#claim-{f.claim}">{f.claim}</a></td>'
        f'<td dir="auto">{esc(figure_said(f))}</td></tr>'
        for f in figures(report)
    )
    if not rows:
        return ""
    head = "<tr><th>Figure</th><th>of</th><th>Claim</th><th>Archive</th></tr>"
    return f"<section><h2>Numbers and dates</h2><table>{head}{rows}</table></section>"
