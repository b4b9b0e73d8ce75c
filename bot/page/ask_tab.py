"""The tab that answers questions: the conversation, and the article panel beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from bot.answer import Answer, Status
from bot.conversation import understand
from bot.errors import QuestionError
from bot.packs import make_pack, pack_from_json, pack_to_json
from bot.page.answer_html import coverage_html, suggestions_html, talk_html
from bot.page.article_html import store_html
from bot.page.error_form import error_of
from bot.page.inputs import day_of, question_of
from bot.page.notices_html import empty_html, notice_html, reader_html
from bot.page.parts import QUIETLY, day_field, html_block
from bot.page.quiet import gr
from bot.page.service import Service
from bot.page.shelf import Coverage, Shelf
from bot.page.talk import Talk
from bot.page.trouble import notice_of
from bot.page.writing import paced, turns_of
from bot.reported import report_error
from bot.writing.quoting import QuoteWriter
from sources.errors import NewsproofError

# Questions that the packaged samples answer, answer in two ways, and do not answer.
EXAMPLES = (
    "Why did Russia suspend peace treaty talks with Japan?",
    "How many people marched for the maternity ward?",
    "When did Notre-Dame reopen?",
    "What did the mayor say about the new airport?",
)
_READER = "Choose a number in an answer to read its quote here, where it stands in the article."
REPORTS = "reports"  # the folder of error reports in the data directory
# Log, store of articles, conversation, question, problem, button, examples, suggestions.
Shown = tuple[object, ...]
_NAMES = ("log", "store", "talk", "question", "problem", "send", "examples", "suggested")
# Gradio's own way from a click inside HTML to the server; what is sent is checked there.
_ON_LOAD = """
element.addEventListener('click', (event) => {
  const asked = event.target.closest('[data-ask]');
  if (asked) trigger('click', {ask: asked.dataset.ask, plain: asked.dataset.plain === 'yes'});
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


def build_ask_tab(newsproof: Service, shelf: Shelf, *, has_reports: bool = True) -> None:
    """Lay out the tab inside the open Blocks and connect it.

    Args:
        newsproof: What answers.
        shelf: The archive as the page reads it.
        has_reports: Whether a visitor may report an error, which is then kept.
    """
    fresh = Talk(has_reports=has_reports)
    talk = gr.State(fresh, time_to_live=3600)
    with gr.Row(elem_classes="np-desk", equal_height=False):
        with gr.Column(elem_classes="np-main"):
            log = html_block(
                talk_html(fresh, ""),
                on_load=_ON_LOAD,
                elem_classes="np-scroll",
                elem_id="np-talk",
            )
            suggested = html_block("", on_load=_ON_LOAD, elem_id="np-suggested")
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

    outputs = [log, store, talk, question, problem, send, examples, suggested]
    ask = partial(_ask, newsproof, shelf)
    running = [
        gr.on(
            [question.submit, send.click],
            ask,
            inputs=[question, as_of, talk],
            outputs=outputs,
            **QUIETLY,
        ),
        *(
            block.click(_asker(ask), inputs=[as_of, talk], outputs=outputs, **QUIETLY)
            for block in (log, suggested)
        ),
    ]
    for button, text in zip(buttons, EXAMPLES, strict=True):
        example = partial(ask, text)
        running.append(button.click(example, inputs=[as_of, talk], outputs=outputs, **QUIETLY))
    # What the archive does answer is looked for when the refusal is there to be read, and does not
    # keep the next question waiting.
    suggest = partial(_suggest, newsproof)
    looking = [
        event.then(suggest, talk, suggested, **{**QUIETLY, "trigger_mode": "multiple"})
        for event in running
    ]
    log.submit(_reporter(newsproof), inputs=talk, outputs=outputs, **QUIETLY)
    start = partial(_start, shelf, fresh)
    clear.click(start, outputs=outputs, cancels=[*running, *looking], **QUIETLY)
    gr.on(None, start, outputs=outputs, **QUIETLY)


def _ask(
    newsproof: Service,
    shelf: Shelf,
    question: object,
    as_of: object,
    talk: Talk,
    *,
    is_plain: bool = False,
) -> Iterator[Shown]:
    """Show the question at once, then its answer; a question that cannot be taken stays put.

    Args:
        newsproof: What answers.
        shelf: The archive as the page reads it.
        question: As it was sent.
        as_of: As it was sent.
        talk: What was asked before.
        is_plain: Whether it is asked as written, whatever was asked before.
    """
    try:
        text, day = question_of(question), day_of(as_of)
        understood = None if is_plain else understand(text, talk.earlier())
    except NewsproofError as exc:
        shown = notice_html(notice_of(exc, "ask"))
        yield _shown(problem=shown)
        return
    talk = talk.ask(text, understood)
    yield _shown(
        log=talk_html(talk, ""),
        talk=talk,
        question="",
        problem="",
        send=gr.update(interactive=False),
        examples=gr.update(visible=False),
        suggested="",
    )
    for talk in paced(_answered(newsproof, shelf, talk, day)):  # noqa: B020 - it grows
        yield _shown(
            log=talk_html(talk, ""),
            store=store_html(talk.articles.values(), talk.marks()),
            talk=talk,
            send=gr.update(interactive=True),
        )


def _answered(newsproof: Service, shelf: Shelf, talk: Talk, day: date | None) -> Iterator[Talk]:
    """Yield the conversation as the answer to its last question grows."""
    asked = talk.turns[-1]
    try:
        has_writer = newsproof.parts["writer"] != QuoteWriter.identity
        events = newsproof.stream(asked.question, as_of=day, understood=asked.understood)
        for turn in turns_of(asked, events):
            answer = turn.answer
            if answer is None or (turn.is_writing and not has_writer):
                continue
            articles = shelf.cited((*answer.citations, *answer.nearest))
            if turn.is_writing:
                yield talk.close(turn, articles)
                continue
            is_open = answer.status is Status.ABSTAINED
            whole = replace(
                turn,
                coverage=Coverage.of(shelf.rows(), day) if is_open else None,
                pack=_pack(newsproof, answer),
            )
            yield talk.close(whole, articles)
    except Exception as exc:  # noqa: BLE001  (the page must outlive any failure of one answer)
        yield talk.close(replace(asked, notice=notice_of(exc, "ask")))


def _pack(newsproof: Service, answer: Answer) -> dict[str, Any] | None:
    """Return the evidence pack; None when an article was removed while it was made."""
    now = datetime.now(UTC)
    try:
        return pack_to_json(make_pack(answer, newsproof.archive, newsproof.settings, now=now))
    except NewsproofError:
        return None


def _asker(ask: Callable[..., Iterator[Shown]]) -> Callable[..., Iterator[Shown]]:
    """Return what asks the question of a button that stands inside HTML."""

    def ask_it(as_of: object, talk: Talk, event: gr.EventData) -> Iterator[Shown]:
        sent = event._data if isinstance(event._data, dict) else {}
        yield from ask(sent.get("ask"), as_of, talk, is_plain=sent.get("plain") is True)

    return ask_it


def _suggest(newsproof: Service, talk: Talk) -> object:
    """Return what the archive answers instead, when it declined the last question."""
    turn = talk.turns[-1] if talk.turns else None
    if turn is None or turn.answer is None or turn.answer.status is not Status.ABSTAINED:
        return gr.skip()
    try:
        return suggestions_html(turn.number, newsproof.suggestions(turn.answer))
    except Exception as exc:  # noqa: BLE001  (the refusal stands without them)
        notice_of(exc, "suggest")
        return gr.skip()


def _reporter(newsproof: Service) -> Callable[..., Shown]:
    def report(talk: Talk, event: gr.EventData) -> Shown:
        try:
            number, wrong, note = error_of(event._data)
            turn = next((t for t in talk.turns if t.number == number), None)
            folder = newsproof.archive.database.folder
            if not talk.has_reports or turn is None or turn.pack is None or folder is None:
                raise QuestionError(
                    "there is no answer to report on here", "ask again, then report"
                )
            pack = pack_from_json(json.dumps(turn.pack).encode())
            report_error(folder / REPORTS, pack, wrong, note, now=datetime.now(UTC))
        except Exception as exc:  # noqa: BLE001  (a report that fails is a notice)
            return _shown(problem=notice_html(notice_of(exc, "report an error")))
        talk = talk.report(number)
        return _shown(log=talk_html(talk, ""), talk=talk, problem="")

    return report


def _start(shelf: Shelf, fresh: Talk) -> Shown:
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
        log=talk_html(fresh, empty),
        store=store_html((), {}),
        talk=fresh,
        question="",
        problem=problem,
        send=gr.update(interactive=True),
        examples=gr.update(visible=has_samples),
        suggested="",
    )


def _shown(**changed: object) -> Shown:
    """Return one value an output, in their order; what is not named stays as it is."""
    return tuple(changed.get(name, gr.skip()) for name in _NAMES)
