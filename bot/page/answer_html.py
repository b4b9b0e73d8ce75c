"""A conversation as the page shows it: questions, proven statements, refusals, disagreements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.answer import Answer, Check, Citation, Statement, Status
from bot.page.citing import about, tips_html
from bot.page.error_form import error_form_html
from bot.page.markup import (
    chip,
    day,
    esc,
    in_brackets,
    joined,
    json_link,
    plain_day,
    quoted,
    source_line,
)
from bot.page.notices_html import notice_html
from bot.page.plain_text import answer_text
from bot.page.shelf import Coverage
from bot.page.talk import Talk, Turn, mark_name

# What each check found, in the words a reader understands: when it passed, and when it failed.
CHECK_WORDS = {
    "quote": ("The quote stands in the article, word for word", "The quote is not in the article"),
    "numbers": ("Numbers and units agree", "Numbers or units differ"),
    "dates": ("Dates agree", "Dates differ"),
    "names": ("Names agree", "Names differ"),
    "negation": ("What is denied and what is affirmed agree", "One denies what the other affirms"),
    "attribution": ("It is given to who said it", "It is given to somebody else, or to nobody"),
    "modality": ("What is open stays open", "It tells as done what is open in the quote"),
    "rewording": (
        "It is in the words of the quote",
        "It is in other words than the quote allows",
    ),
    "entailed": ("The quote says what the sentence says", "The quote does not say this"),
}


def talk_html(talk: Talk, empty: str) -> str:
    """Return the whole conversation; the page's script tells a screen reader what is new in it.

    Args:
        talk: The conversation.
        empty: HTML of ours to show when nothing has been asked.
    """
    turns = "".join(turn_html(turn, has_reports=talk.has_reports) for turn in talk.turns)
    return (
        '<div class="np-log" role="log" aria-live="off" aria-label="Questions and answers">'
        f"{turns or empty}</div>"
    )


def turn_html(turn: Turn, *, has_reports: bool = True) -> str:
    """Return one question with its answer, its notice, or the sign that it is being worked on."""
    if turn.answer is not None:
        below = answer_html(turn.answer, turn.number, turn.coverage) + _after(turn, has_reports)
    elif turn.notice is not None:
        below = notice_html(turn.notice)
    else:
        below = _busy("Searching the archive…")
    return (
        f'<section class="np-turn" data-turn="{int(turn.number)}">'
        f'<h2 class="np-question">{esc(turn.question)}</h2>{_understood(turn)}{below}</section>'
    )


def _busy(words: str) -> str:
    return f'<p class="np-busy" data-tell><span class="np-pulse"></span>{words}</p>'


def _understood(turn: Turn) -> str:
    """Return what a follow-up was taken as, with two ways to correct it."""
    unresolved = "".join(
        f'<p class="np-understood">What “{esc(words)}” means here is not known: '
        "it was asked as written.</p>"
        for words in turn.unresolved
    )
    if not turn.understood:
        return unresolved
    return (
        f'<p class="np-understood"><span data-tell>Understood as: {esc(turn.understood)}</span> '
        f'<button type="button" class="np-link" data-ask="{esc(turn.question)}" data-plain="yes">'
        "Ask as I wrote it</button> "
        f'<button type="button" class="np-link" data-fill="{esc(turn.understood)}">Change it'
        f"</button></p>{unresolved}"
    )


def _after(turn: Turn, has_reports: bool) -> str:
    """Return what stands under an answer: what the writer left out, what can be done with it."""
    if turn.is_writing:
        return _left_out(turn) + _busy(
            "A language model is writing; each sentence is proven before it is shown…"
        )
    assert turn.answer is not None  # noqa: S101 - only an answer has anything under it
    save = (
        json_link(turn.pack, "newsproof-answer.json", "Save as JSON with its evidence")
        if turn.pack is not None
        else ""
    )
    form = error_form_html(turn.number, is_sent=turn.is_reported) if has_reports else ""
    return (
        f'{_left_out(turn)}<div class="np-deeds">{_made(turn.answer)}{copy_html(turn.answer)}'
        f"{save}{form}</div>"
    )


def _left_out(turn: Turn) -> str:
    told = []
    if turn.left_out:
        n = len(turn.left_out)
        sentences = "1 sentence" if n == 1 else f"{n} sentences"
        why = esc("; ".join(dict.fromkeys(turn.left_out)))
        were = "was" if n == 1 else "were"
        told.append(f"{sentences} of the language model {were} left out: {why}.")
    if turn.stopped:
        told.append(f"The language model stopped early: {esc(turn.stopped)}.")
    return f'<p class="np-left-out">{" ".join(told)}</p>' if told else ""


def copy_html(answer: Answer) -> str:
    """Return the button that copies an answer with its sources, and the text that it copies."""
    return (
        '<span class="np-copying"><button type="button" class="np-link" data-copy>'
        "Copy with citations</button>"
        f'<span class="np-plain" hidden>{esc(answer_text(answer))}</span></span>'
    )


def suggestions_html(turn: int, questions: Sequence[str]) -> str:
    """Return questions that the archive answers as buttons, or nothing.

    Args:
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
        f"<p data-tell>The archive does answer:</p><ul>{buttons}</ul></div>"
    )


