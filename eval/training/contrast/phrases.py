"""Patterns of subjects and clauses, as far as writing tells them, and sentences made clauses."""

from __future__ import annotations

import regex

from eval.training.contrast.verbs import BASE_OF_PAST
from index.lexical import STOP_WORDS

_NO_NAME = "|".join(
    """He She It They We I You This That These Those But And Or In On At By
For Because When While If As So Also However There Here What Who Although Though Then Thus Some
All Most Many No None Not Both Each Every""".split()
)
NAMED = (
    rf"(?!(?:{_NO_NAME})\b)\p{{Lu}}[\p{{L}}'’.-]*"
    r"(?: (?:of |the |de |van )?\p{Lu}[\p{L}'’.-]*){0,4}"
)
# A name, or "the" with up to three words.
THING = (
    r"(?:[Tt]he(?: (?!(?:and|or|of|to|in|on|for|that|which|who)\b)\p{Ll}[\p{L}-]+){1,3}?"
    rf"|(?:[Tt]he )?{NAMED})"
)
SUBJECT = rf"(?:{THING}|He|She|It|They|I|We|(?:His|Her|Its|Their) \p{{Ll}}+)"
# "The government rejected the": a subject with a verb of the table in the past.
PAST_VERB = rf"(?:{'|'.join(sorted(BASE_OF_PAST))})"
PAST_CLAUSE = regex.compile(rf"^(?P<head>{SUBJECT}) (?P<verb>{PAST_VERB}) (?P<next>\p{{L}}+)")
CLAUSE = (
    rf"(?:{THING}|[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Tt]here"
    r"|(?:[Hh]is|[Hh]er|[Tt]heir|[Ii]ts) (?:\p{Ll}+ )?\p{Ll}+)"
    r" (?:was|were|is|are|had|has|have|could|would|will|did|\p{Ll}+ed(?! (?:in|by|as|with|on) )"
    r"|won|lost|fell|rose|left"
    r"|became|began|took|came|went|found|made)\b[^,;:“”\"]*"
)
_COMMON_FIRST = regex.compile(
    r"(?:The|A|An|This|That|These|Those|He|She|It|They|We|His|Her|Its|Their|In|On|At|After|Before|"
    r"Many|Some|Most|All|Several|Two|Three|Four|Five|During|By|As|There|Both|Police|Officials|"
    r"Authorities|People|Scientists|Doctors|Residents)\b"
)


def opened(clause: str) -> str:
    """Return a clause as the beginning of a sentence."""
    clause = clause.strip()
    return clause[:1].upper() + clause[1:]


def fits_inside(sentence: str) -> bool:
    """Say whether a sentence can follow "that": it doesn't open with a linking word."""
    first = sentence.partition(" ")[0].strip(",").lower()
    return first not in STOP_WORDS or bool(_COMMON_FIRST.match(sentence))


def inside(sentence: str) -> str:
    """Return a sentence as a clause: no full stop, a small letter where the word is common."""
    clause = sentence.rstrip(". ")
    return clause[:1].lower() + clause[1:] if _COMMON_FIRST.match(clause) else clause
