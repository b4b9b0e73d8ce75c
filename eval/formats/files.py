"""Files of others, read within bounds: JSON Lines, JSON, YAML and CSV, each with file and line.

Nothing is guessed: UTF-8 only (a byte order mark is dropped), no NaN, no key twice, no YAML tag
or alias. A line is never read whole before its length is known.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

from bot.ingesting import Progress
from eval.errors import CaseError
from eval.formats.fields import Item

MAX_LINE_BYTES = 5_000_000
"""As the archive's own reader of JSON Lines has it: a longer line would be no article anyway."""

MAX_FILE_BYTES = 128_000_000
"""Of a file that has to be read whole (JSON, CSV); SQuAD 2.0's training file has 42 MB."""

MAX_YAML_BYTES = 5_000_000
MAX_YAML_DEPTH = 40
TELL_EVERY = 1_000

Tell = Callable[[Progress], None]


def no_tell(progress: Progress) -> None:
    """Tell nobody."""


def rows(path: Path, tell: Tell = no_tell) -> Iterator[Item]:
    """Yield the object on each line that isn't blank.

    Raises:
        CaseError: The file cannot be read, or a line is too long or no JSON object.
    """
    for where, line in lines(path, tell):
        yield Item.of(_loads(line, where), where)


def lines(path: Path, tell: Tell = no_tell) -> Iterator[tuple[str, str]]:
    """Yield "file:line" and the text of each line that isn't blank, its end taken off.

    Raises:
        CaseError: The file cannot be read, a line is too long or not UTF-8.
    """
    _check_file(path)
    try:
        with path.open("rb") as handle:
            n_bytes, done, number = path.stat().st_size, 0, 0
            while line := handle.readline(MAX_LINE_BYTES + 1):
                number += 1
                done += len(line)
                if len(line) > MAX_LINE_BYTES:
                    raise CaseError(
                        f"{path}:{number}: longer than {MAX_LINE_BYTES:,} bytes",
                        "put one object on a line, or cut its text",
                    )
                if number % TELL_EVERY == 0:
                    tell(Progress(stage=path.name[:30], done=done, total=n_bytes))
                where = f"{path}:{number}"
                text = _decoded(line, path, number)
                text = text.removeprefix("\ufeff") if number == 1 else text
                if text.strip():
                    yield where, text.rstrip("\r\n")
    except OSError as exc:
        raise _unreadable(path, exc) from exc


def whole_json(path: Path) -> object:
    """Return the value in a JSON file.

    Raises:
        CaseError: The file cannot be read, is too big, or is no JSON.
    """
    return _loads(_whole(path, MAX_FILE_BYTES), str(path))


def list_items(path: Path) -> Iterator[Item]:
    """Yield the objects of a JSON file that holds a list of them, each with its line.

    Raises:
        CaseError: The file cannot be read, is too big, or holds no list of objects.
    """
    text = _whole(path, MAX_FILE_BYTES)
    decoder = json.JSONDecoder(
        parse_constant=_refuse_constant, object_pairs_hook=_without_duplicates
    )
    at = _after_white(text, 0)
    if text[at : at + 1] != "[":
        raise CaseError(f"{path}: is not a list", "give a JSON list of objects")
    at, line, counted = _after_white(text, at + 1), 1, 0
    is_first = True
    while True:
        line, counted = line + text.count("\n", counted, at), at
        where = f"{path}:{line}"
        if text[at : at + 1] == "]" and is_first:
            break
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as exc:
            raise CaseError(f"{where}: {_why(exc, line)}", "mend the file") from exc
        yield Item.of(value, where)
        is_first = False
        at = _after_white(text, end)
        if text[at : at + 1] == "]":
            break
        if text[at : at + 1] != ",":
            line += text.count("\n", counted, at)
            raise CaseError(
                f"{path}:{line}: no comma or ] after the object", "mend the file; is it cut off?"
            )
        at = _after_white(text, at + 1)
    at = _after_white(text, at + 1)
    if at < len(text):
        line += text.count("\n", counted, at)
        raise CaseError(f"{path}:{line}: more text after the list", "mend the file")


