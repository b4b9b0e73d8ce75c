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
from eval.records import Blame, ClaimRecord, QuestionRecord, Run
from eval.reports.page_markup import cut, plural, text, words

MAX_CASES = 2_000
MAX_TAGS = 12
MAX_TAG_OPTIONS = 100
MAX_QUOTES = 6
MAX_ID = 48
MAX_TAG = 40
MAX_ALL_BYTES = 1_800_000  # of the texts of all cases, once escaped; 700 cases stay under 3 MB
MAX_CASE_BYTES = 9_000

BLAME_WORDS = {
    Blame.NOT_IN_ARCHIVE: ("not in the archive", "no article holds what proves it"),
    Blame.NOT_RETRIEVED: ("not retrieved", "the search did not find the passage"),
    Blame.NOT_CHOSEN: ("not chosen", "found, but no sentence of it was taken"),
    Blame.JUDGED_WRONG: ("judged wrong", "chosen, but the judge or a check erred"),
    Blame.BADLY_WRITTEN: ("badly written", "proven, but not what was asked for"),
    Blame.GOLD_DOUBTFUL: ("gold doubtful", "the case itself needs a person to look at it"),
    Blame.UNKNOWN: ("unknown", "the system doesn’t tell, or the check did not run"),
}


CaseRecord = QuestionRecord | ClaimRecord


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


def case_records(run: Run) -> list[CaseRecord]:
    """Return the questions, the claims and the claims of drafts of a run."""
    return [*run.questions, *run.all_claims]


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


