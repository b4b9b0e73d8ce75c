"""`newsproof sources`: the articles of the archive."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import (
    Day,
    as_of_option,
    following,
    json_option,
    opened,
    print_json,
    progress_bars,
)
from bot.cli.ingest import print_report
from bot.cli.show import printable

if TYPE_CHECKING:
    from bot.following import FeedResult
    from sources.article import Article
    from sources.follows import Followed


@click.group(
    epilog="\b\nExamples:\n  newsproof sources list\n  newsproof sources show 0123456789abcdef"
)
def sources() -> None:
    """List, show, retract and remove articles; list what was rejected; follow feeds."""


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


@sources.command()
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


@sources.command(epilog="\b\nExample:\n  newsproof sources follow https://news.example/rss.xml")
@click.argument("feed")
@json_option
@click.pass_context
def follow(ctx: click.Context, feed: str, as_json: bool) -> None:
    """Follow a feed: RSS, Atom, JSON Feed or a news sitemap, by its address.

    It is read once to see that it is a feed; `newsproof sources refresh` fetches its articles.
    """
    with following(ctx, create=True) as web:
        followed, n_entries = web.follow(feed)
    if as_json:
        print_json(_feed_facts(followed) | {"n_entries": n_entries})
    else:
        click.echo(
            f"following {printable(followed.title or followed.url)} ({followed.kind}, "
            f"{n_entries} entries); `newsproof sources refresh` fetches them"
        )


@sources.command()
@click.argument("feed")
@json_option
@click.pass_context
def unfollow(ctx: click.Context, feed: str, as_json: bool) -> None:
    """Stop following a feed. Its articles stay in the archive."""
    with following(ctx) as web:
        web.unfollow(feed)
    if as_json:
        print_json({"url": feed, "followed": False})
    else:
        click.echo(f"no longer following {printable(feed)}")


@sources.command()
@json_option
@click.pass_context
def feeds(ctx: click.Context, as_json: bool) -> None:
    """List the followed feeds, with what came of the last refresh."""
    with following(ctx) as web:
        found = web.feeds()
    if as_json:
        print_json([_feed_facts(one) for one in found])
        return
    for one in found:
        checked = f"{one.checked:%Y-%m-%d %H:%M}" if one.checked else "not yet asked"
        click.echo(f"{checked:<16}  {one.outcome:<9}  {one.url}  {printable(one.title)}")
        if one.reason:
            until = f" (not before {one.not_before:%Y-%m-%d %H:%M} UTC)" if one.not_before else ""
            click.echo(f"  {printable(one.reason)}{until}")
    click.echo(f"{len(found)} followed", err=True)


@sources.command(epilog="\b\nExample:\n  newsproof sources refresh --max-pages 50")
@click.argument("feed", nargs=-1)
@click.option(
    "--max-pages",
    type=click.IntRange(1, 1_000),
    default=200,
    show_default=True,
    help="New pages of one feed at the most; the rest comes with the next refresh.",
)
@json_option
@click.pass_context
def refresh(ctx: click.Context, feed: tuple[str, ...], max_pages: int, as_json: bool) -> None:
    """Fetch what is new in the followed feeds, or in those given, into the archive.

    A feed or a page that fails is listed with the reason and never stops the rest. With one second
    between two requests to a site, or as long as its robots.txt asks for.
    """
    with following(ctx) as web, progress_bars(shown=not as_json) as on_progress:
        report = web.refresh(feed, max_pages=max_pages, on_progress=on_progress)
    if as_json:
        print_json(asdict(report))
    else:
        for one in report.feeds:
            _print_refreshed(one)
        print_report(report.articles)
    troubled = [one for one in report.feeds if one.outcome in ("failed", "waiting")]
    if len(troubled) == len(report.feeds):
        ctx.exit(3 if all(one.is_temporary for one in troubled) else 2)


def _print_refreshed(one: FeedResult) -> None:
    counts = [
        (one.n_entries, "entries"),
        (one.n_new, "new or changed"),
        (one.n_left, "left for the next refresh"),
        (one.n_repeated, "repeated"),
        (one.n_ahead, "dated in the future"),
    ]
    said = ", ".join(f"{n} {what}" for n, what in counts if n)
    until = f" (not before {one.not_before:%Y-%m-%d %H:%M} UTC)" if one.not_before else ""
    name = printable(one.title or one.url)
    click.echo(f"{one.outcome:<9} {name}  {printable(one.reason) or said}{until}".rstrip())


def _feed_facts(feed: Followed) -> dict[str, Any]:
    return {
        "url": feed.url,
        "title": feed.title,
        "kind": feed.kind,
        "followed": feed.followed.isoformat(),
        "checked": feed.checked.isoformat() if feed.checked else None,
        "outcome": feed.outcome,
        "reason": feed.reason,
        "not_before": feed.not_before.isoformat() if feed.not_before else None,
    }


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
        "pages": len(article.page_starts) or None,
        "is_sample": article.is_sample,
        "retracted": article.retraction.on.isoformat() if article.retraction else None,
        "retraction_reason": article.retraction.reason if article.retraction else "",
    }
