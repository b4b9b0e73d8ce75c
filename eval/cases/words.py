"""How the words of cases, accepted and forbidden, are found in texts. Pure."""

from __future__ import annotations

import unicodedata

import regex

_WORD = regex.compile(r"[\p{L}\p{N}]+(?:[.,]\p{N}+)*")


def plain_words(text: str) -> str:
    """Return the words of a text in lower case with one space between, without other marks."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def says(text: str, words: str) -> bool:
    """Say whether words stand in a text one after the other, whatever case and marks."""
    wanted = plain_words(words)
    return bool(wanted) and f" {wanted} " in f" {plain_words(text)} "