def cases_html(runs: Sequence[Run], cases: Sequence[Listed]) -> str:
    """Return the controls and the list.

    Args:
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
    items = "".join(_case(case, numbers, others, room) for case in shown)
    left = len(cases) - len(shown)
    more = (
        f'<p class="empty">{plural(left, "more case")} (the right ones last) in the run’s JSON.</p>'
        if left
        else ""
    )
    return (
        f"{_controls(shown, tags, numbers)}"
        f'<ol class="cases" id="case-list">{items}</ol>{more}'
        '<p class="empty" id="no-case" hidden>No case fits. <button type="button" data-reset>'
        "Show all</button></p>"
    )


def _controls(cases: Sequence[Listed], tags: dict[str, int], numbers: dict[str, int]) -> str:
    n_wrong = sum(not case.record.is_right for case in cases)
    kinds = Counter(case.kind for case in cases)
    blames = Counter(blame for case in cases if (blame := _blame(case.record)))
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
        _select("kind", "Kind", ((kind, words(kind), n) for kind, n in sorted(kinds.items()))),
        _select("blame", "Blame", ((b, BLAME_WORDS[b][0], blames[b]) for b in Blame if blames[b])),
        _select("tag", "Tag", ((str(numbers[t]), _short(t), n) for t, n in tags.items())),
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


class _Room:
    """The bytes that are left for the texts of a case."""

    def __init__(self, n_bytes: int) -> None:
        self.left = n_bytes

    def text(self, value: str, limit: int) -> str:
        """Return a text as HTML, shorter when the room runs out, and say so."""
        if self.left <= 0:
            return '<span class="cut">[left out]</span>'
        kept, _ = cut(value, limit)
        size = len(esc(kept).encode())
        if size > self.left:
            limit = max(40, len(kept) * self.left // size)
        found = text(value, limit)
        self.left -= len(found.encode())
        return found


def _case(
    case: Listed, numbers: dict[str, int], others: Sequence[tuple[str, dict[str, bool]]], n: int
) -> str:
    record, room = case.record, _Room(n)
    asked = record.question if isinstance(record, QuestionRecord) else record.claim
    sign, outcome = ("✓", "right") if record.is_right else ("✕", "wrong")
    tags = " ".join(str(numbers[tag]) for tag in dict.fromkeys(record.tags) if tag in numbers)
    sure = "" if record.confidence is None else f"{record.confidence:.3f}"
    data = {
        "o": outcome,
        "k": case.kind,
        "b": _blame(record) or "",
        "t": tags,
        "e": record.expected,
        "g": record.got,
        "c": sure,
        "ms": f"{record.ms:.1f}" if record.ms else "",
    }
    attributes = "".join(f' data-{name}="{value}"' for name, value in data.items() if value)
    came = (
        words(record.got)
        if record.got is record.expected
        else f"{words(record.got)}, not {words(record.expected)}"
    )
    found = _blame(record)
    blame = f' <span class="pill blame">{BLAME_WORDS[found][0]}</span>' if found else ""
    return (
        f'<li class="case is-{outcome}" id="{esc(case.anchor)}"{attributes}><details>'
        f'<summary><span class="sign" aria-hidden="true">{sign}</span>'
        f'<span class="asked"><span class="hidden">{outcome}: </span>'
        f'<span dir="auto">{room.text(asked, 600)}</span></span>'
        f'<span class="meta"><span class="pill">{words(case.kind)}</span> {came}{blame}'
        f'<code dir="auto">{_short(record.id)}</code></span></summary>'
        f'<div class="inside">{_inside(record, others, room)}</div></details></li>'
    )


def _inside(
    record: CaseRecord,
    others: Sequence[tuple[str, dict[str, bool]]],
    room: _Room,
) -> str:
    lines = [("Expected", words(record.expected)), ("Got", words(record.got))]
    blame = _blame(record)
    if blame:
        name, meaning = BLAME_WORDS[blame]
        lines.append(("Blame", f"{name}: {meaning}"))
    troubles = _troubles(record, room)
    if troubles:
        lines.append(("Trouble", "; ".join(troubles)))
    if isinstance(record, QuestionRecord):
        quotes = record.quotes
        answer = _block("Answer shown", room.text(record.shown, 1_500) if record.shown else "")
        if record.gold_ranks:
            lines.append(("Gold found at rank", _ranks(record.gold_ranks)))
    else:
        quotes, answer = record.evidence, ""
    if record.confidence is not None:
        lines.append(("Confidence", f"{record.confidence:.3f}"))
    if record.as_of:
        lines.append(("As of", record.as_of.isoformat()))
    if record.ms:
        lines.append(("Took", f"{record.ms:,.0f} ms"))
    if record.tags:
        lines.append(("Tags", _tags(record.tags, room)))
    also = [
        f"{_short(name)} {'✓ right' if found[record.id] else '✕ wrong'}"
        for name, found in others
        if record.id in found
    ]
    if also:
        lines.append(("Other systems", "; ".join(also)))
    facts = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in lines)
    return (
        f"{answer}{_quotes('Quotes given', quotes, record.gold, room)}"
        f"{_gold(record.gold, quotes, room)}<dl>{facts}</dl>"
    )


def _block(name: str, inside: str) -> str:
    shown = f'<p dir="auto">{inside}</p>' if inside else '<p class="none">nothing</p>'
    return f'<div class="said"><h3>{name}</h3>{shown}</div>'


def _quotes(name: str, quotes: Sequence[str], gold: Sequence[str], room: _Room) -> str:
    if not quotes:
        return f'<div class="said"><h3>{name}</h3><p class="none">none</p></div>'
    items = []
    for quote in quotes[:MAX_QUOTES]:
        if room.left <= 0:
            break
        is_gold = any(one in quote or quote in one for one in gold if one and quote)
        mark = ' <span class="pill good">gold</span>' if is_gold else ""
        items.append(f'<blockquote dir="auto">{room.text(quote, 600)}{mark}</blockquote>')
    left = len(quotes) - len(items)
    if left > 0:
        items.append(f'<p class="none">and {plural(left, "more quote")}, in the run’s JSON</p>')
    return f'<div class="said"><h3>{name}</h3>{"".join(items)}</div>'


def _tags(tags: Sequence[str], room: _Room) -> str:
    items = []
    for tag in tags[:MAX_TAGS]:
        if room.left <= 0:
            break
        items.append(f'<span class="pill">{room.text(tag, MAX_TAG)}</span> ')
    left = len(tags) - len(items)
    return "".join(items) + (f"and {left:,} more" if left else "")


def _gold(gold: Sequence[str], quotes: Sequence[str], room: _Room) -> str:
    """Return the gold quotes that are not among those given, which are marked there."""
    missed = [quote for quote in gold if quote not in quotes]
    if gold and not missed:
        return ""
    name = "Gold quotes" if len(missed) == len(gold) else "Other gold quotes"
    return _quotes(name, missed, (), room)


def _troubles(record: CaseRecord, room: _Room) -> list[str]:
    found = []
    if record.n_leaks:
        found.append(f"cites {plural(record.n_leaks, 'quote')} that was not known on the day")
    if n := record.exact.count(False):
        found.append(f"{n} of {plural(len(record.exact), 'quote')} not exact")
    if isinstance(record, ClaimRecord):
        if record.is_right and not record.is_strictly_right:
            found.append("right, but by no gold quote")
        return found
    if n := record.proven.count(False):
        found.append(f"{n} of {plural(len(record.proven), 'statement')} not proven")
    if n := record.statements.count(False):
        found.append(f"{n} of {plural(len(record.statements), 'statement')} not supported")
    if record.accepted is False:
        found.append("shows none of the accepted answers")
    if record.attributed is False:
        found.append("does not name the source asked for")
    if record.forbidden:
        shown = ", ".join(f"“{room.text(one, 80)}”" for one in record.forbidden[:MAX_QUOTES])
        found.append(f"shows what is forbidden: {shown}")
    return found


def _blame(record: CaseRecord) -> Blame | None:
    """Return what a wrong case is put down to; for a right one None."""
    return None if record.is_right else record.blame or Blame.UNKNOWN


def _ranks(ranks: Sequence[int | None]) -> str:
    return ", ".join("not found" if rank is None else str(rank) for rank in ranks[:20])


def _short(value: str) -> str:
    kept, n_left = cut(value, MAX_ID)
    return esc(kept) + ("…" if n_left else "")
