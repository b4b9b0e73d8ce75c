"""Answers and reports for a person at a terminal."""

from __future__ import annotations

import textwrap

import click

from bot.answer import Answer, Citation, Copies, Status
from bot.attribution.values import Voice
from bot.verdict import CheckedClaim, Evidence, Report, Stance, Verdict

_WIDTH = 96
_COLOURS = {
    Verdict.SUPPORTED: "green",
    Verdict.REFUTED: "red",
    Verdict.CONFLICTING: "yellow",
    Verdict.NOT_ENOUGH_EVIDENCE: "cyan",
    Verdict.NOT_CHECKED: "magenta",
}
_SIGNS = {Stance.SUPPORTS: "+", Stance.REFUTES: "-", Stance.NEUTRAL: "·"}


def show_answer(answer: Answer) -> None:
    """Print an answer, its citations, or what was nearest."""
    if answer.understood:
        _echo(f"Understood as: {answer.understood}", "")
    if answer.status is Status.ABSTAINED:
        click.secho(answer.text, bold=True)
        _echo(answer.reason, "")
        if answer.nearest:
            click.echo("\nNearest:")
            _citations(answer.nearest)
        _echo(f"The archive holds {answer.covers}.", "")
        return
    if answer.status is Status.CONFLICTING:
        click.secho("Reports contradict each other.", bold=True)
        _echo(answer.reason, "")
    if answer.short:
        click.secho(f"{answer.short}.", bold=True)
    for statement in answer.statements:
        numbers = "".join(f" [{n}]" for n in statement.citations)
        side = f"({statement.side}) " if statement.side else ""
        _echo(f"{side}{statement.text}{numbers}", "")
    click.echo()
    _citations(answer.citations)


def show_report(report: Report) -> None:
    """Print a verdict for every claim."""
    for claim in report.claims:
        _claim(claim)


def _claim(checked: CheckedClaim) -> None:
    verdict = click.style(checked.verdict.value.replace("_", " "), fg=_COLOURS[checked.verdict])
    click.echo(f"{verdict} ({checked.confidence:.2f})  {printable(checked.claim.text)}")
    _echo(checked.reason, "  ")
    for note in checked.notes:
        _echo(note, "  ")
    if checked.today and checked.today is not checked.verdict:
        _echo(f"By what is known today: {checked.today.value.replace('_', ' ')}.", "  ")
    for evidence in checked.evidence:
        _evidence(evidence)
    if checked.settle:
        _echo(f"Would settle it: {checked.settle}", "  ")
    click.echo()


def _evidence(evidence: Evidence) -> None:
    citation = evidence.citation
    _echo(f"{_SIGNS[evidence.stance]} “{_one_line(citation.quote.text)}”", "  ")
    _echo(_source(citation), "    ")
    if evidence.labels:
        _echo(f"({', '.join(evidence.labels)})", "    ")


def _citations(citations: tuple[Citation, ...]) -> None:
    for citation in citations:
        _echo(f"[{citation.number}] “{_one_line(citation.quote.text)}”", "")
        _echo(_source(citation), "    ")
        if citation.attributed and citation.attributed.voice != Voice.REPORTED:
            _echo(citation.attributed.line, "    ")
        if citation.copies:
            _echo(_printed_by(citation.copies), "    ")


def _printed_by(copies: Copies) -> str:
    agency = f" ({copies.agency})" if copies.agency else ""
    return f"One independent report{agency}, printed by {copies.n_articles} articles."


def _source(citation: Citation) -> str:
    facts = [
        citation.title,
        citation.publisher or "unknown publisher",
        citation.published.isoformat() if citation.published else "undated",
        citation.pages_in_words,
        "sample" if citation.is_sample else "",
        citation.url or "",
        f"{citation.quote.article_id} v{citation.quote.version} "
        f"{citation.quote.start}-{citation.quote.end}",
    ]
    return " · ".join(fact for fact in facts if fact)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def printable(text: str, *, keep: str = "") -> str:
    """Return text without control characters: those of an article must not reach a terminal."""
    return "".join(c if c.isprintable() or c in keep else " " for c in text)


def _echo(text: str, indent: str) -> None:
    lines = textwrap.wrap(
        printable(text),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    click.echo("\n".join(lines))
