"""A run to a file and back: `{"format": 1, "kind": "run", ...}`, every field as in `eval.records`.

What is read is checked beyond its types: a file that was edited, cut or put together by hand must
not be compared as if it had been measured.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from eval.cases.values import DOUBTFUL
from eval.errors import EvalError
from eval.json_files import (
    FORMAT,
    KIND,
    as_value,
    parse_object,
    read_text,
    take_header,
    write_text,
)
from eval.records import ClaimRecord, DraftRecord, QuestionRecord, Run

VERSION = 1
_RUN = TypeAdapter(Run)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPLIT = re.compile(r"\w[\w.-]{0,79}")


def write_run(path: Path, run: Run) -> None:
    """Write a run to a file, whole or not at all.

    Raises:
        EvalError: It cannot be written, or could not be read again.
    """
    try:
        check_run(run)
        text = _one_case_a_line(run)
    except ValueError as exc:
        raise EvalError(f"this run cannot be kept: {exc}", "report this as a bug") from exc
    write_text(path, text)


def read_run(path: Path) -> Run:
    """Return the run of a file that `write_run` wrote.

    Raises:
        EvalError: It cannot be read, is no run, is of another version, or contradicts itself.
    """
    where = repr(str(path))
    found = take_header(parse_object(read_text(path), where), where, kind="run", version=VERSION)
    run = as_value(_RUN, found, where)
    try:
        check_run(run)
    except ValueError as exc:
        raise EvalError(f"{where}: {exc}", "run the evaluation again") from exc
    return run


def check_run(run: Run) -> None:
    """Check what the types of a run don't say.

    Raises:
        ValueError: The digest is none, an id is empty or taken, a number is out of its range, or
            fields of a record contradict each other; the message names the case.
    """
    if not _DIGEST.fullmatch(run.digest):
        raise ValueError(f"digest {run.digest!r:.80} is no SHA-256 in hexadecimal")
    if not _SPLIT.fullmatch(run.split):
        raise ValueError(f"split {run.split!r:.80} is no name of a folder")
    if not run.system.strip():
        raise ValueError("the system has no name")
    for name, note in run.notes.items():
        if note is not None and not math.isfinite(note):
            raise ValueError(f"note {name!r:.60} is not finite")
    if run.peak_mib is not None and not 0 <= run.peak_mib < math.inf:
        raise ValueError(f"peak_mib {run.peak_mib} is no amount of memory")
    seen: set[str] = set()
    for case_id, mistake in _mistakes(run):
        if not case_id.strip() or not case_id.isprintable():
            raise ValueError(f"case {case_id!r:.60} has no id that can be shown")
        if case_id in seen:
            raise ValueError(f"case {case_id!r:.60} stands there twice")
        seen.add(case_id)
        if mistake:
            raise ValueError(f"case {case_id!r:.60}: {mistake}")


def _mistakes(run: Run) -> Iterator[tuple[str, str]]:
    """Yield the id of every record, of the claims of drafts too, and what is wrong with it."""
    for question in run.questions:
        yield question.id, _mistake_of_question(question) or _mistake(question)
    for claim in run.claims:
        yield claim.id, _mistake_of_claim(claim) or _mistake(claim)
    for draft in run.drafts:
        yield draft.id, _mistake_of_draft(draft)
        for claim in draft.claims:
            yield claim.id, _mistake_of_claim(claim) or _mistake(claim)


def _mistake(record: QuestionRecord | ClaimRecord) -> str:
    if record.is_right and record.got != record.expected:
        return f"right, though {record.expected} was expected and {record.got} came"
    if record.confidence is not None and not 0 <= record.confidence <= 1:
        return f"confidence {record.confidence} is not in [0, 1]"
    if record.n_leaks < 0:
        return f"n_leaks {record.n_leaks} is no count"
    return "" if 0 <= record.ms < math.inf else f"ms {record.ms} is no time"


def _mistake_of_question(record: QuestionRecord) -> str:
    if len(record.statements) != len(record.citations):
        return "statements and citations differ in number"
    if not len(record.gold_ranks) == len(record.article_ranks) == len(record.gold_words):
        return "gold_ranks, article_ranks and gold_words differ in number"
    ranks = (*record.gold_ranks, *record.article_ranks)
    if any(rank is not None and rank < 1 for rank in ranks):
        return "a rank is counted from 1"
    words = (record.n_cited_words, *record.gold_words)
    return "" if all(n is None or n >= 0 for n in words) else "a number of words is negative"


def _mistake_of_claim(record: ClaimRecord) -> str:
    if record.is_right is not (record.got is record.expected):
        return f"is_right is {record.is_right}, {record.expected} expected, {record.got} came"
    if record.is_right and record.blame:
        return f"right, and {record.blame} is to blame"
    if record.is_strictly_right and not record.is_right:
        return "strictly right, and wrong"
    return ""


def _mistake_of_draft(record: DraftRecord) -> str:
    if not record.claims:
        return "a draft without claims"
    if record.is_right is not all(claim.is_right for claim in record.claims):
        return "is_right is not what its claims say"
    if any(claim.id != f"{record.id}#{n}" for n, claim in enumerate(record.claims, start=1)):
        return f"its claims are not {record.id!r:.40}#1, #2, …"
    return "" if 0 <= record.ms < math.inf else f"ms {record.ms} is no time"


def _one_case_a_line(run: Run) -> str:
    """Return the JSON of a run with one case on a line: two runs can be compared with diff."""
    found = run.to_json()
    head = {FORMAT: VERSION, KIND: "run", **found}
    lines = []
    for key, value in head.items():
        if key in ("questions", "claims", "drafts") and value:
            inner = ",\n  ".join(_json(record) for record in value)
            lines.append(f" {_json(key)}: [\n  {inner}\n ]")
        else:
            lines.append(f" {_json(key)}: {_json(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def without_words(run: Run) -> Run:
    """Return a run without its texts and timings: what a baseline keeps.

    Every figure but those of time, memory and cited words stays what it was; of the tags only
    `DOUBTFUL` is kept, the one that decides something.
    """

    def tags(record: QuestionRecord | ClaimRecord | DraftRecord) -> tuple[str, ...]:
        return tuple(tag for tag in record.tags if tag == DOUBTFUL)

    def bare(claim: ClaimRecord) -> ClaimRecord:
        return replace(claim, claim="", evidence=(), gold=(), tags=tags(claim), ms=0.0)

    return replace(
        run,
        questions=tuple(
            replace(
                one,
                question="",
                shown="",
                quotes=(),
                gold=(),
                forbidden=("…",) * len(one.forbidden),
                tags=tags(one),
                ms=0.0,
            )
            for one in run.questions
        ),
        claims=tuple(bare(one) for one in run.claims),
        drafts=tuple(
            replace(one, claims=tuple(map(bare, one.claims)), tags=tags(one), ms=0.0)
            for one in run.drafts
        ),
        peak_mib=None,
    )
