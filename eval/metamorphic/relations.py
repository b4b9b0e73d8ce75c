"""The relations there are, by name. A new rule needs its line here, examples and a test.

Every rule is safe about labels: where it isn't certain that it keeps (or breaks) what a case says,
it makes no variant.
"""

from __future__ import annotations

from bot.verdict import Verdict
from eval.cases.values import Case, ClaimCase, DraftCase, Question
from eval.metamorphic import adding, changing, figures, letters, names, phrasing
from eval.metamorphic.values import Change, Expected, Relation, Surroundings, Vary
from eval.metamorphic.wrapping import Rule, on_text, with_text


def _typo(case: Case, around: Surroundings) -> Case | None:
    return with_text(case, lambda text: letters.typo(text, case.id))


def _indirect(case: Case, around: Surroundings) -> Case | None:
    if not isinstance(case, Question):
        return None
    return with_text(case, lambda text: phrasing.indirect(text, case.id))


def _filler(case: Case, around: Surroundings) -> Case | None:
    if isinstance(case, Question):
        return with_text(case, lambda text: phrasing.filler(text, case.id))
    return with_text(
        case, lambda text: phrasing.by_the_way(text, case.id, _opens_with_name(text, around))
    )


def _changed(rule: Rule) -> Vary:
    """Apply a rule that makes a claim untrue to claims that are true."""

    def vary(case: Case, around: Surroundings) -> Case | None:
        is_true = isinstance(case, ClaimCase) and case.verdict is Verdict.SUPPORTED
        return with_text(case, rule) if is_true else None

    return vary


def _negated(case: Case, around: Surroundings) -> Case | None:
    def rule(text: str) -> str | None:
        return changing.negated(text, _opens_with_name(text, around))

    return _changed(rule)(case, around)


def _untrue(case: Case, around: Surroundings) -> Case | None:
    settled = (Verdict.SUPPORTED, Verdict.REFUTED)
    if not isinstance(case, ClaimCase) or case.verdict not in settled:
        return None

    def rule(text: str) -> str | None:
        rest = phrasing.lowered(text, is_name=_opens_with_name(text, around))
        return f"It is not true that {rest}" if rest else None

    return with_text(case, rule)


def _same(case: Case, around: Surroundings) -> Case | None:
    return None if isinstance(case, DraftCase) else case


def _opens_with_name(text: str, around: Surroundings) -> bool:
    first = text.split(" ", 1)[0].strip(",.").removesuffix("’s").removesuffix("'s")
    return bool(first) and all(part in around.names for part in first.split("-"))


def _unknown(case: Case, around: Surroundings) -> Case | None:
    return names.unknown_name(case, around) if isinstance(case, Question) else None


def _unknown_claim(case: Case, around: Surroundings) -> Case | None:
    return names.unknown_name(case, around) if isinstance(case, ClaimCase) else None


_QUESTION, _CLAIM = (Question,), (ClaimCase,)
_SAME, _NOT = Expected.SAME, Expected.NOT_SUPPORTED


def _relation(
    name: str, expected: Expected, what: str, vary: Vary, change: Change = Change.NONE
) -> Relation:
    return Relation(name=name, expected=expected, what=what, vary=vary, change=change)


RELATIONS: dict[str, Relation] = {
    relation.name: relation
    for relation in (
        _relation("lower-case", _SAME, "no capitals", on_text(letters.lower_case)),
        _relation("all-caps", _SAME, "capitals only", on_text(letters.upper_case)),
        _relation("final-mark", _SAME, "no mark at the end", on_text(letters.final_mark)),
        _relation("quote-marks", _SAME, "other apostrophes", on_text(letters.quote_marks)),
        _relation("spacing", _SAME, "doubled spaces", on_text(letters.spacing)),
        _relation("typo", _SAME, "a slip in one plain word", _typo),
        _relation("variety", _SAME, "British for American words", on_text(letters.variety)),
        _relation(
            "contraction", _SAME, "didn't for did not", on_text(phrasing.contraction, _CLAIM)
        ),
        _relation("opener", _SAME, "other words to ask", on_text(phrasing.opener, _QUESTION)),
        _relation("indirect", _SAME, "asked indirectly", _indirect),
        _relation("filler", _SAME, "polite words added", _filler),
        _relation("voice", _SAME, "active for passive", on_text(phrasing.voice, _CLAIM)),
        _relation("number-words", _SAME, "25 for twenty-five", on_text(figures.number_words)),
        _relation("thousands", _SAME, "1200 for 1,200", on_text(figures.thousands)),
        _relation("money", _SAME, "2.5 million dollars for $2.5 million", on_text(figures.money)),
        _relation("date-format", _SAME, "6 March for March 6", on_text(figures.date_format)),
        _relation("sentence-after", _SAME, "weather added after it", adding.sentence_after),
        _relation("sentence-before", _SAME, "weather put before it", adding.sentence_before),
        _relation("article-order", _SAME, "articles in another order", _same, Change.ORDER),
        _relation("article-copy", _SAME, "an unrelated article twice", _same, Change.COPY),
        _relation("number-changed", _NOT, "a larger number", _changed(changing.number_changed)),
        _relation("date-changed", _NOT, "another date", _changed(changing.date_changed)),
        _relation("negated", _NOT, "not put in", _negated),
        _relation("name-swapped", _NOT, "another name of the article", names.swapped_name),
        _relation("name-unknown", _NOT, "a name nobody bears", _unknown_claim),
        _relation(
            "name-unknown-asked", Expected.ABSTAINED, "asked with a name nobody bears", _unknown
        ),
        _relation("untrue", Expected.OPPOSITE, "it is not true that …", _untrue),
    )
}
