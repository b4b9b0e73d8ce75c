"""The history of figures on public sets: an entry that can be read again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from eval.external.history import entry_of_sets
from eval.history import append_history, read_history

RESULTS = Path(__file__).parents[3] / "docs" / "results"


def test_an_entry_holds_the_judges_figures_and_is_read_again(tmp_path: Path) -> None:
    result = json.loads((RESULTS / "judge.json").read_text())
    entry = entry_of_sets(result, day=date(2026, 11, 23), version="0.1.0", sample=700)
    both = result["stance"][0]["systems"]["model and checks"]["accuracy"]["value"]
    assert entry.figures[f"{result['stance'][0]['set']}.accuracy"] == both
    assert any(name.startswith("squad_v2.test.") for name in entry.figures)
    assert entry.split == "public-700"
    append_history(tmp_path / "external.jsonl", entry)
    assert read_history(tmp_path / "external.jsonl") == [entry]
    fewer = entry_of_sets({**result, "stance": []}, day=entry.date, version="1", sample=None)
    assert (fewer.split, fewer.digest == entry.digest) == ("public", False)


def test_the_history_that_is_kept_can_be_read() -> None:
    assert read_history(RESULTS / "external.jsonl")
    assert read_history(RESULTS / "history.jsonl")
