"""The values of a metamorphic test: what a relation is, and what it expects. No I/O.

A metamorphic relation ties the outcomes of two runs together, so that a program can be tested where
nobody knows the right outcome (Chen, Cheung and Yiu 1998, "Metamorphic testing: a new approach for
generating next test cases"). The two kinds are CheckList's invariance and directional expectation
tests (Ribeiro, Wu, Guestrin and Singh 2020, "Beyond Accuracy", section 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import regex

from eval.cases.values import Case, ClaimCase, Question

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+")
_INSIDE = regex.compile(r"(?<=[\p{Ll},;] )\p{Lu}[\p{L}\p{M}]*+")


class Kind(StrEnum):
    """Which of CheckList's tests a relation is."""

    INVARIANT = "INV"
    DIRECTIONAL = "DIR"


class Expected(StrEnum):
    """What is expected of the outcome of a variant, beside that of its original."""

    SAME = "same"
    """The same status or verdict, resting on one of the same quotes where there were any."""
    NOT_SUPPORTED = "no longer supported"
    ABSTAINED = "abstained"
    OPPOSITE = "opposite verdict"
    """SUPPORTED becomes REFUTED and REFUTED becomes SUPPORTED."""

    @property
    def kind(self) -> Kind:
        """Return which kind of test it makes of a relation."""
        return Kind.INVARIANT if self is Expected.SAME else Kind.DIRECTIONAL


class Change(StrEnum):
    """How the archive of a variant differs from that of its original."""

    NONE = "none"
    ORDER = "order"
    """The same articles, taken in in another order."""
    COPY = "copy"
    """One article more: another publisher's copy of one that no case under test rests on."""


@dataclass(frozen=True)
class Surroundings:
    """What the archive says, as far as making variants needs it. Derived sets are kept.

    Attributes:
        texts: The newest text of each article that has an address, by that address.
        earlier: Every other text of the archive: earlier versions, articles without an address.
    """

    texts: dict[str, str]
    earlier: tuple[str, ...] = ()

    @cached_property
    def all(self) -> tuple[str, ...]:
        """Every text of the archive."""
        return (*self.texts.values(), *self.earlier)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the archive as it is written there."""
        return frozenset(word for text in self.all for word in _WORD.findall(text))

    @cached_property
    def folded(self) -> frozenset[str]:
        """Every word of the archive in lower case."""
        return frozenset(word.casefold() for word in self.words)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words that the archive writes with a capital inside a sentence, and never without one."""
        inside = {found for text in self.all for found in _INSIDE.findall(text)}
        return frozenset(word for word in inside if word.lower() not in self.words)


Vary = Callable[[Case, Surroundings], Case | None]
"""Makes a variant of a case; None where the rule isn't certain to apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A rule that makes variants, and what it expects of them.

    Attributes:
        name: Stable; as it is written on the command line.
        expected: What is expected of a variant.
        what: What the rule does, in a few words.
        vary: The rule. A variant keeps the id, the gold, the tags and the right outcome of its
            original; for an expectation other than SAME that outcome means nothing.
        change: What is done to the archive.
    """

    name: str
    expected: Expected
    what: str
    vary: Vary
    change: Change = Change.NONE


def text_of(case: Case) -> str:
    """Return the words of a case that a system is given."""
    match case:
        case Question():
            return case.question
        case ClaimCase():
            return case.claim
        case _:
            return case.draft
