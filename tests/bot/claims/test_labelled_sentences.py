"""How the rules do on the hand-labelled sentences; figures are in docs/drafts.md."""

from __future__ import annotations

import pytest

from tests.bot.claims.labelled import Score, drafts, score


@pytest.fixture(scope="module", params=["dev", "test"])
def scored(request: pytest.FixtureRequest) -> Score:
    return score(request.param)


def test_there_are_enough_and_no_sentence_is_in_both_halves() -> None:
    halves = {
        split: [s.text for d in drafts() if d.split == split for s in d.sentences]
        for split in ("dev", "test")
    }
    assert sum(map(len, halves.values())) >= 240
    assert not set(halves["dev"]) & set(halves["test"])


def test_what_is_worth_checking(scored: Score) -> None:
    assert scored.precision >= 0.97
    assert scored.recall >= 0.97
    assert scored.worth_right >= 0.97 * scored.n


def test_atoms_are_exact(scored: Score) -> None:
    assert scored.splits >= 0.96 * scored.real_checks
    assert scored.split_right >= 0.98 * scored.said_split  # what is cut is cut right
    assert scored.split_right >= 0.9 * scored.to_split


def test_pronouns(scored: Score) -> None:
    assert scored.pronouns_right >= 0.7 * scored.pronouns_said
    assert scored.pronouns_right >= 0.65 * scored.pronouns_real
