"""What a run of words is: a person, plainly so or not, and whether it is all of a name or noun."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.checks.names import is_country
from bot.claims.first_names import (
    FEMALE,
    FIRST_NAMES,
    MALE,
)
from bot.claims.grammar import (
    DETERMINERS,
    PREPOSITIONS,
    SPEECH,
    is_adverb,
    is_finite,
    is_participle,
    is_plural,
)
from bot.claims.mention_words import (
    NO_PERSON,
    NO_THING,
    OF_MEN,
    OF_WOMEN,
    PERSONS,
    PRESS,
    TITLES,
    VAGUE,
)
from bot.words import Word


def without_titles(found: Sequence[Word], run: list[int]) -> list[int]:
    """Return a run from the name itself on: "Prime Minister Ona Rask", "Vermont Ida Tasch"."""
    begins = max((n + 1 for n, i in enumerate(run) if found[i].folded in TITLES), default=0)
    first = next((n for n, i in enumerate(run[:-1]) if found[i].folded in FIRST_NAMES), 0)
    is_joined = any(found[i].folded in ("and", "of", "the") for i in run)
    at = begins if is_joined else max(begins, first)
    return run[at:] or run


def is_whole(text: str, found: Sequence[Word], run: Sequence[int]) -> bool:
    """Say whether a run is plainly all of a name or noun, so that it can stand elsewhere."""
    first, last = found[run[0]], found[run[-1]]
    is_cut = run[0] >= 2 and found[run[0] - 1].folded == "and" and found[run[0] - 2].is_capital
    is_odd = first.is_number and any(found[i].is_capital for i in run)
    # "Eats larvae" is a verb that is not known.
    is_verb = first.folded not in DETERMINERS and any(
        is_plural(found[i]) and not found[i].is_capital for i in run[:-1]
    )
    # "President", with no name.
    is_title = all(found[i].folded in PERSONS or found[i].folded in ("vice", "prime") for i in run)
    is_vague = first.folded in VAGUE or last.folded in NO_THING or last.is_stop or is_adverb(last)
    if is_cut or is_odd or is_verb or is_title or is_vague:
        return False
    return _is_ended(text, found, run)


def _is_ended(text: str, found: Sequence[Word], run: Sequence[int]) -> bool:
    """Say whether what follows a run can't belong to it."""
    first, last = found[run[0]], found[run[-1]]
    follows = found[run[-1] + 1] if run[-1] + 1 < len(found) else None
    if follows is None or text[last.span.end : follows.span.start] != " ":
        return True
    if is_finite(found, run[-1] + 1):
        return True
    if len(run) == 1 and first.opens and not follows.is_capital and not is_participle(follows):
        # "Term limits", "Looks like it": a capital that only the sentence gave.
        is_link = follows.is_stop or follows.folded in PREPOSITIONS
        return first.folded in FIRST_NAMES if is_link else is_plural(first)
    if follows.folded in DETERMINERS and not last.is_capital:
        return False  # "The river burst its banks": the last word is its verb
    # "The enormous suffering": what was taken for the noun may only describe it.
    is_open = follows.folded.endswith("ing") or is_adverb(follows)
    return len(run) == 1 or last.is_capital or follows.is_stop or not is_open


def is_surely_person(
    text: str, found: Sequence[Word], full: Sequence[int], titles: set[str]
) -> bool:
    """Say whether more than two capitals tells that a name is a person's."""
    if titles or found[full[0]].folded in FIRST_NAMES:
        return True
    before = found[full[0] - 1].folded if full[0] else ""
    follows = found[full[-1] + 1].folded if full[-1] + 1 < len(found) else ""
    is_role = before.endswith(("ist", "person", "man", "woman", "grapher", "loger"))
    is_press = bool(PRESS.intersection(found[i].folded for i in full))
    is_told = not is_press and follows in SPEECH | {"who", "whose"}
    return is_role or is_told or bool(regex.match(r", \d\d,", text[found[full[-1]].span.end :]))


def is_person(found: Sequence[Word], full: list[int], titles: set[str], before: str) -> bool:
    """Say whether a name is taken for that of a person; `before` is the word before it."""
    folded = [found[i].folded for i in full]
    if NO_PERSON.intersection(folded) or any(is_country(found[i].stem) for i in full):
        return False
    if titles:
        return True
    if folded[0] in FIRST_NAMES:
        return before not in ("the", "in", "at", "near")
    is_full_name = len(full) in (2, 3) and before not in DETERMINERS | {"in", "at", "near", "to"}
    is_acronym = any(found[i].text.isupper() and len(found[i].text) > 1 for i in full)
    return is_full_name and not is_acronym and folded[0] not in ("new", "pine", "united", "union")


def gender_of(first: str, titles: set[str]) -> str:
    """Return "m", "f" or "" by a first name in lower case and the titles beside it."""
    if titles & OF_WOMEN or first in FEMALE:
        return "f"
    return "m" if titles & OF_MEN or first in MALE else ""
