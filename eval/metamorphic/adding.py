"""Rules that add a sentence to a claim, a question or a draft that has nothing to do with it."""

from __future__ import annotations

from dataclasses import replace

from bot.claims import find_claims
from eval.cases.values import Case, ClaimCase, DraftCase, DraftClaim, Question
from eval.metamorphic.values import Surroundings
from eval.metamorphic.wrapping import chance

SENTENCES = (
    "Snow fell all night on the pass above Elvedune.",
    "It was mild and cloudy in the valley of Orrowick.",
    "A light breeze was blowing over the lake of Quennerby.",
)
"""About the weather in places that are in no archive we know of."""


def sentence_after(case: Case, around: Surroundings) -> Case | None:
    """Put a sentence about the weather somewhere else after a claim, a question or a draft.

    A claim becomes a draft of two sentences, in which only its own verdict counts.
    """
    return _beside(case, around, is_before=False)


def sentence_before(case: Case, around: Surroundings) -> Case | None:
    """Put a sentence about the weather somewhere else before a claim, a question or a draft."""
    return _beside(case, around, is_before=True)


def _beside(case: Case, around: Surroundings, *, is_before: bool) -> Case | None:
    sentence = SENTENCES[chance("weather", case.id) % len(SENTENCES)]
    if any(word.casefold() in around.folded for word in sentence[:-1].split()[-1:]):
        return None  # the archive knows the place: the sentence is not beside the point

    def joined(text: str) -> str:
        return f"{sentence} {text}" if is_before else f"{text} {sentence}"

    match case:
        case Question():
            # After a question a statement would be taken for a part of it by many readers.
            return replace(case, question=joined(case.question)) if is_before else None
        case ClaimCase():
            return _draft_of(case, joined(case.claim))
        case DraftCase():
            return _longer(case, joined(case.draft))


def _draft_of(case: ClaimCase, draft: str) -> DraftCase | None:
    if len(find_claims(case.claim)) != 1 or len(find_claims(draft)) != 2:
        return None
    claim = DraftClaim(words=case.claim, verdict=case.verdict, gold=case.gold)
    return DraftCase(id=case.id, draft=draft, claims=(claim,), as_of=case.as_of, tags=case.tags)


def _longer(case: DraftCase, draft: str) -> DraftCase | None:
    is_found_once = all(draft.count(claim.words) == 1 for claim in case.claims)
    is_apart = len(find_claims(draft)) == len(find_claims(case.draft)) + 1
    return replace(case, draft=draft) if is_found_once and is_apart else None
