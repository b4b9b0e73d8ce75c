"""Runs, their summaries and reports, with a plain fake system over a toy archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from toy import CASES, FakeSystem, abstained, answered, gold_quote, make_archive

from bot.answer import Considered, Proof, Stage, Status
from bot.verdict import Verdict
from eval.cases import Case, CaseSet, ClaimCase, DraftCase, DraftClaim, GoldQuote, Question
from eval.errors import GoldError
from eval.gold import Gold, locate_gold
from eval.measures import GATING, MEASURES, METRICS
from eval.records import Blame, ClaimRecord, DraftRecord, QuestionRecord, Record, Run
from eval.reports.terminal import print_report, report_json
from eval.runner import run_case, run_system
from eval.summary import Summary, summarise
from eval.systems import Judgement
from sources.archive import Archive
from sources.article import Quote


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    archive = make_archive(tmp_path)
    yield archive
    archive.close()


def quotes_of(gold: tuple[Gold, ...], archive: Archive) -> list[Quote]:
    found = []
    for one in gold:
        version, span = one.places[0]
        found.append(Quote.of(archive.get(one.article_id, version), span))
    return found


def perfect(archive: Archive) -> FakeSystem:
    """Return a system that knows the gold of every case."""
    gold = locate_gold(CASES, archive)
    shown = {case.question: quotes_of(gold[case.id], archive) for case in CASES.questions}
    return FakeSystem(
        name="perfect",
        passages=shown,
        answers={
            question: answered(question, quotes) for question, quotes in shown.items() if quotes
        },
        judgements={
            case.claim: Judgement(
                verdict=case.verdict, evidence=tuple(quotes_of(gold[case.id], archive))
            )
            for case in CASES.claims
        },
    )


def run(system: FakeSystem, archive: Archive) -> tuple[Run, Summary]:
    gold = locate_gold(CASES, archive)
    found = run_system(system, CASES, gold, archive=archive)
    return found, summarise(found)


def values(summary: Summary) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in summary.figures}


# What the toy cases don't measure: nothing is accepted, dated, attributed, drafted or timed there.
UNMEASURED = {
    "accepted_shown", "attribution", "as_of_leaks", "answer_aurc", "verdict_ece", "verdict_aurc",
    "draft_accuracy", "draft_claim_accuracy",
}  # fmt: skip


def test_every_metric_is_at_its_best_for_a_system_that_knows_the_gold(archive: Archive) -> None:
    _, summary = run(perfect(archive), archive)
    found = values(summary)
    assert {name for name in GATING if found[name] is None} == UNMEASURED
    for name in set(GATING) - UNMEASURED:
        assert found[name] == (1.0 if MEASURES[name].higher_is_better else 0.0), name


def test_every_metric_is_at_its_worst_or_undefined_for_a_system_that_is_always_wrong(
    archive: Archive,
) -> None:
    right = perfect(archive)
    wolf = next(one for one in archive.articles() if one.origin == "wolf.md")
    elsewhere = Quote(article_id=wolf.article_id, version=1, start=3, end=8, text="tiger")
    always = Judgement(verdict=Verdict.SUPPORTED, evidence=(elsewhere,))
    system = FakeSystem(
        name="wrong",
        answers={case.question: answered(case.question, [elsewhere]) for case in CASES.questions},
        judgements=dict.fromkeys(right.judgements, always)
        | {CASES.claims[0].claim: Judgement(verdict=Verdict.NOT_CHECKED)},
    )
    _, summary = run(system, archive)
    found = values(summary)
    undefined = UNMEASURED | {"abstain_precision"}
    assert {name for name in GATING if found[name] is None} == undefined
    for name in set(GATING) - undefined - {"forbidden_free"}:
        assert found[name] == (0.0 if MEASURES[name].higher_is_better else 1.0), name


def test_a_system_that_always_declines_has_no_figure_for_its_citations(archive: Archive) -> None:
    _, summary = run(FakeSystem(), archive)
    found = values(summary)
    assert found["citation_recall"] is found["citation_precision"] is found["quotes_exact"] is None
    assert found["answer_accuracy"] == pytest.approx(1 / 3)
    assert found["abstain_precision"] == pytest.approx(1 / 3)
    assert found["abstain_recall"] == 1
    assert summary.cited_words is None


def test_what_is_shown_for_a_question_to_decline_is_unsupported(archive: Archive) -> None:
    system = perfect(archive)
    system.answers[CASES.questions[2].question] = system.answers[CASES.questions[0].question]
    found, summary = run(system, archive)
    assert found.questions[2].statements == (False,)
    assert values(summary)["citation_precision"] == pytest.approx(2 / 3)
    assert values(summary)["quotes_exact"] == 1


def test_a_citation_number_that_leads_nowhere_is_neither_exact_nor_precise(
    archive: Archive,
) -> None:
    system = perfect(archive)
    question = CASES.questions[0].question
    system.answers[question] = replace(system.answers[question], citations=())
    found, _ = run(system, archive)
    assert found.questions[0].exact == (False,)
    assert found.questions[0].citations == ((False,),)
    assert not found.questions[0].is_right


def question(**changes: object) -> Question:
    return replace(CASES.questions[0], **changes)  # type: ignore[arg-type]


def record_of(case: Case, system: FakeSystem, archive: Archive) -> Record:
    cases = CaseSet(
        split="dev",
        questions=(case,) if isinstance(case, Question) else (),
        claims=(case,) if isinstance(case, ClaimCase) else (),
        drafts=(case,) if isinstance(case, DraftCase) else (),
    )
    return run_case(system, case, locate_gold(cases, archive)[case.id], archive)


@pytest.mark.parametrize(
    ("changes", "expected"),  # (accepted, forbidden, attributed, blame)
    [
        ({"accepted": ("4.2 metres",)}, (True, (), None, None)),
        ({"accepted": ("4.2 METRES", "x")}, (True, (), None, None)),
        ({"accepted": ("2 metres",)}, (False, (), None, Blame.BADLY_WRITTEN)),
        ({"forbidden": ("rose", "fell")}, (None, ("rose",), None, Blame.BADLY_WRITTEN)),
        ({"forbidden": ("ros",)}, (None, (), None, None)),
        ({"said_by": "the river Oste"}, (None, (), True, None)),
        ({"said_by": "Ada Brink"}, (None, (), False, None)),
        ({"accepted": ("x",), "tags": ("doubtful",)}, (False, (), None, Blame.GOLD_DOUBTFUL)),
    ],
)
def test_words_of_an_answer_are_compared_whole_and_whatever_their_case(
    archive: Archive, changes: dict[str, object], expected: tuple[object, ...]
) -> None:
    system = perfect(archive)
    asked = system.answers[CASES.questions[0].question]
    quote = asked.citations[0].quote
    system.answers[CASES.questions[0].question] = replace(
        asked, considered=(Considered(quote=quote, score=0.9, stage=Stage.SHOWN),)
    )
    found = record_of(question(**changes), system, archive)
    assert isinstance(found, QuestionRecord)
    assert (found.accepted, found.forbidden, found.attributed, found.blame) == expected
    assert (found.is_right, found.confidence) == (True, 0.9)


def test_a_quote_of_what_was_not_known_yet_is_a_leak(archive: Archive) -> None:
    system = perfect(archive)
    known = record_of(question(as_of=date(2024, 5, 1)), system, archive)
    assert isinstance(known, QuestionRecord)
    assert known.n_leaks == 0
    early = replace(
        CASES.questions[2], as_of=date(2024, 4, 30), question=CASES.questions[0].question
    )
    leaking = record_of(early, system, archive)
    assert isinstance(leaking, QuestionRecord)
    assert leaking.n_leaks == 1


def test_what_is_shown_beside_a_refusal_or_a_verdict_may_not_leak_either(archive: Archive) -> None:
    system, early = perfect(archive), date(2024, 4, 30)
    shown = system.answers[CASES.questions[0].question].citations
    wrong = replace(shown[0], quote=replace(shown[0].quote, text="another text"))
    declined = CASES.questions[2]
    system.answers[declined.question] = replace(
        abstained(declined.question), nearest=(*shown, wrong)
    )
    asked = record_of(replace(declined, as_of=early), system, archive)
    assert isinstance(asked, QuestionRecord)
    assert (asked.is_right, asked.n_leaks, asked.exact) == (True, 2, (True, False))
    system.judgements[CASES.claims[1].claim] = Judgement(
        verdict=Verdict.NOT_ENOUGH_EVIDENCE, nearest=(shown[0].quote,)
    )
    checked = record_of(replace(CASES.claims[1], as_of=early), system, archive)
    assert isinstance(checked, ClaimRecord)
    assert (checked.is_right, checked.n_leaks, checked.evidence) == (True, 1, ())


def test_a_false_conflict_over_the_gold_quote_is_no_doubtful_gold(archive: Archive) -> None:
    system = perfect(archive)
    case = replace(CASES.questions[0], accepted=("4.2 metres",))
    answer = system.answers[case.question]
    system.answers[case.question] = replace(answer, status=Status.CONFLICTING)
    record = record_of(case, system, archive)
    assert isinstance(record, QuestionRecord)
    assert record.blame is not Blame.GOLD_DOUBTFUL


def test_a_statement_is_proven_by_its_checks_and_by_the_archive(archive: Archive) -> None:
    system = perfect(archive)
    asked = system.answers[CASES.questions[0].question]
    false = replace(asked.citations[0].quote, text="x" * len(asked.citations[0].quote.text))
    unproven = replace(asked.statements[0], proof=Proof(checks=()))
    for answer, proven in (
        (asked, (True,)),
        (replace(asked, statements=(unproven,)), (False,)),
        (replace(asked, citations=(replace(asked.citations[0], quote=false),)), (False,)),
    ):
        system.answers[CASES.questions[0].question] = answer
        found = record_of(CASES.questions[0], system, archive)
        assert isinstance(found, QuestionRecord)
        assert found.proven == proven


DRAFT = "Talks are near. Repairs to the telescope took 14 months. No sheep were harmed."


def test_the_claims_of_a_draft_are_found_by_their_place(archive: Archive) -> None:
    case = DraftCase(
        id="d1",
        draft=DRAFT,
        claims=(
            DraftClaim(
                words="telescope took 14 months",
                verdict=Verdict.SUPPORTED,
                gold=(gold_quote("observatory", "took 14 months", stance="supports"),),
            ),
            DraftClaim(words="No sheep were harmed.", verdict=Verdict.NOT_ENOUGH_EVIDENCE),
        ),
    )
    system = FakeSystem()
    gold = locate_gold(CaseSet(split="dev", questions=(), claims=(), drafts=(case,)), archive)
    evidence = tuple(quotes_of(gold["d1"], archive))
    system.judgements["Repairs to the telescope took 14 months."] = Judgement(
        verdict=Verdict.SUPPORTED, evidence=evidence
    )
    found = record_of(case, system, archive)
    assert isinstance(found, DraftRecord)
    assert found.is_right
    assert [claim.id for claim in found.claims] == ["d1#1", "d1#2"]
    assert found.claims[0].is_strictly_right
    assert found.claims[0].evidence == ("took 14 months",)
    system.judgements["No sheep were harmed."] = Judgement(verdict=Verdict.NOT_CHECKED)
    broken = record_of(case, system, archive)
    assert isinstance(broken, DraftRecord)
    assert not broken.is_right
    assert broken.claims[1].blame is Blame.UNKNOWN


def test_a_case_whose_article_is_gone_is_refused_or_wrong(archive: Archive) -> None:
    case = question(gold=(GoldQuote(article="https://toy.example/gone", quote="rose"),))
    cases = replace(CASES, questions=(case,))
    with pytest.raises(GoldError, match="no article"):
        locate_gold(cases, archive)
    gold = locate_gold(cases, archive, allow_missing=True)
    found = run_case(FakeSystem(), case, gold[case.id], archive)
    assert isinstance(found, QuestionRecord)
    assert (found.is_right, found.blame) == (False, Blame.NOT_IN_ARCHIVE)


def test_runs_are_equal_but_for_their_timings(archive: Archive) -> None:
    assert run(perfect(archive), archive)[0] == run(perfect(archive), archive)[0]


def test_progress_is_told_case_by_case(archive: Archive) -> None:
    told: list[tuple[int, int]] = []
    run_system(
        perfect(archive),
        CASES,
        locate_gold(CASES, archive),
        archive=archive,
        on_case=lambda done, n_all: told.append((done, n_all)),
    )
    assert told == [(done, 6) for done in range(1, 7)]


def test_the_json_of_a_report_holds_every_figure_and_only_json(archive: Archive) -> None:
    reported = [run(perfect(archive), archive), run(FakeSystem(), archive)]
    found = json.loads(json.dumps(report_json(reported, with_wrong=True, with_records=True)))
    assert found["digest"] == CASES.digest
    assert [system["system"] for system in found["systems"]] == ["perfect", "fake"]
    for system in found["systems"]:
        assert system["figures"].keys() == set(METRICS)
        assert len(system["records"]["questions"]) == 3
    declining = found["systems"][1]
    assert [record["id"] for record in declining["wrong"]["questions"]] == ["q1", "q2"]
    assert [record["id"] for record in declining["wrong"]["claims"]] == ["c1", "c3"]
    assert declining["confusion"]["REFUTED"]["NOT_ENOUGH_EVIDENCE"] == 1
    assert "wrong" not in report_json(reported)["systems"][0]


def test_the_table_shows_systems_side_by_side_and_markup_as_it_is(archive: Archive) -> None:
    shout = FakeSystem(name="shout")
    question = CASES.questions[0].question
    shout.answers[question] = replace(
        perfect(archive).answers[question], status=Status.CONFLICTING, text="[red]x[/nothing]"
    )
    screen = StringIO()
    reported = [run(perfect(archive), archive), run(shout, archive)]
    print_report(Console(file=screen, width=120), reported, with_wrong=True)
    printed = screen.getvalue()
    for words in ("perfect", "shout", *METRICS, "1.000 [1.00, 1.00] n 3", "near_miss", "REFUTED"):
        assert words in printed
    assert "[red]x[/nothing]" in printed
    assert "answered expected, conflicting" in printed
