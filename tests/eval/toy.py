"""A five-article archive, cases over it and a plain fake system, shared by the tests of `eval`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from bot.answer import Answer, Check, Citation, Proof, Statement, Status
from bot.verdict import Verdict
from eval.cases import CaseSet, ClaimCase, GoldQuote, Kind, Question
from eval.systems import Judgement, check_each
from sources.archive import Archive
from sources.article import Article, Part, PartKind, Quote, Span

NOW = datetime(2026, 11, 1, tzinfo=UTC)

TEXTS = {
    "flood": (
        "River floods Marle",
        "The river Oste rose to 4.2 metres on Sunday. Three hundred people left their homes in "
        "Marle.\n\nThe mayor closed two bridges.",
    ),
    "museum": (
        "Museum buys Roman coin hoard",
        "The Lind Museum has bought 1,200 Roman coins for 90,000 euros. They were found by a "
        "farmer in a beet field near Oberlind.",
    ),
    "strike": (
        "Bus drivers strike in Cardon",
        "Bus drivers in Cardon stopped work on Tuesday. They want 6 percent more pay. "
        "Talks with the city are set for Thursday at noon.",
    ),
    "observatory": (
        "Observatory reopens after repairs",
        "The Halm observatory opened its dome again on Friday. Repairs to the telescope took 14 "
        "months. Visitors may come on weekends.",
    ),
    "wolf": (
        "Wolf seen near Tarn",
        "A wolf was filmed near Tarn on Monday night. The forester Ada Brink said it was young. "
        "No sheep were harmed.",
    ),
}


def make_article(name: str, *, day: int = 1, text: str | None = None) -> Article:
    """Return an article of the toy archive."""
    title, body = TEXTS.get(name, (name, text or name))
    body = text or body
    digest = hashlib.sha256(f"{name}{body}".encode()).hexdigest()
    return Article(
        article_id=hashlib.sha256(name.encode()).hexdigest()[:16],
        title=title,
        text=body,
        parts=(Part(kind=PartKind.BODY, span=Span(start=0, end=len(body))),),
        published=date(2024, 5, day),
        url=url_of(name),
        sha256=digest,
        origin=f"{name}.md",
        retrieved=NOW,
    )


def url_of(name: str) -> str:
    """Return the address of a toy article."""
    return f"https://toy.example/{name}"


def make_archive(folder: Path) -> Archive:
    """Return an archive with the five articles, published on 1 to 5 May 2024."""
    archive = Archive.open(folder, create=True)
    with archive.writing(now=NOW), archive.transaction():
        for day, name in enumerate(TEXTS, start=1):
            archive.add(make_article(name, day=day))
    return archive


def write_toys(folder: Path) -> Path:
    """Write the five articles as Markdown files, and return their folder."""
    for day, (name, (title, text)) in enumerate(TEXTS.items(), start=1):
        head = f'title: "{title}"\npublished: 2024-05-0{day}\nurl: {url_of(name)}'
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n{text}\n")
    return folder


def gold_quote(name: str, words: str, *, side: str = "", stance: str = "") -> GoldQuote:
    """Return a gold quote of a toy article."""
    return GoldQuote(article=url_of(name), quote=words, side=side, stance=stance)  # type: ignore[arg-type]


CASES = CaseSet(
    split="dev",
    questions=(
        Question(
            id="q1",
            question="How high did the river Oste rise?",
            kind=Kind.ANSWERABLE,
            status=Status.ANSWERED,
            gold=(gold_quote("flood", "The river Oste rose to 4.2 metres on Sunday."),),
        ),
        Question(
            id="q2",
            question="How many Roman coins did the Lind Museum buy?",
            kind=Kind.ANSWERABLE,
            status=Status.ANSWERED,
            gold=(gold_quote("museum", "bought 1,200 Roman coins"),),
        ),
        Question(
            id="q3",
            question="Who won the chess final in Lisbon?",
            kind=Kind.NEAR_MISS,
            status=Status.ABSTAINED,
        ),
    ),
    claims=(
        ClaimCase(
            id="c1",
            claim="Repairs to the telescope of the Halm observatory took 14 months.",
            verdict=Verdict.SUPPORTED,
            gold=(
                gold_quote(
                    "observatory", "Repairs to the telescope took 14 months.", stance="supports"
                ),
            ),
        ),
        ClaimCase(
            id="c2", claim="The chess final was in Lisbon.", verdict=Verdict.NOT_ENOUGH_EVIDENCE
        ),
        ClaimCase(
            id="c3",
            claim="Bus drivers in Cardon want 16 percent more pay.",
            verdict=Verdict.REFUTED,
            gold=(
                gold_quote(
                    "strike",
                    "They want 6 percent more pay. "
                    "Talks with the city are set for Thursday at noon.",
                    stance="refutes",
                ),
            ),
        ),
    ),
)


PROVEN = Proof(checks=(Check(name="quote", passed=True),))


def answered(question: str, quotes: Sequence[Quote]) -> Answer:
    """Return an answer of one statement a quote."""
    return Answer(
        question=question,
        status=Status.ANSWERED,
        text=" ".join(quote.text for quote in quotes),
        statements=tuple(
            Statement(text=quote.text, citations=(number,), proof=PROVEN)
            for number, quote in enumerate(quotes, start=1)
        ),
        citations=tuple(
            Citation(number=number, quote=quote, title="t")
            for number, quote in enumerate(quotes, start=1)
        ),
    )


def abstained(question: str) -> Answer:
    """Return a refusal."""
    return Answer(question=question, status=Status.ABSTAINED, text="Not in the archive.")


@dataclass
class FakeSystem:
    """A system that answers from tables: what isn't in them is declined."""

    name: str = "fake"
    passages: dict[str, list[Quote]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    judgements: dict[str, Judgement] = field(default_factory=dict)

    def search(self, question: str, *, k: int, as_of: date | None) -> list[Quote]:
        return self.passages.get(question, [])[:k]

    def ask(self, question: str, *, as_of: date | None) -> Answer:
        return self.answers.get(question, abstained(question))

    def verify(self, claim: str, *, as_of: date | None) -> Judgement:
        nothing = Judgement(verdict=Verdict.NOT_ENOUGH_EVIDENCE)
        return self.judgements.get(claim, nothing)

    def check(self, draft: str, *, as_of: date | None) -> list[tuple[Span, Judgement]]:
        return check_each(self, draft, as_of=as_of)
