"""Which of the sentences found the judge reads: those that share most with the question.

Reading a sentence takes the network about three milliseconds of a core, counting its words far
less.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from bot.evidence import Candidate
from bot.question import Question
from bot.words import content_words

# Of some 46 sentences a question. On the 160 development questions (23 November 2026) each of the
# sentences that were shown is among the first 12 by this order; `docs/decisions/0026-shortlist.md`.
N_READ = 24
_NEAR = 0.3  # a word in the title or the sentence before counts this much of one in the sentence
_RANK = 0.25  # and the best passage this much of all words


def shortlist(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the `N_READ` sentences that are closest by their words, in the order given.

    A word counts the more, the fewer of the sentences have it; a sentence of a passage that search
    put first counts more than one of the last.
    """
    if len(candidates) <= N_READ:
        return list(candidates)
    asked = {word.stem for word in question.content}
    there = [asked & _stems(candidate.text) for candidate in candidates]
    near = [asked & set().union(*map(_stems, candidate.near)) for candidate in candidates]
    weights = {
        stem: log(1 + len(candidates) / (1 + sum(stem in here for here in there)))
        for stem in sorted(asked)
    }
    total = sum(weights.values()) or 1.0

    def closeness(place: int) -> float:
        here = sum(weights[stem] for stem in sorted(there[place]))
        around = sum(weights[stem] for stem in sorted(near[place] - there[place]))
        return (here + _NEAR * around) / total + _RANK / candidates[place].rank

    closest = sorted(range(len(candidates)), key=closeness, reverse=True)[:N_READ]
    return [candidates[place] for place in sorted(closest)]


def _stems(text: str) -> set[str]:
    return {word.stem for word in content_words(text)}
