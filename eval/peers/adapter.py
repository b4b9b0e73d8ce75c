"""Run one peer in a process of its own: `python -I adapter.py PEER`. It imports nothing of ours.

One JSON object a line comes in, one goes out:

- `{"do": "open", "encoder": FOLDER, "threads": N}` → `{"versions": {PACKAGE: VERSION}}`
- `{"do": "index", "articles": [{"id", "title", "text", "published"}]}`
  → `{"n_passages": N, "seconds": S, "cpu_seconds": C}`; what was indexed before is forgotten
- `{"do": "search", "query": Q, "k": K, "until": DAY or null}`
  → `{"hits": [{"article", "start", "end", "text", "score"}], "seconds": S, "cpu_seconds": C}`,
  best first

Days are ordinals, 0 where none is known. Offsets count code points of the article's text; they are
0, 0 where the peer lost its place. What goes wrong is answered by `{"error": WORDS}`. Libraries
that print go to standard error, and no connection leaves the process. Each peer is set up as its
own documentation starts out, with the title of the article searched by, and with dates filtered by
its own means.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any, BinaryIO, Protocol

Json = dict[str, Any]

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "false",
    "TQDM_DISABLE": "1",
}
SHARED = ("torch", "transformers", "sentence-transformers")


class Engine(Protocol):
    """A peer. It is made with the folder of the encoder, which it loads."""

    def index(self, articles: list[Json]) -> int:
        """Forget what was indexed, index the articles, return the number of passages."""
        ...

    def search(self, query: str, k: int, until: int | None) -> list[Json]:
        """Return at most k hits, best first, of articles published until that day."""
        ...


def hit(article: str, span: tuple[int, int], text: str, score: float) -> Json:
    """Return a hit as it is sent."""
    return {
        "article": article,
        "start": span[0],
        "end": span[1],
        "text": text,
        "score": float(score),
    }


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans between blank lines: the passages of a peer that doesn't split by itself."""
    for found in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        yield found.start(), found.start() + len(found.group().rstrip())


