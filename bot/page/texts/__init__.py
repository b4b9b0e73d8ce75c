"""What the page says, in the language of its readers: one file a language, English first.

`t = texts_of("de")`, then `t("ask.send")`, `t("ask.left_out", why="…")`, `t.n("ask.sentences", 3)`
and `t.day(date(2022, 3, 22))`. Only the interface is translated: articles, quotes, the reasons of
verdicts and everything else that the core says stay as they are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.errors import SettingsError

LANGUAGES = ("en", "de")
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language.

    Attributes:
        language: Its code in BCP 47, which is the document's `lang`.
        by_name: Each text by its name, `section.name`; `{names}` in it are filled in.
    """

    language: str
    by_name: Mapping[str, str]

    def __call__(self, name: str, /, **values: object) -> str:
        """Return a text, its `{names}` filled in as they are: escape the whole, or the values.

        Raises:
            KeyError: There is no such text, or a value is missing; a test reads every name.
        """
        text = self.by_name[name]
        return text.format(**values) if values else text

    def n(self, name: str, n: int, /, **values: object) -> str:
        """Return the text for so many: `name.one` for 1, else `name.other`; `{n}` is the number."""
        return self(f"{name}.one" if n == 1 else f"{name}.other", n=self.number(n), **values)

    def number(self, n: int) -> str:
        """Return a whole number with its thousands apart: "12,000", or "12.000" in German."""
        return f"{n:,}".replace(",", self.by_name["common.thousands"])

    def day(self, value: date) -> str:
        """Return a day as a reader writes it: "22 March 2022", whatever the locale."""
        month = self.by_name["date.months"].split()[value.month - 1]
        return self("date.day", day=value.day, month=month, year=value.year)


@cache
def texts_of(language: str) -> Texts:
    """Return the texts of a language.

    Raises:
        SettingsError: There are none in it.
    """
    if language not in LANGUAGES:
        raise SettingsError(
            f"the page does not speak {language!r}", f"use one of {', '.join(LANGUAGES)}"
        )
    with (_HERE / f"{language}.toml").open("rb") as file:
        return Texts(language, dict(_flat(tomllib.load(file))))


def _flat(table: Mapping[str, object], before: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{before}{name}.")
        else:
            rows.append((before + name, str(value)))
    return rows
