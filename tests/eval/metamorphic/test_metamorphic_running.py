"""Variants of cases, and what is said of a system that holds to the relations or breaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from bot.answer import Answer, Status
from bot.verdict import Verdict
from eval.cases.values import Case, ClaimCase, DraftCase, DraftClaim, Kind, Question
from eval.errors import EvalError
from eval.gold import locate_gold
from eval.metamorphic import names
from eval.metamorphic.archives import copy_of, surroundings_of, uncited
from eval.metamorphic.measuring import relations_of
from eval.metamorphic.outcomes import Outcome, holds, share_quote
from eval.metamorphic.relations import RELATIONS
from eval.metamorphic.running import (
    Measured,
    Variant,
    all_of,
    in_process,
    make_variants,
    run_variants,
)
from eval.metamorphic.values import Change, Expected, Surroundings, text_of
from eval.metamorphic.values import Kind as RelationKind
from eval.systems import Judgement
from sources.archive import Archive
from sources.article import Quote, Span
from tests.eval.toy import (
    CASES,
    TEXTS,
    FakeSystem,
    answered,
    gold_quote,
    make_archive,
    url_of,
)

DRAFT = DraftCase(
    id="d1",
    draft="The river Oste rose to 4.2 metres. No sheep were harmed.",
    claims=(DraftClaim(words="No sheep were harmed", verdict=Verdict.NOT_ENOUGH_EVIDENCE),),
)
ALL: tuple[Case, ...] = (*CASES.all, DRAFT)


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Archive]:
    archive = make_archive(tmp_path)
    yield archive
    archive.close()


@pytest.fixture
def around(toy: Archive) -> Surroundings:
    return surroundings_of(toy)


def claim(text: str, name: str = "", words: str = "", id: str = "c9") -> ClaimCase:
    """Return a claim that is true, by default by the words of no article."""
    gold = gold_quote(name or "flood", words or "The mayor closed two bridges.", stance="supports")
    return ClaimCase(id=id, claim=text, verdict=Verdict.SUPPORTED, gold=(gold,))


def question(text: str, **more: object) -> Question:
    gold = (gold_quote("flood", "The mayor closed two bridges."),)
    return Question(
        id="q9",
        question=text,
        kind=Kind.ANSWERABLE,
        status=Status.ANSWERED,
        gold=gold,
        **more,  # type: ignore[arg-type]
    )


def test_a_variant_keeps_all_but_the_words(around: Surroundings) -> None:
    n_made = 0
    for relation in RELATIONS.values():
        for case in ALL:
            made = relation.vary(case, around)
            assert made == relation.vary(case, around)
            if made is None:
                continue
            n_made += 1
            assert (made.id, made.as_of, made.tags) == (case.id, case.as_of, case.tags)
            assert made.gold == case.gold
            if relation.change is Change.NONE:
                assert text_of(made) != text_of(case)
    assert n_made > len(RELATIONS)


def test_only_true_claims_are_made_untrue(around: Surroundings) -> None:
    for relation in RELATIONS.values():
        if relation.expected is not Expected.NOT_SUPPORTED:
            continue
        for verdict in (Verdict.REFUTED, Verdict.NOT_ENOUGH_EVIDENCE):
            gold = (gold_quote("flood", "The mayor closed two bridges.", stance="refutes"),)
            case = ClaimCase(
                id="c",
                claim="The river Oste rose on Sunday.",
                verdict=verdict,
                gold=gold if verdict is Verdict.REFUTED else (),
            )
            assert relation.vary(case, around) is None


def test_a_claim_with_weather_is_a_draft_in_which_only_the_claim_counts(
    around: Surroundings,
) -> None:
    made = RELATIONS["sentence-after"].vary(claim("The mayor closed two bridges."), around)
    assert isinstance(made, DraftCase)
    assert made.draft.startswith("The mayor closed two bridges. ")
    assert [one.words for one in made.claims] == ["The mayor closed two bridges."]
    longer = RELATIONS["sentence-before"].vary(DRAFT, around)
    assert isinstance(longer, DraftCase)
    assert longer.claims == DRAFT.claims
    assert longer.draft.endswith(DRAFT.draft)


def test_weather_is_not_added_where_the_archive_knows_the_place(around: Surroundings) -> None:
    known = Surroundings({**around.texts, "x": "Elvedune, Orrowick and Quennerby flooded."})
    assert RELATIONS["sentence-after"].vary(DRAFT, known) is None
    assert RELATIONS["sentence-before"].vary(CASES.questions[0], known) is None


def test_weather_is_not_added_to_a_claim_of_two_sentences(around: Surroundings) -> None:
    two = claim("The mayor closed two bridges. The river rose.")
    assert RELATIONS["sentence-after"].vary(two, around) is None


def test_an_unknown_name_keeps_the_common_word_and_is_in_no_article() -> None:
    text = "Crowds came to see Velle Bridge. The bridge is long. Ann Lee spoke, as Bo Hale did."
    around = Surroundings({"u": f"It is known that Velle Bridge is long. {text} Here is Ann Lee."})
    made = names.unknown_name(claim("Crowds came to the Velle Bridge."), around)
    assert isinstance(made, ClaimCase)
    new = made.claim.removeprefix("Crowds came to the ").split()
    assert new[1] == "Bridge."
    assert new[0] in names.INVENTED
    known = Surroundings({"u": around.texts["u"] + " ".join(names.INVENTED)})
    assert names.unknown_name(claim("Crowds came to the Velle Bridge."), known) is None


@pytest.mark.parametrize(
    "case",
    [
        question("Who came before Ann Lee?"),  # who comes before nobody?
        question("Where did Ann Lee speak?", accepted=("Ann Lee",)),
        replace(question("Where did Ann Lee speak?"), as_of=date(2024, 5, 1)),
        claim("Nobody heard Ann Lee."),
        claim("Ann Lee heard Ann Lee."),
        DRAFT,
    ],
    ids=text_of,
)
def test_an_unknown_name_is_refused_where_it_may_not_matter(case: Case) -> None:
    around = Surroundings({"u": "It is said that Ann Lee spoke."})
    asked = replace(question("Where did Ann Lee speak?"), id="q")
    assert names.unknown_name(asked, around) is not None
    assert names.unknown_name(case, around) is None


def test_names_are_swapped_only_where_the_other_did_nothing_alike() -> None:
    text = "In the hall the coach Ann Lee led the choir. Before her Bo Hale {} a song."
    case = claim("Ann Lee led the choir.", words="Ann Lee led the choir.")
    url = url_of("flood")
    made = names.swapped_name(case, Surroundings({url: text.format("wrote")}))
    assert isinstance(made, ClaimCase)
    assert made.claim == "Bo Hale led the choir."
    alike = text.format("led the choir for")
    assert names.swapped_name(case, Surroundings({url: alike})) is None
    passive = replace(case, claim="The choir met Ann Lee.")
    assert names.swapped_name(passive, Surroundings({url: text.format("wrote")})) is None


def outcome(result: str, *quotes: str) -> Outcome:
    return Outcome(results=(result,), quotes=(quotes,))


SUPPORTED, REFUTED = outcome("SUPPORTED", "It rained."), outcome("REFUTED", "It was dry.")
NOT_ENOUGH, NOT_CHECKED = outcome("NOT_ENOUGH_EVIDENCE"), outcome("NOT_CHECKED")


@pytest.mark.parametrize(
    ("expected", "before", "after", "gold", "held"),
    [
        (Expected.SAME, SUPPORTED, SUPPORTED, "REFUTED", True),
        (Expected.SAME, SUPPORTED, outcome("SUPPORTED", "It rained. So"), "SUPPORTED", True),
        (Expected.SAME, SUPPORTED, outcome("SUPPORTED", "It poured."), "SUPPORTED", False),
        (Expected.SAME, SUPPORTED, NOT_ENOUGH, "SUPPORTED", False),
        (Expected.SAME, NOT_ENOUGH, NOT_ENOUGH, "SUPPORTED", True),
        (Expected.SAME, SUPPORTED, NOT_CHECKED, "SUPPORTED", False),
        (Expected.SAME, NOT_CHECKED, NOT_CHECKED, "SUPPORTED", None),
        (Expected.NOT_SUPPORTED, SUPPORTED, NOT_ENOUGH, "SUPPORTED", True),
        (Expected.NOT_SUPPORTED, SUPPORTED, REFUTED, "SUPPORTED", True),
        (Expected.NOT_SUPPORTED, SUPPORTED, SUPPORTED, "SUPPORTED", False),
        (Expected.NOT_SUPPORTED, SUPPORTED, NOT_CHECKED, "SUPPORTED", False),
        (Expected.NOT_SUPPORTED, NOT_ENOUGH, NOT_ENOUGH, "SUPPORTED", None),
        (Expected.OPPOSITE, SUPPORTED, REFUTED, "SUPPORTED", True),
        (Expected.OPPOSITE, REFUTED, SUPPORTED, "REFUTED", True),
        (Expected.OPPOSITE, REFUTED, REFUTED, "REFUTED", False),
        (Expected.OPPOSITE, SUPPORTED, NOT_ENOUGH, "SUPPORTED", False),
        (Expected.ABSTAINED, outcome("answered", "a"), outcome("abstained"), "answered", True),
        (Expected.ABSTAINED, outcome("answered", "a"), outcome("answered", "a"), "answered", False),
    ],
)
def test_what_holds(
    expected: Expected, before: Outcome, after: Outcome, gold: str, held: bool | None
) -> None:
    assert holds(expected, before=before, after=after, gold=gold) is held


def test_no_quotes_before_need_none_after() -> None:
    assert share_quote((), ("a",))
    assert not share_quote(("a",), ())


@dataclass
class Reader(FakeSystem):
    """Answers and supports when a text, as `sees` reads it, is one of those it knows."""

    known: dict[str, Quote] = field(default_factory=dict)
    sees: Callable[[str], str] = lambda text: text
    n_asked: int = 0

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        self.n_asked += 1
        found = self.known.get(self.sees(question))
        return answered(question, [found]) if found else super().ask(question, as_of=as_of)

    def verify(self, claim: str, *, as_of: date | None) -> Judgement:
        self.n_asked += 1
        found = self.known.get(self.sees(claim))
        if found is None:
            return super().verify(claim, as_of=as_of)
        return Judgement(verdict=Verdict.SUPPORTED, evidence=(found,))


def run(
    toy: Archive, names: list[str], sees: Callable[[str], str], *cases: Case
) -> tuple[list[Measured], Reader]:
    """Run relations over cases that the reader knows."""
    cases = cases or (CASES.questions[0], CASES.claims[0])
    quote = Quote.of(
        next(one for one in toy.articles() if one.url == url_of("flood")), _span_of_flood()
    )
    reader = Reader(known={sees(text_of(case)): quote for case in cases}, sees=sees)
    variants = make_variants(cases, relations_of(names), surroundings_of(toy))
    gold = {case.id: () for case in cases}
    changes = dict.fromkeys(Change, reader)
    tested = run_variants(variants, gold, in_process(changes, dict.fromkeys(Change, toy)))
    return tested, reader


def _span_of_flood() -> Span:
    return Span(start=0, end=TEXTS["flood"][1].index(".") + 2)


def test_a_system_that_reads_letter_by_letter_breaks_what_must_not_matter(toy: Archive) -> None:
    (tested,), _ = run(toy, ["lower-case"], lambda text: text)
    assert (tested.n, tested.n_held, tested.share) == (2, 0, 0.0)
    failure = tested.failures[-1]
    assert failure.id == "q1"
    assert failure.variant == failure.original.lower()
    assert failure.before.results == ("answered",)
    assert failure.after.results == ("abstained",)


def test_a_system_that_reads_by_meaning_keeps_to_it(toy: Archive) -> None:
    (tested,), _ = run(toy, ["lower-case"], str.lower)
    assert (tested.n, tested.n_held, tested.failures) == (2, 2, ())
    assert tested.interval is not None
    assert tested.interval.low == tested.interval.high == 1


def test_a_system_that_supports_everything_breaks_what_must_matter(toy: Archive) -> None:
    names = ["number-changed", "untrue", "negated"]
    true = claim("The mayor closed two bridges.")
    tested, _ = run(toy, names, lambda text: "", true)
    assert [(one.relation.name, one.share) for one in tested] == [
        ("number-changed", 0),
        ("negated", 0),
        ("untrue", 0),
    ]
    assert tested[0].failures[0].variant == "The mayor closed seven bridges."
    assert tested[0].failures[0].after.results == ("SUPPORTED",)
    assert all_of(tested, RelationKind.DIRECTIONAL)[0] == 0
    assert all_of(tested, RelationKind.INVARIANT) == (0, 0)


def test_a_change_says_nothing_where_the_original_was_wrong(toy: Archive) -> None:
    cases = (CASES.claims[0],)
    variants = make_variants(cases, relations_of(["number-changed"]), surroundings_of(toy))
    run_it = in_process({Change.NONE: FakeSystem()}, {Change.NONE: toy})
    (tested,) = run_variants(variants, locate_gold(CASES, toy), run_it)
    assert (tested.n, tested.n_untested, tested.share, tested.interval) == (0, 1, None, None)


def test_each_text_is_asked_once(toy: Archive) -> None:
    names = ["lower-case", "all-caps", "final-mark", "typo"]
    tested, reader = run(toy, names, str.lower)
    assert sum(one.n for one in tested) == 7
    assert reader.n_asked == 2 + 7


def test_what_is_said_is_the_same_twice(toy: Archive) -> None:
    names = list(RELATIONS)
    assert run(toy, names, str.lower)[0] == run(toy, names, str.lower)[0]


def test_the_same_few_cases_are_taken_whatever_their_order(around: Surroundings) -> None:
    def ids(cases: tuple[Case, ...]) -> list[str]:
        made = make_variants(cases, relations_of(["spacing"]), around, per_relation=3)
        return [variant.original.id for variant in made]

    assert len(ids(ALL)) == 3
    assert ids(ALL) == ids(ALL[::-1])
    assert {one[0] for one in ids(ALL)} == {"q", "c"}


def test_ids_with_any_sign_find_their_gold(toy: Archive) -> None:
    case = replace(CASES.questions[0], id="a~b~c")
    (variant,) = make_variants((case,), relations_of(["spacing"]), surroundings_of(toy))
    assert isinstance(variant, Variant)
    gold = {"a~b~c": locate_gold(CASES, toy)["q1"]}
    run_it = in_process({Change.NONE: FakeSystem()}, {Change.NONE: toy})
    (tested,) = run_variants([variant], gold, run_it)
    assert tested.n == 1


def test_nothing_to_vary_is_an_error_and_not_green(around: Surroundings) -> None:
    with pytest.raises(EvalError, match="none of the relations"):
        make_variants((), RELATIONS.values(), around)
    with pytest.raises(EvalError, match="none of the relations"):
        make_variants((CASES.claims[1],), relations_of(["opener"]), around)


def test_a_relation_that_is_not_known_is_told() -> None:
    with pytest.raises(EvalError, match="no relation 'typos'"):
        relations_of(["typos"])


def test_the_article_that_is_copied_is_the_gold_of_no_case(toy: Archive) -> None:
    articles = toy.articles()
    free = uncited(articles, CASES.all)
    assert free.url == url_of("wolf")
    copy = copy_of(free)
    assert copy.text == free.text
    assert {copy.article_id, copy.url, copy.sha256}.isdisjoint(
        {free.article_id, free.url, free.sha256}
    )
    with pytest.raises(EvalError, match="gold of a case"):
        uncited([one for one in articles if one.url != free.url], CASES.all)
