"""An article that comes as named fields: an object of a JSON file, a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sources.article import Article
from sources.decoding import check_text
from sources.errors import UnreadableError
from sources.readers.fields import metadata_of, text_of
from sources.readers.outline import outline_titled
from sources.readers.reading import build_article, one_line, title_from_body

TEXT_FIELDS = ("text", "body", "content")
"""The names that the text of an article goes by."""


def article_of_fields(
    fields: Mapping[str, object], *, data: bytes, origin: str, retrieved: datetime
) -> Article:
    """Make the article of some fields.

    Its text is the title, a blank line, and the text as it stands in its field. By-line and dates
    printed at the head of the text stand in for fields that are missing.

    Args:
        fields: Names in lower case, as `sources.readers.fields` describes them.
        data: The bytes that they were read from.
        origin: Where from.
        retrieved: When.

    Raises:
        UnreadableError: If a field is wrong, or there is no text.
    """
    meta = metadata_of(fields, today=retrieved.date())
    body = text_of(fields, *TEXT_FIELDS, max_chars=None)
    if body is None:
        raise UnreadableError("has no text", "Put the article into the field 'text'")
    check_text(body)
    title = one_line(meta.title)
    text, parts, found = outline_titled(title, body)
    meta = replace(
        meta,
        title=title or found.title or title_from_body(text, parts),
        authors=meta.authors or found.authors,
        published=meta.published or found.published,
        updated=meta.updated or found.updated,
    )
    return build_article(
        meta, text=text, parts=parts, data=data, origin=origin, retrieved=retrieved
    )
