"""Reading the public sets under `../shared/data`. None of their text enters the repository."""

from __future__ import annotations

import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.errors import EvalError


def data_dir() -> Path:
    """Return the folder of the public sets: `NEWSPROOF_DATA`, else `../shared/data`.

    Raises:
        EvalError: It is not there.
    """
    folder = Path(os.environ.get("NEWSPROOF_DATA", "../shared/data"))
    if not folder.is_dir():
        raise EvalError(
            f"the public sets are not in {str(folder)!r}", "set NEWSPROOF_DATA to their folder"
        )
    return folder


def read_set(name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a set: `read_set("qa/squad_v2.train")`."""
    with lzma.open(data_dir() / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
