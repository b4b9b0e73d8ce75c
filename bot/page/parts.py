"""Gradio components that more than one tab uses."""

from __future__ import annotations

from bot.page.quiet import gr
from bot.page.texts import Texts

# How every event of the page runs: not callable from outside, one at a time a visitor, no overlay.
# Values arrive as they were sent, so that `inputs` can refuse what is no text.
QUIETLY = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "trigger_mode": "once",
    "preprocess": False,
}


def html_block(
    value: str, *, elem_id: str | None = None, elem_classes: str = "", on_load: str | None = None
) -> gr.HTML:
    """Return a component that shows HTML of ours; every dynamic string in it is escaped before."""
    return gr.HTML(
        value,
        apply_default_css=False,
        js_on_load=on_load,
        elem_id=elem_id,
        elem_classes=elem_classes,
    )


def day_field(t: Texts, elem_id: str, label: str) -> gr.Textbox:
    """Return the optional as-of field, a day in ISO 8601."""
    return gr.Textbox(
        label=label,
        placeholder=t("common.day_example"),
        lines=1,
        max_lines=1,
        elem_id=elem_id,
        elem_classes="np-day",
        min_width=120,
    )
