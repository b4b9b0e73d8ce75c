"""`sources history`, `show`, `reread` and `remove` on the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.cli.main import main
from sources.archive import Archive
from sources.tables import versions
from tests.fakes import NOW

STORY = """---
title: "{title}"
publisher: Harbour Ledger
published: 2024-05-0{day}
updated: 2024-05-0{day}
url: https://{site}.example/ferry
---

{number} people were hurt on Monday evening when the ferry Sea Lark struck the north wall of
Tessenhaven harbour, the harbour master said. The ferry came in much too fast, at eleven knots,
where four is the limit. Nobody is in danger, and most patients will go home by Wednesday.
{notice}
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        words = ["newsproof", "--data-dir", str(tmp_path / "data"), *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as caught:
            main()
        said = capsys.readouterr()
        return int(caught.value.code or 0), said.out, said.err

    return call


def write(tmp_path: Path, number: str, *, day: int = 1, notice: str = "", site: str = "a") -> Path:
    path = tmp_path / f"{site}-{day}.md"
    title = "Hurt [31mon\x07 the Sea Lark" if site == "bad" else "Hurt on the Sea Lark"
    path.write_text(
        STORY.format(number=number, day=day, notice=notice, site=site, title=title), "utf-8"
    )
    return path


@pytest.fixture
def ferry(run: Run, tmp_path: Path) -> str:
    """The id of an article in two versions, the second one with a notice, and a copy."""
    run("ingest", write(tmp_path, "Fourteen"))
    notice = "\nAn earlier version of this article misstated the number of the injured."
    run(
        "ingest",
        write(tmp_path, "Eleven", day=2, notice=notice),
        write(tmp_path, "Eleven", site="b"),
    )
    listed = json.loads(run("sources", "list", "--json")[1])
    return str(next(one["article_id"] for one in listed if "//a." in one["url"]))


def test_history_shows_what_changed_the_notice_and_the_copies(run: Run, ferry: str) -> None:
    code, out, _ = run("sources", "history", ferry)
    assert code == 0
    assert "[-Fourteen-]{+Eleven+} people were hurt" in " ".join(out.split())
    assert "correction in version 2: An earlier version of this article misstated" in out
    assert "2 articles, 1 independent report" in out
    assert "(published first)" in out


def test_history_as_json_has_exact_offsets(run: Run, ferry: str) -> None:
    found = json.loads(run("sources", "history", "--json", ferry)[1])
    old, new = (
        json.loads(run("sources", "show", "--json", "--version", n, ferry)[1])["text"] for n in "12"
    )
    changes = [
        (c["kind"], old[slice(*c["old"])], new[slice(*c["new"])])
        for c in found["versions"][1]["changes"]
    ]
    assert changes[0] == ("replaced", "Fourteen", "Eleven")
    (notice,) = found["corrections"]
    assert new[notice["start"] : notice["end"]] == notice["text"]
    assert (notice["corrects"], notice["version"]) == (ferry, 2)
    assert len(found["report"]["articles"]) == 2
    assert found["retracted"] is None


def test_show_says_where_an_article_came_from(run: Run, ferry: str, tmp_path: Path) -> None:
    found = json.loads(run("sources", "show", "--json", ferry)[1])
    assert (found["came_by"], found["reader"], found["dated"]) == ("file", "markdown", "2024-05-02")
    assert found["original_bytes"] == (tmp_path / "a-2.md").stat().st_size
    assert "original_bytes" in run("sources", "show", ferry)[1]


def test_article_does_not_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    run("ingest", write(tmp_path, "Four\x1b[2J", site="bad"))
    for one in json.loads(run("sources", "list", "--json")[1]):
        out = run("sources", "history", one["article_id"])[1]
        assert "\x1b" not in out
        assert "\x07" not in out


def worsen(tmp_path: Path, article_id: str) -> None:
    """Let the archive hold what a worse reader would have made of the newest version."""
    archive = Archive.open(tmp_path / "data")
    worse = archive.get(article_id).text.replace("harbour master", "harb0ur master")
    with archive.writing(now=NOW), archive.transaction() as connection:
        connection.execute(
            update(versions)
            .where(versions.c.article_id == article_id, versions.c.version == 2)
            .values(text=worse, digest="0" * 64)
        )
    archive.close()


def outcomes(out: str) -> dict[str, str]:
    found: list[dict[str, Any]] = json.loads(out)
    return {one["article_id"]: one["outcome"] for one in found}


def test_rereading_makes_a_new_version_of_what_comes_out_differently(
    run: Run, ferry: str, tmp_path: Path
) -> None:
    assert set(outcomes(run("sources", "reread", "--all", "--json")[1]).values()) == {"unchanged"}
    worsen(tmp_path, ferry)
    code, out, err = run("sources", "reread", "--all", "--dry-run")
    assert code == 0
    assert "[-harb0ur-]{+harbour+}" in " ".join(out.split())
    assert "2 read again, 1 would be changed" in err
    assert outcomes(run("sources", "reread", ferry, "--json")[1]) == {ferry: "changed"}
    steps = json.loads(run("sources", "history", "--json", ferry)[1])["versions"]
    assert [(one["version"], one["dated"]) for one in steps] == [
        (1, "2024-05-01"),
        (2, "2024-05-02"),
        (3, "2024-05-02"),
    ]
    assert json.loads(run("index", "status", "--json")[1])["is_in_step"] is True
    assert outcomes(run("sources", "reread", ferry, "--json")[1]) == {ferry: "unchanged"}


@pytest.mark.parametrize("arguments", [[], ["--all", "0" * 16], ["0" * 16]])
def test_rereading_nothing_or_what_is_not_there_is_wrong_usage(
    run: Run, ferry: str, arguments: list[str]
) -> None:
    code, _, err = run("sources", "reread", *arguments)
    assert (code, err.count("\n")) == (2, 1)


def test_removing_says_what_was_removed(run: Run, ferry: str) -> None:
    removed = json.loads(run("sources", "remove", "--yes", "--json", ferry)[1])
    assert (removed["versions"], removed["originals"]) == (2, 2)
    assert removed["passages"] >= 2
    assert removed["vectors"] >= 1
    assert run("sources", "history", ferry)[0] == 2
