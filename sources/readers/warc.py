"""WARC, what web archives keep: every page as the server sent it, with its address and its day.

Responses that hold a page or a printed text are taken out; redirects, errors, pictures, scripts and
the records of the crawl itself are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from sources.errors import UnreadableError
from sources.readers.containers import Member
from sources.readers.reading import Rejected

MAX_RECORD_BYTES = 20_000_000

Record = Any
"""A record of warcio, which has no types."""

_TAKEN = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)


def unpack(file: BinaryIO, *, origin: str) -> Iterator[Member | Rejected | None]:
    """Take out the pages, in their order, each with the day on which it was fetched.

    Raises:
        UnreadableError: If it is no WARC, or damaged from some record on.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.bufferedreaders import BufferedReader
    from warcio.exceptions import ArchiveLoadFailed

    # warcio 1.8.1 sets an attribute on brotli's own object, which brotli 1.2 refuses: every page
    # that a server sent packed with brotli would be lost. Can go when warcio wraps it itself.
    BufferedReader.DECOMPRESSORS["br"] = _Brotli
    n_records = 0
    try:
        for record in ArchiveIterator(file):
            n_records += 1
            yield _member(record, origin)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError) as exc:
        what = f"is damaged after record {n_records}" if n_records else "is no WARC"
        raise UnreadableError(what, "Fetch or export it again") from exc
    if not n_records:
        raise UnreadableError("is no WARC: it has no records", "Fetch or export it again")


def _member(  # noqa: PLR0911 - a list of what is passed over
    record: Record, origin: str
) -> Member | Rejected | None:
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    address = address.strip("<>")  # some writers add them
    if not address.lower().startswith(("http://", "https://")) or len(address) > 2_000:
        return None
    if record.rec_type == "response" and record.http_headers is not None:
        if record.http_headers.get_statuscode() != "200":
            return None
        media_type = record.http_headers.get_header("Content-Type") or ""
    elif record.rec_type == "resource":
        media_type = record.rec_headers.get_header("Content-Type") or ""
    else:
        return None
    if media_type.partition(";")[0].strip().lower() not in _TAKEN:
        return None
    name = f"{origin}:{''.join(c if c.isprintable() else '?' for c in address)}"
    try:
        data = _body(record)
    except MemoryError:
        data = None
    except Exception as exc:  # noqa: BLE001 - its own packing may fail in the way of any library
        return Rejected(name, f"is packed in a way that cannot be read ({type(exc).__name__})")
    if data is None:
        return Rejected(name, f"is more than {MAX_RECORD_BYTES // 1_000_000} MB")
    return Member(
        name=name,
        data=data,
        address=address,
        media_type=media_type[:200],
        retrieved=_day(record.rec_headers.get_header("WARC-Date")),
    )


def _body(record: Record) -> bytes | None:
    """Return the unpacked body of a response, or None if it is too long."""
    stream, data = record.content_stream(), b""
    while piece := stream.read(1_000_000):
        data += piece
        if len(data) > MAX_RECORD_BYTES:
            return None
    return data


class _Brotli:
    """What warcio wants of a decompressor, with an end to what it may unpack."""

    unused_data = None

    def __init__(self) -> None:
        import brotli

        self._decompressor = brotli.Decompressor()
        self._n_bytes = 0

    def decompress(self, data: bytes) -> bytes:
        """Unpack the next bytes, up to a little more than a record may have.

        It doesn't raise for too much: warcio takes any exception at the start of a body to mean
        that the body isn't packed.
        """
        unpacked: bytes = b""
        while True:
            piece = self._decompressor.process(data, output_buffer_limit=1_000_000)
            unpacked += piece
            self._n_bytes += len(piece)
            is_done = self._decompressor.can_accept_more_data() or self._decompressor.is_finished()
            if is_done or self._n_bytes > MAX_RECORD_BYTES:
                return unpacked
            data = b""


def _day(printed: str | None) -> str | None:
    """Return when a record was made, ISO 8601 with time zone, or None where it doesn't say."""
    try:
        made = datetime.fromisoformat(printed or "")
    except ValueError:
        return None
    return (made if made.tzinfo else made.replace(tzinfo=UTC)).isoformat()
