"""What one case asked, what came of it, and why, as HTML for the report and the page. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.page.markup import esc
from bot.page.texts import Texts
from eval.records import Blame, ClaimRecord, QuestionRecord, Run
from eval.reports.page_markup import blame_meaning, blame_name, cut, text, words

MAX_TAGS = 12
MAX_QUOTES = 6
MAX_ID = 48
MAX_TAG = 40
MAX_CASE_BYTES = 9_000  # of the texts of a case, once escaped

CaseRecord = QuestionRecord | ClaimRecord


def case_records(run: Run) -> list[CaseRecord]:
    """Return the questions, the claims and the claims of drafts of a run."""
    return [*run.questions, *run.all_claims]


class Room:
    """The bytes that are left for the texts of a case."""

    def __init__(self, t: Texts, n_bytes: int) -> None:
        self.t = t
        self.left = n_bytes

    def text(self, value: str, limit: int) -> str:
        """Return a text as HTML, shorter when the room runs out, and say so."""
        if self.left <= 0:
            return f'<span class="cut">[{esc(self.t("evaluation.left_out"))}]</span>'
        kept, _ = cut(value, limit)
        size = len(esc(kept).encode())
        if size > self.left:
            limit = max(40, len(kept) * self.left // size)
        found = text(self.t, value, limit)
        self.left -= len(found.encode())
        return found


def inside_html(
    t: Texts,
    record: CaseRecord,
    others: Sequence[tuple[str, dict[str, bool]]],
    room: Room,
    *,
    before: CaseRecord | None = None,
) -> str:
    """Return answer, quotes, gold and facts of a case.

    Args:
        t: The texts of the page.
        record: The case.
        others: Of other systems the name, and which cases they got right.
        room: For its texts.
        before: The same case in an earlier run.
    """
    lines = [("expected", esc(words(t, record.expected)))]
    if before is not None:
        lines.append(("got_before", esc(words(t, before.got))))
    lines.append(("got", esc(words(t, record.got))))
    blame = blame_of(record)
    if blame:
        lines.append(("blame", esc(f"{blame_name(t, blame)}: {blame_meaning(t, blame)}")))
    troubles = _troubles(t, record, room)
    if troubles:
        lines.append(("trouble", "; ".join(troubles)))
    if isinstance(record, QuestionRecord):
        quotes = record.quotes
        answer = _block(t, "answer_shown", room.text(record.shown, 1_500) if record.shown else "")
        if record.gold_ranks:
            lines.append(("gold_rank", esc(_ranks(t, record.gold_ranks))))
    else:
        quotes, answer = record.evidence, ""
    if record.confidence is not None:
        lines.append(("confidence", f"{record.confidence:.3f}"))
    if record.as_of:
        lines.append(("as_of", record.as_of.isoformat()))
    if record.ms:
        lines.append(("took", f"{record.ms:,.0f} ms"))
    if record.tags:
        lines.append(("tags", _tags(t, record.tags, room)))
    also = [
        f"{short(name)} {'✓' if found[record.id] else '✕'} {esc(outcome(t, found[record.id]))}"
        for name, found in others
        if record.id in found
    ]
    if also:
        lines.append(("others", "; ".join(also)))
    facts = "".join(
        f"<div><dt>{esc(t(f'evaluation.fact.{name}'))}</dt><dd>{value}</dd></div>"
        for name, value in lines
    )
    return (
        f"{answer}{_quotes(t, 'quotes_given', quotes, record.gold, room)}"
        f"{_gold(t, record.gold, quotes, room)}<dl>{facts}</dl>"
    )


def _block(t: Texts, name: str, inside: str) -> str:
    none = f'<p class="none">{esc(t("evaluation.nothing"))}</p>'
    shown = f'<p dir="auto">{inside}</p>' if inside else none
    return f'<div class="said"><p class="of">{esc(t(f"evaluation.{name}"))}</p>{shown}</div>'


def _quotes(t: Texts, name: str, quotes: Sequence[str], gold: Sequence[str], room: Room) -> str:
    head = f'<p class="of">{esc(t(f"evaluation.{name}"))}</p>'
    if not quotes:
        none = esc(t("evaluation.no_quotes"))
        return f'<div class="said">{head}<p class="none">{none}</p></div>'
    items = []
    for quote in quotes[:MAX_QUOTES]:
        if room.left <= 0:
            break
        is_gold = any(one in quote or quote in one for one in gold if one and quote)
        gold_pill = f' <span class="pill good">{esc(t("evaluation.gold"))}</span>'
        mark = gold_pill if is_gold else ""
        items.append(f'<blockquote dir="auto">{room.text(quote, 600)}{mark}</blockquote>')
    left = len(quotes) - len(items)
    if left > 0:
        items.append(f'<p class="none">{esc(t.n("evaluation.more_quotes", left))}</p>')
    return f'<div class="said">{head}{"".join(items)}</div>'


def _tags(t: Texts, tags: Sequence[str], room: Room) -> str:
    items = []
    for tag in tags[:MAX_TAGS]:
        if room.left <= 0:
            break
        items.append(f'<span class="pill">{room.text(tag, MAX_TAG)}</span> ')
    left = len(tags) - len(items)
    return "".join(items) + (esc(t("evaluation.more", n=f"{left:,}")) if left else "")


def _gold(t: Texts, gold: Sequence[str], quotes: Sequence[str], room: Room) -> str:
    """Return the gold quotes that are not among those given, which are marked there."""
    missed = [quote for quote in gold if quote not in quotes]
    if gold and not missed:
        return ""
    name = "gold_quotes" if len(missed) == len(gold) else "other_gold"
    return _quotes(t, name, missed, (), room)


def _troubles(t: Texts, record: CaseRecord, room: Room) -> list[str]:
    found = []
    if record.n_leaks:
        found.append(esc(t.n("evaluation.leaks", record.n_leaks)))
    if n := record.exact.count(False):
        found.append(esc(t("evaluation.not_exact", n=n, of=len(record.exact))))
    if isinstance(record, ClaimRecord):
        if record.is_right and not record.is_strictly_right:
            found.append(esc(t("evaluation.not_by_gold")))
        return found
    if n := record.proven.count(False):
        found.append(esc(t("evaluation.not_proven", n=n, of=len(record.proven))))
    if n := record.statements.count(False):
        found.append(esc(t("evaluation.not_supported", n=n, of=len(record.statements))))
    if record.accepted is False:
        found.append(esc(t("evaluation.not_accepted")))
    if record.attributed is False:
        found.append(esc(t("evaluation.not_attributed")))
    if record.forbidden:
        shown = ", ".join(f"“{room.text(one, 80)}”" for one in record.forbidden[:MAX_QUOTES])
        found.append(f"{esc(t('evaluation.forbidden'))} {shown}")
    return found


def blame_of(record: CaseRecord) -> Blame | None:
    """Return what a wrong case is put down to; for a right one None."""
    return None if record.is_right else record.blame or Blame.UNKNOWN


def _ranks(t: Texts, ranks: Sequence[int | None]) -> str:
    return ", ".join(
        t("evaluation.not_found") if rank is None else str(rank) for rank in ranks[:20]
    )


def outcome(t: Texts, is_right: bool) -> str:
    """Return "right" or "wrong"."""
    return t("evaluation.right" if is_right else "evaluation.wrong")


def short(value: str) -> str:
    """Return an id or a name as HTML, cut where it is long."""
    kept, n_left = cut(value, MAX_ID)
    return esc(kept) + ("…" if n_left else "")
