"""Which metrics there are, and what the record of a case adds to each. Pure.

Each entry maps a record to its part of a ratio of sums (`eval.metrics.ratio`), or to None when the
case has nothing to say on the metric and is left out. Macro-F1 is no such ratio: `eval.summary`
takes it from the confusion table.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.answer import Status
from eval.metrics import abstention, citations, retrieval
from eval.metrics.citations import StatementScore
from eval.metrics.ratio import Parts, mean_part
from eval.records import ClaimRecord, QuestionRecord

OfQuestion = Callable[[QuestionRecord], Parts | None]


def answer_accuracy(record: QuestionRecord) -> Parts:
    """Return what a question adds to the accuracy of answers."""
    return mean_part(record.is_right)


def verdict_accuracy(record: ClaimRecord) -> Parts:
    """Return what a claim adds to the accuracy of verdicts."""
    return mean_part(record.is_right)


def _strict(record: ClaimRecord) -> Parts:
    return mean_part(record.is_strictly_right)


def _of_ranks(metric: Callable[[retrieval.Ranks], float]) -> OfQuestion:
    return lambda record: mean_part(metric(record.gold_ranks)) if record.gold_ranks else None


def _of_articles(metric: Callable[[retrieval.Ranks], float]) -> OfQuestion:
    return lambda record: mean_part(metric(record.article_ranks)) if record.gold_ranks else None


def _of_words(metric: Callable[[retrieval.Ranks], float]) -> OfQuestion:
    return lambda record: mean_part(metric(record.gold_words)) if record.gold_ranks else None


def _citation_recall(record: QuestionRecord) -> Parts | None:
    value = citations.citation_recall(_scores(record))
    return None if value is None else mean_part(value)


def _citation_precision(record: QuestionRecord) -> Parts | None:
    value = citations.citation_precision(_scores(record))
    return None if value is None else mean_part(value)


def _scores(record: QuestionRecord) -> list[StatementScore]:
    pairs = zip(record.statements, record.citations, strict=True)
    return [StatementScore(is_supported=one, precise=precise) for one, precise in pairs]


def _exact(record: QuestionRecord) -> Parts | None:
    return (float(sum(record.exact)), float(len(record.exact))) if record.exact else None


def _abstain_precision(record: QuestionRecord) -> Parts:
    return abstention.precision_parts(**_abstaining(record))


def _abstain_recall(record: QuestionRecord) -> Parts:
    return abstention.recall_parts(**_abstaining(record))


def _abstaining(record: QuestionRecord) -> dict[str, bool]:
    return {
        "should": record.expected is Status.ABSTAINED,
        "did": record.got is Status.ABSTAINED,
    }


OF_QUESTIONS: dict[str, OfQuestion] = {
    "answer_accuracy": answer_accuracy,
    "abstain_precision": _abstain_precision,
    "abstain_recall": _abstain_recall,
    "citation_recall": _citation_recall,
    "citation_precision": _citation_precision,
    "quotes_exact": _exact,
    "recall@100w": _of_words(lambda words: retrieval.recall_at(words, 100)),
    "recall@300w": _of_words(lambda words: retrieval.recall_at(words, 300)),
    "article_recall@1": _of_articles(lambda ranks: retrieval.recall_at(ranks, 1)),
    "article_recall@5": _of_articles(lambda ranks: retrieval.recall_at(ranks, 5)),
    "article_rr@10": _of_articles(lambda ranks: retrieval.reciprocal_rank(ranks, 10)),
    "success@1": _of_ranks(lambda ranks: retrieval.success_at(ranks, 1)),
    "recall@5": _of_ranks(lambda ranks: retrieval.recall_at(ranks, 5)),
    "recall@10": _of_ranks(lambda ranks: retrieval.recall_at(ranks, 10)),
    "rr@10": _of_ranks(lambda ranks: retrieval.reciprocal_rank(ranks, 10)),
}
OF_CLAIMS: dict[str, Callable[[ClaimRecord], Parts | None]] = {
    "verdict_accuracy": verdict_accuracy,
    "fever_score": _strict,
}
METRICS = (*OF_QUESTIONS, *OF_CLAIMS, "verdict_macro_f1")
