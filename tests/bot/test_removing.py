"""Removing says what was removed, and no byte of it stays."""

from __future__ import annotations

import zlib
from datetime import timedelta

from sqlalchemy import insert, select

from bot.ingesting import keep
from bot.removing import remove
from index.keeper import IndexKeeper
from sources.archive import Archive
from sources.copies import reports_of
from sources.readers.originals import Originals
from sources.readers.reading import Read
from sources.readers.registry import read_bytes
from sources.tables import copies, copy_bands, corrections, originals, saved, saved_quotes
from tests.fakes import NOW, FakeEncoder, article_id, make_article

SECOND = timedelta(seconds=1)
SAID = "The port authority of Nordhaven said on Tuesday that the water of Zanzibar is safe again. "
NOTICE = "An earlier version of this article misstated the place of Zanzibar."


def read(name: str, text: str, originals: Originals) -> list[Read]:
    return read_bytes(text.encode(), origin=name, retrieved=NOW, originals=originals)


def test_removing_says_what_was_removed_and_leaves_no_byte(archive: Archive) -> None:
    taken = Originals()
    tap = read("tap.md", f"---\ntitle: Zanzibar tap\n---\n\n{SAID * 3}\n\n{NOTICE}", taken)
    late = read("tap.md", f"---\ntitle: Zanzibar tap\n---\n\n{SAID * 2}\n\n{NOTICE}", taken)
    keeper = IndexKeeper(archive, FakeEncoder())
    with archive.writing(now=NOW):
        keep(archive, [*tap, *late], now=NOW, originals=taken)
        keep(archive, [make_article("quay", "The quay of the town is open again.")], now=NOW)
        keeper.sync(now=NOW)
    packed = [row.content for row in archive.read(select(originals))]
    assert [b"Zanzibar" in zlib.decompress(content) for content in packed] == [True, True]
    name = archive.articles()[0].article_id
    assert name != article_id("quay")
    with archive.transaction() as connection:
        row = {
            "id": "one",
            "kind": "answer",
            "text": "?",
            "pack": "{}",
            "saved": "",
            "saved_by": "",
        }
        connection.execute(insert(saved), [row])
        quoted = {"saved_id": "one", "article_id": name, "version": 1, "start": 0, "end": 4}
        connection.execute(insert(saved_quotes), [quoted])

    done = remove(archive, keeper, name, now=NOW + SECOND)

    assert (done.article_id, done.title) == (name, "Zanzibar tap")
    assert (done.n_versions, done.n_originals, done.still_quoted_by) == (2, 2, ("one",))
    assert done.n_original_bytes == sum(len(zlib.decompress(content)) for content in packed)
    assert done.n_passages >= 2
    assert done.n_vectors >= 1
    for table in (originals, corrections):
        assert archive.read(select(table)) == []
    for table in (copies, copy_bands):
        assert {row.article_id for row in archive.read(select(table))} == {article_id("quay")}
    files = [path for path in archive.data_dir.rglob("*") if path.is_file()]
    for token in (b"zanzibar", *(content[10:40] for content in packed)):
        assert not [f.name for f in files if token.lower() in f.read_bytes().lower()], token


def test_copy_of_a_removed_article_is_a_report_of_its_own(archive: Archive) -> None:
    keeper = IndexKeeper(archive, FakeEncoder())
    body = " ".join(f"word{n}" for n in range(80))
    with archive.writing(now=NOW):
        keep(archive, [make_article("a", body), make_article("b", body)], now=NOW)
        keeper.sync(now=NOW)
    remove(archive, keeper, article_id("a"), now=NOW + SECOND)
    found = reports_of(archive, [article_id("b")])[article_id("b")]
    assert (found.representative, found.articles) == (article_id("b"), (article_id("b"),))
