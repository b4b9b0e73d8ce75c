"""Claims verified through the search of an archive, and with their premises handed over.

The difference is what the search costs. FEVER's strict score counts a verdict only with a quote
that shows it (`eval.metrics.verdicts`).
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.checking import THRESHOLDS, Checker
from bot.newsproof import open_judge
from bot.settings import read_settings
from bot.verdict import Verdict
from eval.desk.archives import Tell, archive_of, wikinews
from eval.desk.sets import AVERITEC, WRITTEN, Corpus, CorpusClaim, drawn, read_corpus
from eval.external.kept import KeptResults
from eval.external.measured import Measured, measure
from eval.external.sets import number_units
from eval.gold import Gold
from eval.metrics.verdicts import is_strictly_right
from eval.systems import Judgement, combine
from index.passages import Passage
from index.search import Hit
from sources.article import Article, Span
from sources.normalize import locate_all

if TYPE_CHECKING:
    from bot.judge.model import Judge
    from bot.newsproof import Newsproof

THROUGH_SEARCH, HANDED_OVER = "search", "gold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What came of one set.

    Attributes:
        name: Of the set.
        n: Claims.
        n_articles: Articles of the archive, distractors included.
        n_passages: Its passages.
        accuracy: Share of right verdicts, by how the evidence came.
        strict: FEVER's strict score, likewise.
        false_support: Of the claims that are not supported, the share called SUPPORTED, likewise.
        confusion: (right verdict, verdict): how many, likewise.
        seconds: Median and 95th percentile of a claim through search, as they fell.
    """

    name: str
    n: int
    n_articles: int
    n_passages: int
    accuracy: Mapping[str, Measured]
    strict: Mapping[str, Measured]
    false_support: Mapping[str, Measured]
    confusion: Mapping[str, Mapping[tuple[Verdict, Verdict], int]]
    seconds: tuple[float, float]


def measure_corpus(
    names: Sequence[str], *, sample: int | None, work: Path, tell: Tell
) -> Iterator[Figures]:
    """Yield the figures of each set as they come; what is known already is read from `work`.

    VitaminC and FEVER stand in one archive, AVeriTeC in one of its own: its days count.

    Raises:
        SetError: A set is not as expected, or the folder cannot be written.
        EvalError: The public sets are not there.
    """
    corpora = [read_corpus(name) for name in names]
    for shelf in ("wiki", AVERITEC):
        here = [one for one in corpora if (one.name == AVERITEC) == (shelf == AVERITEC)]
        if not here:
            continue
        texts = [text for one in here for text in one.texts] + wikinews()
        folder = work / "-".join([shelf, *(one.name for one in here)])
        judge = open_judge(read_settings({}))
        with archive_of(texts, folder, tell=tell, judge=judge) as newsproof:
            for corpus in here:
                some = drawn(corpus.claims, sample)
                yield _measured(newsproof, judge, corpus, some, work=folder, tell=tell)


def _measured(
    newsproof: Newsproof,
    judge: Judge,
    corpus: Corpus,
    claims: Sequence[CorpusClaim],
    *,
    work: Path,
    tell: Tell,
) -> Figures:
    archive = newsproof.archive
    articles = {article.url: article for article in archive.articles() if article.url}
    by_id = {one.id: one for one in claims}
    depends = {
        **newsproof.parts,
        "articles": archive.n_articles(),
        "thresholds": asdict(THRESHOLDS),
        "weights": _digest(),
    }
    kept: dict[str, dict[str, Any]] = {}
    for how in (HANDED_OVER, THROUGH_SEARCH):

        def found(key: str, how: str = how) -> dict[str, Any]:
            one = by_id[key]
            gold = _gold(one, articles)
            started = time.perf_counter()
            try:
                if how == HANDED_OVER:
                    judgement = _handed_over(newsproof, judge, one, articles)
                else:
                    judgement = combine(newsproof.verify(one.text, as_of=one.as_of).claims)
            except Exception as exc:  # noqa: BLE001 - a claim that cannot be checked is wrong
                tell(f"{corpus.name}: {one.id} failed with {type(exc).__name__}", 1, 1)
                judgement = Judgement(verdict=Verdict.NOT_CHECKED)
            seconds = time.perf_counter() - started
            return {
                "verdict": judgement.verdict.value,
                "strict": is_strictly_right(
                    gold_verdict=one.verdict,
                    got=judgement.verdict,
                    evidence=judgement.evidence,
                    gold=gold,
                ),
                "seconds": round(seconds, 3),
            }

        def told(done: int, total: int, how: str = how) -> None:
            tell(f"{corpus.name}: {how}", done, total)

        results = KeptResults(work, f"{corpus.name}-{how}", depends)
        kept[how] = dict(results.fill(by_id, found, told))
    return figures_of(
        corpus.name,
        claims,
        kept,
        n_articles=archive.n_articles(),
        n_passages=newsproof.keeper.status().n_passages,
    )


