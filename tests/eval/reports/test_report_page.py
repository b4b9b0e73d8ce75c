"""The HTML report as a file: escaping, bounds, policy, empty states. No browser."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.page.texts import texts_of
from bot.verdict import Verdict
from eval.errors import EvalError
from eval.gate.comparing import compare
from eval.measures import MEASURES
from eval.metrics.bootstrap import Interval
from eval.records import Blame, QuestionRecord, Run
from eval.reports.page import SECTIONS, render_page
from eval.reports.page_cases import listed
from eval.reports.page_markup import cut, glyph, interval_words, metric_label, text, value_words
from eval.summary import summarise
from tests.eval.reports.page_runs import DIGEST, before, make_history, make_run

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "]]><svg onload=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</title></details></li></ol><iframe src=https://evil.example>",
    "\u202egnp.exe\u2066 reversed \x00\x1b[31m",
    "<!-- --!> <base href=https://evil.example>",
    "javascript:alert(1)",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "&lt;b&gt; &#60;script&#62;",
    "=HYPERLINK(\"https://evil.example\")",
)  # fmt: skip
OUR_TAGS = frozenset(
    "html head meta title style body a header p span h1 h2 h3 h4 dl div dt dd aside nav ul li main "
    "section table caption thead tbody tr th td small svg line g circle rect text path polyline "
    "desc figure figcaption details summary form fieldset legend label input select option output "
    "button ol blockquote code b bdi script".split()
)
ENGLISH = texts_of("en")
EMPTY = {"input", "meta"}
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Reader(HTMLParser):
    """Reads a page and notes its tags, ids, headings, links and what is not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in {"script", "style"}:
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(self.text)

    def check(self) -> None:
        """Check what every page has to keep, whatever stands in it."""
        assert self.wrong == []
        assert self.open == []
        assert {tag for tag, _ in self.tags} <= OUR_TAGS
        assert sum(tag == "script" for tag, _ in self.tags) == 1
        ids = [found for _, attrs in self.tags if (found := attrs.get("id"))]
        assert len(ids) == len(set(ids))
        for _, attrs in self.tags:
            assert not any(name.startswith("on") or name == "style" for name in attrs)
            assert not {"src", "srcset", "data", "action", "formaction", "xlink:href"} & set(attrs)
            assert str(attrs.get("href", "#")).startswith("#")
            for name in ("aria-labelledby", "aria-describedby"):
                if name in attrs:
                    assert attrs[name] in ids
        assert not BIDI.search(self.words)
        levels = [int(tag[1]) for tag, _ in self.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= level + 1 for level, after in pairwise(levels))


def read(page: str) -> Reader:
    reader = Reader(page)
    reader.check()
    return reader


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run()


@pytest.fixture(scope="module")
def page(run: Run) -> str:
    comparison = compare(before(run), run)
    history = make_history()
    return render_page([run], history=history, comparison=comparison, title="dev", notes=["Seen!"])


def with_text(run: Run, foreign: str) -> Run:
    """Put a foreign text wherever one can stand."""
    questions = tuple(
        replace(
            one,
            id=f"{foreign}{at}",
            question=foreign,
            shown=foreign,
            quotes=(foreign,) * 9,
            gold=(foreign, "other"),
            forbidden=(foreign,),
            tags=(foreign, f"{foreign}{at}") * 9,
        )
        for at, one in enumerate(run.questions)
    )
    claims = tuple(
        replace(one, id=f"c{foreign}{at}", claim=foreign, evidence=(foreign,), tags=(foreign,))
        for at, one in enumerate(run.claims)
    )
    return replace(
        run,
        system=foreign,
        split=foreign,
        questions=questions,
        claims=claims,
        parts={foreign: foreign},
        notes={foreign: 0.5},
    )


def test_same_runs_give_the_same_bytes(run: Run, page: str) -> None:
    again = make_run()
    comparison = compare(before(again), again)
    history = make_history()
    assert page == render_page(
        [again], history=history, comparison=comparison, title="dev", notes=["Seen!"]
    )


def test_every_part_has_its_place_and_its_link(page: str) -> None:
    reader = read(page)
    ids = {attrs.get("id") for _, attrs in reader.tags}
    targets = {attrs["href"] for tag, attrs in reader.tags if tag == "a"}
    for key, _ in SECTIONS:
        assert key in ids
        assert f"#{key}" in targets
    assert {str(one)[1:] for one in targets} <= ids
    assert ("html", {"lang": "en"}) in reader.tags


