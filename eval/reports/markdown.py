"""A comparison, or the verdict of the gate, as Markdown for a pull request. Pure.

What comes from a case or an article is shown in code: there Markdown knows no markup, no link, no
mention and no image. Everything else is ours. The text fits in a comment of GitHub.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from eval.cases.values import DOUBTFUL
from eval.gate.comparing import (
    CaseChange,
    CaseRecord,
    Comparison,
    MetricChange,
    asked_of,
    cases_of,
    is_good,
    quotes_of,
)
from eval.gate.judging import GateResult, Reason
from eval.records import QuestionRecord
from eval.summary import Figure

MAX_CHARACTERS = 65_536
"""The most that GitHub takes in a comment."""
N_WORST = 10
_MAX_TEXT = 400
_MAX_QUOTES = 3
_MAX_IDS = 20
_NO_VALUE = "–"
_ALERT = {True: "✅", False: "❌"}


def gate_markdown(result: GateResult) -> str:
    """Return the verdict of the gate with what changed and the worst cases."""
    verdict = "passed" if result.passed else "failed"
    n_reasons = len(result.reasons)
    why = "" if result.passed else f": {n_reasons} reason{'s' if n_reasons > 1 else ''}"
    lines = [f"## {_ALERT[result.passed]} Newsproof gate {verdict}{why}", ""]
    for note in result.notes:
        lines += [f"> {code(note)}", ""]
    lines += [_reason(reason) for reason in result.reasons]
    if result.warnings:
        lines += ["", *_details("To look at", [_reason(one) for one in result.warnings])]
    return _fit([*lines, "", *_body(result.comparison, result.floors)])


def comparison_markdown(comparison: Comparison) -> str:
    """Return two runs side by side with what changed and the worst cases."""
    losses = [one for one in comparison.metrics if one.is_loss]
    said = f"{len(losses)} worse by more than noise" if losses else "nothing worse than noise"
    return _fit([f"## Newsproof: {said}", "", *_body(comparison, {})])


def code(text: str, limit: int = _MAX_TEXT) -> str:
    """Return foreign text as a piece of inline code that is safe in a table, too.

    Line ends, control and bidirectional signs become spaces; the fence is longer than any run of
    backticks inside; a vertical bar, which ends a cell even in code, becomes another character.
    """
    plain = "".join(
        " " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign
        for sign in text[: 4 * limit]
    )
    plain = " ".join(plain.split()).replace("|", "¦")
    if len(plain) > limit:
        plain = plain[: limit - 1] + "…"
    if not plain:
        return _NO_VALUE
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", plain)), default=0))
    edge = " " if plain[0] == "`" or plain[-1] == "`" else ""
    return f"{fence}{edge}{plain}{edge}{fence}"


def _body(comparison: Comparison, floors: Mapping[str, float]) -> Iterator[str]:
    yield from _sets(comparison)
    moved = [one for one in comparison.metrics if one.paired and one.paired.difference]
    if moved:
        yield "| metric | before | now | difference, 95 % | p | floor | |"
        yield "|---|--:|--:|--:|--:|--:|---|"
        yield from (_row(one, floors.get(one.name)) for one in moved)
        yield ""
    still = [one for one in comparison.metrics if one not in moved and one.after.value is not None]
    if still:
        rows = [f"| {one.name} | {_value(one.after)} |" for one in still]
        head = ["| metric | now |", "|---|--:|"]
        yield from _details(f"{len(still)} metrics that did not move", [*head, *rows])
    yield from _blames(comparison)
    yield from _worst(comparison)
    yield from _turned("newly wrong", comparison.newly_wrong)
    yield from _turned("newly right", comparison.newly_right)


def _sets(comparison: Comparison) -> Iterator[str]:
    before, after = comparison.before, comparison.after
    doubtful = f", {comparison.n_doubtful} doubtful left out" if comparison.n_doubtful else ""
    yield (
        f"{code(after.system, 60)} over {code(after.split, 60)}: {comparison.n_common} cases "
        f"compared{doubtful}; {len(comparison.newly_wrong)} newly wrong, "
        f"{len(comparison.newly_right)} newly right."
    )
    if not comparison.is_same_set:
        yield (
            f"\nThe cases differ ({before.digest[:12]} before, {after.digest[:12]} now): "
            f"{len(comparison.only_before)} only before, {len(comparison.only_after)} only now."
        )
    yield ""


def _row(change: MetricChange, floor: float | None) -> str:
    cells = [
        change.name,
        _value(change.before),
        _value(change.after),
        difference_of(change),
        p_of(change),
        _NO_VALUE if floor is None else f"{floor:.3f}",
        outcome_of(change),
    ]
    return f"| {' | '.join(cells)} |"


def outcome_of(change: MetricChange) -> str:
    """Return what became of a metric, in a word or two."""
    if change.paired is None:
        return "not compared"
    if not change.gates:
        return "not gating"
    if not change.paired.difference:
        return "same"
    if change.is_significant:
        return "**worse**" if change.is_worse else "better"
    return "noise"


def difference_of(change: MetricChange) -> str:
    """Return the difference of a metric with its interval."""
    if change.paired is None:
        return _NO_VALUE
    digits = 0 if change.after.unit else 3
    found = change.paired
    low, high = f"{found.low:+.{digits}f}", f"{found.high:+.{digits}f}"
    return f"{found.difference:+.{digits}f} [{low}, {high}]"


def p_of(change: MetricChange) -> str:
    """Return the p of a metric."""
    if change.paired is None:
        return _NO_VALUE
    return "< 0.001" if change.paired.p < 0.001 else f"{change.paired.p:.3f}"


def _value(figure: Figure) -> str:
    return value_of(figure.value, figure.unit)


def value_of(value: float | None, unit: str = "") -> str:
    """Return a value of a metric in its unit."""
    if value is None:
        return _NO_VALUE
    return f"{value:,.0f} {unit}".replace(" count", "") if unit else f"{value:.3f}"


def _reason(reason: Reason) -> str:
    cases = ""
    if reason.cases:
        shown = ", ".join(code(one, 60) for one in reason.cases[:_MAX_IDS])
        left = len(reason.cases) - _MAX_IDS
        cases = f": {shown}" + (f" and {left} more" if left > 0 else "")
    return f"- **{str(reason.kind).replace('_', ' ')}** {code(reason.detail)}{cases}"


def _blames(comparison: Comparison) -> Iterator[str]:
    rows = [
        f"| {str(blame).replace('_', ' ')} | {n} | {comparison.blame_after[blame]} |"
        for blame, n in comparison.blame_before.items()
        if n or comparison.blame_after[blame]
    ]
    if rows:
        head = ["| wrong cases put down to | before | now |", "|---|--:|--:|"]
        yield from [*head, *rows, ""]


def worst_cases(comparison: Comparison) -> list[CaseRecord]:
    """Return the ten worst cases of the later run: newly wrong ones, then the surest wrong ones."""
    newly = [change.after for change in comparison.newly_wrong]
    known = {record.id for record in newly}
    others = [
        record
        for record in cases_of(comparison.after)
        if not is_good(record) and record.id not in known and DOUBTFUL not in record.tags
    ]
    newly.sort(key=_badness)
    others.sort(key=_badness)
    return [*newly, *others][:N_WORST]


def _badness(record: CaseRecord) -> tuple[bool, float, str]:
    """Return what sorts the worst first: what was said wrongly before what wasn't said."""
    return not quotes_of(record), -(record.confidence or 0.0), record.id


