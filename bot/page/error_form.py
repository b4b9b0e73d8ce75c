"""The small form under an answer with which a reader reports an error, and what it sends."""

from __future__ import annotations

from bot.page.inputs import line_of
from bot.page.markup import esc
from bot.page.texts import Texts
from bot.reported import MAX_NOTE, Wrong

WORDS = {
    Wrong.ANSWER: "ask.wrong_answer",
    Wrong.QUOTE: "ask.wrong_quote",
    Wrong.SHOULD_ANSWER: "ask.wrong_silence",
    Wrong.OTHER: "ask.wrong_other",
}


def error_form_html(t: Texts, turn: int, *, is_sent: bool) -> str:
    """Return the form, closed; or the word that it was sent."""
    if is_sent:
        return f'<p class="np-sent">✓ {esc(t("ask.report_sent"))}</p>'
    choices = "".join(
        f'<label><input type="radio" name="np-wrong-{int(turn)}" value="{wrong.value}"> '
        f"{esc(t(name))}</label>"
        for wrong, name in WORDS.items()
    )
    return (
        f'<details class="np-error-form"><summary>{esc(t("ask.report"))}</summary>'
        f"<fieldset><legend>{esc(t('ask.report_what'))}</legend>{choices}</fieldset>"
        f'<label class="np-note">{esc(t("ask.report_note"))}'
        f'<textarea rows="2" maxlength="{MAX_NOTE}"></textarea></label>'
        f"<p>{esc(t('ask.report_kept'))}</p>"
        f'<button type="button" class="np-quiet" data-report="{int(turn)}">'
        f"{esc(t('ask.report_send'))}</button></details>"
    )


def error_of(data: object) -> tuple[int, Wrong, str]:
    """Return the number of the question, what is wrong with its answer, and the note.

    Raises:
        QuestionError: It is no such report.
    """
    sent = data if isinstance(data, dict) else {}
    number = sent.get("report")
    known = {wrong.value: wrong for wrong in Wrong}
    wrong = known.get(line_of(sent.get("wrong"), "choice", 40), Wrong.OTHER)
    note = line_of(sent.get("note"), "note", MAX_NOTE)
    return (number if isinstance(number, int) else 0), wrong, note
