"""Which reader reads which format, and the one way in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from eval.errors import CaseError
from eval.formats.averitec import read_averitec
from eval.formats.beir import read_beir
from eval.formats.fever import read_fever
from eval.formats.files import Tell, no_tell
from eval.formats.gathering import Gathering
from eval.formats.names import set_name
from eval.formats.promptfoo import read_promptfoo
from eval.formats.ragas import read_ragas
from eval.formats.squad import read_squad
from eval.formats.values import Imported


class Format(StrEnum):
    """A layout of other people's sets."""

    BEIR = "beir"
    FEVER = "fever"
    AVERITEC = "averitec"
    SQUAD = "squad"
    PROMPTFOO = "promptfoo"
    RAGAS = "ragas"


def read_set(
    kind: Format, path: Path, *, split: str, name: str = "", tell: Tell = no_tell
) -> Imported:
    """Read a set of someone else's. Deterministic; nothing is written.

    Args:
        kind: Its layout.
        path: Its file or folder.
        split: Which of its own splits, where a folder holds several.
        name: What ids and addresses begin with; by default that of the file or folder.
        tell: Told how far the reading is.

    Raises:
        CaseError: The set is wrong, with file and line, or no case can be taken over.
    """
    if not path.exists():
        raise CaseError(f"there is no file or folder {str(path)!r}", "check the name")
    wants_folder = kind is Format.BEIR
    if path.is_dir() != wants_folder and not (kind is Format.FEVER and path.is_dir()):
        raise CaseError(
            f"{path}: {'no folder' if wants_folder else 'a folder'}",
            f"for {kind} give {'a folder' if wants_folder else 'one file'}",
        )
    stem = path.resolve().name if path.is_dir() else path.stem
    into = Gathering(kind=kind, name=set_name(name or stem), tell=tell)
    match kind:
        case Format.BEIR:
            read_beir(path, into, split=split)
        case Format.FEVER:
            read_fever(path, into, split=split)
        case Format.AVERITEC:
            read_averitec(path, into)
        case Format.SQUAD:
            read_squad(path, into)
        case Format.PROMPTFOO:
            read_promptfoo(path, into)
        case Format.RAGAS:
            read_ragas(path, into)
    return into.finish()
