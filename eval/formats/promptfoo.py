"""promptfoo test sets: variables of a prompt, and assertions about what comes out.

Layout: promptfoo.dev/docs/configuration/test-cases and …/expected-outputs: YAML, JSON or JSON
Lines with a list of tests (or a configuration with `tests` and `defaultTest`), each with `vars`,
`assert` (`type`, `value`), `description`, `metadata`; or CSV, where a column is a variable and
`__expected…` an assertion.

A right answer here needs a quote, and a test has none. It comes from the variables: a text under
`context` and the like becomes an article, and the sentences that hold the expected words are gold;
or `article` (an address in your archive) and `quote`, in `vars` or `metadata`. All assertions of a
test have to hold, while any one of a case's accepted words is enough: a test that asserts two
things to be there becomes two cases. No file, script or template is ever opened or run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answer import Status
from eval.cases.values import GoldQuote, Kind, Question
from eval.errors import CaseError
from eval.formats.fields import Item
from eval.formats.files import csv_rows, list_items, rows, whole_json, yaml_document
from eval.formats.gathering import Gathering
from eval.formats.names import digest
from eval.formats.quotes import sentences_with
from eval.formats.values import SetArticle
from sources.errors import UnreadableError
from sources.identity import canonical_url

_QUESTION = ("question", "query", "user_input", "input", "prompt", "message", "q")
_CONTEXT = ("context", "contexts", "document", "documents", "passage", "text", "source_text")
_OWN = ("article", "quote")
_ONE = frozenset({"contains", "icontains", "equals"})
_ANY = frozenset({"contains-any", "icontains-any"})
_ALL = frozenset({"contains-all", "icontains-all"})
_NOT_ONE = frozenset({"not-contains", "not-icontains"})
_NOT_ANY = frozenset({"not-contains-any", "not-icontains-any"})
_KNOWN = _ONE | _ANY | _ALL | _NOT_ONE | _NOT_ANY
_DECLINES = "is-refusal"
# What a cell of CSV may begin with; a cell without one is to be equalled.
_CELL = re.compile(r"(?P<type>[a-z][a-z-]*)(?:\([0-9.]+\))?:(?P<value>.*)", re.DOTALL)
_CODE = ("javascript:", "fn:", "eval:", "python:", "file://", "grade:", "llm-rubric:")
_VARIABLE = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")


@dataclass(slots=True)
class _Wanted:
    """What a test asserts, as far as a case can say it: every group has to be shown."""

    groups: list[tuple[str, ...]]
    forbidden: list[str]
    declines: bool = False


def read_promptfoo(path: Path, into: Gathering) -> None:
    """Read a test set.

    Raises:
        CaseError: The file is wrong, or of another suffix.
    """
    for test in _tests(path, into):
        _add_test(test, into)


def _add_test(test: Item, into: Gathering) -> None:
    found = _variables(test, into)
    wanted = _wanted(test, found or {}, into)
    if found is None:
        return
    question = _question(found)
    if not question:
        into.skip(test.where, "a test that does not show which variable is the question")
        return
    if not wanted.groups and not wanted.declines:
        into.skip(test.where, "a test without words that a right answer shows")
        return
    if "threshold" in test.fields and len(test.values("assert")) > 1:
        into.skip(test.where, "a test that passes when a share of its assertions holds")
        return
    if wanted.declines and wanted.groups:
        into.skip(test.where, "a test that asks for an answer and for none")
        return
    own = digest(json.dumps([found, wanted.groups, wanted.forbidden], sort_keys=True))
    forbidden = tuple(dict.fromkeys(wanted.forbidden))
    contexts = _contexts(found)
    for context in contexts:
        url = into.address_of(digest(context))
        into.add_article(SetArticle(url=url, title="", text=context), test.where)
    if wanted.declines:
        case = Question(
            id=into.id_of(own),
            question=question,
            kind=Kind.NEAR_MISS,
            status=Status.ABSTAINED,
            forbidden=forbidden,
            tags=("promptfoo",),
        )
        into.add_case(case, test.where, has_own_id=False)
    for n, accepted in enumerate(wanted.groups, start=1):
        gold = _gold(test, found, contexts, accepted, into)
        if gold:
            case = Question(
                id=into.id_of(own if len(wanted.groups) == 1 else f"{own}-{n}"),
                question=question,
                kind=Kind.ANSWERABLE,
                status=Status.ANSWERED,
                gold=gold,
                accepted=accepted,
                forbidden=forbidden,
                tags=("promptfoo",),
            )
            into.add_case(case, test.where, has_own_id=False)


def _tests(path: Path, into: Gathering) -> Iterator[Item]:
    match path.suffix.lower():
        case ".csv":
            for row in csv_rows(path):
                yield _from_row(row)
        case ".jsonl" | ".ndjson":
            yield from rows(path)
        case ".json":
            with_list = whole_json(path)
            if isinstance(with_list, list):
                yield from list_items(path)
            else:
                yield from _of_configuration(with_list, path, {}, into)
        case ".yaml" | ".yml":
            document = yaml_document(path)
            yield from _of_configuration(document.value, path, document.lines, into)
        case _:
            raise CaseError(
                f"{path}: no test set by its name", "give a .yaml, .json, .jsonl or .csv file"
            )


def _of_configuration(
    value: object, path: Path, lines: Mapping[int, int], into: Gathering
) -> Iterator[Item]:
    top = (
        Item({"tests": value}, str(path)) if isinstance(value, list) else Item.of(value, str(path))
    )
    if isinstance(top.fields.get("tests"), str):
        raise top.wrong("tests", "names a file; import that file")
    default = Item.of(top.fields.get("defaultTest") or {}, f"{path}, defaultTest")
    if top.fields.get("scenarios"):
        into.skip(f"{path}, scenarios", "scenarios: tests made of parts")
    for n, one in enumerate(top.values("tests")):
        where = f"{path}:{lines[id(one)]}" if id(one) in lines else f"{path}, tests[{n}]"
        if isinstance(one, str):
            into.skip(where, "a test that stands in another file")
            continue
        test = Item.of(one, where)
        merged = dict(default.fields) | dict(test.fields)
        for name in ("vars", "metadata"):
            own, theirs = (item.fields.get(name) or {} for item in (test, default))
            if isinstance(own, dict) and isinstance(theirs, dict):
                merged[name] = theirs | own
        merged["assert"] = [*default.values("assert"), *_listed(test, "assert")]
        yield Item(merged, where)


def _listed(item: Item, name: str) -> list[object]:
    return item.values(name) if item.fields.get(name) != "" else []


def _from_row(row: Item) -> Item:
    """Return a row of CSV as a test."""
    variables: dict[str, object] = {}
    metadata: dict[str, object] = {}
    asserted: list[object] = []
    made: dict[str, object] = {"vars": variables, "metadata": metadata, "assert": asserted}
    for name, cell in row.fields.items():
        text = str(cell)
        if re.fullmatch(r"__expected\d*", name):
            if text.strip():
                asserted.append(_from_cell(text.strip()))
        elif name.startswith("__metadata:"):
            metadata[name.removeprefix("__metadata:").removesuffix("[]")] = text
        elif name == "__threshold" and text.strip():
            made["threshold"] = text
        elif not name.startswith("__"):
            variables[name] = text
    return Item(made, row.where)


def _from_cell(cell: str) -> dict[str, object]:
    code = next((one for one in _CODE if cell.startswith(one)), "")
    match = _CELL.fullmatch(cell)
    if code or not match:
        return {"type": code.rstrip(":/") or "equals", "value": cell}
    kind, value = match["type"], match["value"].strip()
    if kind not in _KNOWN and not kind.startswith("not-") and kind != _DECLINES:
        # "Note: closed" is a text with a colon; a kind that promptfoo has has a hyphen or is known.
        known_elsewhere = "-" in kind or kind in (
            "similar",
            "regex",
            "factuality",
            "cost",
            "latency",
        )
        return {"type": kind if known_elsewhere else "equals", "value": cell}
    return {"type": kind, "value": value}


def _variables(test: Item, into: Gathering) -> dict[str, list[str]] | None:
    """Return the variables as texts, or None when the test cannot be taken over."""
    given = test.fields.get("vars")
    if isinstance(given, str):
        into.skip(test.where, "variables that stand in another file")
        return None
    found: dict[str, list[str]] = {}
    for name, value in Item.of(given or {}, f"{test.where}, vars").fields.items():
        if isinstance(value, list) and name not in _CONTEXT:
            into.skip(test.where, "a list of values for a variable: many tests in one")
            return None
        values = value if isinstance(value, list) else [value]
        texts = [_scalar(one) for one in values]
        if any(text.startswith("file://") for text in texts):
            into.skip(test.where, "variables that stand in another file")
            return None
        found[name] = [text.strip() for text in texts if text.strip()]
    return found


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""


def _question(found: Mapping[str, Sequence[str]]) -> str:
    for name in _QUESTION:
        if found.get(name):
            return found[name][0]
    others = [name for name in found if found[name] and name not in (*_CONTEXT, *_OWN)]
    return found[others[0]][0] if len(others) == 1 else ""


def _contexts(found: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for name in _CONTEXT for text in found.get(name, ())))


def _wanted(test: Item, found: Mapping[str, Sequence[str]], into: Gathering) -> _Wanted:
    wanted = _Wanted(groups=[], forbidden=[])
    for n, one in enumerate(_listed(test, "assert")):
        where = f"{test.where}, assert[{n}]"
        if isinstance(one, str):
            into.skip(where, "an assertion that stands in another file")
            continue
        kind = Item.of(one, where).text("type").strip()
        values = _values(Item.of(one, where), kind, found)
        if kind == _DECLINES:
            wanted.declines = True
        elif kind not in _KNOWN:
            into.skip(where, f"an assertion of kind {kind[:40]!r}")
        elif not values:
            into.skip(where, "an assertion without words, or with a template")
        elif kind in _NOT_ONE | _NOT_ANY:
            wanted.forbidden.extend(values)
        elif kind in _ALL:
            wanted.groups.extend((value,) for value in values)
        else:
            wanted.groups.append(tuple(dict.fromkeys(values)))
    wanted.groups = list(dict.fromkeys(wanted.groups))
    return wanted


def _values(one: Item, kind: str, found: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the words of an assertion, its variables filled in; [] when some cannot be."""
    value = one.fields.get("value")
    listed = value if isinstance(value, list) else [value]
    texts = [_filled(_scalar(text), found).strip() for text in listed]
    if kind in _ANY | _ALL | _NOT_ANY and not isinstance(value, list):
        texts = [part.strip() for text in texts for part in text.split(",")]
    is_bad = any("{{" in text or "{%" in text or text.startswith("file://") for text in texts)
    return [] if is_bad or not all(texts) else texts


