"""Files that hold files: the parts are taken out one by one and each is read as a file of its own.

Taking out runs in a child of its own (`apart`), reading the parts in another, so that a part that
brings its parser down takes neither the rest of the container nor the container along.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, Protocol

from sources.errors import UnreadableError
from sources.readers.apart import LIMITS, Limits, Worker
from sources.readers.reading import Read, Rejected, reason_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file inside a container.

    Attributes:
        name: What names it to a person: `news.zip/paris.md`, `crawl.warc:https://…`.
        data: Its bytes, decompressed.
        address: Where the web served it; None for a file, whose suffix then says what it is.
        media_type: What the web said it is, or None.
        retrieved: When it was fetched, ISO 8601 with time zone; None: when the container is read.
    """

    name: str
    data: bytes
    address: str | None = None
    media_type: str | None = None
    retrieved: str | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """All but the bytes, as JSON has it."""
        return {
            "name": self.name,
            "address": self.address,
            "media_type": self.media_type,
            "retrieved": self.retrieved,
        }


class Unpacker(Protocol):
    """Takes the parts out of one kind of container, in their order, bad ones as rejections.

    May raise `UnreadableError`, and anything its parser raises; the parts so far are kept.
    """

    def __call__(self, file: BinaryIO, *, origin: str) -> Iterator[Member | Rejected | None]:
        """Unpack `file`, which can be sought in; None stands for a part that is passed over."""
        ...


class ReadBytes(Protocol):
    """`registry.read_bytes`, which can't be imported here: it imports this module."""

    def __call__(
        self, data: bytes, *, origin: str, retrieved: datetime, media_type: str | None = None
    ) -> list[Read]:
        """Read the articles in `data`."""
        ...


def unpack(
    name: str, file: BinaryIO | bytes, *, origin: str, limits: Limits = LIMITS
) -> Iterator[Member | Rejected]:
    """Take the parts out of a container, in a child. Never raises for what is in the file.

    Args:
        name: The unpacker as `module:function`.
        file: The container; where it is an open file, the child reads it through its handle.
        origin: What the container is called.
        limits: What the child may take for each part.
    """
    if not isinstance(file, bytes) and os.name != "posix":
        file = file.read()  # handles can't be handed on there
    data, handles = (file, ()) if isinstance(file, bytes) else (b"", (file.fileno(),))
    request = {
        "reader": name,
        "origin": origin,
        "is_container": True,
        "handle": handles[0] if handles else None,
    }
    worker = Worker(limits=limits, handles=handles)
    try:
        for head, payload in worker.ask(request, data):
            if "member" in head:
                yield Member(data=payload, **head["member"])
            elif "rejected" in head:
                yield Rejected(*head["rejected"])
            elif "reason" in head:
                yield Rejected(origin, head["reason"])
    except UnreadableError as exc:
        yield Rejected(origin, f"{reason_of(exc)}; what comes after was not read")
    finally:
        worker.close()


def read_member(member: Member, read: ReadBytes, *, retrieved: datetime) -> list[Read]:
    """Read a part with `read` (`registry.read_bytes`); results carry the part's own name."""
    fetched = datetime.fromisoformat(member.retrieved) if member.retrieved else retrieved
    results = read(
        member.data,
        origin=member.address or member.name,
        retrieved=min(fetched, retrieved),
        media_type=member.media_type,
    )
    if member.address is None:
        return results
    return [
        Rejected(member.name, result.reason)
        if isinstance(result, Rejected)
        else replace(result, origin=member.name)
        for result in results
    ]
