"""Sentences of a premise, by a rule that would rather miss one than cut one in two."""

from __future__ import annotations

import regex

from eval.training.contrast.edits import is_clean

_BREAK = regex.compile(
    r"(?<=[\p{Ll}\p{N})”\"]{2}[.!?][”\"]?)\s+(?=[\p{Lu}“\"])"
    r"(?<!\b(?:Mr|Dr|St|vs|Jr|Sr|No|Mrs|Ms|Gen|Sen|Rep|Gov|Inc|Ltd|Co|Corp|"
    r"Jan|Feb|Aug|Sept|Oct|Nov|Dec)\. )"
)


def sentences_in(text: str) -> list[str]:
    """Return the sentences of a text that are fit to be claims, in order."""
    return [s for s in _BREAK.split(text.strip()) if is_clean(s)]
