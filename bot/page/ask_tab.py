"""The tab that answers questions: the conversation, and the article panel beside it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bot.answer import Status
from bot.page.answer_html import coverage_html, talk_html
from bot.page.article_html import store_html
from bot.page.inputs import day_of, question_of
from bot.page.notices_html import empty_html, notice_html, reader_html
from bot.page.parts import QUIETLY, day_field, html_block
from bot.page.quiet import gr
from bot.page.service import Service
from bot.page.shelf import Coverage, Shelf
from bot.page.talk import Talk, Turn
from bot.page.trouble import notice_of
from sources.errors import NewsproofError

# Questions that the packaged samples answer, answer in two ways, and do not answer.
EXAMPLES = (
    "Why did Russia suspend peace treaty talks with Japan?",
    "How many people marched for the maternity ward?",
    "When did Notre-Dame reopen?",
    "What did the mayor say about the new airport?",
)
_READER = "Choose a number in an answer to read its quote here, where it stands in the article."
# Log, store of articles, conversation, question, problem, button, examples.
Shown = tuple[object, ...]


def build_ask_tab(newsproof: Service, shelf: Shelf) -> None:
    """Lay out the tab inside the open Blocks and connect it."""
    talk = gr.State(Talk(), time_to_live=3600)
    with gr.Row(elem_classes="np-desk", equal_height=False):
        with gr.Column(elem_classes="np-main"):
            log = html_block(talk_html(Talk(), ""), elem_classes="np-scroll", elem_id="np-talk")
            with gr.Row(elem_classes="np-examples", visible=False) as examples:
                buttons = [gr.Button(text, elem_classes="np-example") for text in EXAMPLES]
            with gr.Column(elem_classes="np-dock"):
                problem = html_block("", elem_classes="np-problem")
                with gr.Row(elem_classes="np-composer"):
                    question = gr.Textbox(
                        placeholder="Ask a question",
                        label="Question",
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        elem_id="np-question",
                    )
                    send = gr.Button("Ask", variant="primary", elem_id="np-ask", min_width=88)
            with gr.Row(elem_classes="np-options"):
                as_of = day_field("np-as-of", "Answer with what was known on")
                clear = gr.Button("Clear", elem_id="np-clear", elem_classes="np-quiet")
        with gr.Column(elem_classes="np-aside"):
            html_block(reader_html(_READER))
        store = html_block(store_html((), {}), elem_classes="np-hidden-block")

    outputs = [log, store, talk, question, problem, send, examples]
    ask = partial(_ask, newsproof, shelf)
    running = [
        gr.on(
            [question.submit, send.click],
            ask,
            inputs=[question, as_of, talk],
            outputs=outputs,
            **QUIETLY,
        )
    ]
    for button, text in zip(buttons, EXAMPLES, strict=True):
        example = partial(ask, text)
        running.append(button.click(example, inputs=[as_of, talk], outputs=outputs, **QUIETLY))
    start = partial(_start, shelf)
    clear.click(start, outputs=outputs, cancels=running, **QUIETLY)
    gr.on(None, start, outputs=outputs, **QUIETLY)


def _ask(
    newsproof: Service, shelf: Shelf, question: object, as_of: object, talk: Talk
) -> Iterator[Shown]:
    """Show the question at once, then its answer; a question that cannot be taken stays put."""
    try:
        text, day = question_of(question), day_of(as_of)
    except NewsproofError as exc:
        shown = notice_html(notice_of(exc, "ask"))
        yield _shown(problem=shown)
        return
    talk = talk.ask(text)
    yield _shown(
        log=talk_html(talk, ""),
        talk=talk,
        question="",
        problem="",
        send=gr.update(interactive=False),
        examples=gr.update(visible=False),
    )
    turn = talk.turns[-1]
    try:
        answer = newsproof.ask(text, as_of=day)
        articles = shelf.cited((*answer.citations, *answer.nearest))
        coverage = Coverage.of(shelf.rows(), day) if answer.status is Status.ABSTAINED else None
        turn = Turn(number=turn.number, question=text, answer=answer, coverage=coverage)
    except Exception as exc:  # noqa: BLE001  (the page must outlive any failure of one answer)
        turn, articles = Turn(number=turn.number, question=text, notice=notice_of(exc, "ask")), {}
    talk = talk.close(turn, articles)
    yield _shown(
        log=talk_html(talk, ""),
        store=store_html(talk.articles.values(), talk.marks()),
        talk=talk,
        send=gr.update(interactive=True),
    )


def _start(shelf: Shelf) -> Shown:
    """Return an empty conversation that says what to do."""
    problem = ""
    coverage, has_samples = None, False
    try:
        rows = shelf.rows()
        coverage, has_samples = Coverage.of(rows), any(row.is_sample for row in rows)
    except Exception as exc:  # noqa: BLE001  (a page without an archive still opens)
        problem = notice_html(notice_of(exc, "open the page"))
    if coverage is not None and not coverage.n_articles:
        empty = empty_html("The archive is empty", "Add articles under Sources, then ask.")
    else:
        empty = empty_html(
            "Ask the archive",
            "Every sentence of the answer is proven by a quote you can open. "
            "What the archive doesn’t say, Newsproof doesn’t say.",
        ) + coverage_html(coverage)
    return _shown(
        log=talk_html(Talk(), empty),
        store=store_html((), {}),
        talk=Talk(),
        question="",
        problem=problem,
        send=gr.update(interactive=True),
        examples=gr.update(visible=has_samples),
    )


def _shown(**changed: object) -> Shown:
    """Return one value an output, in their order; what is not named stays as it is."""
    names = ("log", "store", "talk", "question", "problem", "send", "examples")
    return tuple(changed.get(name, gr.skip()) for name in names)
