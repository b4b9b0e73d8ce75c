"""The small pieces of the HTML report and of the page: text cut and escaped, values, tables. Pure.

Every string that comes from a case, an article or a system goes through `text`; every word of
ours comes from `bot.page.texts`, in the language of the one who reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.page.markup import esc
from bot.page.texts import Texts
from eval.metrics.bootstrap import Interval
from eval.records import Blame
from eval.summary import Figure

NO_VALUE = "–"


def metric_label(t: Texts, name: str) -> str:
    """Return what a reader calls a metric."""
    plain = name.replace("_", " ")
    return t.by_name.get(f"evaluation.metric.{name}", plain[:1].upper() + plain[1:])


def meaning(t: Texts, name: str) -> str:
    """Return what a metric measures, in a line; "" for one that is none of ours."""
    return t.by_name.get(f"evaluation.measures.{name}", "")


def words(t: Texts, value: str) -> str:
    """Return how a kind, an outcome or a verdict reads: "not enough evidence"."""
    plain = value.replace("_", " ").lower()
    return t.by_name.get(f"evaluation.word.{value.lower()}", plain)


def blame_name(t: Texts, blame: Blame) -> str:
    """Return what a reader calls the part that is to blame."""
    return t(f"evaluation.blame.{blame}")


def blame_meaning(t: Texts, blame: Blame) -> str:
    """Return what it means to be put down to that part, in a line."""
    return t(f"evaluation.blame_means.{blame}")


def cut(value: str, limit: int) -> tuple[str, int]:
    """Return at most `limit` code points of a text, and how many are left out.

    A cut of fewer than 40 would take more room to tell than it saves, and isn't made.
    """
    if len(value) <= limit + 40:
        return value, 0
    return value[:limit].rstrip(), len(value) - limit


def text(t: Texts, value: str, limit: int = 2_000) -> str:
    """Return a foreign text as harmless HTML, cut at `limit` code points, and say so."""
    kept, n_left = cut(value, limit)
    if not n_left:
        return esc(kept)
    return f'{esc(kept)} <span class="cut">[… {esc(t("evaluation.cut", n=f"{n_left:,}"))}]</span>'


def count(t: Texts, n: int, what: str = "case") -> str:
    """Return "1 case", "2 cases", "1,200 cases": `what` is a name in the texts."""
    return t.n(f"evaluation.{what}", n)


def value_words(value: float | None, unit: str = "") -> str:
    """Return a value as it is shown: shares with three decimals, the rest with its unit."""
    if value is None:
        return NO_VALUE
    if unit == "count":
        return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"
    if unit:
        return f"{value:,.0f} {unit}" if value >= 10 else f"{value:.2g} {unit}"
    return f"{value:.3f}"


def interval_words(t: Texts, interval: Interval | None, unit: str = "") -> str:
    """Return "0.71 to 0.85", or nothing without an interval."""
    if interval is None:
        return ""
    if unit:
        ends = (interval.low, interval.high)
        low, high = (f"{end:,.0f}" if end >= 10 else f"{end:.2g}" for end in ends)
    else:
        low, high = f"{interval.low:.2f}", f"{interval.high:.2f}"
    return t("evaluation.span", low=low, high=high)


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


def figure_cell(t: Texts, figure: Figure | None) -> str:
    """Return value, interval, number of cases and glyph of a figure, for a table cell."""
    if figure is None or figure.value is None:
        return f'<span class="none">{esc(t("evaluation.not_measured"))}</span>'
    between = interval_words(t, figure.interval, figure.unit)
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


def column(t: Texts, name: str, kind: str = "", *, label: bool = True) -> Column:
    """Return a column with a heading from the texts; `label`: also before a cell on a phone."""
    said = esc(t(f"evaluation.column.{name}"))
    return Column(name=said, label=said if label else "", kind=kind)


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
