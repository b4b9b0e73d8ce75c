"""Saved answers and reports: kept by a person's act, found again when their evidence changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.packs import State
from bot.saved import get, listed, remove, save, to_look_at_again
from sources.archive import Archive
from sources.errors import ArchiveBusyError, NotFoundError
from sources.tables import saved_quotes
from tests.bot.packs.packed import BODY, pack_of
from tests.fakes import NOW, article_id, fill, make_article

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def dam(build: Callable[..., Archive]) -> Archive:
    return build(make_article("dam", BODY), make_article("mill", "The mill is old."))


def test_nothing_is_saved_by_itself(dam: Archive) -> None:
    pack_of(dam)
    assert listed(dam) == []


def test_saved_is_listed_newest_first_and_read_back(dam: Archive) -> None:
    first = save(pack_of(dam), dam, now=NOW, saved_by="Ada")
    second = save(pack_of(dam, of_report=True), dam, now=LATER)
    assert listed(dam) == [second, first]
    assert get(dam, first.id) == first
    assert (first.kind, second.kind, first.saved_by) == ("answer", "report", "Ada")


def test_same_pack_is_saved_once(dam: Archive) -> None:
    pack = pack_of(dam)
    assert save(pack, dam, now=NOW).id == save(pack, dam, now=LATER).id
    assert len(listed(dam)) == 1


def test_removed_is_gone_with_its_quotes(dam: Archive) -> None:
    one = save(pack_of(dam), dam, now=NOW)
    remove(dam, one.id, now=LATER)
    assert listed(dam) == []
    assert dam.read(select(saved_quotes)) == []
    with pytest.raises(NotFoundError):
        remove(dam, one.id, now=LATER)


def test_saving_waits_for_no_other_writer(dam: Archive) -> None:
    pack = pack_of(dam)
    with dam.writing(now=NOW), pytest.raises(ArchiveBusyError):
        save(pack, dam, now=NOW)


def test_only_what_has_changed_is_to_be_looked_at_again(dam: Archive) -> None:
    one = save(pack_of(dam), dam, now=NOW)
    assert to_look_at_again(dam) == []
    fill(dam, [make_article("dam", BODY.replace("40", "45"), updated=date(2024, 6, 1))])
    found = to_look_at_again(dam)
    assert [(saved.id, result.quotes[0].state) for saved, result in found] == [
        (one.id, State.CORRECTED)
    ]


def test_retraction_is_found_as_well(dam: Archive) -> None:
    save(pack_of(dam), dam, now=NOW)
    with dam.writing(now=NOW), dam.transaction():
        dam.retract(article_id("dam"), on=date(2024, 7, 1))
    assert to_look_at_again(dam)[0][1].quotes[0].state is State.RETRACTED


def test_saved_stays_when_its_article_is_removed(dam: Archive) -> None:
    one = save(pack_of(dam), dam, now=NOW)
    with dam.writing(now=NOW), dam.transaction():
        dam.remove(article_id("dam"))
    assert get(dam, one.id) == one
    assert to_look_at_again(dam)[0][1].quotes[0].state is State.GONE
