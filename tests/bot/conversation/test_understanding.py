"""Follow-ups are made self-contained, good questions are left alone, demands are never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Status
from bot.conversation import ChangeKind, Turn, keeps_demands, understand
from bot.conversation.asked import take_apart
from bot.conversation.phrases import Sort, mentions


def turn(question: str, *quotes: str) -> Turn:
    status = Status.ANSWERED if quotes else Status.ABSTAINED
    return Turn(question=question, understood=question, answer_status=status, quotes=quotes)


BRIDGE = turn("When did the Marl Bridge open?", "The Marl Bridge opened on Monday.")
VETO = turn(
    "Who rejected the budget?",
    "Irene Brack, who leads the council, rejected the budget, treasurer Otto Lind said.",
)
JOINED = turn("When did Norway join the pact?", "Norway joined the pact on 3 May.")
HURT = turn("How many people were injured in the storm?", "Nine people were injured.")


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        (BRIDGE, "How long is it?", "How long is the Marl Bridge?"),
        (BRIDGE, "Why?", "Why did the Marl Bridge open?"),
        (turn("Was the mill closed?"), "Why not?", "Why was the mill not closed?"),
        (BRIDGE, "and who built it?", "Who built the Marl Bridge?"),
        (BRIDGE, "And the Tarn Bridge?", "When did the Tarn Bridge open?"),
        (BRIDGE, "When was that?", "When did the Marl Bridge open?"),
        (BRIDGE, "Who built that bridge?", "Who built the Marl Bridge?"),
        (VETO, "What did she say?", "What did Irene Brack say?"),
        (VETO, "What did he say?", "What did Otto Lind say?"),
        (VETO, "Why?", "Why is it that Irene Brack rejected the budget?"),
        (VETO, "Who else?", "Who else rejected the budget?"),
        (JOINED, "and Denmark?", "When did Denmark join the pact?"),
        (JOINED, "What about Denmark?", "When did Denmark join the pact?"),
        (HURT, "And how many dogs?", "How many dogs were injured in the storm?"),
        (HURT, "Where?", "Where were people injured in the storm?"),
        (HURT, "Where were they treated?", None),
    ],
)
def test_follow_up_is_made_self_contained(
    before: Turn, question: str, understood: str | None
) -> None:
    found = understand(question, [before])
    assert found.is_follow_up
    assert found.changes
    assert found.shown == f"Understood as: {found.text}"
    if understood is None:
        assert "the people who were injured in the storm" in found.text
    else:
        assert found.text == understood


@pytest.mark.parametrize(
    "question",
    [
        "When did Kenya elect its parliament?",
        "Is it true that the mill closed?",
        "How long did it take to build the Tarn dam?",
        "Did Ada Brink say that she would resign?",
        "Which two lenders had their assets frozen?",
        "If he had known, what would Otto Lind have done?",
        "How many wolves are there in the park?",
        "Ever Given flag",
        "What time was it when the ferry sank?",
        "On the day it opened, how many people crossed the Tarn dam?",
    ],
)
def test_question_that_stands_for_itself_is_left_exactly_alone(question: str) -> None:
    found = understand(question, [BRIDGE, VETO])
    assert found.text == question
    assert not found.changes
    assert not found.is_follow_up
    assert found.shown == ""


def test_follow_up_without_anything_before_is_open() -> None:
    found = understand("What did she reply?", [])
    assert found.text == "What did she reply?"
    assert found.is_follow_up
    assert found.unresolved == ("she",)


def test_pronoun_that_fits_nobody_is_open_and_the_question_as_asked() -> None:
    found = understand("What did she say?", [turn("How tall is the mast?", "It has 40 metres.")])
    assert found.unresolved == ("she",)
    assert found.text == "What did she say?"


def test_last_turn_goes_before_an_earlier_one() -> None:
    found = understand("How long is it?", [BRIDGE, turn("Where is the Tarn Tunnel?")])
    assert found.text == "How long is the Tarn Tunnel?"


def test_follow_up_of_a_follow_up_leans_on_what_was_understood() -> None:
    second = understand("And Denmark?", [JOINED])
    before = Turn(question="And Denmark?", understood=second.text, answer_status=Status.ABSTAINED)
    assert understand("Why?", [JOINED, before]).text == "Why did Denmark join the pact?"


def test_question_about_any_event_gets_its_topic() -> None:
    found = understand("Was anyone hurt?", [turn("When did the Sorrel Mill fire start?")])
    assert found.changes[0].kind is ChangeKind.TOPIC
    assert "Sorrel Mill" in found.text


def test_numbers_and_names_asked_for_are_kept() -> None:
    assert keeps_demands("and 3 dogs?", "How many dogs were hurt in 3 storms?")
    assert not keeps_demands("and 3 dogs?", "How many dogs were hurt?")
    assert not keeps_demands("and Denmark?", "When did Norway join?")
    assert not keeps_demands("why?", "When did Norway join?")


_WORD = st.sampled_from(
    """who what why when how many it he she they there that bridge the Marl Otto Denmark 42 and
    did was say else about before after in of ? , “ ” ’s""".split()
)
_TEXT = st.lists(_WORD, max_size=14).map(" ".join) | st.text(max_size=120)


@given(question=_TEXT, before=st.lists(st.tuples(_TEXT, _TEXT), max_size=4))
def test_any_text_is_understood_or_left_as_it_is(
    question: str, before: list[tuple[str, str]]
) -> None:
    turns = [turn(asked, *([quote] if quote else [])) for asked, quote in before]
    found = understand(question, turns)
    assert found == understand(question, turns)
    if not found.changes:
        assert found.text == question
    else:
        assert found.is_follow_up
        assert keeps_demands(" ".join(question.split()), found.text)


def test_long_hostile_texts_take_no_time() -> None:
    long = "did it " * 20_000
    assert understand(long, [BRIDGE]).text == long
    quote = "the mayor of " * 20_000
    assert understand("What did he say?", [turn("Who is it?", quote)]).is_follow_up
    assert understand("why?", [turn("who cut " + "the the " * 20_000)]).text


def test_phrases_and_what_they_stand_for() -> None:
    found = mentions("What did mayor Otto Lind tell the council of Denmark on Monday?")
    assert [(m.text, m.sort) for m in found] == [
        ("Otto Lind", Sort.PERSON),
        ("the council of Denmark", Sort.GROUP),
        ("Monday", Sort.TIME),
    ]


@pytest.mark.parametrize(
    ("question", "wh", "aux", "rest"),
    [
        ("Why did the old mill close?", "Why", "did", "the old mill close"),
        ("Who cut the ribbon?", "Who", "", "cut the ribbon"),
        ("How many people were hurt?", "How many people", "were", "hurt"),
        ("Did it rain?", "", "did", "it rain"),
    ],
)
def test_question_is_taken_apart(question: str, wh: str, aux: str, rest: str) -> None:
    asked = take_apart(question)
    assert asked is not None
    assert (asked.wh, asked.aux, asked.rest) == (wh, aux, rest)
    assert asked.text.casefold() == question.casefold()