def _filled(text: str, found: Mapping[str, Sequence[str]]) -> str:
    return _VARIABLE.sub(
        lambda name: found[name[1]][0] if len(found.get(name[1], ())) == 1 else name[0], text
    )


def _gold(
    test: Item,
    found: Mapping[str, Sequence[str]],
    contexts: Sequence[str],
    accepted: Sequence[str],
    into: Gathering,
) -> tuple[GoldQuote, ...]:
    """Return the quotes that hold the words; none, and the reason counted, when there are none."""
    metadata = Item.of(test.fields.get("metadata") or {}, f"{test.where}, metadata").fields
    article, quote = (
        "".join(found.get(name, ())[:1]) or _scalar(metadata.get(name)).strip() for name in _OWN
    )
    if article and quote:
        try:
            return (GoldQuote(article=canonical_url(article), quote=quote),)
        except UnreadableError as exc:
            raise CaseError(f"{test.where}: {exc.what}", exc.way_out) from exc
    if not contexts:
        into.skip(test.where, "a test without a text or a quote that proves its answer")
        return ()
    gold = tuple(
        GoldQuote(article=into.address_of(digest(context)), quote=sentence)
        for context in contexts
        for sentence in sentences_with(context, accepted)
    )
    if not gold:
        into.skip(test.where, "a test whose words do not stand in its text")
    return tuple(dict.fromkeys(gold))
