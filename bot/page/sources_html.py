"""The list of articles and the report of an upload as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Protocol

from bot.page.answer_html import coverage_html
from bot.page.markup import badge, day, esc, joined
from bot.page.shelf import Coverage, Row

MAX_ROWS = 200


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
    rows: Sequence[Row],
    words: str,
    found: Sequence[Row] | None = None,
    *,
    page: int = 1,
) -> str:
    """Return a page of the articles that are wanted.

    Args:
        rows: All articles.
        words: What is looked for, as it is shown where nothing is found.
        found: Those that are wanted; None for those that hold every word of `words`.
        page: Which page of `MAX_ROWS` articles, 1 and up; beyond the last one, the last.
    """
    if not rows:
        return (
            '<div class="np-empty"><h2>No articles yet</h2>'
            "<p>Add articles as text, Markdown, HTML, PDF, Word, EPUB, JSON Lines, CSV, WARC or "
            "ZIP files. Every answer is proven from them, and from nothing else.</p></div>"
        )
    if found is None:
        found = [row for row in rows if row.holds(words.casefold().split())]
    if not found:
        what = f"has “{esc(words)}” in title, publisher or date" if words else "is of that kind"
        return f'<p class="np-none">No article {what}.</p>'
    n_pages = -(-len(found) // MAX_ROWS)
    page = min(max(page, 1), n_pages)
    start = (page - 1) * MAX_ROWS
    shown = found[start : start + MAX_ROWS]
    count = (
        coverage_html(Coverage.of(rows))
        if len(found) == len(rows)
        else (f'<p class="np-coverage">{len(found):,} of {len(rows):,} articles</p>')
    )
    items = "".join(_row(row) for row in shown)
    return f'{count}<ul class="np-list">{items}</ul>{_pager(page, n_pages, len(shown), len(found))}'


def _pager(page: int, n_pages: int, n_shown: int, n_found: int) -> str:
    """Return where in the list the page is, and the way to its neighbours."""
    if n_pages == 1:
        return ""

    def turn(to: int, words: str) -> str:
        off = "" if 1 <= to <= n_pages else " disabled"
        return f'<button type="button" class="np-do" data-page="{to}"{off}>{words}</button>'

    return (
        '<nav class="np-pager" aria-label="Pages of the list">'
        f"{turn(page - 1, 'Newer')}<span>Showing {n_shown} of {n_found}, page {page} of {n_pages}"
        f"</span>{turn(page + 1, 'Older')}</nav>"
    )


def _row(row: Row) -> str:
    badges = (badge("sample", "sample") if row.is_sample else "") + (
        badge("retracted", "retracted") if row.is_retracted else ""
    )
    about = joined(esc(row.publisher), day(row.published))
    return (
        f'<li><button type="button" class="np-row" data-open="{esc(row.article_id)}">'
        f'<span class="np-source-title">{esc(row.title)}</span>'
        f'<span class="np-source-about">{about} {badges}</span></button></li>'
    )


def progress_html(stage: str, done: int, total: int | None) -> str:
    """Return how far an upload has come."""
    count = f" {done:,} of {total:,}" if total else ""
    share = f' value="{done}" max="{total}"' if total else ""
    return (
        '<div class="np-progress" role="status">'
        f"<span>{esc(stage.capitalize())}{count}…</span>"
        f'<progress aria-label="Progress"{share}></progress></div>'
    )


def ingest_html(report: IngestOutcome) -> str:
    """Return what an upload did, file by file; reasons for what was rejected."""
    groups = "".join(
        _group(sign, words, [(item.title, PurePath(item.origin).name) for item in items])
        for sign, words, items in (
            ("+", "Added", report.added),
            ("↻", "Updated", report.updated),
            ("=", "Unchanged", report.unchanged),
        )
    )
    rejected = _group(
        "✕", "Rejected", [(PurePath(item.origin).name, item.reason) for item in report.rejected]
    )
    return (
        '<section class="np-ingest" role="status" aria-label="Result of the upload">'
        f"{groups}{rejected}</section>"
    )


def _group(sign: str, words: str, items: Iterable[tuple[str, str]]) -> str:
    shown = "".join(
        f"<li><strong>{esc(first)}</strong> <span>{esc(second)}</span></li>"
        for first, second in items
    )
    if not shown:
        return ""
    return (
        f'<div class="np-ingest-{words.lower()}"><h4>'
        f'<span class="np-sign" aria-hidden="true">{sign}</span> {words}</h4>'
        f"<ul>{shown}</ul></div>"
    )
