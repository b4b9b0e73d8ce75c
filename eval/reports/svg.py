"""A small plot as SVG text, the same bytes for the same figures. Pure.

Enough for lines, bars, dots and intervals between two linear axes; a library would bring fonts,
dates and 100 MB. White ground, so that it can be read on a dark page too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

# Told apart also by those who don't see red or green (Okabe and Ito 2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#666666")
_FONT = "font-family='Helvetica,Arial,sans-serif'"
_GREY = "#767676"
_RIGHT, _ABOVE, _BELOW = 20, 76, 48  # pixels around the axes

Point = tuple[float, float]
Span = tuple[float, float]


@dataclass(slots=True, kw_only=True)
class Plot:
    """A plot that is being drawn.

    Attributes:
        title: Above it, and its accessible name.
        across: Name of the horizontal axis.
        up: Name of the vertical axis; "" for none.
        x: Ends of the horizontal axis.
        y: Ends of the vertical axis; drawn upwards.
        width: Whole width in pixels.
        height: Whole height.
        left: Room on the left, for the labels of the vertical axis.
    """

    title: str
    across: str
    up: str
    x: Span
    y: Span
    width: int = 640
    height: int = 420
    left: int = 64
    _parts: list[str] = field(default_factory=list)
    _legend: list[tuple[str, str]] = field(default_factory=list)

    def line(
        self, points: Sequence[Point], colour: str, *, name: str = "", dashes: str = ""
    ) -> None:
        """Draw a line through points; with a name it stands in the legend."""
        path = " ".join(f"{self._at_x(x)},{self._at_y(y)}" for x, y in points)
        style = f" stroke-dasharray='{dashes}'" if dashes else ""
        self._parts.append(
            f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='2'{style}/>"
        )
        self._name(name, colour)

    def bar(self, x: Span, top: float, colour: str, *, name: str = "") -> None:
        """Draw a bar from the lower end of the vertical axis."""
        left, right = float(self._at_x(x[0])), float(self._at_x(x[1]))
        upper, lower = float(self._at_y(top)), float(self._at_y(self.y[0]))
        self._parts.append(
            f"<rect x='{_number(left + 1)}' y='{_number(upper)}' "
            f"width='{_number(max(right - left - 2, 1))}' height='{_number(lower - upper)}' "
            f"fill='{colour}' fill-opacity='0.55'/>"
        )
        self._name(name, colour)

    def dot(self, at: Point, colour: str, *, name: str = "", across: Span | None = None) -> None:
        """Draw a dot, with the interval `across` it when there is one."""
        x, y = self._at_x(at[0]), self._at_y(at[1])
        if across is not None:
            ends = [self._at_x(end) for end in across]
            self._parts.append(
                f"<line x1='{ends[0]}' y1='{y}' x2='{ends[1]}' y2='{y}' stroke='{colour}' "
                "stroke-width='1.5'/>"
            )
        self._parts.append(f"<circle cx='{x}' cy='{y}' r='3.5' fill='{colour}'/>")
        self._name(name, colour)

    def row_name(self, y: float, name: str) -> None:
        """Write a name left of the vertical axis."""
        place = f"x='{self.left - 8}' y='{self._at_y(y)}' dy='0.32em' text-anchor='end'"
        self._parts.append(f"<text {place} font-size='12'>{escape(name)}</text>")

    def render(self, *, x_ticks: Sequence[float], y_ticks: Sequence[float] = ()) -> str:
        """Return the SVG.

        Args:
            x_ticks: Places of the horizontal axis that are marked.
            y_ticks: Places of the vertical axis.
        """
        left, right = self.left, self.width - _RIGHT
        lower, upper = self.height - _BELOW, _ABOVE
        parts = [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {self.width} {self.height}' "
            f"width='{self.width}' height='{self.height}' role='img' {_FONT} fill='#222'>",
            f"<title>{escape(self.title)}</title>",
            "<rect width='100%' height='100%' fill='#fff'/>",
            f"<text x='{left}' y='22' font-size='15' font-weight='bold'>"
            f"{escape(self.title)}</text>",
        ]
        for tick in x_ticks:
            x = self._at_x(tick)
            parts += [
                f"<line x1='{x}' y1='{upper}' x2='{x}' y2='{lower}' stroke='#e4e4e4'/>",
                f"<text x='{x}' y='{lower + 16}' font-size='12' text-anchor='middle'>"
                f"{_tick(tick)}</text>",
            ]
        for tick in y_ticks:
            y = self._at_y(tick)
            parts += [
                f"<line x1='{left}' y1='{y}' x2='{right}' y2='{y}' stroke='#e4e4e4'/>",
                f"<text x='{left - 8}' y='{y}' dy='0.32em' font-size='12' text-anchor='end'>"
                f"{_tick(tick)}</text>",
            ]
        middle = (upper + lower) // 2
        parts += [
            *self._parts,
            f"<path d='M{left} {upper}V{lower}H{right}' fill='none' stroke='{_GREY}'/>",
            f"<text x='{(left + right) // 2}' y='{self.height - 10}' font-size='13' "
            f"text-anchor='middle'>{escape(self.across)}</text>",
        ]
        if self.up:
            parts.append(
                f"<text x='16' y='{middle}' font-size='13' text-anchor='middle' "
                f"transform='rotate(-90 16 {middle})'>{escape(self.up)}</text>"
            )
        place, down = left, 34
        for name, colour in self._legend:
            wide = 30 + 7 * len(name)
            if place + wide > self.width and place > left:
                place, down = left, down + 18
            parts += [
                f"<rect x='{place}' y='{down}' width='12' height='12' fill='{colour}'/>",
                f"<text x='{place + 17}' y='{down + 10}' font-size='12'>{escape(name)}</text>",
            ]
            place += wide
        return "\n".join([*parts, "</svg>"]) + "\n"

    def _at_x(self, value: float) -> str:
        room = self.width - _RIGHT - self.left
        return _number(self.left + room * (value - self.x[0]) / (self.x[1] - self.x[0]))

    def _at_y(self, value: float) -> str:
        room = self.height - _BELOW - _ABOVE
        return _number(self.height - _BELOW - room * (value - self.y[0]) / (self.y[1] - self.y[0]))

    def _name(self, name: str, colour: str) -> None:
        if name and (name, colour) not in self._legend:
            self._legend.append((name, colour))


def _number(value: float) -> str:
    return f"{value:.1f}"


def _tick(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 2 else f"{value:g}"
