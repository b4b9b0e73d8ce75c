"""What was not read is kept with its reason until it is read after all, or forgotten by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sources import rejections
from sources.archive import Archive
from sources.readers import Rejected
from tests.fakes import NOW


def note(archive: Archive, *origins: str, read: tuple[str, ...] = (), day: int = 0) -> None:
    rejected = [Rejected(origin, f"is empty on day {day}") for origin in origins]
    with archive.transaction() as connection:
        rejections.note(connection, rejected=rejected, read=read, now=NOW + timedelta(days=day))


def test_newest_are_listed_first_with_the_newest_reason(archive: Archive) -> None:
    note(archive, "b.txt", "a.txt", "c.txt:17")
    note(archive, "c.txt:17", day=1)
    found = archive.rejections()
    assert [one.origin for one in found] == ["c.txt:17", "a.txt", "b.txt"]
    assert found[0].reason == "is empty on day 1"
    assert found[0].retrieved == (NOW + timedelta(days=1)).replace(microsecond=0)


def test_what_is_read_after_all_is_forgotten(archive: Archive) -> None:
    note(archive, "a.txt", "b.txt")
    note(archive, read=("a.txt", "never-seen.txt"), day=1)
    assert [one.origin for one in archive.rejections()] == ["b.txt"]


def test_all_are_forgotten_on_demand(archive: Archive) -> None:
    note(archive, "a.txt", "b.txt")
    with archive.transaction() as connection:
        assert rejections.clear(connection) == 2
    assert archive.rejections() == []


def test_only_the_newest_are_kept(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rejections, "MAX_REJECTIONS", 3)
    for day in range(5):
        note(archive, f"{day}.txt", day=day)
    assert [one.origin for one in archive.rejections()] == ["4.txt", "3.txt", "2.txt"]
