"""Speed of several systems in one run: they take turns, so that a busy minute hits all of them.

A peer's time is what its adapter measures around its own work, without the way there and back. A
round indexes everything anew and then searches for every question once. Time is told by the clock,
which is what a user waits, and by the processor, which other programs on the machine change less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from eval.cases.values import Question
from eval.peers.errors import PeerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds that something took, by the clock and of all cores together."""

    wall_s: float
    cpu_s: float

    def __add__(self, other: Took) -> Took:
        return Took(wall_s=self.wall_s + other.wall_s, cpu_s=self.cpu_s + other.cpu_s)


class Timed(Protocol):
    """Something that tells how long it takes."""

    def index(self) -> tuple[int, Took]:
        """Index everything anew; return the number of passages and the time."""
        ...

    def search(self, question: Question) -> Took:
        """Search for a question; return the time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A figure over rounds: the median, the least and the most."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Sum values up; at least one."""
        return cls(median=median(values), low=min(values), high=max(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How fast a system is over the rounds; more is faster.

    Attributes:
        n_passages: What it indexed.
        queries_per_s: Searches a second by the clock.
        queries_per_cpu_s: Searches a second of one core's work.
        passages_per_s: Passages indexed a second by the clock; they differ in size from system to
            system.
        words_per_cpu_s: Words of articles indexed a second of one core's work: the same words for
            all.
    """

    n_passages: int
    queries_per_s: Spread
    queries_per_cpu_s: Spread
    passages_per_s: Spread
    words_per_cpu_s: Spread


@dataclass(frozen=True, slots=True)
class _Round:
    n_passages: int
    indexing: Took
    searching: Took


def take_turns(
    systems: Mapping[str, Timed],
    questions: Sequence[Question],
    *,
    n_words: int,
    n_rounds: int,
    excuse: Callable[[str, PeerError], None],
    tell: Callable[[str, int, int], None] = lambda *_: None,
) -> dict[str, Speed]:
    """Time systems in turns.

    Args:
        systems: What is timed, by name.
        questions: At least one.
        n_words: Of all articles together.
        n_rounds: At least one.
        excuse: Told which system failed and why; it takes no further part and gets no speed.
        tell: Called with the name, the rounds done and those of all.
    """
    taking_part = dict(systems)
    rounds: dict[str, list[_Round]] = {name: [] for name in systems}
    for number in range(n_rounds):
        for name, system in list(taking_part.items()):
            try:
                rounds[name].append(_time(system, questions))
            except PeerError as exc:
                excuse(name, exc)
                del taking_part[name]
            else:
                tell(name, number + 1, n_rounds)
    return {name: _speed(rounds[name], len(questions), n_words) for name in taking_part}


def _time(system: Timed, questions: Sequence[Question]) -> _Round:
    n_passages, indexing = system.index()
    searching = sum((system.search(one) for one in questions), Took(wall_s=0, cpu_s=0))
    return _Round(n_passages, indexing, searching)


def _speed(rounds: Sequence[_Round], n_questions: int, n_words: int) -> Speed:
    return Speed(
        n_passages=rounds[-1].n_passages,
        queries_per_s=_per_s((n_questions, one.searching.wall_s) for one in rounds),
        queries_per_cpu_s=_per_s((n_questions, one.searching.cpu_s) for one in rounds),
        passages_per_s=_per_s((one.n_passages, one.indexing.wall_s) for one in rounds),
        words_per_cpu_s=_per_s((n_words, one.indexing.cpu_s) for one in rounds),
    )


def _per_s(rounds: Iterable[tuple[int, float]]) -> Spread:
    return Spread.of([n / max(seconds, 1e-9) for n, seconds in rounds])  # a clock may stand still
