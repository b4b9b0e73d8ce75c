"""Spellings of one name: Kyiv and Kiev, Zelensky and Zelenskyy, Mohammed and Muhammad.

A small table for names whose spellings are far apart, and a rule for the rest: same consonants,
same last letter, one or two letters apart. Pure functions on folded words.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from index.variants import SPELLINGS

_MOST_CHECKED = 24  # letters; a longer word is compared as it is
_VOWELS = regex.compile(r"[aeiouyhj'\-]+")
_DOUBLED = regex.compile(r"(.)\1+")
_ALIKE = [("kh", "h"), ("ck", "k"), ("ph", "f"), ("q", "k"), ("x", "ks"), ("w", "v"), ("c", "k"),
          ("z", "s")]  # fmt: skip
_LOOSE_ENDS = frozenset(["y", "i", "iy", "yy", "ij", "yi", "iyy", "ii", "j", "ie", "h"])


def _table() -> dict[str, int]:
    groups = SPELLINGS.replace("\n", "|").split("|")
    return {word: n for n, group in enumerate(groups) for word in group.split()}


_GROUP_OF = _table()


@lru_cache(maxsize=20_000)
def same_spelling(one: str, other: str) -> bool:
    """Say whether two folded words may be spellings of one name.

    Equal, in one row of the table, or alike: the same first letter (as it sounds), the same
    consonants in the same order, the same last letter (endings such as -y, -iy, -yy are one), and
    one letter apart in words of six letters or more, two in words of nine or more. "Hansen" and
    "Hanson" end differently enough to be two names.
    """
    if one == other:
        return True
    group = _GROUP_OF.get(one)
    if group is not None and group == _GROUP_OF.get(other):
        return True
    short, long = sorted((one, other), key=len)
    most = 2 if len(short) >= 9 else 1
    if len(short) < 6 or len(long) > _MOST_CHECKED or len(long) - len(short) > most:
        return False
    if not (one.isalpha() and other.isalpha()) or _end(one) != _end(other):
        return False
    return _skeleton(one) == _skeleton(other) and edit_distance(one, other, most=most) <= most


@lru_cache(maxsize=20_000)
def spelling_keys(folded: str) -> tuple[str, ...]:
    """Return keys to find a word's other spellings by: what `same_spelling` joins shares one."""
    keys = [folded]
    if folded in _GROUP_OF:
        keys.append(f"#{_GROUP_OF[folded]}")
    if 6 <= len(folded) <= _MOST_CHECKED and folded.isalpha():
        keys.append(f"{_skeleton(folded)}+{_end(folded)}")
    return tuple(keys)


def edit_distance(one: str, other: str, *, most: int) -> int:
    """Return the Levenshtein distance of two words, or `most + 1` when it is more than `most`."""
    if abs(len(one) - len(other)) > most or max(len(one), len(other)) > 4 * _MOST_CHECKED:
        return most + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _end(word: str) -> str:
    for n in (3, 2, 1):
        if word[-n:] in _LOOSE_ENDS:
            return "y"
    return word[-2:] if word[-1] in "aeounsr" else word[-1]


def _skeleton(word: str) -> str:
    for spelling, sound in _ALIKE:
        word = word.replace(spelling, sound)
    vowel = "*" if word[0] in "aeiouyj" else ""
    return vowel + str(_DOUBLED.sub(r"\1", _VOWELS.sub("", word)))
