"""The card of a checked claim: verdict, reason, quotes for and against, what differs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Citation
from bot.figures_table import Figure
from bot.page.answer_html import checks_html
from bot.page.citing import about
from bot.page.differing import Differing, differing
from bot.page.markup import badge, chip, esc, quoted, source_line, wrapped
from bot.verdict import CheckedClaim, Evidence, Stance, Verdict, Worth

# Sign, word and class of each verdict: never told by colour alone.
VERDICTS = {
    Verdict.SUPPORTED: ("✓", "Supported", "supported"),
    Verdict.REFUTED: ("✕", "Refuted", "refuted"),
    Verdict.CONFLICTING: ("≠", "Conflicting", "conflicting"),
    Verdict.NOT_ENOUGH_EVIDENCE: ("?", "Not enough evidence", "open"),
    Verdict.NOT_CHECKED: ("–", "Not checked", "unchecked"),
}
SKIPPED = ("·", "Not worth checking", "skipped")
STANCES = (
    (Stance.SUPPORTS, "For the claim"),
    (Stance.REFUTES, "Against the claim"),
    (Stance.NEUTRAL, "Nearest in the archive, which decides nothing"),
)


def look_of(checked: CheckedClaim) -> tuple[str, str, str]:
    """Return the sign, the word and the class of a checked claim."""
    return VERDICTS[checked.verdict] if checked.claim.worth is Worth.CHECK else SKIPPED


def card_html(
    number: int, checked: CheckedClaim, figures: Sequence[Figure] = (), *, is_open: bool = True
) -> str:
    """Return the card of a claim.

    Args:
        number: Its number in the draft, from 1.
        checked: The claim with its verdict.
        figures: Its figures.
        is_open: Whether the card is shown at first.
    """
    sign, word, kind = look_of(checked)
    is_worth = checked.claim.worth is Worth.CHECK
    found = differing(checked, figures)
    marks = [(span, "mark", "np-differs") for span in found.claim]
    sure = (
        f'<span class="np-sure">confidence {round(100 * checked.confidence)} %</span>'
        if is_worth and checked.verdict is not Verdict.NOT_CHECKED
        else ""
    )
    return (
        f'<article class="np-verdict np-verdict-{kind}" id="np-card-{int(number)}" '
        f'data-kind="{kind}" aria-label="Claim {int(number)}: {word}"'
        f"{'' if is_open else ' hidden'}>"
        f'<h3 class="np-claim">{wrapped(checked.claim.text, marks)}</h3>'
        f'<p class="np-ruling"><span class="np-stamp"><span class="np-sign" aria-hidden="true">'
        f"{sign}</span> {word}</span>{sure}</p>"
        f"{_remarks(checked)}{_evidence(number, checked, found)}{_settle(checked)}"
        f"{_compared(checked)}</article>"
    )


def marks_of(number: int, checked: CheckedClaim) -> dict[str, Citation]:
    """Return every citation of a claim under the name of its highlight."""
    return {
        _mark(number, at): evidence.citation
        for at, evidence in enumerate(checked.evidence, start=1)
    }


def _remarks(checked: CheckedClaim) -> str:
    lines = [checked.reason]
    if checked.claim.resolved:
        lines.append(f"Read as: {checked.claim.judged}")
    if checked.today is not None and checked.today is not checked.verdict:
        lines.append(f"By what is known today: {VERDICTS[checked.today][1].lower()}.")
    shown = "".join(f'<p class="np-reason">{esc(line)}</p>' for line in lines if line)
    notes = "".join(f"<li>{esc(note)}</li>" for note in checked.notes)
    return shown + (f'<ul class="np-notes">{notes}</ul>' if notes else "")


def _settle(checked: CheckedClaim) -> str:
    if not checked.settle or checked.claim.worth is not Worth.CHECK:
        return ""
    return f'<p class="np-settle"><strong>What would settle it:</strong> {esc(checked.settle)}</p>'


def _compared(checked: CheckedClaim) -> str:
    checks = checks_html(checked.checks)
    if not checks:
        return ""
    return f'<details class="np-proof"><summary>What was compared</summary>{checks}</details>'


def _evidence(number: int, checked: CheckedClaim, found: Differing) -> str:
    numbered = list(enumerate(checked.evidence, start=1))
    groups = []
    for stance, words in STANCES:
        items = "".join(
            _quote(_mark(number, at), evidence, found)
            for at, evidence in numbered
            if evidence.stance is stance
        )
        if items:
            groups.append(
                f'<section class="np-stance np-stance-{stance.value}"><h4>{words}</h4>'
                f"<ul>{items}</ul></section>"
            )
    return f'<div class="np-evidence">{"".join(groups)}</div>' if groups else ""


def _quote(mark: str, evidence: Evidence, found: Differing) -> str:
    citation = evidence.citation
    why = f'<p class="np-why">{esc(evidence.reason)}</p>' if evidence.reason else ""
    labels = "".join(f" {badge(label, 'label')}" for label in evidence.labels)
    return (
        f'<li>{quoted(citation, found.quotes.get(citation.quote, ()))}{why}<p class="np-source">'
        f"{chip(citation, mark)} <span>{source_line(citation)}{labels}{about(citation)}</span>"
        "</p></li>"
    )


def _mark(claim: int, number: int) -> str:
    return f"k{claim}-e{number}"
