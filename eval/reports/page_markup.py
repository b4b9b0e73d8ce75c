"""The small pieces of the HTML report: text cut and escaped, values, glyphs, tables. Pure.

Every string that comes from a case, an article or a system goes through `text`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.page.markup import esc
from eval.measures import MEASURES
from eval.metrics.bootstrap import Interval
from eval.summary import Figure

NO_VALUE = "–"

# What a reader calls a metric whose name does not say it; what it measures stands in `MEASURES`.
LABELS = {
    "cases_right": "Cases right",
    "answer_accuracy": "Answers right",
    "accepted_shown": "Accepted answer shown",
    "forbidden_free": "Free of forbidden words",
    "attribution": "Source named",
    "as_of_leaks": "Leaks from later days",
    "abstain_precision": "Declining, precision",
    "abstain_recall": "Declining, recall",
    "abstain_f1": "Declining, F1",
    "answer_aurc": "Area under risk-coverage",
    "article_rr@10": "Article RR@10",
    "rr@10": "RR@10",
    "ndcg@10": "nDCG@10",
    "recall@100w": "Recall in 100 words",
    "recall@300w": "Recall in 300 words",
    "verdict_accuracy": "Verdicts right",
    "verdict_macro_f1": "Macro-F1",
    "fever_score": "FEVER score",
    "false_supported": "Falsely supported",
    "verdict_ece": "Calibration error",
    "verdict_aurc": "Area under risk-coverage",
    "draft_accuracy": "Drafts right",
    "draft_claim_accuracy": "Claims of drafts right",
    "ask_p50_ms": "Answer, median",
    "ask_p95_ms": "Answer, 95 %",
    "verify_p50_ms": "Verdict, median",
    "verify_p95_ms": "Verdict, 95 %",
    "peak_mib": "Most memory",
}


def metric_label(name: str) -> str:
    """Return what a reader calls a metric."""
    plain = name.replace("_", " ")
    return LABELS.get(name, plain[:1].upper() + plain[1:])


def meaning(name: str) -> str:
    """Return what a metric measures, in a line; "" for one that is none of ours."""
    return MEASURES[name].what if name in MEASURES else ""


def words(value: str) -> str:
    """Return "near miss" for "near_miss" and "not enough evidence" for "NOT_ENOUGH_EVIDENCE"."""
    return value.replace("_", " ").lower()


def cut(value: str, limit: int) -> tuple[str, int]:
    """Return at most `limit` code points of a text, and how many are left out.

    A cut of fewer than 40 would take more room to tell than it saves, and isn't made.
    """
    if len(value) <= limit + 40:
        return value, 0
    return value[:limit].rstrip(), len(value) - limit


def text(value: str, limit: int = 2_000) -> str:
    """Return a foreign text as harmless HTML, cut at `limit` code points, and say so."""
    kept, n_left = cut(value, limit)
    if not n_left:
        return esc(kept)
    return f'{esc(kept)} <span class="cut">[… {n_left:,} more characters, in the run’s JSON]</span>'


def plural(n: int, one: str, many: str = "") -> str:
    """Return "1 case", "2 cases", "1,200 cases"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def value_words(value: float | None, unit: str = "") -> str:
    """Return a value as it is shown: shares with three decimals, the rest with its unit."""
    if value is None:
        return NO_VALUE
    if unit == "count":
        return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
    if unit:
        return f"{value:,.0f} {unit}" if value >= 10 else f"{value:.2g} {unit}"
    return f"{value:.3f}"


def interval_words(interval: Interval | None, unit: str = "") -> str:
    """Return "0.71 to 0.85", or nothing without an interval."""
    if interval is None:
        return ""
    if unit:
        ends = (interval.low, interval.high)
        low, high = (f"{end:,.0f}" if end >= 10 else f"{end:.2g}" for end in ends)
        return f"{low} to {high}"
    return f"{interval.low:.2f} to {interval.high:.2f}"


def glyph(value: float | None, interval: Interval | None, *, is_low_better: bool = False) -> str:
    """Return a share in [0, 1] with its interval as a small picture that fits any width.

    Hidden from screen readers: the numbers stand beside it.
    """
    if value is None:
        return ""
    span = ""
    if interval is not None and interval.high > interval.low:
        span = f'<line class="span" x1="{_share(interval.low)}" x2="{_share(interval.high)}"/>'
    return (
        f'<svg class="glyph{" low" * is_low_better}" aria-hidden="true" height="10" width="100%">'
        '<line class="axis" x1="0" x2="100%" y1="5" y2="5"/>'
        f'<g transform="translate(0 5)">{span}<circle cx="{_share(value)}" r="3.5"/></g></svg>'
    )


def bar(share: float, kind: str) -> str:
    """Return a horizontal bar of a share in [0, 1]; `kind` is one of our class names."""
    return (
        '<svg class="bar" aria-hidden="true" height="12" width="100%">'
        f'<rect class="{kind}" width="{_share(share)}" height="12" rx="2"/></svg>'
    )


def figure_cell(figure: Figure | None) -> str:
    """Return value, interval, number of cases and glyph of a figure, for a table cell."""
    if figure is None or figure.value is None:
        return '<span class="none">nothing to measure</span>'
    between = interval_words(figure.interval, figure.unit)
    picture = ""
    if not figure.unit:
        picture = glyph(figure.value, figure.interval, is_low_better=not figure.higher_is_better)
    return (
        f'<div class="fig"><span class="value">{value_words(figure.value, figure.unit)}</span> '
        f'<span class="spread">{between}</span> <span class="n">n&nbsp;{figure.n:,}</span>'
        f"{picture}</div>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        name: Its heading, HTML.
        label: What stands before a cell on a narrow screen, HTML; "" for nothing.
        kind: Class of its cells.
    """

    name: str
    label: str = ""
    kind: str = ""


def table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]], kind: str) -> str:
    """Return a table whose rows become blocks on a narrow screen.

    The roles are spelled out, as a browser drops them from a table that is shown as blocks.

    Args:
        caption: What it shows, HTML.
        columns: The first one holds the row headings.
        rows: HTML of each cell.
        kind: Class of the table.
    """
    head = "".join(
        f'<th role="columnheader" scope="col" class="{column.kind}">{column.name}</th>'
        for column in columns
    )
    body = "".join(f'<tr role="row">{_cells(columns, row)}</tr>' for row in rows)
    return (
        f'<table class="{kind}" role="table"><caption>{caption}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
    )


def _cells(columns: Sequence[Column], row: Sequence[str]) -> str:
    heading, *rest = row
    cells = "".join(
        f'<td role="cell" class="{column.kind}">'
        f"{f'<span class=label>{column.label}</span> ' if column.label else ''}{cell}</td>"
        for column, cell in zip(columns[1:], rest, strict=True)
    )
    return f'<th role="rowheader" scope="row">{heading}</th>{cells}'


def _share(value: float) -> str:
    return f"{100 * min(max(value, 0.0), 1.0):.1f}%"
