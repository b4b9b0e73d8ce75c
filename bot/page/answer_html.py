"""An answer as the page shows it: proven statements, a refusal, a disagreement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from bot.answer import Answer, Check, Citation, Statement, Status
from bot.page.citing import about, tips_html
from bot.page.markup import chip, day, esc, in_brackets, joined, quoted, source_line
from bot.page.shelf import Coverage
from bot.page.talk import mark_name
from bot.page.texts import Texts
from sources.article import Quote

# What each check found, in the words a reader understands: when it passed, and when it failed.
CHECK_WORDS = {
    "quote": ("ask.check_quote", "ask.check_quote_not"),
    "numbers": ("ask.check_numbers", "ask.check_numbers_not"),
    "dates": ("ask.check_dates", "ask.check_dates_not"),
    "names": ("ask.check_names", "ask.check_names_not"),
    "negation": ("ask.check_negation", "ask.check_negation_not"),
    "attribution": ("ask.check_attribution", "ask.check_attribution_not"),
    "modality": ("ask.check_modality", "ask.check_modality_not"),
    "rewording": ("ask.check_rewording", "ask.check_rewording_not"),
    "entailed": ("ask.check_entailed", "ask.check_entailed_not"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cited:
    """The citations of an answer, as its statements need them."""

    by_number: Mapping[int, Citation]
    turn: int
    shaken: Set[Quote]


def answer_html(
    t: Texts,
    answer: Answer,
    turn: int,
    coverage: Coverage | None = None,
    shaken: Set[Quote] = frozenset(),
) -> str:
    """Return an answer, by its status.

    Args:
        t: The texts of the page.
        answer: The answer.
        turn: The number of its question.
        coverage: What the archive covers, told where the answer abstains.
        shaken: Quotes that prove nothing any more, as their source has changed.
    """
    own = {citation.number: citation for citation in answer.citations}
    cited = _Cited(by_number=own, turn=turn, shaken=shaken)
    shown = (*answer.citations, *answer.nearest)
    tips = tips_html(t, {mark_name(turn, citation): citation for citation in shown})
    if answer.status is Status.ABSTAINED:
        return _abstained(t, answer, turn, coverage) + tips
    if answer.status is Status.CONFLICTING:
        body = _sides(t, answer, cited)
    else:
        short = f'<p class="np-short" data-tell>{esc(answer.short)}.</p>' if answer.short else ""
        body = short + _statements(t, answer.statements, cited)
    return f'<div class="np-answer">{body}{_sources(t, answer, turn)}{tips}</div>'


def _statements(t: Texts, statements: Iterable[Statement], cited: _Cited) -> str:
    shown = []
    for statement in statements:
        chips = "".join(
            chip(t, cited.by_number[number], mark_name(cited.turn, cited.by_number[number]))
            for number in statement.citations
            if number in cited.by_number
        )
        is_shaken = any(
            number in cited.by_number and cited.by_number[number].quote in cited.shaken
            for number in statement.citations
        )
        shown.append(
            f'<div class="np-statement"><p class="np-said">'
            f"<span data-tell>{in_brackets(statement.text, statement.emphasis)}</span>"
            f'<span class="np-chips">{chips}</span></p>'
            f"{_proof(t, statement, is_shaken=is_shaken)}</div>"
        )
    return "".join(shown)


def _proof(t: Texts, statement: Statement, *, is_shaken: bool) -> str:
    checks = statement.proof.checks
    passed = sum(check.passed for check in checks)
    proven = statement.proof.is_proven and not is_shaken
    words = t("ask.proven_then") if is_shaken else t("ask.proven" if proven else "ask.not_proven")
    count = t("ask.checks", passed=passed, n=len(checks))
    sign = "✓" if proven else "✕"
    return (
        f'<details class="np-proof np-proof-{"yes" if proven else "no"}"><summary>'
        f'<span class="np-sign" aria-hidden="true">{sign}</span> '
        f"{joined(esc(words), esc(count))}</summary>"
        f"{checks_html(t, checks)}</details>"
    )


def checks_html(t: Texts, checks: Iterable[Check]) -> str:
    """Return checks as a list: a sign, what was found, and what was compared."""
    items = []
    for check in checks:
        passed, failed = CHECK_WORDS.get(check.name, ("ask.check_passed", "ask.check_failed"))
        kind, sign, name = ("yes", "✓", passed) if check.passed else ("no", "✕", failed)
        words = t(name, which=check.name)
        why = f'<span class="np-why">{esc(check.reason)}</span>' if check.reason else ""
        items.append(
            f'<li class="np-check-{kind}"><span class="np-sign" aria-hidden="true">{sign}</span> '
            f"{joined(esc(words), why)}</li>"
        )
    return f'<ul class="np-checks">{"".join(items)}</ul>' if items else ""


def _sides(t: Texts, answer: Answer, cited: _Cited) -> str:
    names = list(dict.fromkeys(statement.side for statement in answer.statements))
    columns = "".join(
        f'<section class="np-side"><h3>'
        f"{esc(t('ask.account', which=name.upper() or at))}</h3>"
        + _statements(t, (s for s in answer.statements if s.side == name), cited)
        + "</section>"
        for at, name in enumerate(names, start=1)
    )
    reason = f"<p data-tell>{esc(answer.reason)}</p>" if answer.reason else ""
    return (
        '<div class="np-card np-conflict"><h3 class="np-card-title" data-tell>'
        f'{esc(t("ask.disagree"))}</h3>{reason}</div><div class="np-sides">{columns}</div>'
    )


def _abstained(t: Texts, answer: Answer, turn: int, coverage: Coverage | None) -> str:
    nearest = "".join(
        f'<li>{quoted(citation)}<p class="np-source">'
        f"{chip(t, citation, mark_name(turn, citation))} "
        f"<span>{source_line(t, citation)}{about(t, citation)}</span></p></li>"
        for citation in answer.nearest
    )
    near = (
        f'<h4>{esc(t("ask.nearest"))}</h4><ol class="np-nearest">{nearest}</ol>' if nearest else ""
    )
    reason = f'<p class="np-reason" data-tell>{esc(answer.reason)}</p>' if answer.reason else ""
    return (
        '<div class="np-card np-abstained"><h3 class="np-card-title" data-tell>'
        f"{esc(t('ask.says_nothing'))}</h3>{reason}{near}{coverage_html(t, coverage)}</div>"
    )


def coverage_html(t: Texts, coverage: Coverage | None) -> str:
    """Return what the archive covers, in a sentence."""
    if coverage is None:
        return ""
    if not coverage.n_articles:
        name = "ask.covers_no_such" if coverage.is_narrowed else "ask.covers_nothing"
        return f'<p class="np-coverage">{esc(t(name))}</p>'
    shown = ", ".join(esc(name) for name in coverage.publishers[:4])
    more = len(coverage.publishers) - 4
    if more > 0:
        shown = t("ask.covers_more", publishers=shown, n=more)
    told = t.n(
        "ask.covers_narrowed" if coverage.is_narrowed else "ask.covers",
        coverage.n_articles,
        origin=t("ask.covers_from", publishers=shown) if shown else "",
        first=day(t, coverage.first),
        last=day(t, coverage.last),
    )
    return f'<p class="np-coverage">{told}</p>'


def _sources(t: Texts, answer: Answer, turn: int) -> str:
    """Return the cited articles, each once, with the numbers of its quotes."""
    by_article: dict[tuple[str, int], list[Citation]] = {}
    for citation in answer.citations:
        key = (citation.quote.article_id, citation.quote.version)
        by_article.setdefault(key, []).append(citation)
    items = "".join(
        '<li class="np-source"><span class="np-chips">'
        + "".join(chip(t, citation, mark_name(turn, citation)) for citation in cited)
        + f"</span><span>{source_line(t, *cited)}{_told(t, cited)}</span></li>"
        for cited in by_article.values()
    )
    return (
        f'<ul class="np-sources" aria-label="{esc(t("ask.sources"))}">{items}</ul>' if items else ""
    )


def _told(t: Texts, cited: Sequence[Citation]) -> str:
    """Return who said what of the quotes of one article, each line once."""
    return "".join(dict.fromkeys(about(t, citation) for citation in cited))


def made_html(
    t: Texts, as_of: date | None, timings_ms: Mapping[str, float], backends: Mapping[str, str]
) -> str:
    """Return as of which day, how fast and by which parts a result was made.

    Args:
        t: The texts of the page.
        as_of: The day asked for, or None.
        timings_ms: Milliseconds by stage.
        backends: Which parts took part.
    """
    total = timings_ms.get("total")
    line = joined(
        esc(t("ask.as_known", day=t.day(as_of))) if as_of else "",
        esc(t("ask.made_in", seconds=_seconds(t, total))) if total is not None else "",
    )
    parts = "".join(
        f"<li>{esc(part)}: <code>{esc(name)}</code></li>" for part, name in sorted(backends.items())
    )
    if not parts:
        return f'<p class="np-made">{line}</p>' if line else ""
    return (
        f'<details class="np-made"><summary>{line or esc(t("ask.how_made"))}</summary>'
        f"<ul>{parts}</ul></details>"
    )


def _seconds(t: Texts, milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f}".replace(".", t("common.decimal"))
