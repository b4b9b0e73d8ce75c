"""Which token of a quote each token of a statement is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rewording.tokens import Token, same

_MOST = 120  # tokens of a statement


def align(statement: Sequence[Token], quote: Sequence[Token]) -> list[int] | None:
    """Return for each token of the statement its place in the quote, each place once.

    In the order of the quote as far as possible; what is left over is then looked for anywhere.
    None when a token has no place.
    """
    if len(statement) > _MOST:
        return None
    places: list[int | None] = _in_order(statement, quote)
    taken = {place for place in places if place is not None}
    for i, token in enumerate(statement):
        if places[i] is not None:
            continue
        before = places[i - 1] if i else None
        free = [j for j, other in enumerate(quote) if j not in taken and same(token, other)]
        if not free:
            return None
        near = before + 1 if before is not None else 0
        places[i] = min(free, key=lambda j: (abs(j - near), j))
        taken.add(places[i] or 0)
    return [place for place in places if place is not None]


def _in_order(statement: Sequence[Token], quote: Sequence[Token]) -> list[int | None]:
    """Align by the longest common subsequence, as late in the quote as it can be."""
    n, m = len(statement), len(quote)
    best = [[0] * (m + 1) for _ in range(n + 1)]
    is_same = [[same(a, b) for b in quote] for a in statement]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            best[i][j] = max(
                best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + 1 if is_same[i][j] else 0
            )
    places: list[int | None] = [None] * n
    i = j = 0
    while i < n and j < m:
        if is_same[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            places[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return places
