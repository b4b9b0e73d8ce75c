"""The answer of a writer: every sentence is held back until it is proven.

The quoted answer comes first and always stands: whatever the writer does afterwards (fail, dawdle,
invent, obey an article) can only put proven sentences in the
place of quotes that they cite.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field, replace

import regex

from bot.answer import Answer, Citation, Statement, Status
from bot.judge.model import Judge
from bot.proof import prove
from bot.writing.quoting import QuoteWriter, running_text
from bot.writing.splitting import MAX_SENTENCE
from bot.writing.values import (
    AnswerEvent,
    Cost,
    Draft,
    Ended,
    Ending,
    Finished,
    Quoted,
    Record,
    Stated,
    Withheld,
    Writer,
)
from sources.archive import Archive

MAX_SENTENCES = 12  # of a writer that are looked at
# Markup of any kind, addresses, and characters that don't show. Brackets may hold a plain meaning.
_MARKUP = regex.compile(
    r"[<>`{}\\|*_~#^@]|!\[|\]\s*\(|\[(?![\p{L}\p{N} ]+\])|(?<!\[[\p{L}\p{N} ]{1,80})\]"
    r"|&#?\w+;|//|\bwww\.|(?i:\b(?:https?|javascript|data|mailto):)|[\p{Cc}\p{Cf}\p{Co}\p{Cs}]"
)

# What a reader is told of a check that failed. Not its reason: that repeats what is not proven.
_WHY = {
    "quote": "its quote does not stand in the archive",
    "numbers": "a number in it is not the quote's",
    "dates": "a date in it is not the quote's",
    "names": "a name in it is not the quote's",
    "negation": "it says yes where the quote says no, or no where it says yes",
    "attribution": "it gives the words to somebody else, or to nobody",
    "modality": "it tells as done what is open in the quote",
    "rewording": "it is in other words than the quote allows",
    "entailed": "the judge does not find it in the quote",
}


def stream_answer(
    quoted: Answer, writer: Writer, archive: Archive, judge: Judge
) -> Generator[AnswerEvent, None, None]:
    """Yield the quoted answer, then what the writer makes of its quotes, then the whole answer.

    Only an answered question is written anew: sides of a conflict and a refusal stay as they are.

    Args:
        quoted: The answer in quotes, proven.
        writer: What writes. Its time is bounded by itself.
        archive: Where the quotes must stand.
        judge: What says whether quotes entail a sentence.

    Yields:
        `Quoted`, then `Stated` and `Withheld` in the order of writing, then `Finished`. Closing the
        generator ends the writer's work.
    """
    if isinstance(writer, QuoteWriter) or quoted.status is not Status.ANSWERED:
        yield from quoted_events(quoted)
        return
    yield Quoted(answer=quoted)
    gate = _Gate(quoted=quoted, archive=archive, judge=judge)
    ended = Ended(ending=Ending.FAILED, detail="the writer gave up", cost=Cost())
    with closing(writer.write(quoted.question, quoted.citations)) as written:
        for event in written:
            if isinstance(event, Ended):
                ended = event
                break
            if gate.n_seen == MAX_SENTENCES:
                ended = replace(ended, ending=Ending.STOPPED, detail="it wrote too much")
                break
            yield gate.let_through(event)
    yield Finished(answer=gate.answer(writer.identity), record=gate.record(writer.identity, ended))


def quoted_events(quoted: Answer) -> Generator[AnswerEvent, None, None]:
    """Yield the events of an answer that no writer is asked to write anew."""
    yield Quoted(answer=quoted)
    record = Record(writer=QuoteWriter.identity, ending=Ending.NOT_ASKED, cost=Cost())
    yield Finished(answer=quoted, record=record)


@dataclass(slots=True, kw_only=True)
class _Gate:
    """Lets proven sentences of one answer through, and counts what became of the others."""

    quoted: Answer
    archive: Archive
    judge: Judge
    shown: list[Statement] = field(default_factory=list)
    n_seen: int = 0
    n_proven: int = 0
    n_replaced: int = 0

    def let_through(self, draft: Draft) -> Stated | Withheld:
        """Return the sentence, the quote in its place, or why there is neither."""
        self.n_seen += 1
        by_number = {citation.number: citation for citation in self.quoted.citations}
        cited = [by_number[number] for number in draft.citations if number in by_number]
        objection = _objection(draft, by_number)
        if not objection and _same(draft.text) in {_same(s.text) for s in self.shown}:
            return Withheld(reason="it says again what is said")
        if not objection:
            proof = prove(draft.text, cited, self.archive, self.judge)
            if proof.is_proven:
                statement = Statement(text=draft.text, citations=draft.citations, proof=proof)
                self.shown.append(statement)
                self.n_proven += 1
                return Stated(statement=statement)
            failed = next(check.name for check in proof.checks if not check.passed)
            objection = _WHY.get(failed, "it says more or other than the quote")
        return self._instead(cited, objection) or Withheld(reason=objection)

    def _instead(self, cited: list[Citation], reason: str) -> Stated | None:
        for citation in cited:
            statement = self._quote(citation)
            if statement is not None and not self._is_shown(citation):
                self.shown.append(statement)
                self.n_replaced += 1
                return Stated(statement=statement, instead=reason)
        return None

    def _is_shown(self, citation: Citation) -> bool:
        return any(citation.number in statement.citations for statement in self.shown)

    def _quote(self, citation: Citation) -> Statement | None:
        """Return the statement of the quoted answer that has this citation alone."""
        return next((s for s in self.quoted.statements if s.citations == (citation.number,)), None)

    def answer(self, writer: str) -> Answer:
        """Return what was shown, then the quotes that none of it cites."""
        if not self.n_proven:
            return self.quoted
        used = {number for statement in self.shown for number in statement.citations}
        rest = [s for s in self.quoted.statements if not used & set(s.citations)]
        statements = (*self.shown, *rest)
        return replace(
            self.quoted,
            text=running_text(statements),
            statements=statements,
            backends={**self.quoted.backends, "writer": writer},
        )

    def record(self, writer: str, ended: Ended) -> Record:
        return Record(
            writer=writer,
            ending=ended.ending,
            detail=ended.detail,
            n_proven=self.n_proven,
            n_replaced=self.n_replaced,
            n_withheld=self.n_seen - self.n_proven - self.n_replaced,
            cost=ended.cost,
        )


def _objection(draft: Draft, by_number: dict[int, Citation]) -> str:
    """Say why a sentence is not even held against its quotes; empty when nothing is in the way."""
    if not draft.is_whole:
        return "it breaks off"
    if len(draft.text) > MAX_SENTENCE:
        return "it is too long for a sentence"
    if not draft.citations:
        return "it cites nothing"
    unknown = [number for number in draft.citations if number not in by_number]
    if unknown:
        return f"it cites a quote {unknown[0]}, which there is not"
    if _MARKUP.search(draft.text):
        return "it holds more than plain text"
    return ""


def _same(text: str) -> str:
    return " ".join(text.casefold().split())
