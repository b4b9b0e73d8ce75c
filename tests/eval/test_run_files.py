"""A run to a file and back: the same run, and no file that is anything else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import Status
from bot.verdict import Verdict
from eval import json_files
from eval.cases.values import DOUBTFUL, Kind
from eval.errors import EvalError
from eval.measures import GATING, MEASURES
from eval.records import Blame, ClaimRecord, DraftRecord, QuestionRecord, Run
from eval.runs import read_run, without_words, write_run
from eval.summary import figure_of
from tests.eval.gate.made_runs import DIGEST, draft, make_run, question, with_question

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=6)
SHARES = st.floats(0, 1)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1))
TAGS = st.lists(st.sampled_from(["ferry", DOUBTFUL]), max_size=2).map(tuple)
FLAGS = st.lists(st.booleans(), max_size=3).map(tuple)
MS = st.floats(0, 1e6)


@st.composite
def questions(draw: st.DrawFn, case_id: str) -> QuestionRecord:
    expected = draw(st.sampled_from(Status))
    got = draw(st.sampled_from(Status))
    n_gold, statements = draw(st.integers(0, 3)), draw(FLAGS)
    ranks = st.lists(st.none() | st.integers(1, 10), min_size=n_gold, max_size=n_gold).map(tuple)
    flags = st.lists(FLAGS, min_size=len(statements), max_size=len(statements)).map(tuple)
    return QuestionRecord(
        id=case_id,
        question=draw(WORDS),
        kind=draw(st.sampled_from(Kind)),
        as_of=draw(DAYS),
        tags=draw(TAGS),
        expected=expected,
        got=got,
        is_right=got is expected and draw(st.booleans()),
        blame=draw(st.none() | st.sampled_from(Blame)),
        confidence=draw(st.none() | SHARES),
        gold_ranks=draw(ranks),
        article_ranks=draw(ranks),
        gold_words=draw(ranks),
        statements=statements,
        proven=draw(FLAGS),
        citations=draw(flags),
        exact=draw(FLAGS),
        n_leaks=draw(st.integers(0, 3)),
        accepted=draw(st.none() | st.booleans()),
        forbidden=draw(st.lists(WORDS, max_size=2).map(tuple)),
        attributed=draw(st.none() | st.booleans()),
        n_cited_words=draw(st.integers(0, 500)),
        shown=draw(WORDS),
        quotes=draw(st.lists(WORDS, max_size=2).map(tuple)),
        gold=draw(st.lists(WORDS, max_size=2).map(tuple)),
        ms=draw(MS),
    )


@st.composite
def claims(draw: st.DrawFn, case_id: str) -> ClaimRecord:
    expected = draw(st.sampled_from([v for v in Verdict if v is not Verdict.NOT_CHECKED]))
    got = draw(st.sampled_from(Verdict))
    is_right = got is expected
    return ClaimRecord(
        id=case_id,
        claim=draw(WORDS),
        as_of=draw(DAYS),
        tags=draw(TAGS),
        expected=expected,
        got=got,
        is_right=is_right,
        is_strictly_right=is_right and draw(st.booleans()),
        blame=None if is_right else draw(st.none() | st.sampled_from(Blame)),
        confidence=draw(st.none() | SHARES),
        exact=draw(FLAGS),
        n_leaks=draw(st.integers(0, 3)),
        evidence=draw(st.lists(WORDS, max_size=2).map(tuple)),
        ms=draw(MS),
    )


@st.composite
def runs(draw: st.DrawFn) -> Run:
    names = draw(st.lists(NAMES, unique=True, max_size=6))
    made: dict[str, list[Any]] = {"questions": [], "claims": [], "drafts": []}
    for name in names:
        match draw(st.sampled_from(sorted(made))):
            case "questions":
                made["questions"].append(draw(questions(name)))
            case "claims":
                made["claims"].append(draw(claims(name)))
            case _:
                n_inner = draw(st.integers(1, 3))
                inner = tuple(draw(claims(f"{name}#{n}")) for n in range(1, n_inner + 1))
                good = all(one.is_right for one in inner)
                made["drafts"].append(
                    DraftRecord(id=name, claims=inner, is_right=good, tags=draw(TAGS))
                )
    return Run(
        system=draw(NAMES),
        split=draw(st.sampled_from(["dev", "test", "my-own.2"])),
        digest=draw(st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}")),
        parts=draw(st.dictionaries(WORDS, WORDS, max_size=2)),
        notes=draw(st.dictionaries(WORDS, st.none() | SHARES, max_size=2)),
        peak_mib=draw(st.none() | MS),
        **{key: tuple(value) for key, value in made.items()},
    )


@settings(max_examples=60)
@given(run=runs())
def test_run_comes_back_as_it_was(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("runs") / "run.json"
    write_run(path, run)
    back = read_run(path)
    assert back == run
    # Timings do not count for equality, and must not get lost either.
    assert back.to_json() == run.to_json()


@settings(max_examples=30)
@given(run=runs())
def test_run_without_words_keeps_every_figure_that_gates(run: Run) -> None:
    bare = without_words(run)
    for name in GATING:
        assert figure_of(bare, MEASURES[name]) == figure_of(run, MEASURES[name])
    assert not any(one.question or one.shown or one.quotes or one.gold for one in bare.questions)
    assert not any(one.claim or one.evidence or one.gold for one in bare.all_claims)


def test_one_case_stands_on_one_line(tmp_path: Path) -> None:
    write_run(tmp_path / "run.json", make_run())
    lines = (tmp_path / "run.json").read_text().splitlines()
    assert sum('"id": "q000"' in line for line in lines) == 1
    assert sum('"id": "c000"' in line for line in lines) == 1


def test_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(path, make_run())
    before = path.read_bytes()
    half = with_question(make_run(), question(0, shown="\ud800"))
    with pytest.raises(EvalError, match="cannot be written"):
        write_run(path, half)
    with pytest.raises(EvalError, match="cannot be kept"):
        write_run(path, make_run(notes={"x": float("nan")}))
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["run.json"]  # noqa: PTH208


Edit = Callable[[dict[str, Any]], object]


def set_field(*steps: str | int, to: object) -> Edit:
    def edit(found: Any) -> None:
        for step in steps[:-1]:
            found = found[step]
        found[steps[-1]] = to

    return edit


MISTAKES: list[tuple[str, Edit, str]] = [
    ("other version", set_field("format", to=2), "reads format 1"),
    ("version true", set_field("format", to=True), "format True"),
    ("version text", set_field("format", to="1"), "reads format 1"),
    ("other kind", set_field("kind", to="baseline"), "is no run"),
    ("no kind", lambda found: found.pop("kind"), "is no run"),
    ("unknown key", set_field("extra", to=1), "extra' is not known"),
    ("unknown field", set_field("claims", 0, "rihgt", to=True), "rihgt' is not known"),
    ("field gone", lambda found: found["claims"][0].pop("got"), "claims.0.got"),
    ("word for flag", set_field("claims", 0, "is_right", to="yes"), "claims.0.is_right"),
    ("number for flag", set_field("claims", 0, "is_right", to=1), "claims.0.is_right"),
    ("label typo", set_field("claims", 0, "got", to="REFUTD"), "claims.0.got"),
    ("kind typo", set_field("questions", 0, "kind", to="answerabel"), "questions.0.kind"),
    ("day typo", set_field("claims", 0, "as_of", to="2024-13-01"), "claims.0.as_of"),
    ("short digest", set_field("digest", to="abc"), "is no SHA-256"),
    ("upper digest", set_field("digest", to="AB" * 32), "is no SHA-256"),
    ("path for split", set_field("split", to="../dev"), "no name of a folder"),
    ("dots for split", set_field("split", to=".."), "no name of a folder"),
    ("twin id", set_field("claims", 1, "id", to="c000"), "'c000' stands there twice"),
    ("id of both kinds", set_field("claims", 1, "id", to="q000"), "'q000' stands there twice"),
    ("empty id", set_field("claims", 1, "id", to=" "), "no id that can be shown"),
    ("steering id", set_field("claims", 1, "id", to="a\u001b[2J"), "no id that can be shown"),
    ("negative time", set_field("claims", 0, "ms", to=-1), "is no time"),
    ("confidence 2", set_field("claims", 0, "confidence", to=2), "not in [0, 1]"),
    ("rank 0", set_field("questions", 0, "gold_ranks", to=[0]), "counted from 1"),
    ("ranks missing", set_field("questions", 0, "gold_ranks", to=[]), "differ in number"),
    ("one citation less", set_field("questions", 5, "citations", to=[]), "differ in number"),
    ("leaks below 0", set_field("claims", 0, "n_leaks", to=-1), "no count"),
    ("made right", set_field("claims", 0, "is_right", to=True), "SUPPORTED came"),
    ("made wrong", set_field("claims", 9, "is_right", to=False), "REFUTED came"),
    ("answer made right", set_field("questions", 0, "is_right", to=True), "abstained came"),
    ("draft made wrong", set_field("drafts", 0, "is_right", to=False), "what its claims say"),
    ("draft without claims", set_field("drafts", 0, "claims", to=[]), "without claims"),
    ("claim of no draft", set_field("drafts", 0, "claims", 0, "id", to="x#1"), "#1, #2"),
    ("no cases list", set_field("claims", to={}), "claims"),
    ("number too large", set_field("peak_mib", to=float("1e999")), "no number"),
]


@pytest.mark.parametrize(
    ("edit", "says"), [one[1:] for one in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_edited_run_is_refused(edit: Edit, says: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(path, make_run())
    found = json.loads(path.read_text())
    edit(found)
    path.write_text(json.dumps(found))
    with pytest.raises(EvalError) as caught:
        read_run(path)
    assert says in str(caught.value)
    assert "run.json" in str(caught.value)


BROKEN: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "is empty"),
    ("blank", b" \n", "is empty"),
    ("a list", b"[]", "no JSON object"),
    ("null", b"null", "no JSON object"),
    ("no JSON", b"ok: yes", "is no JSON"),
    ("NaN", b'{"format": 1, "kind": "run", "peak_mib": NaN}', "NaN is no number"),
    ("infinity", b'{"peak_mib": -Infinity}', "-Infinity is no number"),
    ("twin key", b'{"kind": "run", "kind": "run"}', "stands there twice"),
    ("latin-1", b'{"kind": "r\xfcn"}', "not UTF-8"),
    ("deep", b'{"a":' * 100_000, "nested too deep"),
    ("long number", b'{"format": ' + b"9" * 5000 + b"}", "5000"),
]


@pytest.mark.parametrize(("content", "says"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_file_that_is_no_run_is_refused(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(content)
    with pytest.raises(EvalError) as caught:
        read_run(path)
    assert says in str(caught.value)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_file_cut_off_says_so(share: float, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_run(path, make_run())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(EvalError, match=r"is cut off|is no JSON"):
        read_run(path)


def test_file_of_a_gigabyte_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    with path.open("wb") as handle:
        handle.truncate(1024**3)  # a sparse file: no disk is filled
    with pytest.raises(EvalError, match=f"larger than {json_files.MAX_BYTES:,} bytes"):
        read_run(path)


def test_path_that_cannot_be_read_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(EvalError, match=r"cannot be read|is no path"):
            read_run(path)
    (tmp_path / "file").write_text("")
    with pytest.raises(EvalError, match="cannot be written"):
        write_run(tmp_path / "file" / "run.json", make_run())


def test_equal_runs_are_written_alike(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        write_run(tmp_path / name, replace(make_run(), drafts=(draft(0), draft(1))))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert DIGEST in (tmp_path / "a.json").read_text()
