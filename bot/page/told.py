"""What a visitor is told, named by its text, so that it can be said in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import QuestionError
from bot.page.texts import Texts, texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something to tell, in no language yet.

    Attributes:
        what: Name of the text that says what happened.
        way_out: Name of the text that says what can be done about it.
        values: What is filled into either; a value that is itself the name of a text is said.
    """

    what: str
    way_out: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def said(self, t: Texts) -> tuple[str, str]:
        """Return both in a language."""
        values = {name: _said(t, value) for name, value in self.values.items()}
        return t(self.what, **values), t(self.way_out, **values)


class ToldError(QuestionError):
    """Raised when what a visitor sent cannot be taken; in English, unless the page tells it."""

    def __init__(self, what: str, way_out: str, **values: str | int) -> None:
        """Name the texts.

        Args:
            what: Name of the text that says what happened.
            way_out: Name of the text that says what can be done.
            **values: What is filled in.
        """
        self.told = Told(what=what, way_out=way_out, values=values)
        super().__init__(*self.told.said(texts_of("en")))


def _said(t: Texts, value: str | int) -> str:
    if isinstance(value, int):
        return t.number(value)
    return t.by_name.get(value, value)
