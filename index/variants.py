"""Spellings of one name or number that a search takes for the same: Kyiv and Kiev, 1,200 and 1200.

A small table; names that it doesn't know are found as they are written, and by meaning.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

SPELLINGS = """kyiv kiev|kharkiv kharkov|odesa odessa|lviv lvov|mykolaiv nikolaev nikolayev
dnipro dnieper dnepr|luhansk lugansk|chernobyl chornobyl|chisinau kishinev|mumbai bombay
kolkata calcutta|chennai madras|bengaluru bangalore|beijing peking|guangzhou canton
myanmar burma|yangon rangoon|turkiye turkey|eswatini swaziland|czechia czech
iturup etorofu|kunashir kunashiri|almaty alma-ata|astana nursultan|mecca makkah|medina madinah
gaddafi qaddafi kadhafi qadhafi gadhafi khadafy|zelensky zelenskyy zelenskiy zelenskyi
muhammad mohammed mohamed mohammad muhammed mohamad mahomet|hussein husain hussain husayn
osama usama|hizbollah hezbollah hizbullah|isis isil daesh|quran koran|taliban taleban
al-qaeda al-qaida qaeda qaida|netanyahu nethanyahu|yanukovych yanukovich|medvedev medvedyev
tchaikovsky chaikovsky|tolstoy tolstoi|putin poutine|xi hsi|mao zedong tse-tung|haifa hefa
tehran teheran|cologne koln|munich munchen|vienna wien|prague praha|geneva geneve genf
florence firenze|venice venezia|turin torino|milan milano|naples napoli|seville sevilla
lisbon lisboa|copenhagen kobenhavn|gothenburg goteborg|the-hague hague|antwerp antwerpen
bruges brugge|ghent gent|basel basle|zurich zuerich|ivory ivoire|timor-leste timor
moscow moskva|saint st|mount mt|fort ft"""
"""Rows of spellings that are far apart, folded; a hyphen stands between words."""

_TOKEN = regex.compile(r"\p{N}+(?:[.,\u00a0\u202f]\p{N}+)+|[\p{L}\p{N}]+")
_WORD = regex.compile(r"[\p{L}\p{N}]+")
_GROUPED = regex.compile(r"\p{N}{1,3}(?:[.,\u00a0\u202f]\p{N}{3})+")
_LONGEST = 100  # letters of a word that anybody looks for

Phrase = tuple[str, ...]  # folded words that stand beside each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing that is looked for, in every way it may be written; any of them will do."""

    ways: tuple[Phrase, ...]


class _Plain(dict[int, int]):
    """Marked Latin letters to plain ones, as SQLite's `remove_diacritics` takes them."""

    def __missing__(self, letter: int) -> int:
        apart = unicodedata.normalize("NFD", chr(letter))
        base, marks = apart[0], apart[1:]
        is_marked = marks and base.isascii() and all(map(unicodedata.combining, marks))
        self[letter] = ord(base) if is_marked else letter
        return self[letter]


_PLAIN = _Plain()


def fold(text: str) -> str:
    """Return a text in small letters, the Latin ones without marks, as words are compared."""
    small = text.lower()
    return small if small.isascii() else unicodedata.normalize("NFC", small).translate(_PLAIN)


def plain_words(text: str) -> list[str]:
    """Return the folded words of a text, in order; "1,200" is two of them, as everywhere here."""
    return [word for word in _WORD.findall(fold(text)) if len(word) <= _LONGEST]


def terms(query: str) -> list[Term]:
    """Return what a query looks for, each thing once, in order."""
    found: dict[Phrase, Term] = {}
    for token in _TOKEN.findall(fold(query)):
        way = tuple(_WORD.findall(token))
        if way not in found and all(len(word) <= _LONGEST for word in way):
            found[way] = Term(ways=(way, *_other_ways(token, way)))
    return list(found.values())


def _other_ways(token: str, way: Phrase) -> list[Phrase]:
    if _GROUPED.fullmatch(token):
        return [("".join(way),)]
    if token.isdecimal() and len(token) > 3 and token[0] != "0":
        return [_grouped(token)]
    return [other for other in _WAYS.get(way, ()) if other != way]


def _grouped(number: str) -> Phrase:
    first = len(number) % 3
    groups = [number[at : at + 3] for at in range(first, len(number), 3)]
    return (number[:first], *groups) if first else tuple(groups)


def _table() -> dict[Phrase, tuple[Phrase, ...]]:
    rows = SPELLINGS.replace("\n", "|").split("|")
    groups = [tuple(tuple(word.split("-")) for word in row.split()) for row in rows]
    return {way: group for group in groups for way in group}


_WAYS = _table()
