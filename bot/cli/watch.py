"""`newsproof watch`: claims that are checked again when the archive has taken something in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import json_option, opened, print_json
from bot.cli.show import printable

if TYPE_CHECKING:
    from bot.newsproof import Newsproof
    from bot.packs.values import QuoteNow
    from bot.verdict import Evidence
    from bot.watching import Looked, Watched


@click.group(
    epilog="""\b
Examples:
  newsproof watch add "The Velle Bridge is 312 metres long."
  newsproof watch add --from draft-evidence.json
  newsproof sources refresh && newsproof watch run
"""
)
def watch() -> None:
    """Keep claims, and say when what the archive takes in changes their verdict."""


@watch.command()
@click.argument("claim", required=False)
@click.option(
    "--from",
    "pack_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Watch every checked claim of this evidence pack of a draft.",
)
@json_option
@click.pass_context
def add(ctx: click.Context, claim: str | None, pack_file: Path | None, as_json: bool) -> None:
    """Watch CLAIM from now on: it is checked, and kept in the archive with its verdict."""
    from bot.newsproof import system_clock
    from bot.packs import read_pack
    from bot.watching import add as add_watched
    from bot.watching.running import claims_of, first_check

    if (claim is None) == (pack_file is None):
        raise click.UsageError("give a claim, or a pack with --from")
    checked = claims_of(read_pack(pack_file)) if pack_file else []
    now = system_clock()
    with opened(ctx) as newsproof:
        if claim is not None:
            checked = [first_check(newsproof, claim, now=now)]
        added = add_watched(newsproof.archive, checked, now=now)
    if as_json:
        print_json([_facts(one) for one in added])
        return
    for one in added:
        _show(one)
    click.echo(f"{len(added)} watched", err=True)


@watch.command("list")
@json_option
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List what is watched, oldest first, with the last verdict."""
    from bot.watching import listed

    with opened(ctx) as newsproof:
        found = listed(newsproof.archive)
    if as_json:
        print_json([_facts(one) for one in found])
        return
    for one in found:
        _show(one)
    click.echo(f"{len(found)} watched", err=True)


@watch.command()
@click.argument("watched_id", metavar="ID")
@json_option
@click.pass_context
def remove(ctx: click.Context, watched_id: str, as_json: bool) -> None:
    """Watch a claim no longer; nothing of it is kept."""
    from bot.newsproof import system_clock
    from bot.watching import remove as remove_watched

    with opened(ctx) as newsproof:
        remove_watched(newsproof.archive, watched_id, now=system_clock())
    if as_json:
        print_json({"id": watched_id, "removed": True})
    else:
        click.echo(f"removed {watched_id}")


@watch.command()
@json_option
@click.pass_context
def run(ctx: click.Context, as_json: bool) -> None:
    """Check every watched claim again. Exit 1 if a verdict or its evidence has changed.

    3 when nothing has changed and a claim could not be checked.
    """
    with opened(ctx) as newsproof:
        code = run_all(newsproof, as_json=as_json)
    if code:
        ctx.exit(code)


def run_all(newsproof: Newsproof, *, as_json: bool = False) -> int:
    """Check all watched claims again, print what has changed, then keep the new checks.

    What was printed is kept only afterwards: a run that is stopped tells it again.

    Returns:
        The exit code: 1 when something has changed, 3 when something could not be checked, else 0.
    """
    from bot.newsproof import system_clock
    from bot.watching import check_again, listed, note

    now = system_clock()
    looked = []
    for one in check_again(newsproof, listed(newsproof.archive), now=now):
        looked.append(one)
        if not as_json and (one.is_changed or not one.is_checked):
            _show_looked(one)
    changed = [one for one in looked if one.is_changed]
    if as_json:
        print_json({"changed": len(changed), "claims": [looked_to_json(one) for one in looked]})
    else:
        click.echo(f"{len(changed)} of {len(looked)} watched claims changed", err=True)
    note(newsproof.archive, looked, now=now)
    if changed:
        return 1
    return 0 if all(one.is_checked for one in looked) else 3


def looked_to_json(one: Looked) -> dict[str, Any]:
    """Return what `watch run --json` says of a claim."""
    return {
        "id": one.watched.id,
        "text": one.watched.text,
        "was": one.watched.verdict.value,
        "is": one.verdict.value,
        "changed": one.is_changed,
        "reason": _reason(one),
        "new_quotes": [_quote_facts(evidence) for evidence in one.new],
        "evidence": [_state_facts(now) for now in one.evidence],
    }


def _show(one: Watched) -> None:
    verdict = one.verdict.value.replace("_", " ")
    click.echo(f"{one.id}  {one.added:%Y-%m-%d}  {verdict:<19}  {printable(one.text)}")


def _show_looked(one: Looked) -> None:
    was, is_now = (v.value.replace("_", " ") for v in (one.watched.verdict, one.verdict))
    click.echo(f"{one.watched.id}  {printable(one.watched.text)}")
    if not one.is_checked:
        click.echo(f"  could not be checked, last {was}: {printable(_reason(one))}")
    elif one.has_other_verdict:
        click.echo(f"  was {was}, is {is_now}: {printable(_reason(one))}")
    else:
        click.echo(f"  still {is_now}")
    for evidence in one.new if one.has_other_verdict else ():
        citation = evidence.citation
        source = f"{citation.publisher or 'unknown publisher'}, {citation.published or 'undated'}"
        click.echo(f"  new ({evidence.stance.value}): “{_line(citation.quote.text)}”")
        click.echo(f"      {printable(citation.title)} · {printable(source)}")
    for now in one.evidence:
        click.echo(f"  {now.state.value}: “{_line(now.packed.quote.text)}”")
        click.echo(f"      {printable(now.packed.title)}: {printable(now.reason)}")
        if now.now and now.now.text != now.packed.quote.text:
            click.echo(f"      now: “{_line(now.now.text)}”")


def _reason(one: Looked) -> str:
    worst = [claim for claim in one.report.claims if claim.verdict is one.verdict]
    return worst[0].reason if worst else ""


def _facts(one: Watched) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "verdict": one.verdict.value,
        "added": one.added.isoformat(),
        "checked": one.pack.made.isoformat(),
    }


def _quote_facts(evidence: Evidence) -> dict[str, Any]:
    from bot.wire import citation_to_json

    return {"stance": evidence.stance.value, **citation_to_json(evidence.citation)}


def _state_facts(now: QuoteNow) -> dict[str, Any]:
    quote = now.packed.quote
    return {
        "article_id": quote.article_id,
        "version": quote.version,
        "quote": quote.text,
        "title": now.packed.title,
        "state": now.state.value,
        "reason": now.reason,
        "now": now.now.text if now.now else None,
    }


def _line(text: str) -> str:
    return " ".join(printable(text).split())
