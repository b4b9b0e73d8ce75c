"""The judge behind its protocol, and the first one: a linear model over alignment and checks.

Its weights (`weights.json`) are fitted by `eval.training`. A trained network takes its place behind
the same protocol; the deterministic checks stay.
"""

from __future__ import annotations

import json
import math
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
from bot.judge.demands import contradiction, lack, needs_before
from bot.question import Question
from index.encoder import Encoder

# Sentences whose vectors are kept in memory: about 45 KiB each, 90 MiB in all.
_REMEMBERED = 2_000
# Checks whose contradiction means that the article says otherwise.
_DECIDING = ("numbers", "dates", "negation", "roles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a quote does to a claim.

    Attributes:
        supports: Probability in [0, 1]; the three sum to 1.
        refutes: Probability in [0, 1].
        neither: Probability in [0, 1].
        decides: P in [0, 1] that the quote is about exactly what is claimed, before the checks.
        findings: What the deterministic checks found, by name.
    """

    supports: float
    refutes: float
    neither: float
    decides: float
    findings: dict[str, Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Whether a sentence answers a question.

    Attributes:
        score: Probability in [0, 1] that it does; 0 when a check objects.
        likeness: The same without the checks: how much it is about what is asked.
        lacks: What it lacks to be an answer, in words; else empty.
        contradicts: How it contradicts what the question takes for granted; else empty.
        needs_before: Whether what is asked for stands in the sentence before it.
    """

    score: float
    likeness: float
    lacks: str = ""
    contradicts: str = ""
    needs_before: bool = False


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
    def _weights(self) -> dict[str, _Logistic]:
        stored = json.loads(files("bot.judge").joinpath("weights.json").read_text())
        known = {"answering": answering.FEATURES, "stance": stance.FEATURES}
        return {name: _Logistic.read(stored[name], features) for name, features in known.items()}

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
            judgements.append(combine(self._weights["stance"].probability(values), findings))
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
            likeness = self._weights["answering"].probability(values)
            pairing = answering.pairing(question, asked, sentence, context)
            lacks, contradicts = lack(question, pairing), contradiction(question, pairing)
            fits.append(
                Fit(
                    score=0.0 if lacks or contradicts else likeness,
                    likeness=likeness,
                    lacks=lacks,
                    contradicts=contradicts,
                    needs_before=needs_before(question, pairing),
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


def combine(decides: float, findings: dict[str, Finding]) -> Judgement:
    """Let the checks say which way a quote decides a claim.

    What a check contradicts is never support; a claim that says more than the quote is neither
    supported nor refuted by it.

    Args:
        decides: P in [0, 1] that the quote is about exactly what is claimed.
        findings: What the checks found.
    """
    outcomes = {name: finding.outcome for name, finding in findings.items()}
    is_against = any(outcomes.get(name) is Outcome.CONFLICTS for name in _DECIDING)
    is_short = any(outcome is Outcome.MISSING for outcome in outcomes.values())
    supports = 0.0 if is_against or is_short else decides
    refutes = decides if is_against else 0.0
    return Judgement(
        supports=supports,
        refutes=refutes,
        neither=1.0 - supports - refutes,
        decides=decides,
        findings=findings,
    )


@dataclass(frozen=True, slots=True)
class _Logistic:
    """Logistic regression over standardised features."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float

    @classmethod
    def read(cls, stored: dict[str, Any], features: tuple[str, ...]) -> _Logistic:
        if tuple(stored["features"]) != features:
            raise ValueError("the weights of the judge are for other features: fit them again")
        mean, scale, weights = (np.asarray(stored[k]) for k in ("mean", "scale", "weights"))
        return cls(mean=mean, scale=scale, weights=weights, bias=stored["bias"])

    def probability(self, values: NDArray[np.float32]) -> float:
        """Return P(yes) in [0, 1]."""
        logit = float(self.weights @ ((values - self.mean) / self.scale)) + self.bias
        return 1.0 / (1.0 + math.exp(-logit))


def _texts(candidates: Sequence[Candidate]) -> list[str]:
    return [text for c in candidates for text in (c.text, *c.near)]
