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
from sources.article import Quote
from sources.copies import note


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


AGENCY = (
    "Nine lorries brought sand to the dyke of Marle on Friday evening. The fire brigade, which had "
    "called for help at noon, filled 1,400 sacks before dark. Two streets by the harbour stay "
    "closed until Monday, the town said. {said} Nobody was hurt, and the school in the old mill "
    "took in the families of three houses that stood in the water up to their windows."
)
SAID = "The water fell by 30 centimetres overnight, fire chief Anna Berg said."


def printed(archive: Archive, name: str, said: str, day: int = 3) -> Quote:
    """Add the agency's report as one outlet printed it, and return the sentence in question."""
    text = AGENCY.format(said=said)
    article = make_article(name, day=day, text=text)
    with archive.writing(now=NOW), archive.transaction():
        archive.add(article)
        note(archive, archive.get(article.article_id))
    start = text.index(said)
    return Quote(
        article_id=article.article_id, version=1, start=start, end=start + len(said), text=said
    )


@pytest.mark.parametrize(
    ("said", "day", "as_of", "is_met"),
    [
        (SAID, 3, None, True),
        ("The water fell by 30 centimetres overnight, the town’s fire chief, Anna Berg, said.",
         3, None, True),
        ("The water fell by 80 centimetres overnight, fire chief Anna Berg said.", 3, None, False),
        ("The water did not fall by 30 centimetres overnight, Anna Berg said.", 3, None, False),
        (SAID, 5, date(2024, 5, 4), False),
    ],
)  # fmt: skip
def test_what_a_copy_of_the_article_says_too_meets_a_gold_quote(
    archive: Archive, said: str, day: int, as_of: date | None, *, is_met: bool
) -> None:
    printed(archive, "coast", SAID)
    copy = printed(archive, "post", said, day)
    kind = CASES.questions[0].kind if as_of is None else Kind.AS_OF
    case = replace(CASES.questions[0], gold=(gold_quote("coast", SAID),), as_of=as_of, kind=kind)
    (found,) = locate_gold(only(case), archive)["q1"]
    assert found.overlaps(copy) is is_met
    if is_met:
        other = replace(copy, start=0, end=20, text=AGENCY[:20])
        assert not found.overlaps(other), "another sentence of the copy is not gold"
