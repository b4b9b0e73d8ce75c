"""The threshold of a peer: as good as any other, and the lowest of the best."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from eval.peers.tuning import best_cut

ROWS = st.lists(
    st.tuples(
        st.floats(min_value=-1e6, max_value=1e6).map(lambda x: round(x, 2)),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


def n_right(rows: list[tuple[float, bool, bool]], cut: float) -> int:
    return sum(decline if score < cut else answer for score, answer, decline in rows)


@given(ROWS)
def test_no_other_threshold_is_better_and_none_lower_is_as_good(
    rows: list[tuple[float, bool, bool]],
) -> None:
    cut, n = best_cut(rows)
    assert n == n_right(rows, -math.inf if cut is None else cut)
    scores = sorted({score for score, _, _ in rows})
    others = [-math.inf, *scores, *(math.nextafter(score, math.inf) for score in scores)]
    assert n == max(n_right(rows, other) for other in others)
    if cut is not None:
        lower = [other for other in others if n_right(rows, other) == n]
        assert sum(s < cut for s in scores) == min(sum(s < one for s in scores) for one in lower)


def test_thresholds_lie_between_scores_that_occur() -> None:
    rows = [(3.0, True, False), (1.0, False, True), (2.0, True, False)]
    assert best_cut(rows) == (1.5, 3)
    assert best_cut([(7.5, False, True)]) == (8.5, 1)
    assert best_cut([(7.5, True, False)]) == (None, 1)
    assert best_cut([]) == (None, 0)
