"""The normalised view of a text, on which matching works, with the way back to the original.

Publishers write the same words with curly or straight quotation marks, long or short dashes,
no-break spaces, soft hyphens and ligatures. `normalize` folds these into one form and keeps, for
each character of the view, the code points of the original that it stands for, so that whatever
is found in the view is shown as the publisher wrote it. This module never changes case, and never
decides whether two texts mean the same.

The view is Unicode NFKC with four differences: quotation marks are `"` or `'`, dashes and minus
signs are `-`, invisible characters are left out, and a raised or lowered digit or a fraction that
follows a digit stays as it is (plain NFKC reads `10²` as `102`, which would prove a false figure).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from sources.article import Span

_SINGLE = "‘’‚‛‹›′`´ʼʹʻʽˈ"
_DOUBLE = "“”„‟«»″〝〞〟❝❞"
_DASHES = "‐‑‒–—―−⁃﹘﹣－⸺⸻"
_FOLDED = str.maketrans(
    dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_DASHES, "-")
)

# Format characters that are seen: the Arabic, Syriac and Kaithi signs around numbers.
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd")

# Printable ASCII whose view is itself and that nothing non-ASCII can join: most of a text in
# Latin letters, copied in one step. The look-ahead leaves a base for its combining marks.
_PLAIN = re.compile(r"[!-_a-~](?:[!-_a-~]| (?=[!-_a-~]))*(?=[\x00-\x7f]|\Z)")

# The canonical ordering of n combining marks costs n² in `unicodedata`; UAX 15 calls a text with
# at most 30 in a row stream-safe, and no writing system needs more.
_MAX_CLUSTER = 32


@dataclass(frozen=True, slots=True)
class NormalizedText:
    """A normalised view and its map to the original.

    Attributes:
        text: The view. White-space runs are one space; nothing is stripped at the ends.
        original: The text that was normalised.
    """

    text: str
    original: str = field(repr=False)
    _starts: array[int] = field(repr=False, compare=False)
    _ends: array[int] = field(repr=False, compare=False)

    def to_original(self, span: Span) -> Span:
        """Return the code points of the original that `span` of the view stands for.

        Whole characters: half of a ligature maps to the whole ligature. An empty span maps to an
        empty one. Monotone in both ends.

        Raises:
            ValueError: If `span` reaches beyond the view.
        """
        if span.end > len(self.text):
            raise ValueError(f"{span} reaches beyond a view of {len(self.text)} code points")
        if span.start < span.end:
            return Span(start=self._starts[span.start], end=self._ends[span.end - 1])
        at = self._starts[span.start] if span.start < len(self.text) else len(self.original)
        return Span(start=at, end=at)


class _View:
    """The view as it grows: characters, and the span of the original behind each."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.starts: array[int] = array("I")
        self.ends: array[int] = array("I")
        self.last = ""

    def copy(self, run: str, start: int) -> None:
        """Append `run`, which stands for itself at `start`."""
        self.pieces.append(run)
        self.starts.extend(range(start, start + len(run)))
        self.ends.extend(range(start + 1, start + len(run) + 1))
        self.last = run[-1]

    def add(self, folded: str, start: int, end: int) -> None:
        """Append `folded`, which stands for `original[start:end]`; white space collapses."""
        for char in folded:
            if char.isspace():
                if self.last == " ":
                    self.ends[-1] = end
                    continue
                char = " "  # noqa: PLW2901
            self.pieces.append(char)
            self.starts.append(start)
            self.ends.append(end)
            self.last = char


def normalize(text: str) -> NormalizedText:
    """Fold `text` into its normalised view. Linear in its length; idempotent on `.text`."""
    view = _View()
    at = 0
    while at < len(text):
        plain = _PLAIN.match(text, at)
        if plain:
            view.copy(plain.group(), at)
            at = plain.end()
            continue
        if _is_invisible(text[at]):
            at += 1
            continue
        cluster, end = _cluster(text, at)
        view.add(_fold(cluster, after=view.last), at, end)
        at = end
    return NormalizedText("".join(view.pieces), text, view.starts, view.ends)


def locate(needle: str, text: str | NormalizedText) -> Span | None:
    """Find the first place where `needle` stands in `text`, both seen normalised.

    White space around `needle` doesn't count, case does, and words are not respected: `art` is
    found in `party`. Pass a `NormalizedText` to search one text for many needles.

    Returns:
        The span in the original text, or None when it isn't there or `needle` is blank.
    """
    return next(locate_all(needle, text), None)


def locate_all(needle: str, text: str | NormalizedText) -> Iterator[Span]:
    """Yield the places, in order and not overlapping, where `needle` stands in `text`."""
    view = normalize(text) if isinstance(text, str) else text
    wanted = normalize(needle).text.strip(" ")
    if not wanted:
        return
    at = view.text.find(wanted)
    while at >= 0:
        yield view.to_original(Span(start=at, end=at + len(wanted)))
        at = view.text.find(wanted, at + len(wanted))


def _cluster(text: str, start: int) -> tuple[str, int]:
    """Return the character at `start` with all that may join it, and where that ends."""
    chars = [text[start]]
    end = at = start + 1
    while at < len(text) and len(chars) < _MAX_CLUSTER:
        char = text[at]
        at += 1
        if char < "\u0080":
            break
        if _is_invisible(char):
            continue
        if not _joins(char):
            break
        chars.append(char)
        end = at
    return "".join(chars), end


def _fold(cluster: str, *, after: str) -> str:
    """Return the view of one cluster that follows the character `after`."""
    if after.isdigit() and _is_small_figure(cluster[0]):
        return unicodedata.normalize("NFC", cluster)
    folded = unicodedata.normalize("NFKC", cluster.translate(_FOLDED)).translate(_FOLDED)
    return "".join(char for char in folded if not _is_invisible(char))


def _is_small_figure(char: str) -> bool:
    form = unicodedata.decomposition(char)
    return form.startswith(("<super>", "<sub>", "<fraction>")) and char.isnumeric()


@lru_cache(maxsize=8192)
def _is_invisible(char: str) -> bool:
    """Say whether `char` leaves no mark: zero-width, soft hyphen, direction, variation, tag."""
    if char < "\u00ad":
        return False
    if unicodedata.category(char) == "Cf":
        return char not in _VISIBLE_FORMAT
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


@lru_cache(maxsize=8192)
def _joins(char: str) -> bool:
    """Say whether `char` may compose with the character before it under NFKC."""
    first = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.category(first).startswith("M") or "\u1160" <= first <= "\u11ff"
