"""Tables and cells of docs/judge.md as Markdown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.external.contestants import NAMES
from eval.external.systems import BOTH, MODEL

NO_VALUE = "–"

Json = Mapping[str, Any]


def systems_in(rows: Sequence[Json]) -> list[str]:
    """Return the systems that occur, in the order of the tables."""
    there = {name for row in rows for name in row["systems"]}
    return [name for name in NAMES.values() if name in there]


def cells(values: Sequence[Json | None], names: Sequence[str]) -> list[str]:
    """Return cells; what is shipped is set in bold."""
    shipped = BOTH if BOTH in names else MODEL
    return [
        f"**{cell(value)}**" if name == shipped and value else cell(value)
        for name, value in zip(names, values, strict=True)
    ]


def cell(figure: Json | None, *, digits: int | None = None) -> str:
    """Return "71.4 [69.0, 73.9]" in per cent, or with digits after the point in [0, 1]."""
    if figure is None or figure["value"] is None:
        return NO_VALUE
    show = percent if digits is None else plain
    ends = "" if figure["low"] is None else f" [{show(figure['low'])}, {show(figure['high'])}]"
    return f"{show(figure['value'])}{ends}"


def signed(figure: Json | None) -> str:
    """Return a difference, "+1.2 [+0.3, +2.0]", in points of per cent."""
    if figure is None or figure["value"] is None:
        return NO_VALUE
    value, low, high = (100 * figure[key] for key in ("value", "low", "high"))
    return f"{value:+.1f} [{low:+.1f}, {high:+.1f}]"


def percent(value: float | None) -> str:
    """Return "71.4" for 0.714."""
    return NO_VALUE if value is None else f"{100 * value:.1f}"


def plain(value: float | None) -> str:
    """Return three digits after the point."""
    return NO_VALUE if value is None else f"{value:.3f}"


def table(head: Sequence[str], body: Iterable[Sequence[str]], *, n_left: int) -> str:
    """Return a Markdown table; the first columns are set left, the others right."""
    marks = ["---" if place < n_left else "---:" for place in range(len(head))]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, marks, *body))
