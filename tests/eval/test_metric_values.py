"""The metrics: worked out by hand, against reference libraries, and what must always hold."""

from __future__ import annotations

import math

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, Success
from sklearn.metrics import accuracy_score, f1_score

from bot.answer import Status
from bot.verdict import Verdict
from eval.gold import Gold
from eval.metrics import abstention, citations, retrieval, verdicts
from eval.metrics.answers import is_right
from eval.metrics.bootstrap import interval, ratio_interval
from eval.metrics.ratio import mean_part, ratio
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


@given(st.permutations(list(range(12))), st.integers(1, 12), st.integers(1, 12))
def test_retrieval_agrees_with_ir_measures(order: list[int], n_gold: int, k: int) -> None:
    passages = [quote("a", 10 * place, 10 * place + 10) for place in order]
    ranks = retrieval.gold_ranks(passages, [gold("a", 10 * i, 10 * i + 10) for i in range(n_gold)])
    qrels = [ir_measures.Qrel("q", str(place), 1) for place in range(n_gold)]
    run = [ir_measures.ScoredDoc("q", str(p), -float(rank)) for rank, p in enumerate(order)]
    expected = ir_measures.calc_aggregate([R @ k, Success @ k, RR @ k], qrels, run)
    assert retrieval.recall_at(ranks, k) == pytest.approx(expected[R @ k])
    assert retrieval.success_at(ranks, k) == pytest.approx(expected[Success @ k])
    assert retrieval.reciprocal_rank(ranks, k) == pytest.approx(expected[RR @ k])


@given(st.lists(st.none() | st.integers(1, 20), min_size=1), st.integers(1, 20))
def test_retrieval_is_bounded(ranks: list[int | None], k: int) -> None:
    recall, success = retrieval.recall_at(ranks, k), retrieval.success_at(ranks, k)
    assert 0 <= recall <= success <= 1
    assert 0 <= retrieval.reciprocal_rank(ranks, k) <= success


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
    ]
    assert verdicts.macro_f1(table) == pytest.approx((0.5 + 0 + 1) / 3)
    assert verdicts.macro_f1(verdicts.confusion([], [])) is None


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
    assert verdicts.macro_f1(table) == pytest.approx(expected)


@given(st.lists(labels, min_size=1))
def test_macro_f1_is_1_on_gold_and_0_when_nothing_was_checked(gold_labels: list[Verdict]) -> None:
    on_gold = verdicts.confusion(gold_labels, gold_labels)
    assert verdicts.macro_f1(on_gold) == 1
    on_nothing = verdicts.confusion(gold_labels, [NOT_CHECKED] * len(gold_labels))
    assert verdicts.macro_f1(on_nothing) == 0


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


def test_the_general_interval_agrees_with_the_one_of_ratios() -> None:
    parts = [(float(place % 2), float(place % 3)) for place in range(30)]

    def metric(places: np.ndarray) -> float | None:
        return ratio([parts[place] for place in places])

    general, special = interval(len(parts), metric), ratio_interval(parts)
    assert general is not None
    assert special is not None
    assert general.low == pytest.approx(special.low)
    assert general.high == pytest.approx(special.high)


def test_there_is_no_interval_of_nothing() -> None:
    assert ratio_interval([]) is None
    assert ratio_interval([(0, 0), (0, 0)]) is None
    assert interval(0, lambda _: 1.0) is None
    assert interval(3, lambda _: None) is None


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
