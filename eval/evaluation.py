"""One evaluation from end to end: archive, gold, systems, runs. It prints nothing.

The heavy parts (torch, Chroma, LlamaIndex) are loaded only when a plain pipeline is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import sources
from eval.cases import PACKAGED, CaseSet, load_cases
from eval.errors import EvalError
from eval.gold import Gold, locate_gold
from eval.records import Run
from eval.runner import run_system
from eval.summary import Summary, summarise
from eval.systems import NewsproofSystem, System
from sources.archive import Archive

if TYPE_CHECKING:
    from bot.newsproof import Newsproof
    from bot.settings import Settings

SAMPLES = Path(sources.__file__).parent / "samples"
DEV = "dev"

# Chunk size and overlap of a second, stronger plain pipeline: at 128 tokens a passage is a
# paragraph or two, and nothing is cut off at the encoder's 256 word pieces.
STRONGER = (128, 20)

Tell = Callable[[str, int, int], None]


@contextmanager
def packaged_archive(settings: Settings) -> Iterator[Newsproof]:
    """Open Newsproof over the packaged samples in a temporary folder, with these settings else.

    Raises:
        EvalError: A sample was rejected: the cases would be asked of an archive with a hole.
    """
    from bot.newsproof import Newsproof

    with TemporaryDirectory(prefix="newsproof-eval-") as folder:
        moved = settings.model_copy(update={"data_dir": Path(folder)})
        with Newsproof.open(moved, create=True) as newsproof:
            for one in newsproof.ingest(sorted(SAMPLES.glob("*.md"))).rejected:
                raise EvalError(f"sample {one.origin!r} {one.reason}", "install Newsproof again")
            yield newsproof


def evaluate(
    newsproof: Newsproof,
    *,
    root: Path = PACKAGED,
    split: str = DEV,
    with_baseline: bool = True,
    tell: Tell | None = None,
) -> list[tuple[Run, Summary]]:
    """Run Newsproof, and the plain pipelines beside it, over a split.

    Args:
        newsproof: Open over the archive that the cases are about.
        root: The folder of the cases.
        split: Which of them.
        with_baseline: Compare with the plain pipelines, tuned on the dev split of `root`.
        tell: Called after each case with the system's name, the number done and of all.

    Raises:
        EvalError: The cases or their gold quotes are wrong; nothing has been run then.
    """
    archive = newsproof.archive
    cases = _Located.load(root, split, archive)
    dev = _Located.load(root, DEV, archive) if with_baseline else None
    runs = [cases.run(NewsproofSystem(newsproof), archive, tell)]
    if dev:
        runs += _run_baselines(archive, cases, dev, tell)
    return [(run, summarise(run)) for run in runs]


@dataclass(frozen=True, slots=True)
class _Located:
    """A split and where its gold quotes stand."""

    cases: CaseSet
    gold: Mapping[str, tuple[Gold, ...]]

    @classmethod
    def load(cls, root: Path, split: str, archive: Archive) -> _Located:
        cases = load_cases(root, split)
        return cls(cases, locate_gold(cases, archive))

    def run(
        self,
        system: System,
        archive: Archive,
        tell: Tell | None,
        notes: Mapping[str, float | None] | None = None,
    ) -> Run:
        on_case = partial(tell, system.name) if tell else None
        return run_system(
            system, self.cases, self.gold, proves=archive.proves, on_case=on_case, notes=notes
        )


def _run_baselines(
    archive: Archive, cases: _Located, dev: _Located, tell: Tell | None
) -> Iterator[Run]:
    from eval.baseline import PlainPipeline
    from eval.plain_passages import load_encoder
    from eval.tuning import tune

    encode = load_encoder(n_threads=1)
    for size, overlap in ((None, None), STRONGER):
        pipeline = PlainPipeline(archive, encode=encode, chunk_size=size, chunk_overlap=overlap)
        try:
            tuned = tune(pipeline, dev.cases, dev.gold)
            pipeline.thresholds = tuned.thresholds
            yield cases.run(pipeline, archive, tell, tuned.notes)
        finally:
            pipeline.close()
