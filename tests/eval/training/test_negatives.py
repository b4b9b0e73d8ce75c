"""Premises about another fact, and premises among others: what is sound and what is left out."""

from __future__ import annotations

import pytest

from eval.training.negatives import (
    Finder,
    hard_negatives,
    is_other_fact,
    long_premises,
    other_sentences,
)
from eval.training.pairs import Label, Pair

CLAIM = "Ada Brandt opened the harbour at Talvik in 2019."


def pair(
    premise: str,
    claim: str,
    label: Label = Label.SUPPORT,
    group: str = "",
    kind: str = "fever",
) -> Pair:
    return Pair(premise=premise, hypothesis=claim, label=label, kind=kind, group=group)


PAIRS = [
    pair("Ada Brandt opened the harbour of Talvik on 3 May 2019.", CLAIM, group="a"),
    pair(
        "Ada Brandt studied law in Sundby and later taught there for ten years.",
        "Ada Brandt studied law before teaching in Sundby.",
        group="b",
    ),
    pair(
        "Runa Holm opened the harbour of Lindesund in 2019 after long delays.",
        "Runa Holm opened the Lindesund harbour late.",
        group="c",
    ),
    pair(
        "Ada Brandt collects stamps, and her sister sails for the Talvik club.",
        "Ada Brandt is a collector of stamps.",
        Label.REFUTE,
        group="d",
    ),
]


def test_search_finds_the_text_with_the_rare_words_first() -> None:
    finder = Finder(["the harbour opened", "the harbour of Talvik", "a tram", "a tram"])
    assert finder.texts == ["the harbour opened", "the harbour of Talvik", "a tram"]
    assert finder.find("Talvik harbours", 5) == ["the harbour of Talvik", "the harbour opened"]
    assert finder.find("unheard", 1) == []
    assert Finder([]).find("harbour", 3) == []


@pytest.mark.parametrize(
    "premise",
    [
        "Ada Brandt studied law in Sundby and taught for ten years.",  # the same name, another fact
        "Runa Holm opened the harbour of Lindesund in 2019.",  # another name, the same fact
    ],
)
def test_other_fact_is_seen(premise: str) -> None:
    assert is_other_fact(CLAIM, premise)


@pytest.mark.parametrize(
    "premise",
    [
        "Ada Brandt opened the harbour of Talvik in May 2019.",  # supports
        "Ada Brandt opened the harbour at Talvik in 2012.",  # refutes
        "She opened the harbour of Lindesund in 2019.",  # who?
        "The actress opened the harbour in 2019, Holm wrote.",  # which actress?
        "Trams cross the bridge.",  # nothing to do with it
    ],
)
def test_what_may_say_something_on_the_claim_is_left_out(premise: str) -> None:
    assert not is_other_fact(CLAIM, premise)


def test_another_subject_of_the_same_page_is_left_out() -> None:
    premise = "Runa Holm opened the harbour of Lindesund in 2019."
    assert not is_other_fact(CLAIM, premise, "same")


def test_kind_of_thing_is_not_denied_by_another_fact() -> None:
    assert not is_other_fact(
        "Ada Brandt was a minister.", "Ada Brandt governed Talvik as its first minister."
    )


def test_hard_negatives_are_neither_own_nor_of_other_sets() -> None:
    other_set = pair("Ada Brandt sings in a choir at Talvik.", "Someone sings.", kind="mnli")
    made = list(hard_negatives([*PAIRS, other_set], seed=1, n=10))
    own = {(p.premise, p.hypothesis) for p in PAIRS}
    assert made
    for negative in made:
        assert (negative.label, negative.kind) == (Label.NEI, "negative:other_fact")
        assert (negative.premise, negative.hypothesis) not in own
        assert negative.premise in {p.premise for p in PAIRS}
    assert {p.group for p in made if p.hypothesis == CLAIM} <= {"a"}


def test_no_more_than_asked_for() -> None:
    assert len(list(hard_negatives(PAIRS, seed=1, n=1))) == 1
    assert not list(long_premises(PAIRS, seed=1, n=0))


def test_long_premise_holds_the_premise_and_keeps_the_label() -> None:
    made = [p for seed in range(10) for p in long_premises(PAIRS, seed=seed, n=10)]
    by_claim = {p.hypothesis: p for p in PAIRS}
    assert made
    for longer in made:
        before = by_claim[longer.hypothesis]
        assert longer.kind == "long"
        assert longer.label is before.label
        assert before.premise in longer.premise
        assert len(before.premise) < len(longer.premise)
        assert len(longer.premise.split()) <= 150
    places = {p.premise.startswith(by_claim[p.hypothesis].premise) for p in made}
    assert places == {True, False}


def test_premise_without_the_needed_sentence_does_not_support() -> None:
    premise = (
        "Runa Holm trained as an engineer in Sundby. "
        "Runa Holm built the bridge at Talvik for the Varn Company in 1931."
    )
    claim = "Runa Holm, an engineer, built a bridge for the Varn Company in 1931."
    (made,) = long_premises([pair(premise, claim, kind="feverous")], seed=1, n=10)
    assert (made.kind, made.label) == ("split", Label.NEI)
    assert made.premise == "Runa Holm trained as an engineer in Sundby."


def test_refuted_claim_is_not_split() -> None:
    premise = "Runa Holm was an engineer. She built nothing for the Varn Company in 1931."
    claim = "Runa Holm built a bridge for the Varn Company in 1931."
    assert not list(
        long_premises([pair(premise, claim, Label.REFUTE, kind="feverous")], seed=1, n=9)
    )


def test_pairs_are_the_same_for_a_seed() -> None:
    for make in (hard_negatives, long_premises):
        assert list(make(PAIRS, seed=5, n=10)) == list(make(PAIRS, seed=5, n=10))


ARTICLE = [
    ("talvik", "Ada Brandt opened the new harbour of Talvik on a rainy Monday."),
    ("talvik", "Ada Brandt studied law in Sundby, and Talvik elected her mayor twice."),
    ("talvik", "She taught law for many years before the people of Talvik knew her."),
    ("talvik", "The weather service warned of storms along the coast."),
    ("sundby", "Ada Brandt collects stamps from Talvik and sails in her spare time."),
]


def test_another_sentence_of_the_same_article_says_nothing_on_a_claim() -> None:
    found = list(other_sentences(ARTICLE, seed=1, n=10))
    assert found
    texts = {text: group for group, text in ARTICLE}
    for made in found:
        assert (made.label, made.kind) == (Label.NEI, "negative:other_sentence")
        assert texts[made.premise] == texts[made.hypothesis] == made.group
        assert made.premise != made.hypothesis
        assert not made.hypothesis.startswith("She")  # nobody knows who
    assert len(list(other_sentences(ARTICLE, seed=1, n=1))) == 1
    assert list(other_sentences(ARTICLE, seed=1, n=10)) == found


def test_a_sentence_that_repeats_the_claim_is_no_other_sentence() -> None:
    twice = [
        ("a", "Ada Brandt opened the new harbour of Talvik on a rainy Monday."),
        ("a", "Ada Brandt opened the new harbour of Talvik on that Monday."),
    ]
    assert not list(other_sentences(twice, seed=1, n=10))
