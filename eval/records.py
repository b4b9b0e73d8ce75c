"""What a run keeps of each case, and the run itself: values that go to JSON as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases.values import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRecord:
    """The outcome of one question.

    Attributes:
        id: Of the case.
        question: As it was asked.
        kind: What it tries.
        as_of: The day asked for, or None.
        expected: How it should end.
        got: How it ended.
        is_right: By `eval.metrics.answers`.
        gold_ranks: For each gold quote, the rank of the first passage found that overlaps it, or
            None when it is not among the first `eval.runner.DEPTH`.
        article_ranks: For each gold quote, the rank of its article among the different articles
            found; None as above.
        gold_words: For each gold quote, the words of all passages up to the one that overlaps it,
            that one included; None as above.
        statements: For each statement shown, whether its citations support it.
        citations: For each citation of each statement, whether it is precise.
        exact: For each citation of each statement, whether the archive holds its words there.
        n_cited_words: Words in all quotes cited: what a reader has to read to check the answer.
        shown: The text of the answer or of the refusal.
        ms: Milliseconds that the answer took. The only field that differs from run to run.
    """

    id: str
    question: str
    kind: Kind
    as_of: date | None
    expected: Status
    got: Status
    is_right: bool
    gold_ranks: tuple[int | None, ...]
    article_ranks: tuple[int | None, ...]
    gold_words: tuple[int | None, ...]
    statements: tuple[bool, ...]
    citations: tuple[tuple[bool, ...], ...]
    exact: tuple[bool, ...]
    n_cited_words: int
    shown: str
    ms: float = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord:
    """The outcome of one claim.

    Attributes:
        id: Of the case.
        claim: As it was given.
        as_of: The day asked for, or None.
        expected: The right verdict.
        got: The verdict given.
        is_right: Whether they agree.
        is_strictly_right: By FEVER's score (`eval.metrics.verdicts`).
        evidence: The words of the first quote given; empty without evidence.
        ms: Milliseconds that the check took.
    """

    id: str
    claim: str
    as_of: date | None
    expected: Verdict
    got: Verdict
    is_right: bool
    is_strictly_right: bool
    evidence: str
    ms: float = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One system over one split. Equal runs are equal whatever their timings.

    Attributes:
        system: Name of the system.
        split: Name of the split.
        digest: Of the cases (`CaseSet.digest`).
        questions: One record a question, by id.
        claims: One record a claim, by id.
        notes: What a reader has to know about the system, such as tuned thresholds.
    """

    system: str
    split: str
    digest: str
    questions: tuple[QuestionRecord, ...]
    claims: tuple[ClaimRecord, ...]
    notes: Mapping[str, float | None] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the run as JSON values; dates are ISO 8601."""
        found = asdict(self)
        for record in (*found["questions"], *found["claims"]):
            record["as_of"] = record["as_of"].isoformat() if record["as_of"] else None
        return found
