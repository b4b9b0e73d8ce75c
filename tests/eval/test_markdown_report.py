"""Markdown for a pull request: what changed, the worst cases, and nothing foreign that acts."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from eval.gate.baseline import Baseline
from eval.gate.comparing import CaseRecord, compare
from eval.gate.floors import first_baseline
from eval.gate.judging import GateResult, judge
from eval.records import ClaimRecord
from eval.reports.markdown import (
    MAX_CHARACTERS,
    N_WORST,
    code,
    comparison_markdown,
    gate_markdown,
    worst_cases,
)
from tests.eval.gate.made_runs import make_run

DAY = date(2024, 5, 1)
HOSTILE = [
    "@everyone look here",
    "see #123 and https://evil.example/?a=1",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "</details></td></table><h1>Passed</h1>",
    "a | b | c\n|---|\n# heading\n- item\n> quote",
    "`tick` ``two`` ```\nfence\n```",
    "` starts and ends `",
    "\\` backslash \\| pipe",
    "\u202eright to left\u2066 \u200bzero width\x1b[2J\x00",
    "line\u2028separator\u0085next\r\nreturn",
    "~~~\nfence\n~~~ $math$ :smile: --- ***",
    "&lt;b&gt; &#64;name &commat;name",
]


class Tags(HTMLParser):
    """The tags and the text outside code of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outside = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._depth += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.outside += data


def rendered(markdown: str) -> Tags:
    tags = Tags()
    tags.feed(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(markdown))
    return tags


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    return first_baseline(make_run(), on=DAY)


def test_verdict_stands_first(baseline: Baseline) -> None:
    passed = gate_markdown(judge(make_run(), baseline))
    assert passed.splitlines()[0] == "## ✅ Newsproof gate passed"
    failed = gate_markdown(judge(make_run(digest="cd" * 32), baseline))
    assert failed.splitlines()[0] == "## ❌ Newsproof gate failed: 1 reason"
    assert "**changed cases**" in failed


def test_what_changed_stands_in_a_table_with_its_floor(baseline: Baseline) -> None:
    text = gate_markdown(judge(make_run(wrong={f"c{n:03}" for n in range(12)}), baseline))
    (row,) = (line for line in text.splitlines() if line.startswith("| verdict_accuracy"))
    floor = f"{baseline.floors['verdict_accuracy']:.3f}"
    assert row.startswith("| verdict_accuracy | 0.933 | 0.600 | -0.333 [")
    assert floor in row
    assert row.endswith("| **worse** |")
    assert "| judged wrong | 2 | 12 |" in text
    assert "expected REFUTED, got SUPPORTED" in text


def test_ten_worst_cases_are_newly_wrong_first(baseline: Baseline) -> None:
    comparison = compare(baseline.run, make_run(wrong={f"c{n:03}" for n in range(12)}))
    worst = worst_cases(comparison)
    assert len(worst) == N_WORST
    assert [one.id for one in worst] == [f"c{n:03}" for n in range(2, 12)]
    text = comparison_markdown(comparison)
    assert "- `c002` (newly wrong) `Letter 2 was lost.`" in text
    assert "cited: `The letter was found.`" in text


def reworded(result: GateResult, words: str) -> GateResult:
    """Return a result in which all that comes from cases, articles and systems is these words."""

    def told(record: CaseRecord) -> CaseRecord:
        if isinstance(record, ClaimRecord):
            return replace(record, claim=words, evidence=(words,) * 5, gold=(words,) * 5)
        many = (words,) * 5
        return replace(record, question=words, shown=words, quotes=many, gold=many)

    comparison = result.comparison
    return replace(
        result,
        warnings=tuple(replace(one, detail=words, cases=(words,)) for one in result.warnings),
        comparison=replace(
            comparison,
            after=replace(comparison.after, system=words, split=words),
            newly_wrong=tuple(
                replace(one, after=told(one.after)) for one in comparison.newly_wrong
            ),
        ),
    )


@pytest.fixture(scope="module")
def failing(baseline: Baseline) -> GateResult:
    return judge(make_run(wrong={f"q{n:03}" for n in range(20)}), baseline)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_an_article_stay_words(words: str, failing: GateResult) -> None:
    hostile = rendered(gate_markdown(reworded(failing, words)))
    plain = rendered(gate_markdown(reworded(failing, "calm")))
    # The same page, tag by tag, and the same words outside of code.
    assert hostile.tags == plain.tags
    assert hostile.outside == plain.outside
    assert not set(hostile.tags) & {"a", "img", "script", "h1"}


@given(words=st.text(max_size=60))
def test_foreign_text_is_one_piece_of_code(words: str) -> None:
    piece = code(words)
    assert "\n" not in piece
    assert "|" not in piece
    tags = rendered(f"| a | b |\n|---|---|\n| {piece} | end |\n")
    assert tags.tags.count("td") == 2
    assert tags.tags.count("code") == (piece != "–")
    assert re.sub(r"\s+", " ", tags.outside).strip() == ("a b end" if piece != "–" else "a b – end")


def test_long_words_are_cut() -> None:
    assert len(code("x" * 10_000)) <= 402
    assert code("x" * 10_000).endswith("…`")


@pytest.mark.parametrize("words", ["x" * 5_000, "😀" * 5_000, "` " * 2_500])
def test_report_of_any_size_fits_a_comment_with_its_folds_closed(
    words: str, failing: GateResult
) -> None:
    result = reworded(failing, words)
    comparison = replace(result.comparison, newly_wrong=result.comparison.newly_wrong * 60)
    text = comparison_markdown(comparison)
    assert len(text.encode("utf-16-le")) // 2 <= MAX_CHARACTERS
    assert text.count("<details>") == text.count("</details>")
    assert "cut here" in text


def test_same_comparison_gives_the_same_text(baseline: Baseline) -> None:
    run = make_run(wrong=("q004", "c005"))
    assert gate_markdown(judge(run, baseline)) == gate_markdown(judge(run, baseline))
