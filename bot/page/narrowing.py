"""What a visitor narrows a search to: checked, told in words, and kept with an answer."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.page.inputs import day_of
from bot.page.texts import Texts
from bot.page.told import ToldError
from index.filters import ANYTHING, Filters

MAX_CHOSEN = 20  # publishers or languages at once
MAX_NAME = 200  # characters of a publisher's name
SETTING = "narrowed"  # where an evidence pack says it
_LANGUAGE = re.compile(r"[a-z]{2,3}").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What counts for an answer.

    Attributes:
        as_of: Only what was known on that day; None for today.
        filters: Which articles are searched.
    """

    as_of: date | None = None
    filters: Filters = ANYTHING

    @property
    def is_narrowing(self) -> bool:
        """Whether anything is left out."""
        return self.as_of is not None or self.filters.is_narrowing


EVERYTHING = Narrowed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a search is narrowed to, which can be taken away by itself.

    Attributes:
        kind: "publisher", "language", "from", "to" or "as_of".
        value: The name, the code or the day in ISO 8601.
        words: What a reader is told.
    """

    kind: str
    value: str
    words: str


def narrowed_of(
    publishers: object, languages: object, first: object, last: object, as_of: object
) -> Narrowed:
    """Return what a search is narrowed to, as it was sent; empty values narrow nothing.

    Args:
        publishers: A list of names.
        languages: A list of ISO 639-1 codes.
        first: The first day of publication, ISO 8601.
        last: The last.
        as_of: The day whose knowledge counts.

    Raises:
        ToldError: A value cannot be taken.
    """
    names = _chosen(publishers)
    codes = _chosen(languages)
    if not all(_is_name(name) for name in names) or not all(_LANGUAGE(code) for code in codes):
        raise ToldError("ask.no_choice", "ask.choose_again")
    day = day_of(as_of)
    begin, end = _day(first, "ask.no_first_day"), _day(last, "ask.no_last_day")
    if begin and end and begin > end:
        raise ToldError("ask.days_cross", "ask.swap_days")
    filters = Filters(published_from=begin, published_to=end, publishers=names, languages=codes)
    return Narrowed(as_of=day, filters=filters)


def parts_of(t: Texts, narrowed: Narrowed) -> Iterator[Part]:
    """Yield what a search is narrowed to, each with its words."""
    filters, as_of = narrowed.filters, narrowed.as_of
    for name in filters.publishers:
        yield Part(kind="publisher", value=name, words=name)
    for code in filters.languages:
        words = t("ask.in_language", language=language_name(t, code))
        yield Part(kind="language", value=code, words=words)
    for kind, day, text in (
        ("from", filters.published_from, "ask.from_day"),
        ("to", filters.published_to, "ask.to_day"),
        ("as_of", as_of, "ask.as_known"),
    ):
        if day is not None:
            yield Part(kind=kind, value=day.isoformat(), words=t(text, day=t.day(day)))


def narrowed_words(t: Texts, narrowed: Narrowed) -> str:
    """Return in one line what an answer was narrowed to; empty for nothing."""
    what = " · ".join(part.words for part in parts_of(t, narrowed))
    return t("ask.narrowed", what=what) if what else ""


def language_name(t: Texts, code: str) -> str:
    """Return what a language is called; its code where the page has no name for it."""
    named = (each.split(" ", 1) for each in t("ask.languages").split(", "))
    return dict(named).get(code, code)


def to_setting(narrowed: Narrowed) -> dict[str, str]:
    """Return what the settings of an evidence pack say of the filters; nothing where none is."""
    filters = narrowed.filters
    if not filters.is_narrowing:
        return {}
    first, last = filters.published_from, filters.published_to
    said = {
        "publishers": list(filters.publishers),
        "languages": list(filters.languages),
        "published_from": first.isoformat() if first else None,
        "published_to": last.isoformat() if last else None,
    }
    return {SETTING: json.dumps(said, ensure_ascii=False)}


def from_setting(settings: dict[str, str], as_of: date | None) -> Narrowed:
    """Return what an answer was narrowed to, from the settings of its evidence pack.

    Raises:
        ToldError: They say something that cannot be.
    """
    try:
        said = json.loads(settings.get(SETTING, "{}"))
    except (ValueError, RecursionError) as exc:
        raise ToldError("ask.no_choice", "ask.choose_again") from exc
    if not isinstance(said, dict):
        raise ToldError("ask.no_choice", "ask.choose_again")
    return narrowed_of(
        said.get("publishers"),
        said.get("languages"),
        said.get("published_from"),
        said.get("published_to"),
        as_of.isoformat() if as_of else None,
    )


def _chosen(value: object) -> tuple[str, ...]:
    """Return the texts of a list, each once."""
    if value is None or value == "":
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ToldError("ask.no_choice", "ask.choose_again")
    if len(value) > MAX_CHOSEN:
        raise ToldError("ask.many_chosen", "ask.fewer_chosen", n=len(value), most=MAX_CHOSEN)
    return tuple(dict.fromkeys(value))


def _is_name(name: str) -> bool:
    is_clean = not any(unicodedata.category(char) in {"Cc", "Cs"} for char in name)
    return bool(name.strip()) and len(name) <= MAX_NAME and is_clean


def _day(value: object, otherwise: str) -> date | None:
    try:
        return day_of(value)
    except ToldError as exc:
        raise ToldError(otherwise, "shell.write_day") from exc
