"""One HTML file for a person to read: figures, what changed, plots, every case. Pure.

The file holds all it needs and asks nothing of the network: its policy forbids it. It can be read
without JavaScript, which only filters and sorts the cases. The same runs give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING

from bot.page.markup import esc
from eval.errors import EvalError
from eval.measures import MEASURES
from eval.records import Blame, Run
from eval.reports.charts import (
    OVER_TIME,
    Chart,
    latency_chart,
    over_time,
    reliability_chart,
    risk_coverage_chart,
)
from eval.reports.page_cases import case_records, cases_html, listed
from eval.reports.page_changes import changes_html
from eval.reports.page_figures import (
    accuracy_html,
    blame_html,
    chart_html,
    confusion_html,
    figures_html,
    headline_html,
    wrong_html,
)
from eval.reports.page_markup import NO_VALUE, Column, metric_label, plural, table, text
from eval.summary import Summary, summarise

if TYPE_CHECKING:
    from eval.gate.comparing import Comparison
    from eval.history import HistoryEntry

SECTIONS = (
    ("glance", "At a glance"),
    ("changes", "What changed"),
    ("wrong", "Where it goes wrong"),
    ("figures", "Figures"),
    ("time", "Over time"),
    ("trust", "Trust and speed"),
    ("cases", "Cases"),
    ("made", "How this was made"),
)


def render_page(
    runs: Sequence[Run],
    *,
    history: Sequence[HistoryEntry] = (),
    comparison: Comparison | None = None,
    title: str,
    notes: Sequence[str] = (),
    summaries: Sequence[Summary] | None = None,
) -> str:
    """Return the page.

    Args:
        runs: The run that the page is about, then others to stand beside it.
        history: Figures of earlier runs, oldest first; what is of another system or split is left
            out.
        comparison: With the first run as the later one.
        title: Of the page.
        notes: What a reader has to be warned of, such as a test split that was looked at.
        summaries: Of the runs, in their order, where they are known; else they are computed.

    Raises:
        EvalError: There is no run.
    """
    if not runs:
        raise EvalError("there is no run to show", "give at least one")
    summaries = summaries or [summarise(run) for run in runs]
    reported = list(zip(runs, summaries, strict=True))
    run, summary = reported[0]
    cases = listed(run)
    before, after = None, summary.blame
    if comparison is not None:
        before, after = comparison.blame_before, comparison.blame_after
    inside = {
        "glance": wrong_html(run) + headline_html(summary),
        "changes": changes_html(comparison, {case.record.id: case.anchor for case in cases}),
        "wrong": _wrong(reported, before, after),
        "figures": figures_html(reported),
        "time": _plots(*(over_time(key, run, history) for key in OVER_TIME)),
        "trust": _plots(
            reliability_chart(run),
            risk_coverage_chart(run),
            latency_chart("ms-answers", "Time an answer", [one.ms for one in run.questions]),
            latency_chart("ms-verdicts", "Time a verdict", [one.ms for one in run.claims]),
        ),
        "cases": cases_html(runs, cases),
        "made": _made(runs),
    }
    return _document(title, _top(title, runs, notes), inside)


def _document(title: str, top: str, inside: dict[str, str]) -> str:
    css, script = (_packaged(name) for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    links = "".join(f'<li><a href="#{key}">{name}</a></li>' for key, name in SECTIONS)
    body = "\n".join(
        f'<section id="{key}" aria-labelledby="{key}-name">'
        f'<h2 id="{key}-name">{name}</h2>{inside[key]}</section>'
        for key, name in SECTIONS
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{text(title, 120)}</title>
<style>{css}</style>
</head>
<body>
<a class="skip" href="#cases">Skip to the cases</a>
{top}
<nav aria-label="Parts of this page"><ul>{links}</ul></nav>
<main>
{body}
</main>
<script>{script}</script>
</body>
</html>
"""


