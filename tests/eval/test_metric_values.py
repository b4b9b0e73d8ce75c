"""The metrics: worked out by hand, against reference libraries, and what must always hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success, nDCG
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from bot.answer import Status
from bot.verdict import Verdict
from eval.gold import Gold
from eval.metrics import (
    abstention,
    calibration,
    citations,
    classification,
    latency,
    retrieval,
    selective,
    statements,
    verdicts,
)
from eval.metrics.answers import is_right
from eval.metrics.bootstrap import interval, ratio_interval
from eval.metrics.ratio import mean_part, ratio, ratio_of_sums, total
from eval.metrics.weighted import WeightedMetric, evaluate, rows_of, value_of
from sources.article import Quote, Span


def quote(article: str, start: int, end: int, version: int = 1) -> Quote:
    return Quote(article_id=article, version=version, start=start, end=end, text="x")


def gold(article: str, start: int, end: int, group: str = "") -> Gold:
    place = (1, Span(start=start, end=end))
    return Gold(article_id=article, places=(place,), group=group)


# Overlap


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (quote("a", 0, 11), True),
        (quote("a", 19, 30), True),
        (quote("a", 12, 13), True),
        (quote("a", 0, 10), False),
        (quote("a", 20, 30), False),
        (quote("b", 10, 20), False),
        (quote("a", 10, 20, version=2), False),
    ],
)
def test_a_quote_overlaps_gold_when_they_share_a_code_point(shown: Quote, expected: bool) -> None:
    assert gold("a", 10, 20).overlaps(shown) is expected


# Retrieval


def test_retrieval_by_hand() -> None:
    passages = [quote("x", 0, 9), quote("a", 0, 50), quote("b", 0, 50), quote("a", 50, 99)]
    ranks = retrieval.gold_ranks(passages, [gold("a", 40, 60), gold("b", 0, 5), gold("c", 0, 5)])
    assert ranks == (2, 3, None)
    assert [retrieval.recall_at(ranks, k) for k in (1, 2, 3)] == [0, 1 / 3, 2 / 3]
    assert [retrieval.success_at(ranks, k) for k in (1, 2)] == [0, 1]
    assert retrieval.reciprocal_rank(ranks, 10) == 1 / 2
    assert retrieval.reciprocal_rank(ranks, 1) == 0
    best = 1 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert retrieval.ndcg(ranks, 3) == pytest.approx((1 / math.log2(3) + 1 / math.log2(4)) / best)
    assert retrieval.ndcg(ranks, 1) == 0


def test_gold_quotes_in_one_passage_count_once_for_ndcg() -> None:
    assert retrieval.ndcg((1, 1), 10) == 1
    assert retrieval.ndcg((2, 2), 10) == pytest.approx(1 / math.log2(3))
    assert retrieval.ndcg((1, 1, None), 10) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert retrieval.ndcg((None,), 10) == 0


@given(st.permutations(list(range(12))), st.integers(1, 12), st.integers(1, 12))
def test_retrieval_agrees_with_ir_measures(order: list[int], n_gold: int, k: int) -> None:
    passages = [quote("a", 10 * place, 10 * place + 10) for place in order]
    ranks = retrieval.gold_ranks(passages, [gold("a", 10 * i, 10 * i + 10) for i in range(n_gold)])
    qrels = [ir_measures.Qrel("q", str(place), 1) for place in range(n_gold)]
    run = [ir_measures.ScoredDoc("q", str(p), -float(rank)) for rank, p in enumerate(order)]
    expected = ir_measures.calc_aggregate([R @ k, Success @ k, RR @ k, nDCG @ k], qrels, run)
    assert retrieval.recall_at(ranks, k) == pytest.approx(expected[R @ k])
    assert retrieval.success_at(ranks, k) == pytest.approx(expected[Success @ k])
    assert retrieval.reciprocal_rank(ranks, k) == pytest.approx(expected[RR @ k])
    assert retrieval.ndcg(ranks, k) == pytest.approx(expected[nDCG @ k])


@given(st.lists(st.none() | st.integers(1, 20), min_size=1), st.integers(1, 20))
def test_retrieval_is_bounded(ranks: list[int | None], k: int) -> None:
    recall, success = retrieval.recall_at(ranks, k), retrieval.success_at(ranks, k)
    assert 0 <= recall <= success <= 1
    assert 0 <= retrieval.reciprocal_rank(ranks, k) <= success
    assert 0 <= retrieval.ndcg(ranks, k) <= 1 + 1e-12
    assert (retrieval.ndcg(ranks, k) > 0) is bool(success)


# Answers


SIDES = [gold("a", 0, 10, "a"), gold("b", 0, 10, "b")]


@pytest.mark.parametrize(
    ("expected", "got", "cited", "gold_quotes", "right"),
    [
        ("answered", "answered", [quote("x", 0, 5), quote("a", 5, 6)], [gold("a", 0, 10)], True),
        ("answered", "answered", [quote("x", 0, 5)], [gold("a", 0, 10)], False),
        ("answered", "answered", [None], [gold("a", 0, 10)], False),
        ("answered", "answered", [], [gold("a", 0, 10)], False),
        ("answered", "abstained", [], [gold("a", 0, 10)], False),
        ("answered", "conflicting", [quote("a", 5, 6)], [gold("a", 0, 10)], False),
        ("abstained", "abstained", [], [], True),
        ("abstained", "abstained", [], [gold("a", 0, 10)], True),
        ("abstained", "answered", [quote("a", 5, 6)], [gold("a", 0, 10)], False),
        ("conflicting", "conflicting", [quote("a", 0, 1), quote("b", 0, 1)], SIDES, True),
        ("conflicting", "conflicting", [quote("a", 0, 1), quote("a", 0, 1)], SIDES, False),
        ("conflicting", "answered", [quote("a", 0, 1), quote("b", 0, 1)], SIDES, False),
    ],
)
def test_an_answer_is_right_by_its_end_and_its_citations(
    expected: str, got: str, cited: list[Quote | None], gold_quotes: list[Gold], right: bool
) -> None:
    found = is_right(expected=Status(expected), got=Status(got), cited=cited, gold=gold_quotes)
    assert found is right


# Citations


def score(citations_of_it: list[str]) -> citations.StatementScore:
    return citations.score_statement(citations_of_it, lambda some: "good" in some)


def test_citations_by_hand() -> None:
    scores = [score(["good", "bad"]), score(["bad"]), score([])]
    assert [one.is_supported for one in scores] == [True, False, False]
    assert [one.precise for one in scores] == [(True, False), (False,), ()]
    assert citations.citation_recall(scores) == 1 / 3
    assert citations.citation_precision(scores) == 1 / 3
    assert citations.citation_precision([score([])]) == 0
    assert citations.citation_recall([]) is None
    assert citations.citation_precision([]) is None


def test_a_citation_that_supports_only_together_with_another_is_precise() -> None:
    both = citations.score_statement(["a", "b", "c"], lambda some: {"a", "b"} <= set(some))
    assert both.is_supported
    assert both.precise == (True, True, False)


def alce(shown: list[list[int]], supports: Callable[[Sequence[int]], bool]) -> tuple[float, float]:
    """Return recall and precision by the formulas of Gao et al. 2023, section 3.3, word by word."""
    recalled = precise = n_citations = 0
    for cited in shown:
        n_citations += len(cited)
        if not cited or not supports(cited):
            continue
        recalled += 1
        for place, one in enumerate(cited):
            alone = supports([one])
            without = [*cited[:place], *cited[place + 1 :]]
            is_irrelevant = not alone and bool(without) and supports(without)
            precise += not is_irrelevant
    return recalled / len(shown), precise / n_citations if n_citations else 0.0


@given(
    st.lists(st.lists(st.integers(0, 4), max_size=5, unique=True), min_size=1, max_size=5),
    st.lists(st.frozensets(st.integers(0, 4), min_size=1), max_size=4),
)
def test_citations_agree_with_the_formulas_of_their_authors(
    shown: list[list[int]], enough: list[frozenset[int]]
) -> None:
    def supports(some: Sequence[int]) -> bool:
        return any(one <= set(some) for one in enough)

    scores = [citations.score_statement(cited, supports) for cited in shown]
    recall, precision = alce(shown, supports)
    assert citations.citation_recall(scores) == pytest.approx(recall)
    assert citations.citation_precision(scores) == pytest.approx(precision)


@given(st.lists(st.lists(st.sampled_from(["good", "bad"]), max_size=5), min_size=1, max_size=5))
def test_citation_scores_are_bounded_and_whole_on_gold(shown: list[list[str]]) -> None:
    scores = [score(one) for one in shown]
    for value in (citations.citation_recall(scores), citations.citation_precision(scores)):
        assert value is not None
        assert 0 <= value <= 1
    only_good = [score(["good" for _ in one] or ["good"]) for one in shown]
    assert citations.citation_recall(only_good) == citations.citation_precision(only_good) == 1
    only_bad = [score(["bad" for _ in one]) for one in shown]
    assert citations.citation_recall(only_bad) == citations.citation_precision(only_bad) == 0


# Abstention


def test_abstention_by_hand() -> None:
    pairs = [(True, True), (True, False), (False, True), (False, False), (True, True)]
    precision = [abstention.precision_parts(should=should, did=did) for should, did in pairs]
    recall = [abstention.recall_parts(should=should, did=did) for should, did in pairs]
    assert ratio(precision) == 2 / 3
    assert ratio(recall) == 2 / 3
    assert ratio([abstention.precision_parts(should=True, did=False)]) is None
    assert ratio([abstention.recall_parts(should=False, did=True)]) is None
    assert value_of(abstention.f1, rows_of(pairs)) == 2 / 3
    assert value_of(abstention.f1, rows_of([(False, False)])) is None


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_abstention_agrees_with_scikit_learn(pairs: list[tuple[bool, bool]]) -> None:
    should, did = zip(*pairs, strict=True)
    precision = ratio([abstention.precision_parts(should=a, did=b) for a, b in pairs])
    recall = ratio([abstention.recall_parts(should=a, did=b) for a, b in pairs])
    f1 = value_of(abstention.f1, rows_of(pairs))
    for found, score_of in ((precision, precision_score), (recall, recall_score), (f1, f1_score)):
        if found is None:
            assert np.isnan(score_of(should, did, zero_division=np.nan))
        else:
            assert found == pytest.approx(score_of(should, did, zero_division=0))


# What is shown


def test_what_is_shown_by_hand() -> None:
    assert statements.share_parts([True, False, True]) == (2, 3)
    assert statements.share_parts([]) is None
    assert statements.optional_part(flag=None) is None
    assert statements.optional_part(flag=False) == (0, 1)
    assert statements.forbidden_free_part(["war"]) == (0, 1)
    assert statements.forbidden_free_part([]) == (1, 1)
    assert statements.leak_parts(0, has_day=False) is None
    assert statements.leak_parts(0, has_day=True) == (0, 1)
    assert value_of(total, rows_of([(2, 1), (0, 1), (1, 1)])) == 3


def test_a_leak_is_counted_even_where_no_day_is_recorded() -> None:
    assert statements.leak_parts(1, has_day=False) == (1, 1)


# Verdicts


S, F, C, N = verdicts.GOLD_LABELS
NOT_CHECKED = Verdict.NOT_CHECKED


def test_verdicts_by_hand() -> None:
    table = verdicts.confusion([S, S, F, N], [S, NOT_CHECKED, S, N])
    assert table.tolist() == [
        [1, 0, 0, 0, 1],
        [1, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0],
    ]
    assert classification.macro_f1(table) == pytest.approx((0.5 + 0 + 1) / 3)
    assert classification.macro_f1(verdicts.confusion([], [])) is None


def test_false_support_is_out_of_the_claims_that_are_not_supported() -> None:
    pairs = [(S, S), (S, N), (F, S), (F, F), (N, S), (C, NOT_CHECKED)]
    parts = [verdicts.false_support_parts(gold_verdict=gold, got=got) for gold, got in pairs]
    assert ratio(parts) == 2 / 4
    assert ratio(parts[:2]) is None


MACRO_F1 = classification.weighted_macro_f1(len(verdicts.SEEN_LABELS))
labels = st.sampled_from(verdicts.GOLD_LABELS)
given_labels = st.sampled_from(verdicts.SEEN_LABELS)


@given(st.lists(st.tuples(labels, given_labels), min_size=1, max_size=30))
def test_verdicts_agree_with_scikit_learn(
    pairs: list[tuple[Verdict, Verdict]],
) -> None:
    gold_labels, got = [one for one, _ in pairs], [other for _, other in pairs]
    parts = [mean_part(one is other) for one, other in pairs]
    assert ratio(parts) == pytest.approx(accuracy_score(gold_labels, got))
    table = verdicts.confusion(gold_labels, got)
    expected = f1_score(
        gold_labels, got, labels=sorted(set(gold_labels)), average="macro", zero_division=0
    )
    assert classification.macro_f1(table) == pytest.approx(expected)
    numbers = rows_of([[verdicts.label_number(one) for one in pair] for pair in pairs])
    assert value_of(MACRO_F1, numbers) == pytest.approx(expected)


@given(st.lists(labels, min_size=1))
def test_macro_f1_is_1_on_gold_and_0_when_nothing_was_checked(gold_labels: list[Verdict]) -> None:
    on_gold = verdicts.confusion(gold_labels, gold_labels)
    assert classification.macro_f1(on_gold) == 1
    on_nothing = verdicts.confusion(gold_labels, [NOT_CHECKED] * len(gold_labels))
    assert classification.macro_f1(on_nothing) == 0


@pytest.mark.parametrize(
    ("gold_verdict", "got", "evidence", "right"),
    [
        (S, S, [quote("a", 0, 5)], True),
        (S, S, [quote("x", 0, 5)], False),
        (S, S, [], False),
        (S, F, [quote("a", 0, 5)], False),
        (S, S, [*[quote("x", 0, 5)] * 5, quote("a", 0, 5)], False),
        (N, N, [], True),
        (N, NOT_CHECKED, [], False),
        (C, C, [quote("a", 0, 5), quote("b", 0, 5)], True),
        (C, C, [quote("a", 0, 5)], False),
    ],
)
def test_fever_score_wants_the_verdict_and_its_evidence(
    gold_verdict: Verdict, got: Verdict, evidence: list[Quote], right: bool
) -> None:
    found = {S: SIDES[:1], N: [], C: SIDES}[gold_verdict]
    assert right is verdicts.is_strictly_right(
        gold_verdict=gold_verdict, got=got, evidence=evidence, gold=found
    )


# Metrics of weighted cases

SHARES = st.integers(0, 20).map(lambda n: n / 20)
FLAGS = st.booleans().map(float)
CLASSES = st.integers(0, 4).map(float)
WEIGHTED = {
    "ratio": (ratio_of_sums, st.tuples(FLAGS, SHARES)),
    "total": (total, st.tuples(SHARES, FLAGS)),
    "abstention F1": (abstention.f1, st.tuples(FLAGS, FLAGS)),
    "macro-F1": (MACRO_F1, st.tuples(CLASSES, CLASSES)),
    "calibration error": (calibration.expected_error, st.tuples(SHARES, FLAGS)),
    "risk-coverage": (selective.area_under_curve, st.tuples(SHARES, FLAGS)),
    "quantile": (latency.quantile(0.95), st.tuples(SHARES)),
}


@pytest.mark.parametrize("name", WEIGHTED)
@given(data=st.data())
def test_a_weight_is_a_number_of_repetitions(name: str, data: st.DataObject) -> None:
    metric, row = WEIGHTED[name]
    cases = data.draw(st.lists(st.tuples(row, st.integers(0, 3)), min_size=1, max_size=15))
    rows, weights = rows_of([one for one, _ in cases]), np.array([[n for _, n in cases]], float)
    repeated = np.repeat(rows, weights[0].astype(int), axis=0)
    (found,) = evaluate(metric, rows, weights)
    expected = value_of(metric, repeated)
    assert (expected is None and (math.isnan(found) or found == 0)) or found == pytest.approx(
        expected
    )


def by_calibration_error(rows: np.ndarray) -> float | None:
    return calibration.calibration_error(calibration.reliability(rows[:, 0], rows[:, 1]))


def by_curve(rows: np.ndarray) -> float | None:
    curve = selective.risk_coverage(rows[:, 0], rows[:, 1])
    return curve.area if curve else None


@pytest.mark.parametrize(
    ("metric", "single"),
    [
        (calibration.expected_error, by_calibration_error),
        (selective.area_under_curve, by_curve),
    ],
)
@given(cases=st.lists(st.tuples(SHARES, FLAGS), min_size=1))
def test_the_weighted_form_agrees_with_the_plain_one(
    metric: WeightedMetric,
    single: Callable[[np.ndarray], float | None],
    cases: list[tuple[float, float]],
) -> None:
    rows = rows_of(cases)
    assert value_of(metric, rows) == pytest.approx(single(rows))


def test_the_risk_coverage_curve_by_hand() -> None:
    """Risks of 0, 0, 1/3 and 1/2 at coverages of 1/4, 1/2, 3/4 and 1."""
    rows = rows_of([(0.9, 1), (0.2, 0), (0.7, 1), (0.5, 0)])
    assert value_of(selective.area_under_curve, rows) == pytest.approx((1 / 3 + 1 / 2) / 4)


@given(st.lists(st.tuples(SHARES, FLAGS), min_size=1), SHARES)
def test_declining_more_never_makes_the_area_smaller(
    cases: list[tuple[float, float]], threshold: float
) -> None:
    rows, fewer = rows_of(cases), rows_of(cases)
    fewer[fewer[:, 0] < threshold, 1] = 0
    area, with_fewer = (value_of(selective.area_under_curve, one) for one in (rows, fewer))
    assert area is not None
    assert with_fewer is not None
    assert with_fewer >= area - 1e-12


@given(st.lists(st.integers(0, 50), min_size=1), st.sampled_from([0.01, 0.25, 0.5, 0.95, 1.0]))
def test_quantiles_agree_with_numpy(times: list[int], share: float) -> None:
    found = value_of(latency.quantile(share), rows_of([(one,) for one in times]))
    assert found == np.quantile(times, share, method="inverted_cdf")


def test_figures_do_not_depend_on_how_many_weightings_are_computed_at_once() -> None:
    chance = np.random.default_rng(1)
    rows, weights = chance.random((301, 2)), chance.integers(0, 4, (57, 301)).astype(float)
    for metric in (ratio_of_sums, calibration.expected_error, selective.area_under_curve):
        one_by_one = [metric(rows, weights[place : place + 1])[0] for place in range(57)]
        assert metric(rows, weights).tolist() == one_by_one


# Intervals


def test_intervals_are_the_same_every_time_and_hold_the_value() -> None:
    parts = [mean_part(place % 3 == 0) for place in range(60)]
    found = ratio_interval(parts)
    assert found == ratio_interval(parts)
    assert found is not None
    assert found.low < 1 / 3 < found.high
    # The standard error of a proportion of 1/3 over 60 cases: about 0.061.
    half = 1.96 * math.sqrt((1 / 3) * (2 / 3) / 60)
    assert found.high - found.low == pytest.approx(2 * half, rel=0.15)


def test_an_interval_of_a_ratio_varies_its_denominator_too() -> None:
    found = ratio_interval([(1, 1), (0, 9)])
    assert found is not None
    assert (found.low, found.high) == (0, 1)
    assert ratio([(1, 1), (0, 9)]) == 0.1


def test_a_case_that_says_nothing_is_left_out_of_a_metric() -> None:
    rows = rows_of([(1, 1), (math.nan, math.nan), (0, 1)])
    assert value_of(ratio_of_sums, rows) == 1 / 2
    assert value_of(ratio_of_sums, rows[1:2]) is None
    assert interval(rows[1:2], ratio_of_sums) is None


def test_there_is_no_interval_of_nothing() -> None:
    assert ratio_interval([]) is None
    assert ratio_interval([(0, 0), (0, 0)]) is None
    assert interval(rows_of([]), latency.quantile(0.5)) is None


def test_ranks_in_articles_and_words_do_not_depend_on_how_passages_are_cut() -> None:
    whole = [quote("b", 0, 400), quote("a", 0, 400)]
    cut = [quote("b", 0, 200), quote("b", 200, 400), quote("a", 0, 200), quote("a", 200, 400)]
    wanted = [gold("a", 40, 60)]
    for passages in (whole, cut):
        assert retrieval.article_ranks(passages, wanted) == (2,)
    assert retrieval.article_ranks(whole[:1], wanted) == (None,)
    ranks = retrieval.gold_ranks(cut, wanted)
    n_words = [len(one.text.split()) for one in cut]
    assert retrieval.words_read(cut, ranks) == (sum(n_words[:3]),)
