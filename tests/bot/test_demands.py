"""What must stand in an answer: sorts of answer, premises, what is lacking."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.judge.demands import (
    as_claim,
    contradiction,
    lack,
    meets,
    needs_before,
    unknown_name,
)
from bot.question import read_question
from sources.article import Article, Part, PartKind, Span

VOCABULARY = """Why did When Who how many much does Olsen close the bridge ? because on Monday
    14 euros may not “ ” said of boats 0001-01-01 ſecond Auguſt 1""".split()
TEXTS = st.text(max_size=80) | st.lists(st.sampled_from(VOCABULARY)).map(" ".join)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How many boats sank?", "Fourteen boats sank.", True),
        ("How many boats sank?", "The boats sank.", False),
        ("How many of the 14 boats sank?", "The 14 boats sailed.", False),
        ("How much did the bridge cost?", "It cost 3 million euros.", True),
        ("How much did the bridge cost?", "It took 3 years.", False),
        ("How long did the trial take?", "It took 3 weeks.", True),
        ("How long did the trial take?", "It cost 3 euros.", False),
        ("What percentage of voters stayed home?", "A third of them stayed home.", True),
        ("What percentage of voters stayed home?", "3,000 stayed home.", False),
        ("When did the ferry sink?", "It sank on Monday.", True),
        ("When did the ferry sink?", "It sank at once.", False),
        ("When in 2022 did the ferry sink?", "It sank in 2022.", False),
        ("Who leads the council?", "The council is led by Ida Tasch.", True),
        ("Who leads the Norvane council?", "The Norvane council is led by a baker.", False),
        ("Where was the boat found?", "It was found off Velle.", True),
        ("Why did the school close?", "It closed because of a leak.", True),
        ("Why did the school close?", "It closed.", False),
        ("How did the union describe the offer?", "It called the offer an insult.", True),
        ("How did the union describe the offer?", "The offer is low.", False),
        ("Did the dam break?", "The dam broke.", None),
        ("How is bread made?", "Flour is baked.", None),
    ],
)
def test_sentence_has_the_sort_of_answer_asked_for(
    question: str, sentence: str, expected: bool | None
) -> None:
    assert meets(read_question(question), sentence) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "part"),
    [
        ("How many boats sank?", "The boats sank.", "no number"),
        ("When did the ferry sink?", "The ferry sank.", "no date"),
        ("Why did the school close?", "The school closed.", "no reason"),
        ("Who leads the council?", "A baker leads the council.", "no name"),
        ("Where was the boat found?", "The boat was found.", "no place"),
        ("How did the union describe the offer?", "The offer is low.", "no statement"),
        ("When was the school closed?", "The school may be closed on Monday.", "it is open"),
        ("When did the school close?", "The school may close on Monday.", "it is open"),
        ("When will the school close?", "The school may close on Monday.", ""),
        ("How many boats sank?", "14 boats sank.", ""),
        ("Why did the school close?", "The school closed because of a leak.", ""),
        ("Is the school closed?", "The school may be closed.", ""),
        ("How many boats sank?", "The boats sank with 9 sailors.", "count something else"),
        ("How many residents left?", "Some 300 people left.", ""),
        ("How many soldiers were sent?", "Aid of $100 million was sent.", "count something else"),
        ("When will the talks resume?", "The talks ended on Monday.", "says nothing of 'resume'"),
        # Not for this check: what sort of thing it is, what it speaks of.
        ("Which bridge opened?", "The road opened.", ""),
        ("Did the dam in Velle break?", "The ferry sank.", ""),
    ],
)
def test_what_is_lacking_is_named(question: str, sentence: str, part: str) -> None:
    found = lack(read_question(question), sentence, "")
    assert part in found
    assert bool(found) == bool(part)


@pytest.mark.parametrize(
    ("question", "sentence", "before", "needed"),
    [
        ("Why did the school close?", "The school closed.", "It flooded because of a leak.", True),
        ("Why did the school close?", "The school closed.", "It rained.", False),
        ("Why did the school close?", "The school closed.", "", False),
        ("Why did the school close?", "It closed because of a leak.", "It rained.", False),
        ("When did the school close?", "The school closed.", "It was due to a leak.", False),
    ],
)
def test_reason_may_stand_in_the_sentence_before(
    question: str, sentence: str, before: str, needed: bool
) -> None:
    assert needs_before(read_question(question), sentence, before) is needed


def test_reason_in_the_sentence_before_is_not_lacking() -> None:
    question = read_question("Why did the school close?")
    assert lack(question, "The school closed.", "It flooded because of a leak.") == ""
    assert lack(question, "The school closed.", "It rained.") != ""


@pytest.mark.parametrize(
    ("question", "sentence", "part"),
    [
        ("Why did Japan halt the talks?", "Russia halted the talks.", "Russia"),
        ("Why did Japan halt the talks?", "Moscow said it was halting the talks.", "Moscow"),
        ("Did Japan halt the talks?", "Moscow halted talks with Japan.", "Moscow"),
        ("When did Olsen attack Tasch?", "Tasch attacked Olsen on Monday.", "Tasch"),
        ("Why did rents rise?", "Rents fell.", "the article says 'fell', the question says 'rise'"),
        ("Why did the bridge open?", "The bridge closed on Monday.", "'closed'"),
        ("Why did Russia halt the talks?", "Moscow halted the talks.", ""),
        ("Why did the bridge open?", "The bridge opened because the road was shut.", ""),
        # "No" is an answer, and another time is another rise.
        ("Did rents rise?", "Rents fell.", ""),
        ("When did rents rise?", "Rents fell on Monday.", ""),
        ("Who accused Tasch?", "Tasch accused Olsen.", ""),
    ],
)
def test_false_premise_is_contradicted(question: str, sentence: str, part: str) -> None:
    found = contradiction(read_question(question), sentence)
    assert part in found
    assert bool(found) == bool(part)
    assert "claim" not in found


@given(TEXTS, TEXTS, TEXTS)
def test_no_text_makes_it_raise(question: str, sentence: str, before: str) -> None:
    read = read_question(question)
    contradiction(read, sentence)
    if needs_before(read, sentence, before):
        assert meets(read, sentence) is False
        assert "no reason" not in lack(read, sentence, before)
    elif meets(read, sentence) is False:
        assert lack(read, sentence, before).startswith("it has no")


@given(TEXTS)
def test_text_never_contradicts_itself(text: str) -> None:
    assert contradiction(read_question(text), text) == ""


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Did Japan send troops to Ukraine?", "Japan send troops to Ukraine."),
        ("Is it true that the water contains benzene?", "The water contains benzene."),
        ("Isn’t the bridge open?", "The bridge open."),
    ],
)
def test_yes_no_question_is_read_as_a_claim(question: str, claim: str) -> None:
    assert as_claim(read_question(question)) == claim


def article(text: str, title: str = "Boat lies across the canal") -> Article:
    return Article(
        article_id="a",
        title=title,
        text=text,
        parts=(Part(kind=PartKind.BODY, span=Span(start=0, end=len(text))),),
        published=date(2024, 5, 1),
        sha256="0" * 64,
        origin="a.md",
        retrieved=datetime(2024, 5, 1, tzinfo=UTC),
    )


def test_a_name_that_an_article_does_not_know_is_told() -> None:
    found = article("The Ever Given lay across the Suez Canal for six days, Egypt said.")
    for question in ("How long was the Suez Canal shut by the Ever Given?", "Did Cairo say so?"):
        assert unknown_name(read_question(question), found) == ""
    asked = read_question("How long was the Suez Canal shut by the Ilda Given?")
    assert "Ilda" in unknown_name(asked, found)
    assert unknown_name(asked, article("x " * 6_001)) == ""  # too long to be searched whole
