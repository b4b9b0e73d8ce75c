"""Run Newsproof over cases in processes of their own, one a core.

Each computes with one thread, so that every figure is the same on one core and on many; what is
said of a case never depends on the cases before it.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING

from eval.cases.values import Case
from eval.errors import EvalError
from eval.gold import Gold
from eval.records import Record
from eval.remembering import Remembered
from eval.runner import run_case
from eval.systems import NewsproofSystem
from sources.errors import NewsproofError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.newsproof import Newsproof
    from bot.settings import Settings

_MIB = 1024 * (1024 if sys.platform == "darwin" else 1)  # what ru_maxrss counts in


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What the workers did.

    Attributes:
        records: One a case, in the order of the cases.
        parts: Which encoder, judge and settings took part, and the arithmetic of the processor.
        peak_mib: The most memory that one of them held.
    """

    records: tuple[Record, ...]
    parts: Mapping[str, str]
    peak_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    record: Record | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    peak_mib: float = 0.0
    what: str = ""
    way_out: str = ""


def n_cores() -> int:
    """Return the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_cases(
    settings: Settings,
    cases: Sequence[Case],
    gold: Mapping[str, Sequence[Gold]],
    *,
    jobs: int,
    cache: Path | None = None,
    on_case: Callable[[int, int], None] | None = None,
) -> Worked:
    """Ask and check every case of an archive.

    Args:
        settings: Of the archive, its encoder and its judge.
        cases: What is run.
        gold: Located gold quotes by the id of a case.
        jobs: Processes, at least 1.
        cache: Folder in which to remember what the models said; None for nowhere.
        on_case: Called after each case with the number done and of all.

    Raises:
        EvalError: A case could not be run, or a process ended by itself.
    """
    done: dict[str, _Done] = {}
    jobs = max(1, min(jobs, len(cases)))
    with _one_thread_each():
        pool = ProcessPoolExecutor(
            jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(settings, cache)
        )
        try:
            asked: dict[Future[_Done], Case] = {
                pool.submit(_run, case, tuple(gold[case.id])): case for case in cases
            }
            for future in as_completed(asked):
                found = future.result()
                if found.record is None:
                    raise EvalError(f"case {asked[future].id!r}: {found.what}", found.way_out)
                done[asked[future].id] = found
                if on_case:
                    on_case(len(done), len(cases))
        except BrokenProcessPool as exc:
            raise EvalError(
                "a process of the evaluation ended by itself, most likely for want of memory",
                "run it again with --jobs 1",
            ) from exc
        finally:
            pool.shutdown(cancel_futures=True)
    found_in_order = [done[case.id] for case in cases]
    return Worked(
        records=tuple(one.record for one in found_in_order if one.record is not None),
        parts=dict(found_in_order[0].parts) if found_in_order else {},
        peak_mib=max((one.peak_mib for one in found_in_order), default=0.0),
    )


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that are started inside compute with one thread."""
    name = "OMP_NUM_THREADS"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@dataclass(slots=True)
class _Worker:
    """What a process needs, opened at its first case, so that an error is that of a case."""

    settings: Settings
    cache: Path | None
    newsproof: Newsproof | None = None
    arithmetic: str = ""

    def open(self) -> Newsproof:
        if self.newsproof is None:
            import torch

            from bot.newsproof import Newsproof, open_judge

            torch.set_num_threads(1)
            kind = "bfloat16" if torch.cpu.get_capabilities().get("avx512_bf16") else "float32"
            self.arithmetic = f"{kind}, torch {torch.__version__}"
            self.newsproof = Newsproof.open(
                self.settings, judge=open_judge(self.settings, through=self._through)
            )
        return self.newsproof

    def _through(self, model: object) -> object:
        return Remembered(model, self.cache, arithmetic=self.arithmetic) if self.cache else model


_HERE: list[_Worker] = []  # the one of this process, for as long as it lives


def _begin(settings: Settings, cache: Path | None) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # The models compute in numpy until torch is there, and round otherwise then: with torch from
    # the first case on, the figures don't depend on how cases are shared out.
    import torch  # noqa: F401

    _HERE.append(_Worker(settings, cache))


def _end_with_parent() -> None:
    """End this process with the one that started it: killed, it leaves no worker behind."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _run(case: Case, gold: Sequence[Gold]) -> _Done:
    worker = _HERE[0]
    try:
        newsproof = worker.open()
        record = run_case(NewsproofSystem(newsproof), case, gold, newsproof.archive)
    except NewsproofError as exc:
        return _Done(what=exc.what, way_out=exc.way_out)
    if worker.cache:
        record = replace(record, ms=0.0)  # what was remembered took no time: no figure
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB
    settings = worker.settings
    parts = {
        **newsproof.parts,
        "arithmetic": worker.arithmetic,
        "settings": f"{settings.n_passages} passages, {settings.max_statements} statements",
    }
    return _Done(record=record, parts=parts, peak_mib=round(peak, 1))
