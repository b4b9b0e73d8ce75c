"""What changed between two texts, word by word, with exact offsets in both.

Values only. White space between words doesn't count. A paragraph that stands elsewhere now is
moved, not deleted and written again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import regex

from sources.article import Span
from sources.word_runs import Run, differing

# Scripts without spaces between words go by character.
_TOKEN = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*"
    r"|[\p{L}\p{N}\p{M}_]+(?:['’.,:-][\p{L}\p{N}\p{M}_]+)*|\S"
)
_STOPS = frozenset(".!?。！？")
_MOVED_WORDS = 8  # fewer words are not recognised as the same somewhere else
_MOVED_SHARE = 0.6  # of the runs of three words, for what was moved and changed
_MAX_SLIDE = 40  # words
_NOT_A_SIGN = 4  # a run of words in more places than this says nothing about where a text went


_Words = tuple[int, int]  # the first word of a stretch, and the one after its last


class ChangeKind(StrEnum):
    """What happened to some words."""

    DELETED = "deleted"
    INSERTED = "inserted"
    REPLACED = "replaced"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Some words that differ.

    Attributes:
        kind: What happened.
        old: Where the words stand in the old text; empty for inserted ones, at their place.
        new: Where they stand in the new text; empty for deleted ones, at their place.
        inside: What changed within moved words, in the order of the new text.
    """

    kind: ChangeKind
    old: Span
    new: Span
    inside: tuple[Change, ...] = ()


class PieceKind(StrEnum):
    """How a piece of a shown difference is marked."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"
    MOVED = "moved"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a shown difference: some text and its mark."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as words and where they stand."""

    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> _Text:
        found = [(m.group(), m.span()) for m in _TOKEN.finditer(text)]
        return cls(text, tuple(w for w, _ in found), tuple(s for _, s in found))

    def span(self, start: int, end: int) -> Span:
        """Return where words `start` to `end` stand; an empty place is before word `start`."""
        if start < end:
            return Span(start=self.spans[start][0], end=self.spans[end - 1][1])
        at = self.spans[start][0] if start < len(self.spans) else len(self.text)
        return Span(start=at, end=at)

    def opens(self, at: int) -> int:
        """Say what word `at` begins: 2 a paragraph, 1 a sentence, 0 nothing."""
        if at == 0 or at >= len(self.words):
            return 2 if at == 0 else 0
        if "\n" in self.text[self.spans[at - 1][1] : self.spans[at][0]]:
            return 2
        return int(self.words[at - 1] in _STOPS)

    def paragraphs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the words `start` to `end`, paragraph by paragraph."""
        first = start
        for at in range(start + 1, end):
            if "\n" in self.text[self.spans[at - 1][1] : self.spans[at][0]]:
                yield first, at
                first = at
        if first < end:
            yield first, end


def word_changes(old: str, new: str) -> tuple[Change, ...]:
    """Say what changed from `old` to `new`, in the order of the new text; deterministic.

    What is left of the words of both texts after all changes are cut out is the same. Takes about
    linear time: what has nothing in common is one replaced run, not searched for stray words.
    """
    olds, news = _Text.of(old), _Text.of(new)
    runs = [_slid(olds, news, run) for run in differing(olds.words, news.words)]
    changes = _moved(olds, news, runs)
    return tuple(sorted(changes, key=lambda change: (change.new.start, change.new.end)))


def shown_pieces(
    old: str, new: str, changes: Sequence[Change], *, n_around: int | None = None
) -> list[Piece]:
    """Return the new text with the changes marked, deleted words standing where they stood.

    Args:
        old: The old text.
        new: The new one.
        changes: What `word_changes` found, or what stands inside a moved run.
        n_around: Code points of unchanged text to show on each side of a change, cut at a word;
            None shows all of it.
    """
    return _pieces(old, new, changes, Span(start=0, end=len(new)), n_around)


def plain(pieces: Sequence[Piece]) -> str:
    """Write pieces for a terminal without colours: `[-old-]{+new+}`, `{>moved here<}`, `…`."""
    marks = {
        PieceKind.SAME: "{}",
        PieceKind.DELETED: "[-{}-]",
        PieceKind.INSERTED: "{{+{}+}}",
        PieceKind.MOVED: "{{>{}<}}",
        PieceKind.LEFT_OUT: " … ",
    }
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


def _pieces(
    old: str, new: str, changes: Sequence[Change], within: Span, n_around: int | None
) -> list[Piece]:
    pieces: list[Piece] = []
    at = within.start
    for number, change in enumerate(changes):
        pieces += _same(new[at : change.new.start], n_around, has_before=number > 0, has_after=True)
        if change.kind is ChangeKind.MOVED:
            if change.inside:
                pieces += _pieces(old, new, change.inside, change.new, n_around)
            else:
                pieces.append(Piece(PieceKind.MOVED, change.new.of(new)))
        else:
            if change.old.start < change.old.end:
                pieces.append(Piece(PieceKind.DELETED, _deleted(old, new, change)))
            if change.new.start < change.new.end:
                pieces.append(Piece(PieceKind.INSERTED, change.new.of(new)))
        at = change.new.end
    pieces += _same(new[at : within.end], n_around, has_before=bool(changes), has_after=False)
    return pieces


def _deleted(old: str, new: str, change: Change) -> str:
    """Return deleted words, with the space that went with them if nothing stands for them now."""
    text = change.old.of(old)
    if change.kind is ChangeKind.REPLACED:
        return text
    at = change.new.start
    before, after = new[max(0, at - 1) : at], new[at : at + 1]
    if before.strip() and old[max(0, change.old.start - 1) : change.old.start].isspace():
        return f" {text}"
    if after.strip() and old[change.old.end : change.old.end + 1].isspace():
        return f"{text} "
    return text


def _same(text: str, n_around: int | None, *, has_before: bool, has_after: bool) -> list[Piece]:
    """Return unchanged text between two changes, its middle left out if it is long."""
    kept = (has_before + has_after) * (n_around or 0)
    if n_around is None or len(text) <= kept + n_around:
        return [Piece(PieceKind.SAME, text)] if text else []
    head = text[:n_around].rpartition(" ")[0] if has_before else ""
    tail = text[-n_around:].partition(" ")[2] if has_after else ""
    pieces = [
        Piece(PieceKind.SAME, head),
        Piece(PieceKind.LEFT_OUT, ""),
        Piece(PieceKind.SAME, tail),
    ]
    return [piece for piece in pieces if piece.text or piece.kind is PieceKind.LEFT_OUT]


def _moved(olds: _Text, news: _Text, runs: Sequence[Run]) -> Iterator[Change]:
    """Yield the changes: paragraphs that are gone here and new there as moved, then the rest."""
    gone = [piece for run in runs for piece in olds.paragraphs(run.old_start, run.old_end)]
    come = [piece for run in runs for piece in news.paragraphs(run.new_start, run.new_end)]
    taken_old: dict[int, int] = {}
    taken_new: dict[int, int] = {}
    for (i, i_end), (j, j_end) in _paired(olds, news, gone, come):
        taken_old[i], taken_new[j] = i_end, j_end
        inside = tuple(
            _change(olds, news, run.shifted(i, j))
            for run in differing(olds.words[i:i_end], news.words[j:j_end])
        )
        yield Change(
            kind=ChangeKind.MOVED,
            old=olds.span(i, i_end),
            new=news.span(j, j_end),
            inside=inside,
        )
    for run in runs:
        rest_old = list(_rest(olds.paragraphs(run.old_start, run.old_end), taken_old))
        rest_new = list(_rest(news.paragraphs(run.new_start, run.new_end), taken_new))
        if len(rest_old) <= 1 and len(rest_new) <= 1:
            old = rest_old[0] if rest_old else (run.old_end, run.old_end)
            new = rest_new[0] if rest_new else (run.new_end, run.new_end)
            if rest_old or rest_new:
                yield _change(olds, news, Run(*old, *new))
            continue
        for start, end in rest_old:
            yield _change(olds, news, Run(start, end, run.new_start, run.new_start))
        for start, end in rest_new:
            yield _change(olds, news, Run(run.old_end, run.old_end, start, end))


def _slid(olds: _Text, news: _Text, run: Run) -> Run:
    """Let words that only came or only went begin with a paragraph or a sentence, if they can.

    "A. B." from "A." is "B." more or ". B" more: the same words, only one of them a sentence.
    """
    if run.old_start == run.old_end:
        text, start, end = news, run.new_start, run.new_end
    elif run.new_start == run.new_end:
        text, start, end = olds, run.old_start, run.old_end
    else:
        return run
    words = text.words
    shifts = [0]
    for step in (1, -1):
        at = 0
        for _ in range(_MAX_SLIDE):
            first, last = start + at, end + at - 1
            inner, outer = (first, last + 1) if step == 1 else (last, first - 1)
            if not 0 <= outer < len(words) or words[inner] != words[outer]:
                break
            at += step
            shifts.append(at)
    at = max(shifts, key=lambda shift: (text.opens(start + shift), -abs(shift), shift))
    return run.shifted(at, at)


def _rest(pieces: Iterator[tuple[int, int]], taken: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Yield what is left of neighbouring pieces without those that are taken, joined again."""
    first = last = -1
    for start, end in pieces:
        if start in taken:
            if first >= 0:
                yield first, last
            first = -1
        else:
            first, last = (start if first < 0 else first), end
    if first >= 0:
        yield first, last