def csv_rows(path: Path) -> Iterator[Item]:
    """Yield each row below the header as an object of texts; formulas are text like any other.

    Raises:
        CaseError: The file cannot be read, is too big, or a row hasn't the columns of the header.
    """
    text = _whole(path, MAX_FILE_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    while True:
        first = reader.line_num + 1
        where = f"{path}:{first}"
        try:
            row = next(reader, None)
        except csv.Error as exc:
            raise CaseError(f"{where}: {exc}", "mend the file, quotation marks above all") from exc
        if row is None:
            break
        if not any(cell.strip() for cell in row):
            continue
        if not header:
            header = [cell.strip() for cell in row]
            _check_header(header, where)
        elif len(row) != len(header):
            raise CaseError(
                f"{where}: {len(row)} cells where the header has {len(header)}", "mend the row"
            )
        else:
            yield Item.of(dict(zip(header, row, strict=True)), where)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document as texts, lists and mappings, and the line of each mapping by its `id`."""

    value: object
    lines: dict[int, int]


def yaml_document(path: Path) -> Document:
    """Return the one document of a YAML file; every scalar is the text that stands there.

    Raises:
        CaseError: The file cannot be read, is too big or no YAML, nests deeper than 40, or has a
            tag, an alias or a key twice.
    """
    text = _whole(path, MAX_YAML_BYTES)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise CaseError(f"{path}:{line}: an anchor or alias", "write the value out")
            if tag := getattr(event, "tag", None):
                raise CaseError(f"{path}:{line}: a tag {tag!r:.60}", "take the tag out")
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_YAML_DEPTH:
                raise CaseError(
                    f"{path}:{line}: nested deeper than {MAX_YAML_DEPTH}", "make it flat"
                )
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise CaseError(
            f"{where}: no YAML ({getattr(exc, 'problem', None) or exc})", "mend the file"
        ) from exc
    found: dict[int, int] = {}
    return Document(_plain(node, path, found) if node else None, found)


def _plain(node: yaml.Node, path: Path, found: dict[int, int]) -> object:
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, path, found) for one in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    made: dict[str, object] = {}
    for key, value in node.value:
        where = f"{path}:{key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise CaseError(f"{where}: a key that is no text", "give it a name")
        if key.value in made:
            raise CaseError(f"{where}: key {key.value!r:.60} stands there twice", "delete one")
        made[key.value] = _plain(value, path, found)
    found[id(made)] = node.start_mark.line + 1
    return made


def _check_file(path: Path) -> None:
    """Refuse what would be waited for without end: a pipe, a device."""
    if path.exists() and not path.is_file():
        raise CaseError(f"{path}: is not a regular file", "name a file")


def _whole(path: Path, max_bytes: int) -> str:
    _check_file(path)
    try:
        with path.open("rb") as handle:
            data = handle.read(max_bytes + 1)
    except OSError as exc:
        raise _unreadable(path, exc) from exc
    if len(data) > max_bytes:
        raise CaseError(f"{path}: bigger than {max_bytes:,} bytes", "take a part of it")
    text = _decoded(data, path, 1).removeprefix("\ufeff")
    if not text.strip():
        raise CaseError(f"{path}: is empty", "name another file")
    return text


def _decoded(data: bytes, path: Path, line: int) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as exc:
        line += data.count(b"\n", 0, exc.start)
        raise CaseError(f"{path}:{line}: is not UTF-8", "save the file as UTF-8") from exc


def _loads(text: str, where: str) -> object:
    try:
        return json.loads(
            text, parse_constant=_refuse_constant, object_pairs_hook=_without_duplicates
        )
    except (ValueError, RecursionError) as exc:
        line = exc.lineno if isinstance(exc, json.JSONDecodeError) else 1
        place = f"{where}:{line}" if "\n" in text else where
        raise CaseError(f"{place}: {_why(exc, line)}", "mend the file") from exc


def _why(exc: Exception, line: int) -> str:
    if isinstance(exc, json.JSONDecodeError):
        below = f", line {exc.lineno}" if exc.lineno != line else ""
        return f"no JSON ({exc.msg}, column {exc.colno}{below})"
    return "nested too deeply" if isinstance(exc, RecursionError) else f"{exc!s:.120}"


def _after_white(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\r", "\n"):
        at += 1
    return at


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"key {key!r:.60} stands there twice")
            seen.add(key)
    return made


def _check_header(header: list[str], where: str) -> None:
    if len(set(header)) < len(header):
        raise CaseError(f"{where}: a column stands there twice", "give each column its own name")


def _unreadable(path: Path, exc: OSError) -> CaseError:
    return CaseError(
        f"{path} cannot be read ({exc.strerror or exc})", "check its name and permissions"
    )
