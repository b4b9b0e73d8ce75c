"""Gather the cases and articles of a set, and let through only what will work end to end.

Every article goes through the archive's own reader and every gold quote is found in what comes
out, so that what is written can be ingested and run. What fails is counted with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.ingesting import Progress
from eval.cases.values import ClaimCase, GoldQuote, Question
from eval.errors import CaseError
from eval.formats.files import TELL_EVERY, Tell, no_tell
from eval.formats.names import address, case_id
from eval.formats.values import Imported, SetArticle, Skipped
from sources.article import Article, PartKind, Span
from sources.normalize import locate_all
from sources.readers import Rejected, read_bytes

MAX_ARTICLES = 300_000
MAX_TEXT_CHARS = 400_000_000
"""Of all articles together: what fits into two gigabytes of memory as Python keeps text."""

MAX_CASE_BYTES = 900_000
"""The loader of cases takes lines of 1,000,000 bytes."""

# Only for the reader's signature: no date of a case or an article comes from it.
_READ_AT = datetime(2000, 1, 1, tzinfo=UTC)
_ADAPTERS: dict[type, TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (Question, ClaimCase)
}

Case = Question | ClaimCase


@dataclass(slots=True)
class Gathering:
    """A set on its way in.

    Attributes:
        kind: The format, "beir" and so on.
        name: The name of the set; ids and addresses begin with it.
        tell: Told how far the checking is.
    """

    kind: str
    name: str
    tell: Tell = no_tell
    _cases: dict[str, tuple[Case, str]] = field(default_factory=dict)
    _articles: dict[str, tuple[SetArticle, str]] = field(default_factory=dict)
    _skipped: list[Skipped] = field(default_factory=list)
    _n_chars: int = 0

    def skip(self, where: str, why: str) -> None:
        """Count something that has no counterpart."""
        self._skipped.append(Skipped(where, why))

    def id_of(self, own: str) -> str:
        """Return the id of the case that the set calls `own`."""
        return case_id(self.name, own)

    def address_of(self, own: str) -> str:
        """Return the address of the text that the set calls `own`."""
        return address(self.kind, self.name, own)

    def has(self, url: str) -> bool:
        """Say whether an article with this address has been added."""
        return url in self._articles

    def add_article(self, article: SetArticle, where: str) -> None:
        """Take an article in, with a title of ours if it has none; the same again changes nothing.

        Raises:
            CaseError: Its address is taken by another one, or the set is too big.
        """
        if not article.title.strip():
            # Without one the archive's reader takes the first paragraph for a headline.
            own = article.url.rsplit("/", 1)[-1]
            article = replace(article, title=f"Text {own} of {self.name}")
        earlier = self._articles.get(article.url)
        if earlier is not None:
            if earlier[0] != article:
                raise _taken("text", article.url.rsplit("/", 1)[-1], where, earlier[1])
            return
        self._n_chars += len(article.text)
        if len(self._articles) >= MAX_ARTICLES or self._n_chars > MAX_TEXT_CHARS:
            raise CaseError(
                f"{where}: the set has more than {MAX_ARTICLES:,} texts, "
                f"or {MAX_TEXT_CHARS:,} characters of text",
                "take a part of it",
            )
        self._articles[article.url] = (article, where)

    def add_case(self, case: Case, where: str, *, has_own_id: bool = True) -> None:
        """Take a case in.

        Args:
            case: The case; a wrong one is skipped with the reason.
            where: Its place in the set.
            has_own_id: False when the id was made from its words: then the same case again is
                skipped rather than refused.

        Raises:
            CaseError: Its own id is taken.
        """
        earlier = self._cases.get(case.id)
        if earlier is None:
            self._cases[case.id] = (case, where)
        elif has_own_id:
            raise _taken("id", case.id, where, earlier[1])
        else:
            self.skip(where, "the same case stands in the set before")

    def finish(self) -> Imported:
        """Check every article and every gold quote, and return what passed.

        Raises:
            CaseError: No case is left; the message has the most frequent reasons.
        """
        good, bad = self._check_articles()
        cases = [
            kept
            for case, where in self._cases.values()
            if (kept := self._kept(case, where, good, bad)) is not None
        ]
        found = Imported(
            cases=tuple(cases),
            articles=tuple(article for url, (article, _) in self._articles.items() if url in good),
            skipped=tuple(self._skipped),
        )
        if not cases:
            reasons = "; ".join(f"{n} × {why} ({at})" for why, n, at in found.reasons[:3])
            raise CaseError(
                f"the set {self.name!r} has no case that can be taken over"
                + (f": {reasons}" if reasons else ""),
                "see docs/formats.md for what is taken over from each format",
            )
        return found

    def _check_articles(self) -> tuple[dict[str, set[str]], dict[str, str]]:
        """Return address → its gold quotes that stand there, and address → why it was rejected."""
        wanted: dict[str, set[str]] = {}
        for case, _ in self._cases.values():
            for gold in case.gold:
                wanted.setdefault(gold.article, set()).add(gold.quote)
        good: dict[str, set[str]] = {}
        bad: dict[str, str] = {}
        for n, (url, (article, where)) in enumerate(self._articles.items(), start=1):
            read = _read(article)
            if isinstance(read, Article):
                quotes = wanted.get(url, set())
                good[url] = {quote for quote in quotes if _can_be_quoted(read, quote)}
            else:
                bad[url] = read
                self.skip(where, f"a text that the archive does not take: {read}")
            if n % TELL_EVERY == 0:
                self.tell(Progress(stage="checking", done=n, total=len(self._articles)))
        return good, bad

    def _kept(
        self, case: Case, where: str, good: dict[str, set[str]], bad: dict[str, str]
    ) -> Case | None:
        """Return the case with the gold that can be shown, or None when that isn't enough."""
        gold = tuple(one for one in case.gold if _is_good(one, good, bad))
        try:
            kept = replace(case, gold=gold)
            line = case_line(kept).encode("utf-8")
            if len(line) > MAX_CASE_BYTES:
                self.skip(where, f"its gold is longer than {MAX_CASE_BYTES:,} bytes")
                return None
            _ADAPTERS[type(kept)].validate_json(line)
        except UnicodeEncodeError:
            self.skip(where, "holds half a character (a lone surrogate)")
        except ValidationError as exc:
            self.skip(where, f"no case: {exc.errors(include_url=False)[0]['msg']}")
        except ValueError as exc:
            lost = [one for one in case.gold if one not in gold]
            if not lost:
                self.skip(where, f"no case: {exc}")
            elif lost[0].article in bad:
                self.skip(where, "a case whose texts the archive does not take")
            else:
                self.skip(where, "a case whose quotes do not stand in what can be quoted")
        else:
            return kept
        return None


