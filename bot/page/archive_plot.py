"""How many articles there are of each time and publisher, as a drawing and as a table.

The drawing is SVG of ours, without a script; the table says the same to who can't see it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.page.markup import esc
from bot.page.shelf import Row
from bot.page.texts import Texts

MAX_BARS = 62
MAX_PUBLISHERS = 5
_WIDTH, _HEIGHT, _FOOT = 640, 160, 20  # units of the drawing


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
        publishers: Those with most articles, then the others together where there are
            more.
        bars: Every stretch from the first article to the last, at most `MAX_BARS`; beyond that
            the newest ones.
        n_earlier: Articles before the first bar.
    """

    unit: str
    publishers: tuple[str, ...]
    bars: tuple[Bar, ...]
    n_earlier: int = 0


def plot_of(t: Texts, rows: Sequence[Row]) -> Plot | None:
    """Count articles by time and publisher; None where there are none."""
    if not rows:
        return None
    first, last = min(row.published for row in rows), max(row.published for row in rows)
    unit = next((u for u in _UNITS if _place(last, u) - _place(first, u) < MAX_BARS), "decade")
    start, end = _place(first, unit), _place(last, unit)
    start = max(start, end - MAX_BARS + 1)
    nobody = t("archive.no_publisher")
    by_publisher = Counter(row.publisher or nobody for row in rows)
    most = sorted(by_publisher, key=lambda name: (-by_publisher[name], name))
    named = most if len(most) <= MAX_PUBLISHERS else most[: MAX_PUBLISHERS - 1]
    publishers = (*named, *((t("archive.others"),) if len(most) > len(named) else ()))
    places = {name: at for at, name in enumerate(named)}
    counts: Counter[tuple[int, int]] = Counter(
        (
            _place(row.published, unit),
            places.get(row.publisher or nobody, len(named)),
        )
        for row in rows
    )
    return Plot(
        unit=unit,
        publishers=publishers,
        bars=tuple(
            Bar(
                name=_name(t, place, unit),
                counts=tuple(counts[place, at] for at in range(len(publishers))),
            )
            for place in range(start, end + 1)
        ),
        n_earlier=sum(n for (place, _), n in counts.items() if place < start),
    )


def plot_html(t: Texts, plot: Plot | None) -> str:
    """Return the drawing with its legend, and the table behind a line that opens it."""
    if plot is None:
        return ""
    told = esc(t.n("archive.not_drawn", plot.n_earlier))
    earlier = f'<p class="np-none">{told}</p>' if plot.n_earlier else ""
    legend = "".join(
        f'<li><svg width="14" height="14" aria-hidden="true">'
        f'<rect class="np-plot-{at}" width="14" height="14"/></svg> {esc(name)}</li>'
        for at, name in enumerate(plot.publishers)
    )
    return (
        f'<figure class="np-plot"><figcaption>{esc(t(_CAPTIONS[plot.unit]))}</figcaption>'
        f'{_drawing(t, plot)}<ul class="np-legend">{legend}</ul>{earlier}'
        f"<details><summary>{esc(t('archive.as_table'))}</summary>{_table(t, plot)}</details>"
        "</figure>"
    )


def _drawing(t: Texts, plot: Plot) -> str:
    most = max(sum(bar.counts) for bar in plot.bars)
    step = _WIDTH / len(plot.bars)
    pieces = []
    for n, bar in enumerate(plot.bars):
        base = float(_HEIGHT)
        for at, count in enumerate(bar.counts):
            if count:
                height = count / most * (_HEIGHT - 18)
                base -= height
                says = f"{bar.name}, {plot.publishers[at]}: {t.number(count)}"
                pieces.append(
                    f'<rect class="np-plot-{at}" x="{n * step + step * 0.1:.1f}" y="{base:.1f}" '
                    f'width="{min(step * 0.8, 40):.1f}" height="{height:.1f}">'
                    f"<title>{esc(says)}</title></rect>"
                )
    first, last = plot.bars[0].name, plot.bars[-1].name
    ends = f'<text x="0" y="{_HEIGHT + 16}">{esc(first)}</text>'
    if last != first:
        ends += f'<text x="{_WIDTH}" y="{_HEIGHT + 16}" text-anchor="end">{esc(last)}</text>'
    says = t("archive.drawing", what=t(_CAPTIONS[plot.unit]), first=first, last=last,
             most=t.number(most))  # fmt: skip
    return (
        f'<svg class="np-bars" viewBox="0 0 {_WIDTH} {_HEIGHT + _FOOT}" role="img" '
        f'aria-label="{esc(says)}">'
        f'<line class="np-axis" x1="0" x2="{_WIDTH}" y1="{_HEIGHT}" y2="{_HEIGHT}"/>'
        f'{"".join(pieces)}<text x="0" y="12">{t.number(most)}</text>{ends}</svg>'
    )


def _table(t: Texts, plot: Plot) -> str:
    heads = "".join(f'<th scope="col">{esc(name)}</th>' for name in plot.publishers)
    lines = "".join(
        f'<tr><th scope="row">{esc(bar.name)}</th>'
        + "".join(f"<td>{t.number(count)}</td>" for count in bar.counts)
        + "</tr>"
        for bar in plot.bars
        if any(bar.counts)
    )
    return (
        '<div class="np-scroll" tabindex="0" role="region" '
        f'aria-label="{esc(t(_CAPTIONS[plot.unit]))}">'
        '<table class="np-table"><thead><tr>'
        f'<th scope="col">{esc(t(_NAMES[plot.unit]))}</th>{heads}'
        f"</tr></thead><tbody>{lines}</tbody></table></div>"
    )


_UNITS = ("day", "month", "year", "decade")
_NAMES = {"day": "archive.day", "month": "archive.month", "year": "archive.year",
          "decade": "archive.decade"}  # fmt: skip
_CAPTIONS = {"day": "archive.by_day", "month": "archive.by_month", "year": "archive.by_year",
             "decade": "archive.by_decade"}  # fmt: skip


def _place(day: date, unit: str) -> int:
    """Return the number of the stretch that a day lies in."""
    if unit == "day":
        return day.toordinal()
    if unit == "month":
        return day.year * 12 + day.month - 1
    return day.year if unit == "year" else day.year // 10


def _name(t: Texts, place: int, unit: str) -> str:
    if unit == "day":
        return t.day(date.min + timedelta(days=place - 1))
    if unit == "month":
        return f"{t('date.months').split()[place % 12][:3]} {place // 12}"
    return str(place) if unit == "year" else t("archive.decade_of", year=f"{place}0")
