"""Already checked: the same claim in other words is found, another claim is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from bot.already import already_checked, is_same_claim, told_before
from bot.judge.model import Judge, ModelJudge
from bot.judge.opening import open_models
from bot.packs import make_pack
from bot.saved import Saved, save
from bot.settings import Settings
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict
from sources.archive import Archive
from sources.article import Span
from sources.tables import saved
from tests.bot.packs.packed import BODY, answer_of, quote_in
from tests.fakes import NOW, fill, make_article

CLAIM = "The Tarn dam is 40 metres high."
OTHER_WORDS = "The dam at Tarn is 40 metres tall."
# Written after the threshold was chosen, and never tuned on: 10 rewordings, 12 other claims.
SAME = [
    ("The airport at Lund closed on 5 June 2023.", "On 5 June 2023 the airport at Lund closed."),
    ("Vastik bought the mill for 3 million euros.", "The mill was bought by Vastik for 3m euros."),
    (
        "The court fined Ulmer Bank 2 million dollars.",
        "Ulmer Bank was fined $2 million by the court.",
    ),
    (
        "The reservoir holds 8 million litres of water.",
        "The reservoir contains 8 million litres of water.",
    ),
    ("Nurses in Kessing went on strike.", "Nurses went on strike in Kessing."),
    ("The train hit a lorry near Asker.", "Near Asker, the train struck a lorry."),
    ("Mira Holt was appointed head of the museum.", "The museum appointed Mira Holt as its head."),
    ("Rainfall in Dorne was 20 per cent below normal.", "Rainfall in Dorne was 20% below normal."),
    ("The factory employs 900 people.", "The factory has 900 employees."),
    (
        "Thieves stole five paintings from the gallery.",
        "Five paintings were stolen from the gallery.",
    ),
]
OTHER = [
    ("The airport at Lund closed on 5 June 2023.", "The airport at Lund closed on 6 June 2023."),
    ("The airport at Lund closed in 2023.", "The airport at Lund opened in 2023."),
    ("Vastik bought the mill for 3 million euros.", "Vastik sold the mill for 3 million euros."),
    ("Vastik bought the mill for 3 million euros.", "Vastik bought the mill for 3 billion euros."),
    ("The court fined Ulmer Bank 2 million dollars.", "Ulmer Bank sued the court."),
    ("Nurses in Kessing went on strike.", "Nurses in Kessing did not go on strike."),
    ("Nurses in Kessing went on strike.", "Nurses in Asker went on strike."),
    ("The train hit a lorry near Asker.", "The train missed a lorry near Asker."),
    ("Mira Holt was appointed head of the museum.", "Mira Holt resigned as head of the museum."),
    (
        "Rainfall in Dorne was 20 per cent below normal.",
        "Rainfall in Dorne was 20 per cent above normal.",
    ),
    ("The factory employs 900 people.", "The factory may employ 900 people."),
    (
        "Thieves stole five paintings from the gallery.",
        "Thieves stole six paintings from the gallery.",
    ),
]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return ModelJudge(*open_models("embedded:", "embedded:"))


@pytest.fixture
def dam(build: Callable[..., Archive]) -> Archive:
    return build(make_article("dam", BODY))


def save_check(archive: Archive, claim: str = CLAIM, *, as_of: date | None = None) -> Saved:
    citation = answer_of(archive).citations[0]
    checked = CheckedClaim(
        claim=Claim(text=claim, span=Span(start=0, end=len(claim))),
        verdict=Verdict.SUPPORTED,
        confidence=0.9,
        evidence=(Evidence(stance=Stance.SUPPORTS, confidence=0.9, citation=citation),),
    )
    assert citation.quote == quote_in(archive)
    report = Report(text=claim, claims=(checked,), as_of=as_of)
    return save(make_pack(report, archive, Settings(), now=NOW), archive, now=NOW)


def test_rewordings_are_found_and_other_claims_are_not(judge: Judge) -> None:
    n_same = sum(is_same_claim(one, other, judge) for one, other in SAME)
    n_other = sum(is_same_claim(one, other, judge) for one, other in OTHER)
    assert n_same >= 8
    assert n_other == 0


def test_nothing_saved_is_nothing_found(dam: Archive, judge: Judge) -> None:
    assert already_checked(CLAIM, dam, judge) == ()


def test_saved_check_is_found_in_other_words_and_still_stands(dam: Archive, judge: Judge) -> None:
    one = save_check(dam)
    (match,) = already_checked(OTHER_WORDS, dam, judge)
    assert match.saved == one
    assert match.stands
    assert not match.is_same_text
    assert match.line == (
        "Checked before on 2026-11-01 as “The Tarn dam is 40 metres high.”: SUPPORTED; "
        f"its evidence still stands (saved {one.id})."
    )
    assert already_checked("The Tarn dam is 41 metres tall.", dam, judge) == ()


def test_check_whose_evidence_was_corrected_is_to_be_looked_at_again(
    dam: Archive, judge: Judge
) -> None:
    save_check(dam)
    fill(dam, [make_article("dam", BODY.replace("40", "45"), updated=date(2024, 6, 1))])
    (match,) = already_checked(CLAIM, dam, judge)
    assert match.is_same_text
    assert not match.stands
    assert "to be looked at again: version 2 has other words there" in match.line


def test_check_whose_evidence_was_retracted_is_to_be_looked_at_again(
    dam: Archive, judge: Judge
) -> None:
    one = save_check(dam)
    with dam.writing(now=NOW), dam.transaction():
        dam.retract(one.pack.quotes[0].quote.article_id, on=date(2024, 7, 1))
    (match,) = already_checked(CLAIM, dam, judge)
    assert "retracted" in match.line


def test_newest_comes_first_and_the_day_asked_about_is_told(dam: Archive, judge: Judge) -> None:
    old = save_check(dam)
    new = save_check(dam, as_of=date(2024, 5, 2))
    matches = already_checked(CLAIM, dam, judge)
    assert {match.saved.id for match in matches} == {old.id, new.id}
    told = next(match for match in matches if match.saved == new)
    assert "(by what was known on 2024-05-02)" in told.line


def test_same_words_on_another_day_are_another_claim(dam: Archive, judge: Judge) -> None:
    claim = "The Tarn dam was inspected yesterday."
    save_check(dam, claim)
    assert len(already_checked(claim, dam, judge, on=NOW.date())) == 1
    assert already_checked(claim, dam, judge, on=date(2026, 11, 20)) == ()


def test_claims_that_were_not_checked_are_not_found(dam: Archive, judge: Judge) -> None:
    one = save_check(dam)
    assert isinstance(one.pack.result, Report)
    failed = replace(one.pack.result.claims[0], verdict=Verdict.NOT_CHECKED)
    pack = replace(one.pack, result=replace(one.pack.result, claims=(failed,)))
    assert already_checked(CLAIM, dam, judge, saved=[replace(one, pack=pack)]) == ()


def test_saved_answers_are_no_checks(dam: Archive, judge: Judge) -> None:
    save(make_pack(answer_of(dam), dam, Settings(), now=NOW), dam, now=NOW)
    assert already_checked(CLAIM, dam, judge) == ()


def test_what_was_checked_before_is_told_in_lines_and_a_damaged_pack_stops_nothing(
    dam: Archive, judge: Judge
) -> None:
    save_check(dam)
    (line,) = told_before(dam, judge, on=NOW.date())(OTHER_WORDS)
    assert line.startswith("Checked before on 2026-11-01")
    assert told_before(dam, judge, on=NOW.date())("A wolf was filmed.") == ()
    with dam.writing(now=NOW), dam.transaction() as connection:
        connection.execute(update(saved).values(pack="{}"))
    assert told_before(dam, judge, on=NOW.date())(OTHER_WORDS) == ()