def case_line(case: Case) -> str:
    """Return the JSON of a case on one line, what is empty left out."""
    fields = {name: value for name, value in asdict(case).items() if value not in ((), "", None)}
    if "gold" in fields:
        fields["gold"] = [
            {name: value for name, value in gold.items() if value} for gold in fields["gold"]
        ]
    return json.dumps(fields, ensure_ascii=False, default=str)


def article_line(article: SetArticle) -> str:
    """Return the JSON of an article on one line, as `newsproof ingest` reads it."""
    fields = {
        "url": article.url,
        "title": article.title,
        "published": article.published.isoformat() if article.published else "",
        "text": article.text,
    }
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def _read(article: SetArticle) -> Article | str:
    """Return what the archive would hold of an article, or why it would not take it."""
    try:
        data = article_line(article).encode("utf-8")
    except UnicodeEncodeError:
        return "it holds half a character (a lone surrogate)"
    results: Sequence[Article | Rejected] = read_bytes(
        data, origin="article.jsonl", retrieved=_READ_AT
    )
    first = results[0]
    if isinstance(first, Rejected):
        # "6 words" and "7 words" are one reason.
        return "fewer than 20 words" if "has no text" in first.reason else first.reason
    if first.url != article.url:
        return "its address is not canonical"
    return first


def _can_be_quoted(article: Article, quote: str) -> bool:
    body = article.spans(PartKind.BODY)
    at = article.text.find(quote)
    exact = [Span(start=at, end=at + len(quote))] if at >= 0 else []
    places = exact or locate_all(quote, article.text)
    return any(place.overlaps(part) for place in places for part in body)


def _is_good(gold: GoldQuote, good: dict[str, set[str]], bad: dict[str, str]) -> bool:
    """Say whether gold can be shown; what is in an archive of the user's own isn't known here."""
    if gold.article in good:
        return gold.quote in good[gold.article]
    return gold.article not in bad


def _taken(what: str, own: str, where: str, earlier: str) -> CaseError:
    return CaseError(
        f"{where}: the {what} {own!r:.80} is taken, see {earlier}", "give each its own id"
    )
