"""Plain text: scrapes of article pages, wire texts, mails.

The article's text is the file, to the character, so that an offset is an offset into the file
(a byte order mark aside). Nothing is cut out; what isn't article is in no part.
"""

from __future__ import annotations

from datetime import datetime

from sources.decoding import decode
from sources.readers.outline import outline_text
from sources.readers.reading import Metadata, Read, build_article, title_from_body


def read(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    """Read one article. Publisher, address and language are unknown to a plain text.

    A text without a headline is titled with its first sentence, which stays body.

    Raises:
        UnreadableError: If `data` isn't text or has no body.
    """
    text = decode(data, charset=charset)
    found = outline_text(text)
    meta = Metadata(
        title=found.title or title_from_body(text, found.parts),
        authors=found.authors,
        published=found.published,
        updated=found.updated,
    )
    return [
        build_article(
            meta, text=text, parts=found.parts, data=data, origin=origin, retrieved=retrieved
        )
    ]
