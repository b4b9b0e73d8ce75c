"""The one password of the desk: kept as an Argon2 hash (RFC 9106) in a file of the data directory.

There is no default password and no account: until a password is set, there is no desk for others.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.access.errors import AccessError
from bot.access.files import read_private, write_private

FILE_NAME = "password.json"
MIN_LENGTH = 12
MAX_LENGTH = 1_024


class Password:
    """The password of one data directory. Every look reads the file: a change counts at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    @property
    def is_set(self) -> bool:
        """Whether there is a password."""
        return bool(self._hash())

    @property
    def mark(self) -> str:
        """What changes with the password; empty without one."""
        stored = self._hash()
        return hashlib.sha256(stored.encode()).hexdigest() if stored else ""

    def set(self, password: str) -> None:
        """Set or change the password.

        Raises:
            AccessError: It is too short or too long, or cannot be written.
        """
        if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
            raise AccessError(
                f"the password has {len(password):,} characters, "
                f"{MIN_LENGTH} to {MAX_LENGTH:,} are taken",
                "choose several words that nobody would guess together",
            )
        from argon2 import PasswordHasher

        write_private(self._path, {"argon2": PasswordHasher().hash(_bytes(password))})

    def remove(self) -> None:
        """Remove the password, and with it the desk for others."""
        self._path.unlink(missing_ok=True)

    def fits(self, guess: str) -> bool:
        """Say whether a guess is right, in the same time whatever it is; about 0.1 s of one core.

        Raises:
            AccessError: The file cannot be read.
        """
        from argon2 import PasswordHasher
        from argon2.exceptions import Argon2Error, InvalidHashError

        stored = self._hash()
        if not stored or len(guess) > MAX_LENGTH:
            return False
        try:
            return PasswordHasher().verify(stored, _bytes(guess))
        except (Argon2Error, InvalidHashError):
            return False

    def _hash(self) -> str:
        return str(read_private(self._path).get("argon2", ""))


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
