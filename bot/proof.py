"""The proof: what every statement goes through before anybody sees it.

The quotes are read from the archive again at this moment. A statement is proven only when each of
its quotes stands there to the character and no check finds that it says more or other than they do.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import Check, Citation, Proof
from bot.errors import CheckFailedError, JudgeUnavailableError
from bot.judge.findings import CHECKS
from bot.judge.model import Judge
from bot.rewording import check as rewording
from bot.rewording.check import Source, check_rewording
from bot.writing.quoting import as_quoted
from sources.archive import Archive

# P(supports) of the judge from which a rephrased statement counts as entailed by its quotes.
ENTAILED = 0.5


def prove(statement: str, citations: Sequence[Citation], archive: Archive, judge: Judge) -> Proof:
    """Hold a statement against the quotes of its citations.

    Args:
        statement: The sentence as it would be shown.
        citations: Its citations; without one nothing is proven.
        archive: Where the quotes must stand.
        judge: Asked only when the statement is not the quote itself.

    Returns:
        The proof. What could not be checked is a check that failed: the statement is not proven.
    """
    if not citations:
        return Proof(checks=(Check(name="quote", passed=False, reason="there is no quote"),))
    plain = statement
    for citation in citations:
        plain = as_quoted(plain, citation)
    return Proof(checks=(_quoted_exactly(citations, archive), *_agreeing(plain, citations, judge)))


def _agreeing(plain: str, citations: Sequence[Citation], judge: Judge) -> tuple[Check, ...]:
    quoted = " ".join(citation.quote.text for citation in citations)
    if " ".join(plain.split()) == " ".join(quoted.split()):
        return tuple(
            Check(name=name, passed=True, reason="the statement is the quote")
            for name in (*CHECKS, rewording.NAME, "entailed")
        )
    sources = [Source(text=c.quote.text, on=c.published) for c in citations]
    try:
        reworded = check_rewording(plain, sources)
        judgement = judge.entails(
            quoted,
            plain,
            near=[citation.title for citation in citations],
            published=citations[0].published,
            claimed_on=citations[0].published,
        )
    except CheckFailedError as exc:
        return (Check(name=exc.check, passed=False, reason=exc.what),)
    except JudgeUnavailableError as exc:
        return (Check(name="entailed", passed=False, reason=exc.what),)
    return (
        *(
            Check(name=found.check, passed=found.passed, reason=found.reason)
            for found in (*judgement.findings.values(), reworded)
        ),
        Check(
            name="entailed",
            passed=judgement.supports >= ENTAILED,
            reason=f"the judge gives {judgement.supports:.2f} that the quote supports it",
        ),
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
