"""Feeds: what RSS, Atom, JSON Feed and sitemaps say, and everything that is wrong with them."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import UnreadableError
from sources.feeds import MAX_CHILDREN, MAX_ENTRIES, Feed, FeedKind, is_feed, read_feed
from sources.feeds.building import parse_time

NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
AT = "https://news.example/feeds/all.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour &amp; sea</title><link>https://news.example/</link>
<image><title>Logo</title><url>https://news.example/logo.png</url></image>
<item><title>Pier closes</title><link>https://news.example/pier</link>
  <guid isPermaLink="false">17</guid><pubDate>Fri, 30 Oct 2026 23:30:00 -0400</pubDate></item>
<item><title><![CDATA[<b>Ferry</b> & co]]></title><link>/ferry?a=1&amp;b=2</link>
  <dc:date>2026-10-29</dc:date></item>
<item><guid>https://news.example/by-guid</guid></item>
</channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"><channel><title>Old</title></channel>
<item rdf:about="https://news.example/1"><title>One</title><link>https://news.example/1</link></item>
</rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.example/x/">
<title type="html">Sea &lt;i&gt;news&lt;/i&gt;</title>
<entry><title>Pier</title><id>urn:1</id><link rel="self" href="/self"/><link href="pier"/>
<published>2026-10-01T10:00:00+02:00</published><updated>2026-10-02T10:00:00Z</updated></entry>
<entry><title>Id</title><id>https://news.example/id</id></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Sea",
        "items": [
            {"id": "1", "url": "/pier", "title": "Pier", "date_published": "2026-10-01T10:00:00Z"},
            {"id": "https://news.example/id", "date_modified": "2026-10-02"},
            {"id": 3},
            "what",
        ],
    }
)
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/1</loc>
<lastmod>2026-10-02</lastmod><news:news><news:publication><news:name>N</news:name>
</news:publication><news:publication_date>2026-10-01T08:00:00Z</news:publication_date>
<news:title>One</news:title></news:news></url></urlset>"""


def read(text: str | bytes, media_type: str = "") -> Feed:
    data = text.encode() if isinstance(text, str) else text
    return read_feed(data, address=AT, media_type=media_type, now=NOW)


def rss(items: str, head: str = "") -> str:
    return f"{head}<rss><channel><title>T</title>{items}</channel></rss>"


def item(n: object, more: str = "") -> str:
    return f"<item><title>Story {n}</title><link>https://news.example/{n}</link>{more}</item>"


def urls(feed: Feed) -> list[str]:
    return [entry.url for entry in feed.entries]


def test_rss() -> None:
    feed = read(RSS)
    assert (feed.kind, feed.title) == (FeedKind.RSS, "Harbour & sea")
    assert urls(feed) == [
        "https://news.example/pier",
        "https://news.example/ferry?a=1&b=2",
        "https://news.example/by-guid",
    ]
    assert [entry.title for entry in feed.entries] == ["Pier closes", "Ferry & co", ""]
    days = [entry.published.date() if entry.published else None for entry in feed.entries]
    assert days == [date(2026, 10, 30), date(2026, 10, 29), None]  # as printed, not in UTC


def test_rss_1_0() -> None:
    feed = read(RDF)
    assert (feed.kind, feed.title, urls(feed)) == (FeedKind.RSS, "Old", ["https://news.example/1"])


def test_atom() -> None:
    feed = read(ATOM)
    assert (feed.kind, feed.title) == (FeedKind.ATOM, "Sea news")
    assert urls(feed) == ["https://cdn.example/x/pier", "https://news.example/id"]
    assert feed.entries[0].updated == datetime(2026, 10, 2, 10, tzinfo=UTC)
    assert feed.entries[0].published is not None


@pytest.mark.parametrize("media_type", ["application/feed+json", "application/json", "text/plain"])
def test_json_feed(media_type: str) -> None:
    feed = read(JSON, media_type)
    assert (feed.kind, feed.title) == (FeedKind.JSON, "Sea")
    assert urls(feed) == ["https://news.example/pier", "https://news.example/id"]
    assert [one.reason for one in feed.rejected] == ["names no address"] * 2


