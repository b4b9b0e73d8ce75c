"""One evaluation from end to end: archive, gold, systems, runs. It prints nothing.

The heavy parts (torch, Chroma, LlamaIndex) are loaded only when a plain pipeline is compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import sources
from eval.cases import PACKAGED, CaseSet, load_cases
from eval.errors import EvalError
from eval.gold import Gold, locate_gold
from eval.records import ClaimRecord, DraftRecord, QuestionRecord, Run
from eval.runner import run_system
from eval.systems import NewsproofSystem
from eval.workers import Worked, n_cores, run_cases
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
    jobs: int | None = None,
    cache: Path | None = None,
    sample: int | None = None,
    allow_missing: bool = False,
    tell: Tell | None = None,
) -> list[Run]:
    """Run Newsproof, and the plain pipelines beside it, over a split.

    Args:
        newsproof: Open over the archive that the cases are about.
        root: The folder of the cases.
        split: Which of them.
        with_baseline: Compare with the plain pipelines, tuned on the dev split of `root`.
        jobs: Processes that run Newsproof; None for one a core. The figures don't depend on it.
        cache: Folder in which to remember what the models said; None for nowhere.
        sample: Run only about this many cases, the same each time; None for all.
        allow_missing: Count a case whose article or quote is missing as wrong, not as an error.
        tell: Called after each case with the system's name, the number done and of all.

    Raises:
        EvalError: The cases or their gold quotes are wrong; nothing has been run then. Or a case
            could not be run.
    """
    archive = newsproof.archive
    located = _Located.load(root, split, archive, sample=sample, allow_missing=allow_missing)
    dev = None
    if with_baseline:
        dev = _Located.load(root, DEV, archive, allow_missing=allow_missing)
    name = NewsproofSystem.name
    worked = run_cases(
        newsproof.settings,
        located.cases.all,
        located.gold,
        jobs=jobs or n_cores(),
        cache=cache,
        on_case=partial(tell, name) if tell else None,
    )
    runs = [run_of(name, located.cases, worked)]
    if dev:
        runs += _run_baselines(archive, located, dev, tell)
    return runs


def run_of(name: str, cases: CaseSet, worked: Worked) -> Run:
    """Return the run that the records of the workers make."""
    return Run(
        system=name,
        split=cases.split,
        digest=cases.digest,
        questions=tuple(r for r in worked.records if isinstance(r, QuestionRecord)),
        claims=tuple(r for r in worked.records if isinstance(r, ClaimRecord)),
        drafts=tuple(r for r in worked.records if isinstance(r, DraftRecord)),
        parts=worked.parts,
        peak_mib=worked.peak_mib,
    )


def sample_of(cases: CaseSet, n: int) -> CaseSet:
    """Return about `n` cases of a set, whatever their order, the same ones each time.

    Raises:
        EvalError: `n` is below 1.
    """
    if n < 1:
        raise EvalError("a sample needs at least one case", "give --sample a number from 1")
    ranked = sorted(cases.all, key=lambda case: hashlib.sha256(case.id.encode()).digest())
    kept = {case.id for case in ranked[:n]}
    return replace(
        cases,
        questions=tuple(case for case in cases.questions if case.id in kept),
        claims=tuple(case for case in cases.claims if case.id in kept),
        drafts=tuple(case for case in cases.drafts if case.id in kept),
    )


@dataclass(frozen=True, slots=True)
class _Located:
    """A split and where its gold quotes stand."""

    cases: CaseSet
    gold: Mapping[str, tuple[Gold, ...]]

    @classmethod
    def load(
        cls,
        root: Path,
        split: str,
        archive: Archive,
        *,
        sample: int | None = None,
        allow_missing: bool = False,
    ) -> _Located:
        cases = load_cases(root, split)
        if sample is not None:
            cases = sample_of(cases, sample)
        return cls(cases, locate_gold(cases, archive, allow_missing=allow_missing))


def _run_baselines(
    archive: Archive, located: _Located, dev: _Located, tell: Tell | None
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
            yield run_system(
                pipeline,
                located.cases,
                located.gold,
                archive=archive,
                on_case=partial(tell, pipeline.name) if tell else None,
                notes=tuned.notes,
            )
        finally:
            pipeline.close()
