"""ZIP, EPUB and WARC: the good parts are read, each bad one is rejected by its name."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import brotli
import pytest

from sources.article import Article, PartKind
from sources.readers import Read, Rejected, read_bytes, read_paths
from tests.sources.conftest import BODY, RETRIEVED
from tests.sources.made_files import FETCHED, docx_of, epub_of, warc_of, zip_of
from tests.sources.made_pdf import column, pdf

GOOD = f"Grain Pier Shut\n\n{BODY}"
FIRST, SECOND = BODY.strip().split("\n\n")
CHAPTER = f"<h1>Grain Pier Shut</h1><p>{FIRST}</p><p>{SECOND}</p>"
PAGE = f"<html><head><title>Grain Pier Shut</title></head><body>{CHAPTER}</body></html>"


def read(data: bytes, origin: str) -> list[Read]:
    return read_bytes(data, origin=origin, retrieved=RETRIEVED)


def reasons(results: list[Read]) -> dict[str, str]:
    return {result.origin: result.reason for result in results if isinstance(result, Rejected)}


def articles(results: list[Read]) -> list[Article]:
    return [result for result in results if isinstance(result, Article)]


class TestZip:
    def test_files_of_every_kind_are_read_in_the_order_of_names(self, tmp_path: Path) -> None:
        data = zip_of(
            {
                "sub/b.md": f"# Pier\n\n{BODY}",
                "a.docx": docx_of([FIRST, SECOND]),
                "c.pdf": pdf([column([*FIRST.split(". "), "and forty more words " * 4])]),
                "d.html": PAGE,
                "e.csv": f'title,text\nPier,"{BODY}"\n',
                "f.epub": epub_of({"one.xhtml": CHAPTER}),
                "g.warc.gz": warc_of([("https://courier.example/x", PAGE)], gzip=True),
                ".DS_Store": "x",
                "__MACOSX/._a.docx": "x",
            }
        )
        results = read(data, "news.zip")
        assert [result.origin for result in results] == [
            "news.zip/a.docx", "news.zip/c.pdf", "news.zip/d.html", "news.zip/e.csv:2",
            "news.zip/f.epub#OEBPS/one.xhtml", "news.zip/g.warc.gz", "news.zip/sub/b.md",
        ]  # fmt: skip
        assert reasons(results) == {
            "news.zip/g.warc.gz": "is a container inside a container; unpack it first"
        }
        (tmp_path / "news.zip").write_bytes(data)
        from_disk = list(read_paths([tmp_path], retrieved=RETRIEVED))
        assert [result.origin.removeprefix(f"{tmp_path}/") for result in from_disk] == [
            result.origin for result in results
        ]

    def test_bad_entries_are_rejected_by_name_and_the_others_read(self) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            link = zipfile.ZipInfo("link.txt")
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, "/etc/passwd")
            for name in ("../up.txt", "/etc/x.txt", "C:/x.txt", "a/../../b.txt", "..\\win.txt"):
                archive.writestr(name, GOOD)
            archive.writestr("good.txt", GOOD)
            archive.writestr("nested.zip", zip_of({"a.txt": GOOD}))
            archive.writestr("photo.jpg", b"\xff\xd8\xff")
            archive.writestr("bomb.txt", b"a" * 50_000_000)
            archive.writestr("odd.txt", GOOD, zipfile.ZIP_LZMA)
        results = read(file.getvalue(), "news.zip")
        assert [article.origin for article in articles(results)] == ["news.zip/good.txt"]
        found = {
            name.removeprefix("news.zip/"): reason for name, reason in reasons(results).items()
        }
        assert found.pop("link.txt") == "is a symbolic link; pack the file itself"
        assert found.pop("nested.zip") == "is a container inside a container; unpack it first"
        assert found.pop("photo.jpg") == "is of a kind that is not read (.jpg)"
        assert found.pop("bomb.txt") == "unpacks to more than 200 times its size"
        assert "packed in a way that is not read" in found.pop("odd.txt")
        assert set(found) == {"../up.txt", "/etc/x.txt", "C:/x.txt", "a/../../b.txt", "..\\win.txt"}
        assert set(found.values()) == {"has a name that leads out of the ZIP"}

    def test_encrypted_and_damaged_entries(self) -> None:
        data = bytearray(zip_of({"a.txt": GOOD, "b.txt": GOOD, "c.txt": GOOD}))
        first, second = (
            data.index(b"PK\x01\x02"),
            data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4),
        )
        data[first + 8] |= 1  # the flag that a.txt is encrypted
        at = data.index(b"b.txt") + 30
        data[at : at + 8] = b"\xff" * 8  # what b.txt is packed as
        assert second
        results = read(bytes(data), "news.zip")
        assert reasons(results) == {
            "news.zip/a.txt": "is encrypted; pack it without a password",
            "news.zip/b.txt": "is damaged inside the ZIP",
        }
        assert len(articles(results)) == 1

    def test_size_that_lies_is_found_out(self) -> None:
        data = bytearray(zip_of({"a.txt": b"a" * 30_000_000, "b.txt": GOOD}))
        central = data.index(b"PK\x01\x02")
        data[central + 24 : central + 28] = struct.pack("<I", 100)  # says 100 bytes
        results = read(bytes(data), "news.zip")
        assert len(articles(results)) == 1
        assert set(reasons(results)) == {"news.zip/a.txt"}

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"PK\x03\x04 no zip", "is no ZIP, or damaged"),
            (zip_of({"a.txt": GOOD})[:-30], "is no ZIP, or damaged"),
            (zip_of({}), "has no text"),
        ],
    )
    def test_useless_zip(self, data: bytes, reason: str) -> None:
        (result,) = read(data, "news.zip")
        assert isinstance(result, Rejected)
        assert reason in result.reason

    def test_name_twice_is_read_once(self) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("a.txt", GOOD)
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr("a.txt", GOOD)
        results = read(file.getvalue(), "news.zip")
        assert reasons(results) == {"news.zip/a.txt": "stands in the ZIP twice"}
        assert len(articles(results)) == 1


class TestEpub:
    def test_each_chapter_is_an_article(self) -> None:
        second = (
            f"<p>By Ingrid Solberg</p><p>3 May 2024</p><p>{SECOND} {FIRST}</p><ul><li>One</li></ul>"
        )
        data = epub_of(
            {"one.xhtml": CHAPTER, "cover.xhtml": "<p>Courier</p>", "two.xhtml": second},
            labels={"two.xhtml": "Harbour engineer warns", "one.xhtml": "Pier"},
            metadata={"creator": "The Courier"},
        )
        first, other, two = read(data, "weekly.epub")
        assert isinstance(first, Article)
        assert (first.title, first.publisher, first.language) == ("Pier", "Courier", "en")
        assert (first.published, first.authors) == (date(2023, 2, 14), ("The Courier",))
        assert first.origin == "weekly.epub#OEBPS/one.xhtml"
        assert isinstance(other, Rejected)
        assert isinstance(two, Article)
        assert two.title == "Harbour engineer warns"
        assert (two.published, two.authors) == (date(2024, 5, 3), ("Ingrid Solberg",))
        assert [span.of(two.text) for span in two.spans(PartKind.BODY)] == [
            f"{SECOND} {FIRST}", "One",
        ]  # fmt: skip
        assert first.article_id != two.article_id

    def test_chapter_that_changes_keeps_its_id_whatever_its_heading(self) -> None:
        ids = {
            read(epub_of({"one.xhtml": CHAPTER.replace("Shut", word)}), "w.epub")[0].article_id
            for word in ("Shut", "Closed")
        }
        assert len(ids) == 1

    def test_markup_is_text_and_scripts_are_not(self) -> None:
        chapter = "<h1>Pier</h1><p>A &amp; B, <em>rot</em>ten<br/>piles&nbsp;here.</p>"
        chapter += f"<script>x()</script><p>{FIRST}</p>"
        (article,) = read(epub_of({"one.xhtml": chapter}), "w.epub")
        assert isinstance(article, Article)
        assert article.text == f"Pier\n\nA & B, rotten\npiles here.\n\n{FIRST}"

    def test_bad_chapters_are_rejected_and_the_others_read(self) -> None:
        data = epub_of(
            {
                "deep.xhtml": "<div>" * 10_000 + FIRST,
                "good.xhtml": CHAPTER,
                "locked.xhtml": CHAPTER,
            },
            extra={
                "META-INF/encryption.xml": '<encryption xmlns:e="u"><e:CipherReference '
                'URI="OEBPS/locked.xhtml"/></encryption>',
            },
        )
        results = read(data, "w.epub")
        assert [one.origin for one in articles(results)] == ["w.epub#OEBPS/good.xhtml"]
        found = reasons(results)
        assert "more than 200 levels" in found["w.epub#OEBPS/deep.xhtml"]
        assert "is protected (DRM)" in found["w.epub#OEBPS/locked.xhtml"]

    def test_entities_are_not_expanded_and_no_file_is_opened(self) -> None:
        for entity in ('"' + "ha" * 1_000 + '"', 'SYSTEM "file:///etc/hostname"'):
            opf = (
                f"<!DOCTYPE package [<!ENTITY e {entity}>]>"
                "<package><metadata><publisher>&e;</publisher></metadata><manifest>"
                '<item id="c0" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>'
                '<spine><itemref idref="c0"/></spine></package>'
            )
            data = epub_of({"one.xhtml": CHAPTER})
            with zipfile.ZipFile(io.BytesIO(data)) as old:
                files = {name: old.read(name) for name in old.namelist()}
            files["OEBPS/book.opf"] = opf.encode()
            (article,) = read(zip_of(files), "w.epub")
            assert isinstance(article, Article)
            assert article.publisher is None

    def test_names_lead_nowhere_else(self) -> None:
        files = {
            "META-INF/container.xml": "<container><rootfiles>"
            '<rootfile full-path="../../../etc/passwd"/></rootfiles></container>'
        }
        (result,) = read(zip_of(files), "w.epub")
        assert isinstance(result, Rejected)

    @pytest.mark.parametrize(
        "data", [b"PK\x03\x04", b"x", zip_of({"a": "b"}), epub_of({"one.xhtml": CHAPTER})[:-90]]
    )
    def test_useless_epub(self, data: bytes) -> None:
        (result,) = read(data, "w.epub")
        assert isinstance(result, Rejected)
        assert result.reason.startswith("is no EPUB, or damaged")


class TestWarc:
    @pytest.mark.parametrize("is_packed", [False, True])
    def test_pages_carry_their_address_and_the_day_they_were_fetched(self, is_packed: bool) -> None:
        data = warc_of(
            [("https://courier.example/pier?utm_source=x", PAGE), ("https://o.example/", PAGE)],
            gzip=is_packed,
        )
        one, other = read(data, "crawl.warc.gz" if is_packed else "crawl.warc")
        assert isinstance(one, Article)
        assert one.url == "https://courier.example/pier"
        assert one.retrieved == datetime.fromisoformat(FETCHED)
        assert one.dated == date(2019, 3, 4)
        assert one.origin.endswith(":https://courier.example/pier?utm_source=x")
        assert isinstance(other, Article)
        assert other.article_id != one.article_id

    def test_what_is_no_page_is_passed_over(self) -> None:
        pieces = [
            warc_of(
                [("https://x.example/a.png", b"\x89PNG")], headers=[("Content-Type", "image/png")]
            ),
            warc_of([("https://x.example/gone", PAGE)], status="404 Not Found"),
            warc_of([("https://x.example/moved", "")], status="301 Moved"),
            warc_of([("dns:x.example", "1.2.3.4")], headers=[("Content-Type", "text/dns")]),
            warc_of([("https://x.example/ok", PAGE)]),
        ]
        (article,) = read(b"".join(pieces), "crawl.warc")
        assert isinstance(article, Article)

    def test_bad_pages_are_rejected_and_the_others_read(self) -> None:
        results = read(
            warc_of(
                [
                    ("https://x.example/login", "<html><body><p>Log in.</p></body></html>"),
                    ("https://x.example/deep", "<html>" + "<div>" * 10_000),
                    ("https://x.example/ok", PAGE),
                    ("https://x.example/huge", b"a" * 21_000_000),
                ]
            ),
            "crawl.warc",
        )
        assert len(articles(results)) == 1
        found = reasons(results)
        assert "more than 200 levels" in found["crawl.warc:https://x.example/deep"]
        assert found["crawl.warc:https://x.example/huge"] == "is more than 20 MB"
        assert set(found) == {
            f"crawl.warc:https://x.example/{n}" for n in ("login", "deep", "huge")
        }

    @pytest.mark.parametrize(
        ("encoding", "pack"), [("gzip", gzip.compress), ("br", brotli.compress)]
    )
    def test_packed_body_is_unpacked_and_a_bomb_is_not(
        self, encoding: str, pack: Callable[[bytes], bytes]
    ) -> None:
        headers = [("Content-Type", "text/html"), ("Content-Encoding", encoding)]
        data = warc_of(
            [
                ("https://x.example/bomb", pack(b"a" * 300_000_000)),
                ("https://x.example/ok", pack(PAGE.encode())),
            ],
            headers=headers,
        )
        rejected, article = read(data, "crawl.warc")
        assert rejected == Rejected("crawl.warc:https://x.example/bomb", "is more than 20 MB")
        assert isinstance(article, Article)

    def test_pages_before_the_damage_are_kept(self) -> None:
        data = warc_of(
            [("https://x.example/ok", PAGE), ("https://x.example/lost", PAGE)], gzip=True
        )
        results = read(data[:-200], "crawl.warc.gz")
        assert [one.url for one in articles(results)][:1] == ["https://x.example/ok"]
        (result,) = read(b"no warc at all\n" * 20, "crawl.warc")
        assert isinstance(result, Rejected)
        assert "is no WARC" in result.reason

    def test_page_may_not_pass_for_another_publisher_s(self) -> None:
        page = PAGE.replace("<head>", '<head><link rel="canonical" href="https://other.example/a">')
        (article,) = read(warc_of([("https://x.example/a", page)]), "crawl.warc")
        assert isinstance(article, Article)
        assert article.url == "https://x.example/a"
