"""Ask a pack's question again, or check its text again, and say what is different now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Protocol

from bot.answer import Answer
from bot.packs.values import Pack
from bot.verdict import Report


class Answering(Protocol):
    """What answers and checks: Newsproof."""

    def ask(self, question: str, *, as_of: date | None = None) -> Answer:
        """Answer a question."""
        ...

    def verify(self, text: str, *, as_of: date | None = None) -> Report:
        """Check a text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What came out when a pack's question was asked again.

    Attributes:
        result: The new answer or report.
        differences: How it differs, each in a few words; empty when it is the same.
    """

    result: Answer | Report
    differences: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether it ended the same way on the same words."""
        return not self.differences


def ask_again(pack: Pack, newsproof: Answering) -> Again:
    """Answer or check again what a pack is about, for the same day."""
    if isinstance(pack.result, Answer):
        answer = newsproof.ask(pack.result.understood or pack.text, as_of=pack.as_of)
        return Again(result=answer, differences=tuple(_between_answers(pack.result, answer)))
    report = newsproof.verify(pack.text, as_of=pack.as_of)
    return Again(result=report, differences=tuple(_between_reports(pack.result, report)))


def _between_answers(then: Answer, now: Answer) -> Iterator[str]:
    if then.status is not now.status:
        yield f"the answer was {then.status.value} and is {now.status.value}"
    before, after = ({_words(c.quote.text) for c in one.citations} for one in (then, now))
    for text in sorted(before - after):
        yield f"no longer cited: “{text}”"
    for text in sorted(after - before):
        yield f"newly cited: “{text}”"


def _between_reports(then: Report, now: Report) -> Iterator[str]:
    for before, after in zip_longest(then.claims, now.claims):
        if before is None or after is None or before.claim.text != after.claim.text:
            yield "the text is taken apart into other claims"
            return
        if before.verdict is not after.verdict:
            yield (
                f"“{_words(before.claim.text)}” was {before.verdict.value} "
                f"and is {after.verdict.value}"
            )


def _words(text: str) -> str:
    return " ".join(text.split())
