"""Checking with a judge of our own: the verdicts, their evidence, and what may be cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checking import Checker
from bot.checking.checker import Reports, each_its_own
from bot.checks.finding import Finding, Outcome
from bot.claims import MAX_CLAIMS, MAX_TEXT, find_claims
from bot.errors import CheckFailedError, JudgeUnavailableError, QuestionError
from bot.evidence import Candidate
from bot.house import Rules
from bot.judge.combining import Judgement
from bot.verdict import Report, Stance, Verdict
from index.keeper import IndexKeeper
from sources.archive import Archive
from tests.fakes import NOW, FakeEncoder, FakeJudge, article_id, make_archive, make_article

FOR = "The ferry Petrel struck the pier near Tarn."
AGAINST = "The ferry Petrel missed the pier near Tarn."
OTHER = "A wolf was filmed in a beet field."
CLAIM = "The Petrel struck the pier."
SURE = {"struck": (0.98, 0.0), "missed": (0.0, 0.98)}


@pytest.fixture(autouse=True)
def _no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe has its tests in `test_generation`; here it would take a second a build."""
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)


def checker_of(
    archive: Archive,
    judge: FakeJudge,
    rules: Rules | None = None,
    reports: Reports = each_its_own,
) -> Checker:
    keeper = IndexKeeper(archive, FakeEncoder())
    with archive.writing(now=NOW):
        keeper.sync(now=NOW + timedelta(seconds=archive.n_articles()))
    searcher = keeper.open_searcher()
    return Checker(
        archive,
        lambda query, k, as_of: searcher.search(query, k=k, as_of=as_of),
        judge,
        n_passages=10,
        backends={"judge": judge.identity},
        today=NOW.date(),
        rules=rules,
        reports=reports,
    )


def assert_sound(report: Report, archive: Archive, as_of: date | None = None) -> None:
    """What must hold of every report, whatever was checked."""
    for checked in report.claims:
        assert checked.claim.span.of(report.text) == checked.claim.text
        assert 0.0 <= checked.confidence <= 1.0
        for evidence in checked.evidence:
            quote = evidence.citation.quote
            article = archive.get(quote.article_id, quote.version)
            assert archive.proves(quote)
            assert article.retraction is None
            assert as_of is None or article.dated <= as_of
            assert 0.0 <= evidence.confidence <= 1.0
        stances = {evidence.stance for evidence in checked.evidence}
        expected = {
            Verdict.SUPPORTED: {Stance.SUPPORTS},
            Verdict.REFUTED: {Stance.REFUTES},
            Verdict.CONFLICTING: {Stance.SUPPORTS, Stance.REFUTES},
        }
        if checked.verdict in expected:
            assert stances == expected[checked.verdict]
            assert checked.reason
        else:
            assert stances <= {Stance.NEUTRAL}
            assert checked.settle


@pytest.mark.parametrize(
    ("bodies", "verdict", "quoted"),
    [
        ([FOR, OTHER], Verdict.SUPPORTED, [FOR]),
        ([AGAINST, OTHER], Verdict.REFUTED, [AGAINST]),
        ([FOR, AGAINST, OTHER], Verdict.CONFLICTING, [FOR, AGAINST]),
        ([OTHER], Verdict.NOT_ENOUGH_EVIDENCE, [OTHER]),
        ([], Verdict.NOT_ENOUGH_EVIDENCE, []),
    ],
)
def test_verdict_follows_from_the_quotes(
    build: Callable[..., Archive], bodies: list[str], verdict: Verdict, quoted: list[str]
) -> None:
    archive = build(*(make_article(f"a{n}", body) for n, body in enumerate(bodies)))
    report = checker_of(archive, FakeJudge(shares=SURE)).verify(CLAIM)
    (checked,) = report.claims
    assert checked.verdict is verdict
    assert [e.citation.quote.text for e in checked.evidence] == quoted
    assert_sound(report, archive)
    assert report.backends == {"judge": "fake-judge"}
    assert "total" in report.timings_ms


