"""The bytes that articles were read from, kept so that a better reader can be run over them.

Of what holds many articles (a ZIP, a WARC, JSON Lines, CSV) an article's own bytes are kept: the
file in the ZIP, the answer of the server, the line, the row with the header of its table. So that
each can be read again alone, and none is kept twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, unquote

from sources.article import Article
from sources.readers.columns import Columns
from sources.readers.reading import Read

MAX_ORIGINAL_BYTES = 20_000_000
"""Larger ones, which are books and scans, aren't kept: they would be most of the archive."""

_HEADER = ";header="
_RECORD = re.compile(r".*\.warc(?:\.gz)?:(?P<address>https?://.+)", re.IGNORECASE | re.DOTALL)
# They read files of many articles, each from bytes of its own.
_MANY = frozenset(
    {
        "sources.readers.jsonl:read",
        "sources.readers.jsonl:read_json",
        "sources.readers.table:read",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The bytes of one article, or of several that can't be told apart (the chapters of a book).

    Attributes:
        content: The bytes, decompressed.
        media_type: What they were declared to be, or what says how to read them; may be empty,
            then their name says it.
        reader: The name of the reader: "html", "jsonl".
    """

    content: bytes
    media_type: str
    reader: str


class Originals:
    """Takes in the originals of what is read, until they are archived with it."""

    def __init__(self) -> None:
        self._kept: dict[str, Original] = {}

    def take(
        self,
        name: str,
        data: bytes,
        results: Iterable[Read],
        media_type: str | None,
        *,
        columns: Columns | None = None,
    ) -> None:
        """Keep the bytes of the articles among `results`.

        Args:
            name: The reader as `module:function`.
            data: What it read.
            results: What came out.
            media_type: As declared.
            columns: Which column of a table was told to be what.
        """
        wanted = {read.sha256 for read in results if isinstance(read, Article)}
        if not wanted:
            return
        digest = hashlib.sha256(data).hexdigest()
        reader = name.partition(":")[0].rpartition(".")[2]
        found: Mapping[str, Original] = {}
        if digest in wanted:
            found = {digest: Original(content=data, media_type=media_type or "", reader=reader)}
        if wanted - {digest} and name in _MANY:
            found = {**found, **_items(name, reader, data, media_type, columns)}
        self._kept |= {
            key: found[key]
            for key in wanted
            if key in found and len(found[key].content) <= MAX_ORIGINAL_BYTES
        }

    def pop(self, sha256: str) -> Original | None:
        """Take out the original of that digest, if it was kept and not taken out yet."""
        return self._kept.pop(sha256, None)


def read_original(original: Original, article: Article, *, retrieved: datetime) -> list[Read]:
    """Run the readers of today over the original of an archived article. Never raises.

    Returns:
        What comes out, with the origin of the article; what is no longer the same article is not
        told apart here.
    """
    from sources.readers.registry import read_bytes  # it imports this module

    record = _RECORD.fullmatch(article.origin)
    content, media_type = original.content, original.media_type
    if _HEADER in media_type:
        media_type, _, header = media_type.partition(_HEADER)
        content = unquote(header).encode("utf-8") + content
    results = read_bytes(
        content,
        origin=record["address"] if record else article.origin,
        retrieved=retrieved,
        media_type=media_type or None,
    )
    return [replace(result, origin=article.origin) for result in results]


def _items(
    name: str, reader: str, data: bytes, media_type: str | None, columns: Columns | None
) -> dict[str, Original]:
    """Return the items of a file of many articles by digest, each with how to read it alone."""
    from sources.readers import jsonl, table

    if reader == "table":
        charset = (media_type or "").partition("charset=")[2].split(";")[0].strip("\"' ")
        header, pieces = table.rows_alone(data, charset=charset or None, columns=columns)
        kind = f"text/csv;charset=utf-8{_HEADER}{quote(header)}"
    else:
        kind = "application/json"
        pieces = jsonl.items_alone(data, is_json=name.endswith("_json"))
    return {
        hashlib.sha256(piece).hexdigest(): Original(content=piece, media_type=kind, reader=reader)
        for piece in pieces
    }
