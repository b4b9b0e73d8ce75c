"""The tab Evaluation: the page finds it as an entry point of the group `newsproof.tabs`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from bot.page.notices_html import notice_html
from bot.page.parts import QUIETLY, html_block
from bot.page.quiet import gr
from bot.page.service import Service
from bot.page.texts import Texts
from bot.page.trouble import notice_of
from eval.errors import EvalError
from eval.gate.baseline import PACKAGED, read_baseline
from eval.keeping import FOLDER, KeptRuns, Listing, compared
from eval.page.tab_html import BASELINE, Shown, picker_html, run_name, shown_html, told_html
from eval.records import Run
from eval.summary import Summary, summarise

_DOING = "show the evaluation"
_ON_PICK = """
element.addEventListener('change', (event) => {
  if (!event.target.closest('[data-pick]')) return;
  const value = (name) => element.querySelector('[data-pick=' + name + ']').value;
  trigger('click', {run: value('run'), other: value('other')});
});
"""


class EvaluationTab:
    """The tab: `id` is its name in the page."""

    id = "evaluation"

    def name(self, t: Texts) -> str:
        """Return what the tab is called."""
        return t("evaluation.name")

    def build(self, t: Texts, newsproof: Service) -> None:
        """Lay out the tab inside the open `gr.Tab` and connect it.

        Args:
            t: The texts of the page.
            newsproof: Whose data directory holds the runs that are kept.
        """
        folder = newsproof.archive.database.folder
        desk = Desk(t, KeptRuns(None if folder is None else folder / FOLDER), folder is not None)
        html_block(f"<style>{style_sheet()}</style>")
        picker = html_block("", on_load=_ON_PICK, elem_id="np-evaluation-pick")
        shown = html_block("", elem_id="np-evaluation")

        def opened() -> Iterator[tuple[object, object]]:
            yield told_html(t("evaluation.loading")), ""
            yield desk.opened()

        def chosen(event: gr.EventData) -> Iterator[str]:
            data = event._data if isinstance(event._data, dict) else {}
            yield told_html(t("evaluation.loading"))
            yield desk.chosen(str(data.get("run", "")), str(data.get("other", "")))

        tab = gr.context.get_render_context()
        latest = {**QUIETLY, "trigger_mode": "always_last"}
        tab.select(opened, outputs=[picker, shown], **QUIETLY)
        picker.click(chosen, outputs=shown, **latest)


TAB = EvaluationTab()


class Desk:
    """Reads what was chosen and says what to show; its answers are HTML, whatever happens."""

    def __init__(self, t: Texts, kept: KeptRuns, has_folder: bool) -> None:
        """Make one for a page.

        Args:
            t: The texts of the page.
            kept: The runs that were kept.
            has_folder: Whether there is a folder to keep runs in.
        """
        self._t, self._kept, self._has_folder = t, kept, has_folder
        self._baseline: tuple[Run, Summary] | None = None
        self._compare = compared(2)

    def opened(self) -> tuple[str, str]:
        """Return the fields, and the newest run beside what it is best compared with."""
        try:
            listing = self._kept.listing()
            notice = ""
            try:
                baseline: Run | None = self._packaged()[0]
            except EvalError as exc:
                baseline, notice = None, notice_html(self._t, notice_of(exc, _DOING))
            run, other = first_choice(listing, baseline)
            picker = picker_html(
                self._t,
                listing,
                baseline,
                run=run,
                other=other,
                has_folder=self._has_folder,
            )
            return picker, notice + (self._show(run, other) if run else "")
        except Exception as exc:  # noqa: BLE001  (the page must outlive any file)
            return "", notice_html(self._t, notice_of(exc, _DOING))

    def chosen(self, run: str, other: str) -> str:
        """Return what is told of a run, beside another one ("" for none)."""
        try:
            return self._show(run, other)
        except Exception as exc:  # noqa: BLE001  (as above)
            return notice_html(self._t, notice_of(exc, _DOING))

    def _show(self, name: str, other: str) -> str:
        t = self._t
        listing = self._kept.listing()
        names = {one.name: run_name(t, one) for one in listing.runs}
        if not {name, other or name} <= {*names, BASELINE}:
            return told_html(t("evaluation.gone"))
        run, summary = self._get(name)
        notices = [t("evaluation.baseline_note")] if name == BASELINE else []
        comparison, earlier = None, ""
        if other and other == name:
            notices.append(t("evaluation.same"))
        elif other:
            before, _ = self._get(other)
            earlier = names.get(other) or t("evaluation.baseline", split=before.split)
            comparison = self._compare(before, run)
            if not comparison.n_common:
                comparison, earlier = None, ""
                notices.append(t("evaluation.nothing_common"))
        history = []
        try:
            history = self._kept.history()
        except EvalError as exc:
            notices.append(t("evaluation.history_wrong", why=exc.what))
        return shown_html(
            t,
            Shown(
                run=run,
                summary=summary,
                comparison=comparison,
                earlier=earlier,
                history=history,
                notices=notices,
            ),
        )

    def _get(self, name: str) -> tuple[Run, Summary]:
        return self._packaged() if name == BASELINE else self._kept.run(name)

    def _packaged(self) -> tuple[Run, Summary]:
        if self._baseline is None:
            run = read_baseline(PACKAGED).run
            self._baseline = run, summarise(run)
        return self._baseline


def first_choice(listing: Listing, baseline: Run | None) -> tuple[str, str]:
    """Return the newest run, and of the earlier ones over the same cases the newest, or "".

    The baseline stands in for a run where there is none, and for an earlier one over its split.
    """
    if not listing.runs:
        return (BASELINE if baseline else ""), ""
    newest, *rest = listing.runs
    for one in rest:
        if (one.digest, one.system) == (newest.digest, newest.system):
            return newest.name, one.name
    is_like = baseline is not None and baseline.split == newest.split
    return newest.name, BASELINE if is_like else ""


def style_sheet() -> str:
    """Return the rules of the report's parts, in the colours of the page and in the tab alone."""
    room = resources.files("eval.reports")
    parts, own = (room.joinpath(f"{name}.css").read_text("utf-8") for name in ("parts", "tab"))
    # Twice the class outweighs the resets that Gradio loads.
    return f".gradio-container.gradio-container .np-eval {{\n{parts}\n}}\n{own}"
