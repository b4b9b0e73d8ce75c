"""What `ask` and `verify` share to keep a result: as an evidence pack in a file, or saved."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.newsproof import Newsproof
    from bot.verdict import Report

pack_option = click.option(
    "--pack",
    "pack_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write an evidence pack to this file; `newsproof recheck` proves it again.",
)
save_option = click.option("--save", "is_saved", is_flag=True, help="Save it in the archive.")


def keep(
    newsproof: Newsproof,
    result: Answer | Report,
    *,
    pack_file: Path | None,
    is_saved: bool,
) -> None:
    """Write an evidence pack to a file, save it, or both; what was done is said on stderr.

    Raises:
        PackError: The file cannot be written.
        ArchiveBusyError: It is to be saved and somebody else is writing.
    """
    if pack_file is None and not is_saved:
        return
    from bot.newsproof import system_clock
    from bot.packs import make_pack, pack_to_json
    from bot.saved import save

    now = system_clock()
    pack = make_pack(result, newsproof.archive, newsproof.settings, now=now)
    if pack_file is not None:
        _write(pack_file, json.dumps(pack_to_json(pack), ensure_ascii=False, indent=1))
        click.echo(f"evidence pack in {pack_file}", err=True)
    if is_saved:
        one = save(pack, newsproof.archive, now=now)
        click.echo(f"saved as {one.id}", err=True)


def _write(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    from bot.packs.errors import PackError

    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as exc:
        beside.unlink(missing_ok=True)
        raise PackError(
            f"{str(path)!r} cannot be written ({exc.strerror or exc})", "choose another file"
        ) from exc
