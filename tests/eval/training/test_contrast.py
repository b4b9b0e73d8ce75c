"""Contrasting pairs: what each rule does to a sentence, and what holds for all of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.training.contrast import contrast_pairs, contrast_sentences
from eval.training.contrast.antonyms import OPPOSITES
from eval.training.contrast.dates import date_edits, period_edits
from eval.training.contrast.edits import Edit, Material, Rule, is_clean
from eval.training.contrast.numbers import agreeing_edits, number_edits, other_number
from eval.training.contrast.people import gather, kind_of, name_edits
from eval.training.contrast.polarity import (
    antonym_edits,
    negation_edits,
    outcome_edits,
    planned_edits,
)
from eval.training.contrast.quantifiers import quantifier_edits
from eval.training.contrast.roles import cross_edits, role_edits
from eval.training.contrast.sentences import sentences_in
from eval.training.contrast.shortening import shorter, tells_more
from eval.training.contrast.telling import attribution_edits, order_edits, unsettled_premises
from eval.training.contrast.units import unit_edits
from eval.training.contrast.verbs import PARTICIPLE, PAST, gerund
from eval.training.pairs import Label, Pair

SUPPORT, REFUTE, NEI = Label.SUPPORT, Label.REFUTE, Label.NEI

SENTENCES = [
    "The storm flooded 81 villages along the northern coast of the island.",
    "Maria Keller was elected mayor of Hamburg in 2010 by the city council.",
    "The government will build a tunnel between the two largest ports.",
    "All ministers signed the letter to the king on Monday.",
    "The company bought 1,500 trucks for $40 million in March 2019.",
    "John Hartley defeated Peter Sommer in the final.",
    "The bridge was closed after the inspectors found cracks in two pillars.",
    "The airline suspended flights to Egypt because the airport was damaged.",
    "The minister said that the ferry had carried 300 passengers.",
    "Anna Weber, a lawyer from Oslo, was arrested in Finland.",
    "The hospital failed to report the accident to the police.",
    "The river rose by three metres in two days and flooded the old town.",
]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a seeded sample, not a secret


def at(text: str, *, other: str | None = None, seed: int = 0) -> Material:
    return Material(premise=text, rng=seeded(seed), names=lambda _: other)


def results(rule: Rule, text: str, **how: str | int) -> set[tuple[str, Label]]:
    other, seed = how.get("other"), how.get("seed", 0)
    material = at(text, other=str(other) if other else None, seed=int(seed))
    return {(edit.of(text), edit.label) for edit in rule(text, material)}


def over_seeds(rule: Rule, text: str) -> set[tuple[str, Label]]:
    return {result for seed in range(60) for result in results(rule, text, seed=seed)}


@pytest.mark.parametrize(
    ("rule", "text", "altered", "label"),
    [
        (
            unit_edits,
            "The road is 40 kilometres long in winter.",
            "The road is 40 miles long in winter.",
            REFUTE,
        ),
        (
            unit_edits,
            "It cost 12 million dollars to repair.",
            "It cost 12 million euros to repair.",
            REFUTE,
        ),
        (
            negation_edits,
            "The dam was finished in spring.",
            "The dam was not finished in spring.",
            REFUTE,
        ),
        (
            negation_edits,
            "The council rejected the plan.",
            "The council did not reject the plan.",
            REFUTE,
        ),
        (
            negation_edits,
            "The council rejected the plan.",
            "The council never rejected the plan.",
            REFUTE,
        ),
        (
            negation_edits,
            "The dam was not finished in spring.",
            "The dam was finished in spring.",
            REFUTE,
        ),
        (outcome_edits, "The crew managed to land.", "The crew landed.", SUPPORT),
        (outcome_edits, "The crew managed to land.", "The crew did not land.", REFUTE),
        (outcome_edits, "The crew failed to land.", "The crew landed.", REFUTE),
        (outcome_edits, "The crew failed to land.", "The crew did not land.", SUPPORT),
        (outcome_edits, "The crew did not fail to land.", "The crew landed.", SUPPORT),
        (outcome_edits, "The crew refused to land.", "The crew did not land.", SUPPORT),
        (outcome_edits, "The crew agreed to land.", "The crew landed.", NEI),
        (outcome_edits, "The crew did not land.", "The crew landed.", REFUTE),
        (planned_edits, "The bank will open a branch.", "The bank opened a branch.", NEI),
        (planned_edits, "The bank may buy the site.", "The bank bought the site.", NEI),
        (planned_edits, "The clerk denied taking cash.", "The clerk took cash.", REFUTE),
        (planned_edits, "He was accused of selling arms.", "He sold arms.", NEI),
        (planned_edits, "She allegedly sold arms.", "She sold arms.", NEI),
        (quantifier_edits, "All ships sank in port.", "No ships sank in port.", REFUTE),
        (quantifier_edits, "All ships sank in port.", "Some ships sank in port.", SUPPORT),
        (quantifier_edits, "Some ships sank in port.", "All ships sank in port.", NEI),
        (quantifier_edits, "Most ships sank in port.", "Few ships sank in port.", REFUTE),
        (
            quantifier_edits,
            "Both ships sank in port.",
            "Neither of the ships sank in port.",
            REFUTE,
        ),
        (
            quantifier_edits,
            "None of the ships sank in port.",
            "Some of the ships sank in port.",
            REFUTE,
        ),
        (quantifier_edits, "He always paid.", "He never paid.", REFUTE),
        (antonym_edits, "The port suspended work.", "The port resumed work.", REFUTE),
        (antonym_edits, "The board vetoed the sale.", "The board approved the sale.", REFUTE),
        (role_edits, "Ann Lee beat Bo Day.", "Bo Day beat Ann Lee.", REFUTE),
        (role_edits, "Ann Lee beat Bo Day.", "Bo Day was beaten by Ann Lee.", SUPPORT),
        (role_edits, "Ann Lee beat Bo Day.", "Ann Lee was beaten by Bo Day.", REFUTE),
        (role_edits, "Bo Day was beaten by Ann Lee.", "Ann Lee beat Bo Day.", SUPPORT),
        (role_edits, "The army attacked the village.", "The village attacked the army.", REFUTE),
        (role_edits, "Mars is smaller than Venus.", "Venus is smaller than Mars.", REFUTE),
        (
            role_edits,
            "The firm moved from Rome to Turin.",
            "The firm moved from Turin to Rome.",
            REFUTE,
        ),
        (
            cross_edits,
            "A film directed by Ann Lee and written by Bo Day.",
            "A film directed by Bo Day and written by Ann Lee.",
            REFUTE,
        ),
        (
            cross_edits,
            "It has 12 halls and 40 offices.",
            "It has 40 halls and 12 offices.",
            REFUTE,
        ),
        (
            cross_edits,
            "It opened in 1910 and was closed in 1950.",
            "It opened in 1950 and was closed in 1910.",
            REFUTE,
        ),
        (
            attribution_edits,
            "The mayor said that the road is safe.",
            "The mayor denied that the road is safe.",
            REFUTE,
        ),
        (
            attribution_edits,
            "The mayor said that the road is safe.",
            "According to the mayor, the road is safe.",
            SUPPORT,
        ),
        (
            order_edits,
            "The mill closed because the river flooded the town.",
            "The river flooded the town because the mill closed.",
            REFUTE,
        ),
        (
            order_edits,
            "The mill closed because the river flooded the town.",
            "Because the river flooded the town, the mill closed.",
            SUPPORT,
        ),
        (
            order_edits,
            "The mayor resigned after the council rejected the plan.",
            "The mayor resigned before the council rejected the plan.",
            REFUTE,
        ),
        (
            order_edits,
            "The mayor resigned after the council rejected the plan.",
            "The council rejected the plan before the mayor resigned.",
            SUPPORT,
        ),
    ],
)
def test_rule_makes_the_pair(rule: Rule, text: str, altered: str, label: Label) -> None:
    assert (altered, label) in over_seeds(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (negation_edits, "Some ships were sunk in the harbour."),  # and some were not
        (negation_edits, "The ship was sunk because the crew was tired."),
        (number_edits, "More than 80 people drowned in the lake."),  # a bound may be moved
        (number_edits, "He was born on 12 May in a village."),
        (number_edits, "She took Flight 93 to Boston."),
        (unit_edits, "It cost more than 12 million dollars."),
        (date_edits, "It was sold after 10 July 2015 at a loss."),
        (period_edits, "It was first published in 2010."),
        (planned_edits, "The bank will open a branch if the law changes."),
        (outcome_edits, "The line is planned to serve the port."),
        (quantifier_edits, "Some of them were late."),
        (role_edits, "Ann Lee met Bo Day."),  # goes both ways
        (role_edits, "Ann Lee married Bo Day."),
        (antonym_edits, "The board did not accept the offer."),
        (antonym_edits, "The town has 12 confirmed cases."),
        (order_edits, "The mill closed two years after the river flooded the town."),
        (attribution_edits, "The mayor announced his plan for the harbour."),
    ],
)
def test_rule_leaves_alone_what_it_would_get_wrong(rule: Rule, text: str) -> None:
    assert over_seeds(rule, text) == set()


def test_number_is_exchanged_in_digits_words_and_magnitude() -> None:
    for text, old in [
        ("The storm flooded 81 villages.", "81"),
        ("The storm flooded three villages.", "three"),
        ("The firm lost 2.5 million euros.", "2.5 million"),
    ]:
        found = over_seeds(number_edits, text)
        assert found
        assert {label for _, label in found} == {REFUTE}
        assert not any(f" {old} " in altered for altered, _ in found)
    assert ("The firm lost 2.5 billion euros.", REFUTE) in over_seeds(
        number_edits, "The firm lost 2.5 million euros."
    )


def test_number_said_less_exactly() -> None:
    found = over_seeds(agreeing_edits, "The storm flooded 81 villages.")
    assert ("The storm flooded about 80 villages.", SUPPORT) in found
    assert ("The storm flooded more than 80 villages.", SUPPORT) in found
    assert ("The storm flooded more than 90 villages.", REFUTE) in found
    assert ("The storm flooded fewer than 90 villages.", SUPPORT) in found
    assert ("The storm flooded about 40 villages.", REFUTE) in found
    found = over_seeds(agreeing_edits, "The tax hits 25 % of all farms.")
    assert ("The tax hits a quarter of all farms.", SUPPORT) in found
    assert ("The tax hits half of all farms.", REFUTE) in found


@given(
    value=st.integers(min_value=13, max_value=999).filter(lambda n: n < 1000),
    seed=st.integers(min_value=0, max_value=99),
)
def test_bounds_of_a_number_hold_or_fail_as_labelled(value: int, seed: int) -> None:
    text = f"The storm flooded {value} villages."
    for altered, label in results(agreeing_edits, text, seed=seed):
        *how, bound = altered.removeprefix("The storm flooded ").removesuffix(" villages.").split()
        limit = int(bound)
        holds = {
            "more than": value > limit,
            "over": value > limit,
            "at least": value >= limit,
            "fewer than": value < limit,
        }.get(" ".join(how), abs(value - limit) < 0.06 * value)
        assert holds == (label is SUPPORT)


@given(
    value=st.floats(min_value=1, max_value=1e9),
    decimals=st.integers(min_value=0, max_value=2),
    seed=st.integers(min_value=0, max_value=999),
)
def test_other_number_stays_below_its_limit(value: float, decimals: int, seed: int) -> None:
    limit = value * 1.5
    assert other_number(value, decimals, limit=limit, rng=seeded(seed)) < limit


def test_period_holds_before_a_later_and_after_an_earlier_year() -> None:
    found = over_seeds(period_edits, "The museum was opened in 2010.")
    assert ("The museum was opened before 2012.", SUPPORT) in found
    assert ("The museum was opened after 2012.", REFUTE) in found
    assert ("The museum was opened after 2009.", SUPPORT) in found
    for altered, label in found:
        word, year = altered.removesuffix(".").split()[-2:]
        holds = int(year) > 2010 if word == "before" else int(year) < 2010
        assert holds == (label is SUPPORT)


def test_dates_are_exchanged_part_by_part() -> None:
    found = {a for a, _ in over_seeds(date_edits, "It was sold on 10 July 2015 at a loss.")}
    kept = [{"10", "July", "2015"} & set(altered.split()) for altered in found]
    assert {frozenset(k) for k in kept} == {
        frozenset({"July", "2015"}),
        frozenset({"10", "2015"}),
        frozenset({"10", "July"}),
    }
    found = {a for a, _ in over_seeds(date_edits, "It was sold on Monday at a loss.")}
    assert "It was sold on Friday at a loss." in found


def test_names_are_replaced_by_others_of_their_kind() -> None:
    names = gather([("a", "Anna Weber met Peter Sommer in Oslo."), ("b", "Laura Stein left.")])
    assert kind_of("Anna Weber") == "woman"
    assert kind_of("Peter Sommer") == "man"
    assert kind_of("Northern Bank") == "organisation:Bank"
    assert kind_of("Norway") == "country"
    assert kind_of("Something Else") is None
    others = {names.other("Anna Weber", group="a", rng=seeded(n)) for n in range(20)}
    assert others == {"Laura Stein"}
    text = "Anna Weber was arrested in Finland."
    assert results(name_edits, text, other="Laura Stein") == {
        ("Laura Stein was arrested in Finland.", REFUTE),
        ("Anna Weber was arrested in Laura Stein.", REFUTE),
    }


def test_name_of_a_list_or_of_a_longer_name_is_left_alone() -> None:
    text = "Anna Weber and Laura Stein work for the Finland Bank."
    assert results(name_edits, text, other="Peru") <= {
        ("Anna Weber and Laura Stein work for the Peru.", REFUTE)
    }


def test_statement_is_given_to_another_speaker() -> None:
    found = {
        altered
        for seed in range(10)
        for altered, label in results(
            attribution_edits, "Anna Weber said the road is safe.", other="Laura Stein", seed=seed
        )
        if label is REFUTE
    }
    assert "Laura Stein said that the road is safe." in found


def test_premise_that_plans_or_denies() -> None:
    found = dict(unsettled_premises("The firm opened a plant in Turin."))
    assert found["The firm may open a plant in Turin."] is NEI
    assert found["The firm denied having opened a plant in Turin."] is REFUTE
    found = dict(unsettled_premises("The plant in Turin is the oldest of the region."))
    assert found["It is alleged that the plant in Turin is the oldest of the region."] is NEI
    assert found["It was confirmed that the plant in Turin is the oldest of the region."] is SUPPORT
    assert found["Officials denied that the plant in Turin is the oldest of the region."] is REFUTE
    assert unsettled_premises("However, the plant in Turin is old.") == []


def test_extras_are_dropped() -> None:
    rng = seeded(0)
    text = "Anna Weber, a lawyer from Oslo, was arrested at the border."
    assert shorter(text, rng) == "Anna Weber was arrested at the border."
    assert tells_more(text, "Anna Weber was arrested at the border.")
    text = "The bank (founded in Turin) has lost a third of its branches."
    assert shorter(text, rng) == "The bank has lost a third of its branches."
    assert shorter("Nobody in the old town was hurt in 2010.", rng) is None  # depends on the year
    assert shorter("The old town was rebuilt by its guilds.", rng) is None


def test_articles_follow_the_new_word() -> None:
    def altered(old: str, new: str, text: str) -> str:
        return Edit(kind="x", old=old, new=new, label=REFUTE).of(text)

    assert altered("Finnish", "Italian", "He is a Finnish poet.") == "He is an Italian poet."
    assert altered("Italian", "Finnish", "He is an Italian poet.") == "He is a Finnish poet."
    assert altered("Finnish", "European", "An hour; a Finnish poet.") == "An hour; a European poet."
    assert altered("open", "closed", "It reopened, an open shop.") == "It reopened, a closed shop."


def test_only_whole_words_are_replaced() -> None:
    edit = Edit(kind="x", old="12 men", new="14 men", label=REFUTE)
    assert edit.of("112 men and 12 mentors") == "112 men and 12 mentors"
    assert edit.of("12 men, then 12 men.") == "14 men, then 14 men."


def test_table_of_antonyms_is_large_and_never_names_a_word_itself() -> None:
    assert len(OPPOSITES) >= 400
    assert all(word not in others for word, others in OPPOSITES.items())
    assert OPPOSITES["suspended"] == ("resumed",)


def test_verb_forms() -> None:
    assert (PAST["ban"], PAST["write"], PARTICIPLE["write"]) == ("banned", "wrote", "written")
    assert (gerund("make"), gerund("win"), gerund("flee")) == ("making", "winning", "fleeing")


def test_sentences_of_a_text() -> None:
    text = "Dr. Weber opened the clinic in spring. What now? The clinic closed again in autumn."
    assert sentences_in(text) == [
        "Dr. Weber opened the clinic in spring.",
        "The clinic closed again in autumn.",
    ]
    assert not is_clean("and then it closed again in autumn.")


texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12)


def support_pairs(sentences: list[str]) -> list[Pair]:
    return [
        Pair(premise=s, hypothesis=s, label=SUPPORT, kind="own", group=f"g{n % 3}")
        for n, s in enumerate(sentences)
    ]


MAKERS: list[Callable[[list[str], int], list[Pair]]] = [
    lambda found, seed: list(contrast_pairs(support_pairs(found), seed=seed)),
    lambda found, seed: list(
        contrast_sentences([(f"g{n % 2}", s) for n, s in enumerate(found)], seed=seed)
    ),
]


@pytest.mark.parametrize("make", MAKERS)
@given(found=texts, seed=st.integers(min_value=0, max_value=999))
@settings(max_examples=60)
def test_what_holds_for_all_pairs(
    make: Callable[[list[str], int], list[Pair]], found: list[str], seed: int
) -> None:
    pairs = make(found, seed)
    assert pairs == make(found, seed)
    counts: dict[str, Counter[bool]] = {}
    for pair in pairs:
        assert pair.label in (SUPPORT, REFUTE, NEI)
        assert pair.kind.startswith("contrast:")
        assert pair.premise.strip()
        assert pair.hypothesis.strip()
        if pair.label is not SUPPORT:
            assert pair.premise != pair.hypothesis
        counts.setdefault(pair.kind, Counter())[pair.label is SUPPORT] += 1
    assert all(count[True] == count[False] for count in counts.values())


def test_only_supported_claims_are_altered() -> None:
    pair = Pair(premise="It.", hypothesis=SENTENCES[0], label=REFUTE, kind="own", group="a")
    assert list(contrast_pairs([pair], seed=0)) == []


def test_claim_is_told_right_and_wrong_equally_often() -> None:
    """Neither the claim alone nor its likeness to the premise gives the label away."""
    pairs = [p for seed in range(40) for p in contrast_pairs(support_pairs(SENTENCES), seed=seed)]
    facts = [p for p in pairs if p.kind in ("contrast:number", "contrast:name", "contrast:date")]
    own = set(SENTENCES)
    by_claim = Counter((p.hypothesis in own, p.label) for p in facts)
    assert by_claim[True, REFUTE] > 0
    assert by_claim[False, SUPPORT] > 0
    labels = Counter(p.label for p in pairs)
    assert labels[SUPPORT] == labels[REFUTE] + labels[NEI]
    assert labels[NEI] > 0
