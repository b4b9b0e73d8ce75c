"""The figures of a run as HTML, for the report and for the page. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from bot.answer import Status
from bot.page.markup import esc
from bot.page.texts import Texts
from bot.verdict import Verdict
from eval.measures import MEASURES, Group
from eval.metrics.bootstrap import ratio_interval
from eval.metrics.ratio import mean_part, ratio
from eval.records import Blame, Run
from eval.reports.charts import Chart
from eval.reports.page_case import case_records
from eval.reports.page_markup import (
    Column,
    bar,
    blame_meaning,
    blame_name,
    column,
    count,
    figure_cell,
    glyph,
    interval_words,
    meaning,
    metric_label,
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
MIN_TAGGED = 3  # fewer cases say nothing about a tag
MAX_TAG_ROWS = 30


Link = Callable[[str, str], str]
"""Puts a link to the cases around HTML: those that the second argument says, as `page.js` reads."""


def unlinked(inside: str, _: str) -> str:
    """Return HTML as it is: on a page that has no list of cases to filter."""
    return inside


def to_cases(inside: str, wanted: str) -> str:
    """Return HTML as a link to the cases of the report that are wanted, such as "blame=unknown"."""
    return f'<a href="#cases" data-set="{wanted}">{inside}</a>'


def headline_html(t: Texts, summary: Summary) -> str:
    """Return the figures that come first."""
    by_name = {figure.name: figure for figure in summary.figures}
    first = [one for name in HEADLINE if (one := by_name.get(name)) and one.value is not None]
    cards = []
    for figure in first[:N_HEADLINE]:
        between = interval_words(t, figure.interval)
        cards.append(
            f'<div class="card"><dt>{esc(metric_label(t, figure.name))}</dt>'
            f'<dd><span class="big">{value_words(figure.value)}</span>'
            f'<span class="spread">{between}</span>{glyph(figure.value, figure.interval)}'
            f'<span class="n">{esc(meaning(t, figure.name))}, n&nbsp;{figure.n:,}</span></dd></div>'
        )
    return f'<dl class="cards">{"".join(cards)}</dl>' if cards else ""


def wrong_html(t: Texts, run: Run, link: Link) -> str:
    """Return how many cases went wrong, and what most of them are put down to, in a sentence."""
    records = case_records(run)
    wrong = [record for record in records if not record.is_right]
    if not records:
        return f'<p class="lead">{esc(t("evaluation.no_case_run"))}</p>'
    if not wrong:
        return f'<p class="lead">{esc(t.n("evaluation.all_right", len(records)))}</p>'
    most = Counter(one.blame for one in wrong if one.blame).most_common(2)
    blamed = ", ".join(f"{blame_name(t, blame)} ({n:,})" for blame, n in most)
    said = t("evaluation.n_wrong", wrong=f"{len(wrong):,}", cases=count(t, len(records)))
    tail = f" {t('evaluation.mostly', blames=blamed)}" if blamed else ""
    return f'<p class="lead">{link(esc(said), "outcome=wrong")}{esc(tail)}</p>'


def figures_html(t: Texts, reported: Sequence[tuple[Run, Summary]]) -> str:
    """Return every figure, the systems side by side, in groups."""
    by_name = [{one.name: one for one in summary.figures} for _, summary in reported]
    parts = []
    for group in Group:
        names = [
            name
            for name, measure in MEASURES.items()
            if measure.group is group and any(_has_value(one.get(name)) for one in by_name)
        ]
        if names:
            rows = [
                (_metric(t, name), *(figure_cell(t, one.get(name)) for one in by_name))
                for name in names
            ]
            parts.append(_figures(t, esc(t(f"evaluation.group.{group}")), "metric", reported, rows))
    return "".join(parts) or _empty(t, "nothing_measured")


def accuracy_html(t: Texts, reported: Sequence[tuple[Run, Summary]]) -> str:
    """Return accuracy by kind, by gold verdict and by tag."""
    summaries = [summary for _, summary in reported]
    first = summaries[0]
    parts = []
    if first.by_kind:
        rows = [
            (esc(words(t, kind)), *(figure_cell(t, one.by_kind.get(kind)) for one in summaries))
            for kind in first.by_kind
        ]
        parts.append(_figures(t, esc(t("evaluation.by_kind")), "kind", reported, rows))
    if first.by_verdict:
        rows = [
            (esc(words(t, gold)), *(figure_cell(t, one.by_verdict.get(gold)) for one in summaries))
            for gold in first.by_verdict
        ]
        parts.append(_figures(t, esc(t("evaluation.by_verdict")), "verdict", reported, rows))
    tagged = _by_tag(reported[0][0])
    if tagged:
        by_run = [_by_tag(run) for run, _ in reported]
        order = sorted(tagged, key=lambda tag: (tagged[tag].value or 0.0, -tagged[tag].n, tag))
        rows = [
            (
                f'<bdi dir="auto">{text(t, tag, 60)}</bdi>',
                *(figure_cell(t, one.get(tag)) for one in by_run),
            )
            for tag in order[:MAX_TAG_ROWS]
        ]
        caption = (
            f"{esc(t('evaluation.by_tag'))} "
            f"<small>({esc(t('evaluation.tags_of', n=MIN_TAGGED))})</small>"
        )
        if len(order) > MAX_TAG_ROWS:
            left = t.n("evaluation.tags_left", len(order) - MAX_TAG_ROWS)
            caption += f" <small>{esc(left)}</small>"
        parts.append(_figures(t, caption, "tag", reported, rows))
    if len(reported) == 1 and len(parts) > 1:
        parts = [f"<div class=two><div>{parts[0]}</div><div>{parts[1]}</div></div>", *parts[2:]]
    return "".join(parts) or _empty(t, "nothing_by_kind")


def confusion_html(t: Texts, run: Run, summary: Summary, link: Link) -> str:
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
        parts.append(_heat(t, t("evaluation.ended"), statuses, rows, link))
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
            _heat(
                t,
                t("evaluation.verdicts_given"),
                [str(one) for one in seen],
                verdict_rows,
                lambda inside, wanted: link(inside, f"{wanted};kind=claim"),
            )
        )
    return "".join(parts) or _empty(t, "no_case_run")


def blame_html(
    t: Texts, before: Mapping[Blame, int] | None, after: Mapping[Blame, int], link: Link
) -> str:
    """Return what wrong cases are put down to, before and after when there is a before."""
    if not any(after.values()) and not any((before or {}).values()):
        return _empty(t, "none_wrong")
    most = max(*after.values(), *(before or {}).values(), 1)
    rows = []
    for blame in Blame:
        old, new = (before or {}).get(blame, 0), after.get(blame, 0)
        if not old and not new:
            continue
        name = link(esc(blame_name(t, blame)), f"blame={blame}")
        cells = [f'{name} <span class="about">{esc(blame_meaning(t, blame))}</span>']
        bars = bar(new / most, "now")
        if before is not None:
            bars = f"{bar(old / most, 'then')}{bars}"
            cells.append(f"{old:,}")
        rows.append((*cells, f"<b>{new:,}</b>", bars))
    counts = ("cases",) if before is None else ("before", "now")
    columns = [column(t, "part", label=False), *(column(t, one, "number") for one in counts)]
    as_bar = f'<span class="hidden">{esc(t("evaluation.as_bar"))}</span>'
    columns.append(Column(name=as_bar, kind="bars"))
    return table(esc(t("evaluation.put_down")), columns, rows, "blames")


def chart_html(t: Texts, chart: Chart) -> str:
    """Return a plot with its legend and its table."""
    head = f"<h3>{esc(chart.title)}</h3>"
    if not chart.svg:
        return f'<div class="plot">{head}<p class="empty">{esc(chart.summary)}</p></div>'
    legend = "".join(
        f"<li>{_swatch(colour, dashes)}{esc(name)}</li>" for name, colour, dashes in chart.legend
    )
    columns = [Column(name=esc(name), label=esc(name)) for name in chart.columns]
    rows = [[esc(cell) for cell in row] for row in chart.rows]
    caption = f"<span class=hidden>{esc(chart.title)}</span>"
    return (
        f'<figure class="plot">{head}{chart.svg}'
        f"{f'<ul class=legend>{legend}</ul>' if legend else ''}"
        f"<figcaption>{esc(chart.summary)}</figcaption>"
        f"<details><summary>{esc(t('evaluation.as_table'))}</summary>"
        f"{table(caption, columns, rows, 'plain')}</details>"
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


def _empty(t: Texts, name: str) -> str:
    return f'<p class="empty">{esc(t(f"evaluation.{name}"))}</p>'


def _figures(
    t: Texts,
    caption: str,
    first: str,
    reported: Sequence[tuple[Run, Summary]],
    rows: Sequence[Sequence[str]],
) -> str:
    """Return a table of figures, the systems side by side; a single system has no column name."""
    if len(reported) == 1:
        columns = [
            column(t, first, label=False),
            Column(name=esc(t("evaluation.column.figure")), kind="figure"),
        ]
        return table(caption, columns, rows, "figures single")
    names = [f'<bdi dir="auto">{text(t, run.system, 60)}</bdi>' for run, _ in reported]
    columns = [Column(name=name, label=name, kind="figure") for name in names]
    return table(caption, [column(t, first, label=False), *columns], rows, "figures")


def _metric(t: Texts, name: str) -> str:
    lower = esc(t("evaluation.lower_is_better"))
    way = (
        ""
        if MEASURES[name].higher_is_better
        else f' <span class="way" title="{lower}"><span aria-hidden="true">↓</span>'
        f'<span class="hidden">{lower}</span></span>'
    )
    return (
        f'<span title="{esc(name)}">{esc(metric_label(t, name))}</span>{way} '
        f'<span class="about">{esc(meaning(t, name))}</span>'
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
    t: Texts,
    caption: str,
    seen: Sequence[str],
    rows: Mapping[str, Mapping[str, int]],
    link: Link,
) -> str:
    """Return a table whose cells are tinted by their share of the row.

    Args:
        t: The texts of the page.
        caption: What it shows.
        seen: The columns.
        rows: What is right, then what was given: number of cases.
        link: Around the number of a cell.
    """
    columns = [
        Column(name=esc(t("evaluation.column.right_given"))),
        *(Column(name=esc(words(t, one)), label=esc(words(t, one)), kind="heats") for one in seen),
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
            of_all = esc(t("evaluation.of_all", n=f"{whole:,}"))
            shown = f'<span>{n:,}<span class="hidden"> {of_all}</span></span>'
            shown = link(shown, f"pair={gold}/{got}") if n else '<span class="none">0</span>'
            cells.append(f'<span class="heat {side} h{level}">{shown}</span>')
        body.append((f'{esc(words(t, gold))} <span class="n">n {whole:,}</span>', *cells))
    return table(esc(caption), columns, body, "confusion")
