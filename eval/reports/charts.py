"""The plots of a run: what each shows, as SVG, in a sentence, and as a table. Pure.

Each function takes records or history and returns a `Chart`; without anything to draw, its `svg` is
empty and its summary says why.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from bot.page.texts import Texts
from eval.history import HistoryEntry
from eval.measures import MEASURES
from eval.metrics.calibration import calibration_error, reliability
from eval.metrics.selective import Values, risk_coverage
from eval.records import Run
from eval.reports.page_markup import NO_VALUE, count, metric_label
from eval.reports.svg import PAGE, Plot, Span, Tick

SERIES = ("var(--plot-1)", "var(--plot-2)", "var(--plot-3)", "var(--plot-4)")
DASHES = ("", "7 4", "2 3", "9 3 2 3")  # told apart without colour, too
MAX_ENTRIES = 60
MAX_CURVE_ROWS = 12
OVER_TIME = {
    "answers": ("answer_accuracy", "abstain_recall", "citation_precision", "recall@5"),
    "verdicts": ("verdict_accuracy", "verdict_macro_f1", "fever_score"),
}

_STRANGE = re.compile(r"[^A-Za-z0-9 .+_-]")
_FIFTHS = tuple(place / 5 for place in range(6))
_TIMES = tuple(
    first * 10.0**power for power in range(-3, 7) for first in (1, 2, 5)
)  # ms that may be marked on the axis of a latency


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A plot and what is said of it.

    Attributes:
        key: Unique in the page.
        title: What it shows.
        summary: What can be seen, in a sentence or two; why there is no plot, when there is none.
        svg: The plot; "" for none.
        legend: Name, colour and dashes of each line, when there are several.
        columns: Headings of the table that says the same.
        rows: Its rows, as text.
    """

    key: str
    title: str
    summary: str
    svg: str = ""
    legend: tuple[tuple[str, str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def over_time(t: Texts, key: str, run: Run, history: Sequence[HistoryEntry]) -> Chart:
    """Return the figures of earlier runs of the same system over the same split, oldest first.

    Args:
        t: The texts of the page.
        key: Of `OVER_TIME`.
        run: The run that the page is about.
        history: Entries in the order in which they were written.
    """
    title, names = t(f"evaluation.over_time.{key}"), OVER_TIME[key]
    ours = [one for one in history if (one.system, one.split) == (run.system, run.split)]
    ours = sorted(ours, key=lambda one: one.date)[-MAX_ENTRIES:]
    names = tuple(name for name in names if any(_known(one, name) is not None for one in ours))
    if not names:
        return Chart(key=key, title=title, summary=t("evaluation.no_history"))
    values = [value for name in names for one in ours if (value := _known(one, name)) is not None]
    low = math.floor(10 * max(0.0, min(*values, 0.9) - 0.02)) / 10
    changes = [i for i in range(1, len(ours)) if ours[i].digest != ours[i - 1].digest]
    summary = _trend(t, names, ours)
    if changes:
        summary += " " + t.n("evaluation.cases_changed", len(changes))
    plot = _plot(
        title=title,
        description=summary,
        key=key,
        across=t("evaluation.runs_in_order"),
        up="",
        x=(-0.3, max(len(ours) - 1, 1) + 0.3),
        y=(low, 1),
    )
    for place in changes:
        plot.upright(place - 0.5, "var(--field)")
    for name, colour, dashes in zip(names, SERIES, DASHES, strict=False):
        known = [(i, one) for i, one in enumerate(ours) if _known(one, name) is not None]
        points = [(i, _known(one, name) or 0.0) for i, one in known]
        # Figures over different cases are no one line.
        for _, part in groupby(zip(points, known, strict=True), key=lambda at: at[1][1].digest):
            plot.line([point for point, _ in part], colour, dashes=dashes)
        for (i, value), (_, one) in zip(points, known, strict=True):
            plot.dot((i, value), colour, radius=3, tip=f"{_name(one)}: {value:.3f}")
    shown = sorted({0, (len(ours) - 1) // 2, len(ours) - 1})
    return Chart(
        key=key,
        title=title,
        summary=summary,
        svg=plot.render(
            x_ticks=[(float(i), ours[i].date.isoformat()) for i in shown],
            y_ticks=_ticks(low, 1.0),
        ),
        legend=tuple(
            (metric_label(t, name), colour, dashes)
            for name, colour, dashes in zip(names, SERIES, DASHES, strict=False)
        ),
        columns=(
            t("evaluation.column.run"),
            *(metric_label(t, name) for name in names),
            t("evaluation.column.cases"),
        ),
        rows=tuple(
            (
                _name(one),
                *(_shown(_known(one, name)) for name in names),
                one.digest[:8],
            )
            for one in ours
        ),
    )


def reliability_chart(t: Texts, run: Run) -> Chart:
    """Return the reliability diagram of the verdicts."""
    title = t("evaluation.calibration")
    confidence, right = _confident(run, "verdict_ece")
    if not len(confidence):
        return Chart(key="calibration", title=title, summary=t("evaluation.no_confidence"))
    bins = reliability(confidence, right)
    error = calibration_error(bins) or 0.0
    above = sum(one.share * (one.confidence - one.accuracy) for one in bins)
    summary = t(
        "evaluation.too_sure" if above > 0 else "evaluation.too_unsure",
        error=f"{error:.3f}",
        claims=count(t, len(confidence), "claim"),
        by=f"{abs(above):.3f}",
    )
    plot = _plot(
        title=title,
        description=summary,
        key="calibration",
        across=t("evaluation.axis.confidence"),
        up=t("evaluation.axis.right"),
        x=(0, 1),
        y=(0, 1),
    )
    for one in bins:
        tip = f"{_span(t, one.low, one.high)}: {one.accuracy:.2f}, n {one.n}"
        plot.bar((one.low, one.high), one.accuracy, SERIES[0], tip=tip)
    plot.line([(0, 0), (1, 1)], "var(--field)", dashes="5 4")
    points = [(one.confidence, one.accuracy) for one in bins]
    for point, one in zip(points, bins, strict=True):
        plot.dot(point, SERIES[1], radius=3 + 5 * math.sqrt(one.share))
    return Chart(
        key="calibration",
        title=title,
        summary=summary,
        svg=plot.render(x_ticks=_FIFTHS, y_ticks=_FIFTHS),
        legend=(
            (t("evaluation.legend.right"), SERIES[0], "bar"),
            (t("evaluation.legend.confidence"), SERIES[1], "dot"),
            (t("evaluation.legend.perfect"), "var(--field)", "5 4"),
        ),
        columns=_columns(t, "confidence", "claims", "mean_confidence", "right"),
        rows=tuple(
            (
                _span(t, one.low, one.high),
                f"{one.n:,}",
                f"{one.confidence:.3f}",
                f"{one.accuracy:.3f}",
            )
            for one in bins
        ),
    )


def risk_coverage_chart(t: Texts, run: Run) -> Chart:
    """Return the share of wrong ones against the share decided, of claims and of questions."""
    title = t("evaluation.risk")
    curves = []
    for name, metric in (("verdicts", "verdict_aurc"), ("answers", "answer_aurc")):
        curve = risk_coverage(*_confident(run, metric))
        if curve is not None:
            curves.append((t(f"evaluation.{name}"), curve))
    if not curves:
        return Chart(key="risk", title=title, summary=t("evaluation.no_sure_case"))
    areas = ", ".join(f"{name} {curve.area:.3f}" for name, curve in curves)
    summary = t("evaluation.risk_read", areas=areas)
    if any(name == t("evaluation.answers") for name, _ in curves):
        summary += " " + t("evaluation.risk_declined")
    most = max(float((1 - curve.accuracy).max()) for _, curve in curves)
    high = min(1.0, max(0.2, math.ceil(10 * most) / 10))
    plot = _plot(
        title=title,
        description=summary,
        key="risk",
        across=t("evaluation.axis.coverage"),
        up=t("evaluation.axis.wrong"),
        x=(0, 1),
        y=(0, high),
    )
    rows = []
    for (name, curve), colour, dashes in zip(curves, SERIES, DASHES, strict=False):
        points = [
            (float(x), float(1 - y)) for x, y in zip(curve.coverage, curve.accuracy, strict=True)
        ]
        plot.line(points, colour, dashes=dashes)
        for place in sorted({int(i) for i in np.linspace(0, len(points) - 1, MAX_CURVE_ROWS)}):
            coverage, risk = points[place]
            threshold = float(curve.threshold[place])
            rows.append((name, f"{threshold:.3f}", f"{coverage:.3f}", f"{risk:.3f}"))
    return Chart(
        key="risk",
        title=title,
        summary=summary,
        svg=plot.render(x_ticks=_FIFTHS, y_ticks=_ticks(0.0, high)),
        legend=tuple(
            (name, colour, dashes)
            for (name, _), colour, dashes in zip(curves, SERIES, DASHES, strict=False)
        ),
        columns=_columns(t, "of", "confidence_from", "coverage", "wrong"),
        rows=tuple(rows),
    )


def latency_chart(t: Texts, key: str, ms: Sequence[float]) -> Chart:
    """Return how long the cases took, on a logarithmic axis.

    Args:
        t: The texts of the page.
        key: What was timed: "answers" or "verdicts".
        ms: Milliseconds of each case; what isn't above 0 was not timed.
    """
    title = t(f"evaluation.time_of.{key}")
    key = f"ms-{key}"
    times = np.sort(np.asarray([one for one in ms if math.isfinite(one) and one > 0]))
    if not len(times):
        return Chart(key=key, title=title, summary=t("evaluation.not_timed"))
    median, late = (float(np.percentile(times, part, method="inverted_cdf")) for part in (50, 95))
    summary = t(
        "evaluation.times_read",
        median=_ms(median),
        late=_ms(late),
        slowest=_ms(float(times[-1])),
        cases=count(t, len(times)),
    )
    logs = np.log10(times)
    first, last = math.floor(5 * logs[0]) / 5, math.ceil(5 * logs[-1] + 1e-9) / 5
    last = max(last, first + 0.6)
    edges = np.linspace(first, last, round(10 * (last - first)) + 1)
    counts, _ = np.histogram(logs, edges)
    top = _nice(int(counts.max()))
    plot = _plot(
        title=title,
        description=summary,
        key=key,
        across=t("evaluation.axis.ms"),
        up=t("evaluation.axis.cases"),
        x=(first, last),
        y=(0, top),
    )
    rows = []
    for low, high, n in zip(edges[:-1], edges[1:], counts, strict=True):
        if n:
            between = t("evaluation.span", low=_ms(10**low), high=_ms(10**high))
            plot.bar((low, high), float(n), SERIES[0], tip=f"{between}: {count(t, int(n))}")
            rows.append((between, f"{int(n):,}"))
    plot.upright(math.log10(median), "var(--ink)", label="p50", dashes="")
    if late > median:
        plot.upright(math.log10(late), "var(--plot-2)", label="p95")
    marked = [one for one in _TIMES if first - 1e-9 <= math.log10(one) <= last + 1e-9]
    if len(marked) > 8:
        marked = [one for one in marked if math.log10(one) % 1 < 1e-9]
    ticks: list[Tick] = [(math.log10(one), f"{one:,g}") for one in marked]
    return Chart(
        key=key,
        title=title,
        summary=summary,
        svg=plot.render(x_ticks=ticks, y_ticks=[top * part / 4 for part in range(5)]),
        columns=_columns(t, "time", "cases"),
        rows=tuple(rows),
    )


def _plot(
    *, title: str, description: str, key: str, across: str, up: str, x: Span, y: Span
) -> Plot:
    """Return an empty plot that can still be read on a phone; the keys are unique in the page."""
    return Plot(
        title=title,
        description=description,
        key=f"plot-{key}",
        across=across,
        up=up,
        x=x,
        y=y,
        theme=PAGE,
        width=430,
        height=280,
        left=58,
    )


def _confident(run: Run, name: str) -> tuple[Values, Values]:
    """Return confidence and rightness of the cases that a metric of confidence is of."""
    rows = [row for _, row in MEASURES[name].rows(run) if math.isfinite(row[0])]
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])


def _name(entry: HistoryEntry) -> str:
    """Return day and version, the latter without anything that a version does not hold."""
    return f"{entry.date} {_STRANGE.sub('', entry.version)[:20]}"


def _known(entry: HistoryEntry, name: str) -> float | None:
    value = entry.figures.get(name)
    return value if value is not None and math.isfinite(value) else None


def _columns(t: Texts, *names: str) -> tuple[str, ...]:
    return tuple(t(f"evaluation.column.{name}") for name in names)


def _span(t: Texts, low: float, high: float) -> str:
    return t("evaluation.span", low=f"{low:.2f}", high=f"{high:.2f}")


def _trend(t: Texts, names: Sequence[str], entries: Sequence[HistoryEntry]) -> str:
    parts = []
    for name in names:
        values = [value for one in entries if (value := _known(one, name)) is not None]
        by = f"{values[-1] - values[0]:+.3f}"
        way = f", {t('evaluation.since_first', by=by)}" if len(values) > 1 else ""
        parts.append(f"{metric_label(t, name)} {values[-1]:.3f}{way}")
    latest = "; ".join(parts)
    return t("evaluation.trend", runs=count(t, len(entries), "run"), latest=latest)


def _shown(value: float | None) -> str:
    return NO_VALUE if value is None else f"{value:.3f}"


def _ms(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:,.0f} s"
    return f"{value:,.0f} ms" if value >= 10 else f"{value:.2g} ms"


def _nice(n: int) -> int:
    """Return the first multiple of 4 that leaves a little room above n."""
    return 4 * math.ceil(max(n, 1) * 1.1 / 4)


def _ticks(low: float, high: float) -> list[float]:
    """Return about five places between two ends that are tenths."""
    tenths = round(10 * (high - low))
    step = 2 if tenths > 5 else 1
    return [round(high - place / 10, 10) for place in range(0, tenths + 1, step)]
