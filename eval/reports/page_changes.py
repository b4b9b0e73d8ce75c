"""What changed against an earlier run, in the HTML report. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.page.markup import esc
from eval.records import QuestionRecord
from eval.reports.page_markup import (
    NO_VALUE,
    Column,
    metric_label,
    plural,
    table,
    text,
    value_words,
    words,
)

if TYPE_CHECKING:
    from eval.gate.comparing import CaseChange, Comparison, MetricChange

MAX_TURNED = 50

# Sign, word and class of what became of a metric: never told by colour alone.
_WORSE = ("▼", "worse", "bad")
_BETTER = ("▲", "better", "good")
_NOISE = ("≈", "within noise", "none")


def changes_html(comparison: Comparison | None, anchors: Mapping[str, str]) -> str:
    """Return the metrics that moved and the cases that turned.

    Args:
        comparison: With the run of the page as the later one; None when there is nothing before.
        anchors: Where each case stands in the page, by its id.
    """
    if comparison is None:
        return '<p class="empty">No earlier run was given, so there is nothing to compare with.</p>'
    return (
        f'<p class="lead">{_lead(comparison)}</p>{_sets(comparison)}{_metrics(comparison)}'
        f"<div class=two>{_turned('Newly wrong', comparison.newly_wrong, anchors, 'bad')}"
        f"{_turned('Newly right', comparison.newly_right, anchors, 'good')}</div>"
    )


def _lead(comparison: Comparison) -> str:
    losses = [one for one in comparison.metrics if one.is_loss]
    gains = [one for one in comparison.metrics if one.is_significant and not one.is_worse]
    n_worse, n_better = len(comparison.newly_wrong), len(comparison.newly_right)
    turned = f"{plural(n_worse, 'case')} newly wrong, {n_better:,} newly right"
    if losses:
        said = f"Worse by more than noise: {_names(losses)}."
    elif gains:
        said = f"Better by more than noise: {_names(gains)}."
    elif n_worse or n_better:
        said = "No metric moved by more than noise."
    else:
        said = "No case turned."
    return f"{said} {turned}, of {comparison.n_common:,} that both runs hold."


def _names(changes: Sequence[MetricChange]) -> str:
    return ", ".join(esc(metric_label(one.name).lower()) for one in changes)


def _sets(comparison: Comparison) -> str:
    """Say where the two runs are not over the same cases."""
    notes = []
    if not comparison.is_same_set:
        notes.append("The cases are not the same, word for word: only those in both are compared.")
    if comparison.only_before:
        notes.append(f"{plural(len(comparison.only_before), 'case')} of the earlier run is gone.")
    if comparison.only_after:
        notes.append(f"{plural(len(comparison.only_after), 'case')} is new.")
    if comparison.n_doubtful:
        n = plural(comparison.n_doubtful, "case")
        notes.append(f"{n} with doubtful gold is left out of the comparison.")
    return "".join(f'<p class="about">{note}</p>' for note in notes)


def _metrics(comparison: Comparison) -> str:
    """Return the metrics that moved: by more than noise in sight, the others folded away."""
    moved = [one for one in comparison.metrics if one.paired and one.paired.difference]
    first = [one for one in moved if one.is_significant or one is comparison.metrics[0]]
    rest = [one for one in moved if one not in first]
    still = len(comparison.metrics) - len(moved)
    caption = "All cases, and what moved by more than noise"
    parts = [_table(caption if len(first) > 1 else "By how much", first)] if first else []
    if rest:
        parts.append(
            f"<details class=names><summary>{plural(len(rest), 'other metric')} moved within "
            f"noise</summary>{_table('Metrics that moved within noise', rest)}</details>"
        )
    if still:
        parts.append(f'<p class="about">{plural(still, "metric")} did not move.</p>')
    return "".join(parts)


def _table(caption: str, changes: Sequence[MetricChange]) -> str:
    columns = [
        Column(name="metric"),
        Column(name="before", label="before", kind="number"),
        Column(name="now", label="now", kind="number"),
        Column(name="difference", label="difference", kind="number"),
        Column(name="p", label="p", kind="number"),
        Column(name="so it is", kind="became"),
    ]
    return table(caption, columns, [_metric(one) for one in changes], "changes")


def _metric(change: MetricChange) -> tuple[str, ...]:
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
        difference = f'{by} <span class="spread">{low} to {high}</span>'
        p = "&lt; 0.001" if paired.p < 0.001 else f"{paired.p:.3f}"
    gates = "" if change.gates else ' <span class="about">shown, never gating</span>'
    return (
        f"{esc(metric_label(change.name))} <code class=name>{esc(change.name)}</code>{gates}",
        *values,
        difference,
        p,
        f'<span class="pill {kind}"><span aria-hidden="true">{sign}</span> {word}</span>',
    )


def _turned(
    title: str, changes: Sequence[CaseChange], anchors: Mapping[str, str], kind: str
) -> str:
    head = f'<h3 class="{kind}">{title} <span class="n">{len(changes):,}</span></h3>'
    if not changes:
        return f'<div>{head}<p class="empty">None.</p></div>'
    items = "".join(_case(one, anchors) for one in changes[:MAX_TURNED])
    left = len(changes) - MAX_TURNED
    more = f'<p class="about">and {left:,} more, in the JSON</p>' if left > 0 else ""
    return f'<div>{head}<ul class="turned">{items}</ul>{more}</div>'


def _case(change: CaseChange, anchors: Mapping[str, str]) -> str:
    after = change.after
    asked = after.question if isinstance(after, QuestionRecord) else after.claim
    said = f'<bdi dir="auto">{text(asked or after.id, 200)}</bdi>'
    anchor = anchors.get(after.id)
    link = f'<a href="#{esc(anchor)}">{said}</a>' if anchor else said
    return (
        f'<li>{link} <span class="about">{words(change.before.got)} → {words(after.got)}'
        "</span></li>"
    )
