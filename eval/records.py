"""What a run keeps of each case, and the run itself: values that go to JSON as they are.

`eval.runs` writes them to a file and reads them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases.values import Kind


class Blame(StrEnum):
    """Which part a wrong case is put down to: the first one on the way at which it went wrong."""

    NOT_IN_ARCHIVE = "not_in_archive"
    NOT_RETRIEVED = "not_retrieved"
    NOT_CHOSEN = "not_chosen"
    JUDGED_WRONG = "judged_wrong"
    BADLY_WRITTEN = "badly_written"
    GOLD_DOUBTFUL = "gold_doubtful"
    UNKNOWN = "unknown"
    """The system doesn't tell what it looked at, or the check failed to run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRecord:
    """The outcome of one question.

    Attributes:
        id: Of the case.
        question: As it was asked.
        kind: What it tries.
        as_of: The day asked for, or None.
        tags: Of the case.
        expected: How it should end.
        got: How it ended.
        is_right: By `eval.metrics.answers`.
        blame: What a wrong case is put down to (`eval.blame`); None for a right one.
        confidence: The score of the best sentence looked at, in [0, 1]; None when the system
            doesn't tell. High for an answer that should not be declined.
        gold_ranks: For each gold quote, the rank of the first passage found that overlaps it, or
            None when it is not among the first `eval.runner.DEPTH`.
        article_ranks: For each gold quote, the rank of its article among the different articles
            found; None as above.
        gold_words: For each gold quote, the words of all passages up to the one that overlaps it,
            that one included; None as above.
        statements: For each statement shown, whether its citations support it.
        proven: For each statement shown, whether its proof passed and every quote of it stands in
            the archive.
        citations: For each citation of each statement, whether it is precise.
        exact: For each citation of each statement, then each of the nearest quotes shown when
            declining, whether the archive holds its words there, none of them cut.
        n_leaks: Quotes shown, those too, of what was not known yet on the day asked for.
        accepted: Whether one of the accepted answers is shown; None when the case has none.
        forbidden: Which of the forbidden words are shown.
        attributed: Whether the source asked for is named; None when the case names none.
        n_cited_words: Words in all quotes cited: what a reader has to read to check the answer.
        shown: The text of the answer or of the refusal.
        quotes: The words of every quote cited.
        gold: The words of the gold quotes.
        ms: Milliseconds that the answer took. The only field that differs from run to run.
    """

    id: str
    question: str
    kind: Kind
    as_of: date | None = None
    tags: tuple[str, ...] = ()
    expected: Status
    got: Status
    is_right: bool
    blame: Blame | None = None
    confidence: float | None = None
    gold_ranks: tuple[int | None, ...] = ()
    article_ranks: tuple[int | None, ...] = ()
    gold_words: tuple[int | None, ...] = ()
    statements: tuple[bool, ...] = ()
    proven: tuple[bool, ...] = ()
    citations: tuple[tuple[bool, ...], ...] = ()
    exact: tuple[bool, ...] = ()
    n_leaks: int = 0
    accepted: bool | None = None
    forbidden: tuple[str, ...] = ()
    attributed: bool | None = None
    n_cited_words: int = 0
    shown: str = ""
    quotes: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    ms: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord:
    """The outcome of one claim, of a case of its own or of a draft.

    Attributes:
        id: Of the case; of a draft's claim "DRAFT#1", counted from 1.
        claim: As it was given.
        as_of: The day asked for, or None.
        tags: Of the case.
        expected: The right verdict.
        got: The verdict given.
        is_right: Whether they agree.
        is_strictly_right: By FEVER's score (`eval.metrics.verdicts`).
        blame: What a wrong case is put down to (`eval.blame`); None for a right one.
        confidence: Of the verdict, in [0, 1]; None when the system doesn't tell.
        exact: For each quote of the evidence, then each of those shown beside it that decide
            nothing, whether the archive holds its words there, none of them cut.
        n_leaks: Quotes of what was not known yet on the day asked for, those that decide nothing
            too.
        evidence: The words of the quotes given, best first; neutral ones left out.
        gold: The words of the gold quotes.
        ms: Milliseconds that the check took; of a draft's claim its share.
    """

    id: str
    claim: str
    as_of: date | None = None
    tags: tuple[str, ...] = ()
    expected: Verdict
    got: Verdict
    is_right: bool
    is_strictly_right: bool
    blame: Blame | None = None
    confidence: float | None = None
    exact: tuple[bool, ...] = ()
    n_leaks: int = 0
    evidence: tuple[str, ...] = ()
    gold: tuple[str, ...] = ()
    ms: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
    """The outcome of one draft.

    Attributes:
        id: Of the case.
        as_of: The day asked for, or None.
        tags: Of the case.
        claims: The outcome of each of its claims; NOT_CHECKED for one that was not found in it.
        is_right: Whether all of them are right.
        ms: Milliseconds that the check took.
    """

    id: str
    as_of: date | None = None
    tags: tuple[str, ...] = ()
    claims: tuple[ClaimRecord, ...]
    is_right: bool
    ms: float = field(default=0.0, compare=False)


Record = QuestionRecord | ClaimRecord | DraftRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One system over one split. Equal runs are equal whatever their timings.

    Attributes:
        system: Name of the system.
        split: Name of the split.
        digest: Of the cases (`CaseSet.digest`).
        questions: One record a question, by id.
        claims: One record a claim, by id.
        drafts: One record a draft, by id.
        parts: Which encoder, judge and index took part, by their identities.
        notes: What a reader has to know about the system, such as tuned thresholds.
        peak_mib: The most memory that one process held, in MiB; None when not measured.
    """

    system: str
    split: str
    digest: str
    questions: tuple[QuestionRecord, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()
    drafts: tuple[DraftRecord, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, float | None] = field(default_factory=dict)
    peak_mib: float | None = field(default=None, compare=False)

    @property
    def records(self) -> tuple[Record, ...]:
        """Every record: questions, claims, drafts."""
        return (*self.questions, *self.claims, *self.drafts)

    @property
    def all_claims(self) -> tuple[ClaimRecord, ...]:
        """The claims of their own and those of the drafts."""
        return (*self.claims, *(claim for draft in self.drafts for claim in draft.claims))

    def to_json(self) -> dict[str, Any]:
        """Return the run as JSON values; dates are ISO 8601."""
        found: dict[str, Any] = asdict(self)
        inner = [claim for draft in found["drafts"] for claim in draft["claims"]]
        for record in (*found["questions"], *found["claims"], *found["drafts"], *inner):
            record["as_of"] = record["as_of"].isoformat() if record["as_of"] else None
        return found
