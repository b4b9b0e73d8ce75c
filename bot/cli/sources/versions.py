"""`newsproof sources history` and `reread`: the versions of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import json_option, opened, print_json, progress_bars
from bot.cli.show import printable
from bot.wire.articles import article_facts, provenance_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.history import History, Quoting, Step
    from sources.corrected import Correction
    from sources.rereading import Rereading
    from sources.word_diff import Change, Piece

_AROUND = 60  # code points of unchanged text shown on each side of a change
_SHOWN_NOTICE = 300


@click.command(epilog="\b\nExample:\n  newsproof sources history 0123456789abcdef")
@click.argument("article_id")
@json_option
@click.pass_context
def history(ctx: click.Context, article_id: str, as_json: bool) -> None:
    """Show what happened to an article, oldest version first.

    What changed in each version, word by word: [-gone-], {+new+}, {>moved here<}. What was saved
    and quotes words that changed. Notices of correction that speak of it, its own and others'.
    Its copies, which count as one independent report. Its retraction.
    """
    from bot.history import history_of
    from sources.copies import counted

    with opened(ctx) as newsproof:
        found = history_of(newsproof.archive, article_id)
    if as_json:
        print_json(_history_facts(found))
        return
    for step in found.steps:
        _show_step(step)
    for correction in found.corrections:
        _show_correction(correction, article_id)
    report = found.report
    if report.articles:
        click.echo(counted([report], len(report.articles)))
    for other in report.articles if report.articles != (article_id,) else ():
        mark = "  (published first)" if other == report.representative else ""
        click.echo(f"  {other}{mark}")
    for other in report.retracted:
        if other != article_id:
            click.echo(f"  {other}  retracted: look at its copies again")
    if found.retraction:
        reason = f": {printable(found.retraction.reason)}" if found.retraction.reason else ""
        click.echo(f"retracted on {found.retraction.on.isoformat()}{reason}")
        for one in found.retracted_quoting:
            _show_quoting(one, "quotes it")


@click.command(
    epilog="\b\nExamples:\n  newsproof sources reread 0123456789abcdef\n"
    "  newsproof sources reread --all --dry-run"
)
@click.argument("article_id", nargs=-1)
@click.option("--all", "is_all", is_flag=True, help="Every article of the archive.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@json_option
@click.pass_context
def reread(
    ctx: click.Context, article_id: tuple[str, ...], is_all: bool, dry_run: bool, as_json: bool
) -> None:
    """Run the readers over the originals again, after they have become better.

    What comes out differently is a new version, known from the same day as the one before. What
    can't be read again, because its original isn't kept, is listed.
    """
    from bot.newsproof import system_clock
    from bot.rereading import reread as run_again

    if bool(article_id) == is_all:
        raise click.UsageError("give at least one ARTICLE_ID, or --all")
    with opened(ctx) as newsproof, progress_bars(shown=not as_json) as on_progress:
        ids = article_id or tuple(a.article_id for a in newsproof.archive.articles())
        found = run_again(
            newsproof.archive,
            newsproof.keeper,
            ids,
            dry_run=dry_run,
            now=system_clock(),
            on_progress=on_progress,
        )
    if as_json:
        print_json([_reread_facts(one) for one in found])
        return
    for one in found:
        if one.outcome != "unchanged":
            said = f": {printable(one.reason)}" if one.reason else ""
            click.echo(
                f"{one.outcome:<9} {one.article.article_id}  {printable(one.article.title)}{said}"
            )
            if one.fresh:
                click.echo(_indented(_difference(one.article.text, one.fresh.text)))
    n_changed = sum(one.outcome == "changed" for one in found)
    would = " would be" if dry_run else ""
    click.echo(f"{len(found)} read again, {n_changed}{would} changed", err=True)


def _show_step(step: Step) -> None:
    article, came = step.article, step.provenance
    kept = f", original of {came.n_bytes:,} bytes kept" if came.n_bytes else ""
    by = f" by {came.reader}" if came.reader else ""
    click.echo(
        f"version {article.version}  {step.dated.isoformat()}  {printable(article.title)}\n"
        f"  {len(article.text):,} characters, {came.came_by}, read "
        f"{article.retrieved:%Y-%m-%d %H:%M}{by} from {printable(article.origin)}{kept}"
    )
    for field in step.fields:
        old, new = printable(field.old), printable(field.new)
        click.echo(f"  {field.name}: {_marked(old, new)}")
    if step.before and step.changes:
        click.echo(_indented(_difference(step.before.text, article.text)))
    for one in step.quoting:
        _show_quoting(one, f"quotes words that changed here, on {step.dated.isoformat()}")


def _show_quoting(one: Quoting, what: str) -> None:
    click.echo(
        f"  {one.kind} {one.saved_id}, saved {one.saved:%Y-%m-%d}, {what}: "
        + printable(" ".join(one.text.split())[:80])
    )


def _show_correction(one: Correction, article_id: str) -> None:
    words = " ".join(printable(one.quote.text, keep="\n").split())
    cut = words if len(words) <= _SHOWN_NOTICE else words[:_SHOWN_NOTICE] + "…"
    if one.quote.article_id == article_id:
        of = "" if one.is_of_itself else f", of {one.corrects or 'an article that is not known'}"
        where = f"in version {one.quote.version}{of}"
    else:
        where = f"in {one.quote.article_id}"
    click.echo(f"{one.kind} {where}: {cut}")


def _difference(old: str, new: str) -> str:
    """Return the changed stretches of a text, in colours where they are shown."""
    from sources.word_diff import shown_pieces, word_changes

    return _coloured(shown_pieces(old, new, word_changes(old, new), n_around=_AROUND))


def _marked(old: str, new: str) -> str:
    from sources.word_diff import Piece, PieceKind

    pieces = [Piece(PieceKind.DELETED, old), Piece(PieceKind.INSERTED, new)]
    return _coloured([piece for piece in pieces if piece.text])


def _coloured(pieces: Sequence[Piece]) -> str:
    from sources.word_diff import Piece, plain

    colours = {"deleted": "red", "inserted": "green", "moved": "cyan"}
    shown = []
    for piece in pieces:
        marked = plain([Piece(piece.kind, printable(piece.text, keep="\n"))])
        colour = colours.get(piece.kind)
        shown.append(click.style(marked, fg=colour) if colour else marked)
    return "".join(shown).strip()


def _indented(text: str) -> str:
    lines = (line for line in text.split("\n") if line.strip())
    return "\n".join(f"    {line}" for line in lines)


def _history_facts(found: History) -> dict[str, Any]:
    report = found.report
    return {
        "versions": [_step_facts(step) for step in found.steps],
        "corrections": [
            {
                "kind": one.kind.value,
                "article_id": one.quote.article_id,
                "version": one.quote.version,
                "start": one.quote.start,
                "end": one.quote.end,
                "text": one.quote.text,
                "corrects": one.corrects,
            }
            for one in found.corrections
        ],
        "report": {
            "representative": report.representative,
            "articles": list(report.articles),
            "retracted": list(report.retracted),
            "agency": report.agency,
        },
        "retracted": found.retraction.on.isoformat() if found.retraction else None,
        "retraction_reason": found.retraction.reason if found.retraction else "",
        "retracted_quoting": [_quoting_facts(one) for one in found.retracted_quoting],
    }


def _step_facts(step: Step) -> dict[str, Any]:
    return {
        **article_facts(step.article),
        **provenance_facts(step.provenance),
        "changes": [_change_facts(change) for change in step.changes],
        "fields": [{"name": f.name, "old": f.old, "new": f.new} for f in step.fields],
        "quoting": [_quoting_facts(one) for one in step.quoting],
    }


def _change_facts(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "old": [change.old.start, change.old.end],
        "new": [change.new.start, change.new.end],
        "inside": [_change_facts(one) for one in change.inside],
    }


def _quoting_facts(one: Quoting) -> dict[str, Any]:
    return {
        "saved_id": one.saved_id,
        "kind": one.kind,
        "text": one.text,
        "saved": one.saved.isoformat(),
        "version": one.version,
        "start": one.quote.start,
        "end": one.quote.end,
    }


def _reread_facts(one: Rereading) -> dict[str, Any]:
    return {
        "article_id": one.article.article_id,
        "title": one.article.title,
        "outcome": one.outcome.value,
        "reason": one.reason,
        "reader": one.reader,
    }
