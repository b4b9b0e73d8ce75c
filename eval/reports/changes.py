"""Print a comparison, or the verdict of the gate, in a terminal.

Everything that came from a case or an article is printed as plain text, never as markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.gate.comparing import CaseChange, Comparison, asked_of, quotes_of
from eval.gate.judging import GateResult, Reason
from eval.reports.markdown import difference_of, outcome_of, p_of, value_of

_MAX_CASES = 20
_MAX_IDS = 8


def print_gate(console: Console, result: GateResult) -> None:
    """Print the table, the cases that turned, and last the verdict with its reasons."""
    print_comparison(console, result.comparison, floors=result.floors, with_cases=True)
    for reason in result.warnings:
        console.print(_line("look", reason, "yellow"))
    for reason in result.reasons:
        console.print(_line("FAIL", reason, "bold red"))
    if result.passed:
        console.print(Text("gate passed", style="bold green"))
    else:
        n = len(result.reasons)
        console.print(Text(f"gate failed: {n} reason{'s' if n > 1 else ''}", style="bold red"))


def print_comparison(
    console: Console,
    comparison: Comparison,
    *,
    floors: Mapping[str, float] | None = None,
    with_cases: bool = True,
) -> None:
    """Print the metrics before and after, the blame, and the cases that turned."""
    before, after = comparison.before, comparison.after
    doubtful = f", {comparison.n_doubtful} doubtful left out" if comparison.n_doubtful else ""
    console.print(
        Text(
            f"{_clean(after.system)} over {_clean(after.split)}: {comparison.n_common} cases "
            f"compared{doubtful}; digest {before.digest[:12]} before, {after.digest[:12]} now"
        )
    )
    console.print(_metrics(comparison, floors))
    if any(comparison.blame_before.values()) or any(comparison.blame_after.values()):
        console.print(_blames(comparison))
    if with_cases:
        _print_turned(console, "newly wrong", comparison.newly_wrong)
        _print_turned(console, "newly right", comparison.newly_right)


def _metrics(comparison: Comparison, floors: Mapping[str, float] | None) -> Table:
    table = Table(header_style="bold")
    table.add_column("metric", no_wrap=True)
    for name in ("before", "now", "difference, 95 %", "p"):
        table.add_column(name, justify="right")
    if floors is not None:
        table.add_column("floor", justify="right")
    table.add_column("")
    for change in comparison.metrics:
        if change.before.value is None and change.after.value is None:
            continue
        row = [
            change.name,
            value_of(change.before.value, change.before.unit),
            value_of(change.after.value, change.after.unit),
            difference_of(change),
            p_of(change),
        ]
        if floors is not None:
            floor = floors.get(change.name)
            row.append(value_of(floor, change.after.unit))
        table.add_row(*map(Text, row), Text(outcome_of(change).strip("*")))
    return table


def _blames(comparison: Comparison) -> Table:
    table = Table(header_style="bold")
    table.add_column("wrong cases put down to")
    table.add_column("before", justify="right")
    table.add_column("now", justify="right")
    for blame, n_before in comparison.blame_before.items():
        n_after = comparison.blame_after[blame]
        if n_before or n_after:
            table.add_row(str(blame).replace("_", " "), str(n_before), str(n_after))
    return table


def _print_turned(console: Console, title: str, changes: Sequence[CaseChange]) -> None:
    if not changes:
        return
    console.print(Text(f"\n{len(changes)} {title}", style="bold"))
    for change in changes[:_MAX_CASES]:
        after = change.after
        blame = after.blame or change.before.blame
        put_down = f" ({str(blame).replace('_', ' ')})" if blame else ""
        console.print(
            Text(
                f"{change.id}: {_clean(asked_of(after))}\n"
                f"  {after.expected} expected; {change.before.got} before, {after.got} now"
                f"{put_down}"
            )
        )
        for quote in quotes_of(after)[:2]:
            console.print(Text(f"  cites {_clean(quote)}"))
        for quote in after.gold[:1]:
            console.print(Text(f"  gold  {_clean(quote)}"))
    if len(changes) > _MAX_CASES:
        console.print(Text(f"and {len(changes) - _MAX_CASES} more, with --out FILE.json"))


def _line(word: str, reason: Reason, style: str) -> Text:
    ids = ", ".join(reason.cases[:_MAX_IDS])
    more = len(reason.cases) - _MAX_IDS
    cases = f": {ids}" + (f" and {more} more" if more > 0 else "") if ids else ""
    return Text.assemble((f"{word} ", style), _clean(f"{reason.detail}{cases}", 600))


def _clean(text: str, limit: int = 300) -> str:
    """Return one line without control characters: an article must not steer the terminal."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
