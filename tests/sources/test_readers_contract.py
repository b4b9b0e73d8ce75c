"""What every reader promises, whatever it is given."""

from __future__ import annotations

import hashlib
import json
import socket
import textwrap
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.article import Article, PartKind
from sources.readers import MEDIA_TYPES, READERS, Rejected, read_bytes
from tests.sources.made_files import FETCHED, docx_of, epub_of, warc_of, zip_of
from tests.sources.made_pdf import Printed, column, pdf

RETRIEVED = datetime.fromisoformat("2024-05-01T12:00:00+00:00")

PARAGRAPHS = (
    "The port authority of Nordhaven said on Tuesday that it will close the old grain pier.",
    "“We could not in good conscience let another ship moor there — it’s\u00a0rotten,” she said.",
    "Four ships a week will be sent to the container port, and the council pays the 3½ millions.",
)
TEXT = "\n\n".join(PARAGRAPHS)


def html_of(text: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    return f"<html lang=en><title>Grain pier shut</title><body>{body}</body></html>"


def item_of(text: str) -> dict[str, str]:
    return {"title": "Grain Pier Shut", "text": text, "id": "7", "publisher": "Courier"}


def pdf_of(text: str) -> bytes:
    lines = [
        line for paragraph in text.split("\n\n") for line in (*textwrap.wrap(paragraph, 70), "")
    ]
    return pdf([[Printed("Grain Pier Shut", y=780, size=20), *column(lines)]])


def chapter_of(text: str) -> str:
    return "<h1>Grain pier shut</h1>" + "".join(f"<p>{one}</p>" for one in text.split("\n\n"))


MAKERS: dict[str, Callable[[str], str | bytes]] = {
    ".txt": lambda text: f"Grain Pier Shut\nBy Ingrid Solberg\n2/14/2023\n\n{text}",
    ".text": lambda text: text,
    ".md": lambda text: f"---\ntitle: Grain pier shut\nid: 7\n---\n{text}",
    ".markdown": lambda text: f"# Grain pier shut\n\n{text}",
    ".html": html_of,
    ".htm": lambda text: html_of(text).replace("<body>", "<body><h1>Grain pier shut</h1>"),
    ".xhtml": lambda text: '<?xml version="1.0" encoding="utf-8"?>' + html_of(text),
    ".jsonl": lambda text: json.dumps(item_of(text)),
    ".ndjson": lambda text: json.dumps(item_of(text), ensure_ascii=False),
    ".json": lambda text: json.dumps([item_of(text)], indent=1),
    ".csv": lambda text: f'id,headline,body\n7,Grain Pier Shut,"{text}"\n',
    ".tsv": lambda text: f'id\theadline\tbody\n7\tGrain Pier Shut\t"{text}"\n',
    ".pdf": pdf_of,
    ".docx": lambda text: docx_of([("Grain pier shut", "Title"), *text.split("\n\n")]),
    ".epub": lambda text: epub_of({"one.xhtml": chapter_of(text)}),
    ".zip": lambda text: zip_of({"sub/pier.md": f"# Grain pier shut\n\n{text}"}),
    ".warc": lambda text: warc_of([("https://courier.example/pier", html_of(text))]),
    ".warc.gz": lambda text: warc_of([("https://courier.example/pier", html_of(text))], gzip=True),
}


def bytes_of(suffix: str, text: str = TEXT) -> bytes:
    made = MAKERS[suffix](text)
    return made.encode() if isinstance(made, str) else made


ARTICLES = {suffix: bytes_of(suffix) for suffix in MAKERS}

# The bytes that an article of a file with several is read from.
OWN = {
    ".json": ARTICLES[".json"][ARTICLES[".json"].index(b"{") : ARTICLES[".json"].rindex(b"}") + 1],
    ".csv": ARTICLES[".csv"].partition(b"\n")[2],
    ".tsv": ARTICLES[".tsv"].partition(b"\n")[2],
    ".zip": ARTICLES[".markdown"],
    ".warc": ARTICLES[".html"],
    ".warc.gz": ARTICLES[".html"],
    ".epub": (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<body>{chapter_of(TEXT)}</body></html>"
    ).encode(),
}


def check_article(article: Article) -> None:
    """Check what must hold for every article that a reader gives."""
    spans = [part.span for part in article.parts]
    assert all(0 <= span.start < span.end <= len(article.text) for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    for part in article.parts:
        text = part.span.of(article.text)
        assert text == text.strip()
    assert article.spans(PartKind.BODY)
    assert article.title == " ".join(article.title.split())
    assert 0 < len(article.title) <= 500
    assert article.version == 0
    assert len(article.article_id) == 16
    assert len(article.sha256) == 64
    assert article.retrieved in (RETRIEVED, datetime.fromisoformat(FETCHED))
    article.text.encode("utf-8")
    assert "\x00" not in article.text


def test_there_is_an_article_for_every_suffix() -> None:
    assert set(ARTICLES) == set(READERS)


@pytest.mark.parametrize("suffix", READERS)
def test_article_keeps_the_contract(suffix: str) -> None:
    data = ARTICLES[suffix]
    (article,) = read_bytes(data, origin=f"folder/pier{suffix}", retrieved=RETRIEVED)
    assert isinstance(article, Article), article
    check_article(article)
    for paragraph in PARAGRAPHS:
        start = article.text.index(paragraph[:40])
        assert any(span.start <= start < span.end for span in article.spans(PartKind.BODY))
    assert article.origin.startswith(f"folder/pier{suffix}")


@pytest.mark.parametrize("suffix", READERS)
def test_digest_is_that_of_the_bytes(suffix: str) -> None:
    data = ARTICLES[suffix]
    (article,) = read_bytes(data, origin=f"pier{suffix}", retrieved=RETRIEVED)
    assert isinstance(article, Article)
    assert article.sha256 == hashlib.sha256(OWN.get(suffix, data)).hexdigest()


@pytest.mark.parametrize("suffix", READERS)
def test_reading_twice_gives_the_same(suffix: str) -> None:
    data = ARTICLES[suffix]
    first, second = (read_bytes(data, origin=f"p{suffix}", retrieved=RETRIEVED) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("suffix", READERS)
def test_changed_text_keeps_the_id(suffix: str) -> None:
    old = ARTICLES[suffix]
    new = bytes_of(suffix, TEXT.replace("Four ships a week", "Five ships a week"))
    assert new != old
    articles = [
        read_bytes(data, origin=f"p{suffix}", retrieved=RETRIEVED)[0] for data in (old, new)
    ]
    one, other = articles
    assert isinstance(one, Article)
    assert isinstance(other, Article)
    assert one.article_id == other.article_id
    assert one.text != other.text
    assert one.sha256 != other.sha256


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_declared_media_type_counts_before_the_suffix(media_type: str) -> None:
    results = read_bytes(
        b"%PDF-1.7", origin="https://courier.example/x.txt", retrieved=RETRIEVED,
        media_type=f"{media_type}; charset=utf-8",
    )  # fmt: skip
    assert all(isinstance(result, Rejected) for result in results)


@pytest.mark.parametrize("origin", ["pier.doc", "pier", "pier.", ".txt", "", "a.txt.exe", "p.TXT"])
def test_only_known_suffixes_are_read(origin: str) -> None:
    (result,) = read_bytes(TEXT.encode(), origin=origin, retrieved=RETRIEVED)
    assert isinstance(result, Article if origin == "p.TXT" else Rejected)


def test_foreign_media_type_is_rejected_by_name() -> None:
    (result,) = read_bytes(
        TEXT.encode(), origin="https://x.example/a", retrieved=RETRIEVED, media_type="video/mp4"
    )
    assert isinstance(result, Rejected)
    assert "video/mp4" in result.reason


hostile = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.tuples(st.sampled_from(list(ARTICLES.values())), st.binary(max_size=9), st.integers(0, 500))
    .map(lambda made: made[0][: made[2]] + made[1] + made[0][made[2] :]),
    st.lists(
        st.sampled_from(
            ["---\n", "title: x\n", "<p>", "</p>", "<html>", "<article>", "{", "}", "[", "]",
             '"text":',
             "\n", "\r", "&#0;", "&#xD800;", "<!--", "<![CDATA[", "\\ud800", "Updated:\n", "By ",
             "3/25/2022", "word " * 30, "# ", "![", "|", "\u2028", "\ufeff", "\x00", "(AP)\n"]
        ),
        max_size=25,
    ).map(lambda pieces: "".join(pieces).encode()),
)  # fmt: skip


@pytest.mark.parametrize(
    "suffix", [".txt", ".md", ".html", ".jsonl", ".json", ".csv", ".pdf", ".docx", ".epub"]
)
@given(data=hostile)
@settings(deadline=None)
def test_hostile_bytes_give_articles_or_rejections(suffix: str, data: bytes) -> None:
    results = read_bytes(data, origin=f"hostile{suffix}", retrieved=RETRIEVED)
    assert results
    for result in results:
        if isinstance(result, Article):
            check_article(result)
        else:
            assert result.reason
            assert "\n" not in result.reason
            assert "Traceback" not in result.reason


@pytest.mark.parametrize("suffix", READERS)
def test_readers_open_no_connection(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader opened a socket")

    # What runs in a child is watched there: test_read_apart.
    monkeypatch.setattr(socket, "socket", refuse)
    (result,) = read_bytes(ARTICLES[suffix], origin=f"p{suffix}", retrieved=RETRIEVED)
    assert isinstance(result, Article)


def test_parser_that_fails_in_its_own_way_is_a_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    # A name that cannot be imported stands for any error that no reader foresaw.
    monkeypatch.setitem(READERS, ".broken", "sources.readers.no_such_module:read")
    (result,) = read_bytes(b"text", origin="a.broken", retrieved=RETRIEVED)
    assert isinstance(result, Rejected)
    assert result.reason.startswith("cannot be read: ModuleNotFoundError: No module named")


def test_no_reader_uses_what_runs_code_or_fetches() -> None:
    banned = ("pickle", "eval(", "exec(", "yaml.load", "urlopen", "requests", "httpx", "fetch_url",
              "trust_remote_code", "subprocess")  # fmt: skip
    allowed = {("apart.py", "subprocess"), ("worker.py", "subprocess")}  # the child that reads
    room = Path("sources").resolve()
    for module in [*room.glob("*.py"), *(room / "readers").rglob("*.py")]:
        source = module.read_text(encoding="utf-8")
        assert not [
            word for word in banned if word in source and (module.name, word) not in allowed
        ], module
