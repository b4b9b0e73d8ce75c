"""Feeds: which articles a publisher says there are. Bytes in, values out; nothing is fetched."""

from sources.feeds.building import MAX_CHILDREN, MAX_ENTRIES
from sources.feeds.reading import is_feed, read_feed
from sources.feeds.values import Entry, Feed, FeedKind

__all__ = ["MAX_CHILDREN", "MAX_ENTRIES", "Entry", "Feed", "FeedKind", "is_feed", "read_feed"]
