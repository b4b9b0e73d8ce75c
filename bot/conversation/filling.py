"""Ellipsis: "and Sweden?", "in 2019?", "how many ports?" put where its like stood before."""

from __future__ import annotations

import regex

from bot.conversation import lexicon
from bot.conversation.asked import Asked, sentence
from bot.conversation.phrases import Mention, Sort, mentions
from bot.words import content_words, words
from sources.article import Span

_I = regex.IGNORECASE
_PREPOSITION = regex.compile(
    r"^(?P<word>in|on|at|from|to|of|with|by|for|against|after|before|during|near|over|under|between"
    r"|since|until|about|through|than)\s+",
    _I,
)
_ACCORDING = regex.compile(r"^according to\s+", _I)
_BARE_NOUN = regex.compile(
    r"\b(?P<word>in|on|at|from|to|of|with|by|for|against)\s+(?P<noun>\p{Ll}+s)\b(?!['’])", _I
)
_COUNTED = regex.compile(r"^(?:how (?:many|much)|which|what|whose)\b", _I)
_PLACED = regex.compile(
    r"^(?:what|which) (?:time|day|date|year|month|place|city|country|reason)s?$", _I
)


def fill(piece: str, before: Asked) -> str:
    """Put a fragment into the question before; empty where no place for it is known.

    Args:
        piece: The fragment, without connective and question mark: "in Japan", "Sweden".
        before: The question before.
    """
    if _COUNTED.match(piece):
        return _count(piece, before)
    given, piece = piece, _ACCORDING.sub("to ", piece)
    body = f"{before.aux} {before.rest}".strip()
    preposition = _PREPOSITION.match(piece)
    phrase = piece[preposition.end() :] if preposition else piece
    found = next(iter(mentions(piece)), None)
    slots = mentions(body)
    if noun := _counted_noun(phrase, found, before):
        return sentence(before.wh.replace(before.noun, noun), body)
    bare = _BARE_NOUN.search(body)
    if bare and _takes_bare(phrase, found, preposition["word"] if preposition else "", bare, slots):
        return sentence(before.wh, body[: bare.start("noun")] + phrase + body[bare.end("noun") :])
    slot = _slot(phrase, found, slots, preposition["word"] if preposition else "")
    if slot is None:
        added = given if preposition else "" if slots else f"(about {piece})"
        return sentence(before.wh, body, added) if added else ""
    return _put(slot, piece, phrase, before, body)


def _put(slot: Mention, piece: str, phrase: str, before: Asked, body: str) -> str:
    """Return the question before with a fragment in the place of one of its phrases."""
    preposition = _PREPOSITION.match(piece)
    put = phrase
    if preposition and not slot.after and not _is_subject(slot, before, body):
        put = piece
    elif preposition and slot.after and slot.after != preposition["word"].casefold():
        start = slot.span.start - len(slot.after) - 1
        return sentence(before.wh, body[: max(0, start)], piece, body[slot.span.end :])
    owner = "’s" if body[slot.span.start : slot.span.end].endswith(("’s", "'s")) else ""
    return sentence(before.wh, body[: slot.span.start] + put + owner + body[slot.span.end :])


def _takes_bare(
    phrase: str,
    found: Mention | None,
    preposition: str,
    bare: regex.Match[str],
    slots: list[Mention],
) -> bool:
    """Say whether a fragment takes the place of a bare plural: "for visitors", "at airports"."""
    if found and (found.is_name or found.sort is Sort.TIME):
        return False
    if preposition:
        return preposition.casefold() == str(bare["word"]).casefold()
    is_plural = phrase.casefold().endswith("s") and not phrase.casefold().startswith("the ")
    head = phrase.rsplit(maxsplit=1)[-1].casefold()
    return is_plural and not any(slot.head == head for slot in slots)


def _count(piece: str, before: Asked) -> str:
    """Ask for other things in the same way: "how many ports?", "which ports?"."""
    wanted = content_words(piece)
    if before.noun or before.wh.casefold() in ("who", "whom", "what"):
        aux = before.aux
        is_plural = bool(wanted) and wanted[-1].folded.endswith("s")
        if is_plural:
            aux = {"was": "were", "is": "are", "has": "have"}.get(aux.casefold(), aux)
        return sentence(piece, aux, before.rest)
    if _PLACED.match(piece):
        return sentence(piece, before.aux, before.rest)
    # "Were the ports reopened?", "Which ports?"
    stems = {w.stem for w in wanted}
    for slot in mentions(f"{before.aux} {before.rest}".strip()):
        if stems & {w.stem for w in words(slot.head)}:
            body = f"{before.aux} {before.rest}".strip()
            around = (body[: slot.span.start], body[slot.span.end :])
            return sentence(piece, *around)
    return ""


def _counted_noun(phrase: str, found: Mention | None, before: Asked) -> str:
    """Return what is to be counted instead: "and organisations?" after "How many people …"."""
    if not before.noun or (found and (found.is_name or found.sort is Sort.TIME)):
        return ""
    noun = regex.sub(r"^the\s+", "", phrase, flags=_I)
    is_plural = noun.split()[-1:] and (
        noun.casefold().endswith("s") or noun.split()[-1].casefold() in lexicon.PLURALS
    )
    return noun if is_plural and len(noun.split()) <= 3 else ""


def _slot(
    phrase: str, found: Mention | None, slots: list[Mention], preposition: str
) -> Mention | None:
    """Return the phrase of the question before whose place the fragment takes."""
    if not slots:
        return None
    head = found.head if found else (words(phrase)[-1].folded if words(phrase) else "")
    sort = found.sort if found else Sort.THING
    if sort is Sort.TIME:
        return next((m for m in slots if m.sort is Sort.TIME), None)
    others = [m for m in slots if m.sort is not Sort.TIME]
    same_head = [m for m in others if m.head == head and m.text.casefold() != phrase.casefold()]
    same_sort = [m for m in others if m.sort is sort and (not found or m.is_name == found.is_name)]
    alike = [m for m in others if m.sort is sort]
    if preposition:
        fit = [m for m in (*same_head, *same_sort) if m.after == preposition.casefold()]
        return next(iter(fit or [m for m in same_sort if m.after or sort is Sort.COUNTRY]), None)
    if same_head or same_sort:
        return (same_head or same_sort)[0]
    if alike:
        return alike[0]
    is_somebody = {Sort.PERSON, Sort.GROUP, Sort.COUNTRY}
    likely = [m for m in others if m.is_name and (sort in is_somebody) == (m.sort in is_somebody)]
    return next(iter(likely or [m for m in others if m.is_name] or others), None)


def _is_subject(slot: Mention, before: Asked, body: str) -> bool:
    return slot.span == Span(start=len(before.aux) + 1, end=slot.span.end) if body else False
