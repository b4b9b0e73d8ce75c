"""A Newsproof without models: a real archive, and answers chosen by a word in the question.

Run as a program it serves the page and prints its address: `python -m tests.bot.page.fake`.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from bot.answer import (
    Answer,
    Attributed,
    Check,
    Citation,
    Copies,
    Proof,
    ResolvedDate,
    Statement,
    Status,
)
from bot.clock import StageClock
from bot.house import Rules
from bot.settings import Settings
from bot.verdict import CheckedClaim, Claim, Evidence, Report, Stance, Verdict, Worth
from bot.writing.answering import quoted_events
from bot.writing.quoting import QuoteWriter
from bot.writing.values import (
    AnswerEvent,
    Cost,
    Ending,
    Finished,
    Quoted,
    Record,
    Stated,
    Withheld,
)
from index.filters import ANYTHING, Filters
from index.passages import Passage
from index.search import Hit
from sources.archive import Archive
from sources.article import Article, Part, PartKind, Quote, Retraction, Span
from sources.errors import UnavailableError

TALKS = (
    "Moscow has broken off negotiations with Tokyo on a treaty that would formally end World War "
    "II between them, citing the sanctions that Japan imposed over the war in Ukraine."
)
STATEMENT = (
    "In a statement issued on Monday, the Russian Foreign Ministry said it did not intend to "
    "continue the talks in the present conditions because Japan had taken an “openly unfriendly” "
    "position and was trying to harm Russia’s interests."
)
FILLER = [
    "The ministry also stopped visa-free trips by Japanese citizens to the disputed islands, an "
    "arrangement that dates from 1991, and simplified visits by former residents, agreed in 1999.",
    "The two countries have never signed a peace treaty because both claim four islands off the "
    "coast of Hokkaido, Japan’s northernmost main island. Russia, which controls them, calls them "
    "the southern Kurils. In Japan they are known as the Northern Territories.",
] * 3
MARCH_A = "The organisers counted 9,000 people at the march for the maternity ward."
MARCH_B = "Police put the number of marchers at about 3,500."
TAP = "The water is safe, and it was safe all along."
HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
NEWLY = "Moscow has broken off negotiations with Tokyo."
SUGGESTION = "Why were the talks halted?"
ALL_CHECKS = ("quote", "numbers", "dates", "names", "negation", "entailed")


def article(number: int, title: str, body: Sequence[str], **fields: object) -> Article:
    """Make an article whose text begins with its title and a caption."""
    lines = [
        (PartKind.TITLE, title),
        (PartKind.BYLINE, "By Mara Linden"),
        (PartKind.CAPTION, "A photograph of the day. Photo: Newsproof"),
        *((PartKind.BODY, line) for line in body),
    ]
    text, parts = "", []
    for kind, line in lines:
        parts.append(Part(kind=kind, span=Span(start=len(text), end=len(text) + len(line))))
        text += line + "\n\n"
    values: dict[str, object] = {
        "article_id": f"{number:016x}",
        "title": title,
        "text": text,
        "parts": tuple(parts),
        "authors": ("Mara Linden",),
        "publisher": "Newsproof Sample Wire",
        "published": date(2022, 3, 22),
        "updated": date(2022, 3, 23),
        "url": f"https://wire.example/{number}",
        "language": "en",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "origin": f"world-{number:02}.md",
        "retrieved": datetime(2026, 11, 1, tzinfo=UTC),
        "is_sample": True,
    }
    return Article(**{**values, **fields})  # type: ignore[arg-type]


def articles() -> list[Article]:
    """Return the fake archive's content."""
    ledger = {"publisher": "Harbour Ledger", "updated": None, "published": date(2023, 6, 2)}
    return [
        article(1, "Russia halts peace treaty talks with Japan", [TALKS, *FILLER, STATEMENT]),
        article(2, "Thousands march for maternity ward", [FILLER[0], MARCH_A], **ledger),
        article(3, "Police count 3,500 at march", [MARCH_B], **ledger),
        article(
            4,
            "Benzene found in tap water",
            ["Benzene was found in the drinking water of Tessenhaven."],
            publisher="North Shore Radio",
            published=date(2023, 5, 23),
            updated=None,
            retraction=Retraction(on=date(2023, 6, 2), reason="The sample was taken elsewhere."),
        ),
        article(5, "Radio withdraws report on tap water", [TAP], **ledger, is_sample=False),
        article(6, f"Hostile {HOSTILE}", [HOSTILE, "{{value}} ${alert(1)}"], publisher=HOSTILE,
                url="javascript:alert(1)", authors=(HOSTILE,), is_sample=False, origin=HOSTILE),
    ]  # fmt: skip


