"""Words of a text with their places: what the checks and the judge count in.

Pure functions. Matching is done on a folded form (NFKC, lower case, no accents, straight quotation
marks) and a stem; places always refer to the text as given.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import regex
import snowballstemmer

from bot.memory import remembered
from index.lexical import STOP_WORDS
from sources.article import Span

# Letters with inner apostrophes, hyphens and dots (U.S., O’Brien, visa-free), or a number.
_WORD = regex.compile(
    r"(?:\p{Lu}\.){2,}|\p{N}++(?:[.,:]\p{N}++)*+(?:st|nd|rd|th|s)?+|"
    r"\p{L}[\p{L}\p{M}\p{N}]*+(?:['’\-‑–][\p{L}\p{N}]++)*+"
)
_POSSESSIVE = regex.compile(r"['’]s?$")
_OPENERS = tuple("\"'“‘«([—–:")
_ABBREVIATED = frozenset(
    """gen lt col sgt maj capt adm sen rep gov dr mr mrs ms prof rev st jr sr no vs inc ltd co corp
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun
    mt""".split()
)
# British spellings are read as American ones: organisation, harbour, kilometre, cancelled.
_ONE_SPELLING = [
    (regex.compile(r"(?<=\p{L}{3})is(?=(?:e[ds]?|ing|ations?)$)"), "iz"),
    (regex.compile(r"(?<=\p{L}{3})our(?=(?:s|ed|ing|able|ite|ites|hood|ly)?$)"), "or"),
    (regex.compile(r"(?<=\p{L}{2}[nt])re(?=s?$)"), "er"),
    # "Fuelled", "dialling"; after one consonant ("cancelled") Porter 2 drops the second l itself.
    (regex.compile(r"(?<=(?<!q)[aeiou]{2})ll(?=(?:ed|ing|er|ers)$)"), "l"),
]
_AN_ARTICLE = 8_000  # longest text, in code points, whose words are remembered
_SHORT = 32  # longest word, in code points, whose forms are remembered
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = threading.Lock()  # it keeps the word at hand in itself: two at once mix theirs up


class Word(NamedTuple):
    """A word in its text. A tuple, since texts are read by the thousand words.

    Attributes:
        start: Where it begins, in code points.
        end: Where it ends.
        text: As written.
        folded: Lower case, without accents or possessive.
        stem: The stem of `folded` (Porter 2), joined parts kept.
        is_capital: Whether it begins with a capital letter.
        opens: Whether it is the first word of a sentence or quotation, where a capital says little.
    """

    start: int
    end: int
    text: str
    folded: str
    stem: str
    is_capital: bool
    opens: bool

    @property
    def span(self) -> Span:
        """Its place, in code points."""
        return Span(start=self.start, end=self.end)

    @property
    def is_stop(self) -> bool:
        """Whether it is too frequent to mean anything by itself."""
        return self.folded in STOP_WORDS

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.folded[:1].isdigit()


def _opens(between: str, before: str) -> bool:
    """Say whether what stands between two words begins a sentence or a quotation."""
    if between == " ":
        return False
    if between.strip() == "." and before in _ABBREVIATED:
        return False
    return any(c in between for c in ".!?…:;\n") or between.strip()[-1:] in _OPENERS


def fold(text: str) -> str:
    """Return text in the form that is compared: NFKC, lower case, no accents, no possessive."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return str(
        _POSSESSIVE.sub(
            "", plain.replace("’", "'").replace("‑", "-").replace("\u2010", "-").replace("–", "-")
        )
    )


@lru_cache(maxsize=50_000)
def stem(folded: str) -> str:
    """Return the Porter 2 stem of a folded word, in one spelling; initials lose their dots."""
    if folded[:1].isdigit():
        return folded.replace(",", "")
    word = folded.replace(".", "")
    for pattern, spelling in _ONE_SPELLING:
        word = pattern.sub(spelling, word)
    with _STEMMING:
        return str(_STEMMER.stemWord(word))


def words(text: str) -> list[Word]:
    """Return the words of a text, in order."""
    return list((_kept if len(text) <= _AN_ARTICLE else _read)(text))


def _read(text: str) -> tuple[Word, ...]:
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        opens = not found or _opens(text[end : match.start()], found[-1].folded)
        written = match[0]
        folded, stemmed = (_short_forms if len(written) <= _SHORT else _forms)(written)
        start, end = match.span()
        found.append(Word(start, end, written, folded, stemmed, written[0].isupper(), opens))
    return tuple(found)


def _forms(written: str) -> tuple[str, str]:
    folded = fold(written)
    return folded, stem(folded)


_short_forms = lru_cache(maxsize=50_000)(_forms)
_kept = remembered(_read, 256)


def content_words(text: str) -> list[Word]:
    """Return the words that are not too frequent to mean anything."""
    return [word for word in words(text) if not word.is_stop]
