"""Answers kept under a link: shown again with what has changed, and refused when not sound."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from bot.packs import State, make_pack
from bot.page.ask_steps import ask, keeper, opener, reporter
from bot.page.keeping import Kept, open_kept
from bot.page.kept_html import since_html
from bot.page.quiet import gr
from bot.page.shelf import Shelf
from bot.page.talk import Talk
from bot.page.talk_html import talk_html
from bot.page.texts import texts_of
from bot.page.told import ToldError
from bot.saved import listed, save
from index.filters import Filters
from sources.errors import ArchiveError
from sources.tables import saved
from tests.bot.page.asking_fake import NEW_MARCH, AskingFake
from tests.bot.page.fake import MARCH_A, article

T, DE = texts_of("en"), texts_of("de")
NOTHING = ([], [], "", "", "")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def newsproof(tmp_path: Path) -> AskingFake:
    return AskingFake(tmp_path / "data")


def keep(newsproof: AskingFake, question: str) -> str:
    pack = make_pack(newsproof.ask(question), newsproof.archive, newsproof.settings, now=NOW)
    return save(pack, newsproof.archive, now=NOW).id


def opened(newsproof: AskingFake, kept_id: str) -> Kept:
    return open_kept(newsproof.archive, kept_id)


def test_answer_that_nothing_happened_to_is_the_same(newsproof: AskingFake) -> None:
    answer = newsproof.ask("the talks")
    kept = opened(newsproof, keep(newsproof, "the talks"))

    assert kept.answer == answer
    assert (kept.since.changes, kept.since.shaken) == ((), frozenset())
    assert "Its 2 quotes were looked up again: they stand" in since_html(T, kept.since)
    assert "Am 20. November 2026 beantwortet" in since_html(DE, kept.since)


def test_newer_words_and_retractions_are_told(newsproof: AskingFake) -> None:
    march, talks = keep(newsproof, "the march"), keep(newsproof, "the talks")
    newsproof.change()
    corrected, retracted = opened(newsproof, march).since, opened(newsproof, talks).since

    assert [one.state for one in corrected.changes] == [State.CORRECTED]
    assert corrected.changes[0].now == NEW_MARCH
    assert {quote.text for quote in corrected.shaken} == {MARCH_A}
    assert f"has other words there: “{NEW_MARCH}”" in since_html(T, corrected)
    assert [one.state for one in retracted.changes] == [State.RETRACTED] * 2
    assert "was retracted on 6 May 2024. It was made up." in since_html(T, retracted)
    assert "wurde am 6. Mai 2024 zurückgezogen. It was made up." in since_html(DE, retracted)


def test_newer_version_with_the_same_words_shakes_nothing(newsproof: AskingFake) -> None:
    kept_id = keep(newsproof, "the march")
    same = article(2, "Thousands march", [MARCH_A, "And more."], updated=date(2023, 6, 9))
    with newsproof.archive.writing(now=NOW), newsproof.archive.transaction():
        newsproof.archive.add(same)
    since = opened(newsproof, kept_id).since

    assert [one.state for one in since.changes] == [State.SUPERSEDED]
    assert since.shaken == frozenset()
    assert "the quote still stands in it" in since_html(T, since)


def test_removed_article_is_told(newsproof: AskingFake) -> None:
    kept_id = keep(newsproof, "the march")
    with newsproof.archive.writing(now=NOW), newsproof.archive.transaction():
        newsproof.archive.remove(f"{2:016x}")
    since = opened(newsproof, kept_id).since

    assert [one.state for one in since.changes] == [State.GONE]
    assert "no longer in the archive" in since_html(T, since)


@pytest.mark.parametrize(
    "kept_id",
    [
        "0" * 12, "", "0" * 11, "0" * 13, "A" * 12, "../../etc/pa", "0" * 11 + "\n", "%2e%2e%2f",
        "' OR 1=1 --", "１" * 12, None, 5, ["0" * 12], {"open": "x"},
    ],
)  # fmt: skip
def test_unknown_and_hostile_ids_lead_nowhere(newsproof: AskingFake, kept_id: object) -> None:
    keep(newsproof, "the talks")

    with pytest.raises(ToldError, match="nothing is kept under this link"):
        open_kept(newsproof.archive, kept_id)


@pytest.mark.parametrize("change", ["forged", "damaged", "empty"])
def test_what_was_changed_since_it_was_kept_is_not_shown(
    newsproof: AskingFake, change: str
) -> None:
    kept_id = keep(newsproof, "the talks")
    pack = newsproof.archive.read(select(saved.c.pack))[0].pack
    others = {"forged": pack.replace("Moscow", "London"), "damaged": pack[:-9], "empty": ""}
    with newsproof.archive.writing(now=NOW), newsproof.archive.transaction() as connection:
        connection.execute(update(saved).values(pack=others[change]))

    with pytest.raises(ToldError, match="damaged or was changed"):
        open_kept(newsproof.archive, kept_id)


@pytest.mark.parametrize("pack", ["{}", "no JSON", '{"format": "newsproof-pack", "version": 9}'])
def test_what_fits_its_id_and_is_no_pack_is_not_shown(newsproof: AskingFake, pack: str) -> None:
    kept_id = hashlib.sha256(pack.encode()).hexdigest()[:12]
    keep(newsproof, "the talks")
    with newsproof.archive.writing(now=NOW), newsproof.archive.transaction() as connection:
        row = dict(connection.execute(select(saved)).one()._mapping)
        connection.execute(delete(saved))
        connection.execute(insert(saved).values({**row, "id": kept_id, "pack": pack}))

    with pytest.raises(ToldError, match="damaged or was changed"):
        open_kept(newsproof.archive, kept_id)


def test_kept_check_is_no_answer(newsproof: AskingFake) -> None:
    report = newsproof.verify("Moscow broke off the talks.")
    pack = make_pack(report, newsproof.archive, newsproof.settings, now=NOW)
    kept_id = save(pack, newsproof.archive, now=NOW).id

    with pytest.raises(ToldError, match="not an answer"):
        open_kept(newsproof.archive, kept_id)


def event(**sent: object) -> gr.EventData:
    return gr.EventData(None, sent)


def asked(newsproof: AskingFake, question: str, *chosen: object, has_reports: bool = True) -> Talk:
    shelf = Shelf(newsproof.archive)
    start = Talk(has_reports=has_reports)
    *_, last = ask(T, newsproof, shelf, question, start, *(chosen or NOTHING))  # type: ignore[arg-type]
    talk = last[2]
    assert isinstance(talk, Talk)
    return talk


def test_keeping_saves_once_and_names_the_link(newsproof: AskingFake) -> None:
    talk = asked(newsproof, "the talks")
    assert 'data-keep="1"' in talk_html(T, talk, "")
    keeping = keeper(T, newsproof)  # type: ignore[arg-type]
    after = keeping(event(keep=1), keeping(event(keep=1), talk)[2])[2]
    assert isinstance(after, Talk)
    (one,) = listed(newsproof.archive)

    assert after.turns[0].kept == one.id
    assert f'href="#answer={one.id}"' in talk_html(T, after, "")
    assert "data-keep=" not in talk_html(T, after, "")


@pytest.mark.parametrize("number", [2, "1", None, True + 5, 1.5, [1]])
def test_nothing_is_kept_of_an_answer_that_is_not_there(
    newsproof: AskingFake, number: object
) -> None:
    shown = keeper(T, newsproof)(event(keep=number), asked(newsproof, "the talks"))  # type: ignore[arg-type]

    assert "There is no answer to keep here" in str(shown[4])
    assert listed(newsproof.archive) == []


def test_nothing_is_kept_or_opened_while_an_answer_is_written(newsproof: AskingFake) -> None:
    talk = asked(newsproof, "the talks").ask("And the march?")
    kept_id = keep(newsproof, "the talks")
    shelf = Shelf(newsproof.archive)
    for shown in (
        keeper(T, newsproof)(event(keep=1), talk),  # type: ignore[arg-type]
        opener(T, newsproof, shelf)(event(open=kept_id), talk),  # type: ignore[arg-type]
        reporter(T, newsproof)(event(report=1, wrong="answer", note=""), talk),  # type: ignore[arg-type]
    ):
        assert "An answer is still being written" in str(shown[4])
    assert [one.id for one in listed(newsproof.archive)] == [kept_id]


def test_reader_who_went_while_an_answer_was_written_can_keep_again(newsproof: AskingFake) -> None:
    shelf = Shelf(newsproof.archive)
    talk = asked(newsproof, "the talks")
    asking = ask(T, newsproof, shelf, "And the march?", talk, *NOTHING)  # type: ignore[arg-type]
    begun = next(iter(asking))[2]
    keeping = keeper(T, newsproof)  # type: ignore[arg-type]
    assert "still being written" in str(keeping(event(keep=1), begun)[4])
    asking.close()  # type: ignore[attr-defined]  # as Gradio does when the line is cut

    assert "np-notice" not in str(keeping(event(keep=1), begun)[4])
    assert len(listed(newsproof.archive)) == 1


def test_answer_stands_where_its_articles_cannot_be_read(
    newsproof: AskingFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(self: Shelf, citations: object) -> None:
        raise ArchiveError("the archive could not be read", "look into it")

    monkeypatch.setattr(Shelf, "cited", gone)
    shelf = Shelf(newsproof.archive)
    *_, last = ask(T, newsproof, shelf, "the talks", Talk(), *NOTHING)  # type: ignore[arg-type]
    talk = last[2]

    assert isinstance(talk, Talk)
    assert talk.turns[0].answer is not None
    assert "The archive could not be read" in str(last[4])


def test_strangers_neither_keep_nor_open(newsproof: AskingFake) -> None:
    talk = asked(newsproof, "the talks", has_reports=False)
    assert "data-keep" not in talk_html(T, talk, "")
    assert "no answer to keep" in str(keeper(T, newsproof)(event(keep=1), talk)[4])  # type: ignore[arg-type]
    assert listed(newsproof.archive) == []
    opening = opener(T, newsproof, Shelf(newsproof.archive))  # type: ignore[arg-type]

    assert "not opened here" in str(opening(event(open=keep(newsproof, "the talks")), talk)[4])


def test_opened_answer_says_what_it_was_narrowed_to_and_what_no_longer_proves_it(
    newsproof: AskingFake,
) -> None:
    chosen = (["Harbour Ledger"], [], "2023-01-01", "", "2024-01-01")
    talk = asked(newsproof, "the march", *chosen)
    kept = keeper(T, newsproof)(event(keep=1), talk)[2].turns[0].kept  # type: ignore[arg-type, attr-defined]
    newsproof.change()
    opening = opener(T, newsproof, Shelf(newsproof.archive))  # type: ignore[arg-type]
    again = opening(event(open=kept), Talk())[2]
    assert isinstance(again, Talk)
    html = talk_html(T, again, "")

    filters = Filters(publishers=("Harbour Ledger",), published_from=date(2023, 1, 1))
    assert again.turns[0].narrowed.filters == filters
    assert "Narrowed to: Harbour Ledger · published from 1 January 2023 · as known on" in html
    assert html.count("It was proven; its source has changed since") == 1
    assert html.count("6 of 6 checks") == 2


def test_settings_of_a_pack_that_say_nonsense_are_damage(newsproof: AskingFake) -> None:
    answer = newsproof.ask("the talks")
    pack = make_pack(answer, newsproof.archive, newsproof.settings, now=NOW)
    pack.settings["narrowed"] = json.dumps({"publishers": [7]})
    kept_id = save(pack, newsproof.archive, now=NOW).id
    opening = opener(T, newsproof, Shelf(newsproof.archive))  # type: ignore[arg-type]

    assert "damaged or was changed" in str(opening(event(open=kept_id), Talk())[4])
