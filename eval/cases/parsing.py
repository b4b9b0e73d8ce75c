"""One entry of a file to one case, or to the mistake in it: where, what, and what was meant."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import fields
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from eval.cases.entries import Entry
from eval.cases.values import Case, ClaimCase, DraftCase, DraftClaim, GoldQuote, Question
from eval.errors import CaseError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Shape(StrEnum):
    """What a file holds, by the end of its name."""

    QUESTIONS = "questions"
    CLAIMS = "claims"
    DRAFTS = "drafts"


_TYPES: dict[Shape, type[Case]] = {
    Shape.QUESTIONS: Question,
    Shape.CLAIMS: ClaimCase,
    Shape.DRAFTS: DraftCase,
}
_ADAPTERS: dict[Shape, TypeAdapter[Case]] = {s: TypeAdapter(t) for s, t in _TYPES.items()}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNKNOWN_KEY = "unexpected_keyword_argument"


def parse_case(entry: Entry, shape: Shape) -> Case:
    """Return the case that an entry holds.

    Raises:
        CaseError: It is no JSON, or no case; the message begins with file and line.
    """
    try:
        entry.text.decode()
        case = _ADAPTERS[shape].validate_json(entry.text)
        _check_day(json.loads(entry.text, object_pairs_hook=_without_duplicates))
    except UnicodeDecodeError as exc:
        raise CaseError(f"{entry.where()}: not UTF-8 text", "save the file as UTF-8") from exc
    except ValidationError as exc:
        mistake = _worst(exc)
        raise CaseError(
            f"{entry.where(mistake['loc'])}: {_words(mistake, shape)}", "mend the line"
        ) from exc
    except ValueError as exc:
        raise CaseError(f"{entry.where()}: {exc}", "mend the line") from exc
    return case


def _worst(exc: ValidationError) -> ErrorDetails:
    """Return the mistake to tell: a misspelt key goes before the key that is missing for it."""
    mistakes = exc.errors(include_url=False)
    unknown = [one for one in mistakes if one["type"] == _UNKNOWN_KEY]
    return (unknown or mistakes)[0]


def _words(mistake: ErrorDetails, shape: Shape) -> str:
    place = ".".join(f"{step!s:.60}" for step in mistake["loc"])
    message = mistake["msg"].removeprefix("Value error, ").rstrip(".")
    if mistake["type"] == _UNKNOWN_KEY:
        key = str(mistake["loc"][-1])
        return f"{place}: there is no such field{_meant(key, _fields(mistake, shape))}"
    shown = f" ({mistake['input']!r:.60})" if place and mistake["type"] != "missing" else ""
    known = re.findall(r"'([^']+)'", str(mistake.get("ctx", {}).get("expected", "")))
    shown += _meant(str(mistake["input"]), known)
    return f"{place}: {message}{shown}" if place else message


def _fields(mistake: ErrorDetails, shape: Shape) -> list[str]:
    holders = [step for step in mistake["loc"][:-1] if isinstance(step, str)]
    inner: dict[str, Any] = {"gold": GoldQuote, "claims": DraftClaim}
    return [one.name for one in fields(inner[holders[-1]] if holders else _TYPES[shape])]


def _meant(written: str, known: list[str]) -> str:
    """Return "; did you mean 'x'?" for the nearest known word, whatever its case, or nothing."""
    folded = {word.casefold(): word for word in known}
    near = get_close_matches(written[:100].casefold(), folded, n=1, cutoff=0.6)
    return f"; did you mean {folded[near[0]]!r}?" if near else ""


def _check_day(case: dict[str, Any]) -> None:
    # pydantic also reads a day from a count of seconds in a string, which nobody means here.
    day = case.get("as_of")
    if day is not None and not _DAY.fullmatch(day):
        raise ValueError(f"as_of: not a day like 2024-05-01 ({day!r:.60})")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, n in Counter(key for key, _ in pairs).items():
        if n > 1:
            raise ValueError(f"key {key!r:.60} stands there twice")
    return dict(pairs)
