"""Evidence packs: the round trip, hostile files, and what a recheck finds."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import insert

from bot.answer import Answer, Status
from bot.packs import (
    Pack,
    State,
    ask_again,
    make_pack,
    pack_from_json,
    pack_to_json,
    read_pack,
    recheck,
)
from bot.packs.errors import PackError
from bot.settings import Settings
from bot.verdict import Report, Verdict
from eval.cases.making import read_pack as read_for_a_case
from sources.archive import Archive
from sources.tables import corrections
from tests.bot.packs.packed import BODY, WORDS, answer_of, pack_of, report_of
from tests.fakes import NOW, article_id, fill, make_article

Build = Callable[..., Archive]


@pytest.fixture
def dam(build: Build) -> Archive:
    return build(make_article("dam", BODY))


def as_bytes(pack: Pack) -> bytes:
    return json.dumps(pack_to_json(pack)).encode()


def changed(pack: Pack, change: Callable[[Any], object]) -> bytes:
    stored = json.loads(as_bytes(pack))
    change(stored)
    return json.dumps(stored).encode()


@pytest.mark.parametrize("of_report", [False, True])
def test_pack_makes_the_round_trip(dam: Archive, of_report: bool) -> None:
    pack = pack_of(dam, of_report=of_report)
    assert pack_from_json(as_bytes(pack)) == pack


def test_pack_identifies_articles_and_holds_no_folder_and_no_key(dam: Archive) -> None:
    settings = Settings(data_dir=Path("private-folder"), llm_key=SecretStr("secret-key"))
    stored = pack_to_json(make_pack(answer_of(dam), dam, settings, now=NOW))
    article = dam.get(article_id("dam"))
    assert stored["quotes"][0]["sha256"] == article.sha256
    assert stored["made"] == NOW.isoformat()
    assert "private-folder" not in json.dumps(stored)
    assert "secret-key" not in json.dumps(stored)


def test_a_case_is_made_from_a_pack(dam: Archive) -> None:
    assert read_for_a_case(pack_to_json(pack_of(dam))) == answer_of(dam)
    assert read_for_a_case(pack_to_json(pack_of(dam, of_report=True))) == report_of(dam)


def _set(*path: str | int, to: object) -> Callable[[Any], object]:
    def change(stored: Any) -> None:
        for step in path[:-1]:
            stored = stored[step]
        stored[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "change",
    [
        _set("format", to="other"),
        _set("version", to=2),
        _set("version", to=True),
        _set("made", to="2026-11-01T09:30:00"),
        _set("made", to=5),
        _set("unknown", to=1),
        _set("settings", "judge", to=7),
        _set("quotes", to={}),
        _set("quotes", 0, "end", to=9),
        _set("quotes", 0, "start", to=-1),
        _set("quotes", 0, "start", to=2**70),
        _set("quotes", 0, "start", to="1"),
        _set("quotes", 0, "version", to=0),
        _set("quotes", 0, "article_id", to="../../etc/passwd"),
        _set("quotes", 0, "sha256", to="x" * 64),
        _set("quotes", 0, "text", to=""),
        _set("quotes", 0, "text", to="\ud800" * len(WORDS)),
        _set("quotes", to=[]),
        _set("answer", to=None),
        _set("report", to={"claims": []}),
        _set("answer", "status", to="sure"),
        _set("answer", "status", to=[]),
        _set("answer", "citations", to=7),
        _set("answer", "citations", 0, "quote", to="Other words of that length here"),
        _set("answer", "citations", 0, "title", to=5),
        _set("answer", "citations", 0, "number", to="1"),
        _set("answer", "statements", 0, "proof", to=[]),
        _set("answer", "statements", 0, "proof", to={"quote": "yes"}),
        _set("answer", "timings_ms", to={"total": "long"}),
        _set("answer", "as_of", to="yesterday"),
        _set("answer", "text", to=None),
    ],
)
def test_damaged_pack_is_refused_in_a_line(dam: Archive, change: Callable[[Any], object]) -> None:
    with pytest.raises(PackError) as caught:
        pack_from_json(changed(pack_of(dam), change))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "newsproof-pack", "version": 1, "made": NaN}',
        b'{"format": "newsproof-pack", "version": 1' + b"0" * 5_000 + b"}",
        b"[1]",
        b" " * 10_000_001,
    ],
)
def test_bytes_that_are_no_pack_are_refused(data: bytes) -> None:
    with pytest.raises(PackError):
        pack_from_json(data)


@given(
    path=st.lists(st.integers(0, 30), min_size=1, max_size=6),
    value=st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]),
)
def test_no_change_of_a_pack_is_more_than_refused(path: list[int], value: object) -> None:
    stored = json.loads(_ONE_PACK)
    place, key = stored, None
    for step in path:
        if key is not None:
            place = place[key]
        if not isinstance(place, dict | list) or not place:
            break
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = keys[step % len(keys)]
    if isinstance(place, dict | list) and place and key is not None:
        place[key] = value
    with contextlib.suppress(PackError):
        pack_from_json(json.dumps(stored).encode())


def test_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be read"):
        read_pack(tmp_path / "none.json")


def test_quotes_that_stand_are_unchanged(dam: Archive) -> None:
    result = recheck(pack_of(dam), dam)
    assert result.is_unchanged
    assert [one.state for one in result.quotes] == [State.UNCHANGED]


def test_newer_version_with_the_quote_supersedes_and_says_where(dam: Archive) -> None:
    pack = pack_of(dam)
    fill(dam, [make_article("dam", f"News first. {BODY}", updated=date(2024, 6, 1))])
    one = recheck(pack, dam).quotes[0]
    assert one.state is State.SUPERSEDED
    assert one.now is not None
    assert (one.now.version, one.now.text) == (2, WORDS)
    assert one.now.start == pack.quotes[0].quote.start + len("News first. ")
    assert dam.proves(one.now)


def test_newer_version_with_other_words_corrects_and_shows_both(dam: Archive) -> None:
    pack = pack_of(dam)
    fill(dam, [make_article("dam", BODY.replace("40", "45"), updated=date(2024, 6, 1))])
    one = recheck(pack, dam).quotes[0]
    assert one.state is State.CORRECTED
    assert one.packed.quote.text == WORDS
    assert one.now is not None
    assert one.now.text == "The Tarn dam is 45 metres high."
    assert dam.proves(one.now)


def test_newer_version_without_the_words_corrects(dam: Archive) -> None:
    pack = pack_of(dam)
    fill(dam, [make_article("dam", "A dam was opened.", updated=date(2024, 6, 1))])
    one = recheck(pack, dam).quotes[0]
    assert one.state is State.CORRECTED
    assert one.now is None or WORDS not in one.now.text


@pytest.mark.parametrize(("later", "state"), [(1, State.CORRECTED), (-1, State.UNCHANGED)])
def test_correction_counts_when_it_was_read_after_the_pack(
    dam: Archive, later: int, state: State
) -> None:
    pack = pack_of(dam)
    notice = make_article("notice", "The dam is lower.", retrieved=NOW + timedelta(hours=later))
    fill(dam, [notice])
    row = {"article_id": notice.article_id, "version": 1, "start": 0, "end": 9}
    with dam.writing(now=NOW), dam.transaction() as connection:
        connection.execute(
            insert(corrections).values(**row, corrects=article_id("dam"), notice="lower")
        )
    one = recheck(pack, dam).quotes[0]
    assert one.state is state
    assert one.notices == (("Report on notice",) if later > 0 else ())


def test_retracted_article_is_said_with_its_reason(dam: Archive) -> None:
    pack = pack_of(dam)
    with dam.writing(now=NOW), dam.transaction():
        dam.retract(article_id("dam"), on=date(2024, 7, 1), reason="invented")
    one = recheck(pack, dam).quotes[0]
    assert one.state is State.RETRACTED
    assert "2024-07-01: invented" in one.reason


def test_removed_article_is_gone(dam: Archive) -> None:
    pack = pack_of(dam)
    with dam.writing(now=NOW), dam.transaction():
        dam.remove(article_id("dam"))
    assert recheck(pack, dam).quotes[0].state is State.GONE


def test_quote_that_was_never_in_the_archive_is_a_mismatch(dam: Archive) -> None:
    def forge(stored: Any) -> None:
        forged = WORDS.replace("40", "90")
        stored["quotes"][0]["text"] = stored["answer"]["citations"][0]["quote"] = forged

    assert recheck(pack_from_json(changed(pack_of(dam), forge)), dam).quotes[0].state is (
        State.MISMATCH
    )


def test_pack_of_another_archive_is_a_mismatch(dam: Archive, tmp_path: Path) -> None:
    other = Archive.open(tmp_path / "other", create=True)
    fill(other, [make_article("dam", f"{BODY} More.")])
    assert recheck(pack_of(dam), other).quotes[0].state is State.MISMATCH
    other.close()


class Saying:
    """Answers and reports as it was told."""

    def __init__(self, answer: Answer, report: Report) -> None:
        self.answer, self.report = answer, report
        self.asked: list[str] = []

    def ask(self, question: str, *, as_of: date | None = None) -> Answer:
        self.asked.append(question)
        return self.answer

    def verify(self, text: str, *, as_of: date | None = None) -> Report:
        return self.report


def test_asking_again_says_what_is_different(dam: Archive) -> None:
    answer, report = answer_of(dam), report_of(dam)
    same = Saying(answer, report)
    assert ask_again(pack_of(dam), same).is_same
    assert ask_again(pack_of(dam, of_report=True), same).is_same

    other = Saying(
        replace(answer, status=Status.ABSTAINED, citations=()),
        replace(report, claims=(replace(report.claims[0], verdict=Verdict.SUPPORTED),)),
    )
    assert "was answered and is abstained" in ask_again(pack_of(dam), other).differences[0]
    found = ask_again(pack_of(dam, of_report=True), other).differences
    assert "was REFUTED and is SUPPORTED" in found[0]


def test_follow_up_is_asked_again_as_it_was_understood(dam: Archive) -> None:
    said = Saying(answer_of(dam), report_of(dam))
    answer = replace(answer_of(dam), understood="How high is the Tarn dam?")
    pack = make_pack(answer, dam, Settings(), now=NOW)
    ask_again(pack_from_json(as_bytes(pack)), said)
    assert said.asked == ["How high is the Tarn dam?"]


def test_what_stands_there_now_is_found_among_moved_and_respaced_text(dam: Archive) -> None:
    pack = pack_of(dam)
    body = "It holds much water.\n\n\n   Much else is new. The Tarn dam, a wall, is 45 metres high."
    fill(dam, [make_article("dam", body, updated=date(2024, 6, 1))])
    one = recheck(pack, dam).quotes[0]
    assert one.now is not None
    assert one.now.text == "The Tarn dam, a wall, is 45 metres high."
    assert dam.proves(one.now)


def _one_pack() -> bytes:
    """Return a pack made in a temporary archive, for the property test."""
    from tempfile import TemporaryDirectory

    from tests.fakes import make_archive

    with TemporaryDirectory() as folder:
        archive = make_archive(Path(folder), make_article("dam", BODY))
        data = as_bytes(pack_of(archive))
        archive.close()
    return data


_ONE_PACK = _one_pack()
