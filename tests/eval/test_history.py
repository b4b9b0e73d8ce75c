"""Figures of earlier runs: appended line by line, and nothing wrong is read over."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.errors import EvalError
from eval.history import HistoryEntry, append_history, entry_of, read_history
from eval.summary import summarise
from tests.eval.gate.made_runs import DIGEST, make_run

ENTRY = HistoryEntry(
    date=date(2024, 5, 1),
    version="0.2.0",
    digest=DIGEST,
    system="newsproof",
    split="dev",
    figures={"answer_accuracy": 0.875, "attribution": None},
)


@given(
    days=st.lists(st.dates(), max_size=4),
    figures=st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.floats(0, 1)),
)
def test_what_is_appended_is_read_in_order(
    days: list[date], figures: dict[str, float], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("history") / "docs" / "history.jsonl"
    entries = [replace(ENTRY, date=day, figures=figures) for day in days]
    for entry in entries:
        append_history(path, entry)
    assert (read_history(path) if days else []) == entries


def test_entry_holds_every_figure_and_no_text() -> None:
    run = make_run()
    entry = entry_of(run, summarise(run), day=date(2024, 5, 1), version="1")
    assert entry.figures["verdict_accuracy"] == pytest.approx(28 / 30)
    assert (entry.system, entry.split, entry.digest) == ("newsproof", "dev", DIGEST)
    assert all(value is None or isinstance(value, float) for value in entry.figures.values())


LINE = json.dumps(
    {
        "date": "2024-05-01",
        "version": "1",
        "digest": DIGEST,
        "system": "s",
        "split": "dev",
        "figures": {"a": 1.0},
    }
)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "is empty"),
        (LINE[:-5], "cut off"),
        (LINE.replace("1.0", "NaN"), "NaN is no number"),
        (LINE.replace("1.0", '"1.0"'), "figures.a"),
        (LINE.replace("2024-05-01", "1 May"), "date"),
        (LINE.replace(DIGEST, "abc"), "no SHA-256"),
        (LINE.replace('"system": "s", ', ""), "system"),
        (LINE.replace('"split"', '"spilt"'), "split"),
        (LINE.replace('"figures"', '"more": 1, "figures"'), "'more' is not known"),
        (LINE.replace('"figures"', '"split": "dev", "figures"'), "stands there twice"),
    ],
)
def test_wrong_line_is_named_with_its_number(line: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(f"{LINE}\n{line}\n{LINE}\n")
    with pytest.raises(EvalError) as caught:
        read_history(path)
    assert says in str(caught.value)
    assert "history.jsonl':2" in str(caught.value)
    with pytest.raises(EvalError):
        append_history(path, ENTRY)


def test_torn_last_line_is_no_end_of_file(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(f"{LINE}\n{LINE}")
    with pytest.raises(EvalError, match=r"'.*':2 is cut off"):
        read_history(path)


def test_wrong_entry_is_not_appended(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    append_history(path, ENTRY)
    for wrong in (
        replace(ENTRY, figures={"a": float("inf")}),
        replace(ENTRY, digest="1234"),
    ):
        with pytest.raises(EvalError):
            append_history(path, wrong)
    assert read_history(path) == [ENTRY]
    with pytest.raises(EvalError, match="cannot be read"):
        read_history(tmp_path / "none.jsonl")
