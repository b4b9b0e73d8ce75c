"""The list of articles and the report of an upload as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Protocol

from bot.page.answer_html import coverage_html
from bot.page.markup import badge, day, esc, joined
from bot.page.shelf import Coverage, Row
from bot.page.texts import Texts

MAX_ROWS = 200
STAGES = {
    "asking": "archive.stage_asking",
    "comparing": "archive.stage_comparing",
    "embedding": "archive.stage_embedding",
    "feeds": "archive.stage_feeds",
    "fetching": "archive.stage_fetching",
    "indexing": "archive.stage_indexing",
    "pages": "archive.stage_pages",
    "reading": "archive.stage_reading",
    "splitting": "archive.stage_splitting",
}


class _Ingested(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def origin(self) -> str: ...


class _Rejected(Protocol):
    @property
    def origin(self) -> str: ...
    @property
    def reason(self) -> str: ...


class IngestOutcome(Protocol):
    """What an upload did; `bot.newsproof.IngestReport` is one."""

    @property
    def added(self) -> Sequence[_Ingested]: ...  # noqa: D102
    @property
    def updated(self) -> Sequence[_Ingested]: ...  # noqa: D102
    @property
    def unchanged(self) -> Sequence[_Ingested]: ...  # noqa: D102
    @property
    def rejected(self) -> Sequence[_Rejected]: ...  # noqa: D102


def list_html(
    t: Texts,
    rows: Sequence[Row],
    words: str,
    found: Sequence[Row] | None = None,
    *,
    page: int = 1,
) -> str:
    """Return a page of the articles that are wanted.

    Args:
        t: The texts of the page.
        rows: All articles.
        words: What is looked for, as it is shown where nothing is found.
        found: Those that are wanted; None for those that hold every word of `words`.
        page: Which page of `MAX_ROWS` articles, 1 and up; beyond the last one, the last.
    """
    if not rows:
        title, way = esc(t("archive.empty")), esc(t("archive.empty_way"))
        return f'<div class="np-empty"><h2>{title}</h2><p>{way}</p></div>'
    if found is None:
        found = [row for row in rows if row.holds(words.casefold().split())]
    if not found:
        told = t("archive.none_with", words=words) if words else t("archive.none_of_that_kind")
        return f'<p class="np-none">{esc(told)}</p>'
    n_pages = -(-len(found) // MAX_ROWS)
    page = min(max(page, 1), n_pages)
    start = (page - 1) * MAX_ROWS
    shown = found[start : start + MAX_ROWS]
    some = t("archive.some_of", n=t.number(len(found)), all=t.number(len(rows)))
    count = (
        coverage_html(t, Coverage.of(rows))
        if len(found) == len(rows)
        else f'<p class="np-coverage">{esc(some)}</p>'
    )
    items = "".join(_row(t, row) for row in shown)
    pager = _pager(t, page, n_pages, len(shown), len(found))
    return f'{count}<ul class="np-list">{items}</ul>{pager}'


def hits_html(t: Texts, words: str, found: Sequence[tuple[Row, str]]) -> str:
    """Return the articles whose texts fit some words, best first, each with a passage of it."""
    if not found:
        return f'<p class="np-none">{esc(t("archive.no_text_fits", words=words))}</p>'
    items = "".join(_row(t, row, passage) for row, passage in found)
    told = t.n("archive.texts_fit", len(found), words=words)
    return f'<p class="np-coverage">{esc(told)}</p><ul class="np-list">{items}</ul>'


def _pager(t: Texts, page: int, n_pages: int, n_shown: int, n_found: int) -> str:
    """Return where in the list the page is, and the way to its neighbours."""
    if n_pages == 1:
        return ""

    def turn(to: int, words: str) -> str:
        off = "" if 1 <= to <= n_pages else " disabled"
        return f'<button type="button" class="np-do" data-page="{to}"{off}>{esc(words)}</button>'

    where = t("archive.where", n=n_shown, all=n_found, page=page, pages=n_pages)
    return (
        f'<nav class="np-pager" aria-label="{esc(t("archive.pages"))}">'
        f"{turn(page - 1, t('archive.newer'))}<span>{esc(where)}</span>"
        f"{turn(page + 1, t('archive.older'))}</nav>"
    )


def _row(t: Texts, row: Row, passage: str = "") -> str:
    badges = (badge(t("common.sample"), "sample") if row.is_sample else "") + (
        badge(t("archive.retracted"), "retracted") if row.is_retracted else ""
    )
    about = joined(esc(row.publisher), day(t, row.published))
    text = f'<br><span class="np-source-about">{esc(passage)}</span>' if passage else ""
    return (
        f'<li><button type="button" class="np-row" data-open="{esc(row.article_id)}">'
        f'<span class="np-source-title">{esc(row.title)}</span>'
        f'<span class="np-source-about">{about} {badges}</span>{text}</button></li>'
    )


def progress_html(t: Texts, stage: str, done: int, total: int | None) -> str:
    """Return how far an upload has come; `stage` is one of `STAGES`."""
    name = t(STAGES[stage]) if stage in STAGES else stage
    far = t("archive.far", stage=name, done=t.number(done), all=t.number(total)) if total else name
    share = f' value="{done}" max="{total}"' if total else ""
    return (
        '<div class="np-progress" role="status">'
        f"<span>{esc(far)}…</span>"
        f'<progress aria-label="{esc(t("archive.progress"))}"{share}></progress></div>'
    )


def ingest_html(t: Texts, report: IngestOutcome) -> str:
    """Return what an upload did, file by file; reasons for what was rejected."""
    taken = {
        "added": [(item.title, PurePath(item.origin).name) for item in report.added],
        "updated": [(item.title, PurePath(item.origin).name) for item in report.updated],
        "unchanged": [(item.title, PurePath(item.origin).name) for item in report.unchanged],
        "rejected": [(PurePath(item.origin).name, item.reason) for item in report.rejected],
    }
    groups = "".join(_group(t, kind, items) for kind, items in taken.items())
    return (
        f'<section class="np-ingest" role="status" aria-label="{esc(t("archive.upload_result"))}">'
        f"{groups}</section>"
    )


_GROUPS: Mapping[str, tuple[str, str]] = {
    "added": ("+", "archive.added"),
    "updated": ("↻", "archive.updated"),
    "unchanged": ("=", "archive.unchanged"),
    "rejected": ("✕", "archive.rejected"),
}


def _group(t: Texts, kind: str, items: Iterable[tuple[str, str]]) -> str:
    shown = "".join(
        f"<li><strong>{esc(first)}</strong> <span>{esc(second)}</span></li>"
        for first, second in items
    )
    if not shown:
        return ""
    sign, name = _GROUPS[kind]
    return (
        f'<div class="np-ingest-{kind}"><p class="np-label">'
        f'<span class="np-sign" aria-hidden="true">{sign}</span> {esc(t(name))}</p>'
        f"<ul>{shown}</ul></div>"
    )
