"""Drafts leave no trace: 20 of the 200 that `python -m eval.desk canary` checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.desk.canary import make_drafts, run_canary, search
from eval.desk.ways import Way


def test_every_draft_has_a_word_of_its_own_and_goes_some_way() -> None:
    drafts = make_drafts(200)
    assert len(drafts) == len({one.token for one in drafts}) == 200
    assert {one.way for one in drafts} == set(Way)
    assert all(one.token in one.text for one in drafts)
    assert make_drafts(20) == make_drafts(20)


@pytest.mark.parametrize(
    "content", [b"x Token y", b"TOKEN", "Token".encode("utf-16-le"), b"\x00\xfftoken\x00"]
)
def test_search_finds_a_word_in_any_case_and_width(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file.bin").write_bytes(content)
    assert search(["Token", "Other"], tmp_path) == (1, len(content), ["Token in file.bin"])


@pytest.mark.crash
def test_drafts_are_found_nowhere_afterwards(tmp_path: Path) -> None:
    found = run_canary(20, tmp_path, lambda stage, done, total: None)
    assert found.hits == ()
    assert found.n_killed == found.n_drafts[Way.KILLED] > 0
    assert found.finds_saved
    assert found.n_files > 3
