"""The check of a draft as the page shows it: progress, filters, the draft, tables, exports."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Citation
from bot.figures_table import figures
from bot.page.answer_html import made_html
from bot.page.checking import Checking
from bot.page.citing import tips_html
from bot.page.draft_html import draft_html
from bot.page.tables_html import figures_html, quotations_html
from bot.page.verdict_html import SKIPPED, VERDICTS, look_of, marks_of
from bot.verdict import CheckedClaim

NOTHING = (
    '<div class="np-card np-abstained"><h2 class="np-card-title" data-tell>Nothing to check</h2>'
    "<p>No claim was found in this text. A claim is a sentence that can be true or false."
    "</p></div>"
)


def checking_html(checking: Checking, exports: str = "") -> str:
    """Return a draft with what is known of it so far.

    Args:
        checking: How far its check has come.
        exports: Links that save it.
    """
    report = checking.report
    if report is not None and not report.claims and not report.quotations:
        return f"{_progress(checking)}{'' if checking.is_stopped else NOTHING}"
    found = figures(report) if report is not None else []
    ends = "" if report is None else made_html(report.as_of, report.timings_ms, report.backends)
    tables = quotations_html(report.quotations) + figures_html(found) if report is not None else ""
    return (
        f'<section class="np-report" aria-label="Verdicts">{_progress(checking)}'
        f'<h2 class="np-hidden">Verdicts</h2>'
        f"{_filters(checking.checked)}{draft_html(checking, found)}{tables}{exports}{ends}"
        f"{tips_html(checking_marks(checking))}</section>"
    )


def checking_marks(checking: Checking) -> dict[str, Citation]:
    """Return every citation of a checked draft under the name of its highlight."""
    found: dict[str, Citation] = {}
    for number, checked in enumerate(checking.checked, start=1):
        found.update(marks_of(number, checked))
    return found


def _progress(checking: Checking) -> str:
    done, total = len(checking.checked), len(checking.claims)
    claims = "claim" if total == 1 else "claims"
    if checking.is_stopped:
        return f'<p class="np-far" data-tell>Stopped: {done} of {total} {claims} checked.</p>'
    if checking.report is not None:
        return f'<p class="np-hidden" data-tell>Checked {total} {claims}.</p>'
    words = f"{done} of {total} {claims}" if done < total else "Looking up quotations…"
    return (
        f'<div class="np-far np-busy-check"><span data-tell>{words}</span>'
        f'<progress aria-label="Claims checked" value="{done}" max="{max(total, 1)}"></progress>'
        "</div>"
    )


def _filters(checked: Sequence[CheckedClaim]) -> str:
    """Return a button for each verdict that occurs, which hides and shows its claims."""
    kinds = [look_of(one)[2] for one in checked]
    buttons = "".join(
        f'<button type="button" class="np-filter np-filter-{kind}" data-filter="{kind}" '
        f'aria-pressed="true"><span class="np-sign" aria-hidden="true">{sign}</span> {word} '
        f"{kinds.count(kind)}</button>"
        for sign, word, kind in (*VERDICTS.values(), SKIPPED)
        if kind in kinds
    )
    if not buttons:
        return ""
    return (
        f'<div class="np-filters" role="group" aria-label="Show claims by verdict">{buttons}'
        '<button type="button" class="np-link" data-all="open">Open all</button>'
        '<button type="button" class="np-link" data-all="close">Close all</button></div>'
    )
