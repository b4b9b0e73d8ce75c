"""The fields that narrow a search, folded away under the question, and the chips they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.page.ask_steps import sent_by
from bot.page.narrow_html import chips_html
from bot.page.narrowing import language_name, narrowed_of
from bot.page.parts import QUIETLY, day_field
from bot.page.quiet import gr
from bot.page.shelf import Coverage, Shelf
from bot.page.texts import Texts
from bot.page.told import ToldError
from bot.page.trouble import notice_of

# The kinds of chips, in the order of the fields; the first two are lists.
_KINDS = ("publisher", "language", "from", "to", "as_of")
_N_LISTS = 2
# Gradio's own way from a click inside HTML to the server; what is sent is checked there.
CHIPS_ON_LOAD = """
element.addEventListener('click', (event) => {
  const dropped = event.target.closest('[data-drop]');
  if (dropped) trigger('click', {drop: dropped.dataset.drop});
});
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrowFields:
    """The fields, in the order in which `narrowed_of` takes their values.

    Attributes:
        fold: What holds them.
        fields: Publishers, languages, first and last day of publication, as-of day.
    """

    fold: gr.Accordion
    fields: tuple[gr.Dropdown | gr.Textbox, ...]


def narrow_fields(t: Texts) -> NarrowFields:
    """Lay out the fields inside the open Blocks, folded away."""
    with gr.Accordion(t("ask.narrow"), open=False, elem_id="np-narrow") as fold:
        names = [
            gr.Dropdown(
                choices=[],
                value=[],
                multiselect=True,
                label=t(label),
                elem_id=elem_id,
                elem_classes="np-pick",
                min_width=200,
            )
            for elem_id, label in (
                ("np-from-publisher", "ask.publisher"),
                ("np-in-language", "ask.language"),
            )
        ]
        days = [
            day_field(t, elem_id, t(label))
            for elem_id, label in (
                ("np-published-from", "ask.published_from"),
                ("np-published-to", "ask.published_to"),
                ("np-as-of", "ask.as_of"),
            )
        ]
    return NarrowFields(fold=fold, fields=(*names, *days))


def connect(t: Texts, shelf: Shelf, narrow: NarrowFields, chips: gr.HTML) -> None:
    """Keep the chips in step with the fields, and the choices with the archive.

    Args:
        t: The texts of the page.
        shelf: The archive as the page reads it.
        narrow: The fields.
        chips: Where the chips are shown.
    """
    fields = list(narrow.fields)
    lists = fields[:_N_LISTS]
    gr.on(
        [field.change for field in fields],
        partial(_chips, t),
        inputs=fields,
        outputs=chips,
        **{**QUIETLY, "trigger_mode": "always_last"},
    )
    # Chips are removed faster than the server answers: none of the clicks may be lost.
    chips.click(_drop, inputs=fields, outputs=fields, **{**QUIETLY, "trigger_mode": "multiple"})
    choose = _chooser(t, shelf)
    narrow.fold.expand(choose, outputs=lists, **QUIETLY)


def _chips(t: Texts, *chosen: object) -> object:
    """Return the chips; where a value cannot be taken, those of before stay until it can."""
    try:
        return chips_html(t, narrowed_of(*chosen))
    except ToldError:
        return gr.skip()


def _drop(event: gr.EventData, *chosen: object) -> list[object]:
    """Return the values of the fields without what a chip stood for."""
    kind, _, value = str(sent_by(event).get("drop", "")).partition(" ")
    kept: list[object] = [gr.skip() for _ in _KINDS]
    if kind in _KINDS:
        at = _KINDS.index(kind)
        given = chosen[at]
        if at >= _N_LISTS:
            kept[at] = ""
        else:
            kept[at] = [each for each in given if each != value] if isinstance(given, list) else []
    return kept


def _chooser(t: Texts, shelf: Shelf) -> Callable[[], list[object]]:
    def choices() -> list[object]:
        try:
            coverage = Coverage.of(shelf.rows())
        except Exception as exc:  # noqa: BLE001  (a page without an archive still opens)
            notice_of(exc, "list publishers")
            return [gr.skip()] * _N_LISTS
        named = [(language_name(t, code), code) for code in coverage.languages]
        return [gr.update(choices=list(coverage.publishers)), gr.update(choices=named)]

    return choices
