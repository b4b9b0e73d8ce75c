"""The tables under a checked draft: its quotations, and its numbers and dates."""

from __future__ import annotations

from collections.abc import Sequence

from bot.figures_table import Figure, FigureOutcome, FigureSaid
from bot.page.markup import esc, source_line
from bot.page.texts import Texts
from bot.quotations.values import CheckedQuotation, Outcome, Place

# Sign, class and text. Words that no article has may still be true: that is no failure.
_OUTCOMES = {
    Outcome.EXACT: ("✓", "yes", "check.exact"),
    Outcome.ALTERED: ("✕", "no", "check.altered"),
    Outcome.OTHER_SPEAKER: ("✕", "no", "check.other_speaker"),
    Outcome.STITCHED: ("✕", "no", "check.stitched"),
    Outcome.TURNED: ("✕", "no", "check.turned"),
    Outcome.NOT_FOUND: ("?", "open", "check.not_found"),
}
_FIGURES = {
    FigureOutcome.AGREES: ("✓", "yes", "check.figure_agrees"),
    FigureOutcome.DIFFERS: ("✕", "no", "check.figure_differs"),
    FigureOutcome.BOTH: ("≠", "mixed", "check.figure_both"),
    FigureOutcome.SILENT: ("?", "open", "check.figure_silent"),
}


def quotations_html(t: Texts, found: Sequence[CheckedQuotation]) -> str:
    """Return what the archive has of each quotation of the draft."""
    items = "".join(_quotation(t, one) for one in found)
    if not items:
        return ""
    listed = f'<ul class="np-list-plain">{items}</ul>'
    return f'<section class="np-part"><h3>{esc(t("check.quotations"))}</h3>{listed}</section>'


def figures_html(t: Texts, found: Sequence[Figure]) -> str:
    """Return the numbers and dates of the draft, each with what the archive says."""
    rows = "".join(_figure(t, figure) for figure in found)
    if not rows:
        return ""
    columns = ("check.figure", "check.figure_of", "check.figure_archive")
    head = "".join(f'<th scope="col">{esc(t(name))}</th>' for name in columns)
    title = esc(t("check.figures"))
    return (
        f'<section class="np-part"><h3>{title}</h3><div class="np-wide" tabindex="0" '
        f'role="region" aria-label="{title}"><table class="np-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def _quotation(t: Texts, one: CheckedQuotation) -> str:
    sign, kind, name = _OUTCOMES[one.outcome]
    changes = " ".join(
        (f"<del>{esc(edit.ours)}</del> " if edit.ours else "")
        + (f"<ins>{esc(edit.theirs)}</ins>" if edit.theirs else "")
        for edit in one.edits
    )
    said = "".join(_place(t, place) for place in one.places)
    return (
        f'<li><p class="np-quotation" dir="auto">{esc(t("check.quoted", text=one.quotation.text))}'
        f'</p><p class="np-check-{kind}"><span class="np-sign" aria-hidden="true">{sign}</span> '
        f"<strong>{esc(t(name))}</strong></p>"
        + (f'<p class="np-edits" dir="auto">{changes}</p>' if changes else "")
        + f'<div class="np-why"><p>{esc(one.reason)}</p>{said}</div></li>'
    )


def _place(t: Texts, place: Place) -> str:
    """Return where words stand: what is around them, who said them, the article."""
    around = " ".join(filter(None, (place.before, place.sentence, place.after)))
    lines = [t("check.in_context", text=around or place.citation.quote.text)]
    if place.speaker:
        lines.append(t("check.said_there_by", speaker=place.speaker))
    shown = "".join(f'<p dir="auto">{esc(line)}</p>' for line in lines)
    return f"{shown}<p>{source_line(t, place.citation)}</p>"


def _figure(t: Texts, figure: Figure) -> str:
    sign, kind, name = _FIGURES[figure.outcome]
    told = "; ".join(_said(t, said) for said in figure.said)
    return (
        f'<tr><th scope="row" dir="auto">{esc(figure.text)}</th>'
        f'<td dir="auto">{esc(figure.counts)}</td>'
        f'<td dir="auto"><span class="np-check-{kind}"><span class="np-sign" aria-hidden="true">'
        f"{sign}</span> {esc(t(name))}</span>" + (f"<br>{esc(told)}" if told else "") + "</td></tr>"
    )


def _said(t: Texts, said: FigureSaid) -> str:
    title = said.citation.title
    return (
        t("check.figure_said", text=said.text, title=title) if said.text else said.reason or title
    )
