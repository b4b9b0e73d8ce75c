"""Test rows that training may have seen are left out."""

from __future__ import annotations

import numpy as np
import pytest

from eval.external.overlap import Near, without_seen
from eval.external.sets import SetSpec, StanceSet, Task

TEXT = "The ferry to Velle sank on a calm night in May."


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (TEXT, True),
        (TEXT.upper().replace(" sank", ",  sank"), True),
        (TEXT.replace("calm", "stormy"), True),
        (TEXT.replace("calm ", ""), True),
        (TEXT.replace("calm", "calm and clear"), False),
        (TEXT.replace("calm", "warm").replace("May", "June"), False),
        (TEXT.replace("The", "A").replace("calm", "warm"), False),
        ("", False),
        ("Yes.", False),
    ],
)
def test_text_within_one_word_is_seen(text: str, seen: bool) -> None:
    assert Near([TEXT, "Yes."]).has(text) is seen


def test_pairs_with_a_seen_premise_or_claim_are_left_out_and_counted() -> None:
    pairs = (
        (TEXT, "A ship went down."),
        ("A ship went down.", TEXT.replace("May", "June")),
        ("The school closed early.", "The pool opened late."),
    )
    read = StanceSet(
        spec=SetSpec(name="x", title="X", task=Task.TWO_WAY),
        pairs=pairs,
        gold=np.array([0, 1, 0]),
        clusters=np.arange(3),
        rows=np.arange(1, 4),
    )
    fresh = without_seen(read, Near([TEXT]))
    assert fresh.pairs == pairs[2:]
    assert fresh.rows.tolist() == [3]
    assert fresh.left_out == 2
