"""The tab that shows the archive: the list of articles, one of them opened, and the upload."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from bot.page.article_html import article_html
from bot.page.inputs import files_of
from bot.page.notices_html import notice_html, reader_html
from bot.page.parts import QUIETLY, html_block
from bot.page.quiet import gr
from bot.page.service import Service, Step
from bot.page.shelf import Shelf
from bot.page.sources_html import ingest_html, list_html
from bot.page.trouble import notice_of

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
                files = gr.File(
                    label="Add articles: drop text, Markdown or HTML files here",
                    file_count="multiple",
                    type="filepath",
                    height=132,
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
            show_progress="full",
            show_progress_on=result,
            api_visibility="private",
            concurrency_limit=1,
            trigger_mode="once",
        ).then(partial(show, refresh=True), inputs=wanted, outputs=listed, **QUIETLY)


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
                '<div class="np-store" hidden><article class="np-article">'
                f"{notice_html(notice_of(exc, 'open an article'))}</article></div>"
            )

    return open_article


def _ingester(newsproof: Service) -> Callable[..., tuple[str, None]]:
    def ingest(files: object, progress: gr.Progress = gr.Progress()) -> tuple[str, None]:  # noqa: B008
        paths: list[Path] = []
        try:
            paths = files_of(files)
            progress(0.0, desc="Reading")
            report = newsproof.ingest(paths, on_progress=partial(_tell, progress))
            return ingest_html(report), None
        except Exception as exc:  # noqa: BLE001  (the page must outlive any file)
            return notice_html(notice_of(exc, "ingest")), None
        finally:
            for path in paths:
                with suppress(OSError):
                    path.unlink()

    return ingest


def _tell(progress: gr.Progress, step: Step) -> None:
    """Pass on a `bot.newsproof.Progress` to Gradio."""
    words = str(step.stage).capitalize()
    progress((step.done, step.total) if step.total else None, desc=words)
