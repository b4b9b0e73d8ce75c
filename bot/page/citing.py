"""What is told of a citation: who said it, who else printed it, and all of it on one small card."""

from __future__ import annotations

from collections.abc import Mapping

from bot.answer import Citation
from bot.attribution.values import Voice
from bot.page.markup import day, esc, joined, quoted
from bot.page.texts import Texts


def who_said(citation: Citation) -> str:
    """Return the line that says whose words they are; empty where the article vouches itself."""
    said = citation.attributed
    if said is None or said.voice == Voice.REPORTED.value or not said.line:
        return ""
    return f'<span class="np-who">{esc(_capital(said.line))}</span>'


def copies_words(t: Texts, citation: Citation) -> str:
    """Return in plain words that other articles print the same report; empty when none does."""
    copies = citation.copies
    if copies is None or copies.n_articles < 2:
        return ""
    if copies.agency:
        return t("ask.copies_agency", agency=copies.agency, n=copies.n_articles)
    return t("ask.copies", n=copies.n_articles)


def about(t: Texts, citation: Citation) -> str:
    """Return who said it and who else printed it, or nothing."""
    printed = _capital(copies_words(t, citation))
    copies = f'<span class="np-copies">{esc(printed)}</span>' if printed else ""
    told = joined(who_said(citation), copies)
    return f'<span class="np-about">{told}</span>' if told else ""


def tips_html(t: Texts, marks: Mapping[str, Citation]) -> str:
    """Return what the chips of these marks describe, hidden: the page's script shows one at a time.

    Args:
        t: The texts of the page.
        marks: Citations under the names of their highlights.
    """
    tips = "".join(
        f'<div class="np-tip-words" id="np-tip-{esc(name)}">'
        f"{quoted(citation)}<p><strong>{esc(citation.title)}</strong></p>"
        f"<p>{_printed(t, citation)}</p>{_about(t, citation)}</div>"
        for name, citation in marks.items()
    )
    return f'<div class="np-tips" hidden>{tips}</div>' if tips else ""


def _printed(t: Texts, citation: Citation) -> str:
    return joined(
        esc(citation.publisher or t("ask.publisher_unknown")),
        day(t, citation.published) or esc(t("ask.undated")),
        t("common.updated", day=day(t, citation.updated)) if citation.updated else "",
        esc(citation.pages_in_words),
    )


def _about(t: Texts, citation: Citation) -> str:
    told = about(t, citation)
    return f"<p>{told}</p>" if told else ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
