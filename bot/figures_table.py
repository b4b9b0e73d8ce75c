"""The numbers and dates of a checked draft in one table: each with what the archive says.

Every figure is held against the quotes of its claim by the checks that judge claims
(`bot.checks.numbers`, `bot.checks.dates`), one figure at a time. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.answer import Citation
from bot.checks.dates import check_dates
from bot.checks.finding import Finding, Outcome
from bot.checks.numbers import check_numbers
from bot.checks.quantities import Quantity, find_quantities
from bot.temporal import DateMention, find_dates, in_words
from bot.verdict import CheckedClaim, Report, Stance
from bot.words import words
from sources.article import Span

_MOST_COUNTED = 3  # words that name what is counted
MAX_FIGURES = 1_000


class FigureKind(StrEnum):
    """A number or a date."""

    NUMBER = "number"
    DATE = "date"


class FigureOutcome(StrEnum):
    """What the archive says of a figure."""

    AGREES = "agrees"
    DIFFERS = "differs"
    BOTH = "both"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSaid:
    """What one quote says of a figure.

    Attributes:
        citation: The quote and its article.
        agrees: Whether it bears the figure out; otherwise it contradicts it.
        text: The article's own figure, as printed; empty where it can't be named.
        reason: The difference in plain words; empty when it agrees.
    """

    citation: Citation
    agrees: bool
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number or a date of a draft.

    Attributes:
        kind: Which.
        span: Where it stands in the draft; `draft[span.start:span.end] == text`.
        text: As printed.
        counts: What it counts, in the draft's words; for a date the days it means; may be empty.
        claim: Number of its claim in the report, from 1.
        outcome: What all quotes say together.
        said: What each says, in the order of the evidence; silent ones are left out.
    """

    kind: FigureKind
    span: Span
    text: str
    counts: str
    claim: int
    outcome: FigureOutcome
    said: tuple[FigureSaid, ...] = ()


def figures(report: Report) -> list[Figure]:
    """Return the figures of a report's draft in its order, each place once; at most 1,000."""
    found: dict[tuple[int, int], Figure] = {}
    for number, checked in enumerate(report.claims, 1):
        for figure in _of_claim(checked, number, report.as_of):
            place = (figure.span.start, figure.span.end)
            is_better = place in found and not found[place].said and figure.said
            if place not in found or is_better:
                found[place] = figure
        if len(found) >= MAX_FIGURES:
            break
    return [found[place] for place in sorted(found)][:MAX_FIGURES]


def _of_claim(checked: CheckedClaim, number: int, as_of: date | None) -> list[Figure]:
    text, at = checked.claim.text, checked.claim.span.start
    own = checked.claim.spans
    numbers = [q for q in find_quantities(text) if q.kind != "label"]
    dates = find_dates(text, on=as_of, yearless=True)
    spans = [q.span for q in numbers] + [d.span for d in dates]
    made: list[Figure] = []

    def add(kind: FigureKind, inner: Span, counts: str, said: list[FigureSaid]) -> None:
        span = Span(start=at + inner.start, end=at + inner.end)
        if any(span.overlaps(part) for part in own):
            made.append(
                Figure(
                    kind=kind,
                    span=span,
                    text=inner.of(text),
                    counts=counts,
                    claim=number,
                    outcome=_outcome(said),
                    said=tuple(said),
                )
            )

    for q in numbers:
        add(FigureKind.NUMBER, q.span, _counted(text, q), _numbers_said(checked, text, spans, q))
    for d in dates:
        if not any(d.span.overlaps(q.span) for q in numbers):
            add(FigureKind.DATE, d.span, _meant(d), _dates_said(checked, text, spans, d, as_of))
    return made


def _numbers_said(
    checked: CheckedClaim, text: str, spans: Sequence[Span], number: Quantity
) -> list[FigureSaid]:
    alone = _alone(text, spans, number.span)
    said = []
    for evidence in checked.evidence:
        quote = evidence.citation.quote.text
        finding = check_numbers(alone, quote)
        agrees = _agrees(finding, evidence.stance)
        if agrees is not None:
            theirs = _counterpart(number, find_quantities(quote))
            said.append(
                FigureSaid(
                    citation=evidence.citation,
                    agrees=agrees,
                    text=theirs.text if theirs else "",
                    reason=finding.reason,
                )
            )
    return said


def _dates_said(
    checked: CheckedClaim,
    text: str,
    spans: Sequence[Span],
    mention: DateMention,
    as_of: date | None,
) -> list[FigureSaid]:
    alone = _alone(text, spans, mention.span)
    said = []
    for evidence in checked.evidence:
        citation = evidence.citation
        finding = check_dates(
            alone, citation.quote.text, claimed_on=as_of, published=citation.published
        )
        agrees = _agrees(finding, evidence.stance)
        if agrees is not None:
            there = find_dates(citation.quote.text, on=citation.published)
            matching = [d for d in there if d.agrees_with(mention)] if agrees else there
            said.append(
                FigureSaid(
                    citation=citation,
                    agrees=agrees,
                    text=matching[0].text if matching else "",
                    reason=finding.reason,
                )
            )
    return said


def _agrees(finding: Finding, stance: Stance) -> bool | None:
    """Say what a quote does to a figure; None where it says nothing of it.

    A quote that decides nothing may still agree: then it isn't about the claim, and silent.
    """
    if stance is Stance.NEUTRAL:
        return None
    return {Outcome.AGREES: True, Outcome.CONFLICTS: False}.get(finding.outcome)


def _alone(text: str, spans: Sequence[Span], kept: Span) -> str:
    """Return the text without the other figures, so that a check judges this one."""
    for span in spans:
        if not span.overlaps(kept):
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _counterpart(number: Quantity, there: Sequence[Quantity]) -> Quantity | None:
    """Return the article's number for the same thing: equal, or with the most words around it."""
    alike = [q for q in there if q.kind == number.kind and q.currency == number.currency]
    return max(
        alike,
        key=lambda q: (q.overlaps(number), len(q.near & number.near), -q.span.start),
        default=None,
    )


def _counted(text: str, number: Quantity) -> str:
    """Return the draft's words for what a number counts: those that follow it."""
    if number.kind == "money":
        return ""
    end = at = number.span.end
    for taken, word in enumerate(words(text[at : at + 80])):
        between = text[end : at + word.span.start]
        if between.strip(" \u00a0-") or word.is_stop or word.is_number or taken == _MOST_COUNTED:
            break
        end = at + word.span.end
    return text[at:end].strip(" \u00a0-")


def _meant(mention: DateMention) -> str:
    meaning = in_words(mention.first, mention.last) if mention.has_year else ""
    return meaning if meaning != mention.text else ""


def _outcome(said: Sequence[FigureSaid]) -> FigureOutcome:
    agree = {one.agrees for one in said}
    if agree == {True, False}:
        return FigureOutcome.BOTH
    if not agree:
        return FigureOutcome.SILENT
    return FigureOutcome.AGREES if agree == {True} else FigureOutcome.DIFFERS
