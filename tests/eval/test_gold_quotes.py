"""Gold quotes: found where they stand, or an error that names the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from toy import CASES, NOW, gold_quote, make_archive, make_article

from eval.cases import CaseSet, Kind, Question
from eval.errors import GoldError
from eval.gold import locate_gold
from sources.archive import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return make_archive(tmp_path)


def only(question: Question) -> CaseSet:
    return CaseSet(split="dev", questions=(question,), claims=())


def test_every_gold_quote_is_located(archive: Archive) -> None:
    gold = locate_gold(CASES, archive)
    assert gold.keys() == {"q1", "q2", "q3", "c1", "c2", "c3"}
    assert gold["q3"] == gold["c2"] == ()
    for case in (*CASES.questions, *CASES.claims):
        for quote, found in zip(case.gold, gold[case.id], strict=True):
            for version, span in found.places:
                assert span.of(archive.get(found.article_id, version).text) == quote.quote
    assert [one.group for one in gold["c3"]] == ["refutes"]


def test_a_quote_is_found_with_other_quotation_marks(archive: Archive) -> None:
    text = "“It’s over,” she said."
    with archive.writing(now=NOW), archive.transaction():
        archive.add(make_article("talk", text=text))
    question = replace(CASES.questions[0], gold=(gold_quote("talk", '"It\'s over," she'),))
    ((version, span),) = locate_gold(only(question), archive)["q1"][0].places
    assert (version, span.of(text)) == (1, "“It’s over,” she")


def test_a_quote_is_found_in_every_version_that_has_it(archive: Archive) -> None:
    old = archive.articles()
    flood = next(article for article in old if article.origin == "flood.md")
    with archive.writing(now=NOW), archive.transaction():
        corrected = "Update. " + flood.text
        archive.add(replace(flood, text=corrected, updated=date(2024, 5, 9), sha256="0" * 64))
    (found,) = locate_gold(CASES, archive)["q1"]
    assert [(version, span.start) for version, span in found.places] == [(1, 0), (2, 8)]
    early = replace(CASES.questions[0], kind=Kind.AS_OF, as_of=date(2024, 5, 2))
    (found,) = locate_gold(only(early), archive)["q1"]
    assert [version for version, _ in found.places] == [1]


def test_a_quote_that_is_not_there_names_its_case(archive: Archive) -> None:
    question = replace(CASES.questions[0], gold=(gold_quote("flood", "rose to 42 metres"),))
    with pytest.raises(GoldError, match=r"case 'q1'.*does not say 'rose to 42 metres'"):
        locate_gold(only(question), archive)
    question = replace(CASES.questions[0], gold=(gold_quote("drought", "rose"),))
    with pytest.raises(GoldError, match=r"case 'q1'.*no article 'https://toy\.example/drought'"):
        locate_gold(only(question), archive)


def test_a_quote_from_after_the_day_asked_for_is_refused(archive: Archive) -> None:
    question = replace(CASES.questions[0], kind=Kind.AS_OF, as_of=date(2024, 4, 30))
    with pytest.raises(GoldError, match="as of 2024-04-30"):
        locate_gold(only(question), archive)
