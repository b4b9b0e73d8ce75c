"""The judge behind its protocol, and the first one: a linear model over alignment and checks.

Its weights (`weights.json`) are fitted by `eval.training`. A trained network takes its place behind
the same protocol; the deterministic checks stay.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.alignment import AlignedText, read_texts
from bot.checks.finding import Finding, Outcome
from bot.evidence import Candidate
from bot.judge import answering, stance
from bot.judge.demands import contradiction, lack
from bot.question import Question
from index.encoder import Encoder

# Sentences whose vectors are kept in memory: about 45 KiB each, 90 MiB in all.
_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a quote does to a claim.

    Attributes:
        supports: Probability in [0, 1]; the three sum to 1.
        refutes: Probability in [0, 1].
        neither: Probability in [0, 1].
        findings: What the deterministic checks found, by name.
    """

    supports: float
    refutes: float
    neither: float
    findings: dict[str, Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Whether a sentence answers a question.

    Attributes:
        score: Probability in [0, 1] that it does; 0 when a check objects.
        likeness: The same without the checks: how much it is about what is asked.
        lacks: What it lacks to be an answer, in words; else empty.
        contradicts: How it contradicts what the question takes for granted; else empty.
    """

    score: float
    likeness: float
    lacks: str = ""
    contradicts: str = ""


class Judge(Protocol):
    """Decides what quotes do to a claim, and which sentences answer a question."""

    @property
    def identity(self) -> str:
        """Name and version, for the record of an answer."""

    def judge(
        self, claim: str, candidates: Sequence[Candidate], *, claimed_on: date | None = None
    ) -> list[Judgement]:
        """Judge every candidate against the claim, in the order given."""

    def answers(self, question: Question, candidates: Sequence[Candidate]) -> list[Fit]:
        """Say for every candidate whether it answers the question, in the order given."""


class AlignedJudge:
    """Soft alignment of words by the encoder, the checks, and a linear model over both."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._texts: OrderedDict[str, AlignedText] = OrderedDict()
        self._lock = threading.Lock()

    @cached_property
    def _weights(self) -> dict[str, _Linear]:
        stored = json.loads(files("bot.judge").joinpath("weights.json").read_text())
        known = {"answering": answering.FEATURES, "stance": stance.FEATURES}
        return {name: _Linear.read(stored[name], features) for name, features in known.items()}

    @property
    def identity(self) -> str:
        """Name and version, for the record of an answer."""
        return "aligned-1"

    def judge(
        self, claim: str, candidates: Sequence[Candidate], *, claimed_on: date | None = None
    ) -> list[Judgement]:
        """Judge every candidate against the claim, in the order given."""
        aligned = self._read(claim, _texts(candidates))
        judgements = []
        for candidate in candidates:
            pair = stance.Pair(
                claim=aligned[claim],
                quote=aligned[candidate.text],
                near=tuple(aligned[text] for text in candidate.near),
                published=candidate.article.published,
                claimed_on=claimed_on,
            )
            values, findings = stance.features(pair)
            shares = self._weights["stance"].probabilities(values)
            judgements.append(combine(shares, findings))
        return judgements

    def answers(self, question: Question, candidates: Sequence[Candidate]) -> list[Fit]:
        """Say for every candidate whether it answers the question, in the order given."""
        aligned = self._read(question.text, _texts(candidates))
        asked = aligned[question.text]
        fits = []
        for candidate in candidates:
            context = answering.Context(
                near=tuple(aligned[text] for text in candidate.near),
                stems=candidate.stems,
                rank=candidate.rank,
            )
            sentence = aligned[candidate.text]
            values = answering.features(question, asked, sentence, context)
            likeness = float(self._weights["answering"].probabilities(values)[0])
            pairing = answering.pairing(question, asked, sentence)
            lacks, contradicts = lack(question, pairing), contradiction(question, pairing)
            fits.append(
                Fit(
                    score=0.0 if lacks or contradicts else likeness,
                    likeness=likeness,
                    lacks=lacks,
                    contradicts=contradicts,
                )
            )
        return fits

    def _read(self, asked: str, texts: Sequence[str]) -> dict[str, AlignedText]:
        """Encode what was asked, which is forgotten again, and texts of articles, which are kept.

        Questions meet the same sentences again and again.
        """
        with self._lock:
            known = {text: self._texts[text] for text in texts if text in self._texts}
        unknown = [text for text in dict.fromkeys([asked, *texts]) if text not in known]
        known |= zip(unknown, read_texts(self._encoder, unknown), strict=True)
        with self._lock:
            for text in texts:
                self._texts[text] = known[text]
                self._texts.move_to_end(text)
            while len(self._texts) > _REMEMBERED:
                self._texts.popitem(last=False)
        return known


def combine(shares: NDArray[np.float32], findings: dict[str, Finding]) -> Judgement:
    """Let the checks overrule the model: what a check contradicts is never support.

    A claim that says more than the quote (`MISSING`) loses its support to "neither"; one that a
    check contradicts (`CONFLICTS`) loses it to "refutes".

    Args:
        shares: `float32 (3,)`: supports, refutes, neither; sums to 1.
        findings: What the checks found.
    """
    supports, refutes, neither = (float(share) for share in shares)
    outcomes = {finding.outcome for finding in findings.values()}
    if Outcome.MISSING in outcomes:
        neither, supports = neither + supports, 0.0
    elif Outcome.CONFLICTS in outcomes:
        refutes, supports = refutes + supports, 0.0
    return Judgement(supports=supports, refutes=refutes, neither=neither, findings=findings)


@dataclass(frozen=True, slots=True)
class _Linear:
    """Logistic regression over standardised features, one row of weights a class."""

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def read(cls, stored: dict[str, Any], features: tuple[str, ...]) -> _Linear:
        if tuple(stored["features"]) != features:
            raise ValueError("the weights of the judge are for other features: fit them again")
        arrays = (np.asarray(stored[k], np.float32) for k in ("mean", "scale", "weights", "bias"))
        return cls(*arrays)

    def probabilities(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return `float32 (n_classes,)`; for one row of weights, P(yes) alone."""
        logits = self.weights @ ((values - self.mean) / self.scale) + self.bias
        if len(logits) == 1:
            return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)
        powers = np.exp(logits - logits.max())
        return np.asarray(powers / powers.sum(), dtype=np.float32)


def _texts(candidates: Sequence[Candidate]) -> list[str]:
    return [text for c in candidates for text in (c.text, *c.near)]
