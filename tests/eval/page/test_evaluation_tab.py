"""What the tab Evaluation shows: both languages, no run, one, two, hostile ones. No browser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.page.tabs import GROUP, more_tabs
from bot.page.texts import Texts, texts_of
from bot.verdict import Verdict
from eval.gate.baseline import PACKAGED, read_baseline
from eval.gate.comparing import compare
from eval.keeping import HISTORY, Kept, KeptRuns, Listing, Skipped, Why, keep_run
from eval.measures import MEASURES
from eval.page import tab as tab_module
from eval.page.tab import TAB, Desk, first_choice, style_sheet
from eval.page.tab_html import BASELINE, Shown, picker_html, shown_html
from eval.records import Blame, Run
from eval.summary import Summary, summarise
from tests.eval.page.evaluation_fake import EARLIER, LATER, fill, hostile
from tests.eval.reports.page_runs import before, make_history, make_run
from tests.eval.reports.test_report_page import Reader

EN, DE = texts_of("en"), texts_of("de")
OURS = re.compile(
    r'<(?:(?:div|p|span|ul|li|dl|dt|dd|h2|h3|section|details|summary|bdi|blockquote|table|caption|'
    r"thead|tbody|tr|th|td|figure|figcaption|code|b|small|label|select|option|svg|g|line|circle|"
    r"rect|text|path|polyline|title|desc)\b|/)"
)  # fmt: skip


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run()


@pytest.fixture(scope="module")
def summary(run: Run) -> Summary:
    return summarise(run)


def shown(run: Run, summary: Summary, **more: object) -> Shown:
    return Shown(run=run, summary=summary, **more)  # type: ignore[arg-type]


def compared_with_before(run: Run, summary: Summary) -> Shown:
    comparison = compare(before(run), run)
    return shown(run, summary, comparison=comparison, earlier="then", history=make_history())


def words_of(html: str) -> str:
    reader = Reader(html)
    assert (reader.wrong, reader.open) == ([], [])
    return " ".join(" ".join(reader.text).split())


def kept(name: str, *, digest: str = "d", system: str = "newsproof") -> Kept:
    return Kept(name=name, taken=LATER, system=system, split="dev", digest=digest)


@pytest.mark.parametrize("t", [EN, DE], ids=["en", "de"])
def test_a_run_is_told_in_both_languages(t: Texts, run: Run, summary: Summary) -> None:
    html = shown_html(t, compared_with_before(run, summary))
    said = words_of(html)
    for name in ("where", "figures", "trust", "time", "put_down", "calibration", "newly_wrong"):
        assert t(f"evaluation.{name}") in said
    for name, measure in MEASURES.items():
        if measure.name in {"recall@5", "verdict_accuracy", "ask_p95_ms"}:
            assert t(f"evaluation.metric.{name}") in said
            assert t(f"evaluation.measures.{name}") in said
    for figure in summary.figures:
        if figure.value is not None and not figure.unit:
            assert f"{figure.value:.3f}" in said
    assert html.count("<svg xmlns") == 6
    assert html.count('role="img"') + html.count("role='img'") == 6
    assert len(re.findall(r"<desc[ >]", html)) == 6
    ids = re.findall(r"\bid=['\"]([^'\"]+)", html)
    assert len(ids) == len(set(ids))


def test_german_says_no_english_word_of_ours(run: Run, summary: Summary) -> None:
    said = words_of(shown_html(DE, compared_with_before(run, summary)))
    same = {EN.by_name[name] for name in EN.by_name if DE.by_name[name] == EN.by_name[name]}
    for name, words in EN.by_name.items():
        is_whole = name.startswith("evaluation.") and "{" not in words and len(words) > 12
        if is_whole and words not in same:
            assert words not in said, name


def test_cases_that_turned_show_question_expected_and_given(run: Run, summary: Summary) -> None:
    made = compared_with_before(run, summary)
    html = shown_html(EN, made)
    turned = [*made.comparison.newly_wrong, *made.comparison.newly_right]
    assert turned
    said = words_of(html)
    for label in ("Expected", "Given before", "Given", "Quotes given"):
        assert label in said
    start = html.index("Newly wrong")
    assert html[start:].count("<details><summary><bdi") >= len(turned)
    assert "p" in said
    assert f"{len(made.comparison.newly_wrong)} cases newly wrong" in said


def test_links_lead_nowhere_as_there_is_no_list_to_filter(run: Run, summary: Summary) -> None:
    assert "<a " not in shown_html(EN, compared_with_before(run, summary))


def test_hostile_texts_are_shown_and_never_markup(run: Run) -> None:
    bad = hostile(run)
    html = shown_html(EN, compared_with_before(bad, summarise(bad)))
    assert OURS.sub("", html).count("<") == 0
    assert "{{" not in html
    assert "${" not in html
    assert "&lt;img src=x" in html


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80))
def test_no_name_of_a_file_is_markup(foreign: str) -> None:
    listing = Listing(
        runs=(replace(kept(foreign), split=foreign),),
        skipped=tuple(Skipped(name=foreign, why=why, said=foreign) for why in Why),
        n_older=2,
    )
    html = picker_html(EN, listing, None, run=foreign, other="", has_folder=True)
    assert OURS.sub("", html).count("<") == 0


def test_without_a_run_the_tab_says_what_to_do() -> None:
    packaged = read_baseline(PACKAGED).run
    asked = {"run": BASELINE, "other": ""}
    html = picker_html(EN, Listing(), packaged, has_folder=True, **asked)
    assert "<code>newsproof eval run --keep</code>" in html
    assert f'value="{BASELINE}" selected' in html
    server = picker_html(DE, Listing(), packaged, has_folder=False, **asked)
    assert DE("evaluation.no_folder") in words_of(server)
    assert "--keep" not in server
    assert "<select" not in picker_html(EN, Listing(), None, run="", other="", has_folder=True)


def test_an_empty_run_says_so(run: Run) -> None:
    empty = replace(run, questions=(), claims=(), drafts=(), peak_mib=None)
    said = words_of(shown_html(EN, shown(empty, summarise(empty))))
    assert "No case was run" in said
    assert "Nothing was measured" in said


def test_a_case_without_words_is_shown_by_its_name(run: Run) -> None:
    packaged = read_baseline(PACKAGED).run
    wrong = next(one for one in packaged.questions if not one.is_right)
    said = words_of(shown_html(EN, shown(packaged, summarise(packaged))))
    assert wrong.id in said


def test_the_first_choice_is_the_newest_beside_the_last_of_the_same_cases(run: Run) -> None:
    new, other, same = kept("c"), kept("b", digest="x"), kept("a")
    assert first_choice(Listing(runs=(new, other, same)), run) == ("c", "a")
    assert first_choice(Listing(runs=(new, kept("b", system="plain"))), run) == ("c", BASELINE)
    assert first_choice(Listing(runs=(new,)), replace(run, split="test")) == ("c", "")
    assert first_choice(Listing(), run) == (BASELINE, "")
    assert first_choice(Listing(), None) == ("", "")


def test_the_desk_shows_what_was_chosen(tmp_path: Path, run: Run) -> None:
    fill(tmp_path, run)
    desk = Desk(EN, KeptRuns(tmp_path), has_folder=True)
    picker, first = desk.opened()
    assert "23 November 2026, 09:30 UTC" in picker
    assert "1 file in the folder is left out" in picker
    assert "What changed since 20 November 2026, 09:30 UTC" in first
    names = [f"{one:%Y%m%dT%H%M%SZ}-dev.json" for one in (LATER, EARLIER)]
    assert "What changed" not in desk.chosen(names[0], "")
    assert EN("evaluation.same") in words_of(desk.chosen(names[0], names[0]))
    renamed = tuple(replace(one, id=f"own-{one.id}") for one in run.questions)
    own = replace(run, questions=renamed, claims=(), drafts=())
    path = keep_run(tmp_path, own, summarise(own), now=LATER, version="0.1.0")
    assert EN("evaluation.nothing_common") in words_of(desk.chosen(names[0], path.name))
    for strange in ("../x.json", "broken.json", "", "<b>"):
        assert EN("evaluation.gone") in words_of(desk.chosen(strange, ""))
        if strange:
            assert EN("evaluation.gone") in words_of(desk.chosen(names[0], strange))


def test_damage_beside_a_run_is_told_and_hides_nothing(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, run)
    (tmp_path / HISTORY).write_text("{\n")
    monkeypatch.setattr(tab_module, "PACKAGED", tmp_path / "broken.json")
    picker, first = Desk(EN, KeptRuns(tmp_path), has_folder=True).opened()
    assert BASELINE not in picker
    assert "The figures of earlier runs cannot be read" in first
    assert "np-notice" in first
    assert "What changed since" in first


def test_the_page_finds_the_tab() -> None:
    assert "evaluation" in {one.name for one in entry_points(group=GROUP)}
    (found,) = (one for one in more_tabs() if one.id == "evaluation")
    assert found is TAB
    assert (found.name(EN), found.name(DE)) == ("Evaluation", "Auswertung")


def test_rules_stay_inside_the_tab_and_ask_nobody() -> None:
    css = style_sheet()
    assert css.count("{") == css.count("}")
    assert not re.search(r"url\(|@import|</", css)
    depth = 0
    for line in re.sub(r"/\*.*?\*/", "", css, flags=re.S).splitlines():
        if depth == 0 and "{" in line:
            assert ".np-eval" in line
        depth += line.count("{") - line.count("}")


def test_every_text_of_the_tab_is_there_in_both_languages_and_used() -> None:
    code = "".join(
        path.read_text()
        for room in ("reports", "page")
        for path in (Path(tab_module.__file__).parents[1] / room).glob("*.py")
    )
    made = {"metric", "measures", "word", "blame", "blame_means", "group", "column", "fact"}
    made |= {"over_time", "time_of", "became", "skipped_as"}
    for name in (name for name in EN.by_name if name.startswith("evaluation.")):
        assert set(re.findall(r"\{\w+\}", EN.by_name[name])) == set(
            re.findall(r"\{\w+\}", DE.by_name[name])
        )
        first = name.split(".")[1]
        assert first in made or re.search(rf"[\"'.]{first}\b", code), name
    for name, measure in MEASURES.items():
        assert EN(f"evaluation.measures.{name}") == measure.what
        assert EN(f"evaluation.metric.{name}")
    for one in (*Blame, *Verdict):
        part = "blame" if isinstance(one, Blame) else "word"
        assert DE(f"evaluation.{part}.{one.lower()}")


def test_a_listed_day_is_said_in_utc() -> None:
    one = replace(kept("a"), taken=datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    html = picker_html(DE, Listing(runs=(one,)), None, run="a", other="", has_folder=True)
    assert "2. Januar 2026, 03:04 UTC · dev" in html
