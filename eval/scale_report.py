"""The figures of `eval.bench_scale` as a section of `docs/scale.md`, and as plots.

`python -m eval.scale_report FIGURES.json...` takes what one or more runs wrote; of a size that is
there twice, the later one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from eval.reports.svg import COLOURS, Plot, Point, Tick

PAGE, IMAGES = Path("docs/scale.md"), Path("docs/images")
BEGIN, END = "<!-- scale: begin -->", "<!-- scale: end -->"
Figures = Mapping[str, Any]


def tables(sizes: Sequence[Figures]) -> str:
    """Return the tables of all sizes, in Markdown."""
    parts = [
        "| passages | publishing | × limit of 3 min / 100,000 | storing passages/s | first answer "
        "| own memory | mapped | archive | index |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in sizes:
        n = one["n_passages"]
        publishing, split = one["publishing"], one["splitting_and_storing"]
        share = publishing["clock_s"] / n * 100_000 / 180
        parts.append(
            f"| {n:,} | {_both(publishing)} | {share:.2f} | "
            f"{n / split['clock_s']:,.0f} / {n / split['processor_s']:,.0f} | "
            f"{_both(one['first_answer'])} | {one['own_memory_kib_a_passage']:.2f} KiB | "
            f"{one['mapped_kib_a_passage']:.2f} KiB | {one['archive_bytes_a_passage']:,} B | "
            f"{one['index_bytes_a_passage']:,} B |"
        )
    parts += [
        "",
        "Each pair is clock / processor. Memory and disk are those of one passage.",
        "",
        "| search, ms | " + " | ".join(f"{one['n_passages']:,}" for one in sizes) + " |",
        "| --- |" + " ---: |" * len(sizes),
    ]
    for kind in sizes[0]["search"]:
        cells = [_search(one["search"][kind]) for one in sizes]
        parts.append(f"| {kind} | " + " | ".join(cells) + " |")
    parts += [
        "",
        "Search: **p50, p95 by the clock**, in brackets those of processor time, without the "
        "encoding of the query.",
    ]
    return "\n".join(parts)


def plots(sizes: Sequence[Figures]) -> dict[str, str]:
    """Return the plots by file name."""
    lines = {
        kind: [(one["n_passages"], one["search"][kind]["clock_ms"][1]) for one in sizes]
        for kind in sizes[0]["search"]
    }
    return {
        "scale-search.svg": _plot("Search, p95", "ms", lines),
        "scale-publish.svg": _plot(
            "Publishing a generation",
            "seconds",
            {"": [(one["n_passages"], one["publishing"]["clock_s"]) for one in sizes]},
        ),
        "scale-memory.svg": _plot(
            "Memory of a passage",
            "KiB",
            {
                "its own": [(one["n_passages"], one["own_memory_kib_a_passage"]) for one in sizes],
                "mapped files": [(o["n_passages"], o["mapped_kib_a_passage"]) for o in sizes],
            },
        ),
    }


def put(page: str, section: str) -> str:
    """Return a page with the section between its markers, at the end where there are none."""
    between = f"{BEGIN}\n\n{section.strip()}\n\n{END}"
    before, begin, rest = page.partition(BEGIN)
    if not begin:
        return f"{page.rstrip()}\n\n{between}\n"
    return before + between + rest.partition(END)[2]


def _plot(title: str, up: str, lines: Mapping[str, Sequence[Point]]) -> str:
    ends = [math.floor(_log(min(x for line in lines.values() for x, _ in line)))]
    ends += [math.ceil(_log(max(x for line in lines.values() for x, _ in line)))]
    top = _round_up(max(y for line in lines.values() for _, y in line))
    plot = Plot(title=title, across="passages", up=up, x=(ends[0], ends[1]), y=(0.0, top))
    for colour, (name, line) in zip(COLOURS, lines.items(), strict=False):
        points = [(_log(x), y) for x, y in line]
        plot.line(points, colour, name=name)
        for point in points:
            plot.dot(point, colour)
    ticks: list[Tick] = [(float(power), f"{10**power:,}") for power in range(ends[0], ends[1] + 1)]
    return plot.render(
        x_ticks=ticks, y_ticks=[(top * at / 5, f"{top * at / 5:g}") for at in range(6)]
    )


def _log(value: float) -> float:
    return math.log10(value)


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return power * next(first for first in (1, 2, 5, 10) if first * power >= value)


def _both(taken: Figures) -> str:
    return f"{taken['clock_s']:,.1f} / {taken['processor_s']:,.1f} s"


def _search(found: Figures) -> str:
    (p50, p95), (own50, own95) = found["clock_ms"], found["processor_ms"]
    return f"**{p50:.1f}, {p95:.1f}** ({own50:.1f}, {own95:.1f})"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def main(files: tuple[Path, ...]) -> None:
    """Write the tables of some figures to the terminal, the plots into docs/images."""
    sizes = {
        one["n_passages"]: one for path in files for one in json.loads(path.read_text())["sizes"]
    }
    ordered = [sizes[n] for n in sorted(sizes)]
    for name, svg in plots(ordered).items():
        (IMAGES / name).write_text(svg)
    PAGE.write_text(put(PAGE.read_text(), tables(ordered)))


if __name__ == "__main__":
    main()