@dataclass(frozen=True)
class FakeProgress:
    stage: str
    done: int
    total: int | None


@dataclass(frozen=True)
class FakeIngested:
    article_id: str
    version: int
    title: str
    origin: str


@dataclass(frozen=True)
class FakeRejected:
    origin: str
    reason: str


@dataclass(frozen=True)
class FakeIngestReport:
    added: tuple[FakeIngested, ...] = ()
    updated: tuple[FakeIngested, ...] = ()
    unchanged: tuple[FakeIngested, ...] = ()
    rejected: tuple[FakeRejected, ...] = ()


SAID = Attributed(
    voice="said",
    speaker="the Russian Foreign Ministry",
    line="said by the Russian Foreign Ministry",
)
COPIES = Copies(n_articles=5, agency="Reuters")


def emphasis(text: str) -> tuple[Span, ...]:
    """Return where a relative date with its meaning stands, and the words before it."""
    at = text.find("issued on Monday [")
    return (Span(start=at, end=at + len("issued on Monday [21 March")),) if at >= 0 else ()


class FakeChecker:
    """Checks each claim as the fake's `verify` checks a line; the verdict goes by its turn."""

    def __init__(self, newsproof: FakeNewsproof) -> None:
        self._newsproof = newsproof
        self.n_checked = 0

    def check_each(
        self, claims: Sequence[Claim], *, as_of: date | None = None, clock: StageClock
    ) -> Iterator[CheckedClaim]:
        given = self._newsproof.verify("\n".join("abcde"), as_of=as_of).claims
        for at, claim in enumerate(claims):
            time.sleep(self._newsproof.pause_s)
            if "broken" in claim.text:
                raise RuntimeError(claim.text)
            self.n_checked += 1
            if claim.worth is not Worth.CHECK:
                yield CheckedClaim(claim=claim, verdict=Verdict.NOT_CHECKED, confidence=0.0,
                                   reason=f"Not worth checking: {claim.worth_reason}.")  # fmt: skip
                continue
            yield replace(given[at % len(given)], claim=claim)

    def report(
        self, text: str, checked: Sequence[CheckedClaim], *, as_of: date | None, clock: StageClock
    ) -> Report:
        return Report(text=text, claims=tuple(checked), as_of=as_of, timings_ms={"total": 230.0})


