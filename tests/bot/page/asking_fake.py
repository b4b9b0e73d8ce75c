"""A fake whose search can be narrowed, and whose archive changes behind what was kept.

Run as a program it serves the page like `tests.bot.page.fake`; "change" in a question corrects
and retracts what the answers cite.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.access.modes import Mode, Policy
from bot.access.passwords import Password
from bot.answer import Answer, Status
from bot.settings import Settings
from bot.writing.values import AnswerEvent
from index.filters import ANYTHING, Filters
from sources.article import Article
from tests.bot.page.fake import FakeNewsproof, article

SECRET = "correct horse battery staple"
NEW_MARCH = "The organisers counted 7,000 people at the march for the maternity ward."


class AskingFake(FakeNewsproof):
    """Cites only what the filters let through, and abstains where they let nothing through."""

    filters: Filters = ANYTHING

    def stream(
        self,
        question: str,
        *,
        as_of: date | None = None,
        understood: str = "",
        filters: Filters = ANYTHING,
    ) -> Generator[AnswerEvent, None, None]:
        if "change" in question:
            self.change()
        self.filters = filters
        yield from super().stream(question, as_of=as_of, understood=understood)

    def suggestions(self, answer: Answer, *, filters: Filters = ANYTHING) -> tuple[str, ...]:
        named = tuple(f"What did {name} report?" for name in filters.publishers)
        return named or super().suggestions(answer)

    def ask(self, question: str, *, as_of: date | None = None) -> Answer:
        answer = super().ask(question, as_of=as_of)
        filters = self.filters
        if not filters.publishers or answer.status is Status.ABSTAINED:
            return answer
        if all(citation.publisher in filters.publishers for citation in answer.citations):
            return answer
        return replace(answer, status=Status.ABSTAINED, statements=(), citations=(), text="No.",
                       reason="No article of these says anything of it.")  # fmt: skip

    def change(self) -> None:
        """Bring out a newer version of one article, and retract another."""
        newer: Article = article(2, "Thousands march for maternity ward", [NEW_MARCH], version=2,
                                 publisher="Harbour Ledger", published=date(2023, 6, 2),
                                 updated=date(2023, 6, 9))  # fmt: skip
        now = datetime.now(UTC)
        with self.archive.writing(now=now), self.archive.transaction():
            self.archive.add(newer)
            self.archive.retract(f"{1:016x}", on=date(2024, 5, 6), reason="It was made up.")


def main() -> None:
    """Serve the page until it is killed."""
    from bot.page.app import serve

    parser = argparse.ArgumentParser()
    parser.add_argument("--language", default="en")
    parser.add_argument("--mode", type=Mode, default=Mode.OWN)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        newsproof = AskingFake(Path(folder))
        newsproof.settings = Settings(data_dir=Path(folder), language=given.language)
        if given.mode is Mode.SHARED:
            Password(Path(folder)).set(SECRET)
        serve(
            newsproof,  # type: ignore[arg-type]
            port=0,
            policy=Policy(mode=given.mode),
            on_ready=lambda url: print(url, flush=True),
        )


if __name__ == "__main__":
    main()
