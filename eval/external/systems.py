"""What is measured: systems that judge pairs, behind one small protocol.

`open_judge` is the one place that knows where the judge's parts are. The model alone, the checks
alone and both share what they have in common: a pair is read by the model once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.checks.finding import Finding, Outcome
from bot.judge.opening import BothModels
from bot.judge.scorer import AnsweringModel, EntailmentModel, Probabilities, TextPairs
from eval.external.errors import SystemUnavailableError

Find = Callable[[str, str], Mapping[str, Finding]]
Combine = Callable[[NDArray[np.float32], Mapping[str, Finding]], NDArray[np.float32]]

WHOLE, MODEL, CHECKS, BOTH = "model, no windows", "model alone", "checks alone", "model and checks"
# Pairs judged between two steps of the progress bar.
AT_ONCE = 256


class System(Protocol):
    """Judges pairs of texts."""

    @property
    def name(self) -> str:
        """As a table shows it."""

    def stance(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs: `float32 (n, 3)`, P(supports, refutes, neither)."""

    def answers(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs: `float32 (n,)`, P(answers) or a score that rises with it.

        Raises:
            NotImplementedError: The system has no answering head.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """The parts of the judge that are measured.

    Attributes:
        entailment: The model of premise and claim, reading long premises in windows.
        whole: The same model reading every premise at once, cut where it is too long; None where
            that is not measured.
        answering: The model of question and text.
        find: The deterministic checks: (claim, quote) to findings by name of the check.
        combine: Probabilities `float32 (3,)` and findings of one pair to probabilities
            `float32 (3,)`.
        supported_at: P(supports) from which a claim counts as supported: even odds, not tuned.
        answers_at: P(answers) from which a question counts as answered, likewise.
    """

    entailment: EntailmentModel
    answering: AnsweringModel
    find: Find
    combine: Combine
    whole: EntailmentModel | None = None
    supported_at: float = 0.5
    answers_at: float = 0.5


class ModelSystem:
    """The trained model without the checks; remembers the pairs that it has read."""

    def __init__(
        self, entailment: EntailmentModel, answering: AnsweringModel, *, name: str = MODEL
    ) -> None:
        self.name = name
        self._entailment = entailment
        self._answering = answering
        self._stances: dict[tuple[str, str], NDArray[np.float32]] = {}
        self._answers: dict[tuple[str, str], np.float32] = {}

    def stance(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._stances]
        if new:
            self._stances |= zip(new, self._entailment.entailment(new), strict=True)
        return _stacked([self._stances[pair] for pair in pairs])

    def answers(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._answers]
        if new:
            self._answers |= zip(new, self._answering.answering(new), strict=True)
        return np.array([self._answers[pair] for pair in pairs], dtype=np.float32)


class ChecksSystem:
    """The deterministic checks without a model.

    A conflict refutes; otherwise something missing leaves it open; otherwise the claim counts as
    supported, which the checks alone never say in the product. There is no confidence: the
    probabilities are 0 and 1.
    """

    name = CHECKS

    def __init__(self, find: Find) -> None:
        self._find = find
        self._known: dict[tuple[str, str], Mapping[str, Finding]] = {}

    def findings(self, pair: tuple[str, str]) -> Mapping[str, Finding]:
        """Return what the checks find on a (premise, claim) pair, by check."""
        if pair not in self._known:
            premise, claim = pair
            self._known[pair] = self._find(claim, premise)
        return self._known[pair]

    def stance(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs."""
        return _stacked([_one_hot(self.findings(pair)) for pair in pairs])

    def answers(self, pairs: TextPairs) -> Probabilities:
        """Refuse: the checks do not judge answers."""
        raise NotImplementedError


class OnAllCores:
    """A model that may take every core: measuring has the machine to itself, answering has not."""

    def __init__(self, model: BothModels) -> None:
        self._model = model
        self.identity = model.identity

    def entailment(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs."""
        _use_all_cores()
        return self._model.entailment(pairs)

    def answering(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs."""
        _use_all_cores()
        return self._model.answering(pairs)


def _use_all_cores() -> None:
    import torch

    torch.set_num_threads(os.cpu_count() or 1)


class Windowed:
    """A model that reads long premises sentence by sentence, in pairs and in windows."""

    def __init__(self, model: EntailmentModel) -> None:
        self._model = model
        self.identity = model.identity

    def entailment(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs."""
        from bot.judge.windows import read_long

        return read_long(self._model, pairs)


class JudgeSystem:
    """The judge as it is shipped: model and checks."""

    name = BOTH

    def __init__(self, model: ModelSystem, checks: ChecksSystem, combine: Combine) -> None:
        self._model = model
        self._checks = checks
        self._combine = combine

    def stance(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs."""
        rows = zip(pairs, self._model.stance(pairs), strict=True)
        return _stacked([self._combine(row, self._checks.findings(pair)) for pair, row in rows])

    def answers(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs; the checks of answers belong to the product's asking."""
        return self._model.answers(pairs)


def systems_of(judge: Judge) -> tuple[ModelSystem, ChecksSystem, JudgeSystem]:
    """Return the model alone, the checks alone and both."""
    model, checks = ModelSystem(judge.entailment, judge.answering), ChecksSystem(judge.find)
    return model, checks, JudgeSystem(model, checks, judge.combine)


def open_find() -> Find:
    """Load the deterministic checks."""
    from bot.judge.findings import find

    return find


def open_judge() -> Judge:
    """Load the judge that is shipped.

    Raises:
        SystemUnavailableError: A part of it is not there.
        JudgeUnavailableError: The weights of the model are missing or damaged.
    """
    try:
        from bot.judge import combining
        from bot.judge.opening import open_embedded

        model, find = OnAllCores(open_embedded()), open_find()

        def combine(
            row: NDArray[np.float32], findings: Mapping[str, Finding]
        ) -> NDArray[np.float32]:
            found = combining.combine(row, findings)
            return np.array([found.supports, found.refutes, found.neither], dtype=np.float32)

        combine(np.full(3, 1 / 3, dtype=np.float32), {})  # reads its weights, if they are there
    except (ImportError, OSError, ValueError, KeyError) as exc:
        raise SystemUnavailableError(
            f"the judge cannot be loaded ({type(exc).__name__}: {exc})",
            "train it with `make fit`, or measure the others with --systems",
        ) from exc
    return Judge(
        entailment=Windowed(model),
        whole=model,
        answering=model,
        find=find,
        combine=combine,
    )


def judge_all(
    judge: Callable[[TextPairs], Probabilities],
    pairs: Sequence[tuple[str, str]],
    on_progress: Callable[[int], None],
) -> Probabilities:
    """Judge pairs in the order of length, a few at a time.

    Args:
        judge: `System.stance` or `System.answers`.
        pairs: At least one.
        on_progress: Told after each few how many more are done.

    Returns:
        What `judge` returns, in the order of `pairs`.
    """
    order = sorted(range(len(pairs)), key=lambda place: sum(map(len, pairs[place])))
    parts = []
    for first in range(0, len(order), AT_ONCE):
        places = order[first : first + AT_ONCE]
        parts.append(judge([pairs[place] for place in places]))
        on_progress(len(places))
    found = np.concatenate(parts)
    result = np.empty_like(found)
    result[order] = found
    return result


def _stacked(rows: list[NDArray[np.float32]]) -> Probabilities:
    return np.asarray(rows, dtype=np.float32).reshape(-1, 3)


def _one_hot(findings: Mapping[str, Finding]) -> NDArray[np.float32]:
    outcomes = {finding.outcome for finding in findings.values()}
    if Outcome.CONFLICTS in outcomes:
        return np.array([0, 1, 0], dtype=np.float32)
    if Outcome.MISSING in outcomes:
        return np.array([0, 0, 1], dtype=np.float32)
    return np.array([1, 0, 0], dtype=np.float32)
