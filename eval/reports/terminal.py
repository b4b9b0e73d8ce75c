"""Show runs side by side: tables for the terminal, and the same as JSON. Computes nothing itself.

Everything that came from a case, an article or a file of a run is printed as plain text: never as
markup, and without control characters, which a terminal would obey.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.show import printable
from bot.verdict import Verdict
from eval.measures import COUNT, MEASURES, Measure
from eval.metrics import verdicts
from eval.records import Blame, ClaimRecord, QuestionRecord, Run
from eval.summary import Figure, Summary

Reported = Sequence[tuple[Run, Summary]]
NO_VALUE = "–"
LOWER = "↓"  # beside a metric of which less is better
_MAX_SHOWN = 300  # code points of an answer or a quote
_WIDE = 110  # columns from which one system leaves room for what each metric is


def report_json(
    reported: Reported, *, with_wrong: bool = False, with_records: bool = False
) -> dict[str, Any]:
    """Return the report as JSON values: the split, its digest, and the systems in order.

    Args:
        reported: At least one run with its summary, all over the same cases.
        with_wrong: Add the wrong cases of each system.
        with_records: Add the record of every case.
    """
    first = reported[0][0]
    systems = []
    for run, summary in reported:
        system = {
            "system": run.system,
            "parts": dict(run.parts),
            "notes": dict(run.notes),
            **summary.to_json(),
        }
        whole = run.to_json()
        records = {cases: whole[cases] for cases in ("questions", "claims", "drafts")}
        if with_wrong:
            system["wrong"] = {
                cases: [record for record in found if not record["is_right"]]
                for cases, found in records.items()
            }
        if with_records:
            system["records"] = records
        systems.append(system)
    return {
        "split": first.split,
        "digest": first.digest,
        "n_questions": len(first.questions),
        "n_claims": len(first.claims),
        "n_drafts": len(first.drafts),
        "systems": systems,
    }


def print_report(console: Console, reported: Reported, *, with_wrong: bool = False) -> None:
    """Print the figures of all runs side by side, then blame and confusion table of each.

    Args:
        console: Where to; 80 columns hold two systems, 120 three.
        reported: At least one run with its summary, all over the same cases.
        with_wrong: List the cases that went wrong, and what they are put down to.
    """
    first = reported[0][0]
    console.print(
        _plain(
            f"{first.split}: {len(first.questions)} questions, {len(first.claims)} claims, "
            f"{len(first.drafts)} drafts, cases {first.digest[:12]}; 95 % intervals by bootstrap "
            f"over cases; {LOWER} lower is better"
        )
    )
    console.print(_figures(reported, is_explained=len(reported) == 1 and console.width >= _WIDE))
    console.print(_by_kind(reported))
    console.print(_blame(reported))
    for run, summary in reported:
        console.print(_confusion(run, summary))
    for run, _ in reported:
        _print_notes(console, run)
    if with_wrong:
        for run, _ in reported:
            _print_wrong(console, run)


def _figures(reported: Reported, *, is_explained: bool) -> Table:
    table = _table("metric", reported)
    if is_explained:
        table.add_column("what")
    by_name = [{figure.name: figure for figure in summary.figures} for _, summary in reported]
    for group, measures in groupby(MEASURES.values(), key=lambda measure: measure.group):
        table.add_row(Text(group, style="bold"))
        for measure in measures:
            what = [measure.what] if is_explained else []
            cells = (_cell(figures[measure.name]) for figures in by_name)
            table.add_row(_name(measure), *cells, *what)
        table.add_section()
    table.add_row("words cited", *(_words(summary) for _, summary in reported))
    return table


def _by_kind(reported: Reported) -> Table:
    table = _table("accuracy by kind", reported)
    first = reported[0][1]
    for kind in first.by_kind:
        table.add_row(kind, *(_cell(summary.by_kind[kind]) for _, summary in reported))
    table.add_section()
    for verdict in first.by_verdict:
        table.add_row(verdict, *(_cell(summary.by_verdict[verdict]) for _, summary in reported))
    return table


def _blame(reported: Reported) -> Table:
    table = _table("wrong cases put down to", reported)
    for blame in reported[0][1].blame:
        table.add_row(_spaced(blame), *(str(summary.blame[blame]) for _, summary in reported))
    table.add_section()
    table.add_row("all", *(str(sum(summary.blame.values())) for _, summary in reported))
    return table


def _table(title: str, reported: Reported) -> Table:
    table = Table(title_justify="left", header_style="bold")
    table.add_column(title, no_wrap=True)
    for run, _ in reported:
        table.add_column(_plain(run.system), justify="right", overflow="fold")
    return table


def _confusion(run: Run, summary: Summary) -> Table:
    table = Table(
        title=_plain(f"{run.system}: gold by row, verdict by column"), title_justify="left"
    )
    table.add_column("")
    for verdict in verdicts.SEEN_LABELS:
        table.add_column(_short(verdict), justify="right")
    for gold, row in summary.confusion.items():
        table.add_row(gold, *(str(n) for n in row.values()))
    return table


def _short(verdict: Verdict) -> str:
    """Keep the table within 80 columns."""
    return verdict.replace("NOT_ENOUGH_EVIDENCE", "NEI").replace("NOT_CHECKED", "unchecked")


def _name(measure: Measure) -> str:
    return measure.name if measure.higher_is_better else f"{measure.name} {LOWER}"


def _cell(figure: Figure) -> Text:
    if figure.value is None:
        return Text(f"{NO_VALUE} n {figure.n}")
    if figure.unit == COUNT:
        return Text(f"{figure.value:.0f} n {figure.n}")
    digits = 0 if figure.unit else 3
    shown = f"{figure.value:.{digits}f}{f' {figure.unit}' if figure.unit else ''}"
    if figure.interval is None:
        return Text(shown)
    digits = max(0, digits - 1)
    low, high = (f"{end:.{digits}f}" for end in (figure.interval.low, figure.interval.high))
    return Text(f"{shown} [{low}, {high}] n {figure.n}")


def _words(summary: Summary) -> str:
    return NO_VALUE if summary.cited_words is None else f"{summary.cited_words:.0f} an answer"


def _value(value: float | None) -> str:
    return NO_VALUE if value is None else f"{value:.3f}"


def _print_notes(console: Console, run: Run) -> None:
    for facts in (
        [f"{name} {_value(value)}" for name, value in run.notes.items()],
        [f"{name} {identity}" for name, identity in run.parts.items()],
    ):
        if facts:
            console.print(_plain(f"{run.system}: {', '.join(facts)}"))


def _print_wrong(console: Console, run: Run) -> None:
    answers = [record for record in run.questions if not record.is_right]
    console.print(_plain(f"\n{run.system}: {len(answers)} wrong answers", style="bold"))
    for record in answers:
        console.print(_plain(_wrong_answer(record)))
    of_drafts = [claim for draft in run.drafts for claim in draft.claims]
    for what, claims in (("verdicts", run.claims), ("verdicts in drafts", of_drafts)):
        wrong = [record for record in claims if not record.is_right]
        console.print(_plain(f"\n{run.system}: {len(wrong)} wrong {what}", style="bold"))
        for claim in wrong:
            console.print(_plain(_wrong_verdict(claim)))


def _wrong_answer(record: QuestionRecord) -> str:
    ranks = ", ".join(NO_VALUE if rank is None else str(rank) for rank in record.gold_ranks)
    lines = [
        f"{record.id} {record.kind}{_day(record)}: {_line(record.question)}",
        f"{record.expected} expected, {record.got}; gold found at [{ranks}]{_put_down(record)}",
    ]
    if record.forbidden:
        lines.append(f"shows what is forbidden: {', '.join(map(_line, record.forbidden))}")
    if record.n_leaks:
        lines.append(f"cites {record.n_leaks} that were not known yet")
    return "\n  ".join([*lines, _line(record.shown)])


def _wrong_verdict(claim: ClaimRecord) -> str:
    sure = "" if claim.confidence is None else f" ({claim.confidence:.2f})"
    return "\n  ".join(
        [
            f"{claim.id}{_day(claim)}: {_line(claim.claim)}",
            f"{claim.expected} expected, {claim.got}{sure}{_put_down(claim)}",
            _line(claim.evidence[0]) if claim.evidence else "no evidence",
        ]
    )


def _day(record: QuestionRecord | ClaimRecord) -> str:
    return f", as of {record.as_of}" if record.as_of else ""


def _put_down(record: QuestionRecord | ClaimRecord) -> str:
    return f"; put down to: {_spaced(record.blame or Blame.UNKNOWN)}"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _line(text: str) -> str:
    return " ".join(text.split())[:_MAX_SHOWN]


def _plain(text: str, *, style: str = "") -> Text:
    return Text(printable(text, keep="\n"), style=style)
