"""`docs/rules.md` names every rule with its default, and its example is read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot.house import EvidenceRules, Label, Rating, RatingRules, Rules, read_rules
from bot.verdict import Verdict

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def row_of(name: str) -> str:
    """Return the line of a table that begins with a name."""
    rows = [line for line in PAGE.splitlines() if line.startswith((f"| `{name}`", f"| {name} "))]
    assert len(rows) == 1, f"{name!r} has {len(rows)} rows"
    return rows[0]


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_is_read_and_says_something(example: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(example, encoding="utf-8")
    rules = read_rules(path)
    given = tomllib.loads(example)
    assert set(given) <= set(Rules.model_fields)
    assert rules != Rules()
    assert rules.rating.verdicts[Verdict.NOT_CHECKED] == RatingRules().verdicts[Verdict.NOT_CHECKED]


def test_there_is_an_example_with_every_table() -> None:
    assert EXAMPLES
    assert set(tomllib.loads(EXAMPLES[0])) == set(Rules.model_fields)
    assert set(tomllib.loads(EXAMPLES[0])["evidence"]) == set(EvidenceRules.model_fields)


@pytest.mark.parametrize("name", Rules.model_fields)
def test_every_table_has_a_heading(name: str) -> None:
    assert f"## `[{name}]`" in PAGE


@pytest.mark.parametrize("name", [*EvidenceRules.model_fields, *RatingRules.model_fields])
def test_every_rule_has_a_row(name: str) -> None:
    assert len(row_of(name).split("|")) == 5


def test_defaults_are_those_of_the_code() -> None:
    rules = Rules()
    assert f"| `{rules.evidence.min_reports}` |" in row_of("min_reports")
    assert f"| `{str(rules.evidence.flag_single_source).lower()}` |" in row_of("flag_single_source")
    assert "| `[]` |" in row_of("vetted")
    assert not rules.evidence.vetted
    assert "| none |" in row_of("max_age_days")
    assert rules.evidence.max_age_days is None
    told = row_of("opinion_sections").split("|")[2]
    assert set(re.findall(r"`([^`]+)`", told)) == rules.evidence.opinion_sections
    assert f"| `{rules.rating.worst}` |" in row_of("worst")
    assert f"| `{rules.rating.best}` |" in row_of("best")


@pytest.mark.parametrize("verdict", Verdict)
def test_ratings_are_those_of_the_code(verdict: Verdict) -> None:
    rating = RatingRules().verdicts[verdict]
    assert set(Rating.model_fields) == {"name", "value"}
    shown = "none" if rating.value is None else rating.value
    assert row_of(verdict.value) == f"| `{verdict.value}` | {rating.name} | {shown} |"


@pytest.mark.parametrize("label", Label)
def test_every_label_has_a_row(label: Label) -> None:
    assert row_of(label.value)
