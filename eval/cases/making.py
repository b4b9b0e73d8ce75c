"""Make cases from answers and reports: their text, how they ended, their quotes as gold.

What is made is a proposal: a person looks at it before it is kept, since a system that measures
itself by its own answers is always right. Pure; the files are `eval.cases.adding`'s.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from pathlib import Path
from string import ascii_lowercase
from typing import Any, TypeVar

from bot.answer import Answer, Citation, Status
from bot.verdict import CheckedClaim, Report, Verdict
from bot.wire import answer_from_json, report_from_json
from eval.cases.entries import Entry
from eval.cases.parsing import Shape, parse_case
from eval.cases.values import (
    STANCES_OF_VERDICT,
    Case,
    ClaimCase,
    DraftCase,
    DraftClaim,
    GoldQuote,
    Kind,
    Question,
)
from eval.errors import CaseError

C = TypeVar("C", Question, ClaimCase, DraftCase)
Urls = Mapping[str, str]
UrlAndQuote = tuple[str, str]


def shape_of_case(case: Case) -> Shape:
    """Say in which kind of file a case belongs."""
    match case:
        case Question():
            return Shape.QUESTIONS
        case ClaimCase():
            return Shape.CLAIMS
        case DraftCase():
            return Shape.DRAFTS


def question_from_answer(
    answer: Answer,
    *,
    case_id: str,
    urls: Urls,
    kind: Kind | None = None,
    tags: Sequence[str] = (),
) -> Question:
    """Make a case that says the answer is right.

    Args:
        answer: What was answered.
        case_id: The id of the new case.
        urls: Addresses of articles by their ids; a citation that isn't there brings its own.
        kind: What the question tries; None for the plain kind of its status and day.
        tags: For the new case.

    Raises:
        CaseError: A cited article has no address, or kind and status are at odds.
    """
    numbered = {citation.number: citation for citation in answer.citations}
    gold = [
        GoldQuote(
            article=_url(numbered[number], urls), quote=numbered[number].quote.text, side=one.side
        )
        for one in answer.statements
        for number in one.citations
        if number in numbered
    ]
    return checked(
        lambda: Question(
            id=case_id,
            question=answer.question,
            kind=kind or _kind(answer.status, answer.as_of),
            as_of=answer.as_of,
            status=answer.status,
            gold=_once(gold),
            tags=tuple(tags),
        )
    )


def wrong_question(
    question: str,
    *,
    case_id: str,
    status: Status,
    gold: Sequence[UrlAndQuote],
    as_of: date | None = None,
    kind: Kind | None = None,
    tags: Sequence[str] = (),
) -> Question:
    """Make a case of a question that was answered wrong: how it should end is told.

    Args:
        question: As it was asked.
        case_id: The id of the new case.
        status: How it should have ended.
        gold: Address and words of each quote that shows it; of a conflict, each is a side.
        as_of: The day asked for, or None.
        kind: What the question tries; None for the plain kind of its status and day.
        tags: For the new case.

    Raises:
        CaseError: Kind, status and gold are at odds.
    """
    is_conflict = status is Status.CONFLICTING
    return checked(
        lambda: Question(
            id=case_id,
            question=question,
            kind=kind or _kind(status, as_of),
            as_of=as_of,
            status=status,
            gold=tuple(
                GoldQuote(article=url, quote=quote, side=side if is_conflict else "")
                for (url, quote), side in zip(gold, ascii_lowercase, strict=False)
            ),
            tags=tuple(tags),
        )
    )


def claim_from_report(
    report: Report, *, case_id: str, urls: Urls, number: int = 0, tags: Sequence[str] = ()
) -> ClaimCase:
    """Make a case that says the verdict on one claim is right.

    Args:
        report: What was checked.
        case_id: The id of the new case.
        urls: As for `question_from_answer`.
        number: Which of its claims, from 1; 0 for the only one.
        tags: For the new case.

    Raises:
        CaseError: There is no such claim or more than one, it was not checked, or an article has
            no address.
    """
    found = claim_of(report, number)
    return checked(
        lambda: ClaimCase(
            id=case_id,
            claim=found.claim.text,
            verdict=_verdict(found),
            as_of=report.as_of,
            gold=_gold(found, urls),
            tags=tuple(tags),
        )
    )


def wrong_claim(
    claim: str,
    *,
    case_id: str,
    verdict: Verdict,
    gold: Sequence[UrlAndQuote],
    refuting: Sequence[UrlAndQuote] = (),
    as_of: date | None = None,
    tags: Sequence[str] = (),
) -> ClaimCase:
    """Make a case of a claim that got the wrong verdict: the right one is told.

    Args:
        claim: As it was checked.
        case_id: The id of the new case.
        verdict: The right one.
        gold: Address and words of each quote that settles it; of a conflict those that support it.
        refuting: Of a conflict, those that refute it.
        as_of: The day asked for, or None.
        tags: For the new case.

    Raises:
        CaseError: Verdict and gold are at odds.
    """
    stance: Any = "refutes" if verdict is Verdict.REFUTED else "supports"
    quotes = [GoldQuote(article=url, quote=quote, stance=stance) for url, quote in gold]
    quotes += [GoldQuote(article=url, quote=quote, stance="refutes") for url, quote in refuting]
    return checked(
        lambda: ClaimCase(
            id=case_id,
            claim=claim,
            verdict=verdict,
            as_of=as_of,
            gold=tuple(quotes),
            tags=tuple(tags),
        )
    )


def draft_from_report(
    report: Report, *, case_id: str, urls: Urls, tags: Sequence[str] = ()
) -> DraftCase:
    """Make a case that says every verdict on a draft is right; claims not checked are left out.

    Raises:
        CaseError: No claim was checked, one stands in the draft twice, or an article has no
            address.
    """
    claims = [one for one in report.claims if one.verdict is not Verdict.NOT_CHECKED]
    return checked(
        lambda: DraftCase(
            id=case_id,
            draft=report.text,
            claims=tuple(
                DraftClaim(words=one.claim.text, verdict=one.verdict, gold=_gold(one, urls))
                for one in claims
            ),
            as_of=report.as_of,
            tags=tuple(tags),
        )
    )


def from_evidence_pack(
    stored: object, *, case_id: str, urls: Urls, tags: Sequence[str] = ()
) -> Case:
    """Make a case from what Newsproof printed: a question, a claim, or a draft of several claims.

    Raises:
        CaseError: It is no answer and no report, or no case can be made from it.
    """
    found = read_pack(stored)
    if isinstance(found, Answer):
        return question_from_answer(found, case_id=case_id, urls=urls, tags=tags)
    if len(found.claims) > 1:
        return draft_from_report(found, case_id=case_id, urls=urls, tags=tags)
    return claim_from_report(found, case_id=case_id, urls=urls, tags=tags)


def read_pack(stored: object) -> Answer | Report:
    """Read the JSON of `ask --json` or `verify --json`, also under a key "answer" or "report".

    Raises:
        CaseError: It is neither.
    """
    for key in ("answer", "report"):
        if isinstance(stored, dict) and isinstance(stored.get(key), dict):
            stored = stored[key]
    try:
        if isinstance(stored, dict) and "question" in stored:
            answer = answer_from_json(stored)
            _check_text(answer.question, *(c.quote.text for c in answer.citations))
            return answer
        if isinstance(stored, dict) and "claims" in stored:
            report = report_from_json(stored)
            cited = [e.citation for one in report.claims for e in one.evidence]
            _check_text(report.text, *(one.claim.text for one in report.claims))
            _check_text(*(citation.quote.text for citation in cited))
            return report
    except KeyError as exc:
        raise _no_pack(f"the field {exc.args[0]!r:.60} is missing") from exc
    except (ValueError, TypeError, AttributeError) as exc:
        raise _no_pack(f"{exc}"[:200]) from exc
    raise _no_pack("it has neither 'question' nor 'claims'")


def claim_of(report: Report, number: int) -> CheckedClaim:
    """Return a claim of a report by its number from 1, or with 0 the only one.

    Raises:
        CaseError: There is no such claim, or more than one to choose from.
    """
    n = len(report.claims)
    if (number == 0 and n == 1) or 1 <= number <= n:
        return report.claims[number - 1]
    if number == 0 and n:
        listed = "; ".join(f"{i}: {one.claim.text:.60}" for i, one in enumerate(report.claims, 1))
        raise CaseError(f"the report has {n} claims ({listed:.400})", "choose one with --claim")
    raise CaseError(f"the report has {n} claims and no claim {number}", "choose another")


def line_of(case: Case) -> str:
    """Return a case as one line of JSON; what has its default is left out."""
    return json.dumps(_plain(case), ensure_ascii=False)


def checked(make: Callable[[], C]) -> C:
    """Make a case and read it back as from a file, so that what is proposed can be loaded.

    Raises:
        CaseError: It is no case.
    """
    try:
        case = make()
    except ValueError as exc:
        raise CaseError(
            f"no case can be made of this: {exc}",
            "say how it should end with --wrong and the right status or verdict, with its gold",
        ) from exc
    # Half a surrogate pair, which no file can hold, stays escaped and is refused on reading.
    text = json.dumps(_plain(case)).encode()
    entry = Entry(path=Path("the new case"), line=1, text=text)
    parse_case(entry, shape_of_case(case))
    return case


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if one.default is MISSING or getattr(value, one.name) != one.default
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _kind(status: Status, as_of: date | None) -> Kind:
    if status is Status.CONFLICTING:
        return Kind.CONFLICTING
    if as_of:
        return Kind.AS_OF
    return Kind.ANSWERABLE if status is Status.ANSWERED else Kind.NEAR_MISS


def _verdict(found: CheckedClaim) -> Verdict:
    if found.verdict is Verdict.NOT_CHECKED:
        raise CaseError(f"{found.claim.text!r:.80} was not checked", "check it again")
    return found.verdict


def _gold(found: CheckedClaim, urls: Urls) -> tuple[GoldQuote, ...]:
    """Return the quotes that decide a verdict; neutral ones and those against it are none."""
    wanted = STANCES_OF_VERDICT.get(found.verdict, set())
    stances: dict[str, Any] = {stance: stance for stance in wanted}
    return _once(
        GoldQuote(
            article=_url(one.citation, urls),
            quote=one.citation.quote.text,
            stance=stances[one.stance],
        )
        for one in found.evidence
        if one.stance in wanted
    )


def _once(quotes: Iterable[GoldQuote]) -> tuple[GoldQuote, ...]:
    return tuple(dict.fromkeys(quotes))


def _url(citation: Citation, urls: Urls) -> str:
    url = urls.get(citation.quote.article_id) or citation.url
    if not isinstance(url, str) or not url.strip():
        raise CaseError(
            f"the article {citation.title!r:.80} has no address, and gold names its article by it",
            "ingest the article with its URL, or make the case about another article",
        )
    return url


def _check_text(*values: object) -> None:
    for value in values:
        if not isinstance(value, str):
            raise TypeError(f"text is wanted and not {value!r:.60}")


def _no_pack(why: str) -> CaseError:
    return CaseError(
        f"this is not what Newsproof printed: {why}",
        "save what `newsproof ask --json` or `newsproof verify --json` prints",
    )
