"""Read and write the JSON files of the evaluation: runs, baselines, histories.

A file is read whole or not at all: a key that stands twice or is not known, a number that is no
number, a file cut off, too large or of another version is an error that names the file. It knows
nothing about what the files hold.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from eval.errors import EvalError

T = TypeVar("T")

MAX_BYTES = 64 * 1024 * 1024
"""A run of 10,000 cases with all its texts takes about 20 MiB."""
FORMAT, KIND = "format", "kind"


def read_text(path: Path, *, max_bytes: int = MAX_BYTES) -> str:
    """Return the text of a file.

    Raises:
        EvalError: It cannot be read, is larger than `max_bytes`, or is not UTF-8.
    """
    try:
        with path.open("rb") as handle:
            content = handle.read(max_bytes + 1)
    except OSError as exc:
        raise EvalError(
            f"{str(path)!r} cannot be read ({exc.strerror or exc})", "name a file that is there"
        ) from exc
    except ValueError as exc:  # a null character in the path
        raise EvalError(f"{str(path)!r} is no path ({exc})", "name a file that is there") from exc
    if len(content) > max_bytes:
        raise EvalError(
            f"{str(path)!r} is larger than {max_bytes:,} bytes", "name a file that Newsproof wrote"
        )
    try:
        return content.decode()
    except UnicodeDecodeError as exc:
        raise EvalError(
            f"{str(path)!r} is not UTF-8 (byte {exc.start})", "name a file that Newsproof wrote"
        ) from exc


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; folders that are missing are made.

    Raises:
        EvalError: It cannot be written; what was there before is still there.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("xb") as handle:
                handle.write(text.encode())
                handle.flush()
                os.fsync(handle.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as exc:
        raise _unwritable(path, exc.strerror or exc, "name another file") from exc
    except ValueError as exc:  # half a surrogate pair, or a null character in the path
        raise _unwritable(path, exc, "mend the text") from exc


def check_writable(path: Path) -> None:
    """Check that a file can be written, before the work whose result goes there.

    Folders that are missing are made; what stands in the file stays.

    Raises:
        EvalError: It cannot be written.
    """
    probe = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        probe.open("xb").close()
        probe.unlink()
        if path.exists():
            path.open("ab").close()
    except OSError as exc:
        raise _unwritable(path, exc.strerror or exc, "name another file") from exc
    except ValueError as exc:
        raise _unwritable(path, exc, "name another file") from exc


def parse_object(text: str, where: str) -> dict[str, Any]:
    """Return the one JSON object that a text holds.

    Args:
        text: The JSON.
        where: What an error names: the file, or the file and the line.

    Raises:
        EvalError: It is no JSON object, holds NaN or an infinity, or a key twice.
    """
    if not text.strip():
        raise EvalError(f"{where} is empty", "write it again")
    try:
        found = json.loads(text, object_pairs_hook=_without_twins, parse_constant=_refuse)
    except json.JSONDecodeError as exc:
        cut = exc.pos >= len(text.rstrip()) or exc.msg.startswith("Unterminated")
        how = "is cut off" if cut else "is no JSON"
        raise EvalError(
            f"{where} {how} (line {exc.lineno}, column {exc.colno}: {exc.msg})", "write it again"
        ) from exc
    except RecursionError as exc:
        raise EvalError(f"{where} is nested too deep", "write it again") from exc
    except ValueError as exc:
        raise EvalError(f"{where}: {exc}", "write it again") from exc
    if not isinstance(found, dict):
        raise EvalError(f"{where} holds no JSON object", "name a file that Newsproof wrote")
    return found


def take_header(found: dict[str, Any], where: str, *, kind: str, version: int) -> dict[str, Any]:
    """Return an object without its format version and kind, once they are the ones expected.

    Raises:
        EvalError: It is of another kind or version.
    """
    rest = dict(found)
    got_kind, got_version = rest.pop(KIND, None), rest.pop(FORMAT, None)
    if got_kind != kind:
        raise EvalError(
            f"{where} is no {kind} but {_short(got_kind)}", f"name a file of kind {kind!r}"
        )
    if type(got_version) is not int or got_version != version:
        raise EvalError(
            f"{where} has format {_short(got_version)}, and this Newsproof reads format {version}",
            f"write the {kind} again with this version of Newsproof",
        )
    return rest


def as_value(adapter: TypeAdapter[T], found: dict[str, Any], where: str) -> T:
    """Return the value that JSON describes; nothing is converted and nothing left out.

    Raises:
        EvalError: A field is missing, of another type, not finite, or not known.
    """
    try:
        value = adapter.validate_json(json.dumps(found), strict=True)
        _check_known(found, value, "")
    except ValidationError as exc:
        raise EvalError(f"{where}: {_first_mistake(exc)}", "write it again") from exc
    except RecursionError as exc:
        raise EvalError(f"{where} is nested too deep", "write it again") from exc
    except ValueError as exc:
        raise EvalError(f"{where}: {exc}", "write it again") from exc
    return value


def _unwritable(path: Path, why: object, way_out: str) -> EvalError:
    return EvalError(f"{str(path)!r} cannot be written ({why})", way_out)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twin = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"key {twin!r:.60} stands there twice")
    return found


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _check_known(given: object, value: object, place: str) -> None:
    """Refuse keys that a dataclass does not have and numbers that are not finite, at any depth.

    pydantic ignores keys unknown to a dataclass unless the class itself forbids them.

    Raises:
        ValueError: There is one.
    """
    if isinstance(given, float) and not math.isfinite(given):
        raise ValueError(f"{place or 'a number'} is not finite")
    if isinstance(given, list) and isinstance(value, tuple | list):
        for number, (one, other) in enumerate(zip(given, value, strict=True)):
            _check_known(one, other, f"{place}.{number}" if place else str(number))
    elif isinstance(given, dict):
        inner: dict[Any, Any] = {}
        if is_dataclass(value):
            inner = {field.name: getattr(value, field.name) for field in fields(value)}
        elif isinstance(value, dict):
            inner = value
        for key, one in given.items():
            if key not in inner:
                raise ValueError(f"{f'{place}.{key}' if place else key!r:.60} is not known")
            _check_known(one, inner[key], f"{place}.{key}" if place else key)


def _first_mistake(exc: ValidationError) -> str:
    first = exc.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    message = first["msg"].removeprefix("Value error, ").rstrip(".")
    shown = f" ({_short(first['input'])})" if place and first["type"] != "missing" else ""
    return f"{place}: {message}{shown}" if place else message


def _short(value: object) -> str:
    return f"{value!r:.60}"
