"""Stand-ins behind the project's protocols, and builders of small articles and archives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from bot.checks.finding import Finding
from bot.evidence import Candidate
from bot.judge.combining import Judgement
from bot.judge.findings import find
from bot.judge.model import Fit
from bot.question import Question
from index.encoder import Vectors
from sources.archive import Archive
from sources.article import Article, Part, PartKind, Retraction, Span

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
_WORD = re.compile(r"\w+")


class Clock:
    """A clock that moves on one second at every look."""

    def __init__(self, start: datetime = NOW) -> None:
        self._now = start

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


class FakeEncoder:
    """Hashed bags of words as unit vectors; counts what it is asked to embed."""

    def __init__(self, name: str = "fake-bag-of-words@1", dimension: int = 64) -> None:
        self.identity = name
        self.dimension = dimension
        self.encoded: list[str] = []
        self.fail_after: int | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.fail_after is not None and len(self.encoded) >= self.fail_after:
            raise InterruptedError("the encoder was killed")
        self.encoded += texts
        rows = [self._vector(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def encode_query(self, text: str) -> Vectors:
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        words = _WORD.findall(text) or [""]
        total = np.sum([self._word(word) for word in words], axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)

    def _word(self, word: str) -> Vectors:
        digest = hashlib.sha256(word.lower().encode()).digest()
        row = np.random.default_rng(int.from_bytes(digest[:8], "big")).normal(size=self.dimension)
        return np.asarray(row / np.linalg.norm(row), dtype=np.float32)


@dataclass
class FakeJudge:
    """A judge whose opinions are tables from a part of the sentence to shares."""

    scores: dict[str, float] = field(default_factory=dict)
    shares: dict[str, tuple[float, float]] = field(default_factory=dict)  # supports, refutes
    findings: dict[str, Finding] = field(default_factory=dict)
    identity: str = "fake-judge"

    def judge(
        self, claim: str, candidates: Sequence[Candidate], *, claimed_on: date | None = None
    ) -> list[Judgement]:
        return [self._judgement(candidate.text) for candidate in candidates]

    def entails(
        self,
        quote: str,
        statement: str,
        *,
        near: Sequence[str] = (),
        published: date | None = None,
        claimed_on: date | None = None,
    ) -> Judgement:
        found = find(statement, quote, near=near, published=published, claimed_on=claimed_on)
        return replace(self._judgement(quote), findings=found)

    def answers(self, question: Question, candidates: Sequence[Candidate]) -> list[Fit]:
        scores = [
            next((score for part, score in self.scores.items() if part in candidate.text), 0.0)
            for candidate in candidates
        ]
        return [Fit(score=score, likeness=score) for score in scores]

    def _judgement(self, text: str) -> Judgement:
        supports, refutes = next(
            (shares for part, shares in self.shares.items() if part in text), (0.0, 0.0)
        )
        return Judgement(
            supports=supports,
            refutes=refutes,
            neither=1.0 - supports - refutes,
            findings=self.findings,
        )


def article_id(name: str) -> str:
    """Return the id of the test article of that name."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def make_article(
    name: str,
    body: str,
    *,
    title: str | None = None,
    caption: str = "",
    published: date | None = date(2024, 5, 1),
    updated: date | None = None,
    retraction: Retraction | None = None,
    retrieved: datetime = NOW,
    **facts: object,
) -> Article:
    """Return an article with a title line, perhaps a caption, and a body."""
    title = title or f"Report on {name}"
    pieces = [(PartKind.TITLE, title), (PartKind.CAPTION, caption), (PartKind.BODY, body)]
    text, parts = "", []
    for kind, piece in pieces:
        if piece:
            text += "\n\n" if text else ""
            parts.append(Part(kind=kind, span=Span(start=len(text), end=len(text) + len(piece))))
            text += piece
    values: dict[str, object] = {
        "article_id": article_id(name),
        "publisher": "Test Herald",
        "url": f"https://herald.example/{name}",
        "language": "en",
        "origin": f"{name}.txt",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    return Article(
        **values | facts,
        title=title,
        text=text,
        parts=tuple(parts),
        published=published,
        updated=updated,
        retrieved=retrieved,
        retraction=retraction,
    )


def fill(archive: Archive, articles: Iterable[Article]) -> None:
    """Add articles in one transaction, as a writer."""
    with archive.writing(now=NOW), archive.transaction():
        for article in articles:
            archive.add(article)


def make_archive(folder: Path, *articles: Article) -> Archive:
    """Return a new archive that holds the articles."""
    archive = Archive.open(folder, create=True)
    fill(archive, articles)
    return archive
