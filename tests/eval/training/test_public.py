"""The public sets: cleaned, kept apart from what the judge is measured on, split by page."""

from __future__ import annotations

import json
import lzma
import os
from pathlib import Path

import pytest
import regex

from eval.errors import EvalError
from eval.training.data import read_set
from eval.training.pairs import Label, Pair
from eval.training.public import (
    DEVELOPMENT_SHARE,
    HELD_OUT,
    SETS,
    _Seen,
    clean,
    is_development,
    public_pairs,
    read_pairs,
    split,
)

DATA = Path(os.environ.get("NEWSPROOF_DATA", "../shared/data"))
TEXT = "Ada Brandt opened the new harbour at Talvik on a cold morning in May 2019."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ada Brandt -LRB- born 1960 -RRB- sails .", "Ada Brandt (born 1960) sails."),
        ("Ada Brandt -LRB-born 1960-RRB- sails.", "Ada Brandt (born 1960) sails."),
        ("The code -LSB- 3 -RSB- holds .", "The code [ 3 ] holds."),
        ("Rules -COLON- none", "Rules: none"),
        ("`` Never '' , she said .", '" Never", she said.'),
        ("The town 's yard was n't sold .", "The town's yard wasn't sold."),
        ("It cost $ 5 , or 3 % , twice ; why ?", "It cost $5, or 3%, twice; why?"),
        ("Stop !", "Stop!"),
        ("  two\t words\u00a0\n here ", "two words here"),
        ("The sailors ' union", "The sailors' union"),
        ("Talvik's harbour (new) cost $5, or 3%.", "Talvik's harbour (new) cost $5, or 3%."),
        ("", ""),
        (" \n", ""),
    ],
)  # fmt: skip
def test_tokens_become_text(before: str, after: str):
    assert clean(before) == after
    assert clean(after) == after


def test_same_words_are_seen_whatever_stands_between_them():
    seen = _Seen([TEXT, "Short claim."])
    assert seen.has(TEXT)
    assert seen.has(TEXT.upper().replace(" ", " -- ") + "!")
    assert seen.has("short  claim")
    assert not seen.has("Another short claim.")


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("2019", "2020"),
        TEXT.replace("Ada", "Runa"),
        f"Later, {TEXT}",
        f"{TEXT} All came.",
        " ".join(TEXT.split()[:-3]),
    ],
)
def test_text_that_differs_in_a_few_words_is_seen(text: str):
    assert _Seen([TEXT]).has(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Brandt opened the new harbour at Sundby after three years of work by many hands.",
        "Holm Shipping sold the old yard because the owners had raised wages for all crews.",
        "the new harbour",
        "",
    ],
)
def test_text_about_the_same_thing_is_not_the_same_text(text: str):
    assert not _Seen([TEXT]).has(text)


def test_nothing_is_seen_of_nothing():
    assert not _Seen([]).has(TEXT)


def pair(group: str, n: int = 0) -> Pair:
    return Pair(premise=f"p{n}", hypothesis="h", label=Label.NEI, kind="x", group=group)


def test_split_never_puts_a_group_in_both_parts():
    pairs = [pair(f"group {n % 700}", n) for n in range(2_100)]
    learned, developed = split(iter(pairs))
    assert len(learned) + len(developed) == len(pairs)
    assert not {p.group for p in learned} & {p.group for p in developed}
    assert sorted(learned + developed, key=lambda p: int(p.premise[1:])) == pairs


def test_development_part_is_the_same_everywhere_and_as_large_as_said():
    groups = [f"wiki:Page {n}" for n in range(20_000)]
    share = sum(map(is_development, groups)) / len(groups)
    assert share == pytest.approx(DEVELOPMENT_SHARE, abs=0.005)
    # Fixed: weights and figures belong to this split.
    assert [n for n, group in enumerate(groups[:60]) if is_development(group)] == [5, 34, 53]


@pytest.fixture
def sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every set the judge reads, empty; and a place to write rows to."""
    monkeypatch.setenv("NEWSPROOF_DATA", str(tmp_path))
    for name in (*SETS, *HELD_OUT):
        write(tmp_path, name)
    return tmp_path


def write(folder: Path, name: str, *rows: dict[str, str]) -> None:
    path = folder / f"{name}.jsonl.xz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def row(premise: str, hypothesis: str, label: str = "support", **more: str) -> dict[str, str]:
    return {"premise": premise, "hypothesis": hypothesis, "label": label, **more}


def test_pairs_are_read_clean_with_their_kind_label_and_group(sets: Path):
    write(
        sets,
        "nli/train/vitaminc.test_real",
        row("The town 's yard .", "It was sold .", "refute", group="Talvik"),
        row("  ", "It was sold."),
        row("The yard.", ""),
    )
    write(sets, "nli/train/snli.dev", row("One two three four five six seven.", "A.", "nei"))
    write(sets, "nli/train/snli.test", row("One two three four five six eight.", "B.", "nei"))
    assert list(read_pairs("nli/train/vitaminc.test_real")) == [
        Pair(
            premise="The town's yard.",
            hypothesis="It was sold.",
            label=Label.REFUTE,
            kind="vitaminc",
            group="wiki:Talvik",
        )
    ]
    groups = {p.group for part in ("dev", "test") for p in read_pairs(f"nli/train/snli.{part}")}
    assert groups == {"nli/train/snli:One two three four five six"}


def test_text_of_a_held_out_set_is_not_learned_from(sets: Path):
    other = "Holm Shipping sold the old yard because the owners had raised wages for all crews."
    write(sets, HELD_OUT[0], row(TEXT, "The ferry sank."))
    write(
        sets,
        "nli/train/snli.dev",
        row(other, "Crews were paid more."),
        row(other, "the ferry sank"),
        row(other, TEXT.replace("2019", "2018")),
        row(TEXT.replace("Ada", "Runa"), "Brandt opened something."),
    )
    assert [p.hypothesis for p in public_pairs()] == ["Crews were paid more."]


def test_missing_data_says_what_to_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("NEWSPROOF_DATA", str(tmp_path / "none"))
    with pytest.raises(EvalError, match="NEWSPROOF_DATA"):
        list(read_pairs("nli/train/snli.dev"))


def _skip_without_data() -> None:
    if not (DATA / "README.md").is_file():
        pytest.skip(f"the public sets are not in {str(DATA)!r}")


@pytest.mark.external
def test_every_set_that_is_learned_from_may_be_shipped_and_every_test_set_is_held_out():
    _skip_without_data()
    may_ship = {
        cells[1].strip(): cells[4].strip()
        for line in (DATA / "README.md").read_text(encoding="utf-8").splitlines()
        if len(cells := line.split("|")) > 5 and cells[1].strip().startswith("nli/")
    }
    assert {name: may_ship[name] for name in SETS} == dict.fromkeys(SETS, "yes")
    tests = {f"nli/test/{p.name.removesuffix('.jsonl.xz')}" for p in DATA.glob("nli/test/*.xz")}
    assert tests == set(HELD_OUT)


@pytest.mark.external
def test_no_claim_of_a_held_out_set_is_learned_from():
    _skip_without_data()

    def letters(text: str) -> str:
        return regex.sub(r"[^\p{L}\p{N}]", "", text).lower()

    held_out = {
        letters(clean(found["hypothesis"])) for name in HELD_OUT for found in read_set(name)
    }
    pairs = public_pairs()
    assert len(pairs) > 100_000
    assert not held_out & {letters(pair.hypothesis) for pair in pairs}
    learned, developed = split(pairs)
    assert not {p.group for p in learned} & {p.group for p in developed}
    assert 0.02 < len(developed) / len(pairs) < 0.1
