"""Where the password and the keys lie."""

from __future__ import annotations

from pathlib import Path

from bot.access.errors import AccessError
from bot.settings import Settings


def access_folder(settings: Settings) -> Path:
    """Return the folder of the settings, or the data directory.

    Raises:
        AccessError: The archive is in a database server, and no folder is set.
    """
    if settings.access_dir is not None:
        return settings.access_dir
    if isinstance(settings.data_dir, Path):
        return settings.data_dir
    raise AccessError(
        "the archive is in a database server: there is no folder for a password or keys",
        "name one in NEWSPROOF_ACCESS_DIR",
    )
