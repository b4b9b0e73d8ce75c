"""News is asked about while it is new: passages published shortly before the day asked about.

The day of a question is known where it is asked as of a day. Fitted on the earlier half of the
questions of RealTime QA, reported on the later one (`docs/retrieval.md`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

from index.filters import joined
from index.tables import passages
from index.words import Ranking
from sources.archive import Archive
from sources.tables import versions

GAIN = 1.0
"""By how much what was published on the day itself counts more than what is old."""
FADING_DAYS = 14.0
"""Age at which half of that is left."""
_STEEPNESS = 4.0  # almost all of it is left after a week, almost nothing after a month


def recency(published: date | None, as_of: date) -> float:
    """Return the factor in [1, 1 + GAIN] for what was published on a day, asked as of another.

    Without a day of publication, or published later than asked about, it is 1.
    """
    if published is None or published > as_of:
        return 1.0
    age = (as_of - published).days
    return 1.0 + GAIN / (1.0 + math.pow(age / FADING_DAYS, _STEEPNESS))


def newer_first(archive: Archive, ranking: Ranking, as_of: date) -> Ranking:
    """Return a ranking of passages, each score weighed by its day; best first, ties by id."""
    days = _published(archive, (i for i, _ in ranking))
    weighed = [(i, score * recency(days.get(i), as_of)) for i, score in ranking]
    return sorted(weighed, key=lambda hit: (-hit[1], hit[0]))


def _published(archive: Archive, ids: Iterable[int]) -> dict[int, date]:
    """Return the day of publication of each passage that has one."""
    query = joined(passages.c.id, versions.c.published).where(passages.c.id.in_(list(ids)))
    found = archive.read(query.where(versions.c.published.is_not(None)))
    return {row.id: date.fromisoformat(row.published) for row in found}
