"""One HTML file for a person to read: figures, what changed, plots, every case. Pure.

The file holds all it needs and asks nothing of the network: its policy forbids it. It can be read
without JavaScript, which only filters and sorts the cases. The same runs give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING

from bot.page.markup import esc
from bot.page.texts import Texts, texts_of
from eval.errors import EvalError
from eval.gate.comparing import asked_of
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
from eval.reports.page_case import case_records
from eval.reports.page_cases import cases_html, listed
from eval.reports.page_changes import changes_html
from eval.reports.page_figures import (
    accuracy_html,
    blame_html,
    chart_html,
    confusion_html,
    figures_html,
    headline_html,
    to_cases,
    wrong_html,
)
from eval.reports.page_markup import (
    NO_VALUE,
    Column,
    count,
    meaning,
    metric_label,
    table,
    text,
    words,
)
from eval.summary import Summary, summarise

if TYPE_CHECKING:
    from eval.gate.comparing import CaseChange, Comparison
    from eval.history import HistoryEntry

LANGUAGE = "en"
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
    t = texts_of(LANGUAGE)
    summaries = summaries or [summarise(run) for run in runs]
    reported = list(zip(runs, summaries, strict=True))
    run, summary = reported[0]
    cases = listed(run)
    anchors = {case.record.id: case.anchor for case in cases}
    before, after = None, summary.blame
    if comparison is not None:
        before, after = comparison.blame_before, comparison.blame_after
    inside = {
        "glance": wrong_html(t, run, to_cases) + headline_html(t, summary),
        "changes": changes_html(t, comparison, partial(_turned, t, anchors)),
        "wrong": _wrong(t, reported, before, after),
        "figures": figures_html(t, reported),
        "time": _plots(t, *(over_time(t, key, run, history) for key in OVER_TIME)),
        "trust": _plots(
            t,
            reliability_chart(t, run),
            risk_coverage_chart(t, run),
            latency_chart(t, "answers", [one.ms for one in run.questions]),
            latency_chart(t, "verdicts", [one.ms for one in run.claims]),
        ),
        "cases": cases_html(t, runs, cases),
        "made": _made(t, runs),
    }
    return _document(t, title, _top(t, title, runs, notes), inside)


def _document(t: Texts, title: str, top: str, inside: dict[str, str]) -> str:
    css, script = packaged("parts.css") + packaged("page.css"), packaged("page.js")
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
<html lang="{t.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{text(t, title, 120)}</title>
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


def _top(t: Texts, title: str, runs: Sequence[Run], notes: Sequence[str]) -> str:
    run = runs[0]
    counts = [
        count(t, len(run.questions), "question"),
        count(t, len(run.claims), "claim"),
        count(t, len(run.drafts), "draft"),
    ]
    facts = (
        ("System", f'<bdi dir="auto">{text(t, run.system, 80)}</bdi>'),
        ("Split", f'<bdi dir="auto">{text(t, run.split, 80)}</bdi>'),
        ("Cases", ", ".join(counts)),
        ("Digest", f"<code>{esc(run.digest[:12])}</code>"),
    )
    warnings = [*notes, *_warnings(runs)]
    shown = "".join(
        f'<p><span aria-hidden="true">!</span> <span dir="auto">{text(t, one, 500)}</span></p>'
        for one in warnings
    )
    aside = f'<aside class="notes" aria-label="Warnings">{shown}</aside>' if shown else ""
    listed_facts = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return (
        '<header><p class="mast">Newsproof <span>evaluation</span></p>'
        f'<h1 dir="auto">{text(t, title, 120)}</h1><dl class="facts">{listed_facts}</dl>{aside}'
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
    t: Texts,
    reported: Sequence[tuple[Run, Summary]],
    before: Mapping[Blame, int] | None,
    after: Mapping[Blame, int],
) -> str:
    run, summary = reported[0]
    if not case_records(run):
        return '<p class="empty">No case was run.</p>'
    return (
        f"<div class=two><div>{blame_html(t, before, after, to_cases)}</div>"
        f"<div>{confusion_html(t, run, summary, to_cases)}</div></div>{accuracy_html(t, reported)}"
    )


def _turned(t: Texts, anchors: Mapping[str, str], change: CaseChange) -> str:
    """Return a case that turned, as a link to it in the list of all cases."""
    after = change.after
    said = f'<bdi dir="auto">{text(t, asked_of(after) or after.id, 200)}</bdi>'
    anchor = anchors.get(after.id)
    link = f'<a href="#{esc(anchor)}">{said}</a>' if anchor else said
    return (
        f'{link} <span class="about">{words(t, change.before.got)} → {words(t, after.got)}</span>'
    )


def _plots(t: Texts, *charts: Chart) -> str:
    return f'<div class="plots">{"".join(chart_html(t, chart) for chart in charts)}</div>'


def _made(t: Texts, runs: Sequence[Run]) -> str:
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
            f'<div><dt dir="auto">{text(t, name, 80)}</dt>'
            f'<dd dir="auto">{text(t, value, 200)}</dd></div>'
            for name, value in facts
        )
        systems.append(
            f'<h3 dir="auto">{text(t, run.system, 80)}</h3><dl class="parts">{rows}</dl>'
        )
    return (
        "<p>Intervals are 95 %, by bootstrap over the cases. A bar in a table runs from 0 to 1: "
        "the dot is the value, the line its interval. Two runs are compared case by case; “within "
        "noise” says that as many cases could have turned by chance. An arrow down: lower is "
        "better.</p>" + "".join(systems) + _names(t)
    )


def _names(t: Texts) -> str:
    """Return under which name each metric stands in JSON, in a baseline and in the history."""
    rows = [
        (esc(metric_label(t, name)), f"<code>{esc(name)}</code>", esc(meaning(t, name)))
        for name in MEASURES
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


def packaged(name: str) -> str:
    """Return a style sheet or a script of this room."""
    return resources.files("eval.reports").joinpath(name).read_text(encoding="utf-8")


def _hash(inside: str) -> str:
    digest = hashlib.sha256(inside.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
