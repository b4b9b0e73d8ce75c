"""What is said of an answer that is kept: the button, the link, what has changed since."""

from __future__ import annotations

from bot.packs import State
from bot.page.keeping import Changed, Since
from bot.page.markup import esc
from bot.page.texts import Texts

ANCHOR = "#answer="  # what an address ends in, before the id


def keep_html(t: Texts, turn: int, kept: str, *, can_keep: bool) -> str:
    """Return the button that keeps an answer; or its link, with a button that copies it.

    The link is the address of this page: the page's script shows it whole.

    Args:
        t: The texts of the page.
        turn: The number of the question.
        kept: The id under which it is kept; empty when it is not.
        can_keep: Whether there is anything to keep.
    """
    if kept:
        link = f'<a class="np-kept-link" href="{esc(ANCHOR + kept)}">{esc(ANCHOR + kept)}</a>'
        return (
            f'<p class="np-kept" data-tell>✓ {esc(t("ask.kept"))} {link} '
            f'<button type="button" class="np-link" data-copy-link="{esc(kept)}" '
            f"{copied_words(t)}>{esc(t('ask.copy_link'))}</button></p>"
        )
    if not can_keep:
        return ""
    return (
        f'<span><button type="button" class="np-link" data-keep="{int(turn)}" '
        f'title="{esc(t("ask.keep_words"))}">{esc(t("ask.keep"))}</button></span>'
    )


def copied_words(t: Texts) -> str:
    """Return the attributes that tell the page's script what to say when it has copied."""
    return f'data-copied="{esc(t("ask.copied"))}" data-not-copied="{esc(t("ask.not_copied"))}"'


def since_html(t: Texts, since: Since | None) -> str:
    """Return what has become of an answer that was kept, or nothing."""
    if since is None:
        return ""
    day = t.day(since.made)
    if not since.changes:
        name = "ask.since_same" if since.n_quotes else "ask.since_bare"
        words = t.n(name, since.n_quotes, day=day) if since.n_quotes else t(name, day=day)
        return f'<p class="np-since" data-tell>{esc(words)}</p>'
    lines = "".join(_line(t, changed) for changed in since.changes)
    return (
        f'<div class="np-since np-since-changed"><p data-tell>'
        f'<span class="np-sign" aria-hidden="true">!</span> {esc(t("ask.since", day=day))}</p>'
        f"<ul>{lines}</ul></div>"
    )


def _line(t: Texts, changed: Changed) -> str:
    numbers = ", ".join(str(number) for number in changed.numbers)
    about = f"{numbers}: {changed.title}" if numbers else changed.title
    said = " ".join(_words(t, changed))
    return f"<li data-tell><strong>{esc(about)}</strong> – {esc(said)}</li>"


def _words(t: Texts, changed: Changed) -> list[str]:
    """Return in plain words what has become of a quote, sentence by sentence."""
    match changed.state:
        case State.SUPERSEDED:
            said = [t("ask.since_superseded")]
        case State.CORRECTED if changed.now:
            said = [t("ask.since_corrected", now=changed.now)]
        case State.CORRECTED if changed.is_dropped:
            said = [t("ask.since_dropped")]
        case State.RETRACTED if changed.retracted:
            said = [t("ask.since_retracted", day=t.day(changed.retracted)), changed.why]
        case State.GONE | State.RETRACTED:
            said = [t("ask.since_gone")]
        case State.MISMATCH:
            said = [t("ask.since_mismatch")]
        case _:
            said = []
    if changed.notices:
        said.append(t("ask.since_notice", notices="; ".join(changed.notices)))
    return [words for words in said if words]
