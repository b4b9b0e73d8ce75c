"""A sentence with its days written out, for a claim that names one.

A model that reads "the talks were suspended on Monday" cannot know which Monday, and took the claim
"… on 21 March 2022" for refuted or open. With the day in brackets, as readers see it, it gives the
true day 0.85 and the next day 0.11.
"""

from __future__ import annotations

from datetime import date

from bot.temporal import find_dates, in_words

# Any day will do: it is only asked whether there is a date at all.
_SOME_DAY = date(2000, 1, 1)


def names_a_day(text: str) -> bool:
    """Say whether a text names a day, a month or a year."""
    return bool(find_dates(text, on=_SOME_DAY))


def with_days(text: str, on: date | None) -> str:
    """Return a text with every date that its own words leave open followed by what it means.

    Args:
        text: A sentence or several.
        on: The day of its article; without one nothing is added.
    """
    if on is None:
        return text
    for mention in reversed(find_dates(text, on=on)):
        meaning = in_words(mention.first, mention.last)
        if str(mention.first.year) not in mention.text and meaning != mention.text:
            text = f"{text[: mention.span.end]} [{meaning}]{text[mention.span.end :]}"
    return text