def answer_html(answer: Answer, turn: int, coverage: Coverage | None = None) -> str:
    """Return an answer, by its status."""
    shown = (*answer.citations, *answer.nearest)
    tips = tips_html({mark_name(turn, citation): citation for citation in shown})
    if answer.status is Status.ABSTAINED:
        return _abstained(answer, turn, coverage) + tips
    if answer.status is Status.CONFLICTING:
        body = _sides(answer, turn)
    else:
        short = f'<p class="np-short" data-tell>{esc(answer.short)}.</p>' if answer.short else ""
        body = short + _statements(answer.statements, answer.citations, turn)
    return f'<div class="np-answer">{body}{_sources(answer, turn)}{tips}</div>'


def _statements(statements: Iterable[Statement], citations: Sequence[Citation], turn: int) -> str:
    by_number = {citation.number: citation for citation in citations}
    shown = []
    for statement in statements:
        chips = "".join(
            chip(by_number[number], mark_name(turn, by_number[number]))
            for number in statement.citations
            if number in by_number
        )
        shown.append(
            f'<div class="np-statement"><p class="np-said">'
            f"<span data-tell>{in_brackets(statement.text, statement.emphasis)}</span>"
            f'<span class="np-chips">{chips}</span></p>{_proof(statement)}</div>'
        )
    return "".join(shown)


def _proof(statement: Statement) -> str:
    checks = statement.proof.checks
    passed = sum(check.passed for check in checks)
    proven = statement.proof.is_proven
    words = "Proven" if proven else "Not proven"
    sign = "✓" if proven else "✕"
    return (
        f'<details class="np-proof np-proof-{"yes" if proven else "no"}"><summary>'
        f'<span class="np-sign" aria-hidden="true">{sign}</span> '
        f"{joined(words, f'{passed} of {len(checks)} checks')}</summary>"
        f"{checks_html(checks)}</details>"
    )


def checks_html(checks: Iterable[Check]) -> str:
    """Return checks as a list: a sign, what was found, and what was compared."""
    items = []
    for check in checks:
        passed, failed = CHECK_WORDS.get(
            check.name, (f"{check.name} passed", f"{check.name} failed")
        )
        kind, sign, words = ("yes", "✓", passed) if check.passed else ("no", "✕", failed)
        why = f'<span class="np-why">{esc(check.reason)}</span>' if check.reason else ""
        items.append(
            f'<li class="np-check-{kind}"><span class="np-sign" aria-hidden="true">{sign}</span> '
            f"{joined(esc(words), why)}</li>"
        )
    return f'<ul class="np-checks">{"".join(items)}</ul>' if items else ""


