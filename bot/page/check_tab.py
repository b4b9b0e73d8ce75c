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
from bot.page.reported_fold import build_reported
from bot.page.service import Service
from bot.page.shelf import Shelf
from bot.page.texts import Texts
from bot.page.trouble import notice_of
from bot.page.writing import LEAST_S, paced
from bot.reported import FOLDER

_DRAFT_TYPES = [".docx", ".txt", ".md"]
# A long draft is sent again with each verdict: the further it is, the rarer.
_MORE_S = 0.02
# Report, store of articles, problem, buttons.
Shown = tuple[object, ...]
_NAMES = ("report", "store", "problem", "send", "stop")


def build_check_tab(
    t: Texts,
    newsproof: Service,
    shelf: Shelf,
    *,
    has_uploads: bool = False,
    reports_tab: gr.Tab | None = None,
) -> None:
    """Lay out the tab inside the open Blocks and connect it.

    Args:
        t: The texts of the page.
        newsproof: What checks.
        shelf: The archive as the page reads it.
        has_uploads: Whether a draft may be given as a file.
        reports_tab: The tab itself, where the errors that readers reported may be seen; else None.
    """
    # Not `cancels=`: Gradio 6.31 now and then loses what the cancelling event itself returns.
    stopper = gr.State(Stopper(), time_to_live=3600)
    with gr.Row(elem_classes="np-desk", equal_height=False):
        with gr.Column(elem_classes="np-main"):
            text = gr.Textbox(
                label=t("check.draft"),
                placeholder=t("check.draft_example"),
                lines=4,
                max_lines=14,
                elem_id="np-claim",
            )
            with gr.Row(elem_classes="np-options"):
                as_of = day_field(t, "np-check-as-of", t("check.as_of"))
                if has_uploads:
                    given = gr.UploadButton(
                        t("check.open_draft"),
                        file_types=_DRAFT_TYPES,
                        elem_id="np-draft-file",
                        elem_classes="np-quiet",
                    )
            with gr.Row(elem_classes="np-options"):
                clear = gr.Button(
                    t("check.clear"), elem_id="np-check-clear", elem_classes="np-quiet"
                )
                stop = gr.Button(
                    t("check.stop"),
                    elem_id="np-check-stop",
                    elem_classes="np-quiet",
                    visible=False,
                )
                send = gr.Button(
                    t("check.send"), variant="primary", elem_id="np-check", min_width=88
                )
            problem = html_block("", elem_classes="np-problem")
            report = html_block(_empty(t), elem_id="np-report")
            folder = newsproof.archive.database.folder
            if reports_tab is not None and folder is not None:
                build_reported(t, folder / FOLDER, reports_tab)
        with gr.Column(elem_classes="np-aside"):
            html_block(reader_html(t, t("check.reader")))
        store = html_block(store_html(t, (), {}), elem_classes="np-hidden-block")
    outputs = [report, store, problem, send, stop]
    running = gr.on(
        [text.submit, send.click],
        _checker(t, newsproof, shelf),
        inputs=[text, as_of, stopper],
        outputs=outputs,
        **QUIETLY,
    )
    stop.click(partial(_stop, t), inputs=stopper, outputs=stop, **QUIETLY)
    clear.click(partial(_clear, t), outputs=[text, *outputs], cancels=[running], **QUIETLY)
    if has_uploads:
        given.upload(
            _opener(t, newsproof),
            inputs=given,
            outputs=[text, given, problem],
            show_progress="hidden",
            api_visibility="private",
            concurrency_limit=1,
            trigger_mode="once",
        )


def _checker(t: Texts, newsproof: Service, shelf: Shelf) -> Callable[..., Iterator[Shown]]:
    """Return what checks a draft for the page."""

    def check(text: object, as_of: object, stopper: Stopper) -> Iterator[Shown]:
        """Show the draft at once, then its verdicts as they come."""
        try:
            draft, day = text_of(text), day_of(as_of)
            yield _shown(
                problem="",
                send=gr.update(interactive=False),
                stop=gr.update(value=t("check.stop"), interactive=True, visible=True),
            )
            with closing(check_draft(newsproof, draft, day, stopper.begin())) as steps:
                for state in paced(steps, _rarer):
                    marks = checking_marks(state)
                    articles = shelf.cited(marks.values())
                    is_over = state.report is not None
                    yield _shown(
                        report=_html(t, newsproof, state),
                        store=store_html(t, articles.values(), marks),
                        send=gr.update(interactive=is_over),
                        stop=gr.update(visible=False) if is_over else gr.skip(),
                    )
        except Exception as exc:  # noqa: BLE001  (the page must outlive any failure of one check)
            yield _shown(
                report=_empty(t),
                store=store_html(t, (), {}),
                problem=notice_html(t, notice_of(exc, "check")),
                send=gr.update(interactive=True),
                stop=gr.update(visible=False),
            )

    return check


def _empty(t: Texts) -> str:
    return empty_html(t("check.empty"), t("check.empty_way"))


def _rarer(state: Checking) -> float:
    """Return the seconds that must have passed since the last update."""
    return 0.0 if state.report is not None else LEAST_S + _MORE_S * len(state.checked)


def _html(t: Texts, newsproof: Service, state: Checking) -> str:
    if state.report is None or not state.report.claims:
        return checking_html(t, state)
    on = datetime.now(UTC).date()
    return checking_html(t, state, exports_html(t, state.report, newsproof.rules, on=on))


def _stop(t: Texts, stopper: Stopper) -> object:
    """Stop the check when the claim that is being looked at is done."""
    stopper.stop()
    return gr.update(value=t("check.stopping"), interactive=False)


def _clear(t: Texts) -> Shown:
    return (
        "",
        *_shown(
            report=_empty(t),
            store=store_html(t, (), {}),
            problem="",
            send=gr.update(interactive=True),
            stop=gr.update(visible=False),
        ),
    )


def _opener(t: Texts, newsproof: Service) -> Callable[[object], tuple[object, ...]]:
    """Return what reads a draft from a file into the field, and deletes the file."""

    def open_draft(sent: object) -> tuple[object, ...]:
        from bot.drafts import read_draft

        paths = []
        try:
            paths = files_of(sent)
            draft = read_draft(str(paths[0]), newsproof.settings, now=datetime.now(UTC))
            return text_of(draft), gr.update(value=None), ""
        except Exception as exc:  # noqa: BLE001  (the page must outlive any file)
            return gr.skip(), gr.update(value=None), notice_html(t, notice_of(exc, "open a draft"))
        finally:
            for path in paths:
                with suppress(OSError):
                    path.unlink()

    return open_draft


def _shown(**changed: object) -> Shown:
    """Return one value an output, in their order; what is not named stays as it is."""
    return tuple(changed.get(name, gr.skip()) for name in _NAMES)
