"""Show what came of the relations: a table for the terminal, and the same as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.show import printable
from eval.metamorphic.outcomes import Outcome
from eval.metamorphic.running import Failure, Measured, all_of
from eval.metamorphic.values import Kind

_MOST_SHOWN = 240


def report_json(tested: Sequence[Measured], *, split: str, digest: str) -> dict[str, Any]:
    """Return the figures and the failures as JSON values."""
    return {
        "split": split,
        "digest": digest,
        "all": {
            kind.value: dict(zip(("held", "n"), all_of(tested, kind), strict=True)) for kind in Kind
        },
        "relations": [
            {
                "relation": one.relation.name,
                "kind": one.relation.expected.kind.value,
                "expected": one.relation.expected.value,
                "what": one.relation.what,
                "n": one.n,
                "n_untested": one.n_untested,
                "held": one.share,
                "interval": asdict(one.interval) if one.interval else None,
                "failures": [asdict(failure) for failure in one.failures],
            }
            for one in tested
        ],
    }


def print_report(
    console: Console, tested: Sequence[Measured], *, split: str, with_wrong: bool = False
) -> None:
    """Print a row a relation, and the failures when asked to.

    Args:
        console: Where to; 80 columns hold the table.
        tested: What came of each relation.
        split: Name of the cases.
        with_wrong: List the variants for which a relation did not hold.
    """
    table = Table(title_justify="left", header_style="bold")
    for name in ("relation", "kind"):
        table.add_column(name, no_wrap=True)
    for name in ("n", "held", "95 %"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("what")
    for kind in Kind:
        for one in tested:
            if one.relation.expected.kind is kind:
                table.add_row(*_row(one))
        held, n = all_of(tested, kind)
        if n:
            table.add_row("all", kind.value, str(n), f"{held / n:.2f}", "", "", style="bold")
        table.add_section()
    console.print(table)
    n_untested = sum(one.n_untested for one in tested)
    console.print(
        _plain(
            f"{split}: {sum(one.n for one in tested)} variants tested; {n_untested} say nothing, "
            "as their original was wrong already"
        )
    )
    for one in tested if with_wrong else ():
        for failure in one.failures:
            console.print(_plain(_shown(failure)))


def _row(one: Measured) -> tuple[str, ...]:
    share = "–" if one.share is None else f"{one.share:.2f}"
    interval = f"{one.interval.low:.2f}–{one.interval.high:.2f}" if one.interval else "–"
    return (
        one.relation.name,
        one.relation.expected.kind,
        str(one.n),
        share,
        interval,
        one.relation.what,
    )


def _shown(failure: Failure) -> str:
    return "\n  ".join(
        [
            f"\n{failure.relation}, {failure.id}: {_line(failure.original)}",
            f"became: {_line(failure.variant)}",
            f"before: {_outcome(failure.before)}",
            f"after:  {_outcome(failure.after)}",
        ]
    )


def _outcome(outcome: Outcome) -> str:
    quotes = [_line(quote) for some in outcome.quotes for quote in some[:1]]
    return ", ".join(outcome.results) + "".join(f" “{quote}”" for quote in quotes)


def _line(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _plain(text: str) -> Text:
    return Text(printable(text, keep="\n"))
