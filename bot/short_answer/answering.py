"""The words of a quote that answer a question: what is emphasised, and nothing more.

A number with its unit, a date, a name, a place, a reason, the members of a list. Nothing when more
than one thing could be meant: an emphasis on the wrong words is worse than none. The text itself is
never changed.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.checks.scope import Reading, read
from bot.forms import Form
from bot.question import Kind, Question
from bot.short_answer.measuring import quantity_asked
from bot.short_answer.naming import members_listed, name_given, place_named, somebody_named
from bot.short_answer.telling import reason_given, time_asked, words_said
from sources.article import Span

_LONGEST = 2_000  # code points of a quote that are read
_WITHOUT = (Form.YES_NO, Form.CHOICE, Form.COMPARISON)
_FORMS = {
    Kind.TIME: (Form.WHEN,),
    Kind.QUANTITY: (Form.HOW_MANY, Form.HOW_MUCH),
    Kind.PERSON: (Form.WHO,),
    Kind.PLACE: (Form.WHERE, Form.WHICH),
}
_FINDERS: dict[Kind, Callable[[Question, Reading], Span | None]] = {
    Kind.QUANTITY: quantity_asked,
    Kind.TIME: time_asked,
    Kind.CAUSE: reason_given,
    Kind.SPEECH: words_said,
    Kind.PERSON: somebody_named,
    Kind.PLACE: place_named,
    Kind.NAME: name_given,
}


def short_answer(question: Question, quote: str) -> tuple[Span, ...]:
    """Return the words of a quote that answer a question, in order; empty when not sure.

    Args:
        question: The question.
        quote: The text that is shown.

    Returns:
        Spans in code points of `quote`, not overlapping. Deterministic.
    """
    text = quote[:_LONGEST]
    reading = read(text)
    if not reading.words or question.form in _WITHOUT:
        return ()
    if question.form is Form.LIST:
        return members_listed(question, reading)
    if question.form not in _FORMS.get(question.kind, (question.form,)):
        return ()  # "what was the weather like when …" asks for no time
    finder = _FINDERS.get(question.kind)
    found = finder(question, reading) if finder else None
    return (found,) if found else ()
