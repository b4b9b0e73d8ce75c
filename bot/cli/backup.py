"""`newsproof backup FILE`: the archive in one file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.common import json_option, print_json, progress_bars, settings_of


@click.command(
    epilog="\b\nExamples:\n  newsproof backup desk-2026-11-23.zip\n"
    "  newsproof --data-dir archive backup /backups/desk.zip"
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@click.pass_context
def backup(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Write the archive to a new file, as it is at one moment; others may go on writing.

    The index is not in it, because it is built from the archive, and neither are the password and
    the keys of a served page.
    """
    from bot.backup import backup as write_backup
    from bot.ingesting import Progress
    from bot.newsproof import system_clock
    from sources.archive import Archive

    archive = Archive.open(settings_of(ctx).data_dir)
    try:
        with progress_bars(shown=not as_json) as on_progress:
            made = write_backup(
                archive,
                file,
                now=system_clock(),
                on_progress=lambda done, total: on_progress(
                    Progress(stage="copying", done=done, total=total)
                ),
            )
    finally:
        archive.close()
    if as_json:
        print_json(asdict(made) | {"file": str(file), "n_file_bytes": file.stat().st_size})
        return
    click.echo(
        f"{made.n_articles:,} articles in {made.n_versions:,} versions in {file} "
        f"({file.stat().st_size / 1e6:,.1f} MB); bring them back with "
        f"`newsproof --data-dir EMPTY restore {file}`"
    )
