"""What is wrong with cases, or may be, though each of them can be read.

Pure, apart from reading the archive. An error makes figures wrong (a gold quote that stands
nowhere, a question in both splits); a warning is for a person to look at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from bot.answer import Status
from eval.cases.alike import Alike, find_alike
from eval.cases.gold_lint import GoldMistake, gold_mistakes
from eval.cases.values import DOUBTFUL, Case, CaseSet, ClaimCase, DraftCase, Question
from eval.cases.words import says
from sources.archive import Archive

FREQUENT = 3
"""A tag that stands this often is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something to mend, or to look at.

    Attributes:
        where: The id of the case; of a mistake that keeps it from being read, file and line.
        split: The split it is in.
        rule: Which rule says so, a stable word: "leak", "gold-quote", …
        what: What is the matter; no trailing full stop.
        way_out: What to do about it; no trailing full stop.
        is_error: Whether figures of these cases would be wrong; else a warning.
    """

    where: str
    split: str
    rule: str
    what: str
    way_out: str
    is_error: bool


def lint(cases_by_split: Mapping[str, CaseSet], archive: Archive | None) -> list[Problem]:
    """Return what is wrong with cases, ordered by split, rule and case.

    Args:
        cases_by_split: The splits by their names.
        archive: What the cases are about; None leaves out the rules that read articles.
    """
    found = [*_alike(cases_by_split), *_tags(cases_by_split)]
    for split, cases in cases_by_split.items():
        for case in cases.all:
            found += [*_words(case, split), *_doubtful(case, split)]
        if archive:
            found += [_of_gold(split, mistake) for mistake in gold_mistakes(cases, archive)]
    order = {split: n for n, split in enumerate(cases_by_split)}
    return sorted(found, key=lambda one: (order[one.split], one.rule, one.where, one.what))


@dataclass(frozen=True, slots=True)
class _Told:
    """A text that a case puts to the system, and how that should end."""

    split: str
    case: Case
    text: str
    ends: str


def _alike(cases_by_split: Mapping[str, CaseSet]) -> Iterator[Problem]:
    every = [(split, case) for split, cases in cases_by_split.items() for case in cases.all]
    asked = [
        _Told(split, case, case.question, case.status)
        for split, case in every
        if isinstance(case, Question)
    ]
    claimed = [
        _Told(split, case, text, verdict)
        for split, case in every
        for text, verdict in _claims(case)
    ]
    for told in (asked, claimed):
        for pair in find_alike([one.text for one in told]):
            yield from _of_pair(pair, told[pair.first], told[pair.second])


def _claims(case: Case) -> Iterator[tuple[str, str]]:
    if isinstance(case, ClaimCase):
        yield case.claim, case.verdict
    elif isinstance(case, DraftCase):
        yield from ((claim.words, claim.verdict) for claim in case.claims)


def _of_pair(pair: Alike, one: _Told, other: _Told) -> Iterator[Problem]:
    is_same_day = one.case.as_of == other.case.as_of
    # A pair that differs in a number, in the day or in how it ends is a trap, made on purpose.
    is_near = pair.has_same_numbers and one.ends == other.ends and is_same_day
    same = "the same as" if pair.is_same else "nearly the same as"
    saying = f"{same} {one.case.id!r:.60}: {one.text!r:.80}"
    if one.split != other.split:
        is_error = is_near or (pair.is_same and is_same_day)
        yield Problem(
            where=other.case.id,
            split=other.split,
            rule="leak",
            what=f"{saying} in {one.split!r}",
            way_out="keep both in one split"
            if is_error
            else "keep both in one split, if tuning on the one could show the other",
            is_error=is_error,
        )
    elif type(one.case) is type(other.case) and one.case is not other.case:
        if not (pair.is_same and is_same_day) and not is_near:
            return
        yield Problem(
            where=other.case.id,
            split=other.split,
            rule="duplicate",
            what=saying,
            way_out="delete one of them" if pair.is_same else "keep both only if both are needed",
            is_error=pair.is_same,
        )


def _words(case: Case, split: str) -> Iterator[Problem]:
    """Look at the accepted and forbidden words of a question."""
    if not isinstance(case, Question):
        return
    quotes = [quote.quote for quote in case.gold]
    for word in case.accepted:
        if not any(says(quote, word) for quote in quotes):
            yield Problem(
                where=case.id,
                split=split,
                rule="accepted",
                what=f"the accepted answer {word!r:.80} stands in none of its gold quotes",
                way_out="add the quote that says so, or the words as the article has them",
                is_error=False,
            )
    for word in case.forbidden:
        is_asked_for = any(says(accepted, word) for accepted in case.accepted)
        if is_asked_for or any(says(quote, word) for quote in quotes):
            holder = "an accepted answer" if is_asked_for else "one of its gold quotes"
            yield Problem(
                where=case.id,
                split=split,
                rule="forbidden",
                what=f"the forbidden words {word!r:.80} stand in {holder}",
                way_out="forbid only what no right answer shows",
                # The quotes of a declined question are not what it should show.
                is_error=is_asked_for or case.status is not Status.ABSTAINED,
            )


def _doubtful(case: Case, split: str) -> Iterator[Problem]:
    if DOUBTFUL in case.tags:
        yield Problem(
            where=case.id,
            split=split,
            rule="doubtful",
            what="its gold is marked as open to doubt",
            way_out=f"settle it and take the tag {DOUBTFUL!r} away, or delete the case",
            is_error=False,
        )


def _tags(cases_by_split: Mapping[str, CaseSet]) -> Iterator[Problem]:
    every = [(split, case) for split, cases in cases_by_split.items() for case in cases.all]
    n_with = Counter(tag for _, case in every for tag in {*case.tags})
    frequent = [tag for tag, n in n_with.items() if n >= FREQUENT]
    frequent.append(DOUBTFUL)
    for split, case in every:
        for tag in dict.fromkeys(case.tags):
            if n_with[tag] > 1 or tag in frequent:
                continue
            if near := get_close_matches(tag, frequent, n=1, cutoff=0.82):
                yield Problem(
                    where=case.id,
                    split=split,
                    rule="tag",
                    what=f"the tag {tag!r:.60} stands only here, and looks like {near[0]!r}",
                    way_out="spell it like the others",
                    is_error=False,
                )


def _of_gold(split: str, mistake: GoldMistake) -> Problem:
    return Problem(
        where=mistake.case_id,
        split=split,
        rule=mistake.rule,
        what=mistake.what,
        way_out=mistake.way_out,
        is_error=mistake.is_error,
    )


def by_rule(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    """Return problems by rule, errors first, each in the order given."""
    ordered = sorted(problems, key=lambda one: (not one.is_error, one.rule))
    grouped: dict[str, list[Problem]] = {}
    for problem in ordered:
        grouped.setdefault(problem.rule, []).append(problem)
    return grouped
