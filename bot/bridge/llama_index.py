"""Newsproof inside LlamaIndex: as a retriever, as a query engine and as a chat engine.

An existing LlamaIndex application gets proven answers by putting `NewsproofQueryEngine` where its
query engine was, or `NewsproofChatEngine` where its chat engine was. LlamaIndex's global `Settings`
is neither read nor changed; no LLM is needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.base.response.schema import (
    AsyncStreamingResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.callbacks import CallbackManager
from llama_index.core.chat_engine.types import (
    AgentChatResponse,
    BaseChatEngine,
    StreamingAgentChatResponse,
)
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from bot.answer import Answer, Citation
from bot.bridge.streaming import ending, pieces, pieces_async
from bot.wire import answer_to_json
from index.search import Hit
from sources.article import Article

if TYPE_CHECKING:
    from bot.newsproof import Newsproof


class NewsproofRetriever(BaseRetriever):
    """Retrieves passages with exact offsets: `article.text[start_char_idx:end_char_idx] == text`.

    Scores are probabilities in [0, 1] that the best sentence of a passage answers.
    """

    def __init__(self, newsproof: Newsproof, *, k: int = 10, as_of: date | None = None) -> None:
        """Retrieve the `k` best passages, as known on a day (None: today)."""
        super().__init__(callback_manager=CallbackManager())
        self._newsproof = newsproof
        self._k = k
        self._as_of = as_of

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._newsproof.search(query_bundle.query_str, k=self._k, as_of=self._as_of)
        return [NodeWithScore(node=self._node(hit), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)

    def _node(self, hit: Hit) -> TextNode:
        passage = hit.passage
        article = self._newsproof.archive.get(passage.article_id, passage.version)
        return _node(article, (passage.start, passage.end), passage.text)


class NewsproofQueryEngine(BaseQueryEngine):
    """Answers with proven statements; the source nodes are the quotes.

    `response.metadata["newsproof"]` is the whole answer, as `ask --json` prints it. When the
    archive doesn't say, the response says so and the source nodes are the nearest quotes. With
    `streaming`, a statement is given out when it is proven, and the metadata is filled at the end.
    """

    def __init__(
        self, newsproof: Newsproof, *, as_of: date | None = None, streaming: bool = False
    ) -> None:
        """Answer as known on a day (None: today)."""
        super().__init__(callback_manager=CallbackManager())
        self._newsproof = newsproof
        self._as_of = as_of
        self._is_streaming = streaming

    def _query(self, query_bundle: QueryBundle) -> Response | StreamingResponse:
        if not self._is_streaming:
            answer = self._newsproof.ask(query_bundle.query_str, as_of=self._as_of)
            return Response(
                response=answer.text,
                source_nodes=source_nodes(self._newsproof, answer),
                metadata={"newsproof": answer_to_json(answer)},
            )
        quoted, texts, metadata = self._begin(query_bundle.query_str)
        return StreamingResponse(
            response_gen=texts,
            source_nodes=source_nodes(self._newsproof, quoted),
            metadata=metadata,
        )

    async def _aquery(self, query_bundle: QueryBundle) -> Response | AsyncStreamingResponse:
        if not self._is_streaming:
            found = await asyncio.to_thread(self._query, query_bundle)
            assert isinstance(found, Response)  # noqa: S101 - for the type checker
            return found
        quoted, texts, metadata = await asyncio.to_thread(self._begin, query_bundle.query_str)
        return AsyncStreamingResponse(
            response_gen=pieces_async(texts),
            source_nodes=await asyncio.to_thread(source_nodes, self._newsproof, quoted),
            metadata=metadata,
        )

    def _begin(self, question: str) -> tuple[Answer, Generator[str, None, None], dict[str, Any]]:
        """Return the quoted answer, what is still to be said, and metadata that is filled by it."""
        metadata: dict[str, Any] = {}
        quoted, events = ending(self._newsproof, question, self._as_of)
        return (
            quoted,
            pieces(events, lambda a: metadata.update(newsproof=answer_to_json(a))),
            metadata,
        )

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


class NewsproofChatEngine(BaseChatEngine):
    """Answers every message with proven statements; the source nodes are the quotes.

    It keeps the messages in memory until `reset`, and nowhere else.
    """

    def __init__(self, newsproof: Newsproof, *, as_of: date | None = None) -> None:
        """Answer as known on a day (None: today)."""
        self._newsproof = newsproof
        self._as_of = as_of
        self._history: list[ChatMessage] = []

    def chat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> AgentChatResponse:
        """Answer a message; a history that is given takes the place of the one that is kept."""
        answer = self._newsproof.ask(message, as_of=self._as_of)
        self._keep(message, answer.text, chat_history)
        return AgentChatResponse(
            response=answer.text,
            source_nodes=source_nodes(self._newsproof, answer),
            metadata={"newsproof": answer_to_json(answer)},
        )

    async def achat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> AgentChatResponse:
        """Answer a message, as `chat`."""
        return await asyncio.to_thread(self.chat, message, chat_history)

    def stream_chat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        """Answer a message; a statement is given out when it is proven."""
        quoted, events = ending(self._newsproof, message, self._as_of)
        texts = pieces(events, lambda answer: self._keep(message, answer.text, chat_history))
        return StreamingAgentChatResponse(
            chat_stream=(_said(text) for text in texts),
            source_nodes=source_nodes(self._newsproof, quoted),
            is_writing_to_memory=False,
        )

    async def astream_chat(
        self, message: str, chat_history: Sequence[ChatMessage] | None = None
    ) -> StreamingAgentChatResponse:
        """Answer a message, as `stream_chat`."""
        quoted, events = await asyncio.to_thread(ending, self._newsproof, message, self._as_of)
        texts = pieces(events, lambda answer: self._keep(message, answer.text, chat_history))
        return StreamingAgentChatResponse(
            achat_stream=_said_async(texts),
            source_nodes=await asyncio.to_thread(source_nodes, self._newsproof, quoted),
            is_writing_to_memory=False,
        )

    def reset(self) -> None:
        """Forget the conversation."""
        self._history = []

    @property
    def chat_history(self) -> list[ChatMessage]:
        """The messages of the conversation, oldest first."""
        return list(self._history)

    def _keep(self, message: str, said: str, before: Sequence[ChatMessage] | None) -> None:
        self._history = [
            *(self._history if before is None else before),
            ChatMessage(role=MessageRole.USER, content=message),
            ChatMessage(role=MessageRole.ASSISTANT, content=said),
        ]


def source_nodes(newsproof: Newsproof, answer: Answer) -> list[NodeWithScore]:
    """Return the quotes of an answer as nodes; those nearest where it abstains."""
    return [
        NodeWithScore(node=_quote_node(newsproof, citation))
        for citation in answer.citations or answer.nearest
    ]


def _quote_node(newsproof: Newsproof, citation: Citation) -> TextNode:
    quote = citation.quote
    article = newsproof.archive.get(quote.article_id, quote.version)
    node = _node(article, (quote.start, quote.end), quote.text)
    node.metadata.update(number=citation.number, pages=citation.pages_in_words or None)
    return node


def _node(article: Article, place: tuple[int, int], text: str) -> TextNode:
    start, end = place
    return TextNode(
        id_=f"{article.article_id}:{article.version}:{start}-{end}",
        text=text,
        start_char_idx=start,
        end_char_idx=end,
        metadata={
            "article_id": article.article_id,
            "version": article.version,
            "start": start,
            "end": end,
            "title": article.title,
            "publisher": article.publisher,
            "url": article.url,
            "published": article.published.isoformat() if article.published else None,
            "updated": article.updated.isoformat() if article.updated else None,
        },
    )


def _said(text: str) -> ChatResponse:
    message = ChatMessage(role=MessageRole.ASSISTANT, content=text)
    return ChatResponse(message=message, delta=text)


async def _said_async(texts: Generator[str, None, None]) -> AsyncGenerator[ChatResponse, None]:
    async for text in pieces_async(texts):
        yield _said(text)
