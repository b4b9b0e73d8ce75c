"""The section of the desk in which reported errors are read and, once looked at, deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.page.notices_html import notice_html
from bot.page.parts import QUIETLY, html_block
from bot.page.quiet import gr
from bot.page.reported_html import PER_PAGE, Shown, reported_html
from bot.page.texts import Texts
from bot.page.told import ToldError
from bot.page.trouble import notice_of
from bot.reported import ReportError, drop, ids, read_report

# Gradio's own way from a click inside HTML to the server; what is sent is checked there. A button
# that was pressed goes away, and the focus with it: it goes to the head of the section.
_ON_LOAD = """
let isPressed = false;
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-done], [data-page]');
  if (!button) return;
  isPressed = true;
  const {done, page} = button.dataset;
  if (done) button.disabled = true;
  const at = button.closest('[data-at]').dataset.at;
  trigger('click', done ? {done, page: at} : {page});
});
new MutationObserver(() => {
  if (!isPressed || document.activeElement !== document.body) return;
  isPressed = false;
  element.querySelector('summary')?.focus();
}).observe(element, {childList: true, subtree: true});
"""


def build_reported(t: Texts, folder: Path, tab: gr.Tab) -> None:
    """Lay out the section inside the open Blocks and connect it.

    Args:
        t: The texts of the page.
        folder: The folder of error reports.
        tab: The tab that it stands in; choosing it reads the folder again.
    """
    block = html_block("", on_load=_ON_LOAD, elem_id="np-reported")
    tab.select(partial(_listed, t, folder), outputs=block, **QUIETLY)
    block.click(_clicker(t, folder), outputs=block, **QUIETLY)


def shown_at(folder: Path, page: int) -> Shown:
    """Read one page of reports: only what is shown is read, however many there are.

    Args:
        folder: The folder of error reports.
        page: From 1; one that is not there is the nearest that is.
    """
    names = ids(folder)
    page = max(1, min(page, -(-len(names) // PER_PAGE)))
    reports, damaged = [], []
    for name in names[(page - 1) * PER_PAGE : page * PER_PAGE]:
        try:
            reports.append(read_report(folder, name))
        except ReportError:
            damaged.append(name)
    return Shown(
        n=len(names),
        first=(page - 1) * PER_PAGE + 1,
        reports=tuple(reports),
        damaged=tuple(damaged),
    )


def _listed(t: Texts, folder: Path) -> str:
    return _html(t, folder, 1)


def _html(t: Texts, folder: Path, page: int, *, said: str = "", is_open: bool = False) -> str:
    try:
        return reported_html(t, shown_at(folder, page), said=said, is_open=is_open)
    except Exception as exc:  # noqa: BLE001  (a folder that cannot be read is a notice)
        return said + notice_html(t, notice_of(exc, "list the reported errors"))


def _clicker(t: Texts, folder: Path) -> Callable[[gr.EventData], str]:
    def clicked(event: gr.EventData) -> str:
        sent = event._data if isinstance(event._data, dict) else {}
        at, done = str(sent.get("page", ""))[:7], sent.get("done")
        page = int(at) if at.isascii() and at.isdigit() else 1
        said = _drop(t, folder, str(done)) if done is not None else ""
        return _html(t, folder, page, said=said, is_open=True)

    return clicked


def _drop(t: Texts, folder: Path, name: str) -> str:
    try:
        if not drop(folder, name):
            raise ToldError("check.report_gone", "check.report_gone_way")
    except Exception as exc:  # noqa: BLE001  (what can't be deleted is a notice)
        return notice_html(t, notice_of(exc, "delete a report"))
    return f'<p class="np-sent" role="status">{t("check.report_deleted")}</p>'
