"""The tab that checks drafts: a text in, its claims underlined by verdict as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import partial

from bot.page.article_html import store_html
from bot.page.checking import Checking, Stopper, check_draft
from bot.page.exports_html import exports_html
from bot.page.inputs import day_of, files_of, text_of
from bot.page.notices_html import empty_html, notice_html, reader_html
from bot.page.parts import QUIETLY, day_field, html_block
from bot.page.quiet import gr
from bot.page.report_html import checking_html, checking_marks
from bot.page.service import Service
from bot.page.shelf import Shelf
from bot.page.trouble import notice_of
from bot.page.writing import LEAST_S, paced

_EMPTY = empty_html(
    "Check a claim or a draft",
    "Paste one sentence or several. Each claim gets a verdict with the quotes for it and against "
    "it. The text is checked and forgotten: it is not stored.",
)
_READER = "Choose a number beside a quote to read it here, where it stands in the article."
_DRAFT_TYPES = [".docx", ".txt", ".md"]
# A long draft is sent again with each verdict: the further it is, the rarer.
_MORE_S = 0.02
# Report, store of articles, problem, buttons.
Shown = tuple[object, ...]
_NAMES = ("report", "store", "problem", "send", "stop")
_STOP = "Stop"


def build_check_tab(newsproof: Service, shelf: Shelf, *, has_uploads: bool = False) -> None:
    """Lay out the tab inside the open Blocks and connect it.

    Args:
        newsproof: What checks.
        shelf: The archive as the page reads it.
        has_uploads: Whether a draft may be given as a file.
    """
    # Not `cancels=`: Gradio 6.31 now and then loses what the cancelling event itself returns.
    stopper = gr.State(Stopper(), time_to_live=3600)
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
                if has_uploads:
                    given = gr.UploadButton(
                        "Open a draft",
                        file_types=_DRAFT_TYPES,
                        elem_id="np-draft-file",
                        elem_classes="np-quiet",
                    )
                clear = gr.Button("Clear", elem_id="np-check-clear", elem_classes="np-quiet")
                stop = gr.Button(
                    _STOP, elem_id="np-check-stop", elem_classes="np-quiet", visible=False
                )
                send = gr.Button("Check", variant="primary", elem_id="np-check", min_width=88)
            problem = html_block("", elem_classes="np-problem")
            report = html_block(_EMPTY, elem_id="np-report")
        with gr.Column(elem_classes="np-aside"):
            html_block(reader_html(_READER))
        store = html_block(store_html((), {}), elem_classes="np-hidden-block")
    outputs = [report, store, problem, send, stop]
    running = gr.on(
        [text.submit, send.click],
        partial(_check, newsproof, shelf),
        inputs=[text, as_of, stopper],
        outputs=outputs,
        **QUIETLY,
    )
    stop.click(_stop, inputs=stopper, outputs=stop, **QUIETLY)
    clear.click(_clear, outputs=[text, *outputs], cancels=[running], **QUIETLY)
    if has_uploads:
        given.upload(
            _opener(newsproof),
            inputs=given,
            outputs=[text, given, problem],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=1,
            trigger_mode="once",
        )


def _check(
    newsproof: Service, shelf: Shelf, text: object, as_of: object, stopper: Stopper
) -> Iterator[Shown]:
    """Show the draft at once, then its verdicts as they come."""
    try:
        draft, day = text_of(text), day_of(as_of)
        yield _shown(
            problem="",
            send=gr.update(interactive=False),
            stop=gr.update(value=_STOP, interactive=True, visible=True),
        )
        with closing(check_draft(newsproof, draft, day, stopper.begin())) as steps:
            for state in paced(steps, _rarer):
                marks = checking_marks(state)
                articles = shelf.cited(marks.values())
                is_over = state.report is not None
                yield _shown(
                    report=_html(newsproof, state),
                    store=store_html(articles.values(), marks),
                    send=gr.update(interactive=is_over),
                    stop=gr.update(visible=False) if is_over else gr.skip(),
                )
    except Exception as exc:  # noqa: BLE001  (the page must outlive any failure of one check)
        yield _shown(
            report=_EMPTY,
            store=store_html((), {}),
            problem=notice_html(notice_of(exc, "check")),
            send=gr.update(interactive=True),
            stop=gr.update(visible=False),
        )


def _rarer(state: Checking) -> float:
    """Return the seconds that must have passed since the last update."""
    return 0.0 if state.report is not None else LEAST_S + _MORE_S * len(state.checked)


def _html(newsproof: Service, state: Checking) -> str:
    if state.report is None or not state.report.claims:
        return checking_html(state)
    on = datetime.now(UTC).date()
    return checking_html(state, exports_html(state.report, newsproof.rules, on=on))


def _stop(stopper: Stopper) -> object:
    """Stop the check when the claim that is being looked at is done."""
    stopper.stop()
    return gr.update(value="Stopping…", interactive=False)


def _clear() -> Shown:
    return (
        "",
        *_shown(
            report=_EMPTY,
            store=store_html((), {}),
            problem="",
            send=gr.update(interactive=True),
            stop=gr.update(visible=False),
        ),
    )


def _opener(newsproof: Service) -> Callable[[object], tuple[object, ...]]:
    """Return what reads a draft from a file into the field, and deletes the file."""

    def open_draft(sent: object) -> tuple[object, ...]:
        from bot.drafts import read_draft

        paths = []
        try:
            paths = files_of(sent)
            draft = read_draft(str(paths[0]), newsproof.settings, now=datetime.now(UTC))
            return text_of(draft), gr.update(value=None), ""
        except Exception as exc:  # noqa: BLE001  (the page must outlive any file)
            return gr.skip(), gr.update(value=None), notice_html(notice_of(exc, "open a draft"))
        finally:
            for path in paths:
                with suppress(OSError):
                    path.unlink()

    return open_draft


def _shown(**changed: object) -> Shown:
    """Return one value an output, in their order; what is not named stays as it is."""
    return tuple(changed.get(name, gr.skip()) for name in _NAMES)