def test_policy_lets_only_our_own_script_and_style_run(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    for element in ("script", "style"):
        inside = re.search(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        assert inside
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy[1]


def test_nothing_is_asked_of_the_network(page: str) -> None:
    assert re.findall(r"https?://[^\s'\"<]+", page) == ["http://www.w3.org/2000/svg"] * page.count(
        "http://www.w3.org/2000/svg"
    )
    for name in ("parts.css", "page.css", "page.js", "tab.css"):
        inside = resources.files("eval.reports").joinpath(name).read_text(encoding="utf-8")
        assert not re.search(r"url\(|@import|fetch|XMLHttp|innerHTML|eval\(|</", inside)


def test_figures_and_their_intervals_are_those_of_the_summary(run: Run, page: str) -> None:
    shown = " ".join(read(page).words.split())
    for figure in summarise(run).figures:
        if figure.value is not None and not figure.unit:
            assert f"{figure.value:.3f}" in shown
            assert interval_words(ENGLISH, figure.interval) in shown
    assert DIGEST[:12] in shown
    assert "Seen!" in shown


@pytest.mark.parametrize("foreign", HOSTILE)
def test_text_of_a_case_is_never_markup(run: Run, foreign: str) -> None:
    hostile = with_text(run, foreign)
    history = [
        replace(one, system=foreign, split=foreign, version=foreign) for one in make_history()
    ]
    reader = read(
        render_page(
            [hostile, replace(hostile, digest="0" * 64)],
            history=history,
            comparison=compare(before(hostile), hostile),
            title=foreign,
            notes=[foreign],
        )
    )
    expected = BIDI.sub("\ufffd", re.sub(r"[\x00\x1b]", "\ufffd", foreign))
    assert expected in reader.words


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_page_that_is_well_formed(foreign: str) -> None:
    read(render_page([with_text(make_run(12), foreign)], title=foreign))


def test_long_text_is_cut_and_says_so(run: Run) -> None:
    first, *others = run.questions
    long = replace(first, question="long " * 20_000, shown="x" * 100_000, quotes=("y" * 100_000,))
    page = render_page([replace(run, questions=(long, *others))], title="t" * 100_000)
    read(page)
    assert page.count("more characters, in the run’s JSON") >= 4
    assert "99,400 more characters" in page
    assert len(page.encode()) < 400_000


def test_a_page_of_700_cases_is_bounded_even_with_the_longest_texts() -> None:
    run = make_run(700)
    assert len(render_page([run], title="t").encode()) < 3_000_000
    page = render_page([with_text(run, "<&\"'`${}€" * 2_000)], title="t")
    read(page)
    assert len(page.encode()) < 3_000_000
    assert "[left out]" in page


def test_more_cases_than_a_page_can_hold_are_counted() -> None:
    run = make_run(2_100)
    page = render_page([run], title="t", summaries=[summarise(make_run(12))])
    read(page)
    n = len(listed(run))
    assert page.count('<li class="case ') == 2_000
    assert f"{n - 2_000:,} more cases" in page


def test_every_case_is_in_the_list_wrong_ones_first(run: Run, page: str) -> None:
    items = [attrs for tag, attrs in read(page).tags if tag == "li" and "data-o" in attrs]
    records = [*run.questions, *run.all_claims]
    outcomes = [attrs["data-o"] for attrs in items]
    assert outcomes == sorted(outcomes, reverse=True)
    assert outcomes.count("wrong") == sum(not one.is_right for one in records)
    assert len(items) == len(records)
    assert all(("data-b" in attrs) is (attrs["data-o"] == "wrong") for attrs in items)


def test_same_id_twice_gives_two_places() -> None:
    run = make_run(12)
    first = run.questions[0]
    twins = replace(run, questions=(first, first, replace(first, id=first.id + " ")))
    anchors = [case.anchor for case in listed(twins)]
    assert len(set(anchors)) == len(anchors)
    read(render_page([twins], title="t"))


def test_a_wrong_case_without_blame_is_counted_as_unknown() -> None:
    run = make_run(12)
    wrong = replace(run.questions[0], is_right=False, blame=None)
    page = render_page([replace(run, questions=(wrong,), claims=(), drafts=())], title="t")
    assert 'data-set="blame=unknown"' in page
    assert 'data-b="unknown"' in page


def test_troubles_of_a_case_are_told() -> None:
    run = make_run(12)
    record: QuestionRecord = replace(
        run.questions[0],
        is_right=False,
        blame=Blame.JUDGED_WRONG,
        n_leaks=1,
        exact=(True, False),
        proven=(False,),
        statements=(False,),
        citations=((True, False),),
        accepted=False,
        attributed=False,
        forbidden=("90,000",),
    )
    words = read(render_page([replace(run, questions=(record,))], title="t")).words
    for told in (
        "cites 1 quote that was not known on the day",
        "1 of 2 quotes not exact",
        "1 of 1 statements not proven",
        "shows none of the accepted answers",
        "does not name the source asked for",
        "shows what is forbidden: “90,000”",
    ):
        assert told in words


def test_no_run_is_an_error() -> None:
    with pytest.raises(EvalError, match="no run"):
        render_page([], title="t")


def test_a_run_without_cases_is_never_shown_as_good() -> None:
    page = render_page([Run(system="s", split="dev", digest=DIGEST)], title="t")
    words = read(page).words
    assert "No case was run: this says nothing" in words
    assert "This run holds no case." in words
    assert "went right" not in words
    assert "went wrong" not in words
    for told in ("No history yet", "No verdict came with a confidence", "Nothing was timed"):
        assert told in words
    assert "nothing to compare with" in words


def test_confusion_marks_what_is_right(run: Run, page: str) -> None:
    cell = r'class="heat (same|other) h\d"><a href="#cases" data-set="pair=(\w+)/(\w+)'
    cells = re.findall(cell, page)
    assert len(cells) > 6
    assert all((side == "same") is (gold == got) for side, gold, got in cells)
    n = sum(one.expected is Verdict.REFUTED is one.got for one in run.claims)
    assert f'data-set="pair=REFUTED/REFUTED;kind=claim"><span>{n}<' in page


def test_each_single_case_makes_a_page(run: Run) -> None:
    blank = replace(run, questions=(), claims=(), drafts=())
    for question in run.questions[:6]:
        bare = replace(question, confidence=None, ms=0.0)
        words = read(render_page([replace(blank, questions=(bare,))], title="t")).words
        assert "1 question" in words
        assert "No case came with a confidence" in words
    for claim in run.claims[:6]:
        read(render_page([replace(blank, claims=(claim,))], title="t"))
        unchecked = replace(
            claim, got=Verdict.NOT_CHECKED, is_right=False, is_strictly_right=False, blame=None
        )
        assert (
            "not checked"
            in read(render_page([replace(blank, claims=(unchecked,))], title="t")).words
        )
    read(render_page([replace(blank, drafts=run.drafts)], title="t"))


def test_other_systems_stand_beside_and_other_cases_are_warned_of(run: Run) -> None:
    other = make_run(system="bm25s", skill=0.4, seed=3)
    words = read(render_page([run, other], title="t")).words
    assert words.count("bm25s ✓ right") + words.count("bm25s ✕ wrong") == len(listed(run))
    assert "can’t be compared" not in words
    strange = read(render_page([run, replace(other, digest="1" * 64)], title="t")).words
    assert "bm25s ran over other cases" in strange


def test_pictures_are_well_formed_named_and_told_in_words_and_numbers(page: str) -> None:
    pictures = re.findall(r"<svg xmlns=.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 6
    for picture in pictures:
        root = ElementTree.fromstring(picture)  # noqa: S314 - our own
        children = {child.tag.rpartition("}")[2]: child for child in root}
        assert children["title"].text
        assert children["desc"].text
        assert "nan" not in picture
        assert "inf" not in picture
    assert page.count("<summary>As a table</summary>") == 6


def test_history_of_other_systems_and_splits_is_left_out(run: Run) -> None:
    strange = [replace(one, system="other") for one in make_history()]
    assert "No history yet" in read(render_page([run], history=strange, title="t")).words
    one = make_history()[:1]
    assert "1 run. Latest: Answers right" in read(render_page([run], history=one, title="t")).words


def test_a_line_over_time_breaks_where_the_cases_change(run: Run) -> None:
    same = [replace(one, digest=DIGEST) for one in make_history()]
    changed = render_page([run], history=make_history(), title="t")
    unbroken = render_page([run], history=same, title="t")
    assert changed.count("<polyline") == unbroken.count("<polyline") + 5
    assert "The cases changed once" in changed
    assert "The cases changed" not in unbroken


def test_history_with_holes_and_nan_is_drawn_without_them(run: Run) -> None:
    history = make_history(4)
    history[1] = replace(history[1], figures={"answer_accuracy": None})
    history[2] = replace(history[2], figures={"answer_accuracy": float("nan")})
    page = render_page([run], history=history, title="t")
    read(page)
    assert "nan" not in "".join(re.findall(r"<svg xmlns=.*?</svg>", page, re.DOTALL))


def test_what_changed_links_to_the_cases_that_turned(run: Run) -> None:
    comparison = compare(before(run), run)
    assert comparison.newly_wrong
    assert comparison.newly_right
    page = render_page([run], comparison=comparison, title="t")
    anchors = {case.record.id: case.anchor for case in listed(run)}
    changes = page[page.index('<section id="changes"') : page.index('<section id="wrong"')]
    for change in (*comparison.newly_wrong, *comparison.newly_right):
        assert f'href="#{anchors[change.id]}"' in changes
    assert f"{len(comparison.newly_wrong)} cases newly wrong" in changes


def test_a_small_loss_is_not_called_worse(run: Run) -> None:
    comparison = compare(before(run), run)
    assert any(one.is_worse for one in comparison.metrics)
    assert not any(one.is_significant for one in comparison.metrics)
    words = read(render_page([run], comparison=comparison, title="t")).words
    assert "No metric moved by more than noise." in words
    assert "within noise" in words
    assert "▼" not in words
    assert "▲" not in words


def test_a_real_loss_is_said_in_words(run: Run) -> None:
    better = make_run(90, skill=1.0)
    worse = replace(
        better,
        questions=tuple(
            replace(one, is_right=False, blame=Blame.NOT_CHOSEN) if at % 3 else one
            for at, one in enumerate(better.questions)
        ),
    )
    loss = read(render_page([worse], comparison=compare(better, worse), title="t")).words
    assert "Worse by more than noise: Cases right" in loss
    assert "▼" in loss
    assert "▲" not in loss
    gain = read(render_page([better], comparison=compare(worse, better), title="t")).words
    assert "Better by more than noise: Cases right" in gain
    assert "Worse by more" not in gain
    assert "▲" in gain
    assert "▼" not in gain
    still = read(render_page([better], comparison=compare(better, better), title="t")).words
    assert "No case turned." in still


def test_every_metric_has_a_label_of_its_own_in_its_group() -> None:
    labels = [(measure.group, metric_label(ENGLISH, name)) for name, measure in MEASURES.items()]
    assert len(set(labels)) == len(labels)
    assert metric_label(ENGLISH, "a_new_metric") == "A new metric"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "", "–"),
        (0.91249, "", "0.912"),
        (3.0, "count", "3"),
        (98.4, "ms", "98 ms"),
        (4.25, "ms", "4.2 ms"),
        (1234.5, "MiB", "1,234 MiB"),
    ],
)
def test_values_are_shown_with_their_unit(value: float | None, unit: str, shown: str) -> None:
    assert value_words(value, unit) == shown


@given(st.text(max_size=300), st.integers(1, 200))
def test_a_cut_text_and_what_is_left_out_are_the_whole(value: str, limit: int) -> None:
    kept, n_left = cut(value, limit)
    assert value.startswith(kept)
    assert len(kept) <= limit + 40
    if n_left:
        assert len(value) - n_left == limit
        assert f"{n_left:,} more characters" in text(ENGLISH, value, limit)
    else:
        assert kept == value


@given(st.floats(-1, 2), st.floats(0, 1), st.floats(0, 1))
def test_a_glyph_stays_within_its_cell(value: float, one: float, other: float) -> None:
    drawn = glyph(value, Interval(low=min(one, other), high=max(one, other)))
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own
    for element in root.iter():
        for name in ("x1", "x2", "cx"):
            place = element.get(name)
            assert place is None or 0 <= float(place.rstrip("%")) <= 100
