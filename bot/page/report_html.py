"""The verdicts of a check as the page shows them."""

from __future__ import annotations

from bot.answer import Citation
from bot.page.answer_html import checks_html, made_html
from bot.page.markup import chip, esc, quoted, save_link, source_line
from bot.verdict import CheckedClaim, Evidence, Report, Stance, Verdict
from bot.wire import report_to_json

# Sign, word and class of each verdict: never told by colour alone.
VERDICTS = {
    Verdict.SUPPORTED: ("✓", "Supported", "supported"),
    Verdict.REFUTED: ("✕", "Refuted", "refuted"),
    Verdict.CONFLICTING: ("≠", "Conflicting", "conflicting"),
    Verdict.NOT_ENOUGH_EVIDENCE: ("?", "Not enough evidence", "open"),
    Verdict.NOT_CHECKED: ("–", "Not checked", "unchecked"),
}
STANCES = (
    (Stance.SUPPORTS, "For the claim"),
    (Stance.REFUTES, "Against the claim"),
    (Stance.NEUTRAL, "Nearest in the archive, which decides nothing"),
)


def report_html(report: Report) -> str:
    """Return a verdict for every claim, in the order of the text."""
    if not report.claims:
        return (
            '<div class="np-card np-abstained"><h3 class="np-card-title">Nothing to check</h3>'
            "<p>No claim was found in this text. A claim is a sentence that can be true or false."
            "</p></div>"
        )
    claims = "".join(_claim(at, claim) for at, claim in enumerate(report.claims, start=1))
    save = save_link(report_to_json(report), "newsproof-verdicts.json")
    made = made_html(report.as_of, report.timings_ms, report.backends, save)
    return (
        f'<section class="np-report" role="status" aria-label="Verdicts">{claims}{made}</section>'
    )


def report_marks(report: Report) -> dict[str, Citation]:
    """Return every citation of a report under the name of its highlight."""
    return {
        _mark(at, number): evidence.citation
        for at, claim in enumerate(report.claims, start=1)
        for number, evidence in enumerate(claim.evidence, start=1)
    }


def _claim(at: int, claim: CheckedClaim) -> str:
    sign, word, kind = VERDICTS[claim.verdict]
    sure = (
        f'<span class="np-sure">confidence {round(100 * claim.confidence)} %</span>'
        if claim.verdict is not Verdict.NOT_CHECKED
        else ""
    )
    reason = f'<p class="np-reason">{esc(claim.reason)}</p>' if claim.reason else ""
    settle = (
        f'<p class="np-settle"><strong>What would settle it:</strong> {esc(claim.settle)}</p>'
        if claim.settle
        else ""
    )
    checks = checks_html(claim.checks)
    compared = (
        f'<details class="np-proof"><summary>What was compared</summary>{checks}</details>'
        if checks
        else ""
    )
    return (
        f'<article class="np-verdict np-verdict-{kind}">'
        f'<h3 class="np-claim">{esc(claim.claim.text)}</h3>'
        f'<p class="np-ruling"><span class="np-stamp"><span class="np-sign" aria-hidden="true">'
        f"{sign}</span> {word}</span>{sure}</p>"
        f"{reason}{_evidence(at, claim)}{settle}{compared}</article>"
    )


def _evidence(at: int, claim: CheckedClaim) -> str:
    numbered = list(enumerate(claim.evidence, start=1))
    groups = []
    for stance, words in STANCES:
        items = "".join(
            _quote(at, number, evidence)
            for number, evidence in numbered
            if evidence.stance is stance
        )
        if items:
            groups.append(
                f'<section class="np-stance np-stance-{stance.value}"><h4>{words}</h4>'
                f"<ul>{items}</ul></section>"
            )
    return f'<div class="np-evidence">{"".join(groups)}</div>' if groups else ""


def _quote(at: int, number: int, evidence: Evidence) -> str:
    why = f'<p class="np-why">{esc(evidence.reason)}</p>' if evidence.reason else ""
    return (
        f'<li>{quoted(evidence.citation)}{why}<p class="np-source">'
        f"{chip(evidence.citation, _mark(at, number))} "
        f"<span>{source_line(evidence.citation)}</span></p></li>"
    )


def _mark(claim: int, number: int) -> str:
    return f"k{claim}-e{number}"
