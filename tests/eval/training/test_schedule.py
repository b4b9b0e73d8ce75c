"""The order of training: fixed by the seed, as often as said, in batches that fit."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.training import schedule
from eval.training.schedule import BATCH_PIECES, Encoded, counts, family, plan

EPOCHS = {"fever": 2.5, "contrast": 1.0, "rare": 0.3, "never": 0.0}


def example(length: int, kind: str) -> Encoded:
    return Encoded(ids=[1] * length, first=1, label=0, kind=kind)


def examples(n: int = 600, seed: int = 1) -> list[Encoded]:
    rng = random.Random(seed)  # noqa: S311
    kinds = ["fever", "contrast:number", "contrast:name", "rare", "never"]
    return [example(rng.randint(5, 224), rng.choice(kinds)) for _ in range(n)]


def test_plan_is_the_same_for_a_seed_and_another_for_another():
    known = examples()
    assert plan(known, EPOCHS, seed=3) == plan(known, EPOCHS, seed=3)
    assert plan(known, EPOCHS, seed=3) != plan(known, EPOCHS, seed=4)


def test_examples_are_seen_as_often_as_their_family_says():
    known = examples()
    there = Counter(family(e.kind) for e in known)
    batches = plan(known, EPOCHS, seed=3)
    seen: Counter[str] = Counter()
    for kind, n in counts(known, batches).items():
        seen[family(kind)] += n
    for name, epochs in EPOCHS.items():
        assert seen[name] == pytest.approx(epochs * there[name], abs=1)
    times = Counter(i for batch in batches for i in batch)
    fever = [times[i] for i, e in enumerate(known) if e.kind == "fever"]
    assert set(fever) == {2, 3}
    assert all(times[i] == 1 for i, e in enumerate(known) if e.kind.startswith("contrast"))
    assert all(times[i] <= 1 for i, e in enumerate(known) if e.kind == "rare")


def test_kind_without_its_own_number_counts_as_its_family():
    assert [family(k) for k in ("contrast:number", "fever", "made:who:other")] == [
        "contrast",
        "fever",
        "made",
    ]


def test_unknown_family_is_an_error():
    with pytest.raises(KeyError, match="novel"):
        plan([example(9, "novel:rule")], EPOCHS, seed=0)


@pytest.mark.parametrize("chunk", [100, 8_192])
def test_batches_fit_and_hold_everything(monkeypatch: pytest.MonkeyPatch, chunk: int):
    monkeypatch.setattr(schedule, "_CHUNK", chunk)
    known = examples(1_000)
    batches = plan(known, dict.fromkeys(EPOCHS, 1.0), seed=0)
    assert sorted(i for batch in batches for i in batch) == list(range(len(known)))
    for batch in batches:
        lengths = [len(known[i].ids) for i in batch]
        assert len(batch) * (max(lengths) - 4) <= BATCH_PIECES  # the order is random by 4 pieces
        assert max(lengths) - min(lengths) < (40 if chunk > 1_000 else 140)


def test_examples_of_one_length_fill_their_batches():
    known = [example(90, "fever") for _ in range(500)]
    batches = plan(known, {"fever": 1.0}, seed=0)
    assert sorted({len(batch) for batch in batches})[-1] == BATCH_PIECES // 90
    assert len(batches) == 10


def test_example_longer_than_a_batch_is_a_batch():
    known = [example(BATCH_PIECES * 2, "fever"), example(10, "fever")]
    assert sorted(plan(known, {"fever": 1.0}, seed=0)) == [[0], [1]]


def test_batches_are_not_in_the_order_of_their_lengths():
    known = examples(2_000)
    lengths = [len(known[batch[0]].ids) for batch in plan(known, EPOCHS, seed=0)]
    assert lengths != sorted(lengths)
    assert lengths != sorted(lengths, reverse=True)


def test_nothing_is_planned_of_nothing():
    assert plan([], EPOCHS, seed=0) == []
    assert plan([example(9, "never")], EPOCHS, seed=0) == []


@given(
    st.lists(st.integers(1, 300), max_size=40),
    st.floats(0, 3),
    st.integers(0, 99),
)
def test_any_plan_keeps_its_counts(lengths: list[int], epochs: float, seed: int):
    known = [example(length, "fever") for length in lengths]
    batches = plan(known, {"fever": epochs}, seed=seed)
    n = sum(len(batch) for batch in batches)
    whole = int(epochs)
    assert n == whole * len(known) + round((epochs - whole) * len(known))
    assert all(batches)


def test_every_kind_of_the_project_has_a_number():
    """A family that is not listed ends a training after hours of reading."""
    from eval.training.public import SETS

    assert set(SETS.values()) <= set(schedule.ENTAILMENT_EPOCHS)
