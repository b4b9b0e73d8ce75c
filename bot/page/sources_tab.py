"""The tab that shows the archive: the list of articles, one of them opened, and the upload."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from bot.page.article_html import article_html
from bot.page.inputs import files_of
from bot.page.markup import esc
from bot.page.notices_html import notice_html, reader_html
from bot.page.parts import QUIETLY, html_block
from bot.page.quiet import gr
from bot.page.service import Service, Step
from bot.page.shelf import Shelf
from bot.page.sources_html import ingest_html, list_html, progress_html
from bot.page.trouble import notice_of

# How long the page waits for news of an upload before it looks whether it has ended.
TICK_S = 0.2
_READER = "Choose an article to read it here."
# Gradio's own way from a click inside HTML to the server; the id is checked there.
_ON_LOAD = """
element.addEventListener('click', (event) => {
  const row = event.target.closest('[data-open]');
  if (row) trigger('click', {article: row.dataset.open});
});
"""


def build_sources_tab(newsproof: Service, shelf: Shelf, tab: gr.Tab, *, has_uploads: bool) -> None:
    """Lay out the tab inside the open Blocks and connect it.

    Args:
        newsproof: What reads uploaded files.
        shelf: The archive as the page reads it.
        tab: The tab itself; choosing it reads the list again.
        has_uploads: Whether a visitor may add articles.
    """
    with gr.Row(elem_classes="np-desk", equal_height=False):
        with gr.Column(elem_classes="np-main"):
            wanted = gr.Textbox(
                label="Filter by title, publisher or date",
                placeholder="ferry, or 2022-03",
                lines=1,
                max_lines=1,
                elem_id="np-filter",
            )
            if has_uploads:
                html_block(_UPLOAD)
                files = gr.File(
                    label="Add articles",
                    show_label=False,
                    file_count="multiple",
                    type="filepath",
                    height=128,
                    elem_id="np-upload",
                )
            result = html_block(
                "" if has_uploads else _NO_UPLOADS,
                elem_id="np-ingested",
            )
            listed = html_block("", on_load=_ON_LOAD, elem_id="np-articles")
        with gr.Column(elem_classes="np-aside"):
            html_block(
                reader_html(_READER),
            )
        opened = html_block("", elem_classes="np-hidden-block np-opened")
    show = partial(_list, shelf)
    wanted.change(show, inputs=wanted, outputs=listed, **{**QUIETLY, "trigger_mode": "always_last"})
    gr.on([tab.select], partial(show, refresh=True), inputs=wanted, outputs=listed, **QUIETLY)
    listed.click(_opener(shelf), outputs=opened, **QUIETLY)
    if has_uploads:
        files.upload(
            _ingester(newsproof),
            inputs=files,
            outputs=[result, files],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=1,
            trigger_mode="once",
        ).then(partial(show, refresh=True), inputs=wanted, outputs=listed, **QUIETLY)


_UPLOAD = (
    '<p class="np-label">Add articles: text, Markdown, HTML, PDF, Word, EPUB, JSON Lines, '
    "CSV, WARC or ZIP files, at most 20 MB</p>"
)
_NO_UPLOADS = (
    '<p class="np-none">Articles are added on the server, with <code>newsproof ingest</code>: '
    "this page is open to other machines, so it takes no files.</p>"
)


def _list(shelf: Shelf, wanted: object, *, refresh: bool = False) -> str:
    try:
        return list_html(shelf.rows(refresh=refresh), wanted if isinstance(wanted, str) else "")
    except Exception as exc:  # noqa: BLE001  (a list that fails is a notice on the page)
        return notice_html(notice_of(exc, "list the articles"))


def _opener(shelf: Shelf) -> Callable[..., str]:
    def open_article(event: gr.EventData) -> str:
        data = event._data if isinstance(event._data, dict) else {}
        article_id = str(data.get("article", ""))
        try:
            if not re.fullmatch(r"\w{1,64}", article_id):
                return ""
            return f'<div class="np-store" hidden>{article_html(shelf.article(article_id))}</div>'
        except Exception as exc:  # noqa: BLE001  (an article that cannot be read is a notice)
            return (
                '<div class="np-store" hidden><article class="np-article" '
                f'data-article="{esc(article_id)}-v0">'
                f"{notice_html(notice_of(exc, 'open an article'))}</article></div>"
            )

    return open_article


def _ingester(newsproof: Service) -> Callable[[object], Iterator[tuple[object, object]]]:
    def ingest(files: object) -> Iterator[tuple[object, object]]:
        paths: list[Path] = []
        try:
            paths = files_of(files)
            yield progress_html("Reading", 0, None), gr.update(value=None, interactive=False)
            steps: SimpleQueue[Step] = SimpleQueue()
            with ThreadPoolExecutor(max_workers=1) as worker:
                work = worker.submit(newsproof.ingest, paths, on_progress=steps.put)
                while not work.done():
                    if step := _newest(steps):
                        yield progress_html(step.stage, step.done, step.total), gr.skip()
            yield ingest_html(work.result()), gr.update(interactive=True)
        except Exception as exc:  # noqa: BLE001  (the page must outlive any file)
            yield notice_html(notice_of(exc, "ingest")), gr.update(value=None, interactive=True)
        finally:
            for path in paths:
                with suppress(OSError):
                    path.unlink()

    return ingest


def _newest(steps: SimpleQueue[Step]) -> Step | None:
    """Wait a moment for a step and return the newest there is."""
    newest = None
    with suppress(Empty):
        newest = steps.get(timeout=TICK_S)
        while True:
            newest = steps.get_nowait()
    return newest
