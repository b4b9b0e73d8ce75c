"""What the tab Evaluation shows, as HTML. Pure: runs and their figures come in, nothing is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.page.markup import esc
from bot.page.texts import Texts
from eval.gate.comparing import CaseChange, Comparison, asked_of
from eval.history import HistoryEntry
from eval.keeping import Kept, Listing, Skipped, Why
from eval.records import Run
from eval.reports.charts import (
    OVER_TIME,
    Chart,
    latency_chart,
    over_time,
    reliability_chart,
    risk_coverage_chart,
)
from eval.reports.page_case import (
    MAX_CASE_BYTES,
    CaseRecord,
    Room,
    blame_of,
    case_records,
    inside_html,
    short,
)
from eval.reports.page_changes import changes_html
from eval.reports.page_figures import (
    blame_html,
    chart_html,
    confusion_html,
    figures_html,
    headline_html,
    unlinked,
    wrong_html,
)
from eval.reports.page_markup import blame_name, count, text, words
from eval.summary import Summary

BASELINE = "baseline"
"""The choice that is no file of the folder; a file's name ends in ".json"."""
COMMAND = "newsproof eval run --keep"
MAX_WRONG = 50
MAX_SKIPPED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A run as the tab shows it.

    Attributes:
        run: The run.
        summary: Its figures.
        comparison: With an earlier one, which comes first; None when none was chosen.
        earlier: What the earlier run is called.
        history: Figures of the runs that were kept.
        notices: What else a reader has to know.
    """

    run: Run
    summary: Summary
    comparison: Comparison | None = None
    earlier: str = ""
    history: Sequence[HistoryEntry] = ()
    notices: Sequence[str] = ()


def run_name(t: Texts, kept: Kept) -> str:
    """Return what a reader calls a run: its day and time, and the split."""
    return t("evaluation.kept", day=t.day(kept.taken), time=f"{kept.taken:%H:%M}", split=kept.split)


def picker_html(
    t: Texts, listing: Listing, baseline: Run | None, *, run: str, other: str, has_folder: bool
) -> str:
    """Return the two fields in which runs are chosen, and what lies in the folder beside them.

    Args:
        t: The texts of the page.
        listing: Of the folder.
        baseline: The run that Newsproof is shipped with.
        run: The choice that is shown.
        other: The choice that it is compared with; "" for none.
        has_folder: Whether there is a folder to keep runs in.
    """
    choices = [(one.name, run_name(t, one)) for one in listing.runs]
    if baseline:
        choices.append((BASELINE, t("evaluation.baseline", split=baseline.split)))
    fields = _select(t, "run", "choose", choices, run) + _select(
        t, "other", "choose_other", [("", t("evaluation.choose_nothing")), *choices], other
    )
    return (
        f'<div class="np-eval"><p class="about">{esc(t("evaluation.what"))}</p>'
        f"{_first(t, has_folder) if not listing.runs else ''}"
        f'<div class="picks">{fields if choices else ""}</div>{_left_out(t, listing)}</div>'
    )


def shown_html(t: Texts, shown: Shown) -> str:
    """Return everything that is told of a run."""
    run, summary, comparison = shown.run, shown.summary, shown.comparison
    notices = "".join(f'<p class="about">{esc(one)}</p>' for one in shown.notices)
    parts = [_facts(t, run), notices, wrong_html(t, run, unlinked), headline_html(t, summary)]
    before, after = None, summary.blame
    if comparison is not None:
        before, after = comparison.blame_before, comparison.blame_after
        title = t("evaluation.changes", run=shown.earlier)
        parts.append(_section(title, changes_html(t, comparison, partial(_turned, t))))
    blames, confusion = (
        blame_html(t, before, after, unlinked),
        confusion_html(t, run, summary, unlinked),
    )
    parts += [
        _section(
            t("evaluation.where"),
            f"<div class=two><div>{blames}</div><div>{confusion}</div></div>{_wrong(t, run)}",
        ),
        _section(
            t("evaluation.figures"),
            f'<p class="about">{esc(t("evaluation.figures_note"))}</p>'
            f"{figures_html(t, [(run, summary)])}",
        ),
        _section(
            t("evaluation.trust"),
            _plots(
                t,
                reliability_chart(t, run),
                risk_coverage_chart(t, run),
                latency_chart(t, "answers", [one.ms for one in run.questions]),
                latency_chart(t, "verdicts", [one.ms for one in run.claims]),
            ),
        ),
        _section(
            t("evaluation.time"),
            _plots(t, *(over_time(t, key, run, shown.history) for key in OVER_TIME)),
        ),
    ]
    return f'<div class="np-eval">{"".join(parts)}</div>'


def told_html(words: str) -> str:
    """Return a line that says what happens, or why there is nothing to show."""
    return f'<div class="np-eval"><p class="lead" role="status">{esc(words)}</p></div>'


def _select(
    t: Texts, name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str
) -> str:
    options = "".join(
        f'<option value="{esc(value)}"{" selected" * (value == chosen)}>{esc(words)}</option>'
        for value, words in choices
    )
    field = f"np-eval-{name}"
    return (
        f'<div><label for="{field}">{esc(t(f"evaluation.{label}"))}</label>'
        f'<select id="{field}" data-pick="{name}">{options}</select></div>'
    )


def _first(t: Texts, has_folder: bool) -> str:
    if not has_folder:
        return f'<p class="lead">{esc(t("evaluation.no_folder"))}</p>'
    return (
        f'<div class="np-empty"><h2>{esc(t("evaluation.first_title"))}</h2>'
        f"<p>{esc(t('evaluation.first'))} <code>{esc(COMMAND)}</code></p></div>"
    )


def _left_out(t: Texts, listing: Listing) -> str:
    """Return which files of the folder are not shown, and why."""
    parts = []
    if listing.n_older:
        parts.append(f'<p class="about">{esc(t.n("evaluation.older", listing.n_older))}</p>')
    if listing.skipped:
        items = "".join(_skipped(t, one) for one in listing.skipped[:MAX_SKIPPED])
        title = esc(t.n("evaluation.skipped", len(listing.skipped)))
        parts.append(f"<details class=names><summary>{title}</summary><ul>{items}</ul></details>")
    return "".join(parts)


def _skipped(t: Texts, one: Skipped) -> str:
    why = one.said[:300] if one.why is Why.WRONG else t(f"evaluation.skipped_as.{one.why}")
    return (
        f'<li><code dir="auto">{short(one.name)}</code> <span class="about">{esc(why)}</span></li>'
    )


def _facts(t: Texts, run: Run) -> str:
    counts = [
        count(t, len(run.questions), "question"),
        count(t, len(run.claims), "claim"),
        count(t, len(run.drafts), "draft"),
    ]
    facts = [
        ("system", f'<bdi dir="auto">{text(t, run.system, 80)}</bdi>'),
        ("split", f'<bdi dir="auto">{text(t, run.split, 80)}</bdi>'),
        ("cases", esc(", ".join(counts))),
        ("digest", f"<code>{esc(run.digest[:12])}</code>"),
    ]
    rows = "".join(
        f"<div><dt>{esc(t(f'evaluation.fact.{name}'))}</dt><dd>{value}</dd></div>"
        for name, value in facts
    )
    return f'<dl class="facts">{rows}</dl>'


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{esc(title)}</h2>{inside}</section>"


def _plots(t: Texts, *charts: Chart) -> str:
    return f'<div class="plots">{"".join(chart_html(t, chart) for chart in charts)}</div>'


def _wrong(t: Texts, run: Run) -> str:
    """Return the cases that went wrong, folded."""
    wrong = [one for one in case_records(run) if not one.is_right]
    if not wrong:
        return ""
    items = "".join(f"<li>{_case(t, one, None)}</li>" for one in wrong[:MAX_WRONG])
    left = len(wrong) - MAX_WRONG
    more = f'<p class="about">{esc(t.n("evaluation.more_wrong", left))}</p>' if left > 0 else ""
    return (
        f"<details class=names><summary>{esc(t('evaluation.wrong_cases'))} ({len(wrong):,})"
        f'</summary><ul class="turned">{items}</ul>{more}</details>'
    )


def _turned(t: Texts, change: CaseChange) -> str:
    return _case(t, change.after, change.before)


def _case(t: Texts, record: CaseRecord, before: CaseRecord | None) -> str:
    """Return a case, folded: what was asked and what came of it, then expected, given, quotes."""
    room = Room(t, MAX_CASE_BYTES)
    asked = asked_of(record) or (asked_of(before) if before else "")
    said = room.text(asked, 300) if asked else f"<code>{short(record.id)}</code>"
    if before is not None:
        came = f"{words(t, before.got)} → {words(t, record.got)}"
    else:
        came = f"{words(t, record.got)} ({t('evaluation.fact.expected')}: "
        came += f"{words(t, record.expected)})"
    blame = blame_of(record)
    pill = f' <span class="pill blame">{esc(blame_name(t, blame))}</span>' if blame else ""
    return (
        f'<details><summary><bdi dir="auto">{said}</bdi> '
        f'<span class="about">{esc(came)}{pill}</span></summary>'
        f'<div class="inside">{inside_html(t, record, (), room, before=before)}</div></details>'
    )
