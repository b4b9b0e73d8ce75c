"""The fields of an object in someone else's file, asked for by kind, or refused with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from eval.errors import CaseError


@dataclass(frozen=True, slots=True)
class Item:
    """An object and where it stands.

    Attributes:
        fields: Its fields as they were read.
        where: File and line, or file and place.
    """

    fields: Mapping[str, object]
    where: str

    @classmethod
    def of(cls, value: object, where: str) -> Item:
        """Take `value` as an object.

        Raises:
            CaseError: It is none.
        """
        if not isinstance(value, dict):
            raise CaseError(f"{where}: no object but {_kind(value)}", "check the format")
        return cls(value, where)

    def text(self, *names: str) -> str:
        """Return the first of the fields that is there and not null, or "" for none.

        Raises:
            CaseError: It is no text.
        """
        for name in names:
            value = self.fields.get(name)
            if value is not None:
                if not isinstance(value, str):
                    raise self.wrong(name, f"is {_kind(value)}, not text")
                return value
        return ""

    def needed(self, *names: str) -> str:
        """Return the first of the fields that is there.

        Raises:
            CaseError: None is there, or it is blank or no text.
        """
        found = self.text(*names)
        if not found.strip():
            raise self.wrong(names[0], "is missing or blank")
        return found

    def own_id(self, *names: str) -> str:
        """Return the id: text, or a whole number as text.

        Raises:
            CaseError: It is missing, blank, or something else.
        """
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)
        return self.needed(*names)

    def values(self, *names: str) -> list[object]:
        """Return the first of the fields that is there and not null, or [] for none.

        Raises:
            CaseError: It is no list.
        """
        for name in names:
            value = self.fields.get(name)
            if value is not None:
                if not isinstance(value, list):
                    raise self.wrong(name, f"is {_kind(value)}, not a list")
                return cast("list[object]", value)
        return []

    def items(self, name: str) -> list[Item]:
        """Return the objects in a list, each with its place.

        Raises:
            CaseError: It is no list of objects.
        """
        return [
            Item.of(value, f"{self.where}, {name}[{n}]")
            for n, value in enumerate(self.values(name))
        ]

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return the texts in a list.

        Raises:
            CaseError: It is no list of texts.
        """
        found = self.values(*names)
        for value in found:
            if not isinstance(value, str):
                raise self.wrong(names[0], f"holds {_kind(value)}, not text")
        return tuple(cast("list[str]", found))

    def wrong(self, name: str, what: str) -> CaseError:
        """Return the error for a field."""
        return CaseError(f"{self.where}: {name!r} {what}", "check the format, or mend the file")


def _kind(value: object) -> str:
    names = {
        dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number",
        float: "a number", type(None): "null",
    }  # fmt: skip
    return names.get(type(value), "something else")
