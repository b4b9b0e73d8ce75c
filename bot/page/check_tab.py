"""The tab that checks claims: a text in, a verdict for every claim out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bot.page.article_html import store_html
from bot.page.inputs import day_of, text_of
from bot.page.notices_html import empty_html, notice_html, reader_html
from bot.page.parts import QUIETLY, day_field, html_block
from bot.page.quiet import gr
from bot.page.report_html import report_html, report_marks
from bot.page.service import Service
from bot.page.shelf import Shelf
from bot.page.trouble import notice_of

_EMPTY = empty_html(
    "Check a claim or a draft",
    "Paste one sentence or several. Each claim gets a verdict with the quotes for it and against "
    "it. The text is checked and forgotten: it is not stored.",
)
_READER = "Choose a number beside a quote to read it here, where it stands in the article."
_BUSY = (
    '<div class="np-log"><p class="np-busy"><span class="np-pulse"></span>'
    "Weighing the evidence…</p></div>"
)


def build_check_tab(newsproof: Service, shelf: Shelf) -> None:
    """Lay out the tab inside the open Blocks and connect it."""
    with gr.Row(elem_classes="np-desk", equal_height=False):
        with gr.Column(elem_classes="np-main"):
            text = gr.Textbox(
                label="Claim or draft",
                placeholder="Japan froze the assets of Vladimir Putin.",
                lines=4,
                max_lines=14,
                elem_id="np-claim",
            )
            with gr.Row(elem_classes="np-options"):
                as_of = day_field("np-check-as-of", "Check with what was known on")
                clear = gr.Button("Clear", elem_id="np-check-clear", elem_classes="np-quiet")
                send = gr.Button("Check", variant="primary", elem_id="np-check", min_width=88)
            problem = html_block("", elem_classes="np-problem")
            report = html_block(_EMPTY, elem_id="np-report")
        with gr.Column(elem_classes="np-aside"):
            html_block(
                reader_html(_READER),
            )
        store = html_block(
            store_html((), {}),
            elem_classes="np-hidden-block",
        )
    outputs = [report, store, problem, send]
    running = gr.on(
        [text.submit, send.click],
        partial(_check, newsproof, shelf),
        inputs=[text, as_of],
        outputs=outputs,
        **QUIETLY,
    )
    clear.click(_clear, outputs=[text, *outputs], cancels=[running], **QUIETLY)


def _check(
    newsproof: Service, shelf: Shelf, text: object, as_of: object
) -> Iterator[tuple[object, ...]]:
    """Show that the text is being checked, then its verdicts."""
    ready = gr.update(interactive=True)
    try:
        claim, day = text_of(text), day_of(as_of)
        yield _BUSY, store_html((), {}), "", gr.update(interactive=False)
        report = newsproof.verify(claim, as_of=day)
        marks = report_marks(report)
        articles = shelf.cited(marks.values())
        yield report_html(report), store_html(articles.values(), marks), "", ready
    except Exception as exc:  # noqa: BLE001  (the page must outlive any failure of one check)
        yield _EMPTY, store_html((), {}), notice_html(notice_of(exc, "check")), ready


def _clear() -> tuple[object, ...]:
    return "", _EMPTY, store_html((), {}), "", gr.update(interactive=True)