class LlamaIndex:
    """VectorStoreIndex with the default splitter over an in-memory Chroma collection."""

    packages = (
        "llama-index-core",
        "llama-index-embeddings-huggingface",
        "llama-index-vector-stores-chroma",
        "chromadb",
    )

    def __init__(self, encoder: str) -> None:
        embedding = import_module("llama_index.embeddings.huggingface").HuggingFaceEmbedding
        self._encode = embedding(model_name=encoder, device="cpu")
        settings = import_module("chromadb.config").Settings(anonymized_telemetry=False)
        self._client = import_module("chromadb").EphemeralClient(settings)
        self._store = import_module("llama_index.vector_stores.chroma").ChromaVectorStore
        self._found: Any = None

    def index(self, articles: list[Json]) -> int:
        """Index; the title is metadata, which LlamaIndex embeds with every passage."""
        core = import_module("llama_index.core")
        if self._found is not None:
            self._client.delete_collection("articles")
        collection = self._client.create_collection(
            "articles", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        documents = [
            core.Document(
                text=one["text"],
                doc_id=one["id"],
                metadata={"title": one["title"], "published": one["published"]},
                excluded_embed_metadata_keys=["published"],
            )
            for one in articles
        ]
        context = core.StorageContext.from_defaults(
            vector_store=self._store(chroma_collection=collection)
        )
        self._found = core.VectorStoreIndex.from_documents(
            documents, storage_context=context, embed_model=self._encode
        )
        return int(collection.count())

    def search(self, query: str, k: int, until: int | None) -> list[Json]:
        """Search by the retriever of the index; its score is exp(-cosine distance)."""
        filters = None
        if until is not None:
            stores = import_module("llama_index.core.vector_stores")
            early = stores.MetadataFilter(
                key="published", value=until, operator=stores.FilterOperator.LTE
            )
            filters = stores.MetadataFilters(filters=[early])
        retriever = self._found.as_retriever(similarity_top_k=k, filters=filters)
        return [
            hit(one.node.ref_doc_id, self._span(one.node), one.node.get_content(), one.score)
            for one in retriever.retrieve(query)
        ]

    @staticmethod
    def _span(node: Any) -> tuple[int, int]:  # noqa: ANN401 - a class of LlamaIndex
        start, end = node.start_char_idx, node.end_char_idx
        return (0, 0) if start is None or end is None else (start, end)


class Bm25s:
    """BM25 as bm25s has it by default (Lucene's), English stop words, Snowball stemmer."""

    packages = ("bm25s", "PyStemmer")

    def __init__(self, encoder: str) -> None:
        del encoder  # it has none
        self._stemmer = import_module("Stemmer").Stemmer("english")
        self._passages: list[tuple[Json, tuple[int, int]]] = []
        self._found: Any = None

    def _tokens(self, texts: list[str]) -> Any:  # noqa: ANN401 - a class of bm25s
        return import_module("bm25s").tokenize(
            texts, stopwords="en", stemmer=self._stemmer, show_progress=False
        )

    def index(self, articles: list[Json]) -> int:
        """Index paragraphs, each with its title in front."""
        self._passages = [(one, span) for one in articles for span in paragraphs(one["text"])]
        if self._passages:
            texts = [f"{one['title']}\n\n{one['text'][a:b]}" for one, (a, b) in self._passages]
            self._found = import_module("bm25s").BM25()
            self._found.index(self._tokens(texts), show_progress=False)
        return len(self._passages)

    def search(self, query: str, k: int, until: int | None) -> list[Json]:
        """Search; passages that share no word with the query are no hits."""
        if not self._passages:
            return []
        numpy = import_module("numpy")
        early = [until is None or one["published"] <= until for one, _ in self._passages]
        places, scores = self._found.retrieve(
            self._tokens([query]),
            k=min(k, len(self._passages)),
            weight_mask=numpy.array(early, dtype="float32"),
            show_progress=False,
        )
        found = []
        for place, score in zip(places[0], scores[0], strict=True):
            one, (start, end) = self._passages[int(place)]
            if score > 0:
                found.append(hit(one["id"], (start, end), one["text"][start:end], score))
        return found


class Haystack:
    """Haystack's pipelines: splitter, embedder, writer; embedder, in-memory retriever (cosine)."""

    packages = ("haystack-ai", "sentence-transformers-haystack")

    def __init__(self, encoder: str) -> None:
        haystack = import_module("haystack")
        embedders = import_module(
            "haystack_integrations.components.embedders.sentence_transformers"
        )
        store = import_module("haystack.document_stores.in_memory").InMemoryDocumentStore(
            embedding_similarity_function="cosine"
        )
        model = {
            "model": encoder,
            "device": import_module("haystack.utils").ComponentDevice.from_str("cpu"),
            "local_files_only": True,
            "progress_bar": False,
        }
        splitter = import_module("haystack.components.preprocessors").DocumentSplitter()
        embed = embedders.SentenceTransformersDocumentEmbedder(
            **model, meta_fields_to_embed=["title"]
        )
        embed_query = embedders.SentenceTransformersTextEmbedder(**model)
        for part in (embed, embed_query):
            part.warm_up()
        writer = import_module("haystack.components.writers").DocumentWriter(store)
        retrievers = import_module("haystack.components.retrievers.in_memory")
        self._new = haystack.Document
        self._store = store
        self._indexing = haystack.Pipeline()
        for name, part in (("split", splitter), ("embed", embed), ("write", writer)):
            self._indexing.add_component(name, part)
        self._indexing.connect("split", "embed")
        self._indexing.connect("embed", "write")
        self._finding = haystack.Pipeline()
        self._finding.add_component("embed", embed_query)
        self._finding.add_component("find", retrievers.InMemoryEmbeddingRetriever(store))
        self._finding.connect("embed.embedding", "find.query_embedding")

    def index(self, articles: list[Json]) -> int:
        """Run the indexing pipeline: the default splitter cuts after 200 words."""
        self._store.delete_all_documents()
        documents = [
            self._new(
                id=one["id"],
                content=one["text"],
                meta={"title": one["title"], "published": one["published"]},
            )
            for one in articles
        ]
        self._indexing.run({"split": {"documents": documents}})
        return int(self._store.count_documents())

    def search(self, query: str, k: int, until: int | None) -> list[Json]:
        """Run the query pipeline."""
        early = {"field": "meta.published", "operator": "<=", "value": until}
        inputs = {
            "embed": {"text": query},
            "find": {"top_k": k, "filters": None if until is None else early},
        }
        found = []
        for one in self._finding.run(inputs)["find"]["documents"]:
            start = int(one.meta["split_idx_start"])
            span = (start, start + len(one.content))
            found.append(hit(one.meta["source_id"], span, one.content, one.score))
        return found


class Txtai:
    """A txtai embeddings database with content, over paragraphs."""

    packages = ("txtai", "faiss-cpu")

    def __init__(self, encoder: str) -> None:
        embeddings = import_module("txtai").Embeddings
        self._found = embeddings(path=encoder, content=True, gpu=False)
        self._passages: list[tuple[Json, tuple[int, int]]] = []

    def index(self, articles: list[Json]) -> int:
        """Index paragraphs, each with its title in front; `index` replaces what was there."""
        self._passages = [(one, span) for one in articles for span in paragraphs(one["text"])]
        rows = [
            (
                str(place),
                {
                    "text": f"{one['title']}\n\n{one['text'][start:end]}",
                    "published": one["published"],
                },
                None,
            )
            for place, (one, (start, end)) in enumerate(self._passages)
        ]
        if rows:
            self._found.index(rows)
        return len(rows)

    def search(self, query: str, k: int, until: int | None) -> list[Json]:
        """Search; with a day by txtai's SQL. It leaves out what has no positive cosine."""
        if not self._passages:
            return []
        if until is None:
            rows = self._found.search(query, k)
        else:
            rows = self._found.search(
                "select id, score from txtai where similar(:query, :n) and published <= :until",
                k,
                parameters={"query": query, "n": len(self._passages), "until": until},
            )
        found = []
        for row in rows:
            one, (start, end) = self._passages[int(row["id"])]
            found.append(hit(one["id"], (start, end), one["text"][start:end], row["score"]))
        return found


ENGINES: dict[str, Any] = {
    "llamaindex": LlamaIndex,
    "bm25s": Bm25s,
    "haystack": Haystack,
    "txtai": Txtai,
}


def stopwatch() -> Callable[[], Json]:
    """Return what tells the seconds since now, by the clock and of all cores."""
    wall, cpu = time.perf_counter(), time.process_time()
    return lambda: {
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
    }


class Server:
    """Answers requests for one peer."""

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - one of ENGINES
        self._kind = kind
        self._engine: Engine | None = None

    def answer(self, request: Json) -> Json:
        """Do what a request asks for."""
        does: dict[str, Callable[[Json], Json]] = {
            "open": self._open,
            "index": self._index,
            "search": self._search,
        }
        return does[request["do"]](request)

    def _open(self, request: Json) -> Json:
        if self._kind is not Bm25s:
            import_module("torch").set_num_threads(request["threads"])
        self._engine = self._kind(request["encoder"])
        named = self._kind.packages if self._kind is Bm25s else (*self._kind.packages, *SHARED)
        return {"versions": {name: version(name) for name in named}}

    def _opened(self) -> Engine:
        if self._engine is None:
            raise ValueError("not opened yet")
        return self._engine

    def _index(self, request: Json) -> Json:
        engine = self._opened()
        took = stopwatch()
        n_passages = engine.index(request["articles"])
        return {"n_passages": n_passages, **took()}

    def _search(self, request: Json) -> Json:
        engine = self._opened()
        took = stopwatch()
        hits = engine.search(request["query"], request["k"], request["until"])
        return {"hits": hits, **took()}


def stay_offline() -> None:
    """Tell the libraries not to call home, and refuse every connection that they try anyway."""
    os.environ.update(OFFLINE)
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - as in socket
        if self.family != socket.AF_UNIX:
            raise OSError(f"a peer has no network: {address!r:.80}")
        connect(self, address)

    socket.socket.connect = refuse  # type: ignore[assignment,method-assign]


def serve(server: Server, incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer request after request until there are no more."""
    for line in incoming:
        try:
            reply = server.answer(json.loads(line))
        except Exception as exc:  # noqa: BLE001 - whatever it was, the reply says it
            words = str(exc).strip() or "no message"
            reply = {"error": f"{type(exc).__name__}: {words.splitlines()[0][:300]}"}
        outgoing.write(json.dumps(reply).encode() + b"\n")
        outgoing.flush()


def main() -> None:
    """Serve the peer named on the command line."""
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no reply
    stay_offline()
    serve(Server(ENGINES[sys.argv[1]]), sys.stdin.buffer, outgoing)


if __name__ == "__main__":
    main()
