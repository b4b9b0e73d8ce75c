"""The figures of the HTML report: headline, tables, plots, what changed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.answer import Status
from bot.page.markup import esc
from bot.verdict import Verdict
from eval.measures import MEASURES, Group
from eval.metrics.bootstrap import ratio_interval
from eval.metrics.ratio import mean_part, ratio
from eval.records import Blame, Run
from eval.reports.charts import Chart
from eval.reports.page_cases import BLAME_WORDS, case_records
from eval.reports.page_markup import (
    Column,
    bar,
    figure_cell,
    glyph,
    interval_words,
    meaning,
    metric_label,
    plural,
    table,
    text,
    value_words,
    words,
)
from eval.summary import Figure, Summary

HEADLINE = (
    "answer_accuracy",
    "verdict_accuracy",
    "abstain_recall",
    "quotes_exact",
    "citation_precision",
)
N_HEADLINE = 4
GROUP_WORDS = {
    Group.RETRIEVAL: "Finding",
    Group.ANSWERS: "Answers",
    Group.ABSTAINING: "Declining",
    Group.CITATIONS: "Citations",
    Group.VERDICTS: "Verdicts",
    Group.CALIBRATION: "Confidence of verdicts",
    Group.DRAFTS: "Drafts",
    Group.COST: "Time and memory",
}
MIN_TAGGED = 3  # fewer cases say nothing about a tag
MAX_TAG_ROWS = 30


def headline_html(summary: Summary) -> str:
    """Return the figures that come first."""
    by_name = {figure.name: figure for figure in summary.figures}
    first = [one for name in HEADLINE if (one := by_name.get(name)) and one.value is not None]
    cards = []
    for figure in first[:N_HEADLINE]:
        between = interval_words(figure.interval)
        cards.append(
            f'<div class="card"><dt>{metric_label(figure.name)}</dt>'
            f'<dd><span class="big">{value_words(figure.value)}</span>'
            f'<span class="spread">{between}</span>{glyph(figure.value, figure.interval)}'
            f'<span class="n">{meaning(figure.name)}, n&nbsp;{figure.n:,}</span></dd></div>'
        )
    return f'<dl class="cards">{"".join(cards)}</dl>' if cards else ""


def wrong_html(run: Run) -> str:
    """Return how many cases went wrong, and what most of them are put down to, in a sentence."""
    records = case_records(run)
    wrong = [record for record in records if not record.is_right]
    if not records:
        return '<p class="lead">No case was run: this report says nothing about the system.</p>'
    if not wrong:
        return f'<p class="lead">All {plural(len(records), "case")} went right.</p>'
    most = Counter(one.blame for one in wrong if one.blame).most_common(2)
    blamed = ", ".join(f"{BLAME_WORDS[blame][0]} ({n:,})" for blame, n in most)
    tail = f"; most are put down to: {blamed}" if blamed else ""
    return (
        f'<p class="lead"><a href="#cases" data-set="outcome=wrong">{len(wrong):,} of '
        f"{plural(len(records), 'case')}</a> went wrong{tail}.</p>"
    )


def figures_html(reported: Sequence[tuple[Run, Summary]]) -> str:
    """Return every figure, the systems side by side, in groups."""
    by_name = [{one.name: one for one in summary.figures} for _, summary in reported]
    parts = []
    for group, title in GROUP_WORDS.items():
        names = [
            name
            for name, measure in MEASURES.items()
            if measure.group is group and any(_has_value(one.get(name)) for one in by_name)
        ]
        if names:
            rows = [
                (_metric(name), *(figure_cell(one.get(name)) for one in by_name)) for name in names
            ]
            parts.append(_figures(title, "metric", reported, rows))
    return "".join(parts) or '<p class="empty">Nothing was measured.</p>'


def accuracy_html(reported: Sequence[tuple[Run, Summary]]) -> str:
    """Return accuracy by kind, by gold verdict and by tag."""
    summaries = [summary for _, summary in reported]
    first = summaries[0]
    parts = []
    if first.by_kind:
        rows = [
            (words(kind), *(figure_cell(one.by_kind.get(kind)) for one in summaries))
            for kind in first.by_kind
        ]
        parts.append(_figures("Questions by kind", "kind", reported, rows))
    if first.by_verdict:
        rows = [
            (words(gold), *(figure_cell(one.by_verdict.get(gold)) for one in summaries))
            for gold in first.by_verdict
        ]
        parts.append(_figures("Claims by right verdict", "verdict", reported, rows))
    tagged = _by_tag(reported[0][0])
    if tagged:
        by_run = [_by_tag(run) for run, _ in reported]
        order = sorted(tagged, key=lambda tag: (tagged[tag].value or 0.0, -tagged[tag].n, tag))
        rows = [
            (
                f'<bdi dir="auto">{text(tag, 60)}</bdi>',
                *(figure_cell(one.get(tag)) for one in by_run),
            )
            for tag in order[:MAX_TAG_ROWS]
        ]
        caption = f"By tag, the worst first <small>(tags of {MIN_TAGGED} cases and more)</small>"
        if len(order) > MAX_TAG_ROWS:
            caption += f" <small>{plural(len(order) - MAX_TAG_ROWS, 'better tag')} left out</small>"
        parts.append(_figures(caption, "tag", reported, rows))
    if len(reported) == 1 and len(parts) > 1:
        parts = [f"<div class=two><div>{parts[0]}</div><div>{parts[1]}</div></div>", *parts[2:]]
    return "".join(parts) or '<p class="empty">Nothing to break down.</p>'


def confusion_html(run: Run, summary: Summary) -> str:
    """Return how questions ended and which verdicts were given, against what is right."""
    parts = []
    if run.questions:
        ended = Counter((one.expected, one.got) for one in run.questions)
        statuses = [str(status) for status in Status]
        rows = {
            str(gold): {str(got): ended[gold, got] for got in Status}
            for gold in Status
            if any(ended[gold, got] for got in Status)
        }
        parts.append(_heat("How questions ended", statuses, rows))
    if any(n for row in summary.confusion.values() for n in row.values()):
        seen = [
            verdict
            for verdict in Verdict
            if verdict is not Verdict.NOT_CHECKED
            or any(row.get(verdict, 0) for row in summary.confusion.values())
        ]
        verdict_rows = {
            str(gold): {str(got): row.get(got, 0) for got in seen}
            for gold, row in summary.confusion.items()
            if any(row.values())
        }
        parts.append(
            _heat("Verdicts given", [str(one) for one in seen], verdict_rows, ";kind=claim")
        )
    return "".join(parts) or '<p class="empty">No case to compare.</p>'


def blame_html(before: Mapping[Blame, int] | None, after: Mapping[Blame, int]) -> str:
    """Return what wrong cases are put down to, before and after when there is a before."""
    if not any(after.values()) and not any((before or {}).values()):
        return '<p class="empty">No case went wrong.</p>'
    most = max(*after.values(), *(before or {}).values(), 1)
    rows = []
    for blame in Blame:
        old, new = (before or {}).get(blame, 0), after.get(blame, 0)
        if not old and not new:
            continue
        name, meaning = BLAME_WORDS[blame]
        link = f'<a href="#cases" data-set="blame={blame}">{name}</a>'
        cells = [f'{link} <span class="about">{meaning}</span>']
        bars = bar(new / most, "now")
        if before is not None:
            bars = f"{bar(old / most, 'then')}{bars}"
            cells.append(f"{old:,}")
        rows.append((*cells, f"<b>{new:,}</b>", bars))
    columns = [Column(name="part"), Column(name="cases", label="cases", kind="number")]
    if before is not None:
        columns = [
            Column(name="part"),
            Column(name="before", label="before", kind="number"),
            Column(name="now", label="now", kind="number"),
        ]
    columns.append(Column(name='<span class="hidden">as a bar</span>', kind="bars"))
    return table("What wrong cases are put down to", columns, rows, "blames")


def chart_html(chart: Chart) -> str:
    """Return a plot with its legend and its table."""
    head = f"<h3>{chart.title}</h3>"
    if not chart.svg:
        return f'<div class="plot">{head}<p class="empty">{esc(chart.summary)}</p></div>'
    legend = "".join(
        f"<li>{_swatch(colour, dashes)}{esc(name)}</li>" for name, colour, dashes in chart.legend
    )
    columns = [Column(name=esc(name), label=esc(name)) for name in chart.columns]
    rows = [[esc(cell) for cell in row] for row in chart.rows]
    return (
        f'<figure class="plot">{head}{chart.svg}'
        f"{f'<ul class=legend>{legend}</ul>' if legend else ''}"
        f"<figcaption>{esc(chart.summary)}</figcaption>"
        f"<details><summary>As a table</summary>"
        f"{table(f'<span class=hidden>{chart.title}</span>', columns, rows, 'plain')}</details>"
        "</figure>"
    )


def _swatch(colour: str, dashes: str) -> str:
    mark = f'<line x1="0" x2="26" y1="6" y2="6" stroke="{colour}" stroke-width="2.5"'
    if dashes == "bar":
        mark = f'<rect x="7" width="12" height="12" fill="{colour}" fill-opacity="0.55"'
    elif dashes == "dot":
        mark = f'<circle cx="13" cy="6" r="5" fill="{colour}"'
    elif dashes:
        mark += f' stroke-dasharray="{dashes}"'
    return f'<svg aria-hidden="true" width="26" height="12">{mark}/></svg>'


def _figures(
    caption: str, first: str, reported: Sequence[tuple[Run, Summary]], rows: Sequence[Sequence[str]]
) -> str:
    """Return a table of figures, the systems side by side; a single system has no column name."""
    if len(reported) == 1:
        columns = [Column(name=first), Column(name="value and interval", kind="figure")]
        return table(caption, columns, rows, "figures single")
    names = [f'<bdi dir="auto">{text(run.system, 60)}</bdi>' for run, _ in reported]
    columns = [Column(name=name, label=name, kind="figure") for name in names]
    return table(caption, [Column(name=first), *columns], rows, "figures")


def _metric(name: str) -> str:
    way = (
        ""
        if MEASURES[name].higher_is_better
        else ' <span class="way" title="lower is better"><span aria-hidden="true">↓</span>'
        '<span class="hidden">lower is better</span></span>'
    )
    return (
        f'<span title="{esc(name)}">{esc(metric_label(name))}</span>{way} '
        f'<span class="about">{esc(meaning(name))}</span>'
    )


def _has_value(figure: Figure | None) -> bool:
    return figure is not None and figure.value is not None


def _by_tag(run: Run) -> dict[str, Figure]:
    right: dict[str, list[bool]] = {}
    for record in case_records(run):
        for tag in dict.fromkeys(record.tags):
            right.setdefault(tag, []).append(record.is_right)
    found = {}
    for tag, outcomes in right.items():
        if len(outcomes) >= MIN_TAGGED:
            parts = [mean_part(one) for one in outcomes]
            found[tag] = Figure(
                name="accuracy", value=ratio(parts), n=len(parts), interval=ratio_interval(parts)
            )
    return found


def _heat(
    caption: str, seen: Sequence[str], rows: Mapping[str, Mapping[str, int]], more: str = ""
) -> str:
    """Return a table whose cells are tinted by their share of the row.

    Args:
        caption: What it shows.
        seen: The columns.
        rows: What is right, then what was given: number of cases.
        more: What else the cases of a cell have in common, as `data-set` says it.
    """
    columns = [
        Column(name="right ↓ given →"),
        *(Column(name=words(one), label=words(one), kind="heats") for one in seen),
    ]
    body = []
    for gold, row in rows.items():
        whole = sum(row.values())
        cells = []
        for got in seen:
            n = row.get(got, 0)
            level = round(9 * n / whole) if whole else 0
            level = max(level, 1) if n else 0
            side = "same" if got == gold else "other"
            link = (
                f'<a href="#cases" data-set="pair={gold}/{got}{more}">{n:,}'
                f'<span class="hidden"> of {whole:,}, show them</span></a>'
                if n
                else '<span class="none">0</span>'
            )
            cells.append(f'<span class="heat {side} h{level}">{link}</span>')
        body.append((f'{words(gold)} <span class="n">n {whole:,}</span>', *cells))
    return table(caption, columns, body, "confusion")
