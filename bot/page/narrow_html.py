"""What a search is narrowed to, as chips that can be removed, and as a line under a question."""

from __future__ import annotations

from bot.page.markup import esc
from bot.page.narrowing import Narrowed, narrowed_words, parts_of
from bot.page.texts import Texts


def chips_html(t: Texts, narrowed: Narrowed) -> str:
    """Return a chip for each thing that the next search is narrowed to, or nothing."""
    chips = "".join(
        f'<li class="np-narrow-chip"><span>{esc(part.words)}</span>'
        f'<button type="button" data-drop="{esc(f"{part.kind} {part.value}")}" '
        f'aria-label="{esc(t("ask.remove", what=part.words))}">'
        '<span aria-hidden="true">×</span></button></li>'
        for part in parts_of(t, narrowed)
    )
    return (
        f'<ul class="np-narrow-chips" aria-label="{esc(t("ask.chips"))}">{chips}</ul>'
        if (chips)
        else ""
    )


def narrowed_html(t: Texts, narrowed: Narrowed) -> str:
    """Return the line that says what an answer was narrowed to, or nothing."""
    words = narrowed_words(t, narrowed)
    return f'<p class="np-narrowed">{esc(words)}</p>' if words else ""
