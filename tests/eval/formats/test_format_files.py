"""Hostile and broken files: an error with file and line, and nothing else."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest
import small_sets as small
from hypothesis import given
from hypothesis import strategies as st

from eval.errors import CaseError
from eval.formats import Format, read_set
from eval.formats.files import MAX_LINE_BYTES, csv_rows, list_items, rows, yaml_document
from eval.formats.names import address, case_id, slug
from sources.errors import NewsproofError
from sources.identity import canonical_url


def refused(kind: str, path: Path) -> str:
    with pytest.raises(CaseError) as caught:
        read_set(Format(kind), path, split="test")
    assert len(str(caught.value)) < 700
    return caught.value.what


LINES = {
    "no JSON": (b"{", ":2: no JSON"),
    "cut off": (b'{"id": 1, "claim": "x', ":2: no JSON"),
    "no object": (b"[1]", ":2: no object but a list"),
    "NaN": (b'{"id": NaN}', ":2: NaN is not"),
    "depth": (b"[" * 200_000, ":2: nested too deeply"),
    "no UTF-8": (b'{"id": "\xff"}', ":2: is not UTF-8"),
    "a key twice": (b'{"id": 1, "id": 2}', ":2: key 'id' stands there twice"),
    "a huge number": (b'{"id": ' + b"9" * 5000 + b"}", ":2: "),
    "a label typo": (b'{"id": 2, "claim": "x", "label": "SUPORTS"}', ":2: 'label' is 'SUPORTS'"),
    "a wrong type": (b'{"id": 2, "claim": 7, "label": "SUPPORTS"}', ":2: 'claim' is a number"),
    "a wrong id": (b'{"id": [], "claim": "x", "label": "REFUTES"}', ":2: 'id' is a list"),
    "an id twice": (
        b'{"id": 11, "claim": "x", "label": "NOT ENOUGH INFO"}',
        ":2: the id 'f-11' is taken",
    ),
    "wrong evidence": (
        b'{"id": 2, "claim": "x", "label": "REFUTES", "evidence": [[[1, 2, "P", "x"]]]}',
        ":2: 'evidence' has an entry",
    ),
}


@pytest.mark.parametrize(("line", "message"), LINES.values(), ids=LINES)
def test_a_wrong_line_is_refused_with_its_place(tmp_path: Path, line: bytes, message: str) -> None:
    path = tmp_path / "f.jsonl"
    good = {"id": 11, "claim": "Good.", "label": "NOT ENOUGH INFO"}
    path.write_bytes(json.dumps(good).encode() + b"\r\n" + line + b"\n")
    assert f"f.jsonl{message}" in refused("fever", path)


def test_a_line_without_end_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    with path.open("wb") as handle:
        handle.truncate(1_000_000_000)  # a sparse gigabyte without a line break
    assert f"f.jsonl:1: longer than {MAX_LINE_BYTES:,} bytes" in refused("fever", path)
    assert "bigger than" in refused("squad", path)
    path.rename(tmp_path / "f.yaml")
    assert "bigger than" in refused("promptfoo", tmp_path / "f.yaml")


@pytest.mark.parametrize("kind", ["fever", "averitec", "squad", "ragas", "promptfoo"])
def test_an_empty_file_is_never_green(tmp_path: Path, kind: str) -> None:
    suffix = {"fever": "jsonl", "promptfoo": "yaml"}.get(kind, "json")
    path = tmp_path / f"empty.{suffix}"
    path.write_bytes(b"")
    assert refused(kind, path)
    path.write_text("[]" if suffix != "jsonl" else "\n\n")
    assert refused(kind, path)


@pytest.mark.parametrize("kind", small.SETS)
def test_what_is_not_there_is_refused(tmp_path: Path, kind: str) -> None:
    assert "there is no file or folder" in refused(kind, tmp_path / "nowhere")
    (tmp_path / "folder").mkdir()
    assert refused(kind, tmp_path / "folder")


@pytest.mark.parametrize("kind", [kind for kind in small.SETS if kind not in ("beir", "fever")])
def test_a_set_cut_off_anywhere_is_refused_or_smaller(tmp_path: Path, kind: str) -> None:
    path = small.SETS[kind](tmp_path)
    whole = path.read_bytes()
    n_whole = len(read_set(Format(kind), path, split="test").cases)
    for end in range(0, len(whole) - 2, max(1, len(whole) // 40)):
        path.write_bytes(whole[:end])
        try:
            n_left = len(read_set(Format(kind), path, split="test").cases)
        except CaseError:
            continue
        assert kind in ("promptfoo", "ragas")  # lines and YAML can end early; JSON cannot
        assert n_left <= n_whole


def test_a_list_says_the_line_of_each_object_and_of_the_mistake(tmp_path: Path) -> None:
    path = tmp_path / "l.json"
    path.write_bytes(b'\xef\xbb\xbf[\r\n {"a": 1},\r\n {"a":\r\n 2}\r\n]\r\n')
    assert [item.where.rsplit(":", 1)[1] for item in list_items(path)] == ["2", "3"]
    for text, line in (('[\n{"a": 1}\n{}', 3), ('[{"a": 1},\n\n{"a" 2}]', 3), ("[]\n[]", 2)):
        path.write_text(text)
        with pytest.raises(CaseError, match=rf"l\.json:{line}: "):
            list(list_items(path))


def test_a_table_is_read_row_by_row_and_its_mistakes_have_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b'\xef\xbb\xbfa,b\r\n1,"x\r\ny"\r\n\r\n=2+5,@SUM(1)\r\n')
    assert [(item.where[-2:], dict(item.fields)) for item in csv_rows(path)] == [
        (":2", {"a": "1", "b": "x\r\ny"}),
        (":5", {"a": "=2+5", "b": "@SUM(1)"}),
    ]
    for data, message in (
        (b"a,a\n1,2\n", r":1: a column stands there twice"),
        (b"a,b\n1,2\n1\n", r":3: 1 cells where the header has 2"),
        (b'a,b\n1,"2\n', r":2: unexpected end"),
        (b"a,b\n1,\xff\n", r":2: is not UTF-8"),
        (b"a,b\n1," + b"x" * (csv.field_size_limit() + 1), r":2: field larger"),
    ):
        path.write_bytes(data)
        with pytest.raises(CaseError, match=message):
            list(csv_rows(path))


YAMLS = {
    "an alias": ("a: &x [1]\nb: *x\n", ":1: an anchor or alias"),
    "a tag": ("a: 1\nb: !!python/object/apply:os.system [ls]\n", ":2: a tag"),
    "a key twice": ("a: 1\nb: 2\na: 3\n", ":3: key 'a' stands there twice"),
    "depth": ("a: " + "[" * 5000 + "]" * 5000, ":1: nested deeper than 40"),
    "no YAML": ("a: 1\nb: [\n", ": no YAML"),
    "two documents": ("a: 1\n---\nb: 1\n", ": no YAML"),
    "a list as a key": ("? [a]\n: 1\n", ":1: a key that is no text"),
}


@pytest.mark.parametrize(("text", "message"), YAMLS.values(), ids=YAMLS)
def test_yaml_that_is_more_than_data_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "y.yaml"
    path.write_text(text)
    with pytest.raises(CaseError) as caught:
        yaml_document(path)
    assert message in caught.value.what


def test_yaml_scalars_are_the_text_that_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "y.yaml"
    path.write_text("\ufeffa: yes\nb: 2024-05-01\nc: 0x10\nd: .nan\n")
    found = yaml_document(path)
    assert found.value == {"a": "yes", "b": "2024-05-01", "c": "0x10", "d": ".nan"}


@pytest.mark.parametrize("cell", ["['a' 'b']", "['a', 1", "[" * 5000, "[__import__('os')]", "[1]"])
def test_a_cell_that_is_no_list_of_texts_is_refused(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f'question,contexts,ground_truth\nWho?,"{cell}",x\n')
    assert "r.csv:2: " in refused("ragas", path)


def test_half_a_character_is_skipped_and_never_written(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    rows_ = [
        {"id": 1, "claim": "Good.", "label": "NOT ENOUGH INFO"},
        {"id": 2, "claim": "Bad \ud800.", "label": "NOT ENOUGH INFO"},
    ]
    small.write_lines(path, rows_)
    found = read_set(Format.FEVER, path, split="test")
    assert [case.id for case in found.cases] == ["f-1"]
    assert found.reasons[0][0].startswith("holds half a character")


def test_a_folder_or_a_pipe_in_place_of_a_file_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path, tmp_path / "pipe.json"):
        with pytest.raises(CaseError, match="is not a regular file"):
            list(rows(path))
        with pytest.raises(CaseError, match="is not a regular file"):
            list(list_items(path))
    with pytest.raises(CaseError, match="cannot be read"):
        list(rows(tmp_path / "nowhere"))


@given(st.text(max_size=200))
def test_a_name_is_never_a_path_and_an_address_is_canonical(own: str) -> None:
    made = slug(own)
    assert made
    assert all(char.isascii() and (char.isalnum() or char in "_-") for char in made)
    assert len(made) <= 71
    assert canonical_url(address("beir", "set", own)) == address("beir", "set", own)
    assert case_id("set", own).startswith("set-")


@given(st.lists(st.text(max_size=30), unique=True, max_size=20))
def test_different_ids_stay_different(owns: list[str]) -> None:
    assert len({slug(own) for own in owns}) == len(owns)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    "data title paragraphs context qas id question answers text answer_start "
                    "is_impossible claim label evidence questions answer source_url vars assert "
                    "type value tests user_input reference reference_contexts".split()
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=25,
    ),
    st.sampled_from(["squad", "averitec", "ragas", "promptfoo", "fever"]),
)
def test_whatever_json_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, value: object, kind: str
) -> None:
    suffix = "jsonl" if kind == "fever" else "json"
    path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
    path.write_text(json.dumps(value))
    try:
        found = read_set(Format(kind), path, split="test")
    except NewsproofError:
        return
    assert found.cases
