"""Fixtures of the readers' tests: a fixed time of reading, look-alike scrapes, the shared seeds."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources.article import Article, PartKind
from sources.readers import Rejected, read_bytes

REPOSITORY = Path(__file__).resolve().parents[2]
RETRIEVED = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)

BODY = (
    "The port authority of Nordhaven said Tuesday that it will close the old grain pier for "
    "eleven months, after divers found that 40 of its 212 piles had rotted through.\n"
    "\n"
    "“We could not in good conscience let another ship moor there,” harbour engineer Tove "
    "Lindqvist told reporters.\n"
)
"""Two paragraphs of an article that nobody published."""


@pytest.fixture
def shared() -> Path:
    """The folder of shared material beside the repository; skips where it isn't."""
    folder = Path(os.environ.get("NEWSPROOF_SHARED") or REPOSITORY.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no shared material at {folder}; set NEWSPROOF_SHARED")
    return folder


@pytest.fixture
def retrieved() -> datetime:
    return RETRIEVED


@pytest.fixture
def body() -> str:
    return BODY


@pytest.fixture
def read_one() -> Callable[..., Article]:
    """Read what must be exactly one article."""

    def read(data: str | bytes, origin: str = "article.txt", **options: str) -> Article:
        data = data.encode() if isinstance(data, str) else data
        (result,) = read_bytes(data, origin=origin, retrieved=RETRIEVED, **options)
        assert isinstance(result, Article), result
        return result

    return read


@pytest.fixture
def reject_one() -> Callable[..., str]:
    """Read what must be exactly one rejection; return its reason."""

    def read(data: str | bytes, origin: str = "article.txt") -> str:
        data = data.encode() if isinstance(data, str) else data
        (result,) = read_bytes(data, origin=origin, retrieved=RETRIEVED)
        assert isinstance(result, Rejected), result
        assert result.origin == origin
        return result.reason

    return read


@pytest.fixture
def texts_of() -> Callable[[Article, PartKind], list[str]]:
    """Return the texts of an article's parts of one kind."""
    return lambda article, kind: [span.of(article.text) for span in article.spans(kind)]
