"""The tab that shows the archive: find articles, open one, add some, change what is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from bot.history import History, history_of
from bot.page.archive_article_html import details_html
from bot.page.archive_rows import Wanted, read_rows, search_texts
from bot.page.archive_state import state_html, state_of
from bot.page.archive_work import Manages, Web, address_of, do_deed, manager_of
from bot.page.article_html import article_html
from bot.page.inputs import files_of
from bot.page.markup import esc
from bot.page.notices_html import notice_html, reader_html
from bot.page.parts import QUIETLY, html_block
from bot.page.quiet import gr
from bot.page.service import Service, Step
from bot.page.shelf import Row, Shelf
from bot.page.sources_html import hits_html, ingest_html, list_html, progress_html
from bot.page.texts import Texts
from bot.page.trouble import notice_of
from sources.errors import NotFoundError

# How long the page waits for news of a long run before it looks whether it has ended.
TICK_S = 0.2
# Gradio's own way from a click inside HTML to the server; what is sent is checked there.
_ON_LIST = """
element.addEventListener('click', (event) => {
  const row = event.target.closest('[data-open]');
  if (row) trigger('click', {article: row.dataset.open});
  const turn = event.target.closest('[data-page]');
  if (turn) trigger('click', {page: turn.dataset.page});
});
"""
_ON_DEED = """
element.addEventListener('click', (event) => {
  const deed = event.target.closest('[data-deed]');
  if (!deed) return;
  const reason = deed.closest('.np-deed')?.querySelector('input')?.value || '';
  deed.disabled = true;
  trigger('click', {deed: deed.dataset.deed, article: deed.dataset.id, reason});
});
"""
_MAX_PAGE = 1_000_000
_LATEST = {**QUIETLY, "trigger_mode": "always_last"}
Work = Callable[[Callable[[Step], None]], str]


def build_sources_tab(
    t: Texts, newsproof: Service, shelf: Shelf, tab: gr.Tab, *, has_uploads: bool
) -> None:
    """Lay out the tab inside the open Blocks and connect it.

    Args:
        t: The texts of the page.
        newsproof: What reads uploaded files and, where it can, changes the archive.
        shelf: The archive as the page reads it.
        tab: The tab itself; choosing it reads the list again.
        has_uploads: Whether a visitor may add articles, retract and remove them.
    """
    manages = manager_of(newsproof) if has_uploads else None
    with gr.Row(elem_classes="np-desk", equal_height=False):
        with gr.Column(elem_classes="np-main"):
            *filters, search = _filters(t)
            if has_uploads:
                html_block(f'<p class="np-label">{esc(t("archive.add_files"))}</p>')
                files = gr.File(
                    label=t("archive.add"),
                    show_label=False,
                    file_count="multiple",
                    type="filepath",
                    height=128,
                    elem_id="np-upload",
                )
            web = _web_fields(t) if manages else None
            result = html_block("" if has_uploads else _no_uploads(t), elem_id="np-ingested")
            listed = html_block("", on_load=_ON_LIST, elem_id="np-articles")
            state = html_block("", elem_id="np-archive-state")
        with gr.Column(elem_classes="np-aside"):
            on_load = _ON_DEED if manages else None
            reader = html_block(reader_html(t, t("archive.reader")), on_load=on_load)
        opened = html_block("", elem_classes="np-hidden-block np-opened")
    listing = Listing(newsproof)
    show = partial(_list, t, listing)
    for each in filters:
        each.change(show, inputs=filters, outputs=listed, **_LATEST)
    in_texts = partial(_search, t, listing)
    gr.on([filters[0].submit, search.click], in_texts, inputs=filters, outputs=listed, **QUIETLY)
    both = [listed, state]
    anew = partial(_list_and_state, t, listing)
    gr.on([tab.select], anew, inputs=filters, outputs=both, **QUIETLY)
    listed.click(
        _clicker(t, shelf, listing, can_change=manages is not None),
        inputs=filters,
        outputs=[opened, listed],
        **QUIETLY,
    )
    if has_uploads:
        files.upload(
            _ingester(t, newsproof),
            inputs=files,
            outputs=[result, files],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=1,
            trigger_mode="once",
        ).then(anew, inputs=filters, outputs=both, **QUIETLY)
    if manages and web:
        at_web = Web(t, manages)
        address, *buttons = web
        works = (at_web.add, at_web.follow, at_web.refresh)
        for button, work, needs_address in zip(buttons, works, (True, True, False), strict=True):
            button.click(
                partial(_from_web, t, work, needs_address),
                inputs=address,
                outputs=[result, address],
                concurrency_limit=1,
                **QUIETLY,
            ).then(anew, inputs=filters, outputs=both, **QUIETLY)
        reader.click(_doer(t, manages), outputs=[result, reader, opened], **QUIETLY).then(
            anew, inputs=filters, outputs=both, **QUIETLY
        )


def _filters(t: Texts) -> list[gr.Textbox | gr.Button]:
    wanted = gr.Textbox(
        label=t("archive.filter"),
        placeholder=t("archive.filter_example"),
        lines=1,
        max_lines=1,
        elem_id="np-filter",
    )
    narrower = []
    with gr.Row(elem_classes="np-filters"):
        for elem_id, (label, example) in _NARROWER.items():
            # In columns of their own: Gradio glues fields together that stand side by side.
            with gr.Column(min_width=100):
                narrower.append(
                    gr.Textbox(
                        label=t(label),
                        placeholder=example,
                        lines=1,
                        max_lines=1,
                        elem_id=elem_id,
                        elem_classes="np-day",
                    )
                )
    with gr.Row(elem_classes="np-filters"):
        search = gr.Button(t("archive.search"), elem_id="np-search", elem_classes="np-quiet")
    return [wanted, *narrower, search]


_NARROWER = {
    "np-publisher": ("archive.publisher", ""),
    "np-first-day": ("archive.from_day", "2022-03-31"),
    "np-last-day": ("archive.to_day", "2022-03-31"),
}


def _web_fields(t: Texts) -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Button]:
    address = gr.Textbox(
        label=t("archive.address"),
        placeholder="https://news.example/story",
        lines=1,
        max_lines=1,
        elem_id="np-address",
    )
    with gr.Row(elem_classes="np-filters"):
        return (
            address,
            gr.Button(t("archive.add"), elem_id="np-add", elem_classes="np-quiet"),
            gr.Button(t("archive.follow"), elem_id="np-follow", elem_classes="np-quiet"),
            gr.Button(t("archive.refresh"), elem_id="np-refresh", elem_classes="np-quiet"),
        )


def _no_uploads(t: Texts) -> str:
    told = t("archive.no_uploads", command="<code>newsproof ingest</code>")
    return f'<p class="np-none">{told}</p>'


class Listing:
    """The rows of all articles, read again when their number has changed or it is asked for."""

    def __init__(self, newsproof: Service) -> None:
        self.newsproof = newsproof
        self._rows: tuple[Row, ...] = ()
        self._n_articles = -1

    def rows(self, *, refresh: bool = False) -> tuple[Row, ...]:
        """Return them, newest first; two threads at once read them twice, and both are right."""
        archive = self.newsproof.archive
        n_articles = archive.n_articles()
        if refresh or n_articles != self._n_articles:
            self._rows, self._n_articles = read_rows(archive), n_articles
        return self._rows


def _list(
    t: Texts, listing: Listing, *filters: object, page: int = 1, refresh: bool = False
) -> str:
    try:
        wanted = Wanted.of(*filters)
        rows = listing.rows(refresh=refresh)
        return list_html(t, rows, wanted.words, wanted.chosen(rows), page=page)
    except Exception as exc:  # noqa: BLE001  (a list that fails is a notice on the page)
        return notice_html(t, notice_of(exc, "list the articles"))


def _search(t: Texts, listing: Listing, *filters: object) -> str:
    """List the articles whose texts fit the words; without words, those that the filters leave."""
    try:
        wanted = Wanted.of(*filters)
        if not wanted.words:
            return _list(t, listing, *filters)
        return hits_html(t, wanted.words, search_texts(listing.newsproof, wanted, listing.rows()))
    except Exception as exc:  # noqa: BLE001  (as above)
        return notice_html(t, notice_of(exc, "search the articles"))


def _list_and_state(t: Texts, listing: Listing, *filters: object) -> tuple[str, str]:
    listed = _list(t, listing, *filters, refresh=True)
    try:
        return listed, state_html(t, state_of(listing.newsproof), listing.rows())
    except Exception as exc:  # noqa: BLE001  (as above)
        return listed, notice_html(t, notice_of(exc, "look at the archive"))


def _clicker(
    t: Texts, shelf: Shelf, listing: Listing, *, can_change: bool
) -> Callable[..., object]:
    def clicked(
        words: object, publisher: object, first: object, last: object, event: gr.EventData
    ) -> tuple[object, object]:
        data = event._data if isinstance(event._data, dict) else {}
        page = str(data.get("page", ""))
        if re.fullmatch(r"[0-9]{1,7}", page) and int(page) <= _MAX_PAGE:
            return gr.skip(), _list(t, listing, words, publisher, first, last, page=int(page))
        return _opened(t, shelf, listing, str(data.get("article", "")), can_change), gr.skip()

    return clicked


def _opened(t: Texts, shelf: Shelf, listing: Listing, article_id: str, can_change: bool) -> str:
    try:
        if not re.fullmatch(r"\w{1,64}", article_id):
            return ""
        archive = listing.newsproof.archive
        history = history_of(archive, article_id)
        titles = {}
        for name in _named(history):
            with suppress(NotFoundError):
                titles[name] = archive.get(name).title
        known = details_html(t, history, titles, can_change=can_change)
        shown = article_html(t, shelf.article(article_id)).removesuffix("</article>")
        return f'<div class="np-store" hidden>{shown}{known}</article></div>'
    except Exception as exc:  # noqa: BLE001  (an article that cannot be read is a notice)
        return (
            '<div class="np-store" hidden><article class="np-article" '
            f'data-article="{esc(article_id)}-v0">'
            f"{notice_html(t, notice_of(exc, 'open an article'))}</article></div>"
        )


def _named(history: History) -> set[str]:
    """Return the other articles that a history names."""
    notices = [name for one in history.corrections for name in (one.corrects, one.quote.article_id)]
    named = {*history.report.articles, *history.report.retracted, *filter(None, notices)}
    return named - {history.steps[-1].article.article_id}


def _doer(t: Texts, manages: Manages) -> Callable[..., tuple[object, object, object]]:
    def do(event: gr.EventData) -> tuple[object, object, object]:
        try:
            said = do_deed(t, manages, event._data if isinstance(event._data, dict) else {})
        except Exception as exc:  # noqa: BLE001  (what can't be done is a notice)
            return notice_html(t, notice_of(exc, "change an article")), gr.skip(), gr.skip()
        told = f'<p class="np-ingest" role="status">{esc(said)}</p>'
        return told, reader_html(t, said), ""  # what was opened before is out of date

    return do


def _ingester(t: Texts, newsproof: Service) -> Callable[[object], Iterator[tuple[object, object]]]:
    def ingest(files: object) -> Iterator[tuple[object, object]]:
        paths: list[Path] = []
        try:
            paths = files_of(files)
            yield progress_html(t, "reading", 0, None), gr.update(value=None, interactive=False)
            for shown in _progressing(
                t, lambda tell: ingest_html(t, newsproof.ingest(paths, on_progress=tell))
            ):
                yield shown, gr.skip()
            yield gr.skip(), gr.update(interactive=True)
        except Exception as exc:  # noqa: BLE001  (the page must outlive any file)
            yield notice_html(t, notice_of(exc, "ingest")), gr.update(value=None, interactive=True)
        finally:
            for path in paths:
                with suppress(OSError):
                    path.unlink()

    return ingest


def _from_web(
    t: Texts,
    work: Callable[[str, Callable[[Step], None]], str],
    needs_address: bool,
    address: object,
) -> Iterator[tuple[object, object]]:
    try:
        wanted = address_of(address) if needs_address else ""
        yield progress_html(t, "asking", 0, None), gr.skip()
        for shown in _progressing(t, lambda tell: work(wanted, tell)):
            yield shown, gr.skip()
        yield gr.skip(), "" if needs_address else gr.skip()
    except Exception as exc:  # noqa: BLE001  (the page must outlive any address)
        yield notice_html(t, notice_of(exc, "fetch")), gr.skip()


def _progressing(t: Texts, work: Work) -> Iterator[str]:
    """Yield how far a run is while it runs in a thread, then what came of it."""
    steps: SimpleQueue[Step] = SimpleQueue()
    with ThreadPoolExecutor(max_workers=1) as worker:
        running = worker.submit(work, steps.put)
        while not running.done():
            if step := _newest(steps):
                yield progress_html(t, step.stage, step.done, step.total)
    yield running.result()


def _newest(steps: SimpleQueue[Step]) -> Step | None:
    """Wait a moment for a step and return the newest there is."""
    newest = None
    with suppress(Empty):
        newest = steps.get(timeout=TICK_S)
        while True:
            newest = steps.get_nowait()
    return newest
