"""Readers: bytes in, articles or rejections out. One module a format, one border for all."""

from sources.readers.files import read_paths
from sources.readers.reading import Read, Reader, Rejected
from sources.readers.registry import (
    MAX_FILE_BYTES,
    MEDIA_TYPES,
    PASTED,
    READERS,
    read_bytes,
    read_pasted,
)

__all__ = [
    "MAX_FILE_BYTES",
    "MEDIA_TYPES",
    "PASTED",
    "READERS",
    "Read",
    "Reader",
    "Rejected",
    "read_bytes",
    "read_pasted",
    "read_paths",
]
