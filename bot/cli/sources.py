"""`newsproof sources`: the articles of the archive."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import Day, as_of_option, json_option, opened, print_json
from bot.cli.show import printable

if TYPE_CHECKING:
    from sources.article import Article


@click.group(
    epilog="\b\nExamples:\n  newsproof sources list\n  newsproof sources show 0123456789abcdef"
)
def sources() -> None:
    """List, show, retract and remove articles."""


@sources.command("list")
@as_of_option
@json_option
@click.pass_context
def list_(ctx: click.Context, as_of: date | None, as_json: bool) -> None:
    """List the articles, newest first."""
    with opened(ctx) as newsproof:
        articles = newsproof.archive.articles(as_of)
    if as_json:
        print_json([_facts(article) for article in articles])
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


@sources.command()
@click.argument("article_id")
@click.option("--version", "version", type=int, help="An earlier version.")
@json_option
@click.pass_context
def show(ctx: click.Context, article_id: str, version: int | None, as_json: bool) -> None:
    """Show an article as it is archived."""
    with opened(ctx) as newsproof:
        article = newsproof.archive.get(article_id, version)
    if as_json:
        print_json(_facts(article) | {"text": article.text})
        return
    for name, value in _facts(article).items():
        if value not in (None, "", [], False):
            shown = ", ".join(value) if isinstance(value, list) else value
            click.echo(f"{name:<11} {printable(str(shown))}")
    click.echo("\n" + printable(article.text, keep="\n\t"))


@sources.command()
@click.argument("article_id")
@json_option
@click.pass_context
def history(ctx: click.Context, article_id: str, as_json: bool) -> None:
    """List the versions of an article, oldest first."""
    with opened(ctx) as newsproof:
        versions = newsproof.archive.history(article_id)
    if as_json:
        print_json([_facts(article) for article in versions])
        return
    for article in versions:
        click.echo(
            f"version {article.version}  {article.dated.isoformat()}  {printable(article.title)}  "
            f"({len(article.text):,} characters, read {article.retrieved:%Y-%m-%d %H:%M} "
            f"from {article.origin})"
        )


@sources.command()
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
        print_json(_facts(article))
    else:
        click.echo(f"retracted {article_id}  {printable(article.title)}")


@sources.command()
@click.argument("article_id")
@click.confirmation_option(prompt="Delete the article, its versions, passages and vectors?")
@json_option
@click.pass_context
def remove(ctx: click.Context, article_id: str, as_json: bool) -> None:
    """Delete an article for good, with everything made from it."""
    with opened(ctx) as newsproof:
        title = newsproof.archive.get(article_id).title
        n_versions = newsproof.remove(article_id)
    if as_json:
        print_json({"article_id": article_id, "title": title, "versions": n_versions})
    else:
        click.echo(f"removed {article_id}  {printable(title)} ({n_versions} versions)")


def _facts(article: Article) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "version": article.version,
        "title": article.title,
        "authors": list(article.authors),
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "updated": article.updated.isoformat() if article.updated else None,
        "url": article.url,
        "language": article.language,
        "origin": article.origin,
        "retrieved": article.retrieved.isoformat(),
        "sha256": article.sha256,
        "is_sample": article.is_sample,
        "retracted": article.retraction.on.isoformat() if article.retraction else None,
        "retraction_reason": article.retraction.reason if article.retraction else "",
    }
