"""The check of a draft as the page shows it: progress, filters, the draft, tables, exports."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Citation
from bot.figures_table import figures
from bot.page.answer_html import made_html
from bot.page.checking import Checking
from bot.page.citing import tips_html
from bot.page.draft_html import draft_html
from bot.page.markup import esc
from bot.page.tables_html import figures_html, quotations_html
from bot.page.texts import Texts
from bot.page.verdict_html import SKIPPED, VERDICTS, look_of, marks_of
from bot.verdict import CheckedClaim


def checking_html(t: Texts, checking: Checking, exports: str = "") -> str:
    """Return a draft with what is known of it so far.

    Args:
        t: The texts of the page.
        checking: How far its check has come.
        exports: Links that save it.
    """
    report = checking.report
    if report is not None and not report.claims and not report.quotations:
        return _progress(t, checking) + ("" if checking.is_stopped else _nothing(t))
    found = figures(report) if report is not None else []
    tables = ends = ""
    if report is not None:
        tables = quotations_html(t, report.quotations) + figures_html(t, found)
        ends = made_html(t, report.as_of, report.timings_ms, report.backends)
    verdicts = esc(t("check.verdicts"))
    return (
        f'<section class="np-report" aria-label="{verdicts}">{_progress(t, checking)}'
        f'<h2 class="np-hidden">{verdicts}</h2>'
        f"{_filters(t, checking.checked)}{draft_html(t, checking, found)}{tables}{exports}{ends}"
        f"{tips_html(t, checking_marks(checking))}</section>"
    )


def checking_marks(checking: Checking) -> dict[str, Citation]:
    """Return every citation of a checked draft under the name of its highlight."""
    found: dict[str, Citation] = {}
    for number, checked in enumerate(checking.checked, start=1):
        found.update(marks_of(number, checked))
    return found


def _nothing(t: Texts) -> str:
    return (
        '<div class="np-card np-abstained"><h2 class="np-card-title" data-tell>'
        f"{esc(t('check.nothing'))}</h2><p>{esc(t('check.nothing_way'))}</p></div>"
    )


def _progress(t: Texts, checking: Checking) -> str:
    done, total = len(checking.checked), len(checking.claims)
    if checking.is_stopped:
        words = t.n("check.stopped", total, done=t.number(done))
        return f'<p class="np-far" data-tell>{esc(words)}</p>'
    if checking.report is not None:
        return f'<p class="np-hidden" data-tell>{esc(t.n("check.checked", total))}</p>'
    words = t.n("check.far", total, done=t.number(done))
    return (
        '<div class="np-far np-busy-check">'
        f"<span data-tell>{esc(words if done < total else t('check.looking_up'))}</span>"
        f'<progress aria-label="{esc(t("check.far_label"))}" value="{done}" '
        f'max="{max(total, 1)}"></progress></div>'
    )


def _filters(t: Texts, checked: Sequence[CheckedClaim]) -> str:
    """Return a button for each verdict that occurs, which hides and shows its claims."""
    kinds = [look_of(one).kind for one in checked]
    buttons = "".join(
        f'<button type="button" class="np-filter np-filter-{look.kind}" data-filter="{look.kind}" '
        f'aria-pressed="true"><span class="np-sign" aria-hidden="true">{look.sign}</span> '
        f"{esc(t(look.name))} {t.number(kinds.count(look.kind))}</button>"
        for look in (*VERDICTS.values(), SKIPPED)
        if look.kind in kinds
    )
    if not buttons:
        return ""
    return (
        f'<div class="np-filters" role="group" aria-label="{esc(t("check.filter"))}">{buttons}'
        f'<button type="button" class="np-link" data-all="open">{esc(t("check.open_all"))}</button>'
        f'<button type="button" class="np-link" data-all="close">{esc(t("check.close_all"))}'
        "</button></div>"
    )
