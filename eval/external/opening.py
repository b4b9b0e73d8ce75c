"""Open what is measured on articles: archives in a work folder, and the plain pipeline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.settings import read_settings
from eval.external import disagreeing, news
from eval.external.disagreeing import Disagreement, OneShelf
from eval.external.lineup import Tell
from eval.external.vectors import KeptVectors

if TYPE_CHECKING:
    from bot.ingesting import Progress
    from bot.newsproof import Newsproof
    from eval.baseline import PlainPipeline
    from sources.archive import Archive

WORK = Path("build/external")
ARCHIVE = "realtimeqa"  # its folder in the work folder


@contextmanager
def news_archive(ready: Path | None, work: Path, tell: Tell) -> Iterator[Newsproof]:
    """Open Newsproof over the articles of RealTime QA.

    Args:
        ready: The data directory of an archive that holds them; None to read and embed them into
            the work folder, which takes an hour on one core and goes on where it was stopped.
        work: The work folder.
        tell: Told (stage, done, of how many).

    Raises:
        NotFoundError: There is no archive in `ready`.
    """
    from bot.newsproof import Newsproof

    def progress(one: Progress) -> None:
        tell(one.stage, one.done, one.total or one.done)

    settings = read_settings({}, data_dir=ready or work / ARCHIVE)
    with Newsproof.open(settings, create=ready is None) as newsproof:
        if ready is None and not newsproof.keeper.status().is_in_step:
            news.fill_archive(newsproof, work, progress)
        yield newsproof


@contextmanager
def disagreeing_archive(questions: list[Disagreement], work: Path) -> Iterator[OneShelf]:
    """Open Newsproof over the documents of RAMDocs, in a temporary folder."""
    with TemporaryDirectory(prefix="newsproof-external-") as folder:
        settings = read_settings({}, data_dir=folder)
        with OneShelf.open(settings, create=True) as shelf:
            assert isinstance(shelf, OneShelf)  # noqa: S101 - `open` says Newsproof
            disagreeing.fill_archive(shelf, questions, work)
            yield shelf


@contextmanager
def plain_pipeline(archive: Archive, work: Path, tell: Tell) -> Iterator[PlainPipeline]:
    """Open the plain pipeline over an archive; its vectors are kept in the work folder."""
    from eval.baseline import PlainPipeline
    from eval.plain_passages import load_encoder

    # In bfloat16, as Newsproof embeds where the processor can: a vector differs by 1 in 1,000.
    encode = KeptVectors(
        load_encoder(n_threads=1, in_bfloat16=True),
        work / "plain.sqlite",
        name="all-MiniLM-L6-v2 bfloat16",
        on_progress=lambda done, total: tell("embedding: plain", done, total),
    )
    pipeline = PlainPipeline(archive, encode=encode)
    try:
        yield pipeline
    finally:
        pipeline.close()
