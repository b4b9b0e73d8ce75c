"""The values of a case: a question, a claim or a draft, what is right about it, its gold quotes.

Values only. They are validated by pydantic when a file is read (`eval.cases.loader`); the rules
that tie fields together stand in `__post_init__`, so that they hold however a case is made.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, StringConstraints

from bot.answer import Status
from bot.verdict import Verdict

DOUBTFUL = "doubtful"
"""Tag of a case whose gold is open to doubt: it is shown, and never counted as worse."""
STRICT = ConfigDict(extra="forbid", strict=True)
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]


class Kind(StrEnum):
    """What a question tries.

    `NEAR_MISS` asks for something that the archive almost says, `FALSE_PREMISE` takes for granted
    what is not so; both are right when they are declined.
    """

    ANSWERABLE = "answerable"
    NEAR_MISS = "near_miss"
    FALSE_PREMISE = "false_premise"
    CONFLICTING = "conflicting"
    AS_OF = "as_of"


def _check_id(case_id: str) -> None:
    """Check that an id can be printed, and is not that of a claim of a draft."""
    if not case_id.isprintable() or "#" in case_id:
        raise ValueError(f"id {case_id!r:.60} holds a '#' or a character that can't be shown")


STATUS_OF_KIND = {
    Kind.ANSWERABLE: Status.ANSWERED,
    Kind.NEAR_MISS: Status.ABSTAINED,
    Kind.FALSE_PREMISE: Status.ABSTAINED,
    Kind.CONFLICTING: Status.CONFLICTING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuote:
    """A quote that shows the right answer.

    Attributes:
        article: Canonical URL of the article that holds it.
        quote: The words as they stand there.
        side: For a conflicting question, which side it is on; else empty.
        stance: For a claim, what it does to the claim; for a question empty.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    article: Text
    quote: Text
    side: str = ""
    stance: Literal["", "supports", "refutes"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question and what a right answer is.

    Attributes:
        id: Unique in its set.
        question: As a reader would ask it.
        kind: What it tries.
        as_of: The day whose knowledge is asked for, or None for today's.
        status: How it should end.
        gold: Quotes that answer it, any one of which will do; one or more a side when
            conflicting; for a false premise the quotes that show it to be false; else empty.
        accepted: Words one of which a right answer shows, whatever their case; empty when the gold
            quotes alone decide.
        forbidden: Words that no answer to it may show, whatever their case.
        said_by: Who has to be named as the source of the answer; empty when nobody.
        tags: Free words for looking at results; they decide nothing, but for `DOUBTFUL`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    id: Text
    question: Text
    kind: Kind
    as_of: date | None = None
    status: Status
    gold: tuple[GoldQuote, ...] = ()
    accepted: tuple[Text, ...] = ()
    forbidden: tuple[Text, ...] = ()
    said_by: str = ""
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_id(self.id)
        expected = STATUS_OF_KIND.get(self.kind, self.status)
        if self.status is not expected:
            raise ValueError(f"kind '{self.kind}' needs status '{expected}', not '{self.status}'")
        if self.kind is Kind.AS_OF and self.as_of is None:
            raise ValueError("kind 'as_of' needs an as_of date")
        if self.status is not Status.ABSTAINED and not self.gold:
            raise ValueError(f"status '{self.status}' needs a gold quote")
        if self.status is Status.ABSTAINED and self.kind is not Kind.FALSE_PREMISE and self.gold:
            raise ValueError(f"a declined question of kind '{self.kind}' has no gold quotes")
        if self.status is Status.ABSTAINED and (self.accepted or self.said_by):
            raise ValueError("a declined question has no accepted answer and no source")
        if any(gold.stance for gold in self.gold):
            raise ValueError("a stance belongs to the gold quotes of claims")
        sides = {gold.side for gold in self.gold}
        if self.status is Status.CONFLICTING and ("" in sides or len(sides) < 2):
            raise ValueError("status 'conflicting' needs a side for each gold quote, two at least")
        if self.status is not Status.CONFLICTING and sides - {""}:
            raise ValueError("a side belongs to a question with status 'conflicting'")


STANCES_OF_VERDICT = {
    Verdict.SUPPORTED: {"supports"},
    Verdict.REFUTED: {"refutes"},
    Verdict.CONFLICTING: {"supports", "refutes"},
    Verdict.NOT_ENOUGH_EVIDENCE: set[str](),
}


def _check_gold(verdict: Verdict, gold: tuple[GoldQuote, ...]) -> None:
    if verdict not in STANCES_OF_VERDICT:
        raise ValueError(f"'{verdict}' is no verdict a case can have")
    stances = {quote.stance for quote in gold}
    if stances != STANCES_OF_VERDICT[verdict]:
        raise ValueError(f"verdict '{verdict}' with gold stances {sorted(stances)}")
    if any(quote.side for quote in gold):
        raise ValueError("a side belongs to the gold quotes of questions")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCase:
    """A claim and its right verdict.

    Attributes:
        id: Unique in its set.
        claim: One statement that can be checked.
        verdict: The right one of the four; NOT_CHECKED is refused.
        as_of: The day whose knowledge is asked for, or None for today's.
        gold: Quotes that settle it, with their stance; empty for NOT_ENOUGH_EVIDENCE.
        tags: Free words for looking at results; they decide nothing, but for `DOUBTFUL`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    id: Text
    claim: Text
    verdict: Verdict
    as_of: date | None = None
    gold: tuple[GoldQuote, ...] = ()
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_id(self.id)
        _check_gold(self.verdict, self.gold)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftClaim:
    """A statement of a draft and its right verdict.

    Attributes:
        words: The statement as it stands in the draft, once; a sentence or a part of one.
        verdict: The right one of the four.
        gold: As for a `ClaimCase`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    words: Text
    verdict: Verdict
    gold: tuple[GoldQuote, ...] = ()

    def __post_init__(self) -> None:
        _check_gold(self.verdict, self.gold)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCase:
    """A draft of several sentences and the verdicts its statements deserve.

    Attributes:
        id: Unique in its set.
        draft: The text as a journalist would paste it.
        claims: Its statements, in the order of the text; sentences left out are not looked at.
        as_of: The day whose knowledge is asked for, or None for today's.
        tags: Free words for looking at results; they decide nothing, but for `DOUBTFUL`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    id: Text
    draft: Text
    claims: tuple[DraftClaim, ...]
    as_of: date | None = None
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_id(self.id)
        if not self.claims:
            raise ValueError("a draft needs at least one claim")
        last = -1
        for claim in self.claims:
            if self.draft.count(claim.words) != 1:
                raise ValueError(f"the draft does not hold {claim.words!r:.60} exactly once")
            if self.draft.index(claim.words) <= last:
                raise ValueError("the claims of a draft stand in the order of its text")
            last = self.draft.index(claim.words)

    @property
    def gold(self) -> tuple[GoldQuote, ...]:
        """The gold quotes of all its claims, in order."""
        return tuple(quote for claim in self.claims for quote in claim.gold)


Case = Question | ClaimCase | DraftCase


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSet:
    """All cases of a split, each kind ordered by id."""

    split: str
    questions: tuple[Question, ...]
    claims: tuple[ClaimCase, ...]
    drafts: tuple[DraftCase, ...] = ()

    @property
    def all(self) -> tuple[Case, ...]:
        """Every case: questions, claims, drafts."""
        return (*self.questions, *self.claims, *self.drafts)

    @property
    def digest(self) -> str:
        """SHA-256 of the cases in hexadecimal, whatever their files, their order and their split.

        Two runs are comparable only when their digests agree.
        """
        cases = [asdict(case) for case in self.all]
        cases.sort(key=lambda case: str(case["id"]))
        text = json.dumps(cases, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def n_by_kind(self) -> dict[str, int]:
        """How many questions there are of each kind."""
        return dict(Counter(str(question.kind) for question in self.questions))
