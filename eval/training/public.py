"""The public sets the judge learns from, cleaned, kept apart from what it is measured on.

Only sets whose licence lets a model trained on them be shipped (`../shared/data/README.md`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import regex

from eval.training.data import data_dir, read_set
from eval.training.pairs import Label, Pair

# Sets for the entailment head: name of the file, name of the kind.
SETS = {
    "nli/train/vitaminc.test_real": "vitaminc",
    "nli/train/vitaminc.test_synthetic": "vitaminc-synthetic",
    "nli/train/fever.dev_gold_evidence": "fever",
    "nli/train/mnli.dev_both": "mnli",
    "nli/train/snli.dev": "snli",
    "nli/train/snli.test": "snli",
    "nli/train/cad_nli.train": "cad",
    "nli/train/cad_nli.dev": "cad",
    "nli/train/cad_nli.test": "cad",
    "nli/train/feverous.dev": "feverous",
    "nli/train/scitail.dev": "scitail",
    "nli/train/factcg_cg2c.doc": "factcg",
    "nli/train/factcg_cg2c.musique_nonempty": "factcg-musique",
    "nli/train/breaking_nli.test": "breaking",
    "nli/train/help_lex.train": "help",
    "nli/train/med.all": "med",
}
# What the judge is measured on and must never have read.
HELD_OUT = (
    *(f"nli/test/{name}" for name in ("vitaminc_pages", "fever_part", "mnli_part")),
    *(f"nli/test/fever_symmetric.v0.2_{part}" for part in ("dev", "test")),
    *(f"nli/test/{name}" for name in ("climate_fever.all", "fool_me_twice.dev", "healthver.test")),
    *(f"nli/test/{name}" for name in ("ambient_disambiguated.all", "averitec.dev", "anli.dev")),
    *(f"nli/test/{name}" for name in ("begin_wow.dev", "attributionbench.dev")),
    *(f"nli/test/wice_claim_{name}.dev" for name in ("oracle_chunks", "gold_sentences")),
    *(f"nli/test/scifact_rationale.{part}" for part in ("train", "dev")),
)
DEVELOPMENT_SHARE = 0.05  # of the groups of a set
_SHINGLE = 6  # words; a hypothesis or premise that shares most of its shingles is the same text
_SHARED = 0.5
_PTB = (
    *(("-LRB-", "("), ("-RRB-", ")"), ("-LSB-", "["), ("-RSB-", "]"), ("-COLON-", ":")),
    *(("``", '"'), (" ''", '"'), ("''", '"'), (" ,", ","), (" .", "."), (" ;", ";"), (" :", ":")),
    *((" ?", "?"), (" !", "!"), (" 's", "'s"), (" n't", "n't"), (" %", "%"), ("$ ", "$")),
    *(("( ", "("), (" )", ")"), (" '", "'")),
)
_SPACES = regex.compile(r"\s+")
_WORD = regex.compile(r"\w+")


def clean(text: str) -> str:
    """Undo the spaces and brackets of Penn Treebank tokens, and runs of white space."""
    for before, after in _PTB:
        text = text.replace(before, after)
    return str(_SPACES.sub(" ", text)).strip()


def is_development(group: str) -> bool:
    """Say whether a page or claim belongs to the development part: the same on every machine."""
    digest = hashlib.sha256(group.encode()).digest()
    return int.from_bytes(digest[:4], "big") < DEVELOPMENT_SHARE * 2**32


def read_pairs(name: str) -> Iterator[Pair]:
    """Yield the pairs of one set, cleaned."""
    for row in read_set(name):
        premise, hypothesis = clean(row["premise"]), clean(row["hypothesis"])
        if premise and hypothesis:
            yield Pair(
                premise=premise,
                hypothesis=hypothesis,
                label=Label(row["label"]),
                kind=SETS.get(name, name.rpartition("/")[2]),
                group=_group(row, name, premise),
            )


def public_pairs(*, complete: bool = True) -> list[Pair]:
    """Return every pair that may be learned from or developed on: no text of a held-out set.

    Args:
        complete: Every set must be there; else those that are not are passed over.
    """
    there = [n for n in (*HELD_OUT, *SETS) if complete or (data_dir() / f"{n}.jsonl.xz").is_file()]
    held_out = _Seen(
        text for n in there if n in HELD_OUT for row in read_set(n) for text in _texts(row)
    )
    found = [pair for n in there if n in SETS for pair in read_pairs(n)]
    return [p for p in found if not held_out.has(p.hypothesis) and not held_out.has(p.premise)]


def split(pairs: Iterable[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Return (training, development) pairs; a group is in one of them only."""
    found = list(pairs)
    return (
        [pair for pair in found if not is_development(pair.group)],
        [pair for pair in found if is_development(pair.group)],
    )


class _Seen:
    """Texts that must not be learned from, found again also when a few words differ."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._whole: set[str] = set()
        self._shingles: set[int] = set()
        for text in texts:
            found = _words(text)
            self._whole.add(" ".join(found))
            self._shingles.update(_shingles(found))

    def has(self, text: str) -> bool:
        found = _words(text)
        if " ".join(found) in self._whole:
            return True
        shingles = _shingles(found)
        shared = sum(shingle in self._shingles for shingle in shingles)
        return len(shingles) > 1 and shared > _SHARED * len(shingles)


def _texts(row: dict[str, Any]) -> tuple[str, str]:
    return clean(row["premise"]), clean(row["hypothesis"])


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _shingles(found: list[str]) -> list[int]:
    return [hash(tuple(found[i : i + _SHINGLE])) for i in range(len(found) - _SHINGLE + 1)]


def _group(row: dict[str, Any], name: str, premise: str) -> str:
    """Return what must stay together: the page, else the premise (SNLI, MultiNLI)."""
    page = row.get("group")
    if page and "vitaminc" in name:
        return f"wiki:{page}"
    start = " ".join(premise.split()[:6])
    return f"{name.split('.', maxsplit=1)[0]}:{start}"
