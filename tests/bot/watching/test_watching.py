"""Watched claims: articles come in, are corrected, are withdrawn; what changed is said, once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.errors import QuestionError
from bot.newsproof import Newsproof
from bot.packs import State, make_pack
from bot.settings import Settings
from bot.verdict import Report, Verdict
from bot.watching import Looked, Watched, add, check_again, listed, note, remove
from bot.watching.running import claims_of, first_check
from sources.errors import NotFoundError
from tests.bot.packs.packed import answer_of
from tests.fakes import NOW, Clock, fill, make_article

CLAIM = "The Tarn dam is 40 metres high."
TRUE = (
    "The Tarn dam is 40 metres high. It was built by the Orrin water board and holds back the "
    "river above the town, where a mill stood for two hundred years."
)
Add = Callable[..., None]


@pytest.fixture(autouse=True)
def _no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe has its tests in `test_generation`; here it would take a second a build."""
    monkeypatch.setattr("index.generation.check_in_child", lambda *_: None)


@pytest.fixture
def newsproof(tmp_path: Path) -> Iterator[Newsproof]:
    settings = Settings(data_dir=tmp_path / "data")
    with Newsproof.open(settings, create=True, clock=Clock()) as opened:
        yield opened


@pytest.fixture
def take_in(newsproof: Newsproof, tmp_path: Path) -> Add:
    """Read an article into the archive, as `ingest` does."""

    def take_in(name: str, text: str, **facts: str) -> None:
        row = {
            "title": f"Report on the {name}",
            "text": text,
            "url": f"https://herald.example/{name}",
            "published": "2024-05-01",
            "publisher": "Test Herald",
            **facts,
        }
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
        report = newsproof.ingest([path])
        assert not report.rejected

    return take_in


def watch(newsproof: Newsproof, claim: str = CLAIM) -> Watched:
    (one,) = add(newsproof.archive, [first_check(newsproof, claim, now=NOW)], now=NOW)
    return one


def run(newsproof: Newsproof) -> Sequence[Looked]:
    looked = list(check_again(newsproof, listed(newsproof.archive), now=NOW))
    note(newsproof.archive, looked, now=NOW)
    return looked


def test_claim_is_supported_once_an_article_says_so_and_told_once(
    newsproof: Newsproof, take_in: Add
) -> None:
    take_in("mill", "The old mill of Orrin burned down. " * 6)
    assert watch(newsproof).verdict is Verdict.NOT_ENOUGH_EVIDENCE
    assert not run(newsproof)[0].is_changed
    take_in("dam", TRUE)
    (looked,) = run(newsproof)
    assert (looked.watched.verdict, looked.verdict) == (
        Verdict.NOT_ENOUGH_EVIDENCE,
        Verdict.SUPPORTED,
    )
    assert looked.has_other_verdict
    assert [one.citation.quote.text for one in looked.new] == [CLAIM]
    assert not run(newsproof)[0].is_changed


def test_corrected_evidence_is_named_beside_the_new_verdict(
    newsproof: Newsproof, take_in: Add
) -> None:
    take_in("dam", TRUE)
    assert watch(newsproof).verdict is Verdict.SUPPORTED
    take_in("dam", TRUE.replace("40", "45"), updated="2024-06-01")
    (looked,) = run(newsproof)
    assert looked.verdict is Verdict.REFUTED
    (state,) = looked.evidence
    assert state.state is State.CORRECTED
    assert state.now is not None
    assert "45 metres" in state.now.text
    assert not run(newsproof)[0].is_changed


def test_retracted_evidence_is_named_even_where_the_verdict_stays(
    newsproof: Newsproof, take_in: Add
) -> None:
    take_in("dam", TRUE)
    take_in("tower", "Tarn has a tower. The Tarn dam is 40 metres high. " + "Snow fell there. " * 6)
    one = watch(newsproof)
    first = one.report.claims[0].evidence[0].citation.quote.article_id
    newsproof.retract(first, on=date(2024, 7, 1), reason="it was made up")
    (looked,) = run(newsproof)
    assert looked.verdict is Verdict.SUPPORTED
    assert not looked.has_other_verdict
    assert looked.is_changed
    assert looked.evidence[0].state is State.RETRACTED
    assert "it was made up" in looked.evidence[0].reason


