"""What the terminal shows of runs: every figure, blame, the wrong cases, and plain text only."""

from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases.values import Kind
from eval.measures import METRICS, Group
from eval.records import Blame, ClaimRecord, DraftRecord, QuestionRecord, Run
from eval.reports.terminal import print_report, report_json
from eval.summary import summarise

HOSTILE = "[red]x[/nothing] \x1b[31mred\x07 \u202eback [link=https://x]y[/link]"

QUESTION = QuestionRecord(
    id="q1",
    question=HOSTILE,
    kind=Kind.ANSWERABLE,
    expected=Status.ANSWERED,
    got=Status.ANSWERED,
    is_right=False,
    blame=Blame.NOT_CHOSEN,
    gold_ranks=(2, None),
    article_ranks=(1, None),
    gold_words=(40, None),
    forbidden=(HOSTILE,),
    n_leaks=1,
    shown=HOSTILE,
    ms=12.0,
)
CLAIM = ClaimRecord(
    id="c1",
    claim="The river fell.",
    expected=Verdict.REFUTED,
    got=Verdict.SUPPORTED,
    is_right=False,
    is_strictly_right=False,
    blame=Blame.JUDGED_WRONG,
    confidence=0.87,
    evidence=(f"The river rose. {HOSTILE}", "second"),
)
RUN = Run(
    system="ours",
    split="dev",
    digest="ab" * 32,
    questions=(QUESTION,),
    claims=(CLAIM,),
    drafts=(DraftRecord(id="d1", claims=(replace(CLAIM, id="d1#1"),), is_right=False),),
    parts={"judge": HOSTILE},
    notes={"threshold": 0.5},
    peak_mib=700.4,
)


def printed(*runs: Run, width: int, with_wrong: bool = False) -> str:
    screen = StringIO()
    reported = [(run, summarise(run)) for run in runs]
    print_report(Console(file=screen, width=width), reported, with_wrong=with_wrong)
    return screen.getvalue()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("n_systems", [1, 2, 3])
def test_every_figure_is_shown_within_the_width(width: int, n_systems: int) -> None:
    runs = [replace(RUN, system=f"system-{i}") for i in range(n_systems)]
    found = printed(*runs, width=width, with_wrong=True)
    assert all(len(line) <= width for line in found.splitlines())
    assert "…" not in found
    for words in (*METRICS, *Group, "system-0", "not chosen", "700 MiB", "12 ms", "words cited"):
        assert words in found
    if (width, n_systems) in {(80, 2), (120, 3)}:
        assert "0.000 [0.00, 0.00] n 1" in found


def test_a_wide_screen_says_what_each_metric_of_one_system_is() -> None:
    assert "of the claims not supported, called SUPPORTED" in printed(RUN, width=120)
    assert "of the claims not supported" not in printed(RUN, width=80)
    assert "of the claims not supported" not in printed(RUN, RUN, width=120)


def test_what_lower_is_better_of_is_marked() -> None:
    found = printed(RUN, width=80)
    assert "false_supported ↓" in found
    assert "answer_accuracy ↓" not in found


def test_leaks_are_shown_as_a_number_and_what_is_not_measured_as_nothing() -> None:
    rows = {line.split("│")[1].strip(): line for line in printed(RUN, width=80).splitlines()[3:]
            if line.count("│") == 3}  # fmt: skip
    assert rows["as_of_leaks ↓"].split("│")[2].strip() == "1 n 1"
    assert rows["attribution"].split("│")[2].strip() == "– n 0"
    assert rows["judged wrong"].split("│")[2].strip() == "2"
    assert rows["all"].split("│")[2].strip() == "3"


def test_wrong_cases_are_listed_with_their_blame() -> None:
    found = printed(RUN, width=120, with_wrong=True)
    for words in (
        "ours: 1 wrong answers",
        "answered expected, answered; gold found at [2, –]; put down to: not chosen",
        "cites 1 that were not known yet",
        "ours: 1 wrong verdicts",
        "REFUTED expected, SUPPORTED (0.87); put down to: judged wrong",
        "The river rose.",
        "ours: 1 wrong verdicts in drafts",
        "d1#1",
    ):
        assert words in found
    assert "put down to: not chosen" not in printed(RUN, width=120)


def test_data_is_plain_text_and_gives_the_terminal_no_orders() -> None:
    hostile = replace(RUN, system=HOSTILE, split=HOSTILE)
    screen = StringIO()
    console = Console(file=screen, width=200, force_terminal=True, color_system="truecolor")
    print_report(console, [(hostile, summarise(hostile))], with_wrong=True)
    found = screen.getvalue()
    assert found.count("[red]x[/nothing]") >= 6
    assert "[link=https://x]y[/link]" in found
    assert "\x1b[31mred" not in found
    assert "\x1b]8" not in found
    assert "\x07" not in found
    assert "\u202e" not in found


def test_the_json_holds_drafts_and_what_is_wrong_of_each() -> None:
    right = replace(CLAIM, id="c2", is_right=True, blame=None)
    run = replace(RUN, claims=(CLAIM, right))
    whole = report_json([(run, summarise(run))], with_wrong=True, with_records=True)
    found = json.loads(json.dumps(whole, allow_nan=False))
    assert (found["n_questions"], found["n_claims"], found["n_drafts"]) == (1, 2, 1)
    (system,) = found["systems"]
    assert [one["id"] for one in system["wrong"]["claims"]] == ["c1"]
    assert [one["id"] for one in system["records"]["claims"]] == ["c1", "c2"]
    assert [one["id"] for one in system["wrong"]["drafts"]] == ["d1"]
    assert system["blame"]["judged_wrong"] == 2
    assert system["parts"] == {"judge": HOSTILE}
