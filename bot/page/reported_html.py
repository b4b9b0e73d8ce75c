"""The errors that readers reported, as the desk shows them: folded, some at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.answer import Answer, Citation, Status
from bot.packs import pack_to_json
from bot.page.citing import about
from bot.page.error_form import WORDS
from bot.page.markup import badge, esc, file_link, in_brackets, json_link, quoted, source_line
from bot.page.texts import Texts
from bot.reported import Reported, to_json_lines

PER_PAGE = 10  # each brings its evidence twice, to be saved alone and with the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Some of the reports.

    Attributes:
        n: How many there are.
        first: The place of the first one shown, from 1.
        reports: Those shown, newest first.
        damaged: Names of files among them that are no reports.
    """

    n: int
    first: int = 1
    reports: tuple[Reported, ...] = ()
    damaged: tuple[str, ...] = ()


def reported_html(t: Texts, shown: Shown, *, said: str = "", is_open: bool = False) -> str:
    """Return the folded section of reported errors.

    Args:
        t: The texts of the page.
        shown: Some of them.
        said: HTML of ours that says what was just done; may be empty.
        is_open: Whether the section is open at first.
    """
    inside = f"{_list(t, shown)}{_pager(t, shown)}" if shown.n else _line(t("check.reports_none"))
    page = (shown.first - 1) // PER_PAGE + 1
    return (
        f'<section class="np-state"><details class="np-fold" data-at="{page}"'
        f"{' open' if is_open else ''}><summary>{esc(t('check.reports', n=t.number(shown.n)))}"
        f"</summary>{said}{inside}</details></section>"
    )


def _list(t: Texts, shown: Shown) -> str:
    damaged = "".join(
        f'<p class="np-lost">{esc(t("check.report_damaged", file=f"{name}.json"))}</p>'
        for name in shown.damaged
    )
    items = "".join(_report(t, one) for one in shown.reports)
    save = ""
    if shown.reports:
        data, words = to_json_lines(shown.reports), t("check.reports_save")
        link = file_link(t, data, "application/jsonl", "newsproof-reports.jsonl", words)
        command = f"<code>{esc(t('check.reports_command'))}</code>"
        save = (
            f'<p class="np-exports">{link}</p>'
            f'<p class="np-none">{esc(t("check.reports_cases"))} {command}</p>'
        )
    return (
        f"{_line(t('check.reports_why'))}{damaged}"
        f'<div class="np-nearest np-reported">{items}</div>{save}'
    )


def _report(t: Texts, one: Reported) -> str:
    when = t("check.report_when", day=t.day(one.reported), time=f"{one.reported:%H:%M}")
    note = ""
    if one.note:
        note = f'<p class="np-reason" dir="auto">{esc(t("check.report_note", note=one.note))}</p>'
    save = json_link(t, pack_to_json(one.pack), f"newsproof-{one.id}.json", t("check.report_save"))
    return (
        f'<article class="np-card np-nearest" aria-label="{esc(one.pack.text)}">'
        f'<p class="np-claim" dir="auto">{esc(one.pack.text)}</p>'
        f'<p class="np-ruling">{badge(t(WORDS[one.wrong]), "label")}'
        f'<span class="np-sure"><time datetime="{one.reported.isoformat()}">{esc(when)}</time>'
        f"</span></p>{note}"
        f'<details class="np-proof"><summary>{esc(t("check.report_answer"))}</summary>'
        f'{_given(t, one)}</details><p class="np-exports">{save}</p>'
        f'<details class="np-deed"><summary>{esc(t("check.report_done"))}</summary>'
        f"<p>{esc(t('check.report_done_way'))}</p>"
        f'<button type="button" class="np-do" data-done="{esc(one.id)}">'
        f"{esc(t('check.report_delete'))}</button></details></article>"
    )


def _given(t: Texts, one: Reported) -> str:
    """Return the answer that was given, each sentence with its quotes in full."""
    answer = one.pack.result
    if not isinstance(answer, Answer):
        return ""  # only answers can be reported on the page
    if answer.status is Status.ABSTAINED:
        nearest = _line(t("ask.nearest")) if answer.nearest else ""
        why = f'<p class="np-reason" dir="auto">{esc(answer.reason)}</p>' if answer.reason else ""
        return f"{_line(t('ask.says_nothing'))}{why}{nearest}{_quotes(t, answer.nearest)}"
    disagree = _line(t("ask.disagree")) if answer.status is Status.CONFLICTING else ""
    short = f'<p class="np-short">{esc(answer.short)}</p>' if answer.short else ""
    said = "".join(
        f'<div class="np-statement"><p class="np-said" dir="auto">{in_brackets(statement.text)}</p>'
        f"{_quotes(t, [c for c in answer.citations if c.number in statement.citations])}</div>"
        for statement in answer.statements
    )
    return f"{disagree}{short}{said}"


def _quotes(t: Texts, citations: Iterable[Citation]) -> str:
    items = "".join(
        f'<li>{quoted(one)}<p class="np-source"><span>{source_line(t, one)}{about(t, one)}</span>'
        "</p></li>"
        for one in citations
    )
    return f'<ul class="np-nearest">{items}</ul>' if items else ""


def _pager(t: Texts, shown: Shown) -> str:
    """Return what turns the pages; nothing where all are shown."""
    if shown.n <= PER_PAGE:
        return ""
    last = min(shown.first + PER_PAGE - 1, shown.n)
    page = (shown.first - 1) // PER_PAGE + 1
    place = t(
        "check.reports_place",
        first=t.number(shown.first),
        last=t.number(last),
        n=t.number(shown.n),
    )
    return (
        f'<nav class="np-pager" aria-label="{esc(place)}">'
        f"{_turn(page - 1, t('check.reports_newer'), is_there=shown.first > 1)}"
        f"<span>{esc(place)}</span>"
        f"{_turn(page + 1, t('check.reports_older'), is_there=last < shown.n)}</nav>"
    )


def _turn(page: int, words: str, *, is_there: bool) -> str:
    return (
        f'<button type="button" class="np-do" data-page="{page}"'
        f"{'' if is_there else ' disabled'}>{esc(words)}</button>"
    )


def _line(words: str) -> str:
    return f'<p class="np-none">{esc(words)}</p>'
