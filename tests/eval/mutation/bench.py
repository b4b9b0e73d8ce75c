"""Newsproof over a small archive of our own, with a reader in place of the network, and a memory.

The reader believes every sentence that has the claim's words, whatever its numbers, names, days,
negations and opposites: it is fooled by just what the checks are for. So a check that is off shows,
and no newly trained network changes what this test says. Everything else is the real thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from unittest.mock import patch

import numpy as np

from bot import evidence, newsproof
from bot.checks.antonyms import are_opposites
from bot.checks.wordforms import base
from bot.judge import findings, model
from bot.judge.model import ModelJudge
from bot.judge.scorer import Probabilities, TextPairs
from bot.newsproof import Newsproof
from bot.settings import Settings
from bot.words import words
from eval.cases import CaseSet, load_cases
from eval.gold import Gold, locate_gold
from eval.records import Run
from eval.runner import run_system
from eval.systems import NewsproofSystem
from index.encoder import Vectors
from index.generation import Generation

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 1, tzinfo=UTC)
N_PASSAGES = 4

_ASKING = frozenset("how many much what which who whose whom when where why".split())
_SURE = (0.93, 0.065, 0.005)
_LIKELY = (0.60, 0.05, 0.35)
_NOTHING = (0.02, 0.02, 0.96)
_SHORTER = 0.999  # for every word: of two that say the same the shorter one answers


@cache
def _bases(text: str, *, with_names: bool) -> frozenset[str]:
    return frozenset(
        base(word)
        for word in words(text)
        if not (word.is_stop or word.is_number)
        and word.folded not in _ASKING
        and (with_names or word.opens or not word.is_capital)
    )


@cache
def _opposed(one: str, other: str) -> bool:
    return are_opposites(one, other)


class CredulousReader:
    """A model that reads words alone; both an entailment and an answering model. Pure."""

    identity = "credulous"

    def entailment(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs: `float32 (n, 3)`."""
        rows = [_believed(premise, claim) for premise, claim in pairs]
        return np.array(rows, dtype=np.float32).reshape(len(rows), 3)

    def answering(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs: `float32 (n,)`."""
        return np.array([_fitting(one, other) for one, other in pairs], dtype=np.float32)


@cache
def _believed(premise: str, claim: str) -> tuple[float, float, float]:
    ours = _bases(claim, with_names=False) or _bases(claim, with_names=True)
    theirs = _bases(premise, with_names=True)
    n_met = sum(one in theirs or any(_opposed(one, other) for other in theirs) for one in ours)
    share = n_met / max(1, len(ours))
    return _SURE if share >= 0.8 else _LIKELY if share >= 0.65 else _NOTHING


@cache
def _fitting(question: str, text: str) -> float:
    ours = _bases(question, with_names=True)
    share = len(ours & _bases(text, with_names=True)) / max(1, len(ours))
    return max(0.01, 0.97 * share**4 * _SHORTER ** len(text.split()))


@dataclass(frozen=True)
class Bench:
    """The archive, open, with its cases."""

    newsproof: Newsproof
    cases: CaseSet
    gold: Mapping[str, tuple[Gold, ...]]

    def run(self, *, kinds: str = "qcd", rest: Run | None = None) -> Run:
        """Run the cases of some kinds, and take the others from a run made before."""
        some = replace(
            self.cases,
            questions=self.cases.questions if "q" in kinds else (),
            claims=self.cases.claims if "c" in kinds else (),
            drafts=self.cases.drafts if "d" in kinds else (),
        )
        archive = self.newsproof.archive
        run = run_system(NewsproofSystem(self.newsproof), some, self.gold, archive=archive)
        return replace(
            run,
            digest=self.cases.digest,
            questions=run.questions or (rest.questions if rest else ()),
            claims=run.claims or (rest.claims if rest else ()),
            drafts=run.drafts or (rest.drafts if rest else ()),
        )


@contextmanager
def open_bench(*, backwards: bool = False) -> Iterator[Bench]:
    """Open Newsproof over the archive beside this file.

    Args:
        backwards: Take the articles in last one first.
    """
    reader = CredulousReader()
    with TemporaryDirectory(prefix="newsproof-mutation-") as folder, ExitStack() as stack:
        for target, name, value in _memories():
            stack.enter_context(patch.object(target, name, value))
        checks = {name: _once(run) for name, run in findings._RUN.items()}
        stack.enter_context(patch.dict(findings._RUN, checks))
        opened = stack.enter_context(
            Newsproof.open(
                Settings(data_dir=Path(folder), n_passages=N_PASSAGES),
                create=True,
                judge=ModelJudge(reader, reader),
                clock=lambda: NOW,
            )
        )
        paths = sorted((HERE / "archive").glob("*.md"), reverse=backwards)
        assert not opened.ingest(paths).rejected
        encoder = cast(Any, opened._encoder)
        stack.enter_context(patch.object(encoder, "encode_query", cache(encoder.encode_query)))
        cases = load_cases(HERE / "cases", "dev")
        yield Bench(opened, cases, locate_gold(cases, opened.archive))


def _memories() -> Iterator[tuple[Any, str, Any]]:
    """Yield what is remembered across runs: pure functions of texts, a check each by itself."""
    yield newsproof, "forget", lambda: None
    yield model, "lack", cache(model.lack)
    yield model, "contradiction", cache(model.contradiction)
    yield Generation, "search", _nearest_once(Generation.search)
    yield evidence, "_with_before", _by_text(evidence._with_before)


def _once(run: Callable[[Any], Any]) -> Callable[[Any], Any]:
    known: dict[tuple[Any, ...], Any] = {}

    def remembered(pair: Any) -> Any:
        key = (pair.claim, pair.quote, tuple(pair.near), pair.published, pair.claimed_on)
        if key not in known:
            known[key] = run(pair)
        return known[key]

    return remembered


def _nearest_once(search: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[str, bytes, int], Any] = {}

    def remembered(self: Generation, vector: Vectors, n: int) -> Any:
        key = (str(self.folder), vector.tobytes(), n)
        if key not in known:
            known[key] = search(self, vector, n)
        return list(known[key])

    return remembered


def _by_text(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    known: dict[tuple[str, str], Any] = {}

    def remembered(article: Any) -> Any:
        key = (article.title, article.text)
        if key not in known:
            known[key] = read(article)
        return known[key]

    return remembered
