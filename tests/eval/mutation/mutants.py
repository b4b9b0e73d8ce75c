"""Ways to break Newsproof: one small patch each, with what the gate should say about it.

A patch replaces a function, a constant or a method for the time of one run and puts it back. The
functions are those of the modules that use them, so that a patch that reaches nothing is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import numpy as np
from sqlalchemy import true

from bot import conflict, evidence, newsproof, verdict
from bot.answer import Check, Proof
from bot.asking import Asker, asker, choosing
from bot.checking import Checker, Thresholds, checker, deciding
from bot.checks.finding import Finding, Outcome
from bot.errors import CheckFailedError
from bot.judge import combining, findings, model
from bot.judge.combining import Judgement
from bot.verdict import CheckedClaim, Claim, Evidence, Stance, Verdict
from bot.writing import quoting
from eval.gate.judging import ReasonKind
from index import filters, search
from index.facts import Facts
from index.search import Searcher
from index.words.fts5 import Fts5Words
from sources import normalize
from sources.article import Article, Quote, Span
from tests.eval.mutation.bench import CredulousReader

LOSS, BELOW, UNPROVEN = ReasonKind.LOSS, ReasonKind.BELOW_FLOOR, ReasonKind.UNPROVEN
LEAK, NOT_EXACT, NOT_CHECKED = ReasonKind.LEAK, ReasonKind.NOT_EXACT, ReasonKind.NOT_CHECKED

Patch = tuple[Any, str, Any]


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One way to break the pipeline.

    Attributes:
        name: Of the test.
        part: Which part it breaks.
        patches: What is replaced: (object, attribute, value).
        kinds: Which cases it can reach: "q" questions, "c" claims, "d" drafts.
        says: What the gate has to say, among other things.
    """

    name: str
    part: str
    patches: tuple[Patch, ...]
    kinds: str = "qcd"
    says: frozenset[ReasonKind] = frozenset({LOSS})

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Break the pipeline, and mend it again."""
        with ExitStack() as stack:
            for target, name, value in self.patches:
                if isinstance(target, dict):
                    assert name in target
                    stack.enter_context(patch.dict(target, {name: value}))
                else:
                    stack.enter_context(patch.object(target, name, value))
            yield


def _mutant(
    part: str, name: str, *patches: Patch, kinds: str = "qcd", says: Sequence[ReasonKind] = (LOSS,)
) -> Mutant:
    return Mutant(name=name, part=part, patches=patches, kinds=kinds, says=frozenset(says))


# --- places of quotes

_whole = quoting.whole_sentences
_sentences = evidence._with_before


def _moved(first: int, last: int) -> Callable[..., Quote]:
    def whole(article: Article, span: Span, before: Span | None, *, with_before: bool) -> Quote:
        quote = _whole(article, span, before, with_before=with_before)
        start, end = max(0, quote.start + first), min(len(article.text), quote.end + last)
        return Quote.of(article, Span(start=start, end=end))

    return whole


def _slipped(article: Article, span: Span, before: Span | None, *, with_before: bool) -> Quote:
    """Give the words with a place one further on."""
    quote = _whole(article, span, before, with_before=with_before)
    return replace(quote, start=quote.start + 1, end=quote.end + 1)


def _in_utf16(article: Article) -> list[tuple[Span, Span | None]]:
    def units(span: Span) -> Span:
        start, end = (
            len(article.text[:at].encode("utf-16-le")) // 2 for at in (span.start, span.end)
        )
        length = len(article.text)
        return Span(start=min(start, length), end=min(end, length))

    return [(units(s), before and units(before)) for s, before in _sentences(article)]


def _of_version_before(article: Article, span: Span, before: Span | None, **how: bool) -> Quote:
    quote = _whole(article, span, before, **how)
    return replace(quote, version=max(1, 3 - quote.version) if article.version > 1 else 1)


def _without_before(article: Article) -> list[tuple[Span, Span | None]]:
    return [(span, None) for span, _ in _sentences(article)]


# --- citations, proof, writing

_cite, _write = quoting.cite, quoting.write
_answered = Asker._answered


def _renumbered(step: int) -> Callable[..., Any]:
    def answered(self: Asker, *given: Any) -> Any:
        answer = _answered(self, *given)
        return answer and replace(
            answer,
            statements=tuple(
                replace(one, citations=tuple(n + step for n in one.citations))
                for one in answer.statements
            ),
        )

    return answered


def _citing_nearest(self: Asker, text: str, chosen: Any, as_of: Any) -> Any:
    """Cite another sentence of the same article under every number."""
    answer = _answered(self, text, chosen, as_of)
    if answer is None:
        return None
    citations = []
    for citation in answer.citations:
        article = self._archive.get(citation.quote.article_id, citation.quote.version)
        others = [span for span, _ in _sentences(article) if not span.overlaps(citation.quote.span)]
        citations.append(replace(citation, quote=Quote.of(article, others[0])))
    return replace(answer, citations=tuple(citations))


def _swapped_sides(self: Asker, *given: Any) -> Any:
    answer = _conflicting(self, *given)
    if answer is None:
        return None
    turned = [one.citations for one in answer.statements][::-1]
    return replace(
        answer,
        statements=tuple(
            replace(one, citations=numbers)
            for one, numbers in zip(answer.statements, turned, strict=True)
        ),
    )


_conflicting = Asker._conflicting


def _altered(self: Asker, *given: Any) -> Any:
    answer = _answered(self, *given)
    return answer and replace(
        answer,
        citations=tuple(
            replace(one, quote=replace(one.quote, text=one.quote.text.replace("e", "a", 1)))
            for one in answer.citations
        ),
    )


def _altered_evidence(article: Article, quote: Quote, number: int) -> Any:
    return _cite(article, replace(quote, text=quote.text.upper()), number)


def _not_proven(*_: Any) -> Proof:
    return Proof(checks=())


def _waved_through(*_: Any) -> Proof:
    return Proof(checks=(Check(name="quote", passed=True),))


def _careless(article: Article, quote: Quote, number: int) -> Any:
    return _cite(article, replace(quote, text=quote.text.replace("e", "a", 1)), number)


def _statements_altered(self: Asker, *given: Any) -> Any:
    """Say another number than the quote, after the proof."""
    answer = _answered(self, *given)
    return answer and replace(
        answer,
        statements=tuple(
            replace(one, text=f"It is not so that {one.text}") for one in answer.statements
        ),
    )


def _evidence_moved(article: Article, quote: Quote, number: int) -> Any:
    span = Span(start=quote.start + 1, end=quote.end)
    return _cite(article, Quote.of(article, span), number)


def _neutral_misplaced(self: Checker, *given: Any) -> Any:
    """Move what decides nothing off its words."""

    def moved(one: Evidence) -> Evidence:
        quote = one.citation.quote
        off = replace(quote, start=quote.start + 1, end=quote.end + 1)
        return replace(one, citation=replace(one.citation, quote=off))

    found: list[Evidence] = _evidence(self, *given)
    return [moved(one) if one.stance is Stance.NEUTRAL else one for one in found]


def _dropped_statements(self: Asker, *given: Any) -> Any:
    answer = _answered(self, *given)
    return answer and replace(answer, statements=())


def _next_week(text: str, *, on: Any) -> Any:
    return _resolve(text, on=on and on + timedelta(days=7))


_resolve = quoting.resolve_relative


# --- the judge


def _always(supports: float, refutes: float, neither: float) -> Callable[..., Any]:
    row = np.array([supports, refutes, neither], dtype=np.float32)

    def entailment(self: CredulousReader, pairs: Any) -> Any:
        return np.tile(row, (len(pairs), 1))

    return entailment


def _answering_always(share: float) -> Callable[..., Any]:
    def answering(self: CredulousReader, pairs: Any) -> Any:
        return np.full(len(pairs), share, dtype=np.float32)

    return answering


_combine = model.combine


def _verdict_always(supports: float, refutes: float, neither: float) -> Callable[..., Any]:
    def combine(shares: Any, found: Any, **how: Any) -> Judgement:
        return Judgement(supports=supports, refutes=refutes, neither=neither, findings=found)

    return combine


def _turned(shares: Any, found: Any, **how: Any) -> Judgement:
    judged = _combine(shares, found, **how)
    return replace(judged, supports=judged.refutes, refutes=judged.supports)


def _out_of_context(shares: Any, found: Any, **how: Any) -> Judgement:
    return _combine(shares, found)


# --- the checks


def _silent(check: str, _: Any) -> Finding:
    return Finding(check=check, outcome=Outcome.SILENT)


def _objecting(check: str, _: Any) -> Finding:
    return Finding(check=check, outcome=Outcome.CONFLICTS, reason="x")


def _off(check: str) -> Mutant:
    return _mutant(
        "checks",
        f"check_of_{check}_off",
        (findings._RUN, check, partial(_silent, check)),
        kinds="qcd" if check == "words" else "cd",  # a "yes" needs the words of its question
    )


def _failing(_: Any) -> Finding:
    raise ZeroDivisionError


def _error_is_a_verdict(self: Checker, claim: Claim, hits: Any, as_of: Any) -> CheckedClaim:
    try:
        return self._check(claim, evidence.gather(self._archive, hits), as_of)
    except CheckFailedError:
        return CheckedClaim(
            claim=claim, verdict=Verdict.NOT_ENOUGH_EVIDENCE, confidence=0.5, reason=""
        )


# --- claims and verdicts


def _one_claim(text: str) -> list[Claim]:
    return [Claim(text=text, span=Span(start=0, end=len(text)))]


def _first_claim(text: str) -> list[Claim]:
    return _find_claims(text)[:1]


_find_claims = checker.find_claims


def _never_conflicting(supporting: Any, refuting: Any) -> Verdict:
    if supporting:
        return Verdict.SUPPORTED
    return Verdict.REFUTED if refuting else Verdict.NOT_ENOUGH_EVIDENCE


def _next_sentence(self: Checker, *deciding_and_near: Any) -> Any:
    """Show the sentence after the one that decides."""
    found = _evidence(self, *deciding_and_near)
    moved = []
    for one in found:
        quote = one.citation.quote
        article = self._archive.get(quote.article_id, quote.version)
        spans = [span for span, _ in _sentences(article)]
        after = spans[(next(i for i, s in enumerate(spans) if s == quote.span) + 1) % len(spans)]
        moved.append(replace(one, citation=_cite(article, Quote.of(article, after), 1)))
    return moved


_evidence = Checker._evidence

# --- search and archive

_fuse = search.fuse
_retrieve, _rerank = newsproof.Newsproof.retrieve, newsproof.rerank


def _today(self: Any, query: str, k: int, as_of: Any, *more: Any, **named: Any) -> Any:
    return _retrieve(self, query, k, None, *more, **named)


def _read_first(n: int) -> Callable[..., Any]:
    return lambda self, query, k, as_of, *more, **named: _retrieve(
        self, query, n, as_of, *more, **named
    )


def _backwards(rankings: Any) -> Any:
    return _fuse(rankings)[::-1]


def _by_reversed_likeness(query: str, hits: Any, *parts: Any) -> Any:
    found = _rerank(query, hits, *parts)[::-1]
    return [replace(hit, rank=rank) for rank, hit in enumerate(found, start=1)]


def _abstaining(self: Asker, question: Any, scored: Any, as_of: Any) -> Any:
    return self._abstain(scored, [], as_of), []


def _every_version(self: Facts, day: Any, chosen: Any) -> Any:
    return ~np.isin(self._facts[0], self._retracted)


def _withdrawn_too(self: Facts, day: Any, chosen: Any) -> Any:
    with patch.object(self, "_retracted", []):
        return _may_be_found(self, day, chosen)


_may_be_found = Facts._may_be_found


def _found_by(known: Callable[..., Any]) -> Callable[..., Any]:
    """Search what `known` lets through, whatever was kept from searches before."""

    def search_all(self: Searcher, *asked: Any, **named: Any) -> Any:
        facts = self._find_out.__self__

        def find_out(day: Any, chosen: Any) -> Any:
            facts.findable(day, chosen)  # reads what has changed
            ids = facts._ids[known(facts, day, chosen)[facts._version_of]]
            return filters.Findable(day=day, filters=chosen, ids=ids)

        with patch.object(self, "_find_out", find_out):
            return _search(self, *asked, **named)

    return search_all


_search = Searcher.search


def _english_only(marks: str) -> Mapping[int, str]:
    return {code: sign for code, sign in normalize._FOLDED.items() if chr(code) not in marks}


def _no_marks(marks: str) -> tuple[Patch, ...]:
    return ((normalize, "_FOLDED", _english_only(marks)),)


def _requoted(pair: Any) -> Finding:
    """Check quotations without what is remembered of them."""
    from bot.checks.quotation import check_quotation

    return check_quotation(pair.claim, pair.quote, pair.near)


MUTANTS: tuple[Mutant, ...] = (
    _mutant(
        "offsets", "quote_starts_one_late", (asker, "whole_sentences", _moved(1, 0)), kinds="q"
    ),
    _mutant(
        "offsets", "quote_ends_one_early", (asker, "whole_sentences", _moved(0, -1)), kinds="q"
    ),
    _mutant("offsets", "place_one_off_its_words", (asker, "whole_sentences", _slipped), kinds="q"),
    _mutant("offsets", "offsets_in_utf16", (evidence, "_with_before", _in_utf16)),
    _mutant(
        "offsets",
        "evidence_starts_one_late",
        (checker, "cite", _evidence_moved),
        kinds="cd",
        says=[NOT_EXACT],
    ),
    _mutant(
        "offsets",
        "neutral_evidence_one_off_its_words",
        (Checker, "_evidence", _neutral_misplaced),
        kinds="cd",
        says=[NOT_EXACT],
    ),
    _mutant(
        "offsets",
        "quote_of_another_version",
        (asker, "whole_sentences", _of_version_before),
        kinds="q",
    ),
    _mutant(
        "citations",
        "number_leads_nowhere",
        (Asker, "_answered", _renumbered(1)),
        kinds="q",
        says=[UNPROVEN],
    ),
    _mutant(
        "citations", "another_sentence_cited", (Asker, "_answered", _citing_nearest), kinds="q"
    ),
    _mutant(
        "citations",
        "words_of_quote_altered",
        (Asker, "_answered", _altered),
        kinds="q",
        says=[NOT_EXACT],
    ),
    _mutant(
        "citations",
        "words_of_evidence_altered",
        (checker, "cite", _altered_evidence),
        kinds="cd",
        says=[NOT_EXACT],
    ),
    _mutant(
        "citations",
        "answer_without_statements",
        (Asker, "_answered", _dropped_statements),
        kinds="q",
        says=[UNPROVEN],
    ),
    _mutant("proof", "proof_skipped", (asker, "prove", _not_proven), kinds="q"),
    _mutant(
        "proof",
        "proof_waves_altered_words_through",
        (asker, "prove", _waved_through),
        (asker, "cite", _careless),
        kinds="q",
        says=[NOT_EXACT],
    ),
    _mutant(
        "writer",
        "sentence_before_dropped",
        (asker, "needs_context", lambda _: False),
        kinds="q",
    ),
    _mutant(
        "writer", "relative_days_a_week_off", (quoting, "resolve_relative", _next_week), kinds="q"
    ),
    _mutant(
        "judge", "reader_never_decides", (CredulousReader, "entailment", _always(0.0, 0.0, 1.0))
    ),
    _mutant("judge", "always_supported", (model, "combine", _verdict_always(1.0, 0.0, 0.0))),
    _mutant("judge", "always_refuted", (model, "combine", _verdict_always(0.0, 1.0, 0.0))),
    _mutant("judge", "support_and_refutation_swapped", (model, "combine", _turned)),
    _mutant(
        "judge",
        "everything_answers",
        (CredulousReader, "answering", _answering_always(0.99)),
        kinds="q",
    ),
    _mutant(
        "judge",
        "nothing_answers",
        (CredulousReader, "answering", _answering_always(0.01)),
        kinds="q",
    ),
    _mutant(
        "judge",
        "contradiction_may_support",
        (combining, "_is_contradicted", lambda _: False),
        kinds="cd",
    ),
    _mutant("judge", "missing_words_may_support", (model, "combine", _out_of_context), kinds="cd"),
    *map(
        _off,
        (
            "numbers",
            "dates",
            "names",
            "negation",
            "antonyms",
            "roles",
            "modality",
            "attribution",
            "words",
            "quotation",
        ),
    ),
    _mutant(
        "checks",
        "check_of_names_always_objects",
        (findings._RUN, "names", partial(_objecting, "names")),
        kinds="cd",
    ),
    _mutant(
        "checks",
        "an_error_is_not_checked",
        (findings._RUN, "numbers", _failing),
        kinds="cd",
        says=[NOT_CHECKED],
    ),
    _mutant(
        "checks",
        "an_error_is_a_verdict",
        (findings._RUN, "numbers", _failing),
        (Checker, "_check_or_say_why", _error_is_a_verdict),
        kinds="cd",
    ),
    _mutant(
        "verdicts",
        "support_from_nothing_on",
        (
            Checker.__init__,
            "__kwdefaults__",
            {**Checker.__init__.__kwdefaults__, "thresholds": Thresholds(supports=0.0)},
        ),
        kinds="cd",
    ),
    _mutant(
        "verdicts",
        "refutation_from_nothing_on",
        (
            Checker.__init__,
            "__kwdefaults__",
            {**Checker.__init__.__kwdefaults__, "thresholds": Thresholds(refutes=0.0)},
        ),
        kinds="cd",
    ),
    _mutant(
        "verdicts",
        "conflict_of_quotes_ignored",
        (checker, "verdict_of", _never_conflicting),
        kinds="cd",
    ),
    _mutant(
        "verdicts", "evidence_one_sentence_on", (Checker, "_evidence", _next_sentence), kinds="cd"
    ),
    _mutant(
        "verdicts",
        "best_verdict_counts",
        (verdict, "WORST_FIRST", verdict.WORST_FIRST[::-1]),
        kinds="cd",
    ),
    _mutant("claims", "sentences_checked_as_one", (checker, "find_claims", _one_claim), kinds="cd"),
    _mutant(
        "claims",
        "first_sentence_alone_checked",
        (checker, "find_claims", _first_claim),
        kinds="cd",
    ),
    _mutant(
        "answers", "conflict_of_reports_ignored", (asker, "find_sides", lambda *_: None), kinds="q"
    ),
    _mutant(
        "answers",
        "copies_not_merged",
        (choosing, "_repeats", lambda *_: False),
        kinds="q",
        says=[BELOW],
    ),
    _mutant(
        "answers",
        "corrections_ignored",
        (conflict, "is_correction", lambda _: False),
        (deciding, "is_correction", lambda _: False),
    ),
    _mutant(
        "answers",
        "never_abstains",
        (
            newsproof.Asker.__init__,
            "__kwdefaults__",
            {**Asker.__init__.__kwdefaults__, "answers": 0.0},
        ),
        (newsproof.Newsproof.asker, "__kwdefaults__", {"answers": 0.0}),
        kinds="q",
    ),
    _mutant("answers", "always_abstains", (Asker, "_answer", _abstaining), kinds="q"),
    _mutant(
        "answers",
        "sort_of_answer_not_looked_at",
        (model, "lack", lambda *_: ""),
        kinds="q",
    ),
    _mutant(
        "archive", "as_of_ignored_in_search", (newsproof.Newsproof, "retrieve", _today), says=[LEAK]
    ),
    _mutant(
        "archive",
        "every_version_found",
        (Searcher, "search", _found_by(_every_version)),
        (filters, "is_current", lambda day: true()),
        says=[LEAK],
    ),
    _mutant(
        "archive",
        "withdrawn_articles_used",
        (Searcher, "search", _found_by(_withdrawn_too)),
        (filters, "is_standing", true),
    ),
    _mutant("search", "worst_first", (search, "fuse", _backwards)),
    _mutant("search", "one_passage_read", (newsproof.Newsproof, "retrieve", _read_first(1))),
    _mutant("search", "words_not_searched", (Fts5Words, "ranked", lambda *_: [])),
    _mutant(
        "search",
        "order_of_passages_reversed",
        (newsproof, "rerank", _by_reversed_likeness),
        kinds="q",
    ),
    _mutant(
        "quotes",
        "typographic_quotes_not_normalised",
        *_no_marks("“”„‟«»″〝〞〟❝❞"),
        (findings._RUN, "quotation", _requoted),
        kinds="cd",
    ),
    _mutant(
        "quotes",
        "german_quotes_not_normalised",
        *_no_marks("„“"),
        (findings._RUN, "quotation", _requoted),
        kinds="cd",
    ),
    _mutant(
        "quotes",
        "french_quotes_not_normalised",
        *_no_marks("«»"),
        (findings._RUN, "quotation", _requoted),
        kinds="cd",
    ),
    _mutant(
        "citations",
        "citations_of_two_sides_swapped",
        (Asker, "_conflicting", _swapped_sides),
        kinds="q",
        says=[UNPROVEN],
    ),
    _mutant(
        "citations",
        "statement_altered_after_its_proof",
        (Asker, "_answered", _statements_altered),
        kinds="q",
        says=[UNPROVEN],
    ),
)
