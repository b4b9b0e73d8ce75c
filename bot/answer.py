"""The values of an answer: citation, proof, statement, answer. No I/O and no decisions.

`bot.wire` turns them into the JSON of the command line's contract and back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sources.article import Quote, Span


class Status(StrEnum):
    """How a question ended. Abstaining is a result, not an error."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedDate:
    """A relative date inside a quote and the day it means.

    Attributes:
        span: Where the words stand, counted from the start of the quote.
        words: The words as printed: "Monday", "last week".
        meaning: What they mean for a reader: "21 March 2022", "14 to 20 March 2022".
        first: The first day meant.
        last: The last day meant; equals `first` for a single day.
    """

    span: Span
    words: str
    meaning: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """Who says a quote.

    Attributes:
        voice: How the article gives it, one word of `bot.attribution.Voice`: "reported", "said",
            "alleged", "denied", …
        speaker: The name of who says it, as printed; empty when nobody is named.
        line: One line for a reader.
    """

    voice: str
    speaker: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The independent report that an article belongs to, where other articles print it too.

    Attributes:
        n_articles: Articles that print it, this one included.
        agency: The agency that wrote it, where one of them says so; else empty.
    """

    n_articles: int
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a reader sees under a number: the quote and its article.

    Attributes:
        number: The number shown, from 1.
        quote: The exact quote.
        title: Headline of the article.
        publisher: Its publisher, or None.
        url: Its address, or None.
        published: Day of first publication, or None.
        updated: Day of its last update, or None.
        resolved: Relative dates inside the quote and what they mean, in order.
        is_sample: True when the article is one of the packaged samples.
        pages: First and last page of the quote, counted from 1 as they lie in the file; None for
            an article without pages.
        attributed: Who says the quote; None where that was not looked for.
        copies: The report that other articles print as well; None when this one stands alone.
    """

    number: int
    quote: Quote
    title: str
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    updated: date | None = None
    resolved: tuple[ResolvedDate, ...] = ()
    is_sample: bool = False
    pages: tuple[int, int] | None = None
    attributed: Attributed | None = None
    copies: Copies | None = None

    @property
    def pages_in_words(self) -> str:
        """The pages as a reader cites them, "p. 3" or "pp. 3–4"; empty without pages."""
        if self.pages is None:
            return ""
        first, last = self.pages
        return f"p. {first}" if first == last else f"pp. {first}–{last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """The outcome of one check of a proof.

    Attributes:
        name: "quote", the name of a deterministic check, "rewording" or "entailed".
        passed: Whether it passed.
        reason: Why not, or what was compared, in plain words; may be empty.
    """

    name: str
    passed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """All checks that a statement went through; it is proven when every one passed."""

    checks: tuple[Check, ...]

    @property
    def is_proven(self) -> bool:
        """Whether there was at least one check and every check passed."""
        return bool(self.checks) and all(check.passed for check in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer, with the numbers of its citations and its proof.

    Attributes:
        text: The sentence as shown. It may hold the meaning of a relative date in square brackets.
        citations: Numbers of the citations that prove it, ascending.
        proof: The checks it passed.
        side: For a conflicting answer, which side it is on: "a", "b", …; else empty.
        emphasis: The words of `text` that answer in short, in order; empty when not sure.
    """

    text: str
    citations: tuple[int, ...]
    proof: Proof
    side: str = ""
    emphasis: tuple[Span, ...] = ()


class Stage(StrEnum):
    """How far a sentence came on its way into an answer or a verdict."""

    FOUND = "found"
    READ = "read"
    CHOSEN = "chosen"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A sentence that was looked at, and what became of it: for evaluation, not for readers.

    Attributes:
        quote: The sentence.
        score: In [0, 1]; P(answers) of a question, the stronger of both stances of a claim.
        stage: Found, but not read by the judge; read only; chosen, but without proof; shown.
    """

    quote: Quote
    score: float
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of a question.

    Attributes:
        question: As it was asked.
        understood: What it was understood as, where something was carried over from earlier turns.
        short: "Yes" or "No" for a yes/no question that the first statement settles; else empty.
        status: Answered, abstained or conflicting.
        text: The whole answer in plain text with citation numbers, or the plain refusal.
        statements: The proven sentences, in the order of reading; empty when abstaining.
        citations: The citations of the statements, by number.
        nearest: When abstaining, the closest quotes, best first, numbered from 1; else empty.
        covers: When abstaining, what the archive holds: articles, publishers, days; else empty.
        reason: When abstaining or conflicting, why, in one sentence; else empty.
        as_of: The day whose knowledge was asked for, or None for today's.
        backends: Which parts answered: {"encoder": …, "judge": …, "writer": …, "index": …}.
        timings_ms: Milliseconds by stage and "total".
        considered: Every sentence found, best first; not part of the JSON.
    """

    question: str
    status: Status
    text: str
    understood: str = ""
    short: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    reason: str = ""
    covers: str = ""
    as_of: date | None = None
    backends: dict[str, str] = field(default_factory=dict)
    timings_ms: dict[str, float] = field(default_factory=dict)
    considered: tuple[Considered, ...] = field(default=(), repr=False, compare=False)