def _digest() -> str:
    """Return what changes when the fitted weights of the checks do."""
    return hashlib.sha256(files("bot.judge").joinpath("combination.json").read_bytes()).hexdigest()


def figures_of(
    name: str,
    claims: Sequence[CorpusClaim],
    kept: Mapping[str, Mapping[str, Any]],
    *,
    n_articles: int,
    n_passages: int,
) -> Figures:
    """Return the figures of what was found; intervals are drawn by page."""
    clusters = number_units(one.unit for one in claims)
    others = [n for n, one in enumerate(claims) if one.verdict is not Verdict.SUPPORTED]

    def share(of: Sequence[bool], places: Sequence[int]) -> Measured:
        values = np.array(of, dtype=np.float64)[list(places)]
        return measure(
            clusters[list(places)], lambda some: float(values[some].mean()) if len(some) else None
        )

    every = range(len(claims))
    got = {how: [Verdict(rows[one.id]["verdict"]) for one in claims] for how, rows in kept.items()}
    times = sorted(float(kept[THROUGH_SEARCH][one.id]["seconds"]) for one in claims)
    return Figures(
        name=name,
        n=len(claims),
        n_articles=n_articles,
        n_passages=n_passages,
        accuracy={
            how: share([v is one.verdict for v, one in zip(some, claims, strict=True)], every)
            for how, some in got.items()
        },
        strict={
            how: share([bool(rows[one.id]["strict"]) for one in claims], every)
            for how, rows in kept.items()
        },
        false_support={
            how: share([v is Verdict.SUPPORTED for v in some], others) for how, some in got.items()
        },
        confusion={
            how: Counter(zip((one.verdict for one in claims), some, strict=True))
            for how, some in got.items()
        },
        seconds=(times[len(times) // 2], times[min(len(times) - 1, int(0.95 * len(times)))]),
    )


def _handed_over(
    newsproof: Newsproof, judge: Judge, claim: CorpusClaim, articles: Mapping[str, Article]
) -> Judgement:
    """Check a claim against its own premises, in place of what a search finds."""
    hits = [
        Hit(
            passage=Passage(
                article_id=article.article_id,
                version=article.version,
                start=span.start,
                end=span.end,
                text=span.of(article.text),
            ),
            score=1.0,
            rank=rank,
        )
        for rank, (article, span) in enumerate(_places(claim, articles), 1)
    ]

    def handed(query: str, k: int, as_of: date | None) -> list[Hit]:
        return hits

    checker = Checker(
        newsproof.archive,
        handed,
        judge,
        n_passages=newsproof.settings.n_passages,
        backends={},
        today=WRITTEN,
        rules=newsproof.rules,
    )
    return combine(checker.verify(claim.text, as_of=claim.as_of).claims)


def _gold(claim: CorpusClaim, articles: Mapping[str, Article]) -> list[Gold]:
    return [
        Gold(article_id=article.article_id, places=((article.version, span),), group=stance)
        for url, premise, stance in claim.premises
        if stance and (article := articles.get(url)) is not None
        for span in [_place(article.text, premise)]
        if span is not None
    ]


def _places(claim: CorpusClaim, articles: Mapping[str, Article]) -> Iterator[tuple[Article, Span]]:
    for url, premise, _ in claim.premises:
        article = articles.get(url)
        span = _place(article.text, premise) if article else None
        if article and span:
            yield article, span


def _place(text: str, premise: str) -> Span | None:
    """Return where a premise stands, exactly or in another typography; None where it doesn't."""
    exact = re.search(re.escape(premise), text)
    if exact:
        return Span(start=exact.start(), end=exact.end())
    return next(iter(locate_all(premise, text)), None)
