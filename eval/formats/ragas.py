"""RAGAS test sets: questions with a reference answer and the contexts it was written from.

Layout: docs.ragas.io, `SingleTurnSample` and the test set generator: `user_input`, `reference`,
`reference_contexts`; before 0.2 `question`, `ground_truth` (or the list `ground_truths`),
`contexts`. JSON (a list), JSON Lines, or CSV, where a list is written as JSON or as Python does.

Each context becomes an article of its own. Where the reference stands in a context word for word,
its sentence is the gold quote and the reference the accepted answer; else every context is gold
as a whole, tagged `whole-context`, and no words are asked for. What a system retrieved or said
(`retrieved_contexts`, `response`, `answer`) is no part of a test set and not read.
"""

from __future__ import annotations

import ast
import io
import json
import tokenize
from collections.abc import Iterator
from pathlib import Path

from bot.answer import Status
from eval.cases.values import GoldQuote, Kind, Question
from eval.errors import CaseError
from eval.formats.fields import Item
from eval.formats.files import csv_rows, list_items, rows
from eval.formats.gathering import Gathering
from eval.formats.names import digest
from eval.formats.quotes import sentences_with
from eval.formats.values import SetArticle

MAX_LIST_CHARS = 500_000
# What the generator of RAGAS 0.1 wrote where its contexts had no answer.
_NO_ANSWER = "the answer to given question is not present in context"
_BARE = frozenset({"", "yes", "no", "true", "false"})
_CONTEXTS = ("reference_contexts", "contexts")


def read_ragas(path: Path, into: Gathering) -> None:
    """Read a test set.

    Raises:
        CaseError: The file is wrong, of another suffix, or an id is there twice.
    """
    for item in _samples(path):
        if isinstance(item.fields.get("user_input"), list):
            into.skip(item.where, "a conversation of several turns")
            continue
        question = item.needed("user_input", "question").strip()
        reference = _reference(item).strip()
        contexts = tuple(filter(None, (one.strip() for one in item.texts(*_CONTEXTS))))
        has_own_id = item.fields.get("id") not in (None, "")
        own = item.own_id("id") if has_own_id else digest(question, reference)
        addresses = []
        for context in contexts:
            url = into.address_of(digest(context))
            into.add_article(SetArticle(url=url, title="", text=context), item.where)
            addresses.append(url)
        if reference.rstrip(".").lower() == _NO_ANSWER:
            case = Question(
                id=into.id_of(own),
                question=question,
                kind=Kind.NEAR_MISS,
                status=Status.ABSTAINED,
                tags=("ragas",),
            )
        elif not contexts:
            into.skip(item.where, "a sample without contexts that prove its answer")
            continue
        else:
            case = _answerable(into.id_of(own), question, reference, contexts, addresses)
        into.add_case(case, item.where, has_own_id=has_own_id)


def _answerable(
    name: str, question: str, reference: str, contexts: tuple[str, ...], addresses: list[str]
) -> Question:
    # "Yes" may stand in any sentence, and none of them is why.
    wanted = [reference] if reference.rstrip(".").lower() not in _BARE else []
    exact = tuple(
        GoldQuote(article=url, quote=quote)
        for url, context in zip(addresses, contexts, strict=True)
        for quote in sentences_with(context, wanted, whole_words=True)
    )
    whole = tuple(
        GoldQuote(article=url, quote=context)
        for url, context in zip(addresses, contexts, strict=True)
    )
    return Question(
        id=name,
        question=question,
        kind=Kind.ANSWERABLE,
        status=Status.ANSWERED,
        gold=tuple(dict.fromkeys(exact or whole)),
        accepted=(reference,) if exact else (),
        tags=("ragas",) if exact else ("ragas", "whole-context"),
    )


def _samples(path: Path) -> Iterator[Item]:
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return rows(path)
    if suffix == ".json":
        return list_items(path)
    if suffix == ".csv":
        return map(_with_lists, csv_rows(path))
    raise CaseError(f"{path}: no test set by its name", "give a .json, .jsonl or .csv file")


def _reference(item: Item) -> str:
    if item.fields.get("ground_truths") is not None and "ground_truth" not in item.fields:
        return next(iter(item.texts("ground_truths")), "")
    return item.text("reference", "ground_truth")


def _with_lists(item: Item) -> Item:
    """Return a row of CSV with the cells that hold lists as lists."""
    made = dict(item.fields)
    for name in (*_CONTEXTS, "ground_truths"):
        cell = made.get(name)
        if isinstance(cell, str):
            made[name] = _list(cell.strip(), item, name)
    return Item(made, item.where)


def _list(cell: str, item: Item, name: str) -> object:
    if not cell or cell.lower() in ("nan", "none"):
        return None
    if not cell.startswith("["):
        return [cell]
    if len(cell) > MAX_LIST_CHARS:
        raise item.wrong(name, f"is longer than {MAX_LIST_CHARS:,} characters")
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        pass
    try:
        found = ast.literal_eval(cell)
        tokens = tokenize.generate_tokens(io.StringIO(cell).readline)
        n_texts = sum(1 for token in tokens if token.type == tokenize.STRING)
    except (ValueError, SyntaxError, MemoryError, RecursionError, tokenize.TokenError) as exc:
        raise item.wrong(name, "is no list as JSON or Python writes one") from exc
    if isinstance(found, list) and n_texts != len(found):
        # `['a' 'b']`, as NumPy prints a list: Python would read one text and join the two.
        raise item.wrong(name, "is a list without commas between its texts")
    return found
