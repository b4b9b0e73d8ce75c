"""What `verify` is given to check: a text, a file, standard input, a Word file, an address.

Files that are no plain text are read by the readers of articles, the risky ones in a process of
their own: whatever a Word file holds beside its words, macros, links, templates, stays unread.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.settings import Settings
    from sources.article import Article

MAX_PLAIN_BYTES = 20_000_000
MAX_DOCUMENT_BYTES = 100_000_000
_LONGEST_NAME = 255  # a longer argument is no file name
_DOCUMENTS = frozenset((".docx", ".pdf", ".html", ".htm", ".xhtml", ".epub"))
_STARTS = {b"PK\x03\x04": ".docx", b"%PDF-": ".pdf"}


def read_draft(given: str, settings: Settings, *, now: datetime) -> str:
    """Return the text to check.

    Args:
        given: A text, the path of a file, `-` for standard input, or an address.
        settings: What may be fetched.
        now: When it is read.

    Raises:
        QuestionError: It is no text, or has none.
        FetchError: The address cannot be fetched.
    """
    if given == "-":
        data = sys.stdin.buffer.read(MAX_DOCUMENT_BYTES + 1)
        return _from_bytes(data, "standard input", "", now)
    if given.startswith(("http://", "https://")) and not any(c.isspace() for c in given):
        return _fetched(given, settings, now)
    path = Path(given)
    if len(given) <= _LONGEST_NAME and "\x00" not in given and path.is_file():
        if path.stat().st_size > MAX_DOCUMENT_BYTES:
            raise _too_big(path.name)
        return _from_bytes(path.read_bytes(), path.name, path.suffix.lower(), now)
    return given


def _from_bytes(data: bytes, name: str, suffix: str, now: datetime) -> str:
    begun = next((kind for start, kind in _STARTS.items() if data.startswith(start)), "")
    if begun or suffix in _DOCUMENTS:
        kind = suffix if suffix in _DOCUMENTS else begun
        return _read(data, f"draft{kind}", name, now)
    if len(data) > MAX_PLAIN_BYTES:
        raise _too_big(name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise QuestionError(f"{name} is not UTF-8 text", "save it as UTF-8 text") from exc


def _too_big(name: str) -> QuestionError:
    return QuestionError(f"{name} is too big to be a draft", "check it in parts")


def _fetched(url: str, settings: Settings, now: datetime) -> str:
    from bot.following import open_fetcher
    from sources.fetching import ARTICLE

    fetched = open_fetcher(settings, now=lambda: now).fetch(url, ARTICLE)
    return _read(
        fetched.data, url, fetched.address.shown, fetched.retrieved, media_type=fetched.media_type
    )


def _read(
    data: bytes, origin: str, name: str, now: datetime, *, media_type: str | None = None
) -> str:
    from sources.article import Article
    from sources.readers import read_bytes
    from sources.readers.apart import end_worker

    try:
        results = read_bytes(data, origin=origin, retrieved=now, media_type=media_type)
    finally:
        end_worker()
    articles = [result for result in results if isinstance(result, Article)]
    if not articles:
        reason = getattr(results[0], "reason", "has no text") if results else "has no text"
        raise QuestionError(f"{name} {reason}", "paste its text, or save it as UTF-8 text")
    return "\n\n".join(map(_words_of, articles))


def _words_of(article: Article) -> str:
    """Return what the author says: headline, headings and body, without by-line and captions."""
    from sources.article import PartKind

    said = (PartKind.TITLE, PartKind.HEADING, PartKind.BODY)
    return "\n\n".join(part.span.of(article.text) for part in article.parts if part.kind in said)
