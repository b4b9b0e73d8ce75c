"""The archive that is asked: built once, kept, and built on where a run was stopped."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from eval.errors import EvalError
from eval.load import corpus
from index import store
from index.encoder import open_encoder
from index.keeper import IndexKeeper
from sources.archive import Archive

Tell = Callable[[str, int, int], None]  # stage, done, total
_AT_ONCE = 500  # articles a transaction


def build_archive(folder: Path, n_passages: int, tell: Tell = lambda *_: None) -> int:
    """Fill a folder with an archive and its index, embedded by the shipped encoder.

    What is there already stays: a build that was stopped goes on.

    Args:
        folder: The data directory.
        n_passages: Passages at the least.
        tell: Told how far it is.

    Returns:
        How many facts can be asked for, from number 0 on.

    Raises:
        EvalError: The folder holds more than was asked for: it is another archive.
        EncoderUnavailableError: The shipped encoder is not on this machine.
    """
    wanted = -(-n_passages // corpus.PASSAGES_OF_ARTICLE)
    archive = Archive.open(folder, create=True)
    try:
        with archive.writing(now=corpus.NOW):
            there = archive.n_articles()
            if there > wanted:
                raise EvalError(
                    f"{str(folder)!r} holds {there} articles, more than {wanted}",
                    "name another folder with --work",
                )
            left = islice(corpus.articles(wanted), there, None)
            while some := list(islice(left, _AT_ONCE)):
                with archive.transaction():
                    for article in some:
                        archive.add(article)
                there += len(some)
                tell("adding", there, wanted)
            IndexKeeper(archive, open_encoder("embedded:")).sync(now=corpus.NOW, on_progress=tell)
        found = store.n_passages(archive)
    finally:
        archive.close()
    if found < n_passages:
        raise EvalError(f"{found} passages came of {wanted} articles", "report this")
    return wanted
