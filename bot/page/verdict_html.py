"""The card of a checked claim: verdict, reason, quotes for and against, what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Citation
from bot.figures_table import Figure
from bot.page.answer_html import checks_html
from bot.page.citing import about
from bot.page.differing import Differing, differing
from bot.page.markup import badge, chip, esc, quoted, source_line, wrapped
from bot.page.texts import Texts
from bot.verdict import CheckedClaim, Evidence, Stance, Verdict, Worth


@dataclass(frozen=True, slots=True)
class Look:
    """How a verdict is told: never by colour alone.

    Attributes:
        sign: A character.
        name: Of the text that names it.
        kind: Its class on the page.
    """

    sign: str
    name: str
    kind: str


VERDICTS = {
    Verdict.SUPPORTED: Look("✓", "check.supported", "supported"),
    Verdict.REFUTED: Look("✕", "check.refuted", "refuted"),
    Verdict.CONFLICTING: Look("≠", "check.conflicting", "conflicting"),
    Verdict.NOT_ENOUGH_EVIDENCE: Look("?", "check.not_enough", "open"),
    Verdict.NOT_CHECKED: Look("–", "check.not_checked", "unchecked"),
}
SKIPPED = Look("·", "check.not_worth", "skipped")
STANCES = (
    (Stance.SUPPORTS, "check.for_claim"),
    (Stance.REFUTES, "check.against_claim"),
    (Stance.NEUTRAL, "check.nearest"),
)


def look_of(checked: CheckedClaim) -> Look:
    """Return how a checked claim looks."""
    return VERDICTS[checked.verdict] if checked.claim.worth is Worth.CHECK else SKIPPED


def card_html(
    t: Texts,
    number: int,
    checked: CheckedClaim,
    figures: Sequence[Figure] = (),
    *,
    is_open: bool = True,
) -> str:
    """Return the card of a claim.

    Args:
        t: The texts of the page.
        number: Its number in the draft, from 1.
        checked: The claim with its verdict.
        figures: Its figures.
        is_open: Whether the card is shown at first.
    """
    look, found = look_of(checked), differing(checked, figures)
    word = t(look.name)
    marks = [(span, "mark", "np-differs") for span in found.claim]
    sure = ""
    if look is not SKIPPED and checked.verdict is not Verdict.NOT_CHECKED:
        percent = t("check.confidence", percent=round(100 * checked.confidence))
        sure = f'<span class="np-sure">{esc(percent)}</span>'
    label = t("check.claim_label", number=t.number(number), verdict=word)
    return (
        f'<article class="np-verdict np-verdict-{look.kind}" id="np-card-{int(number)}" '
        f'data-kind="{look.kind}" aria-label="{esc(label)}"'
        f"{'' if is_open else ' hidden'}>"
        f'<h3 class="np-claim">{wrapped(checked.claim.text, marks)}</h3>'
        f'<p class="np-ruling"><span class="np-stamp"><span class="np-sign" aria-hidden="true">'
        f"{look.sign}</span> {esc(word)}</span>{sure}</p>"
        f"{_remarks(t, checked)}{_evidence(t, number, checked, found)}{_settle(t, checked)}"
        f"{_compared(t, checked)}</article>"
    )


def marks_of(number: int, checked: CheckedClaim) -> dict[str, Citation]:
    """Return every citation of a claim under the name of its highlight."""
    return {
        _mark(number, at): evidence.citation
        for at, evidence in enumerate(checked.evidence, start=1)
    }


def _remarks(t: Texts, checked: CheckedClaim) -> str:
    lines = [checked.reason]
    if checked.claim.resolved:
        lines.append(t("check.read_as", text=checked.claim.judged))
    if checked.today is not None and checked.today is not checked.verdict:
        lines.append(t("check.known_today", verdict=t(VERDICTS[checked.today].name)))
    shown = "".join(f'<p class="np-reason">{esc(line)}</p>' for line in lines if line)
    notes = "".join(f"<li>{esc(note)}</li>" for note in checked.notes)
    return shown + (f'<ul class="np-notes">{notes}</ul>' if notes else "")


def _settle(t: Texts, checked: CheckedClaim) -> str:
    if not checked.settle or checked.claim.worth is not Worth.CHECK:
        return ""
    return (
        f'<p class="np-settle"><strong>{esc(t("check.settle"))}</strong> {esc(checked.settle)}</p>'
    )


def _compared(t: Texts, checked: CheckedClaim) -> str:
    checks = checks_html(t, checked.checks)
    if not checks:
        return ""
    summary = f"<summary>{esc(t('check.compared'))}</summary>"
    return f'<details class="np-proof">{summary}{checks}</details>'


def _evidence(t: Texts, number: int, checked: CheckedClaim, found: Differing) -> str:
    numbered = list(enumerate(checked.evidence, start=1))
    groups = []
    for stance, name in STANCES:
        items = "".join(
            _quote(t, _mark(number, at), evidence, found)
            for at, evidence in numbered
            if evidence.stance is stance
        )
        if items:
            groups.append(
                f'<section class="np-stance np-stance-{stance.value}"><h4>{esc(t(name))}</h4>'
                f"<ul>{items}</ul></section>"
            )
    return f'<div class="np-evidence">{"".join(groups)}</div>' if groups else ""


def _quote(t: Texts, mark: str, evidence: Evidence, found: Differing) -> str:
    citation = evidence.citation
    why = f'<p class="np-why">{esc(evidence.reason)}</p>' if evidence.reason else ""
    labels = "".join(f" {badge(label, 'label')}" for label in evidence.labels)
    return (
        f"<li>{quoted(citation, found.quotes.get(citation.quote, ()))}{why}"
        f'<p class="np-source">{chip(t, citation, mark)} '
        f"<span>{source_line(t, citation)}{labels}{about(t, citation)}</span></p></li>"
    )


def _mark(claim: int, number: int) -> str:
    return f"k{claim}-e{number}"
