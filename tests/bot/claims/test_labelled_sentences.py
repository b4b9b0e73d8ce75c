"""How the rules do on the hand-labelled sentences; figures are in docs/drafts.md."""

from __future__ import annotations

import pytest

from tests.bot.claims.labelled import FILES, Score, drafts, score


@pytest.fixture(scope="module", params=list(FILES))
def scored(request: pytest.FixtureRequest) -> Score:
    return score(request.param)


@pytest.fixture(scope="module", params=["dev", "test"])
def cut(request: pytest.FixtureRequest) -> Score:
    """The other two were labelled for their pronouns."""
    return score(request.param)


def test_there_are_enough_and_no_sentence_is_in_both_halves() -> None:
    halves = {split: [s.text for d in drafts(split) for s in d.sentences] for split in FILES}
    assert len(halves["dev"]) + len(halves["test"]) >= 240
    assert len(halves["fresh"]) >= 130
    assert not set(halves["dev"]) & set(halves["test"])
    assert not (set(halves["dev"]) | set(halves["test"])) & set(halves["fresh"])


def test_what_is_worth_checking(scored: Score) -> None:
    assert scored.precision >= 0.97
    assert scored.recall >= 0.97
    assert scored.worth_right >= 0.97 * scored.n


def test_atoms_are_exact(cut: Score) -> None:
    assert cut.splits >= 0.96 * cut.real_checks
    assert cut.split_right >= 0.98 * cut.said_split  # what is cut is cut right
    assert cut.split_right >= 0.9 * cut.to_split


def test_names_put_in_for_pronouns_are_right(scored: Score) -> None:
    assert scored.pronouns_said - scored.pronouns_right <= 2
    assert scored.pronouns_right >= 0.25 * scored.pronouns_real
