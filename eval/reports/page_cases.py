"""The list of cases in the HTML report: what each asked, what came of it, and why. Pure.

The page works without JavaScript; what `page.js` filters and sorts by stands in `data-` attributes
that hold words and numbers of ours, never a text of a case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.page.markup import esc
from bot.page.texts import Texts
from eval.records import Blame, ClaimRecord, QuestionRecord, Run
from eval.reports.page_case import (
    MAX_CASE_BYTES,
    MAX_ID,
    CaseRecord,
    Room,
    blame_of,
    case_records,
    inside_html,
    outcome,
    short,
)
from eval.reports.page_markup import blame_name, words

MAX_CASES = 2_000
MAX_TAG_OPTIONS = 100
MAX_ALL_BYTES = 1_800_000  # of the texts of all cases, once escaped; 700 cases stay under 3 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A case as the list shows it.

    Attributes:
        record: The record of the first run.
        kind: What is filtered by: the kind of a question, "claim" or "draft".
        anchor: Its id in the page.
    """

    record: CaseRecord
    kind: str
    anchor: str


def listed(run: Run) -> list[Listed]:
    """Return questions, claims and the claims of drafts: wrong ones first, then by id."""
    own = {id(claim) for claim in run.claims}
    records = sorted(case_records(run), key=lambda record: (record.is_right, record.id))
    found, seen = [], set[str]()
    for number, record in enumerate(records):
        anchor = "case-" + re.sub(r"[^A-Za-z0-9_.-]", "-", record.id[:MAX_ID])
        if anchor in seen:
            anchor = f"case-n{number}-{len(seen)}"
        seen.add(anchor)
        kind = "draft" if isinstance(record, ClaimRecord) and id(record) not in own else "claim"
        if isinstance(record, QuestionRecord):
            kind = str(record.kind)
        found.append(Listed(record=record, kind=kind, anchor=anchor))
    return found


def cases_html(t: Texts, runs: Sequence[Run], cases: Sequence[Listed]) -> str:
    """Return the controls and the list.

    Args:
        t: The texts of the page.
        runs: The first one is shown case by case; of the others, whether they got it right.
        cases: The cases of the first run (`listed`).
    """
    if not cases:
        return '<p class="empty">This run holds no case.</p>'
    shown = cases[:MAX_CASES]
    tags = _most(Counter(tag for case in shown for tag in dict.fromkeys(case.record.tags)))
    numbers = {tag: at for at, tag in enumerate(tags)}
    others = [(run.system, {one.id: one.is_right for one in case_records(run)}) for run in runs[1:]]
    room = min(MAX_CASE_BYTES, MAX_ALL_BYTES // len(shown))
    items = "".join(_case(t, case, numbers, others, room) for case in shown)
    left = len(cases) - len(shown)
    more = (
        f'<p class="empty">{left:,} more cases (the right ones last) in the run’s JSON.</p>'
        if left
        else ""
    )
    return (
        f"{_controls(t, shown, tags, numbers)}"
        f'<ol class="cases" id="case-list">{items}</ol>{more}'
        '<p class="empty" id="no-case" hidden>No case fits. <button type="button" data-reset>'
        "Show all</button></p>"
    )


def _controls(
    t: Texts, cases: Sequence[Listed], tags: dict[str, int], numbers: dict[str, int]
) -> str:
    n_wrong = sum(not case.record.is_right for case in cases)
    kinds = Counter(case.kind for case in cases)
    blames = Counter(blame for case in cases if (blame := blame_of(case.record)))
    outcomes = "".join(
        f'<label><input type="radio" name="outcome" value="{value}"{" checked" * (not value)}>'
        f"<span>{name} <b>{n:,}</b></span></label>"
        for value, name, n in (
            ("", "All", len(cases)),
            ("wrong", "Wrong", n_wrong),
            ("right", "Right", len(cases) - n_wrong),
        )
    )
    selects = (
        _select("kind", "Kind", ((kind, words(t, kind), n) for kind, n in sorted(kinds.items()))),
        _select("blame", "Blame", ((b, blame_name(t, b), blames[b]) for b in Blame if blames[b])),
        _select("tag", "Tag", ((str(numbers[tag]), short(tag), n) for tag, n in tags.items())),
    )
    orders = (
        ("", "wrong first"),
        ("id", "by id"),
        ("sure", "most confident first"),
        ("unsure", "least confident first"),
        ("slow", "slowest first"),
    )
    order = "".join(f'<option value="{value}">{name}</option>' for value, name in orders)
    return (
        '<form class="controls" hidden aria-label="Filter the cases">'
        f'<fieldset class="outcome"><legend class="hidden">Outcome</legend>{outcomes}</fieldset>'
        '<label class="find"><span>Find</span><input type="search" id="find" '
        'placeholder="words, quote or id" autocomplete="off"></label>'
        f'<div class="selects">{"".join(selects)}'
        f'<label><span>Order</span><select id="order">{order}</select></label></div>'
        '<p class="count"><output id="count" aria-live="polite"></output>'
        '<button type="button" id="pair" hidden></button>'
        '<button type="button" data-reset hidden>Reset</button>'
        '<button type="button" id="open-all">Open all shown</button></p></form>'
    )


def _most(tags: Counter[str]) -> dict[str, int]:
    """Return the most frequent tags with their number, by name."""
    often = sorted(tags, key=lambda tag: (-tags[tag], tag))[:MAX_TAG_OPTIONS]
    return {tag: tags[tag] for tag in sorted(often)}


def _select(name: str, label: str, options: Iterable[tuple[str, str, int]]) -> str:
    found = "".join(
        f'<option value="{value}">{shown} ({n:,})</option>' for value, shown, n in options
    )
    if not found:
        return ""
    return (
        f'<label><span>{label}</span><select id="{name}"><option value="">all</option>'
        f"{found}</select></label>"
    )


def _case(
    t: Texts,
    case: Listed,
    numbers: dict[str, int],
    others: Sequence[tuple[str, dict[str, bool]]],
    n: int,
) -> str:
    record, room = case.record, Room(t, n)
    asked = record.question if isinstance(record, QuestionRecord) else record.claim
    sign, ended = ("✓", "right") if record.is_right else ("✕", "wrong")
    tags = " ".join(str(numbers[tag]) for tag in dict.fromkeys(record.tags) if tag in numbers)
    sure = "" if record.confidence is None else f"{record.confidence:.3f}"
    data = {
        "o": ended,
        "k": case.kind,
        "b": blame_of(record) or "",
        "t": tags,
        "e": record.expected,
        "g": record.got,
        "c": sure,
        "ms": f"{record.ms:.1f}" if record.ms else "",
    }
    attributes = "".join(f' data-{name}="{value}"' for name, value in data.items() if value)
    came = (
        words(t, record.got)
        if record.got is record.expected
        else f"{words(t, record.got)}, not {words(t, record.expected)}"
    )
    found = blame_of(record)
    blame = f' <span class="pill blame">{blame_name(t, found)}</span>' if found else ""
    return (
        f'<li class="case is-{ended}" id="{esc(case.anchor)}"{attributes}><details>'
        f'<summary><span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="asked"><span class="hidden">{outcome(t, record.is_right)}: </span>'
        f'<span dir="auto">{room.text(asked, 600)}</span></span>'
        f'<span class="meta"><span class="pill">{words(t, case.kind)}</span> {came}{blame}'
        f'<code dir="auto">{short(record.id)}</code></span></summary>'
        f'<div class="inside">{inside_html(t, record, others, room)}</div></details></li>'
    )
