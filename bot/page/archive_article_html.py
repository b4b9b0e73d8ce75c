"""What is known of an article beside its text: versions, copies, corrections, where it came from.

And the two deeds that change it: each is opened, read, and only then done.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.history import History, Quoting, Step
from bot.page.markup import day, esc, joined
from bot.page.texts import Texts
from sources.corrected import Correction
from sources.corrections import NoticeKind
from sources.word_diff import Piece, PieceKind, shown_pieces

_AROUND = 90  # code points of unchanged text on each side of a change
MAX_SHOWN = 40_000
"""Code points of one difference; the rest is left out, and the page says so."""

_SIGNS = {PieceKind.DELETED: ("del", "archive.piece_removed"),
          PieceKind.INSERTED: ("ins", "archive.piece_added"),
          PieceKind.MOVED: ("span", "archive.piece_moved")}  # fmt: skip
_CAME = {"file": "archive.came_file", "url": "archive.came_url", "feed": "archive.came_feed",
         "pasted": "archive.came_pasted", "sample": "archive.came_sample"}  # fmt: skip
_NOTICES = {
    NoticeKind.CORRECTION: "archive.notice_correction",
    NoticeKind.CLARIFICATION: "archive.notice_clarification",
    NoticeKind.EDITORS_NOTE: "archive.notice_editor",
    NoticeKind.RETRACTION: "archive.notice_retraction",
}
_FIELDS = {
    "title": "archive.field_title",
    "authors": "archive.field_authors",
    "publisher": "archive.field_publisher",
    "published": "archive.field_published",
    "updated": "archive.field_updated",
    "url": "archive.field_url",
    "language": "archive.field_language",
}
_SAVED = {"answer": "archive.saved_answer", "report": "archive.saved_report"}


def details_html(t: Texts, history: History, titles: Mapping[str, str], *, can_change: bool) -> str:
    """Return what is known of an article, and what can be done to it.

    Args:
        t: The texts of the page.
        history: All that happened to it.
        titles: Titles of the other articles that `history` names, by id.
        can_change: Whether the reader may retract and remove it.
    """
    newest = history.steps[-1].article
    return (
        f'<section class="np-known" aria-label="{esc(t("archive.about"))}">'
        f"{_provenance(t, history.steps[-1])}{_copies(t, history, titles)}"
        f"{_corrections(t, history.corrections, titles)}{_versions(t, history.steps)}"
        f"{_quoting(t, t('archive.quoting_retracted'), history.retracted_quoting)}"
        + (_deeds(t, newest.article_id, is_retracted=history.retraction is not None)
           if can_change else "")
        + "</section>"
    )  # fmt: skip


def _provenance(t: Texts, step: Step) -> str:
    came, article = step.provenance, step.article
    size = (
        t("archive.not_kept")
        if came.n_bytes is None
        else t("archive.bytes_kept", n=t.number(came.n_bytes))
    )
    way = t(_CAME[came.came_by]) if came.came_by in _CAME else came.came_by
    read_by = t("archive.read_by", reader=came.reader) if came.reader else ""
    facts = (
        ("archive.came_in", joined(esc(way), day(t, article.retrieved.date()))),
        ("archive.origin", esc(article.origin)),
        ("archive.original", joined(esc(size), esc(came.media_type), esc(read_by))),
        ("archive.counts_from", day(t, came.dated)),
        ("archive.language", esc(article.language or t("archive.not_known"))),
        ("archive.sha256", f"<code>{esc(article.sha256)}</code>"),
    )
    shown = "".join(f"<dt>{esc(t(name))}</dt><dd>{value}</dd>" for name, value in facts)
    return f'<h3>{esc(t("archive.provenance"))}</h3><dl class="np-facts">{shown}</dl>'


def _copies(t: Texts, history: History, titles: Mapping[str, str]) -> str:
    report = history.report
    own = history.steps[-1].article.article_id
    others = [name for name in (*report.articles, *report.retracted) if name != own]
    if not others:
        return ""
    items = "".join(
        f"<li>{_opening(t, name, titles)}"
        + (f" ({esc(t('archive.first_published'))})" if name == report.representative else "")
        + (f" ({esc(t('archive.retracted'))})" if name in report.retracted else "")
        + "</li>"
        for name in others
    )
    says = t.n("archive.articles", len(report.articles) + len(report.retracted))
    says += f", {t('archive.one_report')}" + (f" ({report.agency})" if report.agency else "")
    head = esc(t("archive.copies"))
    return f'<h3>{head}</h3><p>{esc(says)}</p><ul class="np-plain">{items}</ul>'


def _corrections(t: Texts, found: tuple[Correction, ...], titles: Mapping[str, str]) -> str:
    items = "".join(
        f"<li><strong>{esc(t(_NOTICES[one.kind]))}</strong> {_speaks_of(t, one, titles)}"
        f'<blockquote class="np-quote"><p>{esc(one.quote.text)}</p></blockquote></li>'
        for one in found
    )
    head = esc(t("archive.corrections"))
    return f'<h3>{head}</h3><ul class="np-plain">{items}</ul>' if items else ""


def _speaks_of(t: Texts, one: Correction, titles: Mapping[str, str]) -> str:
    if one.is_of_itself:
        return esc(t("archive.of_itself", n=int(one.quote.version)))
    if one.quote.article_id in titles:
        return t("archive.notice_in", article=_opening(t, one.quote.article_id, titles))
    if one.corrects is not None:
        return t("archive.notice_of", article=_opening(t, one.corrects, titles))
    return esc(t("archive.notice_of_unknown"))


def _versions(t: Texts, steps: tuple[Step, ...]) -> str:
    head = f"<h3>{esc(t('archive.versions'))}</h3>"
    if len(steps) == 1:
        return f"{head}<p>{esc(t('archive.only_version'))}</p>"
    items = "".join(_version(t, step) for step in reversed(steps))
    return f'{head}<ul class="np-plain np-versions">{items}</ul>'


def _version(t: Texts, step: Step) -> str:
    number = esc(t("archive.version", n=int(step.article.version)))
    head = joined(number, day(t, step.dated))
    if step.before is None:
        return f"<li><p>{head}</p></li>"
    nothing = esc(t("archive.nothing"))
    fields = "".join(
        f"<li>{esc(t(_FIELDS[one.name]))}: <del>{esc(one.old) or nothing}</del> "
        f"<ins>{esc(one.new) or nothing}</ins></li>"
        for one in step.fields
    )
    diff = f"<p>{esc(t('archive.same_text'))}</p>"
    if step.changes:
        pieces = shown_pieces(step.before.text, step.article.text, step.changes, n_around=_AROUND)
        diff = f'<p class="np-diff">{_pieces(t, pieces)}</p>'
    return (
        f"<li><details><summary>{head}: {esc(t('archive.what_changed'))}</summary>"
        + (f'<ul class="np-plain">{fields}</ul>' if fields else "")
        + diff
        + _quoting(t, t("archive.quoting_changed"), step.quoting)
        + "</details></li>"
    )


def _pieces(t: Texts, pieces: list[Piece]) -> str:
    shown: list[str] = []
    n_chars = 0
    for piece in pieces:
        if piece.kind is PieceKind.LEFT_OUT:
            shown.append(' <span class="np-gap">[…]</span> ')
            continue
        n_chars += len(piece.text)
        if n_chars > MAX_SHOWN:
            shown.append(f" <em>{esc(t('archive.diff_too_long'))}</em>")
            break
        if piece.kind is PieceKind.SAME:
            shown.append(esc(piece.text))
            continue
        tag, says = _SIGNS[piece.kind]
        shown.append(
            f'<{tag} class="np-{piece.kind.value}"><span class="np-hidden">[{esc(t(says))}: </span>'
            f'{esc(piece.text)}<span class="np-hidden">]</span></{tag}>'
        )
    return "".join(shown)


def _quoting(t: Texts, title: str, quotings: tuple[Quoting, ...]) -> str:
    items = "".join(
        f"<li>{esc(t(_SAVED[one.kind], day=t.day(one.saved.date())))} "
        f"{esc(t('archive.in_quotes', words=one.text[:200]))} "
        f"<code>{esc(one.saved_id)}</code></li>"
        for one in quotings
    )
    return f'<h4>{esc(title)}</h4><ul class="np-plain">{items}</ul>' if items else ""


def _opening(t: Texts, article_id: str, titles: Mapping[str, str]) -> str:
    title = titles.get(article_id)
    named = f"{esc(t('archive.in_quotes', words=title))} " if title else ""
    return f"{named}<code>{esc(article_id)}</code>"


def _deeds(t: Texts, article_id: str, *, is_retracted: bool) -> str:
    retract = (
        ""
        if is_retracted
        else (
            f'<details class="np-deed"><summary>{esc(t("archive.retract"))}</summary>'
            f"<p>{esc(t('archive.retract_means'))}</p><label>{esc(t('archive.reason'))} "
            '<input type="text" name="reason" maxlength="500"></label>'
            f"{_button('retract', article_id, t('archive.retract_this'))}</details>"
        )
    )
    return (
        f'<div class="np-change"><h3>{esc(t("archive.change"))}</h3>{retract}'
        f'<details class="np-deed"><summary>{esc(t("archive.remove"))}</summary>'
        f"<p>{esc(t('archive.remove_means'))}</p>"
        f"{_button('remove', article_id, t('archive.remove_this'))}</details></div>"
    )


def _button(deed: str, article_id: str, says: str) -> str:
    return (
        f'<button type="button" class="np-do" data-deed="{esc(deed)}" '
        f'data-id="{esc(article_id)}">{esc(says)}</button>'
    )
