"""The JSON of the answers, described for the OpenAPI. What is sent is made by `bot.wire`.

A test holds both together: every answer and report fits its model, nothing missing, nothing more.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.answer import Status
from bot.quotations.values import Outcome
from bot.verdict import Stance, Verdict, Worth


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(_Model):
    """What is wrong, and the way out."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"error": "busy", "way_out": "try again in 5 s"}]}
    )

    error: str = Field(description="What is wrong, in words.")
    way_out: str = Field(description="What can be done about it.")


class Alive(_Model):
    """The server is there."""

    status: Literal["live", "ready"]


class Resolved(_Model):
    """A relative date inside a quote and the day it means; offsets from the quote's start."""

    start: int
    end: int
    words: str
    meaning: str
    first: date
    last: date


class AttributedTo(_Model):
    """Who says a quote."""

    voice: str
    speaker: str
    line: str


class PrintedBy(_Model):
    """The independent report that other articles print as well."""

    n_articles: int
    agency: str


class Cited(_Model):
    """A quote and its article; `start` and `end` count code points of the archived text."""

    number: int
    article_id: str
    version: int
    title: str
    publisher: str | None
    url: str | None
    published: date | None
    updated: date | None
    quote: str
    start: int
    end: int
    resolved: list[Resolved]
    is_sample: bool
    pages: list[int] | None
    attributed: AttributedTo | None
    copies: PrintedBy | None


class Said(_Model):
    """One proven sentence of an answer."""

    text: str
    citations: list[int]
    proof: dict[str, bool]
    reasons: dict[str, str]
    side: str
    emphasis: list[list[int]]


class AnswerBody(_Model):
    """What `ask --json` prints."""

    question: str
    understood: str
    short: str
    status: Status
    text: str
    statements: list[Said]
    citations: list[Cited]
    nearest: list[Cited]
    reason: str
    covers: str
    as_of: date | None
    backends: dict[str, str]
    timings_ms: dict[str, float]


class EvidenceBody(Cited):
    """A quote with its stance towards a claim."""

    stance: Stance
    confidence: float
    reason: str
    labels: list[str]
    report: str


class Stretch(_Model):
    """From `start` up to `end`, in code points."""

    start: int
    end: int


class PutIn(Stretch):
    """Words of the text given that stand in a claim in place of others: "He" is a name."""

    name: str
    ending: str
    source_start: int
    source_end: int


class ClaimBody(Stretch):
    """A claim with its verdict; places count code points of the text given."""

    text: str
    parts: list[Stretch]
    worth: Worth
    worth_reason: str
    judged: str
    search: str
    resolved: list[PutIn]
    verdict: Verdict
    confidence: float
    evidence: list[EvidenceBody]
    checks: dict[str, bool]
    reasons: dict[str, str]
    reason: str
    settle: str
    notes: list[str]
    today: Verdict | None


class PlaceBody(Cited):
    """Where the archive has a quotation, and who says it there."""

    speaker: str
    before: str
    sentence: str
    after: str


class EditBody(_Model):
    """A difference between a quotation and what the article prints."""

    draft: Stretch
    article: Stretch
    ours: str
    theirs: str


class QuotationBody(Stretch):
    """A quotation of the text given, and what the archive has of it."""

    text: str
    parts: list[Stretch]
    speaker: str
    is_nested: bool
    outcome: Outcome
    reason: str
    places: list[PlaceBody]
    edits: list[EditBody]


class ReportBody(_Model):
    """What `verify --json` prints."""

    text: str
    claims: list[ClaimBody]
    quotations: list[QuotationBody]
    as_of: date | None
    backends: dict[str, str]
    timings_ms: dict[str, float]


class HitBody(_Model):
    """A passage that was found; `text` stands at `start` to `end` of the article's version."""

    rank: int
    score: float
    article_id: str
    version: int
    title: str
    publisher: str | None
    published: date | None
    url: str | None
    text: str
    start: int
    end: int


class HitsBody(_Model):
    """What a search found, best first."""

    query: str
    as_of: date | None
    hits: list[HitBody]


class ArticleRow(_Model):
    """An article in a list, in the version that counts on the day."""

    article_id: str
    version: int
    title: str
    publisher: str | None
    published: date | None
    updated: date | None
    language: str | None
    url: str | None
    is_sample: bool
    retracted: date | None


class ArticlesBody(_Model):
    """A page of the list of articles, newest first."""

    total: int
    offset: int
    limit: int
    articles: list[ArticleRow]


class PartBody(_Model):
    """A stretch of an article's text and what it is."""

    kind: str
    start: int
    end: int


class VersionBody(_Model):
    """A version of an article."""

    version: int
    title: str
    published: date | None
    updated: date | None
    retrieved: datetime
    sha256: str


class ArticleBody(_Model):
    """An article as `sources show --json` prints it, with its parts and its versions."""

    article_id: str
    version: int
    title: str
    authors: list[str]
    publisher: str | None
    published: date | None
    updated: date | None
    url: str | None
    language: str | None
    origin: str
    retrieved: datetime
    sha256: str
    pages: int | None
    is_sample: bool
    retracted: date | None
    retraction_reason: str
    text: str
    parts: list[PartBody]
    history: list[VersionBody]
