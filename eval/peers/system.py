"""A peer as a system that the evaluation runs: it finds passages, shows the best, or declines.

What a child says is checked here before it is believed: articles that exist, spans, finite scores
that fall. The words of a passage are the peer's own, so that an offset that is wrong is seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from bot.answer import Answer, Citation, Considered, Proof, Stage, Statement, Status
from bot.verdict import Verdict
from eval.peers.child import Child
from eval.peers.errors import PeerError
from eval.peers.lineup import Peer
from eval.peers.speed import Took
from eval.systems import Judgement, check_each
from sources.article import Article, Quote, Span

N_SHOWN = 3
OPEN_TIMEOUT_S = 180.0
INDEX_TIMEOUT_S = 300.0
SEARCH_TIMEOUT_S = 60.0

_STRICT = ConfigDict(extra="forbid", strict=True)
_Count = Annotated[int, Field(ge=0)]
_Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Score = Annotated[float, Field(allow_inf_nan=False)]


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    versions: dict[str, str]


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class _Indexed:
    n_passages: _Count
    seconds: _Seconds
    cpu_seconds: _Seconds


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    article: str
    start: _Count
    end: _Count
    text: str
    score: _Score


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    hits: tuple[_Hit, ...]
    seconds: _Seconds
    cpu_seconds: _Seconds


_OPENED, _INDEXED = TypeAdapter(_Opened), TypeAdapter(_Indexed)
_SEARCHED = TypeAdapter(_Searched)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A passage found and the peer's score for it; higher is better."""

    passage: Quote
    score: float


class Engine:
    """A peer's process with its index. Open it once, index as often as you like, close the child.

    Args:
        child: The running adapter.
        encoder: Folder of the encoder's weights.
        n_threads: Threads that it computes with.

    Raises:
        PeerError: It cannot be opened. So do all methods when the child fails them.
    """

    def __init__(self, child: Child, *, encoder: str, n_threads: int = 1) -> None:
        self._child = child
        request = {"do": "open", "encoder": encoder, "threads": n_threads}
        self.versions: Mapping[str, str] = self._ask(_OPENED, request, OPEN_TIMEOUT_S).versions
        self.articles: Mapping[str, Article] = {}

    def index(self, articles: Sequence[Article]) -> tuple[int, Took]:
        """Index articles in place of all before; return the number of passages and the time."""
        sent = [
            {
                "id": one.article_id,
                "title": one.title,
                "text": one.text,
                "published": one.published.toordinal() if one.published else 0,
            }
            for one in articles
        ]
        found = self._ask(_INDEXED, {"do": "index", "articles": sent}, INDEX_TIMEOUT_S)
        self.articles = {one.article_id: one for one in articles}
        return found.n_passages, Took(wall_s=found.seconds, cpu_s=found.cpu_seconds)

    def search(self, query: str, *, k: int, as_of: date | None) -> tuple[list[Scored], Took]:
        """Return at most k passages, best first, and the time that the peer took."""
        until = as_of.toordinal() if as_of else None
        request = {"do": "search", "query": query, "k": k, "until": until}
        reply = self._ask(_SEARCHED, request, SEARCH_TIMEOUT_S)
        if len(reply.hits) > k:
            raise self._nonsense(f"{len(reply.hits)} hits instead of {k}")
        scores = [one.score for one in reply.hits]
        if scores != sorted(scores, reverse=True):
            raise self._nonsense("scores that rise")
        took = Took(wall_s=reply.seconds, cpu_s=reply.cpu_seconds)
        return [self._scored(one) for one in reply.hits], took

    def _scored(self, hit: _Hit) -> Scored:
        article = self.articles.get(hit.article)
        if article is None:
            raise self._nonsense(f"an article that it was not given: {hit.article!r:.60}")
        if hit.start > hit.end:
            raise self._nonsense(f"a span from {hit.start} to {hit.end}")
        quote = Quote(
            article_id=article.article_id,
            version=article.version,
            start=hit.start,
            end=hit.end,
            text=hit.text,
        )
        return Scored(passage=quote, score=hit.score)

    def _ask(self, form: TypeAdapter[Any], request: Mapping[str, Any], timeout_s: float) -> Any:  # noqa: ANN401 - of the form
        reply = self._child.ask(request, timeout_s=timeout_s)
        try:
            return form.validate_json(json.dumps(reply))
        except ValidationError as exc:
            first = exc.errors(include_url=False, include_context=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            raise self._nonsense(f"{place}: {first['msg']}") from exc

    def _nonsense(self, what: str) -> PeerError:
        return PeerError(f"{self._child.name} answered with {what}", "mend its adapter")


class PeerSystem:
    """A peer behind the protocol of `eval.systems`.

    Args:
        peer: Which one.
        engine: Its engine, indexed.
        threshold: The score below which it declines; None to decline only without a hit.
    """

    def __init__(self, peer: Peer, engine: Engine, *, threshold: float | None = None) -> None:
        self.name = peer.name
        self.threshold = threshold
        self._peer = peer
        self._engine = engine

    def nearest(self, query: str, *, k: int, as_of: date | None) -> list[Scored]:
        """Return at most k passages with their scores, best first."""
        return self._engine.search(query, k=k, as_of=as_of)[0]

    def search(self, question: str, *, k: int, as_of: date | None) -> list[Quote]:
        """Return at most k passages, best first."""
        return [one.passage for one in self.nearest(question, k=k, as_of=as_of)]

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        """Show the top passages, or decline when the best is not near enough."""
        found = self.nearest(question, k=N_SHOWN, as_of=as_of)
        is_declined = declines(found, self.threshold)
        considered = tuple(
            Considered(
                quote=one.passage,
                score=self._confidence(one.score),
                stage=Stage.READ if is_declined else Stage.SHOWN,
            )
            for one in found
        )
        citations = tuple(
            Citation(
                number=number,
                quote=one.passage,
                title=self._engine.articles[one.passage.article_id].title,
            )
            for number, one in enumerate(found, 1)
        )
        if is_declined:
            return Answer(
                question=question,
                status=Status.ABSTAINED,
                text="No passage is near enough.",
                nearest=citations,
                as_of=as_of,
                considered=considered,
            )
        return Answer(
            question=question,
            status=Status.ANSWERED,
            text="\n\n".join(one.quote.text for one in citations),
            statements=tuple(
                Statement(text=one.quote.text, citations=(one.number,), proof=Proof(checks=()))
                for one in citations
            ),
            citations=citations,
            as_of=as_of,
            considered=considered,
        )

    def verify(self, claim: str, *, as_of: date | None) -> Judgement:
        """Check nothing: it finds passages and has no judge."""
        del claim, as_of
        return Judgement(verdict=Verdict.NOT_CHECKED)

    def check(self, draft: str, *, as_of: date | None) -> list[tuple[Span, Judgement]]:
        """Check nothing, sentence by sentence."""
        return check_each(self, draft, as_of=as_of)

    def _confidence(self, score: float) -> float:
        """Bring a score into [0, 1] without changing the order of two that differ above 0."""
        bounded = score if self._peer.is_bounded else score / (1 + max(score, 0.0))
        return min(max(bounded, 0.0), 1.0)


def declines(found: Sequence[Scored], threshold: float | None) -> bool:
    """Say whether nothing is near enough."""
    return not found or (threshold is not None and found[0].score < threshold)
