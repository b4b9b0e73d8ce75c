"""A report as Markdown, in which no text of a draft or an article can become markup."""

from __future__ import annotations

import re

from bot.exporting.options import ExportOptions
from bot.exporting.wording import (
    OUTCOMES,
    STANCES,
    clean,
    figure_said,
    made,
    quotation_lines,
    remarks,
    source,
    summary,
    title_of,
    verdict_line,
)
from bot.figures_table import figures
from bot.page.markup import safe_url
from bot.verdict import CheckedClaim, Evidence, Report

# Everything that means something anywhere in CommonMark or GitHub's Markdown.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#|!~&$^=])")
_AT_START = re.compile(r"^([-+:]|\d{1,9}(?=[.)]))")
# GitHub makes links of bare addresses: the backslash breaks them.
_BARE_LINK = re.compile(r"(?i)(?<=http)(s?):(?=/)|(?<=ftp):(?=/)|(?<=www)\.|(?<=mailto):|@")


def escape(text: object) -> str:
    """Return text on one line that Markdown shows as it is."""
    line = _MARKUP.sub(r"\\\1", clean(text))
    line = _BARE_LINK.sub(lambda m: m[0][:-1] + "\\" + m[0][-1], line)
    return _AT_START.sub(lambda m: f"{m[0]}\\" if m[0].isdigit() else f"\\{m[0]}", line)


def report_to_markdown(report: Report, options: ExportOptions) -> str:
    """Return the report: the verdicts with quotes, the quotations, the figures."""
    lines = [f"# {escape(title_of(options))}", "", escape(summary(report)).capitalize() + ".", ""]
    for number, checked in enumerate(report.claims, 1):
        lines += _claim(number, checked)
    if report.quotations:
        lines += ["## Quotations", ""]
    for found in report.quotations:
        lines += [f"- **{OUTCOMES[found.outcome]}**: “{escape(found.quotation.text)}”"]
        lines += [f"  - {escape(line)}" for line in quotation_lines(found)]
    lines += _figures(report)
    lines += ["", "---", "", *(f"{escape(line)}  " for line in made(report, options))]
    return "\n".join(lines) + "\n"


def _claim(number: int, checked: CheckedClaim) -> list[str]:
    words = " … ".join(span_text for span_text in _own_words(checked))
    lines = [f"## {number}\\. {escape(words)}", "", f"**{escape(verdict_line(checked))}**", ""]
    lines += [f"{escape(line)}  " for line in remarks(checked)]
    for evidence in checked.evidence:
        lines += ["", *_quote(evidence)]
    return [*lines, ""]


def _own_words(checked: CheckedClaim) -> list[str]:
    claim = checked.claim
    return [
        claim.text[span.start - claim.span.start : span.end - claim.span.start]
        for span in claim.spans
    ]


def _quote(evidence: Evidence) -> list[str]:
    citation = evidence.citation
    link = _link(citation.url)
    labels = f" · {', '.join(evidence.labels)}" if evidence.labels else ""
    why = [f"{escape(evidence.reason)}  "] if evidence.reason else []
    return [
        f"{STANCES[evidence.stance]}:",
        "",
        f"> {escape(citation.quote.text)}",
        "",
        *why,
        f"{escape(source(citation) + labels)}{link}",
    ]


def _link(url: str | None) -> str:
    """Return the address as a link that cannot end early; nothing for what is no web address."""
    checked = safe_url(url)
    if checked is None or clean(checked) != checked:
        return ""
    for char in "<>\\`*_[]()|\"'":
        checked = checked.replace(char, f"%{ord(char):02X}")
    return f" · <{checked}>"


def _figures(report: Report) -> list[str]:
    found = figures(report)
    if not found:
        return []
    rows = [
        f"| {escape(f.text)} | {escape(f.counts)} | {f.claim} | {escape(figure_said(f))} |"
        for f in found
    ]
    head = ["| Figure | of | Claim | Archive |", "|---|---|---|---|"]
    return ["", "## Numbers and dates", "", *head, *rows]
