"""Which peers there are, and how each is set up, in words that a reader can check."""

from __future__ import annotations

from dataclasses import dataclass

from eval.peers.errors import PeerError

OURS = "newsproof"
REFERENCE = "llamaindex"
"""The engine that speeds are compared with: what a tutorial builds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A pipeline beside Newsproof.

    Attributes:
        name: As in results and on the command line.
        title: As in a table.
        engine: The part of `adapter.py` and of `requirements.txt` that runs it.
        declines: Whether it declines below a score that is tuned on the dev split.
        is_bounded: Whether its scores are within [-1, 1]; those of BM25 have no upper end.
        setup: How it is set up.
    """

    name: str
    title: str
    engine: str
    declines: bool = True
    is_bounded: bool = True
    setup: str


PEERS = (
    Peer(
        name="llamaindex",
        title="LlamaIndex, top 3",
        engine="llamaindex",
        declines=False,
        setup="`VectorStoreIndex.from_documents` with its default splitter (1,024 tokens, 200 "
        "shared), `HuggingFaceEmbedding`, `ChromaVectorStore` in memory, cosine; the title as "
        "metadata, which it embeds. It declines only when nothing is found.",
    ),
    Peer(
        name="llamaindex-threshold",
        title="LlamaIndex, threshold",
        engine="llamaindex",
        setup="The same index; it declines when the best similarity is below a threshold.",
    ),
    Peer(
        name="bm25s",
        title="BM25 (bm25s)",
        engine="bm25s",
        is_bounded=False,
        setup="bm25s' default (Lucene's BM25, k1 1.5, b 0.75), its English stop words, Snowball's "
        "English stemmer, over paragraphs, each with its title in front: it has no splitter of its "
        "own. No encoder. A passage that shares no word with the question is no hit.",
    ),
    Peer(
        name="haystack",
        title="Haystack",
        engine="haystack",
        setup="`DocumentSplitter` with its defaults (200 words), "
        "`SentenceTransformersDocumentEmbedder` with the title embedded too, "
        "`InMemoryEmbeddingRetriever`, cosine. **Its extractive reader is missing**, see below.",
    ),
    Peer(
        name="txtai",
        title="txtai",
        engine="txtai",
        setup="`Embeddings` with `path` and `content`, all else as it comes, over paragraphs, each "
        "with its title in front. It leaves out what has no positive similarity.",
    ),
)


def choose(names: tuple[str, ...]) -> tuple[Peer, ...]:
    """Return the peers named, in the order of the tables; all when none is named.

    Raises:
        PeerError: There is no such peer.
    """
    known = {peer.name for peer in PEERS}
    for name in names:
        if name not in known:
            raise PeerError(f"there is no peer {name!r}", f"name one of {', '.join(sorted(known))}")
    return tuple(peer for peer in PEERS if not names or peer.name in names)
