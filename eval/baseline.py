"""The plain pipeline that Newsproof is compared with: LlamaIndex splitter, MiniLM, Chroma, top 3.

What a tutorial builds, over the same articles, with the same weights: `SentenceSplitter` cuts
title and text, sentence-transformers embeds, an in-memory Chroma collection finds by cosine, the
top 3 passages are the answer, and below a cosine threshold it abstains. `eval.tuning` sets the
thresholds on the dev split. It is helped where it can be: articles published later than an as-of
date are filtered out.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answer import Answer, Citation, Proof, Statement, Status
from bot.verdict import Verdict
from eval.plain_passages import Encode, split_plainly
from eval.systems import Judgement, check_each
from sources.archive import Archive
from sources.article import Quote, Span

N_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Cosines in [-1, 1] below which the pipeline declines."""

    ask: float = 0.0
    verify: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A passage and its cosine similarity to the query, in [-1, 1]."""

    passage: Quote
    cosine: float


class PlainPipeline:
    """The plain pipeline over an archive as it is when this is made. Close it to free its memory.

    Args:
        archive: The articles; the newest version of each is taken.
        encode: See `eval.plain_passages.load_encoder`.
        chunk_size: Tokens (of the splitter's own tokenizer) a passage; None for its default.
        chunk_overlap: Tokens that neighbours share; None for the splitter's default.
        thresholds: Where to decline.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        encode: Encode,
        chunk_size: int | None = None,
        chunk_overlap: int | None = None,
        thresholds: Thresholds | None = None,
    ) -> None:
        self.thresholds = thresholds or Thresholds()
        self._encode = encode
        self._articles = {article.article_id: article for article in archive.articles()}
        settings = {"chunk_size": chunk_size, "chunk_overlap": chunk_overlap}
        given = {name: value for name, value in settings.items() if value is not None}
        self.passages = split_plainly(list(self._articles.values()), **given)
        self.name = f"plain-{chunk_size}" if chunk_size else "plain"
        self._client, self._collection = _collection()
        if self.passages:
            self._fill()

    def _fill(self) -> None:
        batch = self._client.get_max_batch_size()
        for first in range(0, len(self.passages), batch):
            some = self.passages[first : first + batch]
            self._collection.add(
                ids=[str(first + place) for place in range(len(some))],
                embeddings=self._encode([passage.embedded for passage in some]),
                metadatas=[{"published": self._published(passage.quote)} for passage in some],
            )

    def _published(self, passage: Quote) -> int:
        published = self._articles[passage.article_id].published
        return published.toordinal() if published else 0

    def nearest(self, query: str, *, k: int, as_of: date | None) -> list[Scored]:
        """Return at most k passages with their cosine, best first."""
        if not self.passages or k < 1:
            return []
        found = self._collection.query(
            query_embeddings=self._encode([query]),
            n_results=min(k, len(self.passages)),
            where={"published": {"$lte": as_of.toordinal()}} if as_of else None,
            include=["distances"],
        )
        return [
            Scored(passage=self.passages[int(place)].quote, cosine=1 - float(distance))
            for place, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def search(self, question: str, *, k: int, as_of: date | None) -> list[Quote]:
        """Return at most k passages, best first."""
        return [scored.passage for scored in self.nearest(question, k=k, as_of=as_of)]

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        """Show the top passages, or decline when the best is not near enough."""
        return self.answer_of(question, self.nearest(question, k=N_SHOWN, as_of=as_of), as_of=as_of)

    def answer_of(self, question: str, found: Sequence[Scored], *, as_of: date | None) -> Answer:
        """Return the answer that passages make, best first."""
        citations = tuple(
            Citation(
                number=number,
                quote=scored.passage,
                title=self._articles[scored.passage.article_id].title,
            )
            for number, scored in enumerate(found, start=1)
        )
        if declines(found, self.thresholds.ask):
            return Answer(
                question=question,
                status=Status.ABSTAINED,
                text="No passage is near enough.",
                nearest=citations,
                as_of=as_of,
            )
        return Answer(
            question=question,
            status=Status.ANSWERED,
            text="\n\n".join(citation.quote.text for citation in citations),
            statements=tuple(
                Statement(
                    text=citation.quote.text, citations=(citation.number,), proof=Proof(checks=())
                )
                for citation in citations
            ),
            citations=citations,
            as_of=as_of,
        )

    def verify(self, claim: str, *, as_of: date | None) -> Judgement:
        """Call a claim supported when a passage is near enough; it can refute nothing."""
        found = self.nearest(claim, k=N_SHOWN, as_of=as_of)
        if declines(found, self.thresholds.verify):
            return Judgement(verdict=Verdict.NOT_ENOUGH_EVIDENCE)
        evidence = tuple(scored.passage for scored in found)
        return Judgement(verdict=Verdict.SUPPORTED, evidence=evidence)

    def check(self, draft: str, *, as_of: date | None) -> list[tuple[Span, Judgement]]:
        """Judge every sentence of a draft as a claim."""
        return check_each(self, draft, as_of=as_of)

    def close(self) -> None:
        """Drop the collection; the client would keep it for as long as the process runs."""
        self._client.delete_collection(self._collection.name)


def declines(found: Sequence[Scored], threshold: float) -> bool:
    """Say whether nothing is near enough."""
    return not found or found[0].cosine < threshold


def _collection() -> tuple[Any, Any]:
    """Return an in-memory client and a new cosine collection; telemetry off."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    collection = client.create_collection(
        f"plain-{uuid.uuid4().hex}",  # clients of one process share their collections
        configuration={"hnsw": {"space": "cosine"}},
        embedding_function=None,
    )
    return client, collection
