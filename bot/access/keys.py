"""API keys: 256 random bits each, shown once, kept as SHA-256 only."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from bot.access.errors import AccessError
from bot.access.files import read_private, write_private

FILE_NAME = "keys.json"
_PREFIX = "np_"  # so that scanners of secrets, and people, know one when they see one
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is kept of a key.

    Attributes:
        name: Whose it is.
        sha256: Its digest, in hexadecimal digits.
        created: When it was made, ISO 8601.
    """

    name: str
    sha256: str
    created: str


class Keys:
    """The keys of one data directory. A key that is revoked is refused at the next request."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._seen: tuple[int, int, int] | None = None
        self._by_digest: dict[str, str] = {}

    def new(self, name: str, *, now: datetime) -> str:
        """Make a key and return it; it is shown this once.

        Raises:
            AccessError: The name cannot be one, or is taken.
        """
        if not _NAME.fullmatch(name):
            raise AccessError(
                f"{name!r} is no name for a key", "use up to 64 letters, digits, . _ and -"
            )
        token = _PREFIX + secrets.token_urlsafe(32)
        with self._writing():
            known = self.all()
            if any(key.name == name for key in known):
                raise AccessError(
                    f"there is a key named {name!r}",
                    f"revoke it with `newsproof keys revoke {name}`, or choose another name",
                )
            made = Key(name=name, sha256=_digest(token), created=now.isoformat(timespec="seconds"))
            self._write([*known, made])
        return token

    def revoke(self, name: str) -> None:
        """Delete a key.

        Raises:
            AccessError: There is no key of that name.
        """
        with self._writing():
            known = self.all()
            if all(key.name != name for key in known):
                raise AccessError(
                    f"there is no key named {name!r}", "list them with `newsproof keys list`"
                )
            self._write([key for key in known if key.name != name])

    def all(self) -> list[Key]:
        """Return the keys, oldest first.

        Raises:
            AccessError: The file cannot be read.
        """
        stored: list[dict[str, Any]] = read_private(self._path).get("keys", [])
        try:
            return [
                Key(name=str(k["name"]), sha256=str(k["sha256"]), created=str(k["created"]))
                for k in stored
            ]
        except (KeyError, TypeError) as exc:
            raise AccessError(
                f"{str(self._path)!r} holds no keys", "delete it and make new ones"
            ) from exc

    def holder(self, token: str) -> str | None:
        """Return the name of a key, or None when it is none.

        What is compared are digests of 256 random bits: their timing tells nothing of a key.

        Raises:
            AccessError: The file cannot be read.
        """
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise AccessError(f"{str(self._path)!r} cannot be read", "mend its rights") from exc
        state = (found.st_ino, found.st_mtime_ns, found.st_size)
        if state != self._seen:
            self._by_digest = {key.sha256: key.name for key in self.all()}
            self._seen = state
        return self._by_digest.get(_digest(token))

    def _writing(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path.with_suffix(".lock"), timeout=10)

    def _write(self, keys: list[Key]) -> None:
        rows = [{"name": k.name, "sha256": k.sha256, "created": k.created} for k in keys]
        write_private(self._path, {"keys": rows})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
