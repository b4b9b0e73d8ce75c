"""What is asked for: the media types that are taken, and how much of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sources.fetching.body import SizeLimits
from sources.fetching.robots import MAX_ROBOTS_BYTES
from sources.readers.registry import MEDIA_TYPES

FEED_TYPES = frozenset(
    "application/rss+xml application/atom+xml application/rdf+xml application/xml text/xml "
    "application/feed+json".split()
)
"""Media types of feeds; many servers call them something else."""

# Servers that don't know or don't say what it is: the reader looks at the bytes.
_UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_MARKUP = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/json"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an answer may be.

    Attributes:
        name: For messages: "an article", "a feed".
        accept: The header `Accept`.
        types: The media types that are taken; None for all.
        sizes: How much of it.
        document_sizes: How much where it is neither text nor markup (PDF, DOCX, ZIP).
    """

    name: str
    accept: str
    types: frozenset[str] | None
    sizes: SizeLimits = field(default_factory=SizeLimits)
    document_sizes: SizeLimits = field(
        default_factory=lambda: SizeLimits(sent=20_000_000, decoded=20_000_000)
    )

    def takes(self, media_type: str) -> bool:
        """Say whether a media type, without parameters and in lower case, is taken."""
        return self.types is None or media_type in self.types

    def sizes_of(self, media_type: str) -> SizeLimits:
        """Return how much of a media type is taken."""
        is_text = media_type in _UNSAID | _MARKUP | FEED_TYPES or media_type.startswith("text/")
        return self.sizes if is_text else self.document_sizes


ARTICLE = Wanted(
    name="an article",
    accept="text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    types=frozenset(MEDIA_TYPES) | FEED_TYPES | _UNSAID,
)
FEED = Wanted(
    name="a feed",
    accept="application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,"
    "text/xml;q=0.9,application/json;q=0.8,*/*;q=0.5",
    types=FEED_TYPES | _MARKUP | _UNSAID,
    sizes=SizeLimits(sent=5_000_000, decoded=10_000_000),
)
ROBOTS = Wanted(
    name="robots.txt",
    accept="text/plain,*/*;q=0.5",
    types=None,
    sizes=SizeLimits(sent=MAX_ROBOTS_BYTES, decoded=MAX_ROBOTS_BYTES, cuts=True),
    document_sizes=SizeLimits(sent=MAX_ROBOTS_BYTES, decoded=MAX_ROBOTS_BYTES, cuts=True),
)
