"""Measure how follow-ups are understood, by themselves and through to the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import regex

from bot.answer import Answer, Status
from bot.conversation import Turn, Understood, understand
from eval.dialogues.cases import Dialogue, DialogueTurn
from index.sentences import split_sentences

Ask = Callable[[str], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one turn.

    Attributes:
        dialogue: Id of its dialogue.
        turn: The turn.
        understood: As it was understood.
        is_right: Understood rightly: a follow-up acceptably, anything else left alone.
        answer: What was answered, or None when nothing was asked.
        shows_gold: Whether the answer shows a gold quote; None when nothing was asked or no gold.
    """

    dialogue: str
    turn: DialogueTurn
    understood: Understood
    is_right: bool
    answer: Answer | None = None
    shows_gold: bool | None = None


def is_acceptable(turn: DialogueTurn, understood: Understood) -> bool:
    """Say whether a turn was understood rightly."""
    if not turn.follows:
        return understood.text == turn.question and not understood.changes
    text = understood.text.casefold()
    has_all = all(
        any(word.casefold() in text for word in wanted.split("|")) for wanted in turn.words
    )
    has_none = not any(
        regex.search(rf"\b{regex.escape(word.casefold())}\b", text) for word in turn.without
    )
    return has_all and has_none and understood.is_follow_up


def by_gold(dialogues: Iterable[Dialogue], texts: dict[str, str]) -> list[Outcome]:
    """Understand every turn as if the turns before had been answered with their gold sentences.

    An earlier follow-up counts as understood the way it was; no archive is needed.
    """
    result = []
    for dialogue in dialogues:
        turns: list[Turn] = []
        for turn in dialogue.turns:
            understood = understand(turn.question, turns)
            result.append(_outcome(dialogue, turn, understood))
            turns.append(
                Turn(
                    question=turn.question,
                    understood=understood.text,
                    answer_status=Status.ANSWERED if turn.quotes else Status.ABSTAINED,
                    quotes=_sentences(turn, texts),
                )
            )
    return result


def damaged(
    questions: Sequence[str], dialogues: Sequence[Dialogue], texts: dict[str, str]
) -> list[tuple[str, str]]:
    """Return the self-contained questions that are not left alone after a turn of a dialogue.

    Each question is asked after the first turn of one of the dialogues, in turn.

    Returns:
        (question, what it was understood as), in order; best is none.
    """
    before = [
        Turn(
            question=one.turns[0].question,
            understood=one.turns[0].question,
            answer_status=Status.ANSWERED,
            quotes=_sentences(one.turns[0], texts),
        )
        for one in dialogues
    ]
    result = []
    for number, question in enumerate(questions):
        understood = understand(question, [before[number % len(before)]])
        if understood.text != question or understood.is_follow_up:
            result.append((question, understood.text))
    return result


def by_asking(
    dialogues: Iterable[Dialogue], ask: Ask, texts: dict[str, str], *, rewrites: bool = True
) -> list[Outcome]:
    """Ask every turn, each leaning on what was really answered before.

    Args:
        dialogues: The dialogues.
        ask: Answers a self-contained question.
        texts: Text of every sample by the beginning of its file name.
        rewrites: False to ask follow-ups as they stand, to see what understanding adds.
    """
    result = []
    for dialogue in dialogues:
        turns: list[Turn] = []
        for turn in dialogue.turns:
            understood = understand(turn.question, turns if rewrites else ())
            answer = ask(understood.text)
            result.append(_outcome(dialogue, turn, understood, answer, texts))
            turns.append(Turn.of(answer))
    return result


def shows_gold(answer: Answer, turn: DialogueTurn, texts: dict[str, str]) -> bool:
    """Say whether an answer cites a sentence with a gold quote, from its article."""
    text = texts[turn.article]
    shown = [c.quote.text for c in answer.citations if c.quote.text in text]
    return answer.status is not Status.ABSTAINED and any(
        gold in quote for gold in turn.quotes for quote in shown
    )


def _sentences(turn: DialogueTurn, texts: dict[str, str]) -> tuple[str, ...]:
    """Return the first gold quote of a turn as the whole sentence that it stands in."""
    if not turn.quotes:
        return ()
    text = texts[turn.article]
    at = text.index(turn.quotes[0])
    return tuple(span.of(text) for span in split_sentences(text) if span.start <= at < span.end)


def share(values: Sequence[bool]) -> str:
    """Return a share as "31 of 40 (0.78)"."""
    return f"{sum(values)} of {len(values)} ({sum(values) / max(1, len(values)):.2f})"


def _outcome(
    dialogue: Dialogue,
    turn: DialogueTurn,
    understood: Understood,
    answer: Answer | None = None,
    texts: dict[str, str] | None = None,
) -> Outcome:
    is_asked = answer is not None and texts is not None and turn.quotes
    return Outcome(
        dialogue=dialogue.id,
        turn=turn,
        understood=understood,
        is_right=is_acceptable(turn, understood),
        answer=answer,
        shows_gold=shows_gold(answer, turn, texts) if is_asked and answer and texts else None,
    )
