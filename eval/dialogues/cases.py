"""The hand-written dialogues: what each turn must be understood as, and the quotes that answer it.

`dev.jsonl` is tuned on; `test.jsonl` was written at the same time and is only reported.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

import sources

HERE = Path(__file__).parent


class DialogueTurn(BaseModel):
    """A question of a dialogue and what is right for it.

    Attributes:
        question: As asked.
        follows: Whether it leans on what came before; otherwise it must be left exactly alone.
        words: Words that what was understood must hold, whatever their case; "a|b" takes either.
        without: Words that it must not hold.
        article: How the file name of the sample begins that answers it, or empty.
        quotes: Parts of its text; an answer is right when it shows one of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    follows: bool
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    article: str = ""
    quotes: tuple[str, ...] = ()


class Dialogue(BaseModel):
    """Two or three questions, one after the other.

    Attributes:
        id: Unique.
        tags: What it tries.
        turns: The questions.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    tags: tuple[str, ...]
    turns: tuple[DialogueTurn, ...] = Field(min_length=2, max_length=3)


def load(split: str) -> list[Dialogue]:
    """Return the dialogues of a split, "dev" or "test", in the order of the file."""
    lines = (HERE / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Dialogue.model_validate_json(line) for line in lines]


def case_questions(split: str) -> list[str]:
    """Return the questions of the packaged cases of a split: each stands for itself."""
    found = []
    for path in sorted((HERE.parent / "cases" / split).glob("*-questions.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [str(json.loads(line)["question"]) for line in lines if line.strip()]
    return found


def sample_texts() -> dict[str, str]:
    """Return the text of every packaged sample by the beginning of its file name: "town-01"."""
    folder = Path(sources.__file__).parent / "samples"
    return {
        "-".join(path.name.split("-")[:2]): path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.md"))
    }