def test_news_sitemap() -> None:
    (entry,) = read(SITEMAP).entries
    assert (entry.url, entry.title) == ("https://news.example/1", "One")
    assert entry.published == datetime(2026, 10, 1, 8, tzinfo=UTC)
    assert entry.updated == datetime(2026, 10, 2, tzinfo=UTC)


def test_index_of_sitemaps_names_the_newest_first() -> None:
    def child(n: int) -> str:
        return (
            f"<sitemap><loc>https://x.example/{n}</loc><lastmod>2026-10-{n:02}</lastmod></sitemap>"
        )

    feed = read("<sitemapindex>" + "".join(map(child, range(1, 15))) + "</sitemapindex>")
    assert feed.children == tuple(
        f"https://x.example/{n}" for n in range(14, 14 - MAX_CHILDREN, -1)
    )
    assert feed.is_cut


@pytest.mark.parametrize("text", [RSS, RDF, ATOM, JSON, SITEMAP, "\ufeff" + RSS, "  \n" + ATOM])
def test_feeds_are_known_by_how_they_begin(text: str) -> None:
    assert is_feed(text.encode())


@pytest.mark.parametrize(
    "text", ["", "<html><body>rss</body></html>", "{}", "plain", "<svg/>", "<!-- <rss> --><p/>"]
)
def test_other_things_are_no_feeds(text: str) -> None:
    assert not is_feed(text.encode())
    with pytest.raises(UnreadableError):
        read(text)


def test_page_that_names_its_feeds_says_so() -> None:
    page = (
        '<html><head><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">'
        "<link rel=alternate type=application/atom+xml href='javascript:x'></head></html>"
    )
    with pytest.raises(UnreadableError, match=r"https://news\.example/rss\?a=1&b=2"):
        read(page)


def test_encodings() -> None:
    text = rss("<item><title>Café – Größe</title><link>https://n.example/1</link></item>")
    for data, media_type in (
        (b'<?xml version="1.0" encoding="windows-1252"?>' + text.encode("cp1252"), ""),
        (text.encode("cp1252"), "application/rss+xml; charset=windows-1252"),
        (b'<?xml version="1.0" encoding="latin-1"?>' + text.encode(), ""),  # a lie
        (text.encode("utf-16"), "text/xml; charset=utf-8"),  # another one
    ):
        assert read(data, media_type).entries[0].title == "Café – Größe"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Fri, 30 Oct 2026 10:00:00 GMT", datetime(2026, 10, 30, 10, tzinfo=UTC)),
        ("30 Oct 2026 10:00 +0000", datetime(2026, 10, 30, 10, tzinfo=UTC)),
        ("2026-10-30", datetime(2026, 10, 30, tzinfo=UTC)),
        ("2026-10-30T10:00:00Z", datetime(2026, 10, 30, 10, tzinfo=UTC)),
        ("October 30, 2026", datetime(2026, 10, 30, tzinfo=UTC)),
        ("", None), ("yesterday", None), ("0000-00-00", None), ("1026-01-01", None),
        ("x" * 10_000, None), ("99999999999", None),
    ],
)  # fmt: skip
def test_dates(printed: str, expected: datetime | None) -> None:
    assert parse_time(printed) == expected


@given(st.text(max_size=80))
def test_no_date_makes_it_raise(printed: str) -> None:
    when = parse_time(printed)
    assert when is None or when.tzinfo is not None


def test_date_in_the_future_is_left_out_and_flagged() -> None:
    (entry,) = read(rss(item(1, "<pubDate>Fri, 30 Oct 2036 10:00:00 GMT</pubDate>"))).entries
    assert (entry.published, entry.is_ahead) == (None, True)
    (today,) = read(rss(item(1, "<pubDate>Sun, 01 Nov 2026 20:00:00 GMT</pubDate>"))).entries
    assert not today.is_ahead


def test_repeated_addresses_count_once() -> None:
    more = '<guid isPermaLink="false">same</guid>'
    feed = read(rss(item(1, more) + item(2, more) + item("1?utm_source=x") + item("1#part")))
    assert urls(feed) == ["https://news.example/1", "https://news.example/2"]
    assert feed.n_repeated == 2


def test_stamp_changes_with_what_the_feed_says() -> None:
    def stamp(text: str) -> str:
        return read(rss(text)).entries[0].stamp

    assert stamp(item(1)) == stamp(item(1, "<description>other</description>"))
    assert stamp(item(1)) != stamp(item(1, "<pubDate>Fri, 30 Oct 2026 10:00:00 GMT</pubDate>"))


