"""`newsproof restore FILE`: an archive from its backup, in an empty data directory."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.common import json_option, opened, print_json, progress_bars, settings_of


@click.command(epilog="\b\nExample:\n  newsproof --data-dir new-archive restore desk.zip")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_context
def restore(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Bring a backup back into an empty data directory, and build its index.

    The backup is compared with its digest before anything appears; what is embedded is not embedded
    again.
    """
    from bot.backup import BackupError
    from bot.backup import restore as restore_archive

    data_dir = settings_of(ctx).data_dir
    if not isinstance(data_dir, Path):
        raise BackupError(
            "a backup goes into a folder, not into PostgreSQL",
            "choose an empty folder with --data-dir; a dump of PostgreSQL comes back by pg_restore",
        )
    made = restore_archive(file, data_dir)
    with opened(ctx) as newsproof, progress_bars(shown=not as_json) as on_progress:
        newsproof.rebuild(on_progress=on_progress)
        n_indexed = newsproof.keeper.status().n_indexed
    if as_json:
        print_json(asdict(made) | {"data_dir": str(data_dir), "n_indexed": n_indexed})
        return
    click.echo(
        f"{made.n_articles:,} articles in {made.n_versions:,} versions are in {data_dir}, as they "
        f"were at {made.created}; {n_indexed:,} passages are indexed"
    )
