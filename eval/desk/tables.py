"""The figures of the desk as Markdown tables. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.verdict import Verdict
from eval.desk.corpus import HANDED_OVER, THROUGH_SEARCH, Figures
from eval.external.measured import Measured
from eval.metrics.verdicts import GOLD_LABELS, SEEN_LABELS

_HOW = {HANDED_OVER: "premises handed over", THROUGH_SEARCH: "through search"}
_SHORT = {
    Verdict.SUPPORTED: "supported",
    Verdict.REFUTED: "refuted",
    Verdict.CONFLICTING: "conflicting",
    Verdict.NOT_ENOUGH_EVIDENCE: "not enough",
    Verdict.NOT_CHECKED: "not checked",
}


def corpus_table(found: Sequence[Figures]) -> str:
    """Return a line for each set and each way in which the evidence came."""
    lines = [
        "| set | claims | evidence | right verdict | FEVER's strict score | falsely supported |",
        "|---|---|---|---|---|---|",
    ]
    for one in found:
        lines += [
            f"| {one.name} | {one.n} | {_HOW[how]} | {percent(one.accuracy[how])} "
            f"| {percent(one.strict[how])} | {percent(one.false_support[how])} |"
            for how in (HANDED_OVER, THROUGH_SEARCH)
        ]
    return "\n".join(lines)


def archives_line(found: Sequence[Figures]) -> str:
    """Return what the archives held, and how long a claim took."""
    return "\n".join(
        f"- {one.name}: archive of {one.n_articles:,} articles ({one.n_passages:,} passages); a "
        f"claim took {one.seconds[0]:.2f} s (median), {one.seconds[1]:.2f} s (95th percentile)."
        for one in found
    )


def confusion_table(counted: Mapping[tuple[Verdict, Verdict], int]) -> str:
    """Return right verdicts by row, given ones by column."""
    head = " | ".join(_SHORT[label] for label in SEEN_LABELS)
    lines = [f"| right \\ given | {head} |", "|---" * (len(SEEN_LABELS) + 1) + "|"]
    for gold in GOLD_LABELS:
        cells = [counted.get((gold, got), 0) for got in SEEN_LABELS]
        if any(cells):
            lines.append(f"| {_SHORT[gold]} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def percent(one: Measured) -> str:
    """Return a share with its interval: "71.3 % (66.0 to 76.3)"."""
    if one.value is None:
        return "–"
    if one.low is None or one.high is None:
        return f"{one.value:.1%}".replace("%", " %")
    return f"{100 * one.value:.1f} % ({100 * one.low:.1f} to {100 * one.high:.1f})"
