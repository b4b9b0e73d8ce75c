"""The figures of docs/judge.md, from the JSON of the results. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.external.baselines import COSINE, MAJORITY, OVERLAP
from eval.external.sets import Task
from eval.external.stances import metrics_of
from eval.external.systems import BOTH, CHECKS, MODEL, WHOLE
from eval.reports.svg import COLOURS, Plot

_TENTHS = tuple(place / 10 for place in range(11))
_FIFTHS = tuple(place / 5 for place in range(6))
_COLOUR = {
    BOTH: COLOURS[0],
    MODEL: COLOURS[1],
    CHECKS: COLOURS[2],
    WHOLE: COLOURS[3],
    COSINE: COLOURS[4],
    OVERLAP: COLOURS[5],
    MAJORITY: COLOURS[6],
}

Json = Mapping[str, Any]


def plots(judge: Json, training: Sequence[Json]) -> dict[str, str]:
    """Return the SVG of each figure that there is something for, by file name.

    Args:
        judge: The results, as in docs/results/judge.json.
        training: The learning curve, `{"pairs": int, "dev": {name: value}}` by number of pairs.
    """
    found = {
        "judge-sets.svg": _sets(judge.get("stance", [])),
        "judge-reliability.svg": _reliability(judge.get("trust", {})),
        "judge-coverage.svg": _coverage(judge.get("trust", {})),
        "judge-learning.svg": _learning(training),
    }
    return {name: svg for name, svg in found.items() if svg}


def _sets(rows: Sequence[Json]) -> str:
    """One line a set: the metric that matters most, with its interval, of every system."""
    shown = [(row, metrics_of(Task(row["task"]))[0]) for row in rows if row["systems"]]
    if not shown:
        return ""
    plot = Plot(
        title="Accuracy on public sets, with 95 % intervals",
        across="accuracy (balanced accuracy where only “supported or not” is asked)",
        up="",
        x=(0, 1),
        y=(-len(shown) + 0.4, 0.6),
        width=760,
        height=110 + 44 * len(shown),
        left=190,
    )
    for place, (row, metric) in enumerate(shown):
        plot.row_name(-place, f"{row['title']} ({row['n']:,})")
        names = [name for name in _COLOUR if name in row["systems"]]
        for number, name in enumerate(names):
            figure = row["systems"][name][metric]
            if figure["value"] is None:
                continue
            y = -place + 0.32 - 0.64 * number / max(1, len(names) - 1)
            ends = None if figure["low"] is None else (figure["low"], figure["high"])
            plot.dot((figure["value"], y), _COLOUR[name], name=name, across=ends)
    return plot.render(x_ticks=_TENTHS)


def _reliability(trust: Json) -> str:
    name = next((one for one in (BOTH, MODEL) if one in trust), None)
    if name is None:
        return ""
    plot = Plot(
        title=f"Reliability: {name}, three-way sets, each weighing the same",
        across="confidence of the class chosen",
        up="accuracy",
        x=(0, 1),
        y=(0, 1),
    )
    for one in trust[name]["bins"]:
        plot.bar((one["low"], one["high"]), one["accuracy"], _COLOUR[name], name="accuracy")
    plot.line([(0, 0), (1, 1)], _COLOUR[MAJORITY], name="perfectly calibrated", dashes="5 4")
    points = [(one["confidence"], one["accuracy"]) for one in trust[name]["bins"]]
    plot.line(points, COLOURS[1], name="by mean confidence")
    return plot.render(x_ticks=_FIFTHS, y_ticks=_FIFTHS)


def _coverage(trust: Json) -> str:
    if not trust:
        return ""
    low = min(accuracy for one in trust.values() for _, accuracy, _ in one["curve"])
    low = min(0.5, int(10 * low) / 10)
    plot = Plot(
        title="Accuracy against coverage, three-way sets, each weighing the same",
        across="coverage: share of pairs decided, the most confident first",
        up="accuracy of those decided",
        x=(0, 1),
        y=(low, 1),
    )
    for name, one in trust.items():
        points = [(coverage, accuracy) for coverage, accuracy, _ in one["curve"]]
        plot.line(points, _COLOUR.get(name, COLOURS[3]), name=name)
    return plot.render(x_ticks=_FIFTHS, y_ticks=_tenths_from(low))


def _learning(training: Sequence[Json]) -> str:
    if len(training) < 2:
        return ""
    most = max(point["pairs"] for point in training)
    values = [value for point in training for value in point["dev"].values()]
    low = min(0.5, *(int(10 * value) / 10 for value in values))
    plot = Plot(
        title="Learning curve, on development parts of the training sets",
        across="pairs seen in training",
        up="accuracy",
        x=(0, most),
        y=(low, 1),
    )
    names = list(dict.fromkeys(name for point in training for name in point["dev"]))
    for number, name in enumerate(names):
        points = [(one["pairs"], one["dev"][name]) for one in training if name in one["dev"]]
        plot.line(points, COLOURS[number % len(COLOURS)], name=name)
    ticks = [most * part / 4 for part in range(5)]
    return plot.render(x_ticks=ticks, y_ticks=_tenths_from(low))


def _tenths_from(low: float) -> list[float]:
    return [tick / 10 for tick in range(round(10 * low), 11)]
