"""Which language a text is in, by its most frequent words and its letters.

Only good enough to say "this isn't English": claims are judged in English alone, and a draft in
another language is told so instead of being judged wrongly.
"""

from __future__ import annotations

from collections import Counter

import regex

JUDGED = ("en",)
"""Languages in which claims are judged, by ISO 639-1."""

NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian",
    "nl": "Dutch", "pt": "Portuguese", "sv": "Swedish", "da": "Danish or Norwegian",
    "pl": "Polish", "tr": "Turkish", "fi": "Finnish",
    "cyrillic": "a language in Cyrillic letters", "greek": "Greek", "arabic": "Arabic",
    "hebrew": "Hebrew", "han": "Chinese", "kana": "Japanese", "hangul": "Korean",
    "devanagari": "a language in Devanagari letters", "thai": "Thai",
}  # fmt: skip
_FREQUENT = {
    "en": """the of and to in a is was that for on with as by at from his her its it he she they
    has have had be are were said not but which will who an this their been would after""",
    "de": """der die das und ist von zu den mit sich des auf für nicht eine ein im dem als auch es
    an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über wurde""",
    "fr": """le la les de des du et est un une que dans qui pour sur au aux avec il elle ne pas par
    plus ce cette son sa ses ont été sont se mais nous vous ou leur était""",
    "es": """el la los las de del y es un una que en por para con se no su al lo como más pero sus
    le ha fue son este esta entre cuando muy sin sobre también ya""",
    "it": """il la lo gli le di del della dei che è un una per con non si da al alla nel sono ha
    anche più come ma suo sua dal questo questa stato ed delle""",
    "nl": """de het een en van is dat op te in voor met zijn niet die er aan om ook als door maar
    bij naar uit wordt werd heeft dan nog over hij ze hun""",
    "pt": """o os as de do da dos das e é um uma que em no na por para com não se ao mais foi como
    mas seu sua ele ela são está pelo pela entre também""",
    "sv": """och att det i en som är av för på med den till inte har de om ett var jag men från han
    hon kan ska vid efter sig också""",
    "da": """og det at en den til er som på de med af for ikke der var et har jeg men fra han hun
    blev kan skal ved efter sig også""",
    "pl": """i w na z do że się nie jest to o po jak za od przez który która dla są był była tym
    oraz ale przy jego jej został""",
    "tr": """ve bir bu da de için ile olarak olan çok daha gibi ancak kadar sonra en ne o değil
    ise göre""",
    "fi": """ja on ei oli se että hän ovat mutta kun myös joka ole sekä jo niin ollut mukaan""",
}
_WORDS_OF = {language: frozenset(text.split()) for language, text in _FREQUENT.items()}
_SCRIPTS = {
    "cyrillic": r"\p{Cyrillic}", "greek": r"\p{Greek}", "arabic": r"\p{Arabic}",
    "hebrew": r"\p{Hebrew}", "kana": r"[\p{Hiragana}\p{Katakana}]", "hangul": r"\p{Hangul}",
    "han": r"\p{Han}", "devanagari": r"\p{Devanagari}", "thai": r"\p{Thai}",
}  # fmt: skip
_PATTERNS = {name: regex.compile(pattern) for name, pattern in _SCRIPTS.items()}
_LETTER = regex.compile(r"\p{L}")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+")
_MOST = 4_000  # letters that are looked at
_FEW = 5  # words below which letters alone tell
_FOREIGN_SHARE = 0.4  # of letters from which a script tells
_LEAD = 1.5  # how many times more of another language's frequent words than English ones
_LEAST_SHARE = 0.15  # of words that are among the frequent ones of the language guessed


def guess_language(text: str) -> str | None:
    """Return the language of a text as a key of `NAMES`, or None when it cannot be told.

    Deterministic. Looks at the first 4,000 characters.
    """
    sample = text[:_MOST]
    n_letters = len(_LETTER.findall(sample))
    for name, pattern in _PATTERNS.items():
        share = 0.1 if name == "kana" else _FOREIGN_SHARE
        if n_letters and len(pattern.findall(sample)) >= share * n_letters:
            return name
    found = Counter(word.casefold() for word in _WORD.findall(sample))
    n_words = sum(found.values())
    if n_words < _FEW:
        return None
    scores = {
        language: sum(found[word] for word in frequent) for language, frequent in _WORDS_OF.items()
    }
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    if scores[best] < _LEAST_SHARE * n_words or scores[best] < 2:
        return None
    if best != "en" and scores[best] < _LEAD * scores["en"]:
        return None
    return best


def why_unjudged(language: str) -> str:
    """Return the reason for not judging a text in this language."""
    known = ", ".join(NAMES[one] for one in JUDGED)
    return f"in {NAMES[language]}; claims are judged in {known} only"
