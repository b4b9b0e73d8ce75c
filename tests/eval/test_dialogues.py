"""The dialogues are sound, follow-ups are understood as often as claimed, nothing is hurt."""

from __future__ import annotations

import pytest

from bot.answer import Answer, Status
from bot.conversation import Understood
from eval.dialogues.cases import DialogueTurn, case_questions, load, sample_texts
from eval.dialogues.measuring import by_asking, by_gold, damaged, is_acceptable, shows_gold

SPLITS = ["dev", "test"]
# Just below what was measured on 23 November 2026 (`docs/conversation.md`).
LEAST = {"dev": 0.93, "test": 0.70}


@pytest.mark.parametrize("split", SPLITS)
def test_dialogues_are_sound(split: str) -> None:
    dialogues, texts = load(split), sample_texts()
    assert len({one.id for one in dialogues}) == len(dialogues) >= 36
    for dialogue in dialogues:
        assert not dialogue.turns[0].follows
        for turn in dialogue.turns:
            assert bool(turn.words) <= turn.follows
            for quote in turn.quotes:
                assert quote in texts[turn.article], dialogue.id


def test_no_question_stands_in_both_splits() -> None:
    first = [{one.turns[0].question for one in load(split)} for split in SPLITS]
    assert len(first[0] & first[1]) <= 1


@pytest.mark.parametrize("split", SPLITS)
def test_follow_ups_are_understood_and_others_left_alone(split: str) -> None:
    found = by_gold(load(split), sample_texts())
    follows = [one.is_right for one in found if one.turn.follows]
    assert sum(follows) / len(follows) >= LEAST[split]
    assert all(one.is_right for one in found if not one.turn.follows)


@pytest.mark.parametrize("split", SPLITS)
def test_no_question_of_the_cases_is_damaged(split: str) -> None:
    questions = case_questions(split)
    assert len(questions) > 100
    assert damaged(questions, load(split), sample_texts()) == []


def test_acceptance_can_fail() -> None:
    turn = DialogueTurn(question="And it?", follows=True, words=("mill|factory",), without=("it",))
    good = Understood(text="When did the Mill burn?", is_follow_up=True)
    assert is_acceptable(turn, good)
    assert not is_acceptable(turn, Understood(text="When did the mill burn?"))
    assert not is_acceptable(turn, Understood(text="When did it, the mill?", is_follow_up=True))
    assert not is_acceptable(turn, Understood(text="When did the dam burst?", is_follow_up=True))
    alone = DialogueTurn(question="Who?", follows=False)
    assert not is_acceptable(alone, Understood(text="Who else?"))


def test_asking_leans_on_what_was_answered() -> None:
    dialogue = load("dev")[0]
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return Answer(question=question, status=Status.ABSTAINED, text="")

    texts = sample_texts()
    found = by_asking([dialogue], ask, texts)
    assert asked == [one.understood.text for one in found]
    assert "Velle Bridge" in asked[1]
    assert not any(one.shows_gold for one in found)
    answer = Answer(question="", status=Status.ABSTAINED, text="")
    assert not shows_gold(answer, dialogue.turns[0], texts)
    by_asking([dialogue], ask, texts, rewrites=False)
    assert asked[-2] == dialogue.turns[1].question
