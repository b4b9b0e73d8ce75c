"""`newsproof sources follow`, `unfollow`, `feeds`, `refresh`: what is fetched again and again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import following, json_option, opened, print_json, progress_bars
from bot.cli.ingest import print_report
from bot.cli.show import printable
from bot.cli.watch import run_all

if TYPE_CHECKING:
    from bot.following import FeedResult
    from sources.follows import Followed


@click.command(epilog="\b\nExample:\n  newsproof sources follow https://news.example/rss.xml")
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


@click.command()
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


@click.command()
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


@click.command(epilog="\b\nExample:\n  newsproof sources refresh --max-pages 50")
@click.argument("feed", nargs=-1)
@click.option(
    "--max-pages",
    type=click.IntRange(1, 1_000),
    default=200,
    show_default=True,
    help="New pages of one feed at the most; the rest comes with the next refresh.",
)
@json_option
@click.option("--watch", "watches", is_flag=True, help="Then check the watched claims again.")
@click.pass_context
def refresh(
    ctx: click.Context, *, feed: tuple[str, ...], max_pages: int, as_json: bool, watches: bool
) -> None:
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
    if watches:
        with opened(ctx) as newsproof:
            ctx.exit(run_all(newsproof, as_json=as_json))


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
