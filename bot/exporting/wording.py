"""What all shapes of an export say, in plain text that is safe to write."""

from __future__ import annotations

import re
import unicodedata

from bot.answer import Citation
from bot.exporting.options import ExportOptions
from bot.figures_table import Figure, FigureOutcome
from bot.page.texts import texts_of
from bot.quotations.values import CheckedQuotation, Outcome
from bot.verdict import CheckedClaim, Report, Stance, Verdict, Worth

VERDICTS = {
    Verdict.SUPPORTED: "Supported",
    Verdict.REFUTED: "Refuted",
    Verdict.CONFLICTING: "Conflicting",
    Verdict.NOT_ENOUGH_EVIDENCE: "Not enough evidence",
    Verdict.NOT_CHECKED: "Not checked",
}
STANCES = {Stance.SUPPORTS: "For", Stance.REFUTES: "Against", Stance.NEUTRAL: "Nearest"}
OUTCOMES = {
    Outcome.EXACT: "Exact",
    Outcome.ALTERED: "Words altered",
    Outcome.OTHER_SPEAKER: "Said by another",
    Outcome.STITCHED: "Stitched together",
    Outcome.TURNED: "Context turns it",
    Outcome.NOT_FOUND: "Not found",
}
FIGURES = {
    FigureOutcome.AGREES: "the archive agrees",
    FigureOutcome.DIFFERS: "the archive differs",
    FigureOutcome.BOTH: "the archive has both",
    FigureOutcome.SILENT: "the archive doesn’t say",
}
# What is exported is a document, and documents are English whatever the page speaks.
_day = texts_of("en").day
# An override of the writing direction makes a line read otherwise than it is stored.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: object) -> str:
    """Return text on one line without control characters, surrogates and writing directions."""
    plain = _BIDI.sub("\ufffd", str(text))
    return " ".join(
        "".join(
            "\ufffd" if unicodedata.category(c) in {"Cc", "Cs", "Cn"} and c not in "\t\n\r" else c
            for c in plain
        ).split()
    )


def title_of(options: ExportOptions) -> str:
    """Return the headline of an export."""
    return f"Checked: {clean(options.title)}" if options.title else "Checked draft"


def summary(report: Report) -> str:
    """Return how many claims got which verdict, "3 supported, 1 refuted"."""
    counted = [
        (VERDICTS[verdict].lower(), sum(c.verdict is verdict for c in worth_checking(report)))
        for verdict in Verdict
    ]
    skipped = len(report.claims) - len(worth_checking(report))
    told = [f"{n} {word}" for word, n in counted if n]
    if skipped:
        told.append(f"{skipped} not worth checking")
    return ", ".join(told) or "nothing to check"


def worth_checking(report: Report) -> list[CheckedClaim]:
    """Return the claims that were judged worth checking."""
    return [c for c in report.claims if c.claim.worth is Worth.CHECK]


def verdict_line(checked: CheckedClaim) -> str:
    """Return the verdict with its confidence; of a claim not worth checking, why."""
    if checked.claim.worth is not Worth.CHECK:
        return f"Not worth checking: {clean(checked.claim.worth_reason)}"
    if checked.verdict is Verdict.NOT_CHECKED:
        return VERDICTS[checked.verdict]
    return f"{VERDICTS[checked.verdict]}, confidence {round(100 * checked.confidence)} %"


def remarks(checked: CheckedClaim) -> list[str]:
    """Return everything said of a claim beside its quotes, a line each."""
    lines = [checked.reason] if checked.claim.worth is Worth.CHECK else []
    if checked.claim.resolved:
        lines.append(f"Read as: {checked.claim.judged}")
    lines += checked.notes
    if checked.today is not None and checked.today is not checked.verdict:
        lines.append(f"By what is known today: {VERDICTS[checked.today].lower()}.")
    if checked.settle and checked.claim.worth is Worth.CHECK:
        lines.append(f"Would settle it: {checked.settle}")
    return [clean(line) for line in lines if line]


def source(citation: Citation) -> str:
    """Return title, publisher, days, pages and place of a quote on one line, without its URL."""
    facts = (
        citation.title,
        citation.publisher or "publisher unknown",
        _day(citation.published) if citation.published else "undated",
        f"updated {_day(citation.updated)}" if citation.updated else "",
        citation.pages_in_words,
        "sample" if citation.is_sample else "",
        f"{citation.quote.article_id} v{citation.quote.version} "
        f"{citation.quote.start}–{citation.quote.end}",
    )
    return " · ".join(clean(fact) for fact in facts if fact)


def quotation_lines(checked: CheckedQuotation) -> list[str]:
    """Return what was found of a quotation, a line each."""
    lines = [checked.reason]
    lines += [f"Draft “{e.ours or '…'}”, article “{e.theirs or '…'}”" for e in checked.edits]
    for place in checked.places:
        around = " ".join(filter(None, (place.before, place.sentence, place.after)))
        lines.append(f"In its context: {around or place.citation.quote.text}")
        if place.speaker:
            lines.append(f"Said there by {place.speaker}")
        lines.append(source(place.citation))
    return [clean(line) for line in lines]


def figure_said(figure: Figure) -> str:
    """Return what the archive says of a figure, on one line."""
    told = [FIGURES[figure.outcome]]
    for said in figure.said:
        what = f"“{said.text}”" if said.text else said.reason
        told.append(f"{what} ({said.citation.title})" if what else said.citation.title)
    return clean("; ".join(told))


def made(report: Report, options: ExportOptions) -> list[str]:
    """Return by whom, when and with what it was made, a line each."""
    day = _day(options.on)
    signed = (
        f"Signed off by {options.signed_by} on {day}."
        if options.signed_by
        else f"Unsigned draft of {day}: nobody has vouched for it."
    )
    known = f"By what was known on {_day(report.as_of)}." if report.as_of else ""
    parts = ", ".join(f"{name} {value}" for name, value in report.backends.items())
    return [clean(line) for line in (signed, known, f"Checked by Newsproof ({parts}).") if line]
