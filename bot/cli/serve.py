"""`newsproof serve`: the page, the API and the MCP server. `newsproof mcp`: MCP on a pipe."""

from __future__ import annotations

import click

from bot.cli.common import opened, settings_of


@click.command(
    epilog="""\b
Examples:
  newsproof serve
  newsproof serve --port 8080 --mcp
  newsproof serve --host 0.0.0.0 --name desk.news.example --behind-proxy 10.1.2.3
  newsproof serve --public --behind-proxy 127.0.0.1 --name ask.news.example
"""
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=7860, show_default=True)
@click.option(
    "--public", "is_public", is_flag=True, help="For everybody: asking and checking, nothing else."
)
@click.option(
    "--name", "names", multiple=True, help="A host name under which it is reached; repeatable."
)
@click.option(
    "--behind-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="Address or network of a proxy whose X-Forwarded-For is believed; repeatable.",
)
@click.option("--mcp", "has_mcp", is_flag=True, help="Serve MCP at /mcp as well; never in public.")
@click.option(
    "--language",
    type=click.Choice(["en", "de"]),
    help="Language of the page's own words; by default NEWSPROOF_LANGUAGE, else en.",
)
@click.pass_context
def serve(
    ctx: click.Context,
    *,
    host: str,
    port: int,
    is_public: bool,
    names: tuple[str, ...],
    proxies: tuple[str, ...],
    has_mcp: bool,
    language: str | None,
) -> None:
    """Open the page and the API on this machine. No request leaves it.

    On 127.0.0.1 everything is open. On another address others may ask; checking and the archive
    need the password that `newsproof password set` sets, and /api a key that `newsproof keys new`
    makes.
    """
    from bot.access.modes import Policy
    from bot.access.peers import read_networks

    if is_public and has_mcp:
        raise click.UsageError("--mcp is not for everybody; leave out --public or --mcp")
    policy = Policy.of(
        host,
        is_public=is_public,
        names=names,
        proxies=read_networks(proxies),
        has_mcp=has_mcp,
    )
    settings = settings_of(ctx)
    if language is not None:
        settings = settings.model_copy(update={"language": language})
    from bot.newsproof import Newsproof
    from bot.page.heaps import share_heaps

    share_heaps()
    with Newsproof.open(settings, create=True) as newsproof:
        from bot.page.app import serve as serve_page

        serve_page(
            newsproof,
            host=host,
            port=port,
            policy=policy,
            access=settings.access_dir,
            on_ready=lambda url: click.echo(f"Newsproof is at {url}  (Ctrl-C stops it)"),
        )


@click.command(epilog="\b\nExample:\n  newsproof --data-dir archive mcp")
@click.pass_context
def mcp(ctx: click.Context) -> None:
    """Speak MCP on standard input and output: tools ask, verify, search, get_article.

    For a program on this machine that starts it, such as an assistant.
    """
    import anyio

    from bot.mcp.serving import serve_stdio

    with opened(ctx) as newsproof:
        anyio.run(serve_stdio, newsproof)
