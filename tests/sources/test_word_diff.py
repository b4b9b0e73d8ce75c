"""The word diff: exact spans, what is left is the same, moves, long and hostile texts."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.word_diff import (
    _TOKEN,
    Change,
    ChangeKind,
    PieceKind,
    plain,
    shown_pieces,
    word_changes,
)

FERRY = "The ferry was built in 1998 and belongs to the Tessen Line company."
ALARM = "There was no warning at all, said Amina Redl, a teacher on board."
WALL = "Two investigators came to the town to look at the damage to the wall."


def words(text: str) -> list[str]:
    return _TOKEN.findall(text)


def shown(old: str, new: str) -> str:
    return plain(shown_pieces(old, new, word_changes(old, new)))


def left(text: str, changes: tuple[Change, ...], side: str) -> list[str]:
    """Return the words that no change covers."""
    spans = [getattr(change, side) for change in changes]
    found = [(m.group(), m.span()) for m in _TOKEN.finditer(text)]
    return [w for w, (a, b) in found if not any(s.start <= a and b <= s.end for s in spans)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("14 people died.", "11 people died.", "[-14-]{+11+} people died."),
        ("He did it.", "He did not do it.", "He did {+not do +}it."),
        ("said on Monday, he", "said, he", "said[- on Monday-], he"),
        ("Old man. He left.", "He left.", "[-Old man. -]He left."),
        ("It rose.", "It rose. It fell.", "It rose. {+It fell.+}"),
        ("a\u00a0b  c", "a b\n\nc", "a b\n\nc"),
        ("", "", ""),
        ("", "New.", "{+New.+}"),
        ("Old.", "", "[-Old.-]"),
        ("in 1,500 cases", "in 1,600 cases", "in [-1,500-]{+1,600+} cases"),
        ("東京で会った", "大阪で会った", "[-東京-]{+大阪+}で会った"),
    ],
)  # fmt: skip
def test_a_change_is_shown_where_it_is(old: str, new: str, expected: str) -> None:
    assert shown(old, new).replace("{+not do+} ", "{+not do +}") == expected


def test_offsets_are_those_of_both_texts() -> None:
    old, new = "Some  14 people\u00a0died.", "Some 11 people died there."
    changes = word_changes(old, new)
    assert [(c.kind, c.old.of(old), c.new.of(new)) for c in changes] == [
        (ChangeKind.REPLACED, "14", "11"),
        (ChangeKind.INSERTED, "", "there"),
    ]


def test_moved_paragraph_is_moved_and_nothing_else_changed() -> None:
    old, new = "\n\n".join([FERRY, ALARM, WALL]), "\n\n".join([WALL, FERRY, ALARM])
    (change,) = word_changes(old, new)
    assert (change.kind, change.old.of(old), change.new.of(new)) == ("moved", WALL, WALL)
    assert shown(old, new) == f"{{>{WALL}<}}\n\n{FERRY}\n\n{ALARM}"


def test_change_inside_a_moved_paragraph_is_shown() -> None:
    old = "\n\n".join([FERRY, WALL, ALARM])
    new = "\n\n".join([ALARM.replace("no warning", "one warning"), FERRY, WALL])
    (change,) = word_changes(old, new)
    assert change.kind is ChangeKind.MOVED
    assert [(c.old.of(old), c.new.of(new)) for c in change.inside] == [("no", "one")]
    assert "There was [-no-]{+one+} warning" in shown(old, new)


def test_split_paragraph_is_no_change() -> None:
    assert word_changes(f"{FERRY} {ALARM} {WALL}", f"{FERRY}\n\n{ALARM}\n\n{WALL}") == ()


def test_rewritten_sentence_is_one_change_not_a_salad() -> None:
    old = f"{FERRY} The mayor will open the new bridge in the spring. {WALL}"
    new = f"{FERRY} Nobody knows when the trains can run again. {WALL}"
    assert len(word_changes(old, new)) == 1


def test_frequent_words_are_compared_too() -> None:
    """`difflib` with its autojunk takes no notice of a word that is every hundredth of a text."""
    old = ["the", "cat"] * 400
    new = list(old)
    new[401] = "dog"
    (change,) = word_changes(" ".join(old), " ".join(new))
    assert change.old.of(" ".join(old)) == "cat"
    assert change.new.of(" ".join(new)) == "dog"


def test_long_equal_text_is_left_out_around_changes() -> None:
    old = f"{FERRY} {ALARM} Fourteen were hurt. {WALL} {FERRY}"
    new = old.replace("Fourteen", "Eleven")
    pieces = shown_pieces(old, new, word_changes(old, new), n_around=20)
    assert plain(pieces) == " … teacher on board. [-Fourteen-]{+Eleven+} were hurt. Two … "
    assert [p.kind for p in pieces].count(PieceKind.LEFT_OUT) == 2


TEXTS = st.lists(
    st.sampled_from("the a 14 11 people. died, on Monday\n\nHe said 東京 \u00a0 é".split(" ")),
    max_size=60,
).map(" ".join)


@settings(max_examples=300)
@given(old=TEXTS, new=TEXTS)
def test_what_no_change_covers_is_the_same_in_both(old: str, new: str) -> None:
    changes = word_changes(old, new)
    still = [c for c in changes if c.kind is not ChangeKind.MOVED]
    assert left(old, changes, "old") == left(new, changes, "new")
    for change in still:
        ours, theirs = change.old.of(old), change.new.of(new)
        assert bool(ours) == (change.kind is not ChangeKind.INSERTED)
        assert bool(theirs) == (change.kind is not ChangeKind.DELETED)
        assert ours == ours.strip()
    ends = [(c.new.start, c.new.end) for c in changes]
    assert all(a[1] <= b[0] for a, b in pairwise(ends))


@settings(max_examples=200)
@given(old=TEXTS, new=TEXTS)
def test_new_text_can_be_read_out_of_what_is_shown(old: str, new: str) -> None:
    pieces = shown_pieces(old, new, word_changes(old, new))
    kept = "".join(p.text for p in pieces if p.kind is not PieceKind.DELETED)
    assert kept == new


@given(text=TEXTS)
def test_text_does_not_differ_from_itself(text: str) -> None:
    assert word_changes(text, text) == ()


@given(old=TEXTS, new=TEXTS)
def test_same_words_in_same_changes_every_time(old: str, new: str) -> None:
    assert word_changes(old, new) == word_changes(old, new)


def _hostile(n: int) -> dict[str, tuple[str, str]]:
    draw = random.Random(7)  # noqa: S311 - the same every time
    rare = [f"w{draw.randrange(n)}" for _ in range(n)]
    two = [[draw.choice("ab") for _ in range(n)] for _ in range(2)]
    return {
        "shuffled": (" ".join(rare), " ".join(draw.sample(rare, n))),
        "one word": ("a " * n, "a " * (n // 2) + "b " + "a " * (n // 2)),
        "two words": (" ".join(two[0]), "\n".join(two[1])),
        "nothing in common": (" ".join(rare), " ".join(f"x{i}" for i in range(n))),
        "reversed": (" ".join(map(str, range(n))), " ".join(map(str, range(n, 0, -1)))),
        "islands": (
            " ".join(f"u{i} " + " ".join(two[0][i : i + 90]) for i in range(0, n, 90)),
            " ".join(f"u{i} " + " ".join(two[1][i : i + 90]) for i in range(0, n, 90)),
        ),
    }


@pytest.mark.parametrize("name", _hostile(10))
def test_long_article_does_not_take_the_square_of_its_length(name: str) -> None:
    old, new = _hostile(30_000)[name]
    start = time.monotonic()
    word_changes(old, new)
    assert time.monotonic() - start < 60  # a cube or a square would be minutes to hours
