"""Finding the sentences, and their citation marks, in a text that is still growing.

A sentence is given out once no further character could change it, so that it doesn't matter how
the text was cut into pieces on its way. A cut in the wrong place does no harm: both halves go
through the proof.
"""

from __future__ import annotations

import regex

from bot.writing.values import Draft

MAX_SENTENCE = 600  # characters; a longer one is not shown
_MAX_OPEN = 2_000  # characters without an end, after which there is nothing to wait for
_MARKS = r"\[\s{0,3}\d{1,3}(?:\s{0,3}[,;]\s{0,3}\d{1,3}){0,20}\s{0,3}\]"
_LINE = r"[\n\r\x0b\x0c\x85\u2028\u2029]"
_END = regex.compile(
    rf"(?P<line>{_LINE})"
    rf"|(?P<end>[.!?…][\"”’')]*+(?:[^\S\n\r\x0b\x0c\x85\u2028\u2029]*+{_MARKS})*+)"
    r"[^\S\n\r\x0b\x0c\x85\u2028\u2029]++(?=[\p{Lu}\p{N}\p{Pi}\"'(])"
)
_MARK = regex.compile(_MARKS)
_NUMBER = regex.compile(r"\d+")
_IS_ENDED = regex.compile(rf"[.!?…][\"”’')]*+(?:\s*+{_MARKS})*+\s*$")
_BULLET = regex.compile(r"^\s*(?:(?:[-*•–#]{1,6}|\d{1,2}[.)])\s+)?")
_STRONG = regex.compile(r"\*\*|__")
_BEFORE_POINT = regex.compile(r"\s+(?=[.,;:!?…])")
# An initial, or a short form after which a name follows: no sentence ends there.
_ABBREVIATED = regex.compile(
    r"(?:(?<![\p{L}\p{N}])\p{Lu}|\b(?:Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Sgt|Capt|Sen|Rep|Gov|Rev|Prof|No"
    r"|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec))$"
)


class Splitter:
    """Takes a text piece by piece and gives out its sentences, each once."""

    def __init__(self) -> None:
        self._open = ""
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Whether so much came without an end that nothing more is read."""
        return self._is_over

    def add(self, piece: str) -> list[Draft]:
        """Take a further piece; return the sentences that are whole now, in order."""
        found: list[Draft] = []
        if self._is_over:
            return found
        self._open += piece
        begin = at = 0
        while match := _END.search(self._open, at):
            at = match.end()
            if match["end"] and _ABBREVIATED.search(self._open[begin : match.start()]):
                continue
            found += _drafts(self._open[begin:at], is_whole=True)
            begin = at
        self._open = self._open[begin:]
        if len(self._open) > _MAX_OPEN:
            self._is_over = True
            self._open = ""
            found.append(Draft(text="", citations=(), is_whole=False))
        return found

    def end(self) -> list[Draft]:
        """Say that nothing more comes; return what is left, not whole unless it is closed."""
        left, self._open = self._open, ""
        return _drafts(left, is_whole=bool(_IS_ENDED.search(left)))


def _drafts(text: str, *, is_whole: bool) -> list[Draft]:
    """Return the sentence in a stretch of text; none where there is none."""
    numbers = {int(n) for mark in _MARK.findall(text) for n in _NUMBER.findall(mark)}
    bare = _STRONG.sub("", _BULLET.sub("", _MARK.sub(" ", text)))
    bare = _BEFORE_POINT.sub("", " ".join(bare.split()))
    if not any(ch.isalnum() for ch in bare):
        return []
    if is_whole and bare[-1].isalnum():
        bare += "."
    return [Draft(text=bare, citations=tuple(sorted(numbers)), is_whole=is_whole)]
