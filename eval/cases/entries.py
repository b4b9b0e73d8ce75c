"""Take a file of cases apart into entries: one case each, as JSON, with the lines it stands on.

Two spellings of the same thing, JSON Lines and a YAML list. Nothing is known here of what a case
is, and no value is guessed: a YAML word that isn't text, a date or nothing is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from eval.errors import CaseError

MAX_LINE_BYTES = 1_000_000
MAX_YAML_BYTES = 2_000_000
"""PyYAML reads about 0.8 MB a second (2026-11-23, one core), and it needs the whole file."""
MAX_DEPTH = 6

Place = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"
_READ_AS = {
    "bool": "a yes or no",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "merge": "a merge key",
    "value": "a default value",
}
_QUOTE = "put it in quotation marks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One case as it stands in a file.

    Attributes:
        path: The file.
        line: The line it begins on, from 1.
        text: The case as JSON in UTF-8.
        lines: For places inside it, such as `("gold", 0, "quote")`, their lines; empty when the
            case stands on one line.
    """

    path: Path
    line: int
    text: bytes
    lines: Mapping[Place, int] = field(default_factory=dict)

    def where(self, place: Place = ()) -> str:
        """Return "file:line" of a place in the case, or of what holds it."""
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.path}:{self.lines.get(place, self.line)}"


def read_entries(path: Path) -> Iterator[Entry]:
    """Yield the entries of a file, in its order.

    Raises:
        CaseError: The file or a line of it cannot be read; the message says which.
    """
    if not path.is_file():
        raise CaseError(f"{path} is no file", "put a file of cases there, or delete it")
    try:
        yield from _yaml_items(path) if path.suffix.lower() in (".yaml", ".yml") else _lines(path)
    except OSError as exc:
        raise CaseError(
            f"{path} cannot be read ({exc.strerror or exc})", "mend its permissions"
        ) from exc


def _lines(path: Path) -> Iterator[Entry]:
    """Yield each line that is not blank; no line is read whole before its length is known."""
    with path.open("rb") as handle:
        number = 0
        while line := handle.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise CaseError(
                    f"{path}:{number}: longer than {MAX_LINE_BYTES:,} bytes",
                    "put one case on a line, and quotes of a sentence or two",
                )
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                yield Entry(path=path, line=number, text=line.rstrip(b"\r\n"))


def _yaml_items(path: Path) -> Iterator[Entry]:
    with path.open("rb") as handle:
        raw = handle.read(MAX_YAML_BYTES + 1)
    if len(raw) > MAX_YAML_BYTES:
        raise CaseError(
            f"{path} is larger than {MAX_YAML_BYTES:,} bytes",
            "split it into several files, or write the cases as JSON Lines",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        raise CaseError(f"{path}:{line}: not UTF-8 text", "save the file as UTF-8") from exc
    try:
        yield from _Items(path, text).read()
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else 1
        raise CaseError(
            f"{path}:{line}: not YAML, {exc.problem or exc.context}",
            "mend the line; text with colons or quotation marks wants quotation marks around it",
        ) from exc
    except yaml.reader.ReaderError as exc:
        line = text.count("\n", 0, exc.position) + 1
        raise CaseError(f"{path}:{line}: a character that no text holds", "delete it") from exc


class _Items:
    """Reads a YAML list from the parser's events, within limits; nothing is loaded or resolved."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.loader = yaml.SafeLoader(text)
        self.lines: dict[Place, int] = {}

    def read(self) -> Iterator[Entry]:
        event = self._next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self._next()
        if isinstance(event, yaml.StreamEndEvent) or _is_nothing(event):
            return
        if not isinstance(event, yaml.SequenceStartEvent):
            raise self._wrong(event, "not a list of cases", "begin each case with `- id: ...`")
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            self.lines = {}
            value = self._value(event, ())
            yield Entry(
                path=self.path,
                line=_line(event),
                text=json.dumps(value).encode(),
                lines=self.lines,
            )
        self._next()
        if not isinstance(event := self._next(), yaml.StreamEndEvent):
            raise self._wrong(event, "a second document", "put all cases into one list")

    def _next(self) -> yaml.Event:
        event: yaml.Event = self.loader.get_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._wrong(event, "an anchor or alias (& or *)", "write the words out")
        if tag := getattr(event, "tag", None):
            raise self._wrong(event, f"a tag ({tag!r:.60})", "leave it out")
        return event

    def _value(self, event: yaml.Event, place: Place) -> object:
        self.lines.setdefault(place, _line(event))
        if len(place) > MAX_DEPTH:
            raise self._wrong(event, "nested too deeply", "see docs/cases.md for the fields")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[object] = []
            while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                items.append(self._value(event, (*place, len(items))))
            return items
        fields: dict[str, object] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._scalar(event, ()) if isinstance(event, yaml.ScalarEvent) else None
            if not isinstance(key, str):
                raise self._wrong(event, "a key that is not a word", "name the field")
            if key in fields:
                raise self._wrong(event, f"key {key!r:.60} stands there twice", "keep one")
            self.lines[*place, key] = _line(event)
            fields[key] = self._value(self._next(), (*place, key))
        return fields

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> str | None:
        resolve = self.loader.resolve
        tag = str(resolve(yaml.ScalarNode, event.value, event.implicit))  # type: ignore[no-untyped-call]
        tag = tag.removeprefix(_TAG)
        if tag == "null":
            return None
        if tag == "str" or (tag == "timestamp" and place == ("as_of",)):
            return str(event.value)
        what = f"YAML reads {event.value!r:.60} as {_READ_AS.get(tag, tag)}, and text is wanted"
        raise self._wrong(event, what, _QUOTE)

    def _wrong(self, event: yaml.Event, what: str, way_out: str) -> CaseError:
        return CaseError(f"{self.path}:{_line(event)}: {what}", way_out)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _is_nothing(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.implicit[0] and event.value in ("", "~")
