"""Show runs side by side: a table for the terminal, and the same as JSON. Computes nothing itself.

Everything that came from a case or an article is printed as plain text, never as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.verdict import Verdict
from eval.measures import METRICS
from eval.metrics import verdicts
from eval.records import Run
from eval.summary import Figure, Summary

Reported = Sequence[tuple[Run, Summary]]
NO_VALUE = "–"


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
        system = {"system": run.system, "notes": dict(run.notes), **summary.to_json()}
        whole = run.to_json()
        if with_wrong:
            system["wrong"] = {
                cases: [record for record in whole[cases] if not record["is_right"]]
                for cases in ("questions", "claims")
            }
        if with_records:
            system["records"] = {cases: whole[cases] for cases in ("questions", "claims")}
        systems.append(system)
    return {
        "split": first.split,
        "digest": first.digest,
        "n_questions": len(first.questions),
        "n_claims": len(first.claims),
        "systems": systems,
    }


def print_report(console: Console, reported: Reported, *, with_wrong: bool = False) -> None:
    """Print the figures of all runs side by side, then the confusion table of each."""
    first = reported[0][0]
    console.print(
        Text(
            f"{first.split}: {len(first.questions)} questions, {len(first.claims)} claims, "
            f"cases {first.digest[:12]}; 95 % intervals by bootstrap over cases"
        )
    )
    console.print(_figures(reported))
    console.print(_by_kind(reported))
    for run, summary in reported:
        console.print(_confusion(run, summary))
    for run, _ in reported:
        if run.notes:
            notes = ", ".join(f"{name} {_value(value)}" for name, value in run.notes.items())
            console.print(Text(f"{run.system}: {notes}"))
    if with_wrong:
        for run, _ in reported:
            _print_wrong(console, run)


def _figures(reported: Reported) -> Table:
    table = _table("metric", reported)
    by_name = [{figure.name: figure for figure in summary.figures} for _, summary in reported]
    for name in METRICS:
        table.add_row(name, *(_cell(figures[name]) for figures in by_name))
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


def _table(title: str, reported: Reported) -> Table:
    table = Table(title_justify="left", header_style="bold")
    table.add_column(title)
    for run, _ in reported:
        table.add_column(run.system, justify="right")
    return table


def _confusion(run: Run, summary: Summary) -> Table:
    table = Table(title=f"{run.system}: gold by row, verdict by column", title_justify="left")
    table.add_column("")
    for verdict in verdicts.SEEN_LABELS:
        table.add_column(_short(verdict), justify="right")
    for gold, row in summary.confusion.items():
        table.add_row(gold, *(str(n) for n in row.values()))
    return table


def _short(verdict: Verdict) -> str:
    """Keep the table within 80 columns."""
    return verdict.replace("NOT_ENOUGH_EVIDENCE", "NEI").replace("NOT_CHECKED", "unchecked")


def _cell(figure: Figure) -> Text:
    if figure.value is None or figure.interval is None:
        return Text(f"{NO_VALUE} n {figure.n}")
    low, high = figure.interval.low, figure.interval.high
    return Text(f"{figure.value:.3f} [{low:.2f}, {high:.2f}] n {figure.n}")


def _words(summary: Summary) -> str:
    return NO_VALUE if summary.cited_words is None else f"{summary.cited_words:.0f} an answer"


def _value(value: float | None) -> str:
    return NO_VALUE if value is None else f"{value:.3f}"


def _print_wrong(console: Console, run: Run) -> None:
    wrong = [record for record in run.questions if not record.is_right]
    console.print(Text(f"\n{run.system}: {len(wrong)} wrong answers", style="bold"))
    for record in wrong:
        day = f", as of {record.as_of}" if record.as_of else ""
        ranks = ", ".join(NO_VALUE if rank is None else str(rank) for rank in record.gold_ranks)
        console.print(
            Text(
                f"{record.id} {record.kind}{day}: {record.question}\n"
                f"  {record.expected} expected, {record.got}; gold found at [{ranks}]\n"
                f"  {' '.join(record.shown.split())[:300]}"
            )
        )
    unjust = [record for record in run.claims if not record.is_right]
    console.print(Text(f"\n{run.system}: {len(unjust)} wrong verdicts", style="bold"))
    for claim in unjust:
        evidence = " ".join(claim.evidence.split())[:300] or "no evidence"
        console.print(
            Text(
                f"{claim.id}: {claim.claim}\n  {claim.expected} expected, {claim.got}\n  {evidence}"
            )
        )
