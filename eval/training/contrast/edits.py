"""Edits: one fact of a text replaced, and what the text as it was says about the result."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import regex

from eval.training.pairs import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A replacement in a text.

    Attributes:
        kind: Name of the rule: "number", "role".
        old: What is replaced, whole words, as it stands in the text.
        new: What it is replaced by.
        label: What the text as it was does to the text altered.
        is_two_way: Whether the altered text does the same to the text as it was, so that the edit
            may be made in the premise instead, or in both.
    """

    kind: str
    old: str
    new: str
    label: Label
    is_two_way: bool = True

    def of(self, text: str) -> str:
        """Return `text` with every `old` replaced; unchanged where there is none."""
        parts: list[str] = []
        end = 0
        at = text.find(self.old)
        while at >= 0:
            after = at + len(self.old)
            if not text[at - 1 : at].isalnum() and not text[after : after + 1].isalnum():
                parts += [_with_article(text[end:at], self.new), self.new]
                end = after
            at = text.find(self.old, after)
        return "".join([*parts, text[end:]]) if parts else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a rule may look at beside the text it alters.

    Attributes:
        premise: The premise: nothing that stands in it is new.
        rng: Source of choices.
        names: Returns a name of the same kind as the given one, or None.
    """

    premise: str
    rng: random.Random
    names: Callable[[str], str | None]


Rule = Callable[[str, Material], "list[Edit]"]

_ARTICLE = regex.compile(r"(?<=\b[Aa])n? $")
_VOWEL = regex.compile(
    r"(?!uni[^mn]|us[eiu]|eu|ut|one\b|once)(?:[aeiou]|hour|hono|heir|8|1[18]\b)", regex.I
)
_CLEAN = regex.compile(r"^[\p{Lu}\p{N}][^\n?;…]{20,320}\.$")
_LOOSE = regex.compile(r"(?:Because|Which|And|But|Or|Who|Whom|That is|So)\b")
_NEGATED = regex.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|hardly|rarely|cannot|only|few|"
    r"unless|except|denied|deny|denies|fail(?:ed|s)?)\b|n['’]t\b",
    regex.IGNORECASE,
)


def _with_article(before: str, word: str) -> str:
    """Return what stands before a word with the "a" or "an" that it takes."""
    return str(_ARTICLE.sub("n " if _VOWEL.match(word) else " ", before))


def is_clean(sentence: str) -> bool:
    """Say whether a text looks like one whole sentence, fit to be a claim."""
    if not _CLEAN.match(sentence) or _LOOSE.match(sentence) or not 5 <= sentence.count(" ") <= 45:
        return False
    pairs = all(sentence.count(a) == sentence.count(b) for a, b in ("()", "[]", "“”"))
    return pairs and sentence.count('"') % 2 == 0 and ". " not in sentence[-25:]


def is_negated(text: str) -> bool:
    """Say whether a text holds a word that turns or narrows what it says."""
    return bool(_NEGATED.search(text))


def one_way(kind: str, old: str, new: str, label: Label) -> Edit:
    """Return an edit of a claim, whose premise stays as it is."""
    return Edit(kind=kind, old=old, new=new, label=label, is_two_way=False)


def two_way(kind: str, old: str, new: str) -> Edit:
    """Return an edit by which claim and premise come to contradict each other."""
    return Edit(kind=kind, old=old, new=new, label=Label.REFUTE)
