"""Measuring from end to end, on small sets with a judge that reads its answers off marks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake_sets import FakeModel, combine, fake_judge, find, write_sets

from eval.external import baselines, stances, twins
from eval.external.checks import check_rows
from eval.external.errors import SetError, SystemUnavailableError
from eval.external.lineup import ALL_SETS
from eval.external.measuring import Options, measure_judge
from eval.external.mistakes import find_mistakes, in_words
from eval.external.sets import STANCE_SETS, Task, read_stance_set
from eval.external.systems import (
    ChecksSystem,
    Judge,
    ModelSystem,
    Windowed,
    judge_all,
    systems_of,
)
from eval.external.trust import trust
from eval.training.pairs import Label, Pair

PAIRS = [("YES it is.", "It is."), ("NO it isn't.", "It is."), ("LIE YES.", "It is.")]


def quiet(stage: str, done: int, n_all: int) -> None:
    assert stage
    assert 0 <= done <= n_all


def no_rules(pairs: Any, *, seed: int) -> list[Pair]:
    return []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSPROOF_DATA", str(tmp_path))
    return write_sets(tmp_path)


@pytest.fixture
def result(folder: Path) -> dict[str, Any]:
    options = Options(
        systems=["majority", "overlap", "whole", "model", "checks", "both"],
        sets=[name for name in ALL_SETS if name != "contrast.rule"],
        n_resamples=20,
    )
    return measure_judge(options, quiet, open_parts=fake_judge)


# The systems


def test_the_model_reads_a_pair_once_for_itself_and_for_both() -> None:
    model = FakeModel()
    judge = Judge(entailment=model, answering=model, find=find, combine=combine)
    alone, _, both = systems_of(judge)
    assert alone.stance([*PAIRS, PAIRS[0]]).argmax(axis=1).tolist() == [0, 1, 0, 0]
    assert both.stance(PAIRS).argmax(axis=1).tolist() == [0, 1, 1]
    assert model.n_asked == 3
    assert alone.stance([]).shape == (0, 3)


def test_the_checks_alone_refute_on_conflict_and_support_otherwise() -> None:
    checks = ChecksSystem(find)
    assert checks.stance(PAIRS).tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 0]]
    with pytest.raises(NotImplementedError):
        checks.answers(PAIRS)


def test_a_long_premise_is_read_in_parts() -> None:
    model = FakeModel()
    long = [("It rains. YES it is. It snows.", "It is."), ("perhaps", "It is.")]
    found = Windowed(model).entailment(long)
    assert found.shape == (2, 3)
    assert found.argmax(axis=1).tolist() == [0, 2]
    assert model.n_asked > 4


def test_pairs_are_judged_by_length_and_given_back_in_order() -> None:
    pairs = [("YES" * (n % 7), str(n)) for n in range(600)]
    model, steps = FakeModel(), list[int]()
    found = judge_all(ModelSystem(model, model).stance, pairs, steps.append)
    expected = model.entailment(pairs)
    assert (found == expected).all()
    assert sum(steps) == 600


# The baselines


def test_bands_are_the_best_cuts_of_a_similarity() -> None:
    scores = np.array([0.1, 0.2, 0.3, 0.5, 0.6, 0.8, 0.9])
    gold = np.array([2, 2, 2, 1, 1, 0, 0])
    bands = baselines.fit_bands(scores, gold, 3)
    assert bands.classify(scores).tolist() == gold.tolist()
    two = baselines.fit_bands(scores, np.minimum(gold, 1), 2)
    assert two.classify(scores).tolist() == np.minimum(gold, 1).tolist()


def test_no_cut_does_better_than_the_bands() -> None:
    chance = np.random.default_rng(0)
    scores, gold = chance.uniform(size=80), chance.integers(0, 2, size=80)
    bands = baselines.fit_bands(scores, gold, 2)

    def recall(got: np.ndarray) -> float:
        return float(np.mean([(got[gold == label] == label).mean() for label in (0, 1)]))

    best = max(recall(np.where(scores >= cut, high, 1 - high)) for cut in scores for high in (0, 1))
    assert recall(bands.classify(scores)) == pytest.approx(best, abs=0.03)


def test_a_constant_similarity_still_has_bands() -> None:
    for n_classes in (2, 3):
        bands = baselines.fit_bands(np.ones(6), np.array([0, 1, 1, 1, 0, 1]), n_classes)
        assert len(set(bands.classify(np.ones(6)).tolist())) == 1


def test_the_threshold_of_best_f1_by_trying_all() -> None:
    scores = np.array([0.1, 0.4, 0.4, 0.7, 0.9])
    gold = np.array([False, True, False, True, True])
    assert baselines.best_threshold(scores, gold) == 0.4
    assert baselines.best_threshold(scores, np.zeros(5, dtype=bool)) == 0.1


def test_word_overlap_is_the_share_of_the_claims_words() -> None:
    found = baselines.word_overlap(
        [("Two bridges were closed.", "The bridge closes early"), ("Rain", "of the")]
    )
    assert found.tolist() == pytest.approx([2 / 3, 0])


# Deciding


def test_each_task_reads_the_probabilities_its_own_way() -> None:
    rows = np.array(
        [[0.2, 0.1, 0.7], [0.3, 0.3, 0.4], [0, 0, 1], [0.6, 0.3, 0.1]], dtype=np.float32
    )
    three = stances.decide(Task.THREE_WAY, rows, supported_at=0.5)
    two = stances.decide(Task.TWO_WAY, rows, supported_at=0.5)
    one = stances.decide(Task.SUPPORTED, rows, supported_at=0.25)
    assert three.got.tolist() == [2, 2, 2, 0]
    assert two.got.tolist() == [0, 0, 0, 0]
    assert two.confidence == pytest.approx([2 / 3, 0.5, 0.5, 2 / 3])
    assert one.got.tolist() == [1, 0, 1, 0]
    assert one.confidence == pytest.approx([0.8, 0.3, 1, 0.6])


# From end to end


def test_every_set_and_system_has_its_figures(result: dict[str, Any]) -> None:
    models = ["model, no windows", "model alone", "checks alone", "model and checks"]
    names = ["majority class", "word overlap", *models]
    assert [row["set"] for row in result["stance"]] == [spec.name for spec in STANCE_SETS]
    for row in result["stance"]:
        assert list(row["systems"]) == names
        for figures in row["systems"].values():
            for one in figures.values():
                assert 0 <= one["low"] <= one["high"] <= 1
                assert one["n"] == 12
        assert row["gain_of_checks"]["value"] == 0
    three, two, yes_no = (
        next(row for row in result["stance"] if row["task"] == task.value) for task in Task
    )
    assert three["systems"]["model alone"]["macro_f1"]["value"] == 1
    assert three["systems"]["majority class"]["accuracy"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert two["systems"]["model alone"]["accuracy"]["value"] == 1
    assert two["systems"]["checks alone"]["accuracy"]["value"] == 0.5
    assert yes_no["systems"]["majority class"]["balanced_accuracy"]["value"] == 0.5


def test_the_answering_head_has_its_figures(result: dict[str, Any]) -> None:
    squad, trecqa = result["questions"]
    model = squad["systems"]["model alone"]
    assert model["right_sentence"] == {"value": 1, "low": 1, "high": 1, "n": 12}
    assert model["auroc"]["value"] == 0.5
    assert model["average_precision"]["value"] == 0.5
    assert model["f1"]["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert squad["systems"]["majority class"]["right_sentence"]["value"] == 0
    assert "checks alone" not in squad["systems"]
    assert trecqa["systems"]["model alone"]["map"] == {"value": 1, "low": 1, "high": 1, "n": 12}
    assert trecqa["systems"]["majority class"]["mrr"]["value"] == 0.5


def test_twins_and_trust_and_checks_have_their_figures(result: dict[str, Any]) -> None:
    (hand,) = result["contrast"]
    assert hand["n"] == 128
    assert hand["systems"]["model alone"]["all"]["value"] == 0
    assert set(hand["systems"]["model alone"]) == {"all", "number", "date", "name", "negation"}
    assert "majority class" not in hand["systems"]
    assert set(result["trust"]) == {"model alone", "model and checks"}
    assert result["trust"]["model alone"]["error"]["value"] == pytest.approx(0.2, abs=1e-4)
    assert result["trust"]["model alone"]["accuracy_at"]["1.0"] == 1
    assert [(row["check"], row["outcome"]) for row in result["checks"]] == [("lies", "agrees")]


def test_the_results_hold_no_text_of_the_sets(result: dict[str, Any]) -> None:
    text = json.dumps(result)
    assert not any(word in text for word in ("mayor", "arches", "Schools", "Kyoto"))


def test_the_same_input_gives_the_same_results(result: dict[str, Any], folder: Path) -> None:
    options = Options(sets=["vitaminc_pages"], systems=["model", "checks", "both"], n_resamples=20)
    one, other = (measure_judge(options, quiet, open_parts=fake_judge) for _ in range(2))
    assert json.dumps(one) == json.dumps(other)
    assert (
        one["stance"][0]["systems"]["model alone"]
        == (result["stance"][0]["systems"]["model alone"])
    )


def test_a_system_that_is_unknown_or_not_there_is_an_error(folder: Path) -> None:
    with pytest.raises(SetError, match="no system is called 'oracle'"):
        measure_judge(Options(systems=["oracle"]), quiet)

    def none_there() -> Judge:
        raise SystemUnavailableError("no model", "train it")

    with pytest.raises(SystemUnavailableError):
        measure_judge(Options(systems=["model"]), quiet, open_parts=none_there)


# Twins


def test_the_twins_written_by_hand_differ_and_cover_every_kind() -> None:
    found = twins.hand_written()
    kinds = [one.kind for one in found]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "number": 32,
        "date": 32,
        "name": 32,
        "negation": 32,
    }
    assert len({one.supported for one in found}) == len(found)
    assert all(one.supported[0] == one.unsupported[0] for one in found)
    assert all(one.supported[1] != one.unsupported[1] for one in found)


def made(premise: str, claim: str, label: Label, kind: str = "contrast:date") -> Pair:
    return Pair(premise=premise, hypothesis=claim, label=label, kind=kind, group="g")


def test_twins_are_neighbours_of_which_one_is_supported() -> None:
    yes, no = made("p", "c", Label.SUPPORT), made("p", "d", Label.REFUTE)
    far = made("q", "c", Label.NEI)
    found = list(twins.paired([yes, yes, no, no, far, yes]))
    assert [(one.supported, one.unsupported) for one in found] == [
        (("p", "c"), ("p", "d")),
        (("p", "c"), ("q", "c")),
    ]
    assert found[0].kind == "date"
    assert not list(twins.paired([yes, made("p", "d", Label.REFUTE, "contrast:name")]))


def test_twins_by_rule_come_from_supported_test_pairs_only(folder: Path) -> None:
    seen: list[Pair] = []

    def make(pairs: list[Pair], *, seed: int) -> list[Pair]:
        seen.extend(pairs)
        return [
            one
            for pair in pairs
            for one in (pair, made(pair.premise, "other", Label.REFUTE, pair.kind))
        ]

    twins.by_rule(make)
    assert {pair.label for pair in seen} == {Label.SUPPORT}
    assert twins.by_rule(no_rules) == []


def test_both_twins_must_be_right() -> None:
    got = np.array([0, 0, 1, 0, 1, 2])
    assert twins.both_right(got).tolist() == [0, 1, 0]


# Checks, trust, mistakes


def test_a_check_is_held_against_the_label(folder: Path) -> None:
    read = read_stance_set(STANCE_SETS[0])
    findings = [
        find("", "LIE" if label == 1 or n == 0 else "") for n, label in enumerate(read.gold)
    ]
    conflicts, agrees = check_rows([(read, findings)], n_resamples=10)
    assert conflicts.precision.value == 4 / 5
    assert conflicts.recall.value == 1
    assert conflicts.base == pytest.approx(1 / 3)
    assert conflicts.by_set == {"vitaminc_pages": (4 / 5, 5)}
    assert agrees.precision.value == 3 / 7
    assert agrees.recall.value == 3 / 4


def test_each_set_weighs_the_same_in_calibration(folder: Path) -> None:
    read = read_stance_set(STANCE_SETS[0])
    right = stances.Decided(read.gold, np.ones(12))
    few = read.take(np.arange(3))
    wrong = stances.Decided((few.gold + 1) % 3, np.ones(3))
    found = trust([(read, right), (few, wrong)], n_resamples=5)
    assert found is not None
    assert found.error.value == pytest.approx(0.5)
    assert found.accuracy_at[1.0] == pytest.approx(0.5)
    assert trust([]) is None


def test_the_surest_mistakes_come_first(folder: Path) -> None:
    def lying(claim: str, quote: str) -> dict[str, Any]:
        return find(claim, quote.replace("Lind", "LIE"))

    model = FakeModel()
    judge = Judge(entailment=model, answering=model, find=lying, combine=combine)
    found = find_mistakes(
        n=2, sets=["vitaminc_pages"], sample=None, tell=quiet, open_parts=lambda: judge
    )
    (one,) = found
    assert (one.set_name, one.row, one.label, one.said) == (
        "vitaminc_pages",
        1,
        "support",
        "refute",
    )
    assert one.model_says == pytest.approx((0.8, 0.1, 0.1))
    text = in_words(1, one)
    assert "vitaminc_pages row 1: is support, said refute (0.90; model 0.80 / 0.10 / 0.10)" in text
    assert "lies conflicts: it says LIE" in text
    with pytest.raises(SetError):
        find_mistakes(n=0, sets=None, sample=None, tell=quiet)
