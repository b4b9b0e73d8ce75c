"""What is known of an article beside its text: versions, copies, corrections, where it came from.

And the two deeds that change it: each is opened, read, and only then done.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.history import History, Quoting, Step
from bot.page.markup import day, esc, joined, plain_day
from sources.copies import counted
from sources.corrected import Correction
from sources.word_diff import Piece, PieceKind, shown_pieces

_AROUND = 90  # code points of unchanged text on each side of a change
MAX_SHOWN = 40_000
"""Code points of one difference; the rest is left out, and the page says so."""

_SIGNS = {PieceKind.DELETED: ("del", "removed"), PieceKind.INSERTED: ("ins", "added"),
          PieceKind.MOVED: ("span", "moved here")}  # fmt: skip


def details_html(history: History, titles: Mapping[str, str], *, can_change: bool) -> str:
    """Return what is known of an article, and what can be done to it.

    Args:
        history: All that happened to it.
        titles: Titles of the other articles that `history` names, by id.
        can_change: Whether the reader may retract and remove it.
    """
    newest = history.steps[-1].article
    return (
        '<section class="np-known" aria-label="About this article">'
        f"{_provenance(history.steps[-1])}{_copies(history, titles)}"
        f"{_corrections(history.corrections, titles)}{_versions(history.steps)}"
        f"{_quoting('Saved and quoting this retracted article', history.retracted_quoting)}"
        + (_deeds(newest.article_id, is_retracted=history.retraction is not None)
           if can_change else "")
        + "</section>"
    )  # fmt: skip


def _provenance(step: Step) -> str:
    came, article = step.provenance, step.article
    size = f"{came.n_bytes:,} bytes kept" if came.n_bytes is not None else "original not kept"
    way = esc(_CAME.get(came.came_by, came.came_by))
    read_by = esc(came.reader and f"read by {came.reader}")
    facts = (
        ("Came in", joined(way, day(article.retrieved.date()))),
        ("From", esc(article.origin)),
        ("Original", joined(size, esc(came.media_type), read_by)),
        ("Counts from", day(came.dated)),
        ("Language", esc(article.language or "not known")),
        ("SHA-256", f"<code>{esc(article.sha256)}</code>"),
    )
    shown = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    return f'<h3>Where it came from</h3><dl class="np-facts">{shown}</dl>'


_CAME = {"file": "as a file", "url": "by its address", "feed": "by a feed", "pasted": "pasted in",
         "sample": "as a packaged sample"}  # fmt: skip


def _copies(history: History, titles: Mapping[str, str]) -> str:
    report = history.report
    own = history.steps[-1].article.article_id
    others = [name for name in (*report.articles, *report.retracted) if name != own]
    if not others:
        return ""
    n_articles = len(report.articles) + len(report.retracted)
    items = "".join(
        f"<li>{_opening(name, titles)}"
        + (" (first published)" if name == report.representative else "")
        + (" (retracted)" if name in report.retracted else "")
        + "</li>"
        for name in others
    )
    says = esc(counted([report], n_articles))
    return f'<h3>Copies</h3><p>{says}</p><ul class="np-plain">{items}</ul>'


def _corrections(found: tuple[Correction, ...], titles: Mapping[str, str]) -> str:
    items = "".join(
        f"<li><strong>{esc(str(one.kind.value).capitalize())}</strong> {_speaks_of(one, titles)}"
        f'<blockquote class="np-quote"><p>{esc(one.quote.text)}</p></blockquote></li>'
        for one in found
    )
    return f'<h3>Correction notices</h3><ul class="np-plain">{items}</ul>' if items else ""


def _speaks_of(one: Correction, titles: Mapping[str, str]) -> str:
    if one.is_of_itself:
        return f"in version {int(one.quote.version)}, of an earlier version of this article"
    if one.quote.article_id in titles:
        return f"in {_opening(one.quote.article_id, titles)}"
    if one.corrects is not None:
        return f"of {_opening(one.corrects, titles)}"
    return "of an article that is not known here"


def _versions(steps: tuple[Step, ...]) -> str:
    if len(steps) == 1:
        return "<h3>Versions</h3><p>This is the only one.</p>"
    items = "".join(_version(step) for step in reversed(steps))
    return f'<h3>Versions</h3><ol class="np-versions" reversed>{items}</ol>'


def _version(step: Step) -> str:
    head = joined(f"Version {int(step.article.version)}", day(step.dated))
    if step.before is None:
        return f"<li><p>{head}</p></li>"
    fields = "".join(
        f"<li>{esc(one.name.capitalize())}: <del>{esc(one.old) or 'nothing'}</del> "
        f"<ins>{esc(one.new) or 'nothing'}</ins></li>"
        for one in step.fields
    )
    diff = "<p>The text is the same.</p>"
    if step.changes:
        pieces = shown_pieces(step.before.text, step.article.text, step.changes, n_around=_AROUND)
        diff = f'<p class="np-diff">{_pieces(pieces)}</p>'
    return (
        f"<li><details><summary>{head}: what changed</summary>"
        + (f'<ul class="np-plain">{fields}</ul>' if fields else "")
        + diff
        + _quoting("Saved and quoting words that changed", step.quoting)
        + "</details></li>"
    )


def _pieces(pieces: list[Piece]) -> str:
    shown: list[str] = []
    n_chars = 0
    for piece in pieces:
        if piece.kind is PieceKind.LEFT_OUT:
            shown.append(' <span class="np-gap">[…]</span> ')
            continue
        n_chars += len(piece.text)
        if n_chars > MAX_SHOWN:
            shown.append(" <em>The difference is too long to show all of it.</em>")
            break
        if piece.kind is PieceKind.SAME:
            shown.append(esc(piece.text))
            continue
        tag, says = _SIGNS[piece.kind]
        shown.append(
            f'<{tag} class="np-{piece.kind.value}"><span class="np-hidden">[{says}: </span>'
            f'{esc(piece.text)}<span class="np-hidden">]</span></{tag}>'
        )
    return "".join(shown)


def _quoting(title: str, quotings: tuple[Quoting, ...]) -> str:
    items = "".join(
        f"<li>{esc(one.kind.capitalize())} saved on {plain_day(one.saved.date())}: "
        f"“{esc(one.text[:200])}” <code>{esc(one.saved_id)}</code></li>"
        for one in quotings
    )
    return f'<h4>{esc(title)}</h4><ul class="np-plain">{items}</ul>' if items else ""


def _opening(article_id: str, titles: Mapping[str, str]) -> str:
    title = titles.get(article_id)
    if title is None:
        return f"<code>{esc(article_id)}</code>"
    return f"“{esc(title)}” <code>{esc(article_id)}</code>"


def _deeds(article_id: str, *, is_retracted: bool) -> str:
    retract = (
        ""
        if is_retracted
        else (
            '<details class="np-deed"><summary>Retract…</summary>'
            "<p>The article stays readable and is marked as retracted; it is never used as support "
            "again.</p><label>Reason, shown to readers "
            '<input type="text" name="reason" maxlength="500"></label>'
            f"{_button('retract', article_id, 'Retract this article')}</details>"
        )
    )
    return (
        f'<div class="np-change"><h3>Change</h3>{retract}'
        '<details class="np-deed"><summary>Remove…</summary>'
        "<p>All its versions, passages, vectors and originals are deleted. This can’t be undone, "
        "and what was saved with quotes of it loses its source.</p>"
        f"{_button('remove', article_id, 'Remove this article for good')}</details></div>"
    )


def _button(deed: str, article_id: str, says: str) -> str:
    return (
        f'<button type="button" class="np-do" data-deed="{esc(deed)}" '
        f'data-id="{esc(article_id)}">{esc(says)}</button>'
    )
