"""What is said beside a verdict: the reason, what would settle it, and the notes of the house."""

from __future__ import annotations

from collections.abc import Sequence

from bot.checking.deciding import Judged
from bot.verdict import Verdict, Worth


def reason_of(
    verdict: Verdict,
    supporting: Sequence[Judged],
    refuting: Sequence[Judged],
    judged: Sequence[Judged],
    *,
    n_reports: int,
    min_reports: int,
) -> str:
    """Return the verdict in one sentence.

    Args:
        verdict: The verdict.
        supporting: What supports the claim, best first.
        refuting: What refutes it, best first.
        judged: Everything that was looked at.
        n_reports: Independent reports among the supporting articles; copies count once.
        min_reports: How many the rules of the house ask for.
    """
    difference = refuting[0].judgement.difference if refuting else ""
    match verdict:
        case Verdict.SUPPORTED:
            n = len({j.candidate.article.article_id for j in supporting})
            independent = f", {_count(n_reports, 'independent report')}" if n > n_reports else ""
            return f"{_count(n, 'article')} {'says' if n == 1 else 'say'} so{independent}."
        case Verdict.REFUTED:
            return (difference or "an article says otherwise").capitalize() + "."
        case Verdict.CONFLICTING:
            return f"Articles contradict each other{': ' if difference else ''}{difference}."
        case _ if supporting:
            verb = "says" if n_reports == 1 else "say"
            return (
                f"{_count(n_reports, 'independent report')} {verb} so; "
                f"the rules of the house ask for {min_reports}."
            )
        case _ if judged:
            return "The closest sentences say neither that it is so nor that it isn't."
        case _:
            return "The archive holds nothing on this."


def settle_of(verdict: Verdict, *, is_short: bool) -> str:
    """Return what would settle a claim; empty when it is settled.

    Args:
        verdict: The verdict.
        is_short: Whether it is supported by too few reports.
    """
    match verdict:
        case Verdict.NOT_ENOUGH_EVIDENCE if is_short:
            return "Another independent report that states it, in the archive."
        case Verdict.NOT_ENOUGH_EVIDENCE:
            return "An article that states it, or its opposite, in the archive."
        case Verdict.CONFLICTING:
            return "A later or better placed source on the point where the articles differ."
        case _:
            return ""


# What a claim that is not worth checking is, and what can be done about it.
NOT_WORTH = {
    Worth.OPINION: "State the facts that it rests on.",
    Worth.QUESTION: "Ask it instead, or state what it takes for granted.",
    Worth.PREDICTION: "State who announced or expects it, and when.",
    Worth.INSTRUCTION: "State a fact.",
    Worth.FIRST_PERSON: "State it in the third person, with names.",
    Worth.GREETING: "Nothing: there is no claim in it.",
    Worth.VAGUE: "Name who, what, where or when.",
    Worth.HEADING: "Nothing: the text below it is checked.",
    Worth.QUOTATION: "Nothing: its words are looked up among the quotations.",
    Worth.LANGUAGE: "Translate it into English; quotations in it are looked up as they stand.",
}


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
