"""A temporary archive of public texts, so that examples come out of our own retrieval."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.alignment import AlignedText, read_texts
from bot.evidence import Candidate, gather
from index.encoder import Encoder
from index.keeper import IndexKeeper
from sources.archive import Archive
from sources.article import Article, Part, PartKind, Span

K = 10  # passages searched, as in the default settings
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_AT_ONCE = 64

OnProgress = Callable[[str, int, int], None]
Find = Callable[[str], list[Candidate]]


def text_id(text: str) -> str:
    """Return the article id under which `corpus` keeps a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@contextmanager
def corpus(
    texts: Iterable[tuple[str, str]], encoder: Encoder, on_progress: OnProgress
) -> Iterator[Find]:
    """Index (title, text) pairs as articles; yield what finds candidates in them."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive.open(Path(folder), create=True)
        with archive.transaction():
            for title, text in texts:
                archive.add(_article(title, text))
        keeper = IndexKeeper(archive, encoder)
        with archive.writing(now=_NOW):
            keeper.sync(now=_NOW, on_progress=on_progress)
        searcher = keeper.open_searcher()
        yield lambda query: gather(archive, searcher.search(query, k=K))
        searcher.close()
        archive.close()


class Reader:
    """Encodes texts word by word, many at once, and remembers them."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, AlignedText] = {}

    def read(self, texts: Sequence[str]) -> dict[str, AlignedText]:
        """Return every text, encoded."""
        unknown = [text for text in dict.fromkeys(texts) if text not in self._known]
        for first in range(0, len(unknown), _AT_ONCE):
            some = unknown[first : first + _AT_ONCE]
            self._known |= zip(some, read_texts(self._encoder, some), strict=True)
        return {text: self._known[text] for text in texts}


def _article(title: str, text: str) -> Article:
    whole = f"{title}\n\n{text}"
    return Article(
        article_id=text_id(text),
        title=title,
        text=whole,
        parts=(
            Part(kind=PartKind.TITLE, span=Span(start=0, end=len(title))),
            Part(kind=PartKind.BODY, span=Span(start=len(title) + 2, end=len(whole))),
        ),
        sha256=hashlib.sha256(whole.encode()).hexdigest(),
        origin="training",
        retrieved=_NOW,
    )
