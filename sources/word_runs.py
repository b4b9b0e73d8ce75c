"""Which stretches of two lists of words differ: the alignment below `sources.word_diff`.

Python's `difflib` alone won't do: its `autojunk` drops every word that is frequent in a text of
more than 200 words, and without it the time grows with the square of the text. So the lists are
first pinned together where both hold the same run of words once (patience diff, Bram Cohen), and
`difflib` sees only the short gaps in between. What has no pin is one stretch, not searched for
stray words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_PINS = (8, 3, 1)  # lengths of the runs of words that pin two texts together, the surest first
_MAX_GAP = 10_000  # words of one side times words of the other that `difflib` sees at most
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Run:
    """A range of words of each side that differ; one of them may be empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def size(self) -> int:
        """The number of words on the longer side."""
        return max(self.old_end - self.old_start, self.new_end - self.new_start)

    def shifted(self, old_by: int, new_by: int) -> Run:
        """Return the run that many words further on."""
        return Run(
            self.old_start + old_by,
            self.old_end + old_by,
            self.new_start + new_by,
            self.new_end + new_by,
        )


def differing(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the ranges in which two lists of words differ, in order; about linear time."""
    return list(_tidied(_differing(old, new)))


def _differing(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the ranges in which two lists of words differ, in order."""
    runs: list[Run] = []
    waiting = [(Run(0, len(old), 0, len(new)), 0)]
    while waiting:
        gap, depth = waiting.pop()
        gap = _trimmed(old, new, gap)
        n_old, n_new = gap.old_end - gap.old_start, gap.new_end - gap.new_start
        if not n_old or not n_new:
            if n_old or n_new:
                runs.append(gap)
            continue
        if n_old * n_new <= _MAX_GAP:
            runs += _small_gap(old, new, gap)
            continue
        pins = _pins(old, new, gap) if depth < _MAX_DEPTH else []
        if not pins:
            runs.append(gap)
            continue
        # A pin of no length at both ends, so that what lies before the first and after the last
        # one is a gap like the others.
        ends = [(gap.old_start, gap.new_start, 0), *pins, (gap.old_end, gap.new_end, 0)]
        for (i, j, n), (next_i, next_j, _) in pairwise(ends):
            waiting.append((Run(i + n, next_i, j + n, next_j), depth + 1))
    return sorted(runs, key=lambda run: (run.old_start, run.new_start))


def _trimmed(old: Sequence[str], new: Sequence[str], gap: Run) -> Run:
    """Return a gap without the words that are the same at its two ends."""
    i, i_end, j, j_end = gap.old_start, gap.old_end, gap.new_start, gap.new_end
    while i < i_end and j < j_end and old[i] == new[j]:
        i, j = i + 1, j + 1
    while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
    return Run(i, i_end, j, j_end)


def _small_gap(old: Sequence[str], new: Sequence[str], gap: Run) -> list[Run]:
    matcher = SequenceMatcher(
        None, old[gap.old_start : gap.old_end], new[gap.new_start : gap.new_end], autojunk=False
    )
    return [
        Run(i + gap.old_start, i_end + gap.old_start, j + gap.new_start, j_end + gap.new_start)
        for tag, i, i_end, j, j_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def _pins(old: Sequence[str], new: Sequence[str], gap: Run) -> list[tuple[int, int, int]]:
    """Return where both sides hold the same words, in order: `(old, new, number of words)`."""
    for n in _PINS:
        pairs = _once_in_both(old, new, gap, n)
        if pairs:
            return _joined(_rising(pairs), n)
    return []


def _once_in_both(
    old: Sequence[str], new: Sequence[str], gap: Run, n: int
) -> list[tuple[int, int]]:
    """Return the places of the runs of `n` words that each side holds exactly once."""

    def places(words: Sequence[str], start: int, end: int) -> dict[tuple[str, ...], int]:
        found: dict[tuple[str, ...], int] = {}
        counts: Counter[tuple[str, ...]] = Counter()
        for at in range(start, end - n + 1):
            run = tuple(words[at : at + n])
            counts[run] += 1
            found[run] = at
        return {run: at for run, at in found.items() if counts[run] == 1}

    ours = places(old, gap.old_start, gap.old_end)
    theirs = places(new, gap.new_start, gap.new_end)
    return [(at, theirs[run]) for run, at in ours.items() if run in theirs]


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of `pairs` that rises on both sides (patience sorting)."""
    tops: list[int] = []  # the smallest new place that ends a rising part of each length
    ends: list[int] = []
    before: list[int] = []
    ordered = sorted(pairs)
    for number, (_, new_at) in enumerate(ordered):
        length = bisect_left(tops, new_at)
        before.append(ends[length - 1] if length else -1)
        if length == len(tops):
            tops.append(new_at)
            ends.append(number)
        else:
            tops[length], ends[length] = new_at, number
    rising: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        rising.append(ordered[at])
        at = before[at]
    return rising[::-1]


def _joined(pairs: Sequence[tuple[int, int]], n: int) -> list[tuple[int, int, int]]:
    """Join pins that overlap or touch along one diagonal; leave out those that cross another."""
    pins: list[tuple[int, int, int]] = []
    for i, j in pairs:
        if pins:
            last_i, last_j, length = pins[-1]
            if i - last_i == j - last_j and i <= last_i + length:
                pins[-1] = (last_i, last_j, i - last_i + n)
                continue
            if i < last_i + length or j < last_j + length:
                continue
        pins.append((i, j, n))
    return pins


def _tidied(runs: Sequence[Run]) -> Iterator[Run]:
    """Join runs between which less is the same than differs on either side.

    Two rewritten sentences share a "the" by chance, and a reader is not helped by seeing it.
    """
    last: Run | None = None
    for run in runs:
        if last is None:
            last = run
            continue
        n_same = run.old_start - last.old_end
        if n_same < min(last.size, run.size):
            last = Run(last.old_start, run.old_end, last.new_start, run.new_end)
        else:
            yield last
            last = run
    if last is not None:
        yield last
