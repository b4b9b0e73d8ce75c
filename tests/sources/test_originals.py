"""Originals: kept once, of every format, and read again alone to the same article."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from sources import provenance, rereading
from sources.archive import Archive
from sources.article import Article
from sources.readers import originals as kept_originals
from sources.readers import read_bytes
from sources.readers.columns import find_columns
from sources.readers.originals import Original, Originals, read_original
from sources.rereading import Reread
from sources.rows import CameBy
from sources.tables import originals
from tests.fakes import NOW
from tests.sources.conftest import BODY, RETRIEVED


def as_zip(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return packed.getvalue()


def as_warc(*pages: tuple[str, str]) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    made = io.BytesIO()
    writer = WARCWriter(made, gzip=True)
    for address, page in pages:
        headers = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
        )
        writer.write_record(
            writer.create_warc_record(
                address, "response", payload=io.BytesIO(page.encode()), http_headers=headers
            )
        )
    return made.getvalue()


def page(title: str) -> str:
    text = "".join(f"<p>{block}</p>" for block in BODY.split("\n\n"))
    return f"<html><head><title>{title}</title></head><body><article>{text}</article></body></html>"


ITEMS = [{"title": f"Pier {n} closes", "text": BODY, "date": "2024-05-01"} for n in range(3)]
ROWS = "headline;body;date\n" + "".join(
    f'Pier {n} closes;"{BODY.replace(chr(34), "")}";2024-05-01\n' for n in range(3)
)
FILES = {
    "a.txt": f"Pier closes\n\n{BODY}".encode(),
    "a.md": f"---\ntitle: Pier closes\n---\n\n{BODY}".encode(),
    "a.html": page("Pier closes").encode(),
    "many.jsonl": "\n".join(map(json.dumps, ITEMS)).encode(),
    "utf16.jsonl": "\n".join(map(json.dumps, ITEMS)).encode("utf-16"),
    "many.json": json.dumps(ITEMS, indent=1).encode(),
    "one.json": json.dumps(ITEMS[0]).encode(),
    "many.csv": ROWS.encode(),
    "latin.csv": ROWS.replace("Pier", "Père").encode("cp1252"),
    "news.zip": as_zip(one_txt=f"Pier closes\n\n{BODY}", two_csv=ROWS, three_html=page("Pier")),
    "crawl.warc.gz": as_warc(
        ("https://a.example/one", page("One pier closes")),
        ("https://a.example/two?x=1", page("Two piers close")),
    ),
}


def read(name: str, data: bytes, **options: str) -> tuple[list[Article], Originals]:
    taken = Originals()
    results = read_bytes(data, origin=name, retrieved=RETRIEVED, originals=taken, **options)
    assert all(isinstance(result, Article) for result in results), results
    return [result for result in results if isinstance(result, Article)], taken


@pytest.mark.parametrize("name", FILES)
def test_each_original_is_read_again_alone_to_the_same_article(name: str) -> None:
    articles, taken = read(name, FILES[name])
    assert articles
    for article in articles:
        original = taken.pop(article.sha256)
        assert original is not None
        assert len(original.content) <= len(FILES[name]) or name.endswith((".zip", ".gz"))
        again = read_original(original, article, retrieved=RETRIEVED)
        assert again == [article]


def test_pasted_text_and_served_page_are_read_again_by_what_they_were_said_to_be() -> None:
    for name, media_type in (("pasted text", "text/plain"), ("https://a.example/x", "text/html")):
        data = FILES["a.html"] if "html" in media_type else FILES["a.txt"]
        (article,), taken = read(name, data, media_type=media_type)
        original = taken.pop(article.sha256)
        assert original is not None
        assert read_original(original, article, retrieved=RETRIEVED) == [article]


def is_known(name: str) -> bool:
    """Say whether a table takes a column of this name for a field: "x" is no address, no day."""
    return len(find_columns(["title", "text", name], {})) > 2


@given(names=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), max_size=5))
def test_any_header_of_a_table_comes_along(names: list[str]) -> None:
    more = [f'"{name}"' for name in names if '"' not in name and not is_known(name)]
    header = ",".join(["title", "text", *more])
    data = f'{header}\nPier,"{BODY.replace(chr(34), "")}"{",x" * len(more)}\n'.encode()
    articles, taken = read("t.csv", data)
    for article in articles:
        original = taken.pop(article.sha256)
        assert original is not None
        assert read_original(original, article, retrieved=RETRIEVED) == [article]


def test_what_is_too_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_originals, "MAX_ORIGINAL_BYTES", 10)
    (article,), taken = read("a.txt", FILES["a.txt"])
    assert taken.pop(article.sha256) is None


def store(archive: Archive, article: Article, original: Original | None) -> None:
    with archive.writing(now=NOW), archive.transaction():
        archive.add(article, came_by=CameBy.URL, reader=original.reader if original else "")
        if original:
            provenance.keep(archive, article.sha256, original)


def test_original_is_kept_once_and_goes_with_the_last_that_needs_it(archive: Archive) -> None:
    (article,), taken = read("a.txt", FILES["a.txt"])
    original = taken.pop(article.sha256)
    other = replace(article, article_id="0" * 16)
    for one in (article, other, replace(article, title="Pier shuts")):
        store(archive, one, original)

    def n_kept() -> int:
        return int(archive.read(select(func.count()).select_from(originals))[0][0])

    assert n_kept() == 1
    came = provenance.provenance_of(archive, archive.get(article.article_id))
    assert (came.came_by, came.reader, came.n_bytes) == ("url", "plain", len(FILES["a.txt"]))
    assert came.n_stored is not None
    assert came.n_stored < len(FILES["a.txt"])
    for one, left in ((article, 1), (other, 0)):
        with archive.writing(now=NOW), archive.transaction():
            archive.remove(one.article_id)
        assert n_kept() == left


def test_original_of_nothing_archived_is_not_kept(archive: Archive) -> None:
    with archive.writing(now=NOW), archive.transaction():
        original = Original(content=b"x", media_type="", reader="plain")
        provenance.keep(archive, "ab" * 32, original)
    assert archive.read(select(func.count()).select_from(originals))[0][0] == 0


class TestReadingAgain:
    def test_same_readers_change_nothing(self, archive: Archive) -> None:
        (article,), taken = read("a.txt", FILES["a.txt"])
        store(archive, article, taken.pop(article.sha256))
        (found,) = rereading.read_again(archive, [article.article_id], now=NOW)
        assert (found.outcome, found.fresh) == (Reread.UNCHANGED, None)

    @pytest.mark.parametrize("day", [date(2024, 4, 30), None], ids=["dated", "undated"])
    def test_better_reading_is_a_new_version_of_the_same_day(
        self, archive: Archive, day: date | None
    ) -> None:
        """The archived text is what a worse reader made of the same bytes."""
        text = FILES["a.txt"].replace(
            b"closes", b"closes\n\nPublished: April 30, 2024" if day else b"closes"
        )
        (article,), taken = read("a.txt", text)
        worse = replace(article, text=article.text.replace("grain", "gra1n"))
        store(archive, worse, taken.pop(article.sha256))
        (found,) = rereading.read_again(archive, [article.article_id], now=NOW)
        assert found.outcome is Reread.CHANGED
        with archive.writing(now=NOW), archive.transaction():
            assert rereading.store(archive, found)
        newest = archive.get(article.article_id)
        assert (newest.version, newest.text) == (2, article.text)
        known_on = day or RETRIEVED.date()
        came = provenance.provenance_of(archive, newest)
        assert (came.dated, came.came_by, came.reader) == (known_on, "url", "plain")
        assert [a.text for a in archive.articles(known_on)] == [article.text]
        assert newest.retrieved == (NOW if day else RETRIEVED)
        (again,) = rereading.read_again(archive, [article.article_id], now=NOW)
        assert again.outcome is Reread.UNCHANGED

    def test_what_was_not_kept_or_is_no_article_any_more_is_told(self, archive: Archive) -> None:
        (article,), _ = read("a.txt", FILES["a.txt"])
        store(archive, article, None)
        other = replace(article, article_id="0" * 16, sha256="ab" * 32)
        store(archive, other, Original(content=b"Short.", media_type="", reader="plain"))
        ids = [article.article_id, other.article_id]
        found = list(rereading.read_again(archive, ids, now=NOW))
        assert [one.outcome for one in found] == [Reread.NOT_KEPT, Reread.REJECTED]
        assert all(one.reason for one in found)
        assert not rereading.store(archive, found[0])


def test_samples_are_read_again_to_what_they_were(tmp_path: Path) -> None:
    samples = sorted((Path(__file__).parents[2] / "sources" / "samples").glob("*.md"))
    for path in samples[:6]:
        articles, taken = read(str(path), path.read_bytes())
        for article in articles:
            original = taken.pop(article.sha256)
            assert original is not None
            assert read_original(original, article, retrieved=RETRIEVED) == [article]
