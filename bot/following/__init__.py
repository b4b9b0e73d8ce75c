"""Articles from the web, by address and by feed.

Pages are fetched before the archive is locked, and archived in small batches with what was learned
about them: a run that is killed has lost at most one batch, and goes on when it is run again.
"""

from bot.following.following import MAX_PAGES, Following, open_fetcher
from bot.following.refreshing import MAX_TRIES
from bot.following.values import FeedOutcome, FeedResult, RefreshReport

__all__ = [
    "MAX_PAGES",
    "MAX_TRIES",
    "FeedOutcome",
    "FeedResult",
    "Following",
    "RefreshReport",
    "open_fetcher",
]