def test_surer_judge_gives_no_less_confidence(build: Callable[..., Archive]) -> None:
    archive = build(make_article("a", FOR))
    found = [
        checker_of(archive, FakeJudge(shares={"struck": (share, 0.0)})).verify(CLAIM).claims[0]
        for share in (0.75, 0.85, 0.99)
    ]
    assert {checked.verdict for checked in found} == {Verdict.SUPPORTED}
    confidences = [checked.confidence for checked in found]
    assert confidences == sorted(confidences)


def test_stronger_quotes_come_first(build: Callable[..., Archive]) -> None:
    archive = build(make_article("weak", "The Petrel struck a quay."), make_article("strong", FOR))
    judge = FakeJudge(shares={"struck the": (0.95, 0.0), "struck a": (0.7, 0.0)})
    (checked,) = checker_of(archive, judge).verify(CLAIM).claims
    assert [e.citation.quote.text for e in checked.evidence] == [FOR, "The Petrel struck a quay."]
    assert [e.citation.number for e in checked.evidence] == [1, 2]


def test_a_guess_is_not_shown_beside_a_named_contradiction(build: Callable[..., Archive]) -> None:
    archive = build(
        make_article("named", "The Petrel struck 3 piers."),
        make_article("guess", "The Petrel sails to both piers on Mondays."),
    )
    named = {"numbers": Finding(check="numbers", outcome=Outcome.CONFLICTS, reason="3, not 5")}

    class Named(FakeJudge):
        def judge(
            self, claim: str, candidates: Sequence[Candidate], *, claimed_on: date | None = None
        ) -> list[Judgement]:
            return [
                replace(self._judgement(c.text), findings=named if "struck" in c.text else {})
                for c in candidates
            ]

    both = {"struck": (0.0, 0.9), "sails": (0.0, 0.95)}
    (checked,) = checker_of(archive, Named(shares=both)).verify("The Petrel struck 5 piers.").claims
    assert checked.verdict is Verdict.REFUTED
    assert [e.citation.quote.text for e in checked.evidence] == ["The Petrel struck 3 piers."]
    (guessed,) = (
        checker_of(archive, FakeJudge(shares=both)).verify("The Petrel struck 5 piers.").claims
    )
    assert len(guessed.evidence) == 2


def test_a_sentence_about_something_else_refutes_nothing(build: Callable[..., Archive]) -> None:
    archive = build(make_article("a", "A wolf was filmed in 2021."), make_article("b", OTHER))
    judge = FakeJudge(shares={"wolf": (0.0, 0.95)})
    (checked,) = checker_of(archive, judge).verify("The Petrel sank in 2024.").claims
    assert checked.verdict is Verdict.NOT_ENOUGH_EVIDENCE


@pytest.mark.parametrize("corrects", [True, False])
def test_later_correction_silences_what_it_corrects(
    build: Callable[..., Archive], corrects: bool
) -> None:
    title = "Correction: the Petrel missed the pier" if corrects else "The Petrel missed the pier"
    archive = build(
        make_article("first", FOR, published=date(2024, 5, 1)),
        make_article("second", AGAINST, title=title, published=date(2024, 5, 3)),
    )
    report = checker_of(archive, FakeJudge(shares=SURE)).verify(CLAIM)
    verdict = Verdict.REFUTED if corrects else Verdict.CONFLICTING
    assert report.claims[0].verdict is verdict
    assert_sound(report, archive)


def test_reason_of_the_check_is_the_reason_of_the_verdict(build: Callable[..., Archive]) -> None:
    archive = build(make_article("a", AGAINST))
    finding = Finding(check="numbers", outcome=Outcome.CONFLICTS, reason="the article says 25")
    judge = FakeJudge(shares=SURE, findings={"numbers": finding})
    (checked,) = checker_of(archive, judge).verify(CLAIM).claims
    assert "the article says 25" in checked.reason.lower()
    assert checked.evidence[0].reason == "the article says 25"
    assert [(check.name, check.passed) for check in checked.checks] == [("numbers", False)]


