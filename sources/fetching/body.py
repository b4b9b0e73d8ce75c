"""Taking a body off the wire: counted before and after decompression, stopped at a limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from sources.fetching.errors import AnswerRefusedError

_STEP = 256 * 1024  # decompressed at once, bytes


class _TooLargeError(AnswerRefusedError):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeLimits:
    """How many bytes of a body are taken.

    Attributes:
        sent: On the wire, compressed or not.
        decoded: After decompression.
        cuts: Whether what is more is left out; otherwise the whole body is refused.
    """

    sent: int = 5_000_000
    decoded: int = 20_000_000
    cuts: bool = False


def read_body(
    chunks: Iterator[bytes], headers: dict[str, str], *, limits: SizeLimits, shown: str
) -> bytes:
    """Return the whole body, decompressed; never more than `limits.decoded` bytes in memory.

    Args:
        chunks: The body as sent.
        headers: Of the answer, names in lower case.
        limits: See there.
        shown: How errors name the address.

    Raises:
        AnswerRefusedError: It is larger, compressed in a way that was not asked for, or not what
            its `Content-Encoding` says.
    """
    declared = headers.get("content-length", "")
    is_number = declared.isascii() and declared.isdigit()
    if is_number and int(declared[:20]) > limits.sent and not limits.cuts:
        raise _too_large(shown, limits.sent)
    encodings = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    encodings = [name for name in encodings if name not in ("", "identity")]
    if encodings not in ([], ["gzip"], ["x-gzip"]):
        raise AnswerRefusedError(
            f"{shown} is compressed as {', '.join(encodings)[:60]!r}, which was not asked for",
            "Save the page and ingest the file",
        )
    pieces: list[bytes] = []
    n_decoded = 0
    counted = _counted(chunks, limits.sent, shown)
    try:
        for piece in _gunzipped(counted, shown) if encodings else counted:
            n_decoded += len(piece)
            pieces.append(piece)
            if n_decoded > limits.decoded:
                raise _too_large(shown, limits.decoded)
    except _TooLargeError:
        if not limits.cuts:
            raise
    return b"".join(pieces)[: limits.decoded]


def _counted(chunks: Iterator[bytes], limit: int, shown: str) -> Iterator[bytes]:
    n_sent = 0
    for chunk in chunks:
        n_sent += len(chunk)
        if n_sent > limit:
            raise _too_large(shown, limit)
        yield chunk


def _gunzipped(chunks: Iterator[bytes], shown: str) -> Iterator[bytes]:
    """Decompress step by step: a megabyte of a bomb never becomes a gigabyte in memory."""
    inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    is_empty = True
    try:
        for chunk in chunks:
            is_empty = is_empty and not chunk
            rest = chunk
            while rest:
                if inflate.eof:  # a file of several members, which gzip allows
                    if not rest.startswith(b"\x1f\x8b"):
                        return  # padding
                    inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
                yield inflate.decompress(rest, _STEP)
                rest = inflate.unconsumed_tail or inflate.unused_data
        while not inflate.eof and (piece := inflate.decompress(b"", _STEP)):
            yield piece
    except zlib.error as exc:
        raise _not_gzip(shown) from exc
    if not inflate.eof and not is_empty:
        raise AnswerRefusedError(
            f"{shown} broke off before its end", "Try again later", is_temporary=True
        )


def _not_gzip(shown: str) -> AnswerRefusedError:
    return AnswerRefusedError(
        f"{shown} says that it is compressed by gzip, and isn't", "Ask the publisher"
    )


def _too_large(shown: str, limit: int) -> _TooLargeError:
    return _TooLargeError(
        f"{shown} is larger than {limit / 1_000_000:g} MB", "Save the file and ingest it"
    )
