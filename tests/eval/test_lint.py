"""The lint finds every kind of mistake, and nothing where there is none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from toy import CASES, NOW, TEXTS, gold_quote, make_archive, make_article

from bot.answer import Status
from bot.verdict import Verdict
from bot.words import words
from eval.cases import CaseSet, ClaimCase, Kind, Question
from eval.cases.alike import NEAR, find_alike
from eval.cases.lint import Problem, lint
from eval.cases.making import line_of
from eval.cases.values import DraftCase, DraftClaim
from eval.cli import eval_group
from eval.errors import CaseError, GoldError
from eval.gold import locate_gold
from sources.archive import Archive
from sources.errors import NotFoundError

HIGH = CASES.questions[0]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return make_archive(tmp_path / "data")


def of(*cases: Question | ClaimCase | DraftCase, split: str = "dev") -> CaseSet:
    return CaseSet(
        split=split,
        questions=tuple(one for one in cases if isinstance(one, Question)),
        claims=tuple(one for one in cases if isinstance(one, ClaimCase)),
        drafts=tuple(one for one in cases if isinstance(one, DraftCase)),
    )


def asked(case_id: str, question: str, **told: Any) -> Question:
    declined = {"kind": Kind.NEAR_MISS, "status": Status.ABSTAINED}
    return Question(id=case_id, question=question, **{**declined, **told})


def claimed(case_id: str, claim: str, **told: Any) -> ClaimCase:
    return ClaimCase(id=case_id, claim=claim, **{"verdict": Verdict.NOT_ENOUGH_EVIDENCE, **told})


def quoted(words: str, name: str = "flood", **told: Any) -> Question:
    return replace(HIGH, gold=(gold_quote(name, words),), **told)


def found(cases: CaseSet, archive: Archive | None = None) -> list[tuple[str, str, bool]]:
    return [(one.where, one.rule, one.is_error) for one in lint({"dev": cases}, archive)]


def test_a_quote_that_an_article_held_before_it_was_changed_is_told(archive: Archive) -> None:
    said, now = "The river Oste rose to 4.2 metres", "The river Oste rose to 4.5 metres"
    changed = make_article("flood", text=TEXTS["flood"][1].replace(said, now))
    with archive.writing(now=NOW), archive.transaction():
        archive.add(replace(changed, updated=date(2024, 5, 20)))
    assert found(of(quoted(said)), archive) == [("q1", "gold-quote", True)]
    assert found(of(quoted(now)), archive) == []
    early = quoted(said, kind=Kind.AS_OF, as_of=date(2024, 5, 19))
    assert found(of(early), archive) == []


def test_good_cases_have_no_problem(archive: Archive) -> None:
    assert lint({"dev": CASES}, archive) == []
    assert lint({}, archive) == []


LONG = "How much money did the town of Marle spend on the two new bridges in 2023?"


def test_twins_in_a_split_are_found() -> None:
    same = of(asked("a", LONG), asked("b", f"  {LONG.upper()} "))
    assert found(same) == [("b", "duplicate", True)]
    near = of(asked("a", LONG), asked("b", LONG.replace("spend", "spends").replace("new", "old")))
    assert found(near) == [("b", "duplicate", False)]
    assert found(of(claimed("a", "A wolf died."), claimed("b", "A wolf died"))) == [
        ("b", "duplicate", True)
    ]


@pytest.mark.parametrize(
    "other",
    [
        asked("b", LONG.replace("2023", "2024")),
        asked("b", LONG, as_of=date(2024, 5, 1), kind=Kind.AS_OF),
        replace(HIGH, id="b", question=LONG.replace("new", "old")),
    ],
)
def test_a_trap_beside_its_question_is_no_twin(other: Question) -> None:
    assert found(of(asked("a", LONG), other)) == []


def leaks(one: Any, other: Any) -> list[tuple[str, str, bool]]:
    problems = lint({"dev": of(one), "test": of(other, split="test")}, None)
    return [(one.split, one.rule, one.is_error) for one in problems]


def test_leaks_between_splits_are_found() -> None:
    assert leaks(asked("a", LONG), asked("b", LONG.lower())) == [("test", "leak", True)]
    near = LONG.replace("new", "old")
    assert leaks(asked("a", LONG), asked("b", near)) == [("test", "leak", True)]
    other_number = LONG.replace("2023", "2024")
    assert leaks(asked("a", LONG), asked("b", other_number)) == [("test", "leak", False)]
    assert leaks(asked("a", LONG), asked("b", "Who paid?")) == []
    claim = claimed("a", "The wolf was filmed near Tarn.")
    draft = DraftCase(
        id="d",
        draft=f"Look. {claim.claim}",
        claims=(DraftClaim(words=claim.claim, verdict=claim.verdict),),
    )
    assert leaks(claim, draft) == [("test", "leak", True)]
    assert found(of(claim, draft)) == []


def test_every_gold_quote_that_is_not_there_is_told_with_the_nearest(archive: Archive) -> None:
    wrong = replace(
        HIGH,
        gold=(
            gold_quote("flood", "The river Oste rose to 5 metres on Sunday."),
            gold_quote("flood", "Nothing of this kind."),
            gold_quote("nowhere", "Nothing at all here."),
            gold_quote("flood", "The mayor closed two bridges."),
        ),
    )
    problems = lint({"dev": of(wrong, replace(wrong, id="z", question="Other?"))}, archive)
    assert [one.rule for one in problems] == ["gold-article"] * 2 + ["gold-quote"] * 4
    assert all(one.is_error for one in problems)
    assert {one.where for one in problems} == {"q1", "z"}
    assert any("'The river Oste rose to 4.2 metres on Sunday.'" in one.what for one in problems)


def test_gold_of_a_later_day_is_told_with_its_day(archive: Archive) -> None:
    with archive.writing(now=NOW), archive.transaction():
        later = "A new pier of steel was built."
        archive.add(make_article("flood", day=20, text=f"{TEXTS['flood'][1]} {later}"))
    for day, rules in ((19, [("q1", "gold-as-of", True)]), (20, [])):
        case = quoted(later, as_of=date(2024, 5, day))
        assert found(of(case), archive) == rules
    (told,) = lint({"dev": of(quoted(later, as_of=date(2024, 5, 19)))}, archive)
    assert "from 2024-05-20 on" in told.what


def test_a_vague_or_withdrawn_quote_is_told(archive: Archive) -> None:
    assert found(of(quoted("4.2 metres")), archive) == [("q1", "gold-fragment", False)]
    with archive.writing(now=NOW), archive.transaction():
        archive.add(make_article("echo", text="He said no more. " * 3))
        archive.add(make_article("twice", text="He said no more. " * 2))
        archive.retract(make_article("wolf").article_id, on=date(2024, 6, 1))
    assert found(of(quoted("He said no more.", "echo")), archive) == [
        ("q1", "gold-repeated", False)
    ]
    assert found(of(quoted("He said no more.", "twice")), archive) == []
    assert found(of(quoted("No sheep were harmed.", "wolf")), archive) == [
        ("q1", "gold-retracted", False)
    ]


def test_accepted_and_forbidden_words_are_held_against_the_gold(archive: Archive) -> None:
    for told, expected in (
        ({"accepted": ("4.2 Metres", "4.2")}, []),
        ({"accepted": ("2 metres",)}, [("q1", "accepted", False)]),
        ({"accepted": ("13 feet",)}, [("q1", "accepted", False)]),
        ({"forbidden": ("5 metres",)}, []),
        ({"forbidden": ("the RIVER",)}, [("q1", "forbidden", True)]),
        ({"accepted": ("4.2 metres",), "forbidden": ("metres",)}, [("q1", "forbidden", True)]),
    ):
        assert found(of(replace(HIGH, **told)), archive) == expected, told
    declined = replace(
        HIGH, kind=Kind.FALSE_PREMISE, status=Status.ABSTAINED, forbidden=("4.2 metres",)
    )
    assert found(of(declined), archive) == [("q1", "forbidden", False)]


def test_a_misspelt_tag_is_told_and_a_rare_one_not() -> None:
    texts = ["Who?", "Where to?", "When was it?", "Why not now?", "How so, then?"]
    tags = [("number",), ("number",), ("number", "name"), ("nubmer",), ("how-much",)]
    cases = of(*(asked(str(n), text, tags=tags[n]) for n, text in enumerate(texts)))
    assert found(cases) == [("3", "tag", False)]
    assert found(of(asked("a", "Who?", tags=("doubtfull",)))) == [("a", "tag", False)]
    assert found(of(asked("a", "Who?", tags=("doubtful",)))) == [("a", "doubtful", False)]


word = st.sampled_from("the a wolf rose fell bridge 12 13 Oste of in by".split())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(word, min_size=1, max_size=16).map(" ".join), max_size=8))
def test_alike_texts_are_those_that_comparing_every_pair_finds(texts: list[str]) -> None:
    sets = [{one.stem for one in words(text)} for text in texts]
    pairs = [
        (i, j)
        for i in range(len(texts))
        for j in range(i + 1, len(texts))
        if len(sets[i] & sets[j]) / len(sets[i] | sets[j]) >= NEAR
    ]
    assert [(one.first, one.second) for one in find_alike(texts)] == pairs


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(TEXTS)),
    ends=st.tuples(st.integers(0, 60), st.integers(1, 60)),
    twist=st.sampled_from(["", "x", "’", " \u00a0"]),
    day=st.one_of(st.none(), st.integers(1, 6)),
)
def test_lint_refuses_what_a_run_refuses(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    ends: tuple[int, int],
    twist: str,
    day: int | None,
) -> None:
    archive = make_archive(tmp_path_factory.mktemp("toy"))
    start, length = ends
    quote = (TEXTS[name][1][start : start + length] + twist).strip() or "x"
    case = quoted(quote, name, as_of=date(2024, 5, day) if day else None)
    try:
        locate_gold(of(case), archive)
        is_refused = False
    except GoldError:
        is_refused = True
    archive.close()
    problems = lint({"dev": of(case)}, make_archive(archive.data_dir))
    assert any(one.is_error for one in problems) == is_refused


def run(data_dir: Path, *arguments: object) -> Result:
    given = {"data_dir": data_dir, "encoder": None, "debug": False}
    return CliRunner().invoke(eval_group, ["lint", *map(str, arguments)], obj=given)


@pytest.fixture
def root(tmp_path: Path, archive: Archive) -> Path:
    folder = tmp_path / "cases" / "dev"
    folder.mkdir(parents=True)
    lines = [line_of(one) for one in CASES.questions]
    (folder / "toy-questions.jsonl").write_text("\n".join(lines), "utf-8")
    return folder.parent


def test_the_command_says_what_is_wrong_and_exits_with_1(root: Path, archive: Archive) -> None:
    good = run(archive.data_dir, "--cases", root)
    assert (good.exit_code, good.stdout) == (0, "3 cases: 0 errors, 0 warnings\n")
    doubtful = {**json.loads(line_of(HIGH)), "id": "q9", "question": "?!", "tags": ["doubtful"]}
    file = root / "dev" / "own-questions.jsonl"
    file.write_text(json.dumps(doubtful), "utf-8")
    assert run(archive.data_dir, "--cases", root).exit_code == 0
    assert run(archive.data_dir, "--cases", root, "--strict").exit_code == 1
    wrong = [
        {**doubtful, "gold": [{"article": "https://x.example/", "quote": "a b c"}]},
        {**doubtful, "kind": "easy"},
        "no case",
    ]
    file.write_text("\n".join(map(json.dumps, wrong)), "utf-8")
    result = run(archive.data_dir, "--cases", root)
    assert result.exit_code == 1
    for said in ("gold-article (1)", "doubtful (1)", "unreadable (2)", "jsonl:2: ", "jsonl:3: "):
        assert said in result.stdout
    assert result.stdout.endswith("4 cases: 3 errors, 1 warnings\n")
    printed = json.loads(run(archive.data_dir, "--cases", root, "--json").stdout)
    assert (printed["n_cases"], printed["n_errors"], printed["n_warnings"]) == (4, 3, 1)
    assert {*printed["problems"][0]} == {*Problem.__dataclass_fields__}
    alone = run(archive.data_dir, "--cases", root, "--no-archive")
    assert "gold-article" not in alone.stdout


def test_nothing_to_look_at_is_never_green(root: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert isinstance(run(tmp_path, "--cases", tmp_path / "empty").exception, CaseError)
    assert isinstance(run(tmp_path, "--cases", tmp_path / "nowhere").exception, CaseError)
    assert isinstance(run(tmp_path / "none", "--cases", root).exception, NotFoundError)


def test_the_packaged_cases_have_no_errors(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0, result.stdout
