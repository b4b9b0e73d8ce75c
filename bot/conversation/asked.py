"""The question before, taken apart: what it asks for, and of what.

"How many people were injured on the ferry?" asks for "How many people", with "were", of "injured
on the ferry". Put together in another way it becomes the question that a follow-up means.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from bot.checks.wordforms import is_irregular_past
from bot.conversation import lexicon
from bot.conversation.phrases import Mention, mentions
from bot.question import direct
from bot.words import words

_I = regex.IGNORECASE
CONNECTIVE = regex.compile(rf"^(?:{lexicon.CONNECTIVES}\b[\s,:–—-]*)+", _I)
AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
    r"(?:n['’]t)?"
)
WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_LEAD = r"(?:(?:in|on|at|by|to|from|with|for|of|since|until|under|against|during|after)\s+)?"
_WH_AUX = regex.compile(
    rf"^(?P<wh>{_LEAD}{WH}\b(?:(?!\b{AUXILIARY}\b)[^?,;:]){{0,60}}?)\s+(?P<aux>{AUXILIARY})\s+(?P<rest>\S.*)$",
    _I,
)
_AUX = regex.compile(rf"^(?P<aux>{AUXILIARY})\s+(?P<rest>\S.*)$", _I)
_WH_ONLY = regex.compile(rf"^(?P<wh>{_LEAD}{WH}\b)\s+(?P<rest>\S.*)$", _I)
_COUNTED = regex.compile(r"^(?:how (?:many|much)|which|what|whose)\b\s*(?:of (?:the )?)?", _I)
_DO = regex.compile(r"^(?:do|does|did)(?:n['’]t)?$", _I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in three parts; put together again they are the question.

    Attributes:
        wh: "How many people", "Why"; empty for a yes/no question.
        aux: "were", "did"; empty for "Who cut the ribbon?".
        rest: What follows, without the question mark.
    """

    wh: str
    aux: str
    rest: str

    @property
    def noun(self) -> str:
        """What is counted or chosen from: "people" in "How many people"; else empty."""
        noun = _COUNTED.sub("", self.wh) if _COUNTED.match(self.wh) else ""
        return noun if not regex.match(rf"{WH}\b", noun, _I) else ""

    @property
    def asks_for_subject(self) -> bool:
        """Whether the one who does it is asked for: "Who cut …", "How many people were hurt"."""
        if not self.wh:
            return False
        if not self.aux:
            return True
        return not _DO.match(self.aux) and bool(self.noun) and _begins_with_deed(self.rest)

    @property
    def subject(self) -> Mention | None:
        """The phrase that `rest` begins with, or None."""
        first = next((m for m in mentions(f"{self.aux} {self.rest}")), None)
        return first if first and first.span.start <= len(self.aux) + 1 else None

    @property
    def after_subject(self) -> str:
        """`rest` without its subject."""
        subject = self.subject
        return self.rest if subject is None else self.rest[len(subject.text) :].lstrip(" ’'s")

    @property
    def text(self) -> str:
        """The whole question."""
        return sentence(self.wh, self.aux, self.rest)


def take_apart(question: str) -> Asked | None:
    """Take a question apart; None for what is not recognised as one."""
    text = direct(CONNECTIVE.sub("", question)).strip().rstrip("?!. ")
    if match := _AUX.match(text):
        return Asked(wh="", aux=match["aux"].lower(), rest=match["rest"])
    by_verb = _by_verb(text)
    with_aux = _WH_AUX.match(text)
    if with_aux and (by_verb is None or len(with_aux["wh"]) <= len(by_verb.wh)):
        return Asked(wh=with_aux["wh"], aux=with_aux["aux"].lower(), rest=with_aux["rest"])
    if by_verb:
        return by_verb
    if match := _WH_ONLY.match(text):
        return Asked(wh=match["wh"], aux="", rest=match["rest"])
    return None


def _by_verb(text: str) -> Asked | None:
    """Take apart "Which company completed the bridge": the first past ends what is asked for."""
    if not regex.match(rf"{_LEAD}{WH}\b", text, _I):
        return None
    found = words(text)
    for n, word in enumerate(found[1:6], 1):
        if not word.is_capital and (word.folded.endswith("ed") or is_irregular_past(word.folded)):
            if regex.fullmatch(AUXILIARY, word.text, _I):
                return None
            start = word.span.start
            return Asked(wh=text[: found[n - 1].span.end], aux="", rest=text[start:])
    return None


def ask_of(wh: str, asked: Asked, agent: str = "they") -> str:
    """Ask something else about what was asked: "Why?" after "When did the bridge close?".

    What was asked for becomes a part of the question: "How many people were hurt?" and "Where?"
    give "Where were people hurt?"; "Who cut the ribbon?" and "Why?" give "Why is it that they cut
    the ribbon?", or with `agent` in the place of "they".
    """
    noun = asked.noun
    if not asked.wh or (asked.aux and not noun):
        return sentence(wh, asked.aux, asked.rest)
    if not asked.aux:
        counted = regex.match("how ", asked.wh, _I)
        who = (noun if counted else f"the {noun}") if noun else agent
        return sentence(wh, "is it that", f"{who} {asked.rest}")
    if asked.asks_for_subject:
        return sentence(wh, asked.aux, f"{noun} {asked.rest}")
    subject = asked.subject
    if subject is None:
        return sentence(wh, asked.aux, asked.rest)
    verb, _, further = asked.after_subject.partition(" ")
    return sentence(wh, asked.aux, f"{subject.text} {verb} {noun} {further}")


def sentence(*parts: str) -> str:
    """Return the parts as a question on one line."""
    text = " ".join(" ".join(parts).split()).rstrip("?!. ,;:")
    return f"{text[:1].upper()}{text[1:]}?"


def _begins_with_deed(rest: str) -> bool:
    """Say whether what follows the auxiliary begins with a participle and no subject."""
    first = next(iter(words(rest)), None)
    if first is None or first.is_capital:
        return False
    return (
        first.folded.endswith(("ed", "ing"))
        or is_irregular_past(first.folded)
        or first.folded in ("in", "on", "at", "there", "still", "also", "killed", "not", "likely")
    )