class FakeNewsproof:
    """Answers by a word in the question: talks, march, broken, hostile, safe; else it abstains.

    With `is_writing` a language model writes the answer about the talks anew.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        pause_s: float = 0.0,
        is_writing: bool = False,
        language: Literal["en", "de"] = "en",
    ) -> None:
        self.archive = Archive.open(data_dir, create=True)
        self.settings = Settings(data_dir=data_dir, language=language)
        self.rules = Rules()
        self.writer = "fake writer" if is_writing else QuoteWriter.identity
        self.pause_s = pause_s
        with self.archive.transaction():
            for each in articles():
                self.archive.add(each)

    def citation(self, number: int, article_id: int, quote: str) -> Citation:
        source = self.archive.get(f"{article_id:016x}")
        start = source.text.index(quote)
        at = quote.find("Monday")
        resolved = ResolvedDate(
            span=Span(start=max(at, 0), end=max(at, 0) + 6),
            words="Monday",
            meaning="21 March 2022",
            first=date(2022, 3, 21),
            last=date(2022, 3, 21),
        )
        return Citation(
            number=number,
            quote=Quote.of(source, Span(start=start, end=start + len(quote))),
            title=source.title,
            publisher=source.publisher,
            url=source.url,
            published=source.published,
            updated=source.updated,
            resolved=(resolved,) if at >= 0 else (),
            is_sample=source.is_sample,
        )

    def stream(
        self,
        question: str,
        *,
        as_of: date | None = None,
        understood: str = "",
        filters: Filters = ANYTHING,
    ) -> Generator[AnswerEvent, None, None]:
        answer = self.ask(understood or question, as_of=as_of)
        answer = replace(answer, question=question, understood=understood)
        if self.writer == QuoteWriter.identity or "talks" not in answer.question:
            yield from quoted_events(answer)
            return
        yield Quoted(answer=answer)
        time.sleep(5 * self.pause_s)
        said = Statement(text=NEWLY, citations=(1,), proof=proof())
        yield Stated(statement=said)
        time.sleep(5 * self.pause_s)
        yield Withheld(reason="a number in it is not the quote's")
        record = Record(writer="fake writer", ending=Ending.DONE, n_proven=1, n_withheld=1,
                        cost=Cost())  # fmt: skip
        statements = (said, *answer.statements[1:])
        yield Finished(answer=replace(answer, statements=statements), record=record)

    def suggestions(self, answer: Answer, *, filters: Filters = ANYTHING) -> tuple[str, ...]:
        time.sleep(self.pause_s)
        return (SUGGESTION,)

    def checker(self) -> FakeChecker:
        return FakeChecker(self)

    def retrieve(
        self, query: str, k: int, as_of: date | None, filters: Filters = ANYTHING
    ) -> list[Hit]:
        source = self.archive.get(f"{1:016x}")
        start = source.text.index(STATEMENT)
        passage = Passage(article_id=source.article_id, version=1, start=start,
                          end=start + len(STATEMENT), text=STATEMENT)  # fmt: skip
        return [Hit(passage=passage, score=0.9, rank=1)][:k]

    def ask(self, question: str, *, as_of: date | None = None) -> Answer:
        time.sleep(self.pause_s)
        made = {
            "backends": {"encoder": "embedded:", "judge": "embedded:", "writer": "quotes"},
            "timings_ms": {"search": 40.0, "total": 412.0},
        }
        if "broken" in question:
            raise RuntimeError(f"secret detail about {question}")
        if "unavailable" in question:
            raise UnavailableError("the encoder is not there", "install it with pip")
        if "march" in question:
            cited = (self.citation(1, 2, MARCH_A), self.citation(2, 3, MARCH_B))
            return Answer(
                question=question, status=Status.CONFLICTING, text="",
                statements=tuple(
                    Statement(text=c.quote.text, citations=(c.number,), proof=proof(), side=side)
                    for c, side in zip(cited, "ab", strict=True)
                ),
                citations=cited, reason="The organisers say 9,000, the police 3,500.",
                as_of=as_of, **made,
            )  # fmt: skip
        if "talks" in question or "hostile" in question:
            quotes = (TALKS, STATEMENT) if "talks" in question else (HOSTILE,)
            source = 1 if "talks" in question else 6
            cited = tuple(self.citation(n, source, q) for n, q in enumerate(quotes, start=1))
            if "talks" in question:
                cited = (cited[0], replace(cited[1], attributed=SAID, copies=COPIES))
            texts = [c.quote.text.replace("Monday,", "Monday [21 March 2022],") for c in cited]
            return Answer(
                question=question, status=Status.ANSWERED, text=" ".join(texts),
                statements=tuple(
                    Statement(
                        text=text, citations=(c.number,), proof=proof(), emphasis=emphasis(text)
                    )
                    for text, c in zip(texts, cited, strict=True)
                ),
                citations=cited, as_of=as_of, **made,
            )  # fmt: skip
        if "safe" in question:
            cited = (self.citation(1, 5, TAP),)
            return Answer(
                question=question, status=Status.ANSWERED, text=f"Yes. {TAP}", short="Yes",
                statements=(Statement(text=TAP, citations=(1,), proof=proof()),),
                citations=cited, as_of=as_of, **made,
            )  # fmt: skip
        return Answer(
            question=question, status=Status.ABSTAINED, text="The archive doesn't say.",
            nearest=(self.citation(1, 5, TAP), self.citation(2, 1, STATEMENT)),
            reason="No article says anything of an airport.", as_of=as_of, **made,
        )  # fmt: skip

    def verify(self, text: str, *, as_of: date | None = None) -> Report:
        time.sleep(self.pause_s)
        if "broken" in text:
            raise RuntimeError(text)
        against = Evidence(
            stance=Stance.REFUTES, confidence=0.9, citation=self.citation(2, 3, MARCH_B),
            reason="the article says 3,500, the claim 9,000", labels=("publisher not vetted",),
        )  # fmt: skip
        support = Evidence(
            stance=Stance.SUPPORTS, confidence=0.93, citation=self.citation(1, 1, TALKS)
        )
        near = Evidence(stance=Stance.NEUTRAL, confidence=0.4, citation=self.citation(1, 5, TAP))
        numbers = Check(name="numbers", passed=False, reason="3,500 is not 9,000")
        given = [
            (Verdict.SUPPORTED, (support,), ()),
            (Verdict.REFUTED, (against,), (numbers, Check(name="names", passed=True))),
            (Verdict.CONFLICTING, (support, against), ()),
            (Verdict.NOT_ENOUGH_EVIDENCE, (near,), ()),
            (Verdict.NOT_CHECKED, (), ()),
        ]
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        claims = []
        for at, line in enumerate(lines):
            verdict, evidence, checks = given[at % len(given)]
            start = text.index(line)
            claims.append(
                CheckedClaim(
                    claim=Claim(text=line, span=Span(start=start, end=start + len(line))),
                    verdict=verdict,
                    confidence=0.87,
                    evidence=evidence,
                    checks=checks,
                    reason=f"{verdict.value.replace('_', ' ').capitalize()}, by what is quoted.",
                    notes=("Rests on one report alone (Harbour Ledger).",) if at % 5 == 1 else (),
                    today=Verdict.SUPPORTED if as_of else None,
                    settle="" if at % 5 < 3 else "The record of the council meeting of 2 June.",
                )
            )
        return Report(text=text, claims=tuple(claims), as_of=as_of, timings_ms={"total": 230.0})

    def ingest(
        self, paths: Sequence[Path], *, on_progress: Callable[[FakeProgress], None] | None = None
    ) -> FakeIngestReport:
        added, rejected = [], []
        for done, path in enumerate(paths, start=1):
            data = path.read_bytes()
            if on_progress:
                on_progress(FakeProgress("embedding", done, len(paths)))
            time.sleep(self.pause_s)
            if b"\0" in data:
                rejected.append(FakeRejected(path.name, "this is no text"))
                continue
            number = int(hashlib.sha256(data).hexdigest()[:8], 16)
            title, _, body = data.decode().partition("\n")
            new = article(number, title, [body.strip()], publisher="Own upload", is_sample=False)
            with self.archive.transaction():
                self.archive.add(new)
            added.append(FakeIngested(new.article_id, 1, title, str(path)))
        return FakeIngestReport(added=tuple(added), rejected=tuple(rejected))


def proof() -> Proof:
    """Return a proof in which every check passed."""
    return Proof(checks=tuple(Check(name=n, passed=True, reason="as quoted") for n in ALL_CHECKS))


def main() -> None:
    """Serve the page with the fake until Ctrl-C."""
    from bot.page.app import serve

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--writing", action="store_true")
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        serve(
            FakeNewsproof(  # type: ignore[arg-type]
                Path(folder),
                pause_s=given.pause,
                is_writing=given.writing,
                language=given.language,
            ),
            host=given.host,
            port=given.port,
            on_ready=lambda url: print(url, flush=True),
        )
        print("ended", flush=True)


if __name__ == "__main__":
    main()
