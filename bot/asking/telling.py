"""What a reader is told when the archive doesn't answer."""

from __future__ import annotations

from datetime import date

from bot.asking.choosing import Scored


def why_not(shown: list[Scored], against: list[Scored], as_of: date | None) -> str:
    """Return in one sentence why there is no answer.

    Args:
        shown: The nearest sentences, best first.
        against: What contradicts the question, best first.
        as_of: The day whose knowledge was asked for, or None.
    """
    known = "" if as_of is None else f" as of {as_of.isoformat()}"
    if not shown:
        return f"The archive{known} holds nothing on this."
    if against:
        return f"The archive{known} tells it otherwise: {against[0].fit.contradicts}."
    lacks = shown[0].fit.lacks
    closest = f"the closest one does not: {lacks}" if lacks else "the closest are shown"
    return f"No sentence in the archive{known} answers this question; {closest}."
