"""The fields that an article brings along as data: YAML front matter, a JSON object.

What a person or a program declared is taken at its word or refused with the name of the field;
a field is never dropped because it was wrong, as a lost date or address would go unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from sources.article import Retraction
from sources.dates import parse_date
from sources.errors import UnreadableError
from sources.identity import canonical_url
from sources.readers.reading import Metadata, language_code

MAX_FIELD_CHARS = 5_000
MAX_AUTHORS = 50

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0", ""})

Fields = Mapping[str, object]


def metadata_of(fields: Fields, *, today: date) -> Metadata:
    """Read the metadata out of `fields`; a missing title is empty, unknown fields are ignored.

    Args:
        fields: Names in lower case. Values are text, or what JSON has.
        today: The day of a retraction that says no day, where the article has no date either.

    Raises:
        UnreadableError: If a field has a value of the wrong kind, naming it.
    """
    published = _day(fields, "published", "published_at", "date")
    updated = _day(fields, "updated", "updated_at")
    url = text_of(fields, "url", "link")
    return Metadata(
        title=text_of(fields, "title") or "",
        authors=_authors(fields),
        publisher=text_of(fields, "publisher", "source"),
        published=published,
        updated=updated,
        url=canonical_url(url) if url else None,
        language=language_code(text_of(fields, "language", "lang")),
        explicit_id=_identifier(fields),
        is_sample=_truth(fields, "sample") or False,
        retraction=_retraction(fields, updated or published or today),
    )


def text_of(fields: Fields, *names: str, max_chars: int | None = MAX_FIELD_CHARS) -> str | None:
    """Return the first of the fields `names` that is there and not blank.

    Raises:
        UnreadableError: If it is not text, or longer than `max_chars`.
    """
    for name in names:
        value = fields.get(name)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            raise _wrong(name, "is not text")
        if max_chars is not None and len(value) > max_chars:
            raise _wrong(name, f"is longer than {max_chars:,} characters")
        if value.strip():
            return value if max_chars is None else value.strip()
    return None


def _wrong(name: str, what: str) -> UnreadableError:
    return UnreadableError(f"its field {name!r} {what}", "Correct or remove the field")


def _day(fields: Fields, *names: str) -> date | None:
    printed = text_of(fields, *names)
    if printed is None:
        return None
    day = parse_date(printed)
    if day is None:
        name = next(name for name in names if fields.get(name))
        raise _wrong(name, f"is not a full date: {printed[:40]!r}")
    return day


def _authors(fields: Fields) -> tuple[str, ...]:
    name = "authors" if fields.get("authors") else "author"
    value = fields.get(name)
    if isinstance(value, list) and len(value) > MAX_AUTHORS:
        raise _wrong(name, f"has more than {MAX_AUTHORS} names")
    if isinstance(value, list):
        named = (text_of({name: author}, name) for author in value)
        return tuple(author for author in named if author)
    line = text_of(fields, name) or ""
    line = re.sub(r"^by\s+", "", line, flags=re.IGNORECASE)
    return tuple(filter(None, (part.strip() for part in re.split(r"[,;]|\s+and\s+", line))))


def _identifier(fields: Fields) -> str | None:
    value = fields.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text_of(fields, "id")


def _truth(fields: Fields, name: str) -> bool | None:
    """Return what a field says where it is a truth value, else None."""
    value = fields.get(name)
    word = str(value).strip().lower() if isinstance(value, str | bool) else ""
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    return None


def _retraction(fields: Fields, day: date) -> Retraction | None:
    reason = " ".join((text_of(fields, "retraction_reason") or "").split())
    is_retracted = _truth(fields, "retracted")
    if is_retracted is None:
        return Retraction(on=_day(fields, "retracted") or day, reason=reason)
    return Retraction(on=day, reason=reason) if is_retracted else None
