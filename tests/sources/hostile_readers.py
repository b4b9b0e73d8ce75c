"""Readers that do what a parser must not; they run in the child only."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from sources.errors import UnreadableError
from sources.readers import plain
from sources.readers.containers import Member
from sources.readers.reading import Read, Rejected


def spin(data: bytes, **_: object) -> list[Read]:
    while True:
        data = data[::-1]


def sleep(data: bytes, **_: object) -> list[Read]:
    time.sleep(3_600)
    return []


def swell(data: bytes, **_: object) -> list[Read]:
    held = []
    while True:
        held.append(bytearray(50_000_000))


def crash(data: bytes, **_: object) -> list[Read]:
    ctypes.string_at(0)
    return []


def leave(data: bytes, **_: object) -> list[Read]:
    os._exit(3)


def connect(data: bytes, **_: object) -> list[Read]:
    socket.create_connection(("127.0.0.1", 9))
    return []


def write(data: bytes, **_: object) -> list[Read]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
    return []


def run(data: bytes, **_: object) -> list[Read]:
    os.system("true")  # noqa: S605
    return []


def chatter(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    print("warning: " * 10_000)
    sys.stderr.write("warning: " * 10_000)
    os.write(1, b"\x00" * 1_000)
    return plain.read(data, origin=origin, retrieved=retrieved, charset=charset)


def recurse(data: bytes, **_: object) -> list[Read]:
    return recurse(data)


def refuse(data: bytes, **_: object) -> list[Read]:
    raise UnreadableError("is not to its taste", "Give it another")


def pid(data: bytes, *, origin: str, **_: object) -> list[Read]:
    return [Rejected(origin, str(os.getpid()))]


def unpack_then_crash(file: BinaryIO, *, origin: str) -> Iterator[Member | Rejected]:
    yield Member(name=f"{origin}/one.txt", data=file.read())
    ctypes.string_at(0)


def unpack_slowly(file: BinaryIO, *, origin: str) -> Iterator[Member | Rejected | None]:
    for _ in range(4):
        time.sleep(0.6)
        yield None
    yield Member(name=f"{origin}/one.txt", data=file.read())
