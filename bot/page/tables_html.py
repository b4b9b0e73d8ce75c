"""The tables under a checked draft: its quotations, and its numbers and dates."""

from __future__ import annotations

from collections.abc import Sequence

from bot.exporting.wording import FIGURES, OUTCOMES, quotation_lines
from bot.figures_table import Figure, FigureOutcome
from bot.page.markup import esc
from bot.quotations.values import CheckedQuotation, Outcome

# Words that no article has may still be true: that is no failure.
_OUTCOMES = {Outcome.EXACT: ("✓", "yes"), Outcome.NOT_FOUND: ("?", "open")}
_SIGNS = {
    FigureOutcome.AGREES: ("✓", "yes"),
    FigureOutcome.DIFFERS: ("✕", "no"),
    FigureOutcome.BOTH: ("≠", "mixed"),
    FigureOutcome.SILENT: ("?", "open"),
}


def quotations_html(found: Sequence[CheckedQuotation]) -> str:
    """Return what the archive has of each quotation of the draft."""
    items = "".join(_quotation(one) for one in found)
    if not items:
        return ""
    listed = f'<ul class="np-list-plain">{items}</ul>'
    return f'<section class="np-part"><h3>Quotations</h3>{listed}</section>'


def figures_html(found: Sequence[Figure]) -> str:
    """Return the numbers and dates of the draft, each with what the archive says."""
    rows = "".join(_figure(figure) for figure in found)
    if not rows:
        return ""
    head = (
        '<thead><tr><th scope="col">Figure</th><th scope="col">Of</th>'
        '<th scope="col">Archive</th></tr></thead>'
    )
    return (
        '<section class="np-part"><h3>Numbers and dates</h3><div class="np-wide" tabindex="0" '
        f'role="region" aria-label="Numbers and dates"><table class="np-table">{head}'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _quotation(one: CheckedQuotation) -> str:
    sign, kind = _OUTCOMES.get(one.outcome, ("✕", "no"))
    changes = " ".join(
        (f"<del>{esc(edit.ours)}</del> " if edit.ours else "")
        + (f"<ins>{esc(edit.theirs)}</ins>" if edit.theirs else "")
        for edit in one.edits
    )
    # The first line says what was found; edits are shown as such above.
    lines = [line for line in quotation_lines(one) if not line.startswith("Draft “")]
    said = "".join(f"<p>{esc(line)}</p>" for line in lines)
    return (
        f'<li><p class="np-quotation" dir="auto">“{esc(one.quotation.text)}”</p>'
        f'<p class="np-check-{kind}"><span class="np-sign" aria-hidden="true">{sign}</span> '
        f"<strong>{OUTCOMES[one.outcome]}</strong></p>"
        + (f'<p class="np-edits" dir="auto">{changes}</p>' if changes else "")
        + f'<div class="np-why">{said}</div></li>'
    )


def _figure(figure: Figure) -> str:
    sign, kind = _SIGNS[figure.outcome]
    told = "; ".join(
        f"“{said.text}” ({said.citation.title})"
        if said.text
        else said.reason or said.citation.title
        for said in figure.said
    )
    return (
        f'<tr><th scope="row" dir="auto">{esc(figure.text)}</th>'
        f'<td dir="auto">{esc(figure.counts)}</td>'
        f'<td dir="auto"><span class="np-check-{kind}"><span class="np-sign" aria-hidden="true">'
        f"{sign}</span> {FIGURES[figure.outcome]}</span>"
        + (f"<br>{esc(told)}" if told else "")
        + "</td></tr>"
    )