def _sides(answer: Answer, turn: int) -> str:
    names = list(dict.fromkeys(statement.side for statement in answer.statements))
    columns = "".join(
        f'<section class="np-side"><h3>Account {esc(name.upper() or str(at))}</h3>'
        + _statements((s for s in answer.statements if s.side == name), answer.citations, turn)
        + "</section>"
        for at, name in enumerate(names, start=1)
    )
    reason = f"<p data-tell>{esc(answer.reason)}</p>" if answer.reason else ""
    return (
        '<div class="np-card np-conflict"><h3 class="np-card-title" data-tell>The sources disagree'
        f'</h3>{reason}</div><div class="np-sides">{columns}</div>'
    )


def _abstained(answer: Answer, turn: int, coverage: Coverage | None) -> str:
    nearest = "".join(
        f'<li>{quoted(citation)}<p class="np-source">{chip(citation, mark_name(turn, citation))} '
        f"<span>{source_line(citation)}{about(citation)}</span></p></li>"
        for citation in answer.nearest
    )
    near = (
        "<h4>The nearest it has, which does not answer the question</h4>"
        f'<ol class="np-nearest">{nearest}</ol>'
        if nearest
        else ""
    )
    reason = f'<p class="np-reason" data-tell>{esc(answer.reason)}</p>' if answer.reason else ""
    return (
        '<div class="np-card np-abstained"><h3 class="np-card-title" data-tell>'
        f"The archive doesn’t say</h3>{reason}{near}{coverage_html(coverage)}</div>"
    )


def coverage_html(coverage: Coverage | None) -> str:
    """Return what the archive covers, in a sentence."""
    if coverage is None:
        return ""
    if not coverage.n_articles:
        return '<p class="np-coverage">The archive holds no article of that time.</p>'
    count = f"{coverage.n_articles} article" + ("" if coverage.n_articles == 1 else "s")
    shown = ", ".join(esc(name) for name in coverage.publishers[:4])
    more = len(coverage.publishers) - 4
    others = f" and {more} more" if more > 0 else ""
    return (
        f'<p class="np-coverage">The archive covers {count}'
        + (f" from {shown}{others}" if shown else "")
        + f", {day(coverage.first)} to {day(coverage.last)}.</p>"
    )


def _sources(answer: Answer, turn: int) -> str:
    """Return the cited articles, each once, with the numbers of its quotes."""
    by_article: dict[tuple[str, int], list[Citation]] = {}
    for citation in answer.citations:
        key = (citation.quote.article_id, citation.quote.version)
        by_article.setdefault(key, []).append(citation)
    items = "".join(
        '<li class="np-source"><span class="np-chips">'
        + "".join(chip(citation, mark_name(turn, citation)) for citation in cited)
        + f"</span><span>{source_line(*cited)}{_told(cited)}</span></li>"
        for cited in by_article.values()
    )
    return (
        f'<ul class="np-sources" aria-label="Sources of this answer">{items}</ul>' if items else ""
    )


def _told(cited: Sequence[Citation]) -> str:
    """Return who said what of the quotes of one article, each line once."""
    return "".join(dict.fromkeys(about(citation) for citation in cited))


def _made(answer: Answer) -> str:
    return made_html(answer.as_of, answer.timings_ms, answer.backends)


def made_html(
    as_of: date | None, timings_ms: Mapping[str, float], backends: Mapping[str, str]
) -> str:
    """Return as of which day, how fast and by which parts a result was made.

    Args:
        as_of: The day asked for, or None.
        timings_ms: Milliseconds by stage.
        backends: Which parts took part.
    """
    total = timings_ms.get("total")
    line = joined(
        f"as known on {plain_day(as_of)}" if as_of else "",
        f"made in {total / 1000:.1f} s" if total is not None else "",
    )
    parts = "".join(
        f"<li>{esc(part)}: <code>{esc(name)}</code></li>" for part, name in sorted(backends.items())
    )
    if not parts:
        return f'<p class="np-made">{line}</p>' if line else ""
    return (
        f'<details class="np-made"><summary>{line or "how it was made"}</summary>'
        f"<ul>{parts}</ul></details>"
    )
