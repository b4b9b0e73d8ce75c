"""The small form under an answer with which a reader reports an error, and what it sends."""

from __future__ import annotations

from bot.page.inputs import line_of
from bot.page.markup import esc
from bot.reported import MAX_NOTE, Wrong

WORDS = {
    Wrong.ANSWER: "The answer is wrong",
    Wrong.QUOTE: "The quote does not prove it",
    Wrong.SHOULD_ANSWER: "It should have answered",
    Wrong.OTHER: "Something else",
}


def error_form_html(turn: int, *, is_sent: bool) -> str:
    """Return the form, closed; or the word that it was sent."""
    if is_sent:
        return '<p class="np-sent">✓ The error is reported. Thank you.</p>'
    choices = "".join(
        f'<label><input type="radio" name="np-wrong-{int(turn)}" value="{wrong.value}"> '
        f"{esc(words)}</label>"
        for wrong, words in WORDS.items()
    )
    return (
        '<details class="np-error-form"><summary>Report an error</summary>'
        f"<fieldset><legend>What is wrong?</legend>{choices}</fieldset>"
        f'<label class="np-note">A note, if you like<textarea rows="2" maxlength="{MAX_NOTE}">'
        "</textarea></label>"
        "<p>The question, the answer and your note are kept in the archive’s folder for those who "
        "look after it. Nothing else is sent.</p>"
        f'<button type="button" class="np-quiet" data-report="{int(turn)}">Send the report</button>'
        "</details>"
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
