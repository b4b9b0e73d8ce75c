"""What a reader of someone else's set yields: cases, articles, and what could not be taken over.

Values only. `where` names the place in the set's own files, so that a person can look it up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from eval.cases.values import ClaimCase, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class SetArticle:
    """A text that a set carries, as the archive will take it in.

    Attributes:
        url: The canonical address that the cases name; made from the set's own id.
        title: The title the set gives; empty from a reader, and made up on the way in.
        text: The body as the set has it.
        published: Day of publication where the set gives one in full, else None.
    """

    url: str
    title: str
    text: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the set that has no counterpart here.

    Attributes:
        where: File and line, or file and place.
        why: The reason, in the same words for the same reason, so that they can be counted.
    """

    where: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A set taken over; every part of it is in one of the three.

    Attributes:
        cases: In the order of the set, ids unique.
        articles: In the order of the set, addresses unique; every one passes the archive's reader.
        skipped: In the order of the reading.
    """

    cases: tuple[Question | ClaimCase, ...]
    articles: tuple[SetArticle, ...]
    skipped: tuple[Skipped, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The cases that are questions."""
        return tuple(case for case in self.cases if isinstance(case, Question))

    @property
    def claims(self) -> tuple[ClaimCase, ...]:
        """The cases that are claims."""
        return tuple(case for case in self.cases if isinstance(case, ClaimCase))

    @property
    def reasons(self) -> list[tuple[str, int, str]]:
        """`(why, how often, where first)`, most frequent first, ties in the order of the set."""
        first: dict[str, str] = {}
        for one in self.skipped:
            first.setdefault(one.why, one.where)
        counted = Counter(one.why for one in self.skipped)
        return [(why, n, first[why]) for why, n in counted.most_common()]