def _worst(comparison: Comparison) -> Iterator[str]:
    worst = worst_cases(comparison)
    if worst:
        new = {change.id for change in comparison.newly_wrong}
        cases = [line for one in worst for line in _case(one, is_new=one.id in new)]
        yield from _details(f"The {len(worst)} worst cases", cases)


def _case(record: CaseRecord, *, is_new: bool) -> Iterator[str]:
    new = " (newly wrong)" if is_new else ""
    day = f" as of {record.as_of}" if record.as_of else ""
    blame = f", {str(record.blame).replace('_', ' ')}" if record.blame else ""
    yield f"- {code(record.id, 60)}{new} {code(asked_of(record))}{day}  "
    yield f"  expected {record.expected}, got {record.got}{blame}"
    if isinstance(record, QuestionRecord) and record.shown:
        yield f"  - shown: {code(record.shown)}"
    yield from (f"  - cited: {code(quote)}" for quote in quotes_of(record)[:_MAX_QUOTES])
    yield from (f"  - gold: {code(quote)}" for quote in record.gold[:_MAX_QUOTES])


def _turned(title: str, changes: Iterable[CaseChange]) -> Iterator[str]:
    rows = [
        f"| {code(one.id, 60)} | {code(asked_of(one.after), 160)} | {one.after.expected} "
        f"| {one.before.got} | {one.after.got} "
        f"| {str(one.after.blame or one.before.blame or _NO_VALUE).replace('_', ' ')} |"
        for one in changes
    ]
    if rows:
        head = ["| case | asked | expected | before | now | blame |", "|---|---|---|---|---|---|"]
        yield from _details(f"{len(rows)} {title}", [*head, *rows])


def _details(title: str, lines: list[str]) -> list[str]:
    return [f"<details><summary>{title}</summary>", "", *lines, "", "</details>", ""]


def _fit(lines: Iterable[str]) -> str:
    """Join lines up to what fits, without leaving a fold open, and say when some are left out."""
    note = "\n\n…cut here: the rest is in the JSON and HTML reports.\n"
    room = MAX_CHARACTERS - len(note) - len("\n\n</details>\n")
    kept: list[str] = []
    n_characters, is_open = 0, False
    for line in lines:
        # GitHub counts UTF-16 units in some places and characters in others: the larger is safe.
        size = len(line.encode("utf-16-le")) // 2 + 1
        if n_characters + size > room:
            return "\n".join([*kept, "\n</details>" if is_open else ""]) + note
        n_characters += size
        kept.append(line)
        is_open = line.startswith("<details>") or (is_open and line != "</details>")
    return "\n".join(kept).rstrip("\n") + "\n"
