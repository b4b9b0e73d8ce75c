"""Was this claim checked before? Saved checks are searched for the same claim in other words.

Only what a person saved is looked through, and nothing is stored here. Two claims are the same when
each entails the other by the judge and no check of numbers, dates, names, negation, roles or
modality finds in one what the other doesn't say. A day counts as it was meant: "on Monday", checked
last week, is another claim today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.errors import CheckFailedError, JudgeUnavailableError
from bot.judge.combining import Judgement
from bot.judge.model import Judge
from bot.packs import State
from bot.packs.errors import PackError
from bot.packs.rechecking import notices_since, quote_now
from bot.packs.values import QuoteNow
from bot.saved import Saved, listed
from bot.temporal import find_dates
from bot.verdict import CheckedClaim, Report, Verdict
from bot.words import content_words
from sources.archive import Archive

# P(supports) in [0, 1] from which one claim entails the other. Chosen on 35 pairs written for it on
# 23 November 2026: 13 of 15 rewordings found, 2 of 20 other claims taken for the same ("approved"
# for "discussed"). The words of the saved claim are always shown, and the claim is checked anyway.
ENTAILS = 0.65
SHARED = 0.3  # share of the content words of the shorter claim, from which two are compared
MOST_COMPARED = 20  # saved claims that the judge reads for one claim
MOST_TOLD = 3
# What may differ between two ways to put the same claim.
_MAY_DIFFER = frozenset({"words", "quotation"})
_STANDS = frozenset({State.UNCHANGED, State.SUPERSEDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A saved check of the same claim.

    Attributes:
        saved: What was saved.
        checked: The claim as it was checked then, with its verdict and evidence.
        changed: What of its evidence is no longer as it was: corrected, retracted, gone.
        is_same_text: Whether both are the same words.
    """

    saved: Saved
    checked: CheckedClaim
    changed: tuple[QuoteNow, ...] = ()
    is_same_text: bool = False

    @property
    def stands(self) -> bool:
        """Whether its evidence is as it was."""
        return not self.changed

    @property
    def line(self) -> str:
        """The match in one sentence, for a reader."""
        then = f"{self.saved.pack.made:%Y-%m-%d}"
        as_of = self.saved.pack.as_of
        known = f" (by what was known on {as_of.isoformat()})" if as_of else ""
        verdict = self.checked.verdict.value.replace("_", " ")
        said = "" if self.is_same_text else f" as “{' '.join(self.checked.claim.text.split())}”"
        if not self.checked.evidence:
            how = "it rested on no quote"
        elif self.stands:
            how = "its evidence still stands"
        else:
            how = f"to be looked at again: {self.changed[0].reason}"
        return f"Checked before on {then}{said}{known}: {verdict}; {how} (saved {self.saved.id})."


def already_checked(
    claim_text: str,
    archive: Archive,
    judge: Judge,
    *,
    on: date | None = None,
    saved: Sequence[Saved] | None = None,
) -> tuple[Match, ...]:
    """Return the saved checks of the same claim, newest first, at most `MOST_TOLD`.

    Args:
        claim_text: The claim, self-contained (`Claim.judged`).
        archive: Where checks were saved.
        judge: What says whether one claim entails another.
        on: The day on which the claim is made; relative days count from it. None for unknown.
        saved: What was saved, where it has been read already (`bot.saved.listed`).

    Raises:
        PackError: Something saved cannot be read.
        CheckFailedError: A check could not be run.
        JudgeUnavailableError: The judge's model is not here.
    """
    stored = listed(archive) if saved is None else saved
    found: list[Match] = []
    for one, checked in _nearest(claim_text, _claims(stored)):
        then = one.pack.as_of or one.pack.made.date()
        is_same_text = _plain(claim_text) == _plain(checked.claim.judged)
        if is_same_text and not _is_undated(claim_text):
            is_same_text = on == then
        if is_same_text or is_same_claim(claim_text, checked.claim.judged, judge, on=on, then=then):
            found.append(
                Match(
                    saved=one,
                    checked=checked,
                    changed=_changed(one, checked, archive),
                    is_same_text=is_same_text,
                )
            )
    found.sort(key=lambda match: (-match.saved.saved.timestamp(), match.saved.id))
    return tuple(found[:MOST_TOLD])


def told_before(archive: Archive, judge: Judge, *, on: date) -> Callable[[str], tuple[str, ...]]:
    """Return what says, of a claim, that it was checked before; one line a saved check.

    What was saved is read once, at the first claim. A saved pack that cannot be read, or a check
    that fails, stops no other: then nothing is said. Watched claims tell by themselves.

    Args:
        archive: Where checks were saved.
        judge: What says whether one claim entails another.
        on: The day on which the claims are made.
    """

    @cache
    def stored() -> tuple[Saved, ...]:
        return tuple(one for one in listed(archive) if one.kind != "watch")

    def told(claim: str) -> tuple[str, ...]:
        try:
            found = already_checked(claim, archive, judge, on=on, saved=stored())
        except (PackError, CheckFailedError, JudgeUnavailableError):
            return ()
        return tuple(match.line for match in found)

    return told


def is_same_claim(
    one: str, other: str, judge: Judge, *, on: date | None = None, then: date | None = None
) -> bool:
    """Say whether two claims say the same: each entails the other, and no check objects.

    Args:
        one: A claim, made on the day `on`.
        other: Another, made on the day `then`.
        judge: What says whether one entails the other.
        on: The day from which the relative days of `one` count, or None.
        then: The same for `other`.
    """
    forth = judge.entails(other, one, published=then, claimed_on=on)
    if not _agrees(forth):
        return False
    return _agrees(judge.entails(one, other, published=on, claimed_on=then))


def _agrees(judgement: Judgement) -> bool:
    return judgement.supports >= ENTAILS and all(
        found.passed for name, found in judgement.findings.items() if name not in _MAY_DIFFER
    )


def _claims(stored: Iterable[Saved]) -> Iterator[tuple[Saved, CheckedClaim]]:
    for one in stored:
        if isinstance(one.pack.result, Report):
            for checked in one.pack.result.claims:
                if checked.verdict is not Verdict.NOT_CHECKED:
                    yield one, checked


def _nearest(
    claim: str, stored: Iterable[tuple[Saved, CheckedClaim]]
) -> list[tuple[Saved, CheckedClaim]]:
    """Return the saved claims that share most words with a claim, most first."""
    ours = {word.stem for word in content_words(claim)}
    scored = []
    for one, checked in stored:
        theirs = {word.stem for word in content_words(checked.claim.judged)}
        share = len(ours & theirs) / max(1, min(len(ours), len(theirs)))
        if share >= SHARED:
            scored.append((share, one, checked))
    scored.sort(key=lambda row: -row[0])
    return [(one, checked) for _, one, checked in scored[:MOST_COMPARED]]


def _changed(one: Saved, checked: CheckedClaim, archive: Archive) -> tuple[QuoteNow, ...]:
    """Return what of a claim's own evidence is no longer as it was."""
    cited = {evidence.citation.quote for evidence in checked.evidence}
    states = (
        quote_now(packed, archive, notices_since(one.pack, packed.quote.article_id, archive))
        for packed in one.pack.quotes
        if packed.quote in cited
    )
    return tuple(now for now in states if now.state not in _STANDS)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _is_undated(text: str) -> bool:
    """Say whether no day of a text depends on the day it is read."""
    return not any(mention.is_relative for mention in find_dates(text, on=date(2000, 7, 1)))
