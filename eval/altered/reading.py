"""The sentences that statements are made from, and the archive in which their quotes stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.answer import Citation
from bot.writing.quoting import cite
from eval.training.contrast.edits import is_clean
from eval.training.data import read_set
from index.passages import body_sentences
from sources.archive import Archive
from sources.article import Article, Quote, Span
from sources.readers import Rejected, read_paths

SAMPLES = Path(__file__).parents[2] / "sources" / "samples"
NEWS = "news/wikinews"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A sentence as the quote of a citation.

    Attributes:
        article_id: Its article.
        text: The sentence.
        citation: Its citation, with number 1.
        others: Other sentences of its article, in order.
    """

    article_id: str
    text: str
    citation: Citation
    others: tuple[str, ...]


def fill(archive: Archive, folder: Path, *, now: datetime, news: bool) -> None:
    """Put the samples, and Wikinews where it is wanted, into an archive.

    Args:
        archive: An empty archive.
        folder: Where a file may be written.
        now: The time.
        news: Whether to take Wikinews of the public sets.

    Raises:
        EvalError: The public sets are not there.
    """
    paths = [SAMPLES]
    if news:
        paths.append(folder / "wikinews.jsonl")
        rows = ({k: row[k] for k in ("title", "date", "url", "text")} for row in read_set(NEWS))
        paths[-1].write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    read = [one for one in read_paths(paths, retrieved=now) if not isinstance(one, Rejected)]
    with archive.writing(now=now), archive.transaction():
        for article in read:
            archive.add(article)


def sentences(archive: Archive) -> list[Cited]:
    """Return the whole sentences of an archive that can be altered, in the order of articles."""
    found: dict[str, Cited] = {}
    for article in archive.articles():
        for one in _of_article(article):
            found.setdefault(one.text, one)
    return list(found.values())


def _of_article(article: Article) -> Iterator[Cited]:
    spans: Sequence[Span] = [span for run in body_sentences(article) for span in run]
    texts = [" ".join(span.of(article.text).split()) for span in spans]
    for n, (span, text) in enumerate(zip(spans, texts, strict=True)):
        if is_clean(text):
            yield Cited(
                article_id=article.article_id,
                text=text,
                citation=cite(article, Quote.of(article, span), 1),
                others=tuple(other for m, other in enumerate(texts) if m != n),
            )
