"""The tab that answers questions: the conversation, and the article panel beside it."""

from __future__ import annotations

from functools import partial

from bot.page.article_html import store_html
from bot.page.ask_steps import (
    EXAMPLES,
    ask,
    asker,
    at_once,
    keeper,
    opener,
    reporter,
    start,
    suggest,
)
from bot.page.narrow_fields import CHIPS_ON_LOAD, connect, narrow_fields
from bot.page.notices_html import reader_html
from bot.page.parts import QUIETLY, html_block
from bot.page.quiet import gr
from bot.page.service import Service
from bot.page.shelf import Shelf
from bot.page.talk import Talk
from bot.page.talk_html import talk_html
from bot.page.texts import Texts

# Gradio's own way from a click inside HTML to the server; what is sent is checked there. The page's
# script says when the address names a kept answer, and when a refusal is there to be read.
_ON_LOAD = """
element.addEventListener('np-open', (event) => trigger('select', {open: event.detail}));
element.addEventListener('np-refused', () => trigger('expand'));
element.addEventListener('click', (event) => {
  const asked = event.target.closest('[data-ask]');
  if (asked) trigger('click', {ask: asked.dataset.ask, plain: asked.dataset.plain === 'yes'});
  const kept = event.target.closest('[data-keep]');
  if (kept) trigger('input', {keep: Number(kept.dataset.keep)});
  const sent = event.target.closest('[data-report]');
  if (!sent) return;
  const form = sent.closest('.np-error-form');
  trigger('submit', {
    report: Number(sent.dataset.report),
    wrong: form.querySelector('input:checked')?.value ?? '',
    note: form.querySelector('textarea').value,
  });
});
"""


def build_ask_tab(t: Texts, newsproof: Service, shelf: Shelf, *, has_reports: bool = True) -> None:
    """Lay out the tab inside the open Blocks and connect it.

    Args:
        t: The texts of the page.
        newsproof: What answers.
        shelf: The archive as the page reads it.
        has_reports: Whether a visitor may report an error and keep an answer, which stay here.
    """
    fresh = Talk(has_reports=has_reports)
    talk = gr.State(fresh, time_to_live=3600)
    with gr.Row(elem_classes="np-desk", equal_height=False):
        with gr.Column(elem_classes="np-main"):
            log = html_block(
                talk_html(t, fresh, ""),
                on_load=_ON_LOAD,
                elem_id="np-talk",
            )
            suggested = html_block("", on_load=_ON_LOAD, elem_id="np-suggested")
            with gr.Row(elem_classes="np-examples", visible=False) as examples:
                buttons = [gr.Button(t(name), elem_classes="np-example") for name in EXAMPLES]
            with gr.Column(elem_classes="np-dock"):
                problem = html_block("", elem_classes="np-problem")
                chips = html_block("", on_load=CHIPS_ON_LOAD, elem_id="np-chosen")
                with gr.Row(elem_classes="np-composer"):
                    question = gr.Textbox(
                        placeholder=t("ask.question_here"),
                        label=t("ask.question"),
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        elem_id="np-question",
                    )
                    send = gr.Button(
                        t("ask.send"), variant="primary", elem_id="np-ask", min_width=88
                    )
            with gr.Row(elem_classes="np-options"):
                narrow = narrow_fields(t)
                clear = gr.Button(t("ask.clear"), elem_id="np-clear", elem_classes="np-quiet")
        with gr.Column(elem_classes="np-aside"):
            html_block(reader_html(t, t("ask.reader")))
        store = html_block(store_html(t, (), {}), elem_classes="np-hidden-block")

    outputs = [log, store, talk, question, problem, examples, suggested]
    chosen = [talk, *narrow.fields]
    asking = partial(ask, t, newsproof, shelf)
    # One queue for all ways to ask: what is answered at once shares the cores.
    queue = {"concurrency_id": "ask", "concurrency_limit": at_once(newsproof)}
    running = [
        gr.on(
            [question.submit, send.click],
            asking,
            inputs=[question, *chosen],
            outputs=outputs,
            **QUIETLY,
            **queue,
        ),
        *(
            block.click(asker(asking), inputs=chosen, outputs=outputs, **QUIETLY, **queue)
            for block in (log, suggested)
        ),
    ]
    for button, name in zip(buttons, EXAMPLES, strict=True):
        example = partial(asking, t(name))
        running.append(button.click(example, inputs=chosen, outputs=outputs, **QUIETLY, **queue))
    # What the archive does answer is looked for when the refusal is there to be read, and does not
    # keep the next question waiting.
    looking = log.expand(
        partial(suggest, t, newsproof),
        talk,
        suggested,
        **{**QUIETLY, "trigger_mode": "multiple"},
    )
    log.submit(reporter(t, newsproof), inputs=talk, outputs=outputs, **QUIETLY)
    log.input(keeper(t, newsproof), inputs=talk, outputs=outputs, **QUIETLY)
    log.select(opener(t, newsproof, shelf), inputs=talk, outputs=outputs, **QUIETLY)
    connect(t, shelf, narrow, chips)
    begin = partial(start, t, shelf, fresh)
    clear.click(begin, outputs=outputs, cancels=[*running, looking], **QUIETLY)
    gr.on(None, begin, outputs=outputs, **QUIETLY)
