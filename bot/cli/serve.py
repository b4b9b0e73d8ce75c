"""`newsproof serve`: the page."""

from __future__ import annotations

import click

from bot.cli.common import opened


@click.command(epilog="\b\nExamples:\n  newsproof serve\n  newsproof serve --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=7860, show_default=True)
@click.pass_context
def serve(ctx: click.Context, host: str, port: int) -> None:
    """Open the page on this machine. No request leaves it."""
    with opened(ctx, create=True) as newsproof:
        from bot.page.app import serve as serve_page

        serve_page(
            newsproof,
            host=host,
            port=port,
            on_ready=lambda url: click.echo(f"Newsproof is at {url}  (Ctrl-C stops it)"),
        )
