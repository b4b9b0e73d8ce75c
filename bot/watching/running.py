"""Check watched claims again, and say what is different and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.claims import find_claims
from bot.errors import QuestionError
from bot.newsproof import Newsproof
from bot.packs import Pack, State, make_pack, recheck
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict, Worth
from bot.watching.values import Looked, Watched
from sources.article import Span

_STANDS = frozenset({State.UNCHANGED, State.SUPERSEDED})


def first_check(newsproof: Newsproof, text: str, *, now: datetime) -> tuple[str, Pack]:
    """Check a claim that is to be watched; return it with the check.

    Raises:
        QuestionError: There is nothing in it that is worth checking.
    """
    text = " ".join(text.split())
    claims = find_claims(text)
    if not any(claim.worth is Worth.CHECK for claim in claims):
        raise QuestionError(
            f"there is nothing to watch in it: {claims[0].worth_reason}", "state a fact"
        )
    report = newsproof.verify(text)
    return text, make_pack(report, newsproof.archive, newsproof.settings, now=now)


def claims_of(pack: Pack) -> list[tuple[str, Pack]]:
    """Return every claim of the pack of a report that has a verdict, each with its own check.

    Each is made self-contained as it was judged; its verdict and its quotes are those of the pack.

    Raises:
        QuestionError: It is the pack of an answer, or of a text without a checked claim.
    """
    report = pack.result
    if not isinstance(report, Report):
        raise QuestionError("the pack holds an answer", "give the pack of a check")
    judged = {claim.span: claim.judged for claim in find_claims(report.text)}
    found: dict[str, Pack] = {}
    for checked in report.claims:
        if checked.verdict is Verdict.NOT_CHECKED:
            continue
        text = " ".join(judged.get(checked.claim.span, checked.claim.text).split())
        found.setdefault(text, _alone(pack, report, checked, text))
    if not found:
        raise QuestionError("no claim of the pack was checked", "give the pack of a check")
    return list(found.items())


def check_again(
    newsproof: Newsproof, watched: Sequence[Watched], *, now: datetime
) -> Iterator[Looked]:
    """Check each claim again by what is known now; nothing is stored (see `store.note`).

    Raises:
        GenerationError: The index cannot be used and cannot be rebuilt now.
    """
    for one in watched:
        report = newsproof.verify(one.text)
        pack = make_pack(report, newsproof.archive, newsproof.settings, now=now)
        yield compare(one, pack, newsproof)


def compare(watched: Watched, pack: Pack, newsproof: Newsproof) -> Looked:
    """Say what is different in a new check of a claim.

    Args:
        watched: The claim with the check before.
        pack: The new check.
        newsproof: With the archive in which the evidence before is proven again.
    """
    before = {_words(evidence.citation.quote.text) for evidence in _deciding(watched.report)}
    deciding = {e.citation.quote for e in _deciding(watched.report)}
    looked = Looked(watched=watched, pack=pack)
    return replace(
        looked,
        evidence=tuple(
            now
            for now in recheck(watched.pack, newsproof.archive).quotes
            if now.state not in _STANDS and now.packed.quote in deciding
        ),
        new=tuple(
            e for e in _deciding(looked.report) if _words(e.citation.quote.text) not in before
        ),
    )


def _deciding(report: Report) -> Iterator[Evidence]:
    for claim in report.claims:
        yield from (e for e in claim.evidence if e.stance is not Stance.NEUTRAL)


def _alone(pack: Pack, report: Report, checked: CheckedClaim, text: str) -> Pack:
    """Return the part of a pack that is about one claim."""
    claim = Claim(text=text, span=Span(start=0, end=len(text)))
    cited = {evidence.citation.quote for evidence in checked.evidence}
    return replace(
        pack,
        result=replace(report, text=text, claims=(replace(checked, claim=claim),), quotations=()),
        quotes=tuple(one for one in pack.quotes if one.quote in cited),
    )


def _words(text: str) -> str:
    return " ".join(text.casefold().split())
