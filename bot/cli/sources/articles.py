"""`newsproof sources list`, `show`, `retract`, `remove`, `rejected`: the articles themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import Day, as_of_option, json_option, opened, print_json
from bot.cli.show import printable
from bot.wire.articles import article_facts, provenance_facts

if TYPE_CHECKING:
    from bot.removing import Removed


@click.command("list")
@as_of_option
@json_option
@click.pass_context
def list_(ctx: click.Context, as_of: date | None, as_json: bool) -> None:
    """List the articles, newest first."""
    with opened(ctx) as newsproof:
        articles = newsproof.archive.articles(as_of)
    if as_json:
        print_json([article_facts(article) for article in articles])
        return
    for article in articles:
        day = article.published.isoformat() if article.published else "undated   "
        mark = " (retracted)" if article.retraction else ""
        publisher = article.publisher or "unknown publisher"
        click.echo(
            f"{article.article_id}  {day}  {printable(article.title)}{mark} · "
            + printable(publisher)
        )
    click.echo(f"{len(articles)} articles", err=True)


@click.command()
@click.argument("article_id")
@click.option("--version", "version", type=int, help="An earlier version.")
@json_option
@click.pass_context
def show(ctx: click.Context, article_id: str, version: int | None, as_json: bool) -> None:
    """Show an article as it is archived."""
    from sources.provenance import provenance_of

    with opened(ctx) as newsproof:
        article = newsproof.archive.get(article_id, version)
        came = provenance_of(newsproof.archive, article)
    facts = article_facts(article) | provenance_facts(came)
    if as_json:
        print_json(facts | {"text": article.text})
        return
    for name, value in facts.items():
        if value not in (None, "", [], False):
            shown = ", ".join(value) if isinstance(value, list) else value
            click.echo(f"{name:<17} {printable(str(shown))}")
    click.echo("\n" + printable(article.text, keep="\n\t"))


@click.command()
@click.argument("article_id")
@click.option("--reason", default="", help="Why, in a sentence.")
@click.option("--on", type=Day(), help="Day of the retraction  [default: today].")
@json_option
@click.pass_context
def retract(
    ctx: click.Context, article_id: str, reason: str, on: date | None, as_json: bool
) -> None:
    """Mark an article as withdrawn: it stays readable and is never used as support."""
    with opened(ctx) as newsproof:
        newsproof.retract(article_id, on=on, reason=reason)
        article = newsproof.archive.get(article_id)
    if as_json:
        print_json(article_facts(article))
    else:
        click.echo(f"retracted {article_id}  {printable(article.title)}")


@click.command()
@click.argument("article_id")
@click.confirmation_option(
    prompt="Delete the article, its versions, passages, vectors and original?"
)
@json_option
@click.pass_context
def remove(ctx: click.Context, article_id: str, as_json: bool) -> None:
    """Delete an article for good, with everything made from it, and say what that was."""
    from bot.newsproof import system_clock
    from bot.removing import remove as remove_article

    with opened(ctx) as newsproof:
        removed = remove_article(
            newsproof.archive, newsproof.keeper, article_id, now=system_clock()
        )
    if as_json:
        print_json(_removed_facts(removed))
        return
    click.echo(
        f"removed {article_id}  {printable(removed.title)} ({removed.n_versions} versions, "
        f"{removed.n_passages} passages, {removed.n_vectors} vectors, {removed.n_originals} "
        f"originals of {removed.n_original_bytes:,} bytes)"
    )
    for saved_id in removed.still_quoted_by:
        click.echo(
            f"  still quoted by {saved_id}: `newsproof saved remove {saved_id}` removes that"
        )


@click.command()
@click.option("--clear", is_flag=True, help="Forget them after listing.")
@json_option
@click.pass_context
def rejected(ctx: click.Context, clear: bool, as_json: bool) -> None:
    """List what was not read as an article, with the reason, newest first.

    What is read after all, at a later attempt, is no longer listed.
    """
    with opened(ctx) as newsproof:
        found = newsproof.archive.rejections()
        if clear:
            newsproof.clear_rejections()
    if as_json:
        print_json(
            [
                {
                    "origin": one.origin,
                    "reason": one.reason,
                    "retrieved": one.retrieved.isoformat(),
                }
                for one in found
            ]
        )
        return
    for one in found:
        click.echo(
            f"{one.retrieved:%Y-%m-%d %H:%M}  {printable(one.origin)}: {printable(one.reason)}"
        )
    click.echo(f"{len(found)} rejected", err=True)


def _removed_facts(removed: Removed) -> dict[str, Any]:
    return {
        "article_id": removed.article_id,
        "title": removed.title,
        "versions": removed.n_versions,
        "passages": removed.n_passages,
        "vectors": removed.n_vectors,
        "originals": removed.n_originals,
        "original_bytes": removed.n_original_bytes,
        "still_quoted_by": list(removed.still_quoted_by),
    }
