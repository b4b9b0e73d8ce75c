"""`newsproof ingest --columns`: an export of a CMS whose columns have names of their own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bot.cli.main import main

TEXT = (
    "The port authority of Nordhaven said on Tuesday that it will close the old grain pier for "
    "eleven months, after divers found that forty of its piles had rotted through."
)


@pytest.fixture
def ingest(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    def run(*arguments: object) -> tuple[int, str, str]:
        words = ["newsproof", "--data-dir", str(tmp_path / "data"), "ingest", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as caught:
            main()
        said = capsys.readouterr()
        return int(caught.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    rows = f"Nr;Dachzeile;Fassung 2;Online seit\n7;Grain Pier Is Shut;{TEXT};14.02.2023\n"
    path.write_bytes(rows.encode("cp1252"))
    return path


def test_export_is_read_by_the_columns_that_were_told(ingest, export: Path) -> None:
    columns = "text=Fassung 2,title=Dachzeile,published=Online seit,id=Nr"
    code, out, _ = ingest(export, "--columns", columns, "--json")
    assert code == 0
    assert [one["title"] for one in json.loads(out)["added"]] == ["Grain Pier Is Shut"]
    code, out, _ = ingest(export, "--columns", columns)
    assert (code, out.splitlines()[0]) == (0, "0 added, 0 updated, 1 unchanged, 0 rejected")


def test_without_them_the_columns_there_are_listed(ingest, export: Path) -> None:
    code, out, _ = ingest(export)
    assert code == 2
    assert "only 'Nr', 'Dachzeile', 'Fassung 2', 'Online seit'" in out
    assert "--columns text=NAME" in out


def test_column_that_is_not_there_is_said(ingest, export: Path) -> None:
    code, out, _ = ingest(export, "--columns", "text=Fassung 3")
    assert code == 2
    assert "has no column 'Fassung 3', only 'Nr', 'Dachzeile'" in out


@pytest.mark.parametrize("columns", ["", "text", "headline=Dachzeile", "text=A,text=B"])
def test_columns_that_cannot_be_meant_are_wrong_usage(ingest, export: Path, columns: str) -> None:
    code, out, err = ingest(export, "--columns", columns)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert len(err.splitlines()) == 1
