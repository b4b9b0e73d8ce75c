"""Sentences made shorter without changing what they say: what is dropped is an extra."""

from __future__ import annotations

import random

import regex

from eval.training.contrast.edits import is_clean, is_negated
from eval.training.contrast.phrases import opened

_I = regex.IGNORECASE
# An apposition or relative clause between commas, after a name; parentheses; a trailing participle.
_INNER = [
    regex.compile(r" ?\([^()]{2,80}\)"),
    regex.compile(
        r"(?<=\p{Lu}[\p{L}'’]+), (?:a|an|the) [^,.“”\"()]{4,80},"
        r"(?= (?:is|was|has|had|will|said|\p{Ll}+ed)\b)"
    ),
    regex.compile(r"(?<=[\p{L}]), (?:which|who|whose|where) [^,.“”\"()]{6,90},(?= \p{Ll})"),
]
_LAST = [
    regex.compile(
        r"(?<=\p{L}{2}), (?:which|who|where|with|including|making|leaving) "
        r"[^,“”\"()]{6,110}(?=\.$)"
    ),
    regex.compile(
        r"(?<=\p{L}{3})(?<!\p{L}ed|born|won)"
        r" (?:on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in (?:1[5-9]|20)\d\d)"
        r"(?=\.$)"
    ),
    regex.compile(r"(?<=\p{L}{3}),? (?:while|because) [^,“”\"()]{10,110}(?=\.$)"),
]
_FIRST = regex.compile(
    r"^(?:(?:In|On|By|During) (?:\p{Lu}\p{Ll}+ )?(?:\d{1,2}, )?\d{4},|On \p{Lu}\p{Ll}+day,|"
    r"However,|Also,|Moreover,|In addition,|Meanwhile,|As a result,|Later,) "
)
_SCOPED = regex.compile(
    r"\b(?:if|every|each|all|most|any|first|last|only|largest|highest|best|until|since|between|"
    r"than|\w+est)\b",
    _I,
)


def shorter(sentence: str, rng: random.Random) -> str | None:
    """Return the sentence without one of its extras, or None where it has none.

    An adjunct at either end is kept where something in the sentence depends on it (a negation, a
    superlative, "every").
    """
    options = [
        sentence[: m.start()] + sentence[m.end() :] for p in _INNER for m in p.finditer(sentence)
    ]
    if not is_negated(sentence) and not _SCOPED.search(sentence):
        options += [p.sub("", sentence) for p in _LAST if p.search(sentence)]
        if _FIRST.match(sentence):
            options.append(opened(_FIRST.sub("", sentence)))
    options = [o for o in options if is_clean(o) and o != sentence]
    return rng.choice(options) if options else None


def tells_more(sentence: str, short: str) -> bool:
    """Say whether what was dropped is a fact of its own: a name, a number or a clause."""
    if _FIRST.match(sentence) and not short.startswith(sentence[:12]):
        return regex.match(r"^[^,]*\d{4},", sentence) is not None
    return len(sentence) - len(short) > 15 or bool(regex.search(r"\d", sentence[len(short) :]))
