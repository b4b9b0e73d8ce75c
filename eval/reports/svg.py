"""A small plot as SVG text, the same bytes for the same figures. Pure.

Enough for lines, bars, dots and intervals between two linear axes; a library would bring fonts,
dates and 100 MB. A plot stands alone in a file (`PAPER`: white ground, so that it can be read on a
dark page too) or inside an HTML page (`PAGE`: the colours, title and legend are the page's).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.page.markup import esc

# Told apart also by those who don't see red or green (Okabe and Ito 2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#666666")
_FONT = "font-family='Helvetica,Arial,sans-serif'"
_RIGHT, _BELOW = 20, 48  # pixels around the axes
_LETTER = 7  # pixels of a letter of a tick's label, about

Point = tuple[float, float]
Span = tuple[float, float]
Tick = float | tuple[float, str]
"""A place on an axis that is marked, with its label where the number itself won't do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours of what is not data; any value that SVG takes as a colour.

    Attributes:
        ground: Behind all; "" for none.
        ink: Of the words.
        grid: Of the lines at the ticks.
        axis: Of the two axes.
        above: Pixels above the axes.
        is_alone: Whether title and legend are drawn too, as nothing around the plot shows them.
    """

    ground: str
    ink: str
    grid: str
    axis: str
    above: int
    is_alone: bool


PAPER = Theme(ground="#fff", ink="#222", grid="#e4e4e4", axis="#767676", above=76, is_alone=True)
PAGE = Theme(
    ground="", ink="var(--ink)", grid="var(--rule)", axis="var(--field)", above=14, is_alone=False
)


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
        description: What can be seen in it, for those who can't; "" for none.
        key: Start of the ids of title and description, unique in a page; "" for none.
        theme: The colours around the data.
    """

    title: str
    across: str
    up: str
    x: Span
    y: Span
    width: int = 640
    height: int = 420
    left: int = 64
    description: str = ""
    key: str = ""
    theme: Theme = PAPER
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

    def bar(self, x: Span, top: float, colour: str, *, name: str = "", tip: str = "") -> None:
        """Draw a bar from the lower end of the vertical axis; a tip is shown by a pointer on it."""
        left, right = float(self._at_x(x[0])), float(self._at_x(x[1]))
        upper, lower = float(self._at_y(top)), float(self._at_y(self.y[0]))
        self._parts.append(
            f"<rect x='{_number(left + 1)}' y='{_number(upper)}' "
            f"width='{_number(max(right - left - 2, 1))}' height='{_number(lower - upper)}' "
            f"fill='{colour}' fill-opacity='0.55'{_end('rect', tip)}"
        )
        self._name(name, colour)

    def dot(
        self,
        at: Point,
        colour: str,
        *,
        name: str = "",
        across: Span | None = None,
        radius: float = 3.5,
        tip: str = "",
    ) -> None:
        """Draw a dot, with the interval `across` it when there is one."""
        x, y = self._at_x(at[0]), self._at_y(at[1])
        if across is not None:
            ends = [self._at_x(end) for end in across]
            self._parts.append(
                f"<line x1='{ends[0]}' y1='{y}' x2='{ends[1]}' y2='{y}' stroke='{colour}' "
                "stroke-width='1.5'/>"
            )
        self._parts.append(
            f"<circle cx='{x}' cy='{y}' r='{radius:g}' fill='{colour}'{_end('circle', tip)}"
        )
        self._name(name, colour)

    def upright(self, x: float, colour: str, *, label: str = "", dashes: str = "4 3") -> None:
        """Draw a line across the whole height, its label beside its upper end."""
        at, upper = self._at_x(x), self.theme.above
        self._parts.append(
            f"<line x1='{at}' y1='{upper}' x2='{at}' y2='{self.height - _BELOW}' "
            f"stroke='{colour}' stroke-width='1.5' stroke-dasharray='{dashes}'/>"
        )
        if label:
            right = float(at) > self.left + 0.75 * (self.width - _RIGHT - self.left)
            side, anchor = (-5, "end") if right else (5, "start")
            self._parts.append(
                f"<text x='{_number(float(at) + side)}' y='{upper + 10}' font-size='12' "
                f"text-anchor='{anchor}'>{esc(label)}</text>"
            )

    def row_name(self, y: float, name: str) -> None:
        """Write a name left of the vertical axis."""
        place = f"x='{self.left - 8}' y='{self._at_y(y)}' dy='0.32em' text-anchor='end'"
        self._parts.append(f"<text {place} font-size='12'>{esc(name)}</text>")

    def render(self, *, x_ticks: Sequence[Tick], y_ticks: Sequence[Tick] = ()) -> str:
        """Return the SVG.

        Args:
            x_ticks: Places of the horizontal axis that are marked.
            y_ticks: Places of the vertical axis.
        """
        theme, left = self.theme, self.left
        lower, upper = self.height - _BELOW, theme.above
        parts = [
            *self._head(),
            *self._grid(x_ticks, y_ticks),
            *self._parts,
            f"<path d='M{left} {upper}V{lower}H{self.width - _RIGHT}' fill='none' "
            f"stroke='{theme.axis}'/>",
            f"<text x='{(left + self.width - _RIGHT) // 2}' y='{self.height - 10}' "
            f"font-size='13' text-anchor='middle'>{esc(self.across)}</text>",
        ]
        if self.up:
            middle = (upper + lower) // 2
            parts.append(
                f"<text x='16' y='{middle}' font-size='13' text-anchor='middle' "
                f"transform='rotate(-90 16 {middle})'>{esc(self.up)}</text>"
            )
        if theme.is_alone:
            parts += self._names()
        return "\n".join([*parts, "</svg>"]) + "\n"

    def _head(self) -> list[str]:
        theme = self.theme
        size = f"width='{self.width}' height='{self.height}' " if theme.is_alone else ""
        ids = ("", "")
        about = ""
        if self.key:
            ids = (f" id='{self.key}-title'", f" id='{self.key}-desc'")
            about = f"aria-labelledby='{self.key}-title' aria-describedby='{self.key}-desc' "
        parts = [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {self.width} {self.height}' "
            f"{size}role='img' {about}{_FONT} fill='{theme.ink}'>",
            f"<title{ids[0]}>{esc(self.title)}</title>",
        ]
        if self.description:
            parts.append(f"<desc{ids[1]}>{esc(self.description)}</desc>")
        if theme.ground:
            parts.append(f"<rect width='100%' height='100%' fill='{theme.ground}'/>")
        if theme.is_alone:
            parts.append(
                f"<text x='{self.left}' y='22' font-size='15' font-weight='bold'>"
                f"{esc(self.title)}</text>"
            )
        return parts

    def _grid(self, x_ticks: Sequence[Tick], y_ticks: Sequence[Tick]) -> list[str]:
        left, right = self.left, self.width - _RIGHT
        lower, upper = self.height - _BELOW, self.theme.above
        grid = f"stroke='{self.theme.grid}'"
        parts = []
        for value, label in map(_labelled, x_ticks):
            x = self._at_x(value)
            is_cut = len(label) * _LETTER / 2 > self.width - float(x)
            anchor = "end" if is_cut else "middle"
            parts += [
                f"<line x1='{x}' y1='{upper}' x2='{x}' y2='{lower}' {grid}/>",
                f"<text x='{x}' y='{lower + 16}' font-size='12' text-anchor='{anchor}'>"
                f"{esc(label)}</text>",
            ]
        for value, label in map(_labelled, y_ticks):
            y = self._at_y(value)
            parts += [
                f"<line x1='{left}' y1='{y}' x2='{right}' y2='{y}' {grid}/>",
                f"<text x='{left - 8}' y='{y}' dy='0.32em' font-size='12' text-anchor='end'>"
                f"{esc(label)}</text>",
            ]
        return parts

    def _names(self) -> list[str]:
        parts: list[str] = []
        place, down = self.left, 34
        for name, colour in self._legend:
            wide = 30 + 7 * len(name)
            if place + wide > self.width and place > self.left:
                place, down = self.left, down + 18
            parts += [
                f"<rect x='{place}' y='{down}' width='12' height='12' fill='{colour}'/>",
                f"<text x='{place + 17}' y='{down + 10}' font-size='12'>{esc(name)}</text>",
            ]
            place += wide
        return parts

    def _at_x(self, value: float) -> str:
        room = self.width - _RIGHT - self.left
        return _number(self.left + room * (value - self.x[0]) / (self.x[1] - self.x[0]))

    def _at_y(self, value: float) -> str:
        room = self.height - _BELOW - self.theme.above
        return _number(self.height - _BELOW - room * (value - self.y[0]) / (self.y[1] - self.y[0]))

    def _name(self, name: str, colour: str) -> None:
        if name and (name, colour) not in self._legend:
            self._legend.append((name, colour))


def _labelled(tick: Tick) -> tuple[float, str]:
    return tick if isinstance(tick, tuple) else (tick, _tick(tick))


def _end(element: str, tip: str) -> str:
    return f"><title>{esc(tip)}</title></{element}>" if tip else "/>"


def _number(value: float) -> str:
    return f"{value:.1f}"


def _tick(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 2 else f"{value:g}"