def _change(olds: _Text, news: _Text, run: Run) -> Change:
    if run.old_start == run.old_end:
        kind = ChangeKind.INSERTED
    elif run.new_start == run.new_end:
        kind = ChangeKind.DELETED
    else:
        kind = ChangeKind.REPLACED
    return Change(
        kind=kind,
        old=olds.span(run.old_start, run.old_end),
        new=news.span(run.new_start, run.new_end),
    )


def _paired(
    olds: _Text, news: _Text, gone: Sequence[_Words], come: Sequence[_Words]
) -> Iterator[tuple[_Words, _Words]]:
    """Yield the paragraphs that went elsewhere: each with the one most like it, once."""
    owners: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    runs_of_new = [_runs(news.words, piece) for piece in come]
    for number, runs in enumerate(runs_of_new):
        for run in runs:
            owners[run].append(number)
    taken: set[int] = set()
    for piece in gone:
        runs = _runs(olds.words, piece)
        shared = Counter(
            number
            for run in runs
            if len(found := owners.get(run, [])) <= _NOT_A_SIGN
            for number in found
            if number not in taken
        )
        if not shared:
            continue
        best, n_shared = max(shared.items(), key=lambda item: (item[1], -item[0]))
        if n_shared >= _MOVED_SHARE * max(len(runs), len(runs_of_new[best])):
            taken.add(best)
            yield piece, come[best]


def _runs(words: Sequence[str], piece: _Words) -> set[tuple[str, ...]]:
    """Return the runs of three words of a piece; none if it is too short to be recognised."""
    start, end = piece
    if end - start < _MOVED_WORDS:
        return set()
    return {tuple(words[at : at + 3]) for at in range(start, end - 2)}
