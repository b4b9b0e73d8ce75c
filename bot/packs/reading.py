"""Evidence packs as JSON, written and read back; what is read is checked to the last field.

A pack comes from a mail or a colleague, so it is trusted in nothing: not in its size, its types,
its offsets, nor in holding the quotes that its own answer cites.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from bot.answer import Answer
from bot.packs.errors import PackError
from bot.packs.making import citations_of
from bot.packs.values import Pack, PackedQuote
from bot.verdict import Report
from bot.wire import Json, answer_from_json, answer_to_json, report_from_json, report_to_json
from sources.article import Quote

R = TypeVar("R", Answer, Report)

FORMAT = "newsproof-pack"
FORMAT_VERSION = 1
MAX_BYTES = 10_000_000
_MAX_QUOTES = 5_000
_Hex16 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
_Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Offset = Annotated[int, Field(ge=0, lt=2**31)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Quote(_Strict):
    article_id: _Hex16
    version: Annotated[int, Field(ge=1, lt=2**31)]
    start: _Offset
    end: _Offset
    text: Annotated[str, StringConstraints(min_length=1)]
    title: str
    url: str | None
    sha256: _Hex64
    text_sha256: _Hex64


class _Frame(_Strict):
    format: Literal["newsproof-pack"]
    version: Literal[1]
    made: AwareDatetime
    newsproof: Annotated[str, StringConstraints(max_length=100)]
    settings: dict[str, str]
    quotes: Annotated[list[_Quote], Field(max_length=_MAX_QUOTES)]
    answer: dict[str, Any] | None = None
    report: dict[str, Any] | None = None


def pack_to_json(pack: Pack) -> Json:
    """Return the object that is written; `newsproof eval new --from` reads it as well."""
    if isinstance(pack.result, Answer):
        result = {"answer": answer_to_json(pack.result)}
    else:
        result = {"report": report_to_json(pack.result)}
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "made": pack.made.isoformat(),
        "newsproof": pack.newsproof,
        "settings": pack.settings,
        "quotes": [
            {
                "article_id": one.quote.article_id,
                "version": one.quote.version,
                "start": one.quote.start,
                "end": one.quote.end,
                "text": one.quote.text,
                "title": one.title,
                "url": one.url,
                "sha256": one.sha256,
                "text_sha256": one.text_sha256,
            }
            for one in pack.quotes
        ],
        **result,
    }


def pack_from_json(data: bytes) -> Pack:
    """Read a pack.

    Raises:
        PackError: It is no pack of this version, or contradicts itself.
    """
    if len(data) > MAX_BYTES:
        _refuse(f"it has {len(data):,} bytes, at most {MAX_BYTES:,} are read")
    stored = _parsed(data)
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        _refuse(f"it does not say that its format is {FORMAT!r}")
    if stored.get("version") != FORMAT_VERSION or isinstance(stored.get("version"), bool):
        raise PackError(
            f"the evidence pack has version {stored.get('version')!r:.40}, "
            f"this Newsproof reads {FORMAT_VERSION}",
            "use the version of Newsproof that made it",
        )
    try:
        frame = _Frame.model_validate_json(data)
    except ValidationError as exc:
        _refuse(_first(exc))
    if (frame.answer is None) == (frame.report is None):
        _refuse("it needs an answer or a report, and not both")
    result = _result(frame)
    pack = Pack(
        result=result,
        quotes=tuple(_quote(one, number) for number, one in enumerate(frame.quotes, 1)),
        made=frame.made,
        newsproof=frame.newsproof,
        settings=frame.settings,
    )
    packed = {one.quote for one in pack.quotes}
    if missing := [c.quote for c in citations_of(result) if c.quote not in packed]:
        _refuse(f"it cites a quote that it does not hold: {missing[0].text!r:.80}")
    return pack


def read_pack(path: Path) -> Pack:
    """Read a pack from a file.

    Raises:
        PackError: The file cannot be read or is no pack.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as exc:
        raise PackError(
            f"{str(path)!r} cannot be read ({exc.strerror or exc})", "give the file of a pack"
        ) from exc
    return pack_from_json(data)


def _parsed(data: bytes) -> object:
    def no_constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is no number")

    try:
        stored = json.loads(data.decode("utf-8"), parse_constant=no_constant)
        # Half a surrogate pair can be escaped in JSON, and nothing could print or store it.
        json.dumps(stored, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError) as exc:
        _refuse(f"it is not JSON ({type(exc).__name__})")
    return stored


def _result(frame: _Frame) -> Answer | Report:
    """Read the answer or the report, and check the type of every field."""
    try:
        if frame.answer is not None:
            return _typed(answer_from_json(frame.answer), _answers())
        return _typed(report_from_json(frame.report or {}), _reports())
    except ValidationError as exc:
        _refuse(_first(exc))
    except KeyError as exc:
        _refuse(f"the field {exc.args[0]!r:.60} is missing")
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError) as exc:
        _refuse(f"a field has the wrong type ({type(exc).__name__})")


def _typed(value: R, adapter: TypeAdapter[R]) -> R:
    """Return a value in which every field has its type; what had to be converted is refused."""
    typed = adapter.validate_python(asdict(value))
    if typed != value:
        _refuse("a field has the wrong type")
    return typed


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


@cache
def _reports() -> TypeAdapter[Report]:
    return TypeAdapter(Report)


def _quote(one: _Quote, number: int) -> PackedQuote:
    if one.end - one.start != len(one.text):
        _refuse(f"the offsets of quote {number} do not fit its words")
    return PackedQuote(
        quote=Quote(
            article_id=one.article_id,
            version=one.version,
            start=one.start,
            end=one.end,
            text=one.text,
        ),
        title=one.title,
        sha256=one.sha256,
        text_sha256=one.text_sha256,
        url=one.url,
    )


def _first(exc: ValidationError) -> str:
    first = exc.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc']))[:80]}: {first['msg'][:120]}"


def _refuse(why: str) -> NoReturn:
    raise PackError(
        f"this is no evidence pack: {why}",
        "make one with `newsproof ask … --pack FILE` or `newsproof verify … --pack FILE`",
    )
