"""A fake that manages its archive: `python -m tests.bot.page.archive_fake` serves it.

It adds versions, copies, a correction and many plain articles to those of `fake`.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.ingesting import relate
from bot.removing import Removed, remove
from index.keeper import IndexKeeper
from tests.bot.page.fake import FakeNewsproof, article
from tests.fakes import FakeEncoder

NOW = datetime(2026, 11, 1, tzinfo=UTC)
WIRE = (
    "NORDHAVEN (Reuters) - The port authority of Nordhaven said on Tuesday that it will close the "
    "old grain pier for eleven months, after divers found that 40 of its 212 piles had rotted. "
    "The pier was built in 1911 and carries a crane of 90 tonnes, which will be moved by barge."
)
CHANGED = WIRE.replace("40 of its 212", "44 of its 212")


class ManagingFake(FakeNewsproof):
    """The fake with an index, and the two deeds of the facade."""

    def __init__(self, data_dir: Path, *, n_plain: int = 0, **options: Any) -> None:
        super().__init__(data_dir, **options)
        self.settings = self.settings.model_copy(update={"fetch_allow": "127.0.0.0/8"})
        self.keeper = IndexKeeper(self.archive, FakeEncoder())
        first = article(20, "Grain pier closes", [WIRE], publisher="Harbour Ledger")
        made = [
            first,
            replace(article(20, "Grain pier closes", [CHANGED], publisher="Harbour Ledger"),
                    updated=date(2022, 3, 25)),
            article(21, "Pier to close", [WIRE], publisher="North Shore Radio"),
        ]  # fmt: skip
        for each in made:
            with self.archive.transaction():
                added = self.archive.add(each)
                relate(self.archive, added.article_id, added.version)
        with self.archive.transaction():
            for n in range(n_plain):
                on = date(2020, 1, 1) + timedelta(days=n % 1000)
                self.archive.add(
                    article(1000 + n, f"Plain story {n}", [f"Nothing happened, {n} times."],
                            publisher=f"Paper {n % 7}", published=on, updated=None)
                )  # fmt: skip

    def sync(self) -> None:
        with self.archive.writing(now=NOW):
            self.keeper.sync(now=NOW)

    def retract(self, article_id: str, *, on: date | None = None, reason: str = "") -> None:
        with self.archive.writing(now=NOW), self.archive.transaction():
            self.archive.retract(article_id, on=on or NOW.date(), reason=reason)

    def remove(self, article_id: str) -> Removed:
        return remove(self.archive, self.keeper, article_id, now=NOW)


def main() -> None:
    """Serve the page until it is killed."""
    from bot.page.app import serve

    parser = argparse.ArgumentParser()
    parser.add_argument("--plain", type=int, default=0)
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = ManagingFake(Path(folder), n_plain=given.plain, language=given.language)
        made.sync()
        serve(
            made,  # type: ignore[arg-type]
            port=0,
            on_ready=lambda url: print(url, flush=True),
        )


if __name__ == "__main__":
    main()
