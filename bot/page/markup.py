"""The smallest pieces of HTML: escaping, links, dates, badges, chips.

Every string that was not written in this package goes through `esc`. Nothing here does I/O.
"""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

from bot.answer import Citation
from bot.page.texts import Texts
from sources.article import Span

MAX_LINKED = 2 * 1024 * 1024  # bytes of a file that a link holds

_ADDED = re.compile(r"\[[^\[\]]{1,60}\]").finditer
# An override or an isolate of writing direction can make a page read otherwise than it is stored.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def esc(text: object) -> str:
    """Return `text` as harmless HTML text, fit for an element and for a quoted attribute.

    Control characters other than tabs and line ends, and overrides of the writing direction, are
    shown as a replacement character. Backtick, `$`, `{` and `}` become references as well:
    Gradio's HTML component has a template language, and no text of ours may ever speak it.
    """
    clean = _BIDI.sub("\ufffd", str(text))
    clean = "".join(
        "\ufffd" if unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\n\r" else char
        for char in clean
    )
    escaped = html.escape(clean, quote=True)
    for char in "`${}":
        escaped = escaped.replace(char, f"&#{ord(char)};")
    return escaped


def safe_url(url: str | None) -> str | None:
    """Return `url` when it is a plain http or https address without a user name, else None."""
    if not url or any(char.isspace() or ord(char) < 32 for char in url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or user is not None:
        return None
    return url


def link_out(url: str | None, words: str) -> str:
    """Return a link that opens elsewhere and tells the other side nothing, or nothing at all."""
    checked = safe_url(url)
    if checked is None:
        return ""
    host = urlsplit(checked).hostname or ""
    return (
        f'<a class="np-out" href="{esc(checked)}" target="_blank" '
        f'rel="noopener noreferrer nofollow">{esc(words)} {esc(host)}</a>'
    )


def day(t: Texts, value: date | None) -> str:
    """Return a day as a reader writes it, "22 March 2022", in a `time` element; empty for None."""
    if value is None:
        return ""
    return f'<time datetime="{value.isoformat()}">{esc(t.day(value))}</time>'


def badge(words: str, kind: str) -> str:
    """Return a small label; `kind` is one of our class names."""
    return f'<span class="np-badge np-badge-{esc(kind)}">{esc(words)}</span>'


def joined(*parts: str) -> str:
    """Join pieces of HTML that are not empty with a middle dot."""
    return ' <span class="np-dot" aria-hidden="true">·</span> '.join(part for part in parts if part)


def article_key(article_id: str, version: int) -> str:
    """Return the name under which the page keeps one version of an article."""
    return f"{article_id}-v{version}"


def file_link(t: Texts, data: bytes, media_type: str, name: str, words: str) -> str:
    """Return a link that saves a file; one that is too large for a page is named as such.

    The file is in the link itself: nothing is asked of the server and nothing is kept there.

    Args:
        t: The texts of the page.
        data: What is saved.
        media_type: Its type, one of ours.
        name: What it is called.
        words: What the link says.
    """
    if len(data) > MAX_LINKED:
        return f'<span class="np-none">{esc(t("common.too_large", what=words))}</span>'
    coded = base64.b64encode(data).decode()
    return (
        f'<a class="np-save" download="{esc(name)}" '
        f'href="data:{esc(media_type)};base64,{coded}">{esc(words)}</a>'
    )


def json_link(t: Texts, saved: Mapping[str, object], name: str, words: str) -> str:
    """Return a link that saves an object as JSON."""
    return file_link(t, json_file(saved), "application/json", name, words)


def json_file(saved: Mapping[str, object]) -> bytes:
    """Return an object as the file that a link saves."""
    text = json.dumps(saved, ensure_ascii=False, indent=1) + "\n"
    return text.encode("utf-8", "replace")


def chip(t: Texts, citation: Citation, mark: str, words: str = "") -> str:
    """Return the button that opens a citation's article at its quote.

    Args:
        t: The texts of the page.
        citation: What it stands for.
        mark: The name of the quote's highlight on the page.
        words: What the button says; its number by default.
    """
    key = article_key(citation.quote.article_id, citation.quote.version)
    source = ", ".join(filter(None, (citation.title, citation.publisher, citation.pages_in_words)))
    says = esc(words) if words else str(int(citation.number))
    label = t("common.open_quote", number=citation.number, source=source)
    kind = "np-chip np-chip-words" if words else "np-chip"
    return (
        f'<button type="button" class="{kind}" data-article="{esc(key)}" data-mark="{esc(mark)}" '
        f'aria-label="{esc(label)}" aria-describedby="np-tip-{esc(mark)}">{says}</button>'
    )


def source_line(t: Texts, citation: Citation, *others: Citation) -> str:
    """Return title, publisher, dates, pages and the sample badge of an article, on one line.

    Args:
        t: The texts of the page.
        citation: A citation of it.
        others: Further ones of the same article, for their pages.
    """
    pages = dict.fromkeys(one.pages_in_words for one in (citation, *others))
    updated = t("common.updated", day=day(t, citation.updated)) if citation.updated else ""
    about = joined(
        f'<span class="np-publisher">{esc(citation.publisher)}</span>'
        if citation.publisher
        else "",
        day(t, citation.published),
        updated,
        esc(", ".join(filter(None, pages))),
    )
    sample = f" {badge(t('common.sample'), 'sample')}" if citation.is_sample else ""
    return (
        f'<span class="np-source-title">{esc(citation.title)}</span> '
        f'<span class="np-source-about">{about}</span>{sample}'
    )


def quoted(citation: Citation, differing: Iterable[Span] = ()) -> str:
    """Return the quote in a `blockquote`, relative dates followed by what they mean.

    Args:
        citation: What is quoted.
        differing: What of the quote is to be set off, as it differs from a claim.
    """
    text, at = citation.quote.text, 0
    meanings: dict[int, str] = {}
    for resolved in citation.resolved:
        if at <= resolved.span.end <= len(text):
            at = resolved.span.end
            meanings[at] = f' <span class="np-meaning">[{esc(resolved.meaning)}]</span>'
    shown = wrapped(text, [(span, "mark", "np-differs") for span in differing], meanings)
    return f'<blockquote class="np-quote"><p>{shown}</p></blockquote>'


def in_brackets(text: str, emphasis: Iterable[Span] = ()) -> str:
    """Escape a statement; set apart what stands in square brackets: it is not in the quote.

    Args:
        text: The statement.
        emphasis: The words that answer in short.
    """
    meanings = [(Span(start=m.start(), end=m.end()), "span", "np-meaning") for m in _ADDED(text)]
    return wrapped(text, [*((span, "strong", "np-key") for span in emphasis), *meanings])


def wrapped(
    text: str, marks: Sequence[tuple[Span, str, str]], inserted: Mapping[int, str] | None = None
) -> str:
    """Escape `text` with elements of ours around stretches of it, which may overlap.

    Args:
        text: Any text.
        marks: Spans with the element and the class put around them; the first is the outermost.
        inserted: HTML of ours that stands behind so many code points.
    """
    behind = inserted or {}
    borders = {0, len(text), *behind}
    for span, _, _ in marks:
        borders |= {min(span.start, len(text)), min(span.end, len(text))}
    pieces = []
    for start, end in pairwise(sorted(borders)):
        inside = [(tag, kind) for at, tag, kind in marks if at.start <= start and end <= at.end]
        opening = "".join(f'<{tag} class="{kind}">' for tag, kind in inside)
        closing = "".join(f"</{tag}>" for tag, _ in reversed(inside))
        pieces.append(f"{opening}{esc(text[start:end])}{closing}{behind.get(end, '')}")
    return "".join(pieces)
