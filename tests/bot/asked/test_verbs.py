"""Forms of verbs."""

from __future__ import annotations

import pytest

from bot.verbs import infinitive, is_participle, is_verb, past, third


@pytest.mark.parametrize(
    ("base", "was", "does"),
    [
        ("freeze", "froze", "freezes"),
        ("suspend", "suspended", "suspends"),
        ("stop", "stopped", "stops"),
        ("carry", "carried", "carries"),
        ("play", "played", "plays"),
        ("die", "died", "dies"),
        ("cut", "cut", "cuts"),
        ("have", "had", "has"),
        ("go", "went", "goes"),
        ("reach", "reached", "reaches"),
        ("ban", "banned", "bans"),
        ("take", "took", "takes"),
    ],
)
def test_forms_of_a_verb(base: str, was: str, does: str) -> None:
    assert past(base) == was
    assert third(base) == does
    assert is_verb(base)
    if was != base:
        assert infinitive(was) == base


def test_what_is_no_verb() -> None:
    assert not is_verb("final")
    assert infinitive("red") is None
    assert infinitive("hundred") is None
    assert is_participle("born")
    assert not is_participle("Japan")
