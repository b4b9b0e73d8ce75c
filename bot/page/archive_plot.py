"""How many articles there are of each time and publisher, as a drawing and as a table.

The drawing is SVG of ours, without a script; the table says the same to who can't see it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.page.markup import esc, plain_day
from bot.page.shelf import Row

MAX_BARS = 62
MAX_PUBLISHERS = 5
OTHERS = "others"
_WIDTH, _HEIGHT, _FOOT = 640, 160, 20  # units of the drawing
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of time.

    Attributes:
        name: As it is shown: a day, a month, a year or several.
        counts: Articles of it by publisher, in the order of `Plot.publishers`.
    """

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Articles by time and publisher.

    Attributes:
        unit: "day", "month", "year" or "decade".
        publishers: Those with most articles, then `OTHERS` where there are more.
        bars: Every stretch from the first article to the last, at most `MAX_BARS`; beyond that
            the newest ones.
        n_earlier: Articles before the first bar.
    """

    unit: str
    publishers: tuple[str, ...]
    bars: tuple[Bar, ...]
    n_earlier: int = 0


def plot_of(rows: Sequence[Row]) -> Plot | None:
    """Count articles by time and publisher; None where there are none."""
    if not rows:
        return None
    first, last = min(row.published for row in rows), max(row.published for row in rows)
    unit = next((u for u in _UNITS if _place(last, u) - _place(first, u) < MAX_BARS), "decade")
    start, end = _place(first, unit), _place(last, unit)
    start = max(start, end - MAX_BARS + 1)
    by_publisher = Counter(row.publisher or "no publisher" for row in rows)
    most = sorted(by_publisher, key=lambda name: (-by_publisher[name], name))
    named = most if len(most) <= MAX_PUBLISHERS else most[: MAX_PUBLISHERS - 1]
    publishers = (*named, *((OTHERS,) if len(most) > len(named) else ()))
    places = {name: at for at, name in enumerate(named)}
    counts: Counter[tuple[int, int]] = Counter(
        (
            _place(row.published, unit),
            places.get(row.publisher or "no publisher", len(named)),
        )
        for row in rows
    )
    return Plot(
        unit=unit,
        publishers=publishers,
        bars=tuple(
            Bar(
                name=_name(place, unit),
                counts=tuple(counts[place, at] for at in range(len(publishers))),
            )
            for place in range(start, end + 1)
        ),
        n_earlier=sum(n for (place, _), n in counts.items() if place < start),
    )


def plot_html(plot: Plot | None) -> str:
    """Return the drawing with its legend, and the table behind a line that opens it."""
    if plot is None:
        return ""
    earlier = (
        f'<p class="np-none">{plot.n_earlier:,} earlier articles are not drawn.</p>'
        if plot.n_earlier
        else ""
    )
    legend = "".join(
        f'<li><svg width="14" height="14" aria-hidden="true">'
        f'<rect class="np-plot-{at}" width="14" height="14"/></svg> {esc(name)}</li>'
        for at, name in enumerate(plot.publishers)
    )
    return (
        f'<figure class="np-plot"><figcaption>Articles by {plot.unit} and publisher</figcaption>'
        f'{_drawing(plot)}<ul class="np-legend">{legend}</ul>{earlier}'
        f"<details><summary>The same as a table</summary>{_table(plot)}</details></figure>"
    )


def _drawing(plot: Plot) -> str:
    most = max(sum(bar.counts) for bar in plot.bars)
    step = _WIDTH / len(plot.bars)
    pieces = []
    for n, bar in enumerate(plot.bars):
        base = float(_HEIGHT)
        for at, count in enumerate(bar.counts):
            if count:
                height = count / most * (_HEIGHT - 18)
                base -= height
                pieces.append(
                    f'<rect class="np-plot-{at}" x="{n * step + step * 0.1:.1f}" y="{base:.1f}" '
                    f'width="{min(step * 0.8, 40):.1f}" height="{height:.1f}">'
                    f"<title>{esc(bar.name)}, {esc(plot.publishers[at])}: {count:,}</title></rect>"
                )
    first, last = plot.bars[0].name, plot.bars[-1].name
    ends = f'<text x="0" y="{_HEIGHT + 16}">{esc(first)}</text>'
    if last != first:
        ends += f'<text x="{_WIDTH}" y="{_HEIGHT + 16}" text-anchor="end">{esc(last)}</text>'
    says = f"Articles by {plot.unit}, {first} to {last}, at most {most:,} in one {plot.unit}"
    return (
        f'<svg class="np-bars" viewBox="0 0 {_WIDTH} {_HEIGHT + _FOOT}" role="img" '
        f'aria-label="{esc(says)}">'
        f'<line class="np-axis" x1="0" x2="{_WIDTH}" y1="{_HEIGHT}" y2="{_HEIGHT}"/>'
        f'{"".join(pieces)}<text x="0" y="12">{most:,}</text>{ends}</svg>'
    )


def _table(plot: Plot) -> str:
    heads = "".join(f'<th scope="col">{esc(name)}</th>' for name in plot.publishers)
    lines = "".join(
        f'<tr><th scope="row">{esc(bar.name)}</th>'
        + "".join(f"<td>{count:,}</td>" for count in bar.counts)
        + "</tr>"
        for bar in plot.bars
        if any(bar.counts)
    )
    return (
        '<div class="np-scroll" tabindex="0" role="region" aria-label="Articles as a table">'
        f'<table class="np-table"><thead><tr><th scope="col">{plot.unit.capitalize()}</th>{heads}'
        f"</tr></thead><tbody>{lines}</tbody></table></div>"
    )


_UNITS = ("day", "month", "year", "decade")


def _place(day: date, unit: str) -> int:
    """Return the number of the stretch that a day lies in."""
    if unit == "day":
        return day.toordinal()
    if unit == "month":
        return day.year * 12 + day.month - 1
    return day.year if unit == "year" else day.year // 10


def _name(place: int, unit: str) -> str:
    if unit == "day":
        return plain_day(date.min + timedelta(days=place - 1))
    if unit == "month":
        return f"{_MONTHS[place % 12]} {place // 12}"
    return str(place) if unit == "year" else f"{place}0s"
