"""Rules that change what a true claim says: another number, another date, a negation.

A changed claim is no longer what the archive says, whatever else it says: a rule applies only where
that is certain. Pure functions; None is returned where it isn't.
"""

from __future__ import annotations

import regex

from eval.metamorphic.figures import DIGITS, MONTH, MONTHS, NUMBERS, in_words, month_number
from eval.metamorphic.phrasing import PASTS

# Beside them a larger number may be true too: "fewer than 30" follows from "fewer than 20".
_BOUNDS = regex.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|some|over|under|above|below|up to|"
    r"more|less|fewer|least|most|than|exceed\p{Ll}*|between|within|before|after|since|until|till|by"
    r"|earlier|later|only|just|except|besides|other|another|any|either|if|unless|would|could|may"
    r"|might|should)\b",
    regex.IGNORECASE,
)
# What is denied or undone is true of many other numbers.
_NEGATIVE = regex.compile(
    r"\b(?:no|not|cannot|nobody|nothing|none|never|neither|nor|without|hardly|barely|few|little"
    r"|den(?:y|ied|ies)|refus\p{Ll}+|reject\p{Ll}*|fail\p{Ll}*|disput\p{Ll}+|disprov\p{Ll}+"
    r"|lack\p{Ll}*"
    r"|miss\p{Ll}*|abandon\p{Ll}*|dropp?\p{Ll}*|stop\p{Ll}*|ceas\p{Ll}+|called off|cancel\p{Ll}*"
    r"|avoid\p{Ll}*"
    r"|prevent\p{Ll}*|wrong\p{Ll}*|false\p{Ll}*|untrue|too)\b|n['’]t\b",
    regex.IGNORECASE,
)
_WORD_NUMBER = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}-])(?P<number>{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
    r"(?![\p{L}\p{N}-])",
    regex.IGNORECASE,
)
_LARGE = regex.compile(
    r"(?<![\p{L}\p{N}.,:/-])(?P<first>[1-9]\p{Nd}{0,2})"
    r"(?P<rest>(?:,\p{Nd}{3})+|(?=\smillion|\sbillion))(?![\p{L}\p{N}]|[.,]\p{Nd})"
)
_YEAR = regex.compile(
    r"(?<=\b(?:in|of|the) )(?P<year>(?:1[89]|20)\p{Nd}{2})(?![\p{L}\p{N},.:/-]*\p{N})"
)
_DATED_YEAR = regex.compile(
    rf"(?<={MONTH} (?:\p{{Nd}}{{1,2}}, )?)(?P<year>(?:1[89]|20)\p{{Nd}}{{2}})\b"
)
_MONTH_DAY = regex.compile(rf"\b{MONTH}(?= \p{{Nd}}{{1,2}}\b)|(?<=\b\p{{Nd}}{{1,2}} ){MONTH}")
_IN_MONTH = regex.compile(rf"(?<=\b[Ii]n ){MONTH}")

YEARS_ON = 3
MONTHS_ON = 5

_SUBJECT = r"(?:The (?!first\b|only\b|last\b)[^,;:]*?|(?P<name>\p{Lu}[^,;:\s]*)(?: [^,;:]*?)?)"
_PLAIN_CLAIM = regex.compile(
    rf"^(?P<subject>{_SUBJECT}) (?P<verb>is|was|were|are|has|have|had|will) (?P<rest>[^?]+)$"
)
_IN_SUBJECT = regex.compile(
    r"\b(?:who|which|that|whose|where|when|said|says|told|does|did|do|because|if|all|every|each|some"
    r"|both|before|after|many|most|several|two|three|four|five|six|seven|eight|nine|ten|dozen"
    r"|would|could|should|may|might|must|can)\b|\p{Nd}",
    regex.IGNORECASE,
)
_MAIN_HAS = regex.compile(
    r"^(?:been|\p{Ll}+ed|given|put|taken|become|made|got|gone|won|lost|shown|had|built|begun)\b"
)
_QUANTIFIED = regex.compile(
    r"^(?:all|both|each|every|any|some|either|always|often|also|still|already|just|even|at)\b|\bonly\b"
)
_PAST_CLAIM = regex.compile(
    rf"^(?P<subject>{_SUBJECT}) (?P<verb>{'|'.join(PASTS.values())}) (?P<rest>[^?]+)$"
)
_BASES = {past: base for base, past in PASTS.items()}


def is_negative(text: str) -> bool:
    """Say whether a text has a word that denies or undoes something."""
    return _NEGATIVE.search(text) is not None


def number_changed(text: str) -> str | None:
    """Put a larger number for one of a claim that is true: three times as much and one.

    A larger one, as "25 were hurt" may be held to include that 12 were. Not in a claim with a bound
    or a negation; not a year, an ordinal, a number in a name, or "one".
    """
    if _BOUNDS.search(text) or is_negative(text):
        return None
    if found := _LARGE.search(text):
        larger = str(3 * int(found["first"]) + 1)
        return f"{text[: found.start()]}{larger}{found['rest']}{text[found.end() :]}"
    if found := DIGITS.search(text):
        return text[: found.start()] + str(3 * int(found["number"]) + 1) + text[found.end() :]
    for found in _WORD_NUMBER.finditer(text):
        word = found["number"]
        if word[0].isupper() and found.start() > 0:
            continue
        number = 3 * NUMBERS[word.lower()] + 1
        larger = in_words(number) if number < 100 else str(number)
        larger = larger.capitalize() if word[0].isupper() else larger
        return text[: found.start()] + larger + text[found.end() :]
    return None


def date_changed(text: str) -> str | None:
    """Put another year for one of a claim that is true, or, when it has none, another month."""
    if regex.search(
        r"\b(?:before|after|since|until|till|by|between|than|during|over|within|last|at least|"
        r"at most|almost|nearly|about|around|every|each)\b",
        text,
        regex.IGNORECASE,
    ):
        return None
    if regex.search(
        r"\b(?:no|not|never|nobody|none|nothing|neither|nor|without|only)\b|n['’]t\b",
        text,
        regex.IGNORECASE,
    ):
        return None
    if found := _DATED_YEAR.search(text) or _YEAR.search(text):
        year = str(int(found["year"]) + YEARS_ON)
        return text[: found.start()] + year + text[found.end() :]
    if found := _MONTH_DAY.search(text) or _IN_MONTH.search(text):
        month = MONTHS[(month_number(found[0]) - 1 + MONTHS_ON) % 12]
        return text[: found.start()] + month + text[found.end() :]
    return None


def negated(text: str, is_name: bool) -> str | None:
    """Negate the main verb of a claim that is true.

    Only a form of "be", "have" or "will", or a past whose base is certain, after a plain subject
    that is one known thing: "six members were not …" may be true of six others. Whatever the
    negation reaches, a true claim with a "not" in it is no longer what the archive says.

    Args:
        text: The claim.
        is_name: Whether its first word is a name.
    """
    found = _PLAIN_CLAIM.search(text)
    if found is None or not _is_one_thing(found, is_name):
        found = _PAST_CLAIM.search(text)
    if found is None or is_negative(text) or not _is_one_thing(found, is_name):
        return None
    subject, verb, rest = found["subject"], found["verb"], found["rest"]
    if _QUANTIFIED.search(rest):
        return None
    if verb in _BASES:
        return f"{subject} did not {_BASES[verb]} {rest}"
    if verb in ("has", "have", "had") and not _MAIN_HAS.search(rest):
        return None
    return f"{subject} {verb} not {rest}"


def _is_one_thing(found: regex.Match[str], is_name: bool) -> bool:
    """Say whether the subject of a sentence is plain and one known thing."""
    subject = found["subject"]
    if _IN_SUBJECT.search(subject) or regex.search(r"\b(?:and|or|on|in|at|of|to|for)$", subject):
        return False
    return not found["name"] or is_name or bool(regex.search(r"['’]s ", subject))
