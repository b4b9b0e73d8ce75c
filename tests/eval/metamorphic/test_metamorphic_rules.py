"""Rules about texts: where they apply, where they refuse, and what always holds of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metamorphic import changing, figures, letters, phrasing
from eval.metamorphic.wrapping import Rule


def negated_name(text: str) -> str | None:
    return changing.negated(text, is_name=True)


def negated_word(text: str) -> str | None:
    return changing.negated(text, is_name=False)


def indirect(text: str) -> str | None:
    return phrasing.indirect(text, "a")


APPLIES: list[tuple[Rule, str, str]] = [
    (letters.lower_case, "Who opened the Velle Bridge?", "who opened the velle bridge?"),
    (letters.upper_case, "Japan's banks", "JAPAN'S BANKS"),
    (letters.final_mark, "How long is it?", "How long is it"),
    (letters.final_mark, "It is 62 metres long.", "It is 62 metres long"),
    (letters.quote_marks, "“It’s fine,” she said.", "\"It's fine,\" she said."),
    (letters.quote_marks, "\"It's fine,\" she said.", "“It’s fine,” she said."),
    (letters.spacing, "a small town", " a  small  town "),
    (letters.variety, "The harbour has two theatres.", "The harbor has two theaters."),
    (letters.variety, "The harbor is grey.", "The harbor is gray."),
    (letters.variety, "The harbor is new.", "The harbour is new."),
    (phrasing.contraction, "Tokyo has not let go.", "Tokyo hasn't let go."),
    (phrasing.contraction, "They will not have to pay.", "They won't have to pay."),
    (phrasing.contraction, "Ann’s bank cannot pay.", "Ann’s bank can’t pay."),
    (phrasing.contraction, "They won't pay and can't.", "They will not pay and cannot."),
    (phrasing.opener, "How many people were hurt?", "What number of people were hurt?"),
    (phrasing.opener, "What number of people were hurt?", "How many people were hurt?"),
    (phrasing.opener, "Why did Russia leave?", "For what reason did Russia leave?"),
    (phrasing.opener, "How long is the bridge?", "What is the length of the bridge?"),
    (indirect, "Why did the Pope stay away?", "Tell me why the Pope stayed away."),
    (indirect, "Who scored the most goals?", "Tell me who scored the most goals."),
    (phrasing.voice, "The line was built by Ann Lee.", "Ann Lee built the line."),
    (phrasing.voice, "The wall was put up by the Brask Group.", "The Brask Group put up the wall."),
    (phrasing.voice, "Egypt fined the head of it.", "The head of it was fined by Egypt."),
    (figures.number_words, "Tokyo listed 25 Russians.", "Tokyo listed twenty-five Russians."),
    (figures.number_words, "14 people fled.", "Fourteen people fled."),
    (figures.number_words, "Fourteen people fled.", "14 people fled."),
    (figures.number_words, "They have three goals each.", "They have 3 goals each."),
    (figures.thousands, "It paid 1,200 euros.", "It paid 1200 euros."),
    (figures.thousands, "It serves 38000 people.", "It serves 38,000 people."),
    (figures.money, "It cost $2.5 million.", "It cost 2.5 million dollars."),
    (figures.money, "It cost 2.5 million euros in all.", "It cost €2.5 million in all."),
    (figures.date_format, "on 21 March 2022.", "on March 21, 2022."),
    (figures.date_format, "on 21 March 2022 the bank", "on March 21, 2022, the bank"),
    (figures.date_format, "on March 21, 2022, the bank", "on 2022-03-21 the bank"),
    (figures.date_format, "on 2022-03-21.", "on 21 March 2022."),
    (figures.date_format, "the march of Sept. 16 for", "the march of 16 September for"),
    (figures.date_format, "off since April 23.", "off since 23 April."),
    (changing.number_changed, "It cost two lives.", "It cost seven lives."),
    (changing.number_changed, "Fourteen were hurt.", "Forty-three were hurt."),
    (changing.number_changed, "Tokyo listed 25 Russians.", "Tokyo listed 76 Russians."),
    (changing.number_changed, "It paid 1,200 euros.", "It paid 4,200 euros."),
    (changing.number_changed, "They gave 300 million euros.", "They gave 901 million euros."),
    (changing.date_changed, "A firm failed in 2022.", "A firm failed in 2025."),
    (changing.date_changed, "It opened on March 6, 2021.", "It opened on March 6, 2024."),
    (changing.date_changed, "It closed in September.", "It closed in February."),
    (changing.date_changed, "It closed on 6 October.", "It closed on 6 March."),
    (negated_name, "Tokyo decided to block them.", "Tokyo did not decide to block them."),
    (negated_name, "Ann Lee is the mayor.", "Ann Lee is not the mayor."),
    (negated_word, "The bridge was built in May.", "The bridge was not built in May."),
    (negated_word, "The town’s mayor has given way.", "The town’s mayor has not given way."),
]  # fmt: skip

REFUSES: list[tuple[Rule, str]] = [
    (letters.lower_case, "Officials of the WHO say so."),  # "who" is another word
    (letters.lower_case, "It opened in May."),
    (letters.lower_case, "all small already"),
    (letters.lower_case, "İzmir is a port."),  # the small form has one more code point
    (letters.upper_case, "He told us so."),  # "US" is another word
    (letters.upper_case, "Die Straße"),
    (letters.final_mark, "It left at 6 p.m."),
    (letters.final_mark, "The firm is Brask Inc."),
    (letters.final_mark, "It rained. The march went on."),
    (letters.final_mark, "price of a ticket"),
    (letters.final_mark, "?"),
    (letters.quote_marks, "a 'sharp' edge"),  # which way each mark turns isn't certain
    (letters.quote_marks, 'a 6" gap'),
    (letters.spacing, "one"),
    (letters.variety, "Pearl Harbor is a name."),
    (phrasing.contraction, "It is not only new."),
    (phrasing.contraction, "Who did not pay?"),
    (phrasing.opener, "How many more people came?"),
    (phrasing.opener, "How many of them came?"),
    (indirect, "Why did people leave?"),  # the subject may go on
    (indirect, "Why did Russia exult?"),  # a verb that isn't known
    (indirect, "Who is the mayor?"),
    (phrasing.voice, "He was seen by the river."),
    (phrasing.voice, "The bridge was opened by noon."),
    (phrasing.voice, "The bridge, new as it is, was opened by Ann Lee."),
    (phrasing.voice, "Norvane sold the people."),
    (phrasing.voice, "Norvane sold the valves."),  # one or many: was or were
    (phrasing.voice, "Norvane opened the plant in May."),
    (figures.number_words, "It was sold on March 6."),
    (figures.number_words, "It left at 6 p.m."),
    (figures.number_words, "It is 6.5 metres long."),
    (figures.number_words, "Sakhalin-2 was sold."),
    (figures.number_words, "The Group of Seven met."),
    (figures.number_words, "Apollo 13 came back."),
    (figures.number_words, "The board voted five to two."),
    (figures.number_words, "Eight thousand came."),
    (figures.number_words, "It grew by 5 percent."),
    (figures.thousands, "It was built in 1998."),
    (figures.thousands, "It cost 1,200.50 euros."),
    (figures.thousands, "1,200,000 people came."),
    (figures.money, "It cost $2.5 million dollars."),
    (figures.money, "It cost $5 a head."),
    (figures.money, "It cost 20 Australian dollars."),
    (figures.date_format, "on 31 February 2022"),
    (figures.date_format, "on 2022-13-01"),
    (figures.date_format, "on March 6 2022"),
    (figures.date_format, "from 4 to 6 pm"),
    (changing.number_changed, "More than 20 people came."),
    (changing.number_changed, "None of the 25 came."),
    (changing.number_changed, "The Group of Seven met."),
    (changing.number_changed, "One of the banks failed."),
    (changing.number_changed, "It opened in 2022."),
    (changing.date_changed, "It opened before 2022."),
    (changing.date_changed, "It did not open in 2022."),
    (changing.date_changed, "It may open."),
    (negated_name, "Nobody was hurt and nothing is lost."),
    (negated_name, "Ann Lee did not go."),
    (negated_word, "Workers were hurt."),  # others may not have been
    (negated_word, "Six members were treated."),
    (negated_word, "The six members were all treated."),
    (negated_word, "The man who was there is dead."),
    (negated_word, "The day before Tokyo decided, he was there."),
    (negated_word, "The bridge would have had to be longer."),
    (negated_word, "The town has a harbour."),  # "has not a harbour" is no English
]


@pytest.mark.parametrize(("rule", "text", "expected"), APPLIES)
def test_the_rule_applies(rule: Rule, text: str, expected: str) -> None:
    assert rule(text) == expected


@pytest.mark.parametrize(("rule", "text"), REFUSES)
def test_the_rule_refuses_what_is_not_certain(rule: Rule, text: str) -> None:
    assert rule(text) is None


RULES: list[Rule] = list(
    dict.fromkeys([*(one[0] for one in APPLIES), *(one[0] for one in REFUSES)])
)
IDEMPOTENT = [letters.lower_case, letters.upper_case, letters.spacing, letters.final_mark]
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            """The A In Tokyo Ann's was not did has have is by of $2.5 million 1,200 25 two Why How
            many people March 6, 2022 2022-03-21 don't cannot harbour “ ” ' " . ? İ ß people 12000
            built opened Seven to five government who""".split()
        ),
        max_size=14,
    ).map(" ".join),
)


@given(text=TEXTS)
def test_no_rule_fails_or_gives_an_empty_text_on_any_text(text: str) -> None:
    for rule in RULES:
        made = rule(text)
        assert made is None or (made.strip() and made != text)
        assert made == rule(text)


@given(text=TEXTS)
def test_done_twice_is_done_once(text: str) -> None:
    for rule in IDEMPOTENT:
        once = rule(text)
        assert once is None or (rule(once) or once) == once


@given(number=st.integers(2, 99))
def test_a_number_in_words_is_read_back(number: int) -> None:
    in_words = figures.number_words(f"They saw {number} wolves.")
    assert in_words is not None
    assert not any(letter.isdigit() for letter in in_words)
    assert figures.number_words(in_words) == f"They saw {number} wolves."


@given(day=st.dates())
def test_a_day_comes_back_after_three_changes(day: object) -> None:
    first = f"It rained on {day}."
    text: str | None = first
    seen = []
    for _ in range(3):
        text = figures.date_format(str(text))
        seen.append(text)
    assert text == first
    assert len(set(seen)) == 3


@given(text=TEXTS, seed=st.text(max_size=8))
def test_a_typo_changes_one_small_word_and_no_digit(text: str, seed: str) -> None:
    made = letters.typo(text, seed)
    if made is None:
        return
    assert made == letters.typo(text, seed)
    pairs = list(zip(text.split(" "), made.split(" "), strict=True))
    (changed,) = [(one, other) for one, other in pairs if one != other]
    assert changed[0][0] == changed[1][0]
    assert [c for c in made if not c.islower()] == [c for c in text if not c.islower()]


def test_a_typo_spares_names_numbers_and_words_that_negate() -> None:
    assert letters.typo("Tokyo without nineteen Friday never sixteen-year", "a") is None


def test_the_seed_decides_which_word_has_the_typo() -> None:
    text = "several plumbers repaired leaking radiators yesterday"
    assert len({letters.typo(text, seed) for seed in "abcdefgh"}) > 2


def test_polite_words_surround_the_whole_question() -> None:
    question = "How long is the Velle Bridge?"
    made = {phrasing.filler(question, seed) for seed in map(str, range(20))}
    assert len(made) == 4
    assert all(question in (one or "") for one in made)
    assert phrasing.filler("The bridge is long.", "a") is None


def test_words_before_a_claim_keep_the_capital_of_a_name_only() -> None:
    assert (phrasing.by_the_way("Tokyo agreed.", "a", True) or "").endswith(", Tokyo agreed.")
    assert (phrasing.by_the_way("The bank agreed.", "a", False) or "").endswith("the bank agreed.")
    assert phrasing.by_the_way("Polish farmers agreed.", "a", False) is None
