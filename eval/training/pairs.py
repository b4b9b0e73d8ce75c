"""What the judge learns from: a text with a claim, and a question with a text, both labelled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """What a premise does to a hypothesis; some sets only say that it does not support it."""

    SUPPORT = "support"
    REFUTE = "refute"
    NEI = "nei"
    NOT_SUPPORT = "not_support"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An example for the entailment head.

    Attributes:
        premise: The quote or passage.
        hypothesis: The claim.
        label: What the premise does to it.
        kind: Where it comes from: the name of a set, or the rule that made it ("contrast:number").
        group: Page or article that it stands on; groups are never split between training and
            development.
    """

    premise: str
    hypothesis: str
    label: Label
    kind: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An example for the answering head.

    Attributes:
        question: The question.
        text: A sentence or passage.
        answers: Whether the text answers it.
        kind: Where it comes from: the name of a set, or the rule that made it.
        group: Page or article that it stands on.
    """

    question: str
    text: str
    answers: bool
    kind: str
    group: str
