"""What the page says when there is nothing to show or something went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from bot.page.markup import esc

MAST = """
<header class="np-mast">
  <h1 class="np-name">Newsproof</h1>
  <p class="np-motto">Every sentence proven by a quote.</p>
</header>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell the reader.

    Attributes:
        what: What happened, in a sentence without its full stop.
        way_out: What the reader can do about it; may be empty.
    """

    what: str
    way_out: str = ""


def notice_html(notice: Notice | None) -> str:
    """Return the line that tells of a failure, or nothing."""
    if notice is None:
        return ""
    way_out = f" <span>{esc(_sentence(notice.way_out))}</span>" if notice.way_out else ""
    return (
        '<div class="np-notice" role="alert"><span class="np-sign" aria-hidden="true">!</span>'
        f"<p><strong>{esc(_sentence(notice.what))}</strong>{way_out}</p></div>"
    )


def empty_html(title: str, words: str) -> str:
    """Return what stands where there is nothing yet: a title and what to do."""
    return f'<div class="np-empty"><h2>{esc(title)}</h2><p>{esc(words)}</p></div>'


def reader_html(words: str) -> str:
    """Return the empty article panel that the page's script fills."""
    return (
        '<section class="np-reader" aria-label="Article">'
        f'<div class="np-reader-empty"><p>{esc(words)}</p></div>'
        '<div class="np-reader-bar" hidden>'
        '<span class="np-reader-title">Article</span>'
        '<button type="button" class="np-close">Close</button></div>'
        '<div class="np-reader-body" role="region" tabindex="0" hidden></div></section>'
    )


def _sentence(words: str) -> str:
    """Return `words` with a capital first letter and a full stop."""
    words = words.strip()
    if not words:
        return ""
    return words[0].upper() + words[1:] + ("" if words[-1] in ".!?" else ".")