def test_contradicting_report_makes_it_conflicting_and_is_the_new_quote(
    newsproof: Newsproof, take_in: Add
) -> None:
    take_in("dam", TRUE)
    watch(newsproof)
    take_in("survey", TRUE.replace("40", "52"), publisher="Orrin Post")
    (looked,) = run(newsproof)
    assert looked.verdict is Verdict.CONFLICTING
    assert any("52 metres" in one.citation.quote.text for one in looked.new)


def test_failed_check_is_no_verdict_and_the_last_one_is_kept(
    newsproof: Newsproof, take_in: Add
) -> None:
    take_in("dam", TRUE)
    one = watch(newsproof)
    report = one.report
    failed = replace(report, claims=(replace(report.claims[0], verdict=Verdict.NOT_CHECKED),))
    looked = Looked(watched=one, pack=replace(one.pack, result=failed))
    assert not looked.is_changed
    assert not looked.is_checked
    note(newsproof.archive, [looked], now=NOW)
    assert listed(newsproof.archive) == [one]


def test_claim_is_watched_once_and_keeps_its_first_check(
    newsproof: Newsproof, take_in: Add
) -> None:
    take_in("mill", "The old mill of Orrin burned down. " * 6)
    one = watch(newsproof)
    take_in("dam", TRUE)
    assert watch(newsproof, f"  {CLAIM.upper().capitalize()}") == one
    assert listed(newsproof.archive) == [one]


def test_removed_is_gone_and_stays_gone_after_a_run(newsproof: Newsproof, take_in: Add) -> None:
    take_in("dam", TRUE)
    one = watch(newsproof)
    looked = list(check_again(newsproof, listed(newsproof.archive), now=NOW))
    remove(newsproof.archive, one.id, now=NOW)
    note(newsproof.archive, looked, now=NOW)
    assert listed(newsproof.archive) == []
    with pytest.raises(NotFoundError):
        remove(newsproof.archive, one.id, now=NOW)


def test_what_states_no_fact_cannot_be_watched(newsproof: Newsproof) -> None:
    with pytest.raises(QuestionError, match="nothing to watch"):
        first_check(newsproof, "Is the Tarn dam high?", now=NOW)


def test_too_long_a_claim_is_refused(newsproof: Newsproof, take_in: Add) -> None:
    take_in("dam", TRUE)
    _, pack = first_check(newsproof, CLAIM, now=NOW)
    with pytest.raises(QuestionError, match="at most 2,000"):
        add(newsproof.archive, [("The dam is high. " * 200, pack)], now=NOW)


def test_claims_of_a_pack_are_watched_self_contained_with_their_own_quotes(
    newsproof: Newsproof, take_in: Add
) -> None:
    take_in("dam", TRUE)
    draft = f"{CLAIM} It was built by the Orrin water board. What a dam!"
    report = newsproof.verify(draft)
    pack = make_pack(report, newsproof.archive, newsproof.settings, now=NOW)
    found = dict(claims_of(pack))
    n_checked = sum(one.verdict is not Verdict.NOT_CHECKED for one in report.claims)
    assert len(found) == n_checked
    assert CLAIM in found
    assert not any(text.startswith("It ") for text in found)
    for one in found.values():
        assert isinstance(one.result, Report)
        (claim,) = one.result.claims
        assert {e.citation.quote for e in claim.evidence} == {q.quote for q in one.quotes}
    added = add(newsproof.archive, list(found.items()), now=NOW)
    assert listed(newsproof.archive) == sorted(added, key=lambda one: one.id)
    assert not any(one.has_other_verdict for one in run(newsproof))


def test_pack_of_an_answer_is_refused(newsproof: Newsproof) -> None:
    body = "A dam was opened. The Tarn dam is 40 metres high. It holds much water."
    fill(newsproof.archive, [make_article("dam", body)])
    answer = answer_of(newsproof.archive)
    pack = make_pack(answer, newsproof.archive, newsproof.settings, now=NOW)
    with pytest.raises(QuestionError, match="holds an answer"):
        claims_of(pack)
