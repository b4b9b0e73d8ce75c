"""The packaged samples as an archive without an index: all that checking cases needs, in a second.

Where something is to be asked, `eval.evaluation.packaged_archive` opens the whole of Newsproof.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import sources
from eval.errors import EvalError
from sources.archive import Archive
from sources.article import Article
from sources.readers import read_paths

SAMPLES = Path(sources.__file__).parent / "samples"


@contextmanager
def samples_archive(*, now: datetime) -> Iterator[Archive]:
    """Open an archive of the packaged samples in a temporary folder.

    Args:
        now: The time noted as that of reading; samples carry their own days.

    Raises:
        EvalError: A sample was rejected: gold quotes in it would seem to be wrong.
    """
    with TemporaryDirectory(prefix="newsproof-cases-") as folder:
        archive = Archive.open(Path(folder), create=True)
        try:
            with archive.writing(now=now), archive.transaction():
                for one in read_paths(sorted(SAMPLES.glob("*.md")), retrieved=now):
                    if not isinstance(one, Article):
                        raise EvalError(
                            f"sample {one.origin!r} {one.reason}", "install Newsproof again"
                        )
                    archive.add(one)
            yield archive
        finally:
            archive.close()
