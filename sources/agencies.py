"""Which news agency wrote a text, where the text, its by-line or its publisher says so."""

from __future__ import annotations

from collections.abc import Sequence

import regex

_NAMES = {
    "Reuters": "reuters",
    "Associated Press": "ap|associated press|the associated press",
    "Agence France-Presse": "afp|agence france-presse|agence france presse",
    "dpa": "dpa|deutsche presse-agentur",
    "PA Media": "pa media|press association|pa news agency",
    "UPI": "upi|united press international",
    "Bloomberg": "bloomberg|bloomberg news",
    "Xinhua": "xinhua|xinhua news agency",
    "Kyodo": "kyodo|kyodo news",
    "Yonhap": "yonhap|yonhap news agency",
    "TASS": "tass|itar-tass",
    "Interfax": "interfax|interfax-ukraine",
    "Ukrinform": "ukrinform",
    "RIA Novosti": "ria novosti|ria",
    "ANSA": "ansa",
    "EFE": "efe|agencia efe",
    "PTI": "pti|press trust of india",
    "ANI": "ani",
    "IANS": "ians",
    "Canadian Press": "cp|the canadian press|canadian press",
    "AAP": "aap|australian associated press",
    "Anadolu": "aa|anadolu|anadolu agency|anadolu ajansı",
    "Belga": "belga",
    "ANP": "anp",
    "NTB": "ntb",
    "TT": "tt|tt news agency",
    "Ritzau": "ritzau",
    "Keystone-SDA": "sda|keystone-sda",
    "APA": "apa|austria presse agentur",
}
_BY_FORM = {form: name for name, forms in _NAMES.items() for form in forms.split("|")}
_FORM = "|".join(sorted(map(regex.escape, _BY_FORM), key=len, reverse=True))
# "PARIS, May 3 (Reuters) -" at the start of a line, "(AP)" or "- Reuters" at the end of the text.
_DATELINE = regex.compile(
    rf"^[^\n(]{{0,80}}\((?P<name>{_FORM})\)\s*(?:[-–—:]|\n)", regex.IGNORECASE | regex.MULTILINE
)
_SIGN_OFF = regex.compile(
    rf"(?:\((?P<name>{_FORM})\)|[-–—]\s*(?P<name>{_FORM}))\.?\s*$", regex.IGNORECASE
)


def agency_of(
    beginning: str, end: str, authors: Sequence[str], publisher: str | None
) -> str | None:
    """Return the name of the agency that a text is from, or None where none is named.

    Args:
        beginning: The first lines of the text.
        end: Its last words.
        authors: Names of the by-line.
        publisher: Who published it.
    """
    for pattern, text in ((_DATELINE, beginning), (_SIGN_OFF, end)):
        if found := pattern.search(text):
            return _BY_FORM[found["name"].lower()]
    for name in (*authors, publisher or ""):
        if known := _BY_FORM.get(name.strip().lower()):
            return known
    return None
