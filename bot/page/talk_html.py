"""A conversation as the page shows it: questions with their answers, and what can be done there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.page.answer_html import answer_html, made_html
from bot.page.error_form import error_form_html
from bot.page.kept_html import copied_words, keep_html, since_html
from bot.page.markup import esc, file_link
from bot.page.narrow_html import narrowed_html
from bot.page.narrowing import narrowed_words
from bot.page.notices_html import notice_html
from bot.page.plain_text import answer_text
from bot.page.talk import Talk, Turn
from bot.page.texts import Texts


def talk_html(t: Texts, talk: Talk, empty: str) -> str:
    """Return the whole conversation; the page's script tells a screen reader what is new in it.

    Args:
        t: The texts of the page.
        talk: The conversation.
        empty: HTML of ours to show when nothing has been asked.
    """
    turns = "".join(turn_html(t, turn, has_reports=talk.has_reports) for turn in talk.turns)
    return (
        f'<div class="np-log" role="log" aria-live="off" aria-label="{esc(t("ask.log"))}">'
        f"{turns or empty}</div>"
    )


def turn_html(t: Texts, turn: Turn, *, has_reports: bool = True) -> str:
    """Return one question with its answer, its notice, or the sign that it is being worked on."""
    if turn.answer is not None:
        shaken = turn.since.shaken if turn.since else frozenset()
        answer = answer_html(t, turn.answer, turn.number, turn.coverage, shaken)
        below = since_html(t, turn.since) + answer + _after(t, turn, has_reports)
    elif turn.notice is not None:
        below = notice_html(t, turn.notice)
    else:
        below = _busy(t("ask.searching"))
    return (
        f'<section class="np-turn" data-turn="{int(turn.number)}">'
        f'<h2 class="np-question">{esc(turn.question)}</h2>{_understood(t, turn)}'
        f"{narrowed_html(t, turn.narrowed)}{below}</section>"
    )


def _busy(words: str) -> str:
    return f'<p class="np-busy" data-tell><span class="np-pulse"></span>{esc(words)}</p>'


def _understood(t: Texts, turn: Turn) -> str:
    """Return what a follow-up was taken as, with two ways to correct it."""
    unresolved = "".join(
        f'<p class="np-understood">{esc(t("ask.not_known", words=words))}</p>'
        for words in turn.unresolved
    )
    if not turn.understood:
        return unresolved
    return (
        f'<p class="np-understood"><span data-tell>'
        f"{esc(t('ask.understood', question=turn.understood))}</span> "
        f'<button type="button" class="np-link" data-ask="{esc(turn.question)}" data-plain="yes">'
        f"{esc(t('ask.as_written'))}</button> "
        f'<button type="button" class="np-link" data-fill="{esc(turn.understood)}">'
        f"{esc(t('ask.change'))}</button></p>{unresolved}"
    )


def _after(t: Texts, turn: Turn, has_reports: bool) -> str:
    """Return what stands under an answer: what the writer left out, what can be done with it."""
    if turn.is_writing:
        return _left_out(t, turn) + _busy(t("ask.writing"))
    answer = turn.answer
    assert answer is not None  # noqa: S101 - only an answer has anything under it
    save = (
        file_link(t, turn.pack, "application/json", "newsproof-answer.json", t("ask.save"))
        if turn.pack is not None
        else ""
    )
    made = made_html(t, answer.as_of, answer.timings_ms, answer.backends)
    own = ""
    if has_reports:
        own = keep_html(t, turn.number, turn.kept, can_keep=turn.pack is not None)
        own += error_form_html(t, turn.number, is_sent=turn.is_reported)
    return f'{_left_out(t, turn)}<div class="np-deeds">{made}{_copy(t, turn)}{save}{own}</div>'


def _left_out(t: Texts, turn: Turn) -> str:
    told = []
    if turn.left_out:
        why = "; ".join(dict.fromkeys(turn.left_out))
        told.append(esc(t.n("ask.left_out", len(turn.left_out), why=why)))
    if turn.stopped:
        told.append(esc(t("ask.stopped", why=turn.stopped)))
    return f'<p class="np-left-out">{" ".join(told)}</p>' if told else ""


def _copy(t: Texts, turn: Turn) -> str:
    """Return the button that copies an answer with its sources, and the text that it copies."""
    assert turn.answer is not None  # noqa: S101 - only an answer can be copied
    text = answer_text(t, turn.answer, narrowed_words(t, turn.narrowed))
    return (
        f'<span class="np-copying"><button type="button" class="np-link" data-copy '
        f"{copied_words(t)}>{esc(t('ask.copy'))}</button>"
        f'<span class="np-copied" hidden>{esc(text)}</span></span>'
    )


def suggestions_html(t: Texts, turn: int, questions: Sequence[str]) -> str:
    """Return questions that the archive answers as buttons, or nothing.

    Args:
        t: The texts of the page.
        turn: The number of the question that it did not answer.
        questions: What it does answer.
    """
    if not questions:
        return ""
    buttons = "".join(
        f'<li><button type="button" class="np-suggestion" data-ask="{esc(text)}">{esc(text)}'
        "</button></li>"
        for text in questions
    )
    return (
        f'<div class="np-suggestions" data-of="{int(turn)}">'
        f"<p data-tell>{esc(t('ask.does_answer'))}</p><ul>{buttons}</ul></div>"
    )
