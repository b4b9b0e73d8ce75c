"""The page's fake with what programs need as well; serves what the command line would serve.

Run as a program: `python -m tests.bot.api.served --data-dir DIR [--public] [--mcp] [--stdio]`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.clock import StageClock
from bot.verdict import CheckedClaim, Claim, Report
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
from tests.bot.page.fake import TALKS, FakeNewsproof, article


class ServedNewsproof(FakeNewsproof):
    """Answers as the fake does; says on standard output how far a check came."""

    def stream(
        self,
        question: str,
        *,
        as_of: date | None = None,
        understood: str = "",
        filters: Filters = ANYTHING,
    ) -> Generator[AnswerEvent, None, None]:
        answer = self.ask(question, as_of=as_of)
        yield Quoted(answer=answer)
        for number, statement in enumerate(answer.statements):
            yield Stated(statement=statement, instead="a number differs" if number else "")
        yield Withheld(reason="it cites nothing")
        record = Record(writer="fake", ending=Ending.DONE, cost=Cost())
        yield Finished(answer=answer, record=record)

    def search(self, query: str, *, k: int = 10, as_of: date | None = None) -> list[Hit]:
        source = self.archive.get(f"{1:016x}")
        start = source.text.index(TALKS)
        passage = Passage(
            article_id=source.article_id,
            version=source.version,
            start=start,
            end=start + len(TALKS),
            text=TALKS,
        )
        return [Hit(passage=passage, score=0.9, rank=1)][:k]

    def verify(
        self,
        text: str,
        *,
        as_of: date | None = None,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Report:
        # The page's fake fails at this word, which schemathesis picks up from an answer.
        report = super().verify(text.replace("broken", "called"), as_of=as_of)
        for done in range(1, len(report.claims) + 1):
            time.sleep(self.pause_s)
            print(f"checked {done}", flush=True)
            on_progress(done, len(report.claims))
        return report

    def checker(self) -> FakeChecker:
        return FakeChecker(self)


class FakeChecker:
    def __init__(self, newsproof: ServedNewsproof) -> None:
        self._newsproof = newsproof

    def check_each(
        self, claims: Sequence[Claim], *, as_of: date | None = None, clock: StageClock
    ) -> Iterator[CheckedClaim]:
        for number, claim in enumerate(claims, 1):
            time.sleep(self._newsproof.pause_s)
            print(f"checked {number}", flush=True)
            # The fake looks at whole lines: give it one, and put the claim's own place back.
            found = FakeNewsproof.verify(self._newsproof, claim.text, as_of=as_of)
            yield replace(found.claims[0], claim=claim)

    def report(
        self, text: str, checked: Sequence[CheckedClaim], *, as_of: date | None, clock: StageClock
    ) -> Report:
        return Report(text=text, claims=tuple(checked), as_of=as_of, timings_ms={"total": 1.0})


def main() -> None:
    """Serve until a signal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--public", action="store_true")
    parser.add_argument("--mcp", action="store_true")
    parser.add_argument("--stdio", action="store_true")
    parser.add_argument("--name", action="append", default=[])
    parser.add_argument("--behind-proxy", action="append", default=[])
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--patience", type=float, help="seconds for a request, in place of 15")
    given = parser.parse_args()
    newsproof = ServedNewsproof(given.data_dir, pause_s=given.pause)
    _correct_an_article(newsproof)
    if given.stdio:
        import anyio

        from bot.mcp.serving import serve_stdio

        anyio.run(serve_stdio, newsproof)
        return
    from bot.access.modes import Policy
    from bot.access.peers import read_networks
    from bot.page import bodies, server
    from bot.page.app import serve

    if given.patience:
        server.HEAD_TIMEOUT_S = bodies.BODY_TIMEOUT_S = given.patience
    serve(
        newsproof,  # type: ignore[arg-type]
        host=given.host,
        port=0,
        policy=Policy.of(
            given.host,
            is_public=given.public,
            names=tuple(given.name),
            proxies=read_networks(given.behind_proxy),
            has_mcp=given.mcp,
        ),
        on_ready=lambda url: print(url, flush=True),
    )
    print("ended", flush=True)


def _correct_an_article(newsproof: ServedNewsproof) -> None:
    """Add a version of an article that no answer cites."""
    corrected = article(
        4, "Benzene found in tap water", ["A correction."], updated=date(2023, 6, 4),
        publisher="North Shore Radio", published=date(2023, 5, 23),
    )  # fmt: skip
    with newsproof.archive.transaction():
        newsproof.archive.add(corrected)


if __name__ == "__main__":
    main()
