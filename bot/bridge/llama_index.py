"""Newsproof inside LlamaIndex: as a retriever and as a query engine.

An existing LlamaIndex application gets proven answers by putting `NewsproofQueryEngine` where its
query engine was. LlamaIndex's global `Settings` is neither read nor changed; no LLM is needed.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from bot.answer import Citation
from bot.wire import answer_to_json
from index.search import Hit

if TYPE_CHECKING:
    from bot.newsproof import Newsproof


class NewsproofRetriever(BaseRetriever):
    """Retrieves passages with exact offsets: `article.text[start_char_idx:end_char_idx] == text`.

    Scores are those of fusion: higher is better, comparable within one result only.
    """

    def __init__(self, newsproof: Newsproof, *, k: int = 10, as_of: date | None = None) -> None:
        """Retrieve the `k` best passages, as known on a day (None: today)."""
        super().__init__(callback_manager=CallbackManager())
        self._newsproof = newsproof
        self._k = k
        self._as_of = as_of

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._newsproof.search(query_bundle.query_str, k=self._k, as_of=self._as_of)
        return [NodeWithScore(node=_passage_node(hit), score=hit.score) for hit in hits]


class NewsproofQueryEngine(BaseQueryEngine):
    """Answers with proven statements; the source nodes are the quotes.

    `response.metadata["newsproof"]` is the whole answer, as `ask --json` prints it. When the
    archive doesn't say, the response says so and the source nodes are the nearest quotes.
    """

    def __init__(self, newsproof: Newsproof, *, as_of: date | None = None) -> None:
        """Answer as known on a day (None: today)."""
        super().__init__(callback_manager=CallbackManager())
        self._newsproof = newsproof
        self._as_of = as_of

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._newsproof.ask(query_bundle.query_str, as_of=self._as_of)
        quotes = answer.citations or answer.nearest
        return Response(
            response=answer.text,
            source_nodes=[NodeWithScore(node=_quote_node(quote)) for quote in quotes],
            metadata={"newsproof": answer_to_json(answer)},
        )

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return self._query(query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


def _passage_node(hit: Hit) -> TextNode:
    passage = hit.passage
    place = f"{passage.article_id}:{passage.version}:{passage.start}-{passage.end}"
    return TextNode(
        id_=place,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={"article_id": passage.article_id, "version": passage.version},
    )


def _quote_node(citation: Citation) -> TextNode:
    quote = citation.quote
    return TextNode(
        id_=f"{quote.article_id}:{quote.version}:{quote.start}-{quote.end}",
        text=quote.text,
        start_char_idx=quote.start,
        end_char_idx=quote.end,
        metadata={
            "article_id": quote.article_id,
            "version": quote.version,
            "title": citation.title,
            "publisher": citation.publisher,
            "published": citation.published.isoformat() if citation.published else None,
            "url": citation.url,
            "pages": citation.pages_in_words or None,
        },
    )