def _top(title: str, runs: Sequence[Run], notes: Sequence[str]) -> str:
    run = runs[0]
    counts = [
        plural(len(run.questions), "question"),
        plural(len(run.claims), "claim"),
        plural(len(run.drafts), "draft"),
    ]
    facts = (
        ("System", f'<bdi dir="auto">{text(run.system, 80)}</bdi>'),
        ("Split", f'<bdi dir="auto">{text(run.split, 80)}</bdi>'),
        ("Cases", ", ".join(counts)),
        ("Digest", f"<code>{esc(run.digest[:12])}</code>"),
    )
    warnings = [*notes, *_warnings(runs)]
    shown = "".join(
        f'<p><span aria-hidden="true">!</span> <span dir="auto">{text(one, 500)}</span></p>'
        for one in warnings
    )
    aside = f'<aside class="notes" aria-label="Warnings">{shown}</aside>' if shown else ""
    listed_facts = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return (
        '<header><p class="mast">Newsproof <span>evaluation</span></p>'
        f'<h1 dir="auto">{text(title, 120)}</h1><dl class="facts">{listed_facts}</dl>{aside}'
        "</header>"
    )


def _warnings(runs: Sequence[Run]) -> list[str]:
    found = []
    first = runs[0]
    if not first.records:
        found.append("This run holds no case.")
    for run in runs[1:]:
        if run.digest != first.digest:
            found.append(f"{run.system} ran over other cases: its figures can’t be compared.")
    return found


def _wrong(
    reported: Sequence[tuple[Run, Summary]],
    before: Mapping[Blame, int] | None,
    after: Mapping[Blame, int],
) -> str:
    run, summary = reported[0]
    if not case_records(run):
        return '<p class="empty">No case was run.</p>'
    return (
        f"<div class=two><div>{blame_html(before, after)}</div>"
        f"<div>{confusion_html(run, summary)}</div></div>{accuracy_html(reported)}"
    )


def _plots(*charts: Chart) -> str:
    return f'<div class="plots">{"".join(chart_html(chart) for chart in charts)}</div>'


def _made(runs: Sequence[Run]) -> str:
    """Return the parts of each system and how the figures are to be read."""
    systems = []
    for run in runs:
        facts = [(name, value) for name, value in run.parts.items()]
        facts += [
            (name, NO_VALUE if value is None else f"{value:g}") for name, value in run.notes.items()
        ]
        if run.peak_mib is not None:
            facts.append(("most memory", f"{run.peak_mib:,.0f} MiB"))
        facts.append(("digest of the cases", run.digest))
        rows = "".join(
            f'<div><dt dir="auto">{text(name, 80)}</dt><dd dir="auto">{text(value, 200)}</dd></div>'
            for name, value in facts
        )
        systems.append(f'<h3 dir="auto">{text(run.system, 80)}</h3><dl class="parts">{rows}</dl>')
    return (
        "<p>Intervals are 95 %, by bootstrap over the cases. A bar in a table runs from 0 to 1: "
        "the dot is the value, the line its interval. Two runs are compared case by case; “within "
        "noise” says that as many cases could have turned by chance. An arrow down: lower is "
        "better.</p>" + "".join(systems) + _names()
    )


def _names() -> str:
    """Return under which name each metric stands in JSON, in a baseline and in the history."""
    rows = [
        (esc(metric_label(name)), f"<code>{esc(name)}</code>", esc(measure.what))
        for name, measure in MEASURES.items()
    ]
    columns = [
        Column(name="metric"),
        Column(name="name in files", label="in files"),
        Column(name="what it is", label="is"),
    ]
    return (
        "<details class=names><summary>Names of the metrics in JSON and history</summary>"
        f"{table('Names of the metrics', columns, rows, 'plain')}</details>"
    )


def _packaged(name: str) -> str:
    return resources.files("eval.reports").joinpath(name).read_text(encoding="utf-8")


def _hash(inside: str) -> str:
    digest = hashlib.sha256(inside.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
