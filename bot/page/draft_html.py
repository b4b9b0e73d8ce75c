"""A draft with its claims underlined by verdict, their cards under each paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from bot.exporting.laid_out import Stretch, laid_out
from bot.figures_table import Figure
from bot.page.checking import Checking
from bot.page.markup import esc
from bot.page.texts import Texts
from bot.page.verdict_html import card_html, look_of
from bot.verdict import Worth
from sources.article import Span

MOST_OPEN = 5  # claims whose cards are all open at first


def draft_html(t: Texts, checking: Checking, figures: Sequence[Figure] = ()) -> str:
    """Return the draft, paragraph by paragraph.

    Args:
        t: The texts of the page.
        checking: How far its check has come.
        figures: Its figures, once they are known.
    """
    is_open = sum(claim.worth is Worth.CHECK for claim in checking.claims) <= MOST_OPEN
    shown: set[int] = set()
    rows = []
    for paragraph in laid_out(checking.text, checking.claims):
        words = ""
        for one in paragraph.stretches:
            is_first = bool(one.claim) and one.claim not in shown
            words += _marked(t, checking, one, is_first=is_first, is_open=is_open)
            shown.add(one.claim)
        cards = "".join(
            card_html(
                t,
                number,
                checking.checked[number - 1],
                [figure for figure in figures if figure.claim == number],
                is_open=is_open and checking.claims[number - 1].worth is Worth.CHECK,
            )
            for number in _begun_in(checking, paragraph.span)
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


def _marked(t: Texts, checking: Checking, one: Stretch, *, is_first: bool, is_open: bool) -> str:
    """Return a stretch of the draft; the first one of a claim opens and closes its card."""
    words = esc(checking.text[one.span.start : one.span.end])
    if not one.claim:
        return words
    is_worth = checking.claims[one.claim - 1].worth is Worth.CHECK
    if one.claim > len(checking.checked):
        return f'<span class="np-c np-c-waiting">{words}</span>' if is_worth else words
    look = look_of(checking.checked[one.claim - 1])
    common = f'class="np-c np-c-{look.kind}" data-claim="{one.claim}" data-kind="{look.kind}"'
    if not is_first:
        return f"<span {common}>{words}</span>"
    return (
        f'<span {common} role="button" tabindex="0" aria-controls="np-card-{one.claim}" '
        f'aria-expanded="{"true" if is_open and is_worth else "false"}">'
        f'<span class="np-c-sign" aria-hidden="true">{look.sign}</span>'
        f'<span class="np-hidden">{esc(t(look.name))}: </span>{words}</span>'
    )