@pytest.mark.parametrize(
    "link",
    ["", "javascript:alert(1)", "file:///etc/hosts", "ftp://x/y", "http://u:p@x/", "http://["],
)
def test_entry_without_a_web_address_is_rejected_and_the_rest_is_read(link: str) -> None:
    feed = read(rss(f"<item><title>bad</title><link>{link}</link></item>" + item(2)))
    assert urls(feed) == ["https://news.example/2"]
    (rejected,) = feed.rejected
    assert "bad" in rejected.origin
    assert rejected.reason


# --- hostile and broken --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>',
    ],
)
def test_entities_of_its_own_are_refused(head: str) -> None:
    with pytest.raises(UnreadableError, match="entities"):
        read(rss(item(1) + "<title>&a;&b;</title>", head))


def test_outer_document_type_is_not_opened() -> None:
    feed = read(rss(item(1), '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">'))
    assert len(feed.entries) == 1


@pytest.mark.parametrize(
    "text",
    [
        rss(item(1) + "<title>a & b < c &nbsp; &nonsense;</title>" + item(2)),
        rss(item(1) + item(2)).removesuffix("</channel></rss>"),
        rss(item(1) + item(2)) + "<!-- end --> garbage <x>",
        rss(item(1) + "\x0b" + item(2)),
        rss(item(1) + "<undeclared:x>y</undeclared:x>" + item(2)),
    ],
    ids=["marks", "unclosed", "garbage", "control", "prefix"],
)
def test_broken_markup_is_read_as_far_as_it_goes(text: str) -> None:
    assert urls(read(text)) == ["https://news.example/1", "https://news.example/2"]


MILLION = 1_000_000
HOSTILE = {
    "a million items": rss("<item/>" * MILLION),
    "a million with addresses": rss("".join(item(n) for n in range(60_000))),
    "a million elements": rss("<a/>" * MILLION),
    "a million elements in an item": rss("<item>" + "<a/>" * MILLION + "</item>"),
    "deep": rss("<a>" * MILLION),
    "ampersands": rss("<item><title>" + "&" * (3 * MILLION) + "</title></item>"),
    "entities": rss("<item><title>" + "&eacute;" * (MILLION // 2) + "</title></item>"),
    "less than": rss("<" * (3 * MILLION)),
    "blanks": "<rss " + " " * (5 * MILLION) + ">",
    "attributes": "<rss " + " ".join(f'a{n}="1"' for n in range(300_000)) + "><channel/></rss>",
    "comments": "<!--" * MILLION + "<rss/>",
    "types": "<!DOCTYPE" * (MILLION // 2) + "<rss/>",
    "one text": rss("<title>" + "x" * (5 * MILLION) + "</title>"),
    "links": "<link " * MILLION,
    "brackets": '{"version": "https://jsonfeed.org/version/1", "items": [' + "[" * MILLION,
    "numbers": '{"version": "https://jsonfeed.org/version/1", "items": [' + "1," * MILLION + "1]}",
    "long number": '{"version": "https://jsonfeed.org/version/1", "items": ['
    + "1" * MILLION
    + "]}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feed_ends_soon(name: str) -> None:
    data = HOSTILE[name].encode()
    start = time.process_time()
    try:
        feed = read(data)
    except UnreadableError:
        pass
    else:
        assert len(feed.entries) + len(feed.rejected) <= MAX_ENTRIES
    assert time.process_time() - start < 5


def test_long_feed_is_cut_and_says_so() -> None:
    feed = read(rss("".join(item(n) for n in range(MAX_ENTRIES + 1))))
    assert (len(feed.entries), feed.is_cut) == (MAX_ENTRIES, True)
    assert not read(rss("".join(item(n) for n in range(MAX_ENTRIES)))).is_cut


@given(st.binary(max_size=200), st.sampled_from([b"<rss>", b"<feed>", b"{", b"<urlset>", b""]))
def test_any_bytes_are_a_feed_or_one_error(data: bytes, head: bytes) -> None:
    try:
        feed = read(head + data, "application/feed+json" if head == b"{" else "")
    except UnreadableError:
        return
    assert all(entry.url.startswith("http") for entry in feed.entries)
