"""What the page says when there is nothing to show or something went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from bot.page.markup import esc
from bot.page.texts import Texts
from bot.page.told import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell the reader.

    Attributes:
        what: What happened, in a sentence without its full stop.
        way_out: What the reader can do about it; may be empty.
        told: The same by its names, where the page has words for it; None where the core said it.
    """

    what: str
    way_out: str = ""
    told: Told | None = None


def mast_html(t: Texts) -> str:
    """Return the head of the page; it says in three lines what this is."""
    lines = "".join(f"<li>{esc(t(name))}</li>" for name in _FIRST_VISIT)
    # What the page's script puts in the place of Gradio's own notices, which are in English.
    gradios = "".join(f' data-{name}="{esc(t(text))}"' for name, text in _GRADIOS.items())
    return (
        f'<header class="np-mast"{gradios}><h1 class="np-name">Newsproof</h1>'
        f'<p class="np-motto">{esc(t("shell.motto"))}</p>'
        f'<details class="np-first"><summary>{esc(t("shell.first_visit"))}</summary>'
        f"<ol>{lines}</ol></details></header>"
    )


_GRADIOS = {
    "error": "shell.toast_error",
    "busy": "shell.toast_busy",
    "broken": "shell.toast_broken",
    "lost": "shell.toast_lost",
    "close": "shell.close",
}
_FIRST_VISIT = ("shell.first_ask", "shell.first_open", "shell.first_silence")


def notice_html(t: Texts, notice: Notice | None) -> str:
    """Return the line that tells of a failure, or nothing."""
    if notice is None:
        return ""
    what, out = notice.told.said(t) if notice.told else (notice.what, notice.way_out)
    way_out = f" <span>{esc(_sentence(out))}</span>" if out else ""
    return (
        '<div class="np-notice" role="alert"><span class="np-sign" aria-hidden="true">!</span>'
        f"<p><strong>{esc(_sentence(what))}</strong>{way_out}</p></div>"
    )


def empty_html(title: str, words: str) -> str:
    """Return what stands where there is nothing yet: a title and what to do."""
    return f'<div class="np-empty"><h2>{esc(title)}</h2><p>{esc(words)}</p></div>'


def reader_html(t: Texts, words: str) -> str:
    """Return the empty article panel that the page's script fills; `words` say what to do."""
    article, close = esc(t("shell.article")), esc(t("shell.close"))
    return (
        f'<section class="np-reader" aria-label="{article}">'
        f'<div class="np-reader-empty"><p>{esc(words)}</p></div>'
        '<div class="np-reader-bar" hidden>'
        f'<span class="np-reader-title">{article}</span>'
        f'<button type="button" class="np-close">{close}</button></div>'
        '<div class="np-reader-body" role="region" tabindex="0" hidden></div></section>'
    )


def _sentence(words: str) -> str:
    """Return `words` with a capital first letter and a full stop."""
    words = words.strip()
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words[-1] in ".!?" else ".")
