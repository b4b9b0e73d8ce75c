"""Small public sets in the form of the real ones, and a judge that needs no model."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.checks.finding import Finding, Outcome
from eval.external.sets import STANCE_SETS
from eval.external.systems import Judge

PLACES = "Lind Oslo Rome Kyoto Lima Cairo Perth Quito Delhi Turin Basel Leeds".split()


class FakeModel:
    """Reads the answer off marks: YES, NO or nothing, in the premise; counts what it is asked."""

    identity = "fake-1"

    def __init__(self) -> None:
        self.n_asked = 0

    def entailment(self, pairs: Iterable[tuple[str, str]]) -> NDArray[np.float32]:
        rows = []
        for premise, _ in pairs:
            self.n_asked += 1
            right = 0 if "YES" in premise else 1 if "NO" in premise else 2
            rows.append([0.8 if place == right else 0.1 for place in range(3)])
        return np.array(rows, dtype=np.float32)

    def answering(self, pairs: Iterable[tuple[str, str]]) -> NDArray[np.float32]:
        return np.array([0.9 if "YES" in text else 0.2 for _, text in pairs], dtype=np.float32)


def find(claim: str, quote: str) -> dict[str, Finding]:
    """Find a conflict when the quote has LIE, nothing else."""
    outcome = Outcome.CONFLICTS if "LIE" in quote else Outcome.AGREES
    return {"lies": Finding(check="lies", outcome=outcome, reason="it says LIE")}


def combine(row: NDArray[np.float32], findings: Mapping[str, Finding]) -> NDArray[np.float32]:
    """Let a conflict refute."""
    if any(one.outcome is Outcome.CONFLICTS for one in findings.values()):
        return np.array([0.05, 0.9, 0.05], dtype=np.float32)
    return row


def fake_judge() -> Judge:
    model = FakeModel()
    return Judge(entailment=model, whole=FakeModel(), answering=model, find=find, combine=combine)


def write_set(folder: Path, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    path = folder / f"{name}.jsonl.xz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows)


def write_sets(folder: Path) -> Path:
    """Write every set that is measured, twelve pairs each, and what thresholds are chosen on."""
    marks = {"support": "YES", "refute": "NO", "nei": "perhaps", "not_support": "perhaps"}
    for spec in STANCE_SETS:
        labels = [label.value for label in spec.task.labels]
        rows = []
        for number, place in enumerate(PLACES):
            label = labels[number % len(labels)]
            rows.append(
                {
                    "premise": f"{marks[label]} the mayor of {place} opened {number + 2} schools.",
                    "hypothesis": f"Schools were opened in {place}.",
                    "label": label,
                    "group": place,
                }
            )
        write_set(folder, f"nli/test/{spec.name}", rows)
    for name in ("vitaminc.test_real", "fever.dev_gold_evidence", "mnli.dev_both"):
        rows = [
            {
                "premise": f"Page{number} has {number} bridges over the river.",
                "hypothesis": f"There are {number if label == 'support' else 'no'} bridges.",
                "label": label,
                "group": f"page {number}",
            }
            for number in range(300)
            for label in ("support", "refute", "nei")
        ]
        write_set(folder, f"nli/train/{name}", rows)
    passages = [
        {
            "title": place,
            "passage": f"{place} lies by the sea. YES its bridge has {number + 20} arches.",
            "questions": [
                {
                    "id": f"{number}a",
                    "question": f"How many arches has the bridge of {place}?",
                    "answerable": True,
                    "answers": [str(number + 20)],
                },
                {
                    "id": f"{number}b",
                    "question": f"Who built the bridge of {place}?",
                    "answerable": False,
                    "answers": [],
                },
            ],
        }
        for number, place in enumerate(PLACES * 20)
    ]
    write_set(folder, "qa/squad_v2.test", passages[:12])
    write_set(folder, "qa/squad_v2.train", passages)
    sentences = [
        {"question": f"Where is {place}?", "sentence": text, "answers": answers}
        for place in PLACES
        for text, answers in ((f"{place} YES lies in the hills .", 1), ("It rains .", 0))
    ]
    only_wrong = {"question": "Why?", "sentence": "It rains .", "answers": 0}
    write_set(folder, "qa/trecqa.test", [*sentences, only_wrong])
    return folder
