"""Temperatures and the weights of model and checks, fitted on what is known to be right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.finding import Finding, Outcome
from bot.judge import combining
from bot.judge.combining import TOLD, combine
from bot.judge.scorer import Probabilities, TextPairs
from bot.judge.weights import ANSWERING, ENTAILMENT
from eval.errors import EvalError
from eval.training import calibrating
from eval.training.calibrating import (
    equal_weights,
    fit_combination,
    fit_judge,
    fit_temperatures,
    shown,
    temperature,
)
from eval.training.corpora import Corpora
from eval.training.pairs import Asked, Label, Pair

LABELS = (Label.SUPPORT, Label.REFUTE, Label.NEI)


def pair(claim: str, label: Label, premise: str = "The yard.") -> Pair:
    return Pair(premise=premise, hypothesis=claim, label=label, kind="mnli", group="g")


@pytest.mark.parametrize("scale", [0.6, 1.0, 1.7, 3.0])
def test_temperature_finds_by_how_much_logits_are_too_large(scale: float):
    rng = np.random.default_rng(2)
    true = rng.normal(0, 2, (6_000, 3))
    shares = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
    labels = [int(rng.choice(3, p=row)) for row in shares]
    assert temperature(true * scale, labels, [1.0] * len(labels)) == pytest.approx(scale, rel=0.1)


@pytest.mark.parametrize("scale", [0.6, 2.0])
def test_one_column_is_a_yes_against_a_no(scale: float):
    rng = np.random.default_rng(2)
    true = rng.normal(0, 2, (6_000, 1))
    labels = (rng.random(6_000) < 1 / (1 + np.exp(-true[:, 0]))).astype(int).tolist()
    assert temperature(true * scale, labels, [1.0] * len(labels)) == pytest.approx(scale, rel=0.1)


def test_temperature_stays_in_its_range():
    rows = np.eye(3)[[0, 1, 2, 0]] * 9
    assert temperature(rows, [0, 1, 2, 0], [1.0] * 4) == pytest.approx(0.5)
    assert temperature(rows, [1, 2, 0, 1], [1.0] * 4) == pytest.approx(4.0)
    assert 0.5 <= temperature(rows * 1e5, [0, 1, 2, 1], [1.0] * 4) <= 4.0


def test_row_without_weight_does_not_count():
    rows = np.vstack([np.eye(3) * 4, np.eye(3) * 4])
    labels = [0, 1, 2, 1, 2, 0]
    right = temperature(rows[:3], labels[:3], [1.0] * 3)
    assert temperature(rows, labels, [1, 1, 1, 0, 0, 0]) == right
    assert temperature(rows, labels, [1.0] * 6) > right


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=60))
def test_every_kind_counts_alike(kinds: list[str]):
    weights = equal_weights(kinds)
    assert weights.mean() == pytest.approx(1)
    sums = [sum(w for w, k in zip(weights, kinds, strict=True) if k == kind) for kind in set(kinds)]
    assert sums == pytest.approx([len(kinds) / len(sums)] * len(sums))


def numbers_conflict(claim: str, quote: str) -> dict[str, Finding]:
    """Stand in for the checks: what a claim says of itself."""
    outcome = Outcome.MISSING if "missing" in claim else Outcome.AGREES
    return {"numbers": Finding(check="numbers", outcome=outcome)}


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Fit on pairs whose model leans to support where the check misses a number, wrongly."""
    monkeypatch.setattr(calibrating, "find", numbers_conflict)
    rng = np.random.default_rng(4)
    pairs, shares = [], []
    for n in range(600):
        label = n % 3
        is_missing = label == 2 and bool(n % 2)
        row = rng.dirichlet(np.eye(3)[0 if is_missing else label] * 6 + 1)
        pairs.append(pair("missing" if is_missing else "there", LABELS[label]))
        shares.append(row)
    return fit_combination(
        pairs, np.array(shares, dtype=np.float32), ("numbers",), weights=[1.0] * len(pairs)
    )


def test_combination_learns_from_model_and_checks(
    fitted: dict[str, object], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(combining, "_fitted", lambda: combining._read(fitted))
    row = np.array([0.8, 0.1, 0.1], dtype=np.float32)
    there, missing = (combine(row, numbers_conflict(c, "")) for c in ("there", "missing"))
    assert there.supports > 0.8
    assert missing.neither > 0.8
    refuted = combine(np.array([0.1, 0.8, 0.1], dtype=np.float32), numbers_conflict("there", ""))
    assert refuted.refutes > 0.8


def test_what_is_fitted_names_every_outcome_of_every_check(fitted: dict[str, object]):
    assert fitted.keys() == {"numbers"}
    moves = fitted["numbers"]
    assert isinstance(moves, dict)
    assert list(moves) == [told.value for told in TOLD]
    assert moves["missing"][2] > 1  # towards neither
    assert moves["conflicts"] == [0.0, 0.0, 0.0]  # never found


def test_combination_needs_all_three_labels(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calibrating, "find", numbers_conflict)
    pairs = [pair("there", Label.SUPPORT), pair("there", Label.NEI)] * 3
    shares = np.full((6, 3), 1 / 3, dtype=np.float32)
    with pytest.raises(EvalError, match="all three labels"):
        fit_combination(pairs, shares, ("numbers",), weights=[1.0] * 6)


class TooSure:
    """Says what is right too surely: its logits are twice what they should be."""

    identity = "too-sure"

    def __init__(self) -> None:
        rng = np.random.default_rng(6)
        true = rng.normal(0, 1.5, (3_000, 3))
        shares = np.exp(true) / np.exp(true).sum(axis=1, keepdims=True)
        self.rows = np.exp(2 * true) / np.exp(2 * true).sum(axis=1, keepdims=True)
        self.pairs = [pair(str(n), LABELS[rng.choice(3, p=row)]) for n, row in enumerate(shares)]
        yes = rng.normal(0, 2, 3_000)
        self.answers = 1 / (1 + np.exp(-2 * yes))
        self.asked = [
            Asked(question=str(n), text="t", answers=bool(is_right), kind="x", group="g")
            for n, is_right in enumerate(rng.random(3_000) < 1 / (1 + np.exp(-yes)))
        ]

    def entailment(self, pairs: TextPairs) -> Probabilities:
        return self.rows[[int(claim) for _, claim in pairs]].astype(np.float32)

    def answering(self, pairs: TextPairs) -> Probabilities:
        return self.answers[[int(question) for question, _ in pairs]].astype(np.float32)


def corpora(network: TooSure) -> Corpora:
    unknown = pair("not a number", Label.NOT_SUPPORT)
    return Corpora(pairs=[], asked=[], dev_pairs=[unknown, *network.pairs], dev_asked=network.asked)


def test_temperature_of_each_head_is_fitted_on_the_three_labels_alone():
    network = TooSure()
    found = fit_temperatures(network, corpora(network))  # type: ignore[arg-type]
    assert found == pytest.approx({ENTAILMENT: 2.0, ANSWERING: 2.0}, rel=0.12)


def test_where_no_check_speaks_the_network_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calibrating, "find", lambda claim, quote: {})
    network = TooSure()
    found = fit_judge(network, corpora(network))  # type: ignore[arg-type]
    monkeypatch.setattr(combining, "_fitted", lambda: combining._read(found))
    for row in network.rows[:50]:
        judged = combine(row, {})
        shares = (judged.supports, judged.refutes, judged.neither)
        np.testing.assert_allclose(shares, row, atol=2e-3)


def test_figures_stand_on_one_line():
    assert shown({"fever": 0.91251, "snli": 1.0}) == "fever 0.913, snli 1.000"
