"""The proof: what every statement goes through before anybody sees it.

The quotes are read from the archive again at this moment. A statement is proven only when each of
its quotes stands there to the character and no check finds that it says more or other than they do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.answer import Check, Citation, Proof
from bot.checks.dates import check_dates
from bot.checks.finding import Finding
from bot.checks.names import check_names
from bot.checks.negation import check_negation
from bot.checks.numbers import check_numbers
from bot.writer import without_brackets
from sources.archive import Archive

# P(supports) of the judge from which a rephrased statement counts as entailed by its quotes.
ENTAILED = 0.5


def prove(
    statement: str,
    citations: Sequence[Citation],
    archive: Archive,
    *,
    entails: Callable[[str, str], float],
) -> Proof:
    """Hold a statement against the quotes of its citations.

    Args:
        statement: The sentence as it would be shown.
        citations: Its citations; without one nothing is proven.
        archive: Where the quotes must stand.
        entails: P in [0, 1] that the second text is supported by the first; asked only when the
            statement is not the quote itself.
    """
    if not citations:
        return Proof(checks=(Check(name="quote", passed=False, reason="there is no quote"),))
    plain = statement
    for citation in citations:
        plain = without_brackets(plain, citation)
    quoted = " ".join(citation.quote.text for citation in citations)
    published = citations[0].published
    findings = [
        check_numbers(plain, quoted),
        check_dates(plain, quoted, claimed_on=published, published=published),
        check_names(plain, quoted),
        check_negation(plain, quoted),
    ]
    return Proof(
        checks=(
            _quoted_exactly(citations, archive),
            *(_as_check(finding) for finding in findings),
            _entailed(plain, quoted, entails),
        )
    )


def _quoted_exactly(citations: Sequence[Citation], archive: Archive) -> Check:
    for citation in citations:
        if not archive.proves(citation.quote):
            return Check(
                name="quote",
                passed=False,
                reason=f"quote {citation.number} does not stand in the archive",
            )
    return Check(name="quote", passed=True, reason="read again in the archive, to the character")


def _as_check(finding: Finding) -> Check:
    return Check(name=finding.check, passed=finding.passed, reason=finding.reason)


def _entailed(statement: str, quoted: str, entails: Callable[[str, str], float]) -> Check:
    if " ".join(statement.split()) == " ".join(quoted.split()):
        return Check(name="entailed", passed=True, reason="the statement is the quote")
    share = entails(quoted, statement)
    return Check(
        name="entailed",
        passed=share >= ENTAILED,
        reason=f"the judge gives {share:.2f} that the quote supports it",
    )
