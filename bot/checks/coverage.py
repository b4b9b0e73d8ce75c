"""How much of a claim stands in one sentence of a quote, counted in stems and synonyms."""

from __future__ import annotations

from collections.abc import Collection

from bot.checks.scope import Reading, is_full
from bot.checks.wordforms import means_same


def coverage(
    claim: Reading, quote: Reading, there: int, *, skip: Collection[int] = frozenset()
) -> float:
    """Return the share in [0, 1] of the claim's full words that stand in one sentence of the quote.

    Names and numbers may stand in any sentence: a pronoun often takes the place of a name.

    Args:
        claim: The claim.
        quote: The quote.
        there: Place of a word of the quote: its sentence counts.
        skip: Places of the claim that don't count.

    Returns:
        1.0 when the claim has no other full word.
    """
    near = {
        b for b, n in zip(quote.bases, quote.sentences, strict=True) if n == quote.sentences[there]
    }
    anywhere = {w.stem for w in quote.words}
    n_words = n_met = 0
    for place, word in enumerate(claim.words):
        if place in skip or not (is_full(word) or word.is_number) or place in claim.heads:
            continue
        n_words += 1
        one = claim.bases[place]
        if word.is_capital or word.is_number:
            n_met += word.stem in anywhere
        else:
            n_met += one in near or any(means_same(one, other) for other in near)
    return n_met / n_words if n_words else 1.0