def test_every_sentence_is_a_claim_in_the_order_of_the_text(
    build: Callable[..., Archive],
) -> None:
    archive = build(make_article("a", FOR))
    text = f"  {CLAIM}  Nobody saw it.\n\nIt rained!"
    seen: list[tuple[int, int]] = []
    report = checker_of(archive, FakeJudge(shares=SURE)).verify(
        text, on_progress=lambda done, total: seen.append((done, total))
    )
    assert [c.claim.text for c in report.claims] == [CLAIM, "Nobody saw it.", "It rained!"]
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert_sound(report, archive)


@pytest.mark.parametrize("day", [1, 2, 4, 5, 20])
def test_nothing_later_than_the_day_counts(build: Callable[..., Archive], day: int) -> None:
    archive = build(
        make_article("ship", FOR, updated=date(2024, 5, 2)),
        make_article("ship", AGAINST, updated=date(2024, 5, 5)),
    )
    as_of = date(2024, 5, day)
    report = checker_of(archive, FakeJudge(shares=SURE)).verify(CLAIM, as_of=as_of)
    expected = Verdict.SUPPORTED if day >= 2 else Verdict.NOT_ENOUGH_EVIDENCE
    assert report.claims[0].verdict is (Verdict.REFUTED if day >= 5 else expected)
    assert report.as_of == as_of
    assert_sound(report, archive, as_of)


def test_retracted_article_supports_nothing(build: Callable[..., Archive]) -> None:
    archive = build(make_article("a", FOR), make_article("b", OTHER))
    checker = checker_of(archive, FakeJudge(shares=SURE))
    archive.retract(article_id("a"), on=date(2024, 6, 1))
    for as_of in (None, date(2024, 5, 2)):
        report = checker.verify(CLAIM, as_of=as_of)
        assert report.claims[0].verdict is Verdict.NOT_ENOUGH_EVIDENCE
        assert_sound(report, archive, as_of)


def test_error_in_judging_one_claim_is_no_verdict_and_stops_no_other(
    build: Callable[..., Archive],
) -> None:
    archive = build(make_article("a", FOR))

    class Faulty(FakeJudge):
        def judge(self, claim, candidates, *, claimed_on=None):
            if "rained" in claim:
                raise RuntimeError("out of order")
            return super().judge(claim, candidates, claimed_on=claimed_on)

    report = checker_of(archive, Faulty(shares=SURE)).verify(f"It rained. {CLAIM}")
    assert [c.verdict for c in report.claims] == [Verdict.NOT_CHECKED, Verdict.SUPPORTED]
    assert report.claims[0].confidence == 0.0
    assert_sound(report, archive)


@pytest.mark.parametrize(
    ("error", "reason", "settle"),
    [
        (CheckFailedError("names", "the check of names failed (KeyError)", "report it as an error"),
         "The check of names failed (KeyError).", "Report it as an error."),
        (JudgeUnavailableError("qwen3 did not answer within 60 s", "check it again"),
         "Qwen3 did not answer within 60 s.", "Check it again."),
        (KeyError("It rained."), "Checking this claim failed (KeyError).",
         "Check it again; if it fails again, report it."),
    ],
)  # fmt: skip
def test_why_a_claim_was_not_checked_is_said_without_its_text(
    build: Callable[..., Archive], error: Exception, reason: str, settle: str
) -> None:
    archive = build(make_article("a", FOR))

    class Faulty(FakeJudge):
        def judge(self, claim, candidates, *, claimed_on=None):
            raise error

    (checked,) = checker_of(archive, Faulty()).verify("It rained.").claims
    assert (checked.verdict, checked.confidence) == (Verdict.NOT_CHECKED, 0.0)
    assert (checked.reason, checked.settle) == (reason, settle)
    assert (checked.evidence, checked.checks) == ((), ())


def test_quote_that_is_gone_when_it_would_be_shown_carries_no_verdict(
    build: Callable[..., Archive],
) -> None:
    archive = build(make_article("a", FOR), make_article("b", OTHER))

    class Remover(FakeJudge):
        def judge(self, claim, candidates, *, claimed_on=None):
            judgements = super().judge(claim, candidates, claimed_on=claimed_on)
            archive.remove(article_id("a"))
            return judgements

    report = checker_of(archive, Remover(shares=SURE)).verify(CLAIM)
    assert report.claims[0].verdict not in (Verdict.SUPPORTED, Verdict.REFUTED)
    assert_sound(report, archive)


