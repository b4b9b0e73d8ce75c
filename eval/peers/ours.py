"""Newsproof among its peers: timed in this process, each indexing in a folder of its own."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from eval.cases.values import Question
from eval.peers.speed import Took
from eval.runner import DEPTH
from index.passages import split_article

if TYPE_CHECKING:
    from bot.newsproof import Newsproof


class Stopwatch:
    """Measures from when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> Took:
        """Return what has passed."""
        return Took(wall_s=time.perf_counter() - self._wall, cpu_s=time.process_time() - self._cpu)


class TimedNewsproof:
    """Newsproof as `eval.peers.speed` times it.

    Indexing is more than a peer does: files are read, cleaned and archived, and the index is
    checked and published. Searching is too: the judge puts the passages in order.

    Args:
        newsproof: Open over the articles, for searching.
        files: The files that these articles come from.
    """

    def __init__(self, newsproof: Newsproof, files: list[Path]) -> None:
        self._newsproof = newsproof
        self._files = files

    def index(self) -> tuple[int, Took]:
        """Read the files into an empty archive."""
        from bot.newsproof import Newsproof

        with TemporaryDirectory(prefix="newsproof-peers-") as folder:
            settings = self._newsproof.settings.model_copy(update={"data_dir": Path(folder)})
            with Newsproof.open(settings, create=True) as fresh:
                fresh.ingest(self._files[:1])  # loads the encoder, as the peers have done
                for article in fresh.archive.articles():
                    fresh.remove(article.article_id)
                clock = Stopwatch()
                fresh.ingest(self._files)
                took = clock.read()
                n_passages = sum(len(split_article(one)) for one in fresh.archive.articles())
        return n_passages, took

    def search(self, question: Question) -> Took:
        """Search."""
        clock = Stopwatch()
        self._newsproof.search(question.question, k=DEPTH, as_of=question.as_of)
        return clock.read()
