"""A draft with its claims underlined by verdict, their cards under each paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.figures_table import Figure
from bot.page.checking import Checking
from bot.page.markup import esc
from bot.page.verdict_html import card_html, look_of
from bot.verdict import Worth
from sources.article import Span

MOST_OPEN = 5  # claims whose cards are all open at first
_WAITING = ("…", "Waiting", "waiting")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the draft under one claim, or under none (0)."""

    start: int
    end: int
    claim: int


def draft_html(checking: Checking, figures: Sequence[Figure] = ()) -> str:
    """Return the draft, paragraph by paragraph.

    Args:
        checking: How far its check has come.
        figures: Its figures, once they are known.
    """
    pieces = _pieces(checking)
    n_worth = sum(claim.worth is Worth.CHECK for claim in checking.claims)
    shown: set[int] = set()
    rows = []
    for span in _paragraphs(checking.text):
        inside = [p for p in pieces if p.start < span.end and span.start < p.end]
        words = ""
        for piece in inside:
            text = checking.text[max(span.start, piece.start) : min(span.end, piece.end)]
            is_first = bool(piece.claim) and piece.claim not in shown
            words += _marked(
                checking, piece.claim, text, is_first=is_first, is_open=n_worth <= MOST_OPEN
            )
            shown |= {piece.claim} if piece.claim else set()
        cards = "".join(
            card_html(
                number,
                checking.checked[number - 1],
                [figure for figure in figures if figure.claim == number],
                is_open=n_worth <= MOST_OPEN and checking.claims[number - 1].worth is Worth.CHECK,
            )
            for number in _begun_in(checking, span)
        )
        rows.append(f'<p class="np-draft-text" dir="auto">{words}</p>{cards}')
    return f'<div class="np-draft">{"".join(rows)}</div>'


def _begun_in(checking: Checking, span: Span) -> list[int]:
    """Return the numbers of the checked claims that begin in a paragraph."""
    return [
        number
        for number, one in enumerate(checking.checked, start=1)
        if span.start <= one.claim.span.start < span.end
    ]


def _marked(checking: Checking, claim: int, text: str, *, is_first: bool, is_open: bool) -> str:
    """Return a stretch of the draft; the first one of a claim opens and closes its card."""
    words = esc(text)
    if not claim:
        return words
    if claim > len(checking.checked):
        is_worth = checking.claims[claim - 1].worth is Worth.CHECK
        return f'<span class="np-c np-c-waiting">{words}</span>' if is_worth else words
    sign, word, kind = look_of(checking.checked[claim - 1])
    common = f'class="np-c np-c-{kind}" data-claim="{int(claim)}" data-kind="{kind}"'
    if not is_first:
        return f"<span {common}>{words}</span>"
    is_shown = is_open and checking.claims[claim - 1].worth is Worth.CHECK
    return (
        f'<span {common} role="button" tabindex="0" aria-controls="np-card-{int(claim)}" '
        f'aria-expanded="{"true" if is_shown else "false"}">'
        f'<span class="np-c-sign" aria-hidden="true">{sign}</span>'
        f'<span class="np-hidden">{word}: </span>{words}</span>'
    )


def _pieces(checking: Checking) -> list[_Piece]:
    """Cut the whole draft at the borders of claims; a stretch belongs to one claim at most."""
    owned = sorted(
        (span.start, span.end, number)
        for number, claim in enumerate(checking.claims, start=1)
        for span in claim.spans
    )
    pieces: list[_Piece] = []
    at = 0
    for start, end, number in owned:
        begin = max(start, at)
        if begin >= end:
            continue
        if begin > at:
            pieces.append(_Piece(at, begin, 0))
        pieces.append(_Piece(begin, end, number))
        at = end
    if at < len(checking.text):
        pieces.append(_Piece(at, len(checking.text), 0))
    return pieces


def _paragraphs(text: str) -> list[Span]:
    """Return the lines of a text that hold something."""
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append(Span(start=start, end=start + len(line.rstrip())))
        start += len(line)
    return found