class TestTextsThatCannotBeTaken:
    @pytest.mark.parametrize(
        "text",
        [
            *("", " \n ", "…", "?!", "\x00", "A ship\x00.", "A \ud800 ship."),
            *("x" * (MAX_TEXT + 1), "It rained. " * (MAX_CLAIMS + 1)),
        ],
        ids=lambda text: repr(text[:12]),
    )
    def test_it_is_an_error_with_a_way_out(self, archive: Archive, text: str) -> None:
        with pytest.raises(QuestionError) as caught:
            checker_of(archive, FakeJudge()).verify(text)
        assert caught.value.way_out

    def test_longest_text_is_taken(self) -> None:
        assert len(find_claims("x" * MAX_TEXT)) == 1
        assert len(find_claims("It rained. " * MAX_CLAIMS)) == MAX_CLAIMS

    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
    def test_claims_stand_in_the_text_in_order(self, text: str) -> None:
        try:
            claims = find_claims(text)
        except QuestionError:
            return
        assert all(claim.span.of(text) == claim.text for claim in claims)
        spans = [claim.span for claim in claims]
        assert spans == sorted(spans)
        assert not any(a.overlaps(b) for a, b in pairwise(spans))


class PairJudge(FakeJudge):
    """Supports only what two sentences say together."""

    def entails(self, quote: str, statement: str, **around: object) -> Judgement:
        shares = (0.9, 0.0, 0.1) if "Tarn" in quote and "Monday" in quote else (0.1, 0.0, 0.9)
        return Judgement(supports=shares[0], refutes=shares[1], neither=shares[2], findings={})


@pytest.mark.parametrize(("in_one", "verdict"), [(True, "SUPPORTED"), (False, "NOT_ENOUGH")])
def test_two_sentences_of_one_article_support_together(
    tmp_path: Path, in_one: bool, verdict: str
) -> None:
    place, day = "The Petrel struck the pier near Tarn.", "The accident happened on Monday."
    bodies = [f"{place} {day}"] if in_one else [place, day]
    archive = make_archive(tmp_path, *(make_article(str(n), b) for n, b in enumerate(bodies)))
    claim = "The Petrel struck the pier near Tarn on Monday."
    checked = checker_of(archive, PairJudge()).verify(claim).claims[0]
    assert checked.verdict.value.startswith(verdict)
    if in_one:
        quotes = [e.citation.quote.text for e in checked.evidence]
        assert sorted(quotes) == sorted([place, day])
        assert checked.confidence == pytest.approx(0.9)
        assert_sound(Report(text=claim, claims=(checked,)), archive)


