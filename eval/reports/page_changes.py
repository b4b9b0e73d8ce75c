"""What changed between two runs as HTML, for the report and for the page. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.page.markup import esc
from bot.page.texts import Texts
from eval.reports.page_markup import (
    NO_VALUE,
    Column,
    column,
    metric_label,
    table,
    value_words,
)

if TYPE_CHECKING:
    from eval.gate.comparing import CaseChange, Comparison, MetricChange

MAX_TURNED = 50

# Sign, text and class of what became of a metric: never told by colour alone.
_WORSE = ("▼", "worse", "bad")
_BETTER = ("▲", "better", "good")
_NOISE = ("≈", "noise", "none")

Turned = Callable[["CaseChange"], str]
"""Returns what a list says of a case that turned: the inside of an `li`."""


def changes_html(t: Texts, comparison: Comparison | None, turned: Turned) -> str:
    """Return the metrics that moved and the cases that turned.

    Args:
        t: The texts of the page.
        comparison: With the run of the page as the later one; None when there is nothing before.
        turned: How one case is shown.
    """
    if comparison is None:
        return f'<p class="empty">{esc(t("evaluation.no_earlier"))}</p>'
    wrong = _turned(t, "newly_wrong", comparison.newly_wrong, turned, "bad")
    right = _turned(t, "newly_right", comparison.newly_right, turned, "good")
    return (
        f'<p class="lead">{esc(_lead(t, comparison))}</p>{_sets(t, comparison)}'
        f"{_metrics(t, comparison)}<div class=two>{wrong}{right}</div>"
    )


def _lead(t: Texts, comparison: Comparison) -> str:
    losses = [one for one in comparison.metrics if one.is_loss]
    gains = [one for one in comparison.metrics if one.is_significant and not one.is_worse]
    n_worse, n_better = len(comparison.newly_wrong), len(comparison.newly_right)
    if losses:
        said = t("evaluation.lead_worse", metrics=_names(t, losses))
    elif gains:
        said = t("evaluation.lead_better", metrics=_names(t, gains))
    else:
        said = t("evaluation.lead_noise" if n_worse or n_better else "evaluation.lead_still")
    turned = t(
        "evaluation.lead_turned",
        wrong=t.n("evaluation.turned_wrong", n_worse),
        right=f"{n_better:,}",
        common=f"{comparison.n_common:,}",
    )
    return f"{said} {turned}"


def _names(t: Texts, changes: Sequence[MetricChange]) -> str:
    return ", ".join(metric_label(t, one.name) for one in changes)


def _sets(t: Texts, comparison: Comparison) -> str:
    """Say where the two runs are not over the same cases."""
    notes = []
    if not comparison.is_same_set:
        notes.append(t("evaluation.other_cases"))
    for name, n in (
        ("cases_gone", len(comparison.only_before)),
        ("cases_new", len(comparison.only_after)),
        ("cases_doubtful", comparison.n_doubtful),
    ):
        if n:
            notes.append(t.n(f"evaluation.{name}", n))
    return "".join(f'<p class="about">{esc(note)}</p>' for note in notes)


def _metrics(t: Texts, comparison: Comparison) -> str:
    """Return the metrics that moved: by more than noise in sight, the others folded away."""
    moved = [one for one in comparison.metrics if one.paired and one.paired.difference]
    first = [one for one in moved if one.is_significant or one is comparison.metrics[0]]
    rest = [one for one in moved if one not in first]
    still = len(comparison.metrics) - len(moved)
    caption = "moved_much" if len(first) > 1 else "moved_by"
    parts = [_table(t, caption, first)] if first else []
    if rest:
        parts.append(
            f"<details class=names><summary>{esc(t.n('evaluation.within_noise', len(rest)))}"
            f"</summary>{_table(t, 'moved_little', rest)}</details>"
        )
    if still:
        parts.append(f'<p class="about">{esc(t.n("evaluation.still", still))}</p>')
    return "".join(parts)


def _table(t: Texts, caption: str, changes: Sequence[MetricChange]) -> str:
    columns = [
        column(t, "metric", label=False),
        *(column(t, name, "number") for name in ("before", "now", "difference", "p")),
        Column(name=esc(t("evaluation.column.became")), kind="became"),
    ]
    rows = [_metric(t, one) for one in changes]
    return table(esc(t(f"evaluation.{caption}")), columns, rows, "changes")


def _metric(t: Texts, change: MetricChange) -> tuple[str, ...]:
    figure = change.after or change.before
    unit = figure.unit if figure else ""
    values = [
        NO_VALUE if one is None else value_words(one.value, unit)
        for one in (change.before, change.after)
    ]
    sign, word, kind = _NOISE
    if change.is_significant:
        sign, word, kind = _WORSE if change.is_worse else _BETTER
    difference, p = NO_VALUE, NO_VALUE
    paired = change.paired
    if paired:
        digits = 0 if unit else 3
        by, low, high = (
            f"{one:+,.{digits}f}".replace("-", "−")
            for one in (paired.difference, paired.low, paired.high)
        )
        span = esc(t("evaluation.span", low=low, high=high))
        difference = f'{by} <span class="spread">{span}</span>'
        p = "&lt; 0.001" if paired.p < 0.001 else f"{paired.p:.3f}"
    gates = "" if change.gates else f' <span class="about">{esc(t("evaluation.no_gate"))}</span>'
    return (
        f"{esc(metric_label(t, change.name))} <code class=name>{esc(change.name)}</code>{gates}",
        *values,
        difference,
        p,
        f'<span class="pill {kind}"><span aria-hidden="true">{sign}</span> '
        f"{esc(t(f'evaluation.became.{word}'))}</span>",
    )


def _turned(t: Texts, title: str, changes: Sequence[CaseChange], turned: Turned, kind: str) -> str:
    head = (
        f'<h3 class="{kind}">{esc(t(f"evaluation.{title}"))} '
        f'<span class="n">{len(changes):,}</span></h3>'
    )
    if not changes:
        return f'<div>{head}<p class="empty">{esc(t("evaluation.none"))}</p></div>'
    items = "".join(f"<li>{turned(one)}</li>" for one in changes[:MAX_TURNED])
    left = len(changes) - MAX_TURNED
    more = f'<p class="about">{esc(t.n("evaluation.more_turned", left))}</p>' if left > 0 else ""
    return f'<div>{head}<ul class="turned">{items}</ul>{more}</div>'
