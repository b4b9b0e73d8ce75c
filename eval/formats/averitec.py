"""AVeriTeC: claims that fact-checkers looked at, with questions and the answers found on the web.

Layout: Schlichtkrull et al., "AVeriTeC: A Dataset for Real-world Claim Verification with Evidence
from the Web", 2023, and fever.ai/dataset/averitec.html: a list of `claim`, `label`, `claim_date`,
`questions` → `question`, `answers` → `answer`, `answer_type`, `source_url`, `boolean_explanation`.

The set has the annotators' answers, not the pages they come from. So an article holds the
questions and answers that cite one address, and has an address of ours: under the source's own it
would pass for what the source says. The sources have no dates, so the day of the claim is a tag
and no as-of date. No answer has a stance of its own: it has that of its claim, and a claim with
conflicting evidence cannot be taken over.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.verdict import Verdict
from eval.cases.values import ClaimCase, GoldQuote
from eval.formats.fields import Item
from eval.formats.files import list_items
from eval.formats.gathering import Gathering
from eval.formats.names import digest
from eval.formats.values import SetArticle

_LABELS = {
    "supported": Verdict.SUPPORTED,
    "refuted": Verdict.REFUTED,
    "not enough evidence": Verdict.NOT_ENOUGH_EVIDENCE,
    "conflicting evidence/cherrypicking": Verdict.CONFLICTING,
    "conflicting evidence/cherry-picking": Verdict.CONFLICTING,
}
_STANCES: dict[Verdict, Literal["supports", "refutes"]] = {
    Verdict.SUPPORTED: "supports",
    Verdict.REFUTED: "refutes",
}
MIN_QUOTE_WORDS = 4
"""A shorter answer ("2014", "No") says nothing without its question."""


def read_averitec(path: Path, into: Gathering) -> None:
    """Read a file of AVeriTeC.

    Raises:
        CaseError: The file is wrong, or a claim id is there twice.
    """
    paragraphs: dict[str, dict[str, None]] = {}
    sources: dict[str, tuple[str, str]] = {}
    cases: list[tuple[ClaimCase, Item, bool]] = []
    for item in list_items(path):
        own, has_own_id = _own_id(item)
        label = item.needed("label").strip()
        verdict = _LABELS.get(label.lower())
        if verdict is None:
            raise item.wrong("label", f"is {label!r:.60}, not one of AVeriTeC's four")
        gold: dict[GoldQuote, None] = {}
        for question in item.items("questions"):
            for answer in question.items("answers"):
                found = _evidence(question, answer, into)
                if not found:
                    continue
                paragraph, quote = found
                source = answer.text("source_url").strip()
                key = source or f"{own} (no address)"
                paragraphs.setdefault(key, {}).setdefault(paragraph)
                sources.setdefault(key, (source, answer.where))
                if verdict in _STANCES:
                    url = into.address_of(digest(key))
                    one = GoldQuote(article=url, quote=quote, stance=_STANCES[verdict])
                    gold.setdefault(one)
        if verdict is Verdict.CONFLICTING:
            into.skip(item.where, "conflicting evidence, without the stance of each answer")
        elif verdict in _STANCES and not gold:
            into.skip(item.where, "a claim without an answer in words")
        else:
            case = ClaimCase(
                id=into.id_of(own),
                claim=item.needed("claim").strip(),
                verdict=verdict,
                gold=tuple(gold),
                tags=("averitec", *_day(item)),
            )
            cases.append((case, item, has_own_id))
    for key, found_there in paragraphs.items():
        source, where = sources[key]
        title = f"Answers found at {_host(source)}"
        text = "\n\n".join(found_there)
        into.add_article(
            SetArticle(url=into.address_of(digest(key)), title=title, text=text), where
        )
    for case, item, has_own_id in cases:
        into.add_case(case, item.where, has_own_id=has_own_id)


def _own_id(item: Item) -> tuple[str, bool]:
    """Return the claim's id and whether it is the set's own; releases differ in having one."""
    if item.fields.get("claim_id") is not None:
        return item.own_id("claim_id"), True
    made = digest(item.needed("claim"), item.text("claim_date"), item.text("speaker"))
    return made, False


def _evidence(question: Item, answer: Item, into: Gathering) -> tuple[str, str] | None:
    """Return a paragraph of question and answer, and the part of it that is gold."""
    asked = " ".join(question.text("question").split())
    said = " ".join(answer.text("answer").split())
    why = " ".join(answer.text("boolean_explanation").split())
    kind = answer.text("answer_type").strip().lower()
    if kind == "unanswerable" or not said:
        into.skip(answer.where, "a question that has no answer")
        return None
    is_boolean = said.rstrip(".").lower() in ("yes", "no")
    paragraph = " ".join(filter(None, (asked, f"{said}." if is_boolean and why else said, why)))
    for quote in (said, why):
        if len(quote.split()) >= MIN_QUOTE_WORDS:
            return paragraph, quote
    return paragraph, paragraph


def _day(item: Item) -> tuple[str, ...]:
    printed = item.text("claim_date").strip()
    try:
        day = datetime.strptime(printed, "%d-%m-%Y").date()
    except ValueError:
        return ()
    return (f"claimed {day.isoformat()}",)


def _host(source: str) -> str:
    try:
        return urlsplit(source).hostname or "an unnamed source"
    except ValueError:
        return "an unnamed source"