class TestRulesOfTheHouse:
    """What the judge finds stays; what may decide is the newsroom's to say."""

    @staticmethod
    def rules(**evidence: object) -> Rules:
        return Rules.model_validate({"evidence": evidence})

    def test_one_report_is_not_enough_where_two_are_asked_for(
        self, build: Callable[..., Archive]
    ) -> None:
        archive = build(make_article("a", FOR))
        two = self.rules(min_reports=2)
        (checked,) = checker_of(archive, FakeJudge(shares=SURE), two).verify(CLAIM).claims
        assert checked.verdict is Verdict.NOT_ENOUGH_EVIDENCE
        assert "1 independent report says so" in checked.reason
        assert "independent" in checked.settle
        assert [e.stance for e in checked.evidence] == [Stance.SUPPORTS]

    def test_copies_count_once(self, build: Callable[..., Archive]) -> None:
        archive = build(make_article("a", FOR), make_article("b", f"Again: {FOR}"))
        two = self.rules(min_reports=2)
        judge = FakeJudge(shares=SURE)
        (apart,) = checker_of(archive, judge, two).verify(CLAIM).claims
        assert apart.verdict is Verdict.SUPPORTED
        assert apart.notes == ()
        copies = lambda ids: dict.fromkeys(ids, article_id("a"))  # noqa: E731
        (together,) = checker_of(archive, judge, two, copies).verify(CLAIM).claims
        assert together.verdict is Verdict.NOT_ENOUGH_EVIDENCE
        assert {e.report for e in together.evidence} == {article_id("a")}
        (one,) = checker_of(archive, judge, None, copies).verify(CLAIM).claims
        assert one.reason == "2 articles say so, 1 independent report."
        assert len(one.notes) == 1

    def test_who_is_not_vetted_is_shown_and_decides_nothing(
        self, build: Callable[..., Archive]
    ) -> None:
        archive = build(
            make_article("a", FOR, publisher="Harbour Post"),
            *(make_article(f"x{n}", AGAINST, publisher="Rumours") for n in range(5)),
        )
        judge = FakeJudge(shares=SURE)
        (open_to_all,) = checker_of(archive, judge).verify(CLAIM).claims
        assert open_to_all.verdict is Verdict.CONFLICTING
        vetted = self.rules(vetted=frozenset({"harbour post"}))
        (checked,) = checker_of(archive, judge, vetted).verify(CLAIM).claims
        assert checked.verdict is Verdict.SUPPORTED
        shown = [(e.citation.publisher, e.stance, e.labels) for e in checked.evidence]
        assert shown[0] == ("Harbour Post", Stance.SUPPORTS, ())
        assert set(shown[1:]) == {("Rumours", Stance.NEUTRAL, ("publisher not vetted",))}

    def test_opinion_decides_nothing_and_old_sources_are_marked(
        self, build: Callable[..., Archive]
    ) -> None:
        archive = build(
            make_article("a", FOR, title="Opinion: what the ferry did"),
            make_article("b", "Last night a ferry struck a quay.", published=date(2014, 5, 1)),
        )
        rules = self.rules(max_age_days=365)
        (checked,) = checker_of(archive, FakeJudge(shares=SURE), rules).verify(CLAIM).claims
        labels = {e.citation.quote.article_id: (e.stance, e.labels) for e in checked.evidence}
        assert labels[article_id("b")] == (Stance.SUPPORTS, ("old",))
        assert labels[article_id("a")][0] is Stance.NEUTRAL
        assert "opinion" in labels[article_id("a")][1]


def test_what_was_right_then_and_is_not_now_is_said(build: Callable[..., Archive]) -> None:
    archive = build(
        make_article("ship", FOR, updated=date(2024, 5, 2)),
        make_article("ship", AGAINST, updated=date(2024, 5, 5)),
    )
    checker = checker_of(archive, FakeJudge(shares=SURE))
    (then,) = checker.verify(CLAIM, as_of=date(2024, 5, 3)).claims
    assert (then.verdict, then.today) == (Verdict.SUPPORTED, Verdict.REFUTED)
    (now,) = checker.verify(CLAIM).claims
    assert (now.verdict, now.today) == (Verdict.REFUTED, None)


def test_what_is_not_worth_checking_is_not_checked(build: Callable[..., Archive]) -> None:
    archive = build(make_article("a", FOR))
    text = f"Why did the Petrel strike the pier? {CLAIM}"
    question, claim = checker_of(archive, FakeJudge(shares=SURE)).verify(text).claims
    assert (question.verdict, claim.verdict) == (Verdict.NOT_CHECKED, Verdict.SUPPORTED)
    assert question.reason
    assert question.settle
    assert question.evidence == ()


@pytest.mark.parametrize(
    "text", ["The Petrel struck the pier", "I think the Petrel struck the pier."]
)
def test_a_claim_given_alone_is_checked_whatever_it_is(
    build: Callable[..., Archive], text: str
) -> None:
    archive = build(make_article("a", FOR))
    (checked,) = checker_of(archive, FakeJudge(shares=SURE)).verify(text).claims
    assert checked.verdict is Verdict.SUPPORTED
    question = checker_of(archive, FakeJudge(shares=SURE)).verify("Did the Petrel strike it?")
    assert question.claims[0].verdict is Verdict.NOT_CHECKED
