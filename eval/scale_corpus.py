"""Articles and vectors by rule, as many as wanted, the same for the same seed.

Words are those of our own samples, as frequent as there; the facts of an article (day, publisher)
are spread so that filters of every width can be tried. A vector is a direction that some hundred
passages share, and noise: no encoder, and neighbours that lie as near as those of real text.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np

from index.encoder import Vectors
from sources.article import Article, Part, PartKind, Span

DIMENSION = 384
FIRST_DAY, N_DAYS = date(2015, 1, 1), 3_650
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PUBLISHERS = ("Wide Post",) * 12 + ("Middle Echo",) * 7 + ("Narrow Mail",)
WORDS_OF_ARTICLE = 1_300  # about 18 passages
_TOPICS = 500
_WORD = re.compile(r"[A-Za-z]+")


class ByRule:
    """An encoder that computes a vector from the letters of a text."""

    identity = "by-rule@1"
    dimension = DIMENSION

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors: `float32 (n, 384)`."""
        rows = [self.encode_query(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, DIMENSION), dtype=np.float32)

    def encode_query(self, text: str) -> Vectors:
        """Return the unit vector of a text: `float32 (384,)`."""
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        return vector_of(int.from_bytes(digest, "big"))


def vector_of(seed: int) -> Vectors:
    """Return a unit vector near one of some hundred directions: `float32 (384,)`."""
    draw = np.random.default_rng(seed)
    mixed = _directions()[seed % _TOPICS] + 1.2 * draw.standard_normal(DIMENSION, dtype=np.float32)
    return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)


def articles(n_words: int = WORDS_OF_ARTICLE, *, first: int = 0) -> Iterator[Article]:
    """Yield articles without end.

    Args:
        n_words: Words of each.
        first: The number of the first one.
    """
    number = first
    while True:
        yield _article(number, n_words)
        number += 1


def title_of(number: int) -> str:
    """Return the title of an article."""
    return " ".join(_words(random.Random(-1 - number), 7)).capitalize()  # noqa: S311 - not secret


def text_of(number: int, n_words: int) -> str:
    """Return the text of an article: sentences of about 20 words, paragraphs of 4 sentences."""
    draw = random.Random(number)  # noqa: S311 - not secret
    words = _words(draw, n_words)
    sentences = [
        " ".join(words[at : at + 20]).capitalize() + "." for at in range(0, len(words), 20)
    ]
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def markdown_of(number: int, n_words: int) -> str:
    """Return an article as a Markdown file."""
    article = _article(number, n_words)
    return (
        f"---\ntitle: {article.title}\npublisher: {article.publisher}\n"
        f"published: {article.published}\n---\n\n{article.text}\n"
    )


def _article(number: int, n_words: int) -> Article:
    text = text_of(number, n_words)
    draw = random.Random(number)  # noqa: S311 - not secret
    return Article(
        article_id=hashlib.sha256(str(number).encode()).hexdigest()[:16],
        title=title_of(number),
        text=text,
        parts=(Part(kind=PartKind.BODY, span=Span(start=0, end=len(text))),),
        publisher=PUBLISHERS[draw.randrange(len(PUBLISHERS))],
        published=FIRST_DAY + timedelta(days=draw.randrange(N_DAYS)),
        language="en",
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        origin=f"{number}.md",
        retrieved=NOW,
    )


def _words(draw: random.Random, n: int) -> list[str]:
    return draw.choices(_vocabulary(), k=n)


@cache
def _vocabulary() -> list[str]:
    """Return the words of our samples, each as often as it stands there, and made-up rare ones."""
    from importlib.resources import files

    texts = [
        path.read_text(encoding="utf-8").rpartition("---")[2]
        for path in sorted(files("sources").joinpath("samples").iterdir(), key=lambda p: p.name)
        if path.name.endswith(".md")
    ]
    words = _WORD.findall(" ".join(texts).lower())
    draw = random.Random(7)  # noqa: S311 - not secret
    rare = [
        "".join(draw.choice("bdklmnrst") + draw.choice("aeiou") for _ in range(4))
        for _ in range(len(words) // 4)
    ]
    return words + rare


@cache
def _directions() -> Vectors:
    return np.random.default_rng(7).standard_normal((_TOPICS, DIMENSION), dtype=np.float32)
