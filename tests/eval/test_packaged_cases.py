"""The packaged cases: enough of them, none in both splits, every gold quote in the samples.

Nothing here looks at how a system does on them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.verdict import Verdict
from eval.cases import PACKAGED, CaseSet, Kind, load_cases
from eval.evaluation import SAMPLES
from eval.gold import locate_gold
from sources.archive import Archive
from sources.article import Article
from sources.readers import read_paths

SPLITS = ("dev", "test")
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def splits() -> dict[str, CaseSet]:
    return {split: load_cases(PACKAGED, split) for split in SPLITS}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder: Path = tmp_path_factory.mktemp("samples")
    archive = Archive.open(folder, create=True)
    with archive.writing(now=NOW), archive.transaction():
        for article in read_paths(sorted(SAMPLES.glob("*.md")), retrieved=NOW):
            assert isinstance(article, Article), article
            archive.add(article)
    return archive


@pytest.mark.parametrize("split", SPLITS)
def test_every_gold_quote_stands_in_the_samples(
    archive: Archive, splits: dict[str, CaseSet], split: str
) -> None:
    cases = splits[split]
    gold = locate_gold(cases, archive)
    assert sum(len(quotes) for quotes in gold.values()) >= len(cases.questions) // 2


def test_there_are_enough_cases_and_a_third_are_to_decline(splits: dict[str, CaseSet]) -> None:
    questions = [question for cases in splits.values() for question in cases.questions]
    claims = [claim for cases in splits.values() for claim in cases.claims]
    assert len(questions) >= 120
    assert len(claims) >= 120
    n_traps = sum(one.kind in (Kind.NEAR_MISS, Kind.FALSE_PREMISE) for one in questions)
    assert n_traps >= len(questions) / 3
    assert {question.kind for question in questions} == set(Kind)


@pytest.mark.parametrize("split", SPLITS)
def test_each_split_has_every_kind_and_every_verdict(
    splits: dict[str, CaseSet], split: str
) -> None:
    assert {question.kind for question in splits[split].questions} == set(Kind)
    verdicts = {claim.verdict for claim in splits[split].claims}
    assert verdicts == set(Verdict) - {Verdict.NOT_CHECKED}


def test_no_case_is_in_both_splits(splits: dict[str, CaseSet]) -> None:
    dev, test = (splits[split] for split in SPLITS)
    for of_dev, of_test in ((dev.questions, test.questions), (dev.claims, test.claims)):
        assert not {case.id for case in of_dev} & {case.id for case in of_test}
    assert not {one.question.casefold() for one in dev.questions} & {
        one.question.casefold() for one in test.questions
    }
    assert not {one.claim.casefold() for one in dev.claims} & {
        one.claim.casefold() for one in test.claims
    }
    assert dev.digest != test.digest
