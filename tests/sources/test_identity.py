from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import UnreadableError
from sources.identity import article_id, canonical_url, is_same_site

PAGE = "https://ledger.example/2023/ferry"


def id_of(
    *,
    explicit: str | None = None,
    url: str | None = None,
    title: str = "Ferry hits wall",
    publisher: str | None = None,
    published: date | None = None,
) -> str:
    return article_id(
        explicit=explicit, url=url, title=title, publisher=publisher, published=published
    )


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "HTTPS://Ledger.Example/2023/ferry",
        "https://ledger.example:443/2023/ferry/",
        "https://ledger.example/2023/ferry#comments",
        "https://ledger.example/2023/ferry?utm_source=mail&UTM_Medium=x&fbclid=1&gclid=2&mc_cid=3",
        "https://ledger.example./2023/./old/../ferry",
        " https://ledger.example/2023/%66erry ",
    ],
)
def test_addresses_of_one_page_become_one(url: str) -> None:
    assert canonical_url(url) == PAGE


def test_meaningful_parameters_stay_and_are_sorted() -> None:
    url = "http://ledger.example:8080/?page=2&id=7&utm_id=1&id=3"
    assert canonical_url(url) == "http://ledger.example:8080/?id=7&id=3&page=2"


def test_host_and_path_become_ascii() -> None:
    assert canonical_url("https://Exämple.com/straße") == ("https://xn--exmple-cua.com/stra%C3%9Fe")


@pytest.mark.parametrize(
    "url",
    [
        "", "ledger.example/ferry", "//ledger.example/", "ftp://ledger.example/", "javascript:1",
        "data:text/html,x", "file:///etc/passwd", "https://", "https://a b/", "https://x:99999/",
        "https://user:secret@ledger.example/", "https://[::1/", "https://a..b/", "https://\ud800/",
        "https://x/" + "a" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(UnreadableError):
        canonical_url(url)


@given(st.text(max_size=40) | st.text("abc/.?&=#%:@ä0~ ", max_size=40))
def test_canonical_address_is_a_fixed_point(rest: str) -> None:
    try:
        once = canonical_url(f"https://ledger.example/{rest}")
    except UnreadableError:
        return
    assert canonical_url(once) == once
    assert once.isascii()


def test_id_is_sixteen_hexadecimal_digits() -> None:
    for made in (id_of(), id_of(url=PAGE), id_of(explicit="7")):
        assert re.fullmatch(r"[0-9a-f]{16}", made)


def test_explicit_id_counts_before_the_address_and_within_its_publisher() -> None:
    assert id_of(explicit="7", url=PAGE) == id_of(explicit="7", title="Another")
    assert id_of(explicit="7", publisher="Ledger") != id_of(explicit="7", publisher="Post")
    assert id_of(explicit=" ", url=PAGE) == id_of(url=PAGE)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.ledger.example/2023/ferry/?fbclid=9",
        "https://amp.ledger.example/2023/ferry",
        "https://m.ledger.example/2023/ferry?outputType=amp",
        "https://ledger.example/2023/ferry/amp",
    ],
)
def test_variants_of_an_address_are_one_article(url: str) -> None:
    assert id_of(url=url) == id_of(url=PAGE, title="A new headline", published=date(2023, 1, 1))


def test_other_address_is_another_article() -> None:
    assert id_of(url=PAGE) != id_of(url=PAGE + "-2")
    assert id_of(url=PAGE) != id_of(url=PAGE + "?id=2")


def test_without_address_title_publisher_and_day_decide() -> None:
    day = date(2023, 3, 14)
    known = id_of(title="“Ferry” hits  wall", publisher="Ledger", published=day)
    assert known == id_of(title='"FERRY" hits wall', publisher="LEDGER", published=day)
    assert known != id_of(title='"Ferry" hits wall', publisher="Ledger", published=None)
    assert known != id_of(title='"Ferry" hits wall', publisher="Post", published=day)
    assert known != id_of(title="Ferry hits wall", publisher="Ledger", published=day)


def test_same_site_leaves_out_the_front_of_the_host() -> None:
    assert is_same_site("https://www.ledger.example/a", "http://m.ledger.example/b")
    assert not is_same_site("https://ledger.example/a", "https://ledger.example.evil.example/a")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("stra\u00dfe.example", "xn--strae-oqa.example"),  # UTS 46; "strasse" is another site
        ("B\u00fccher.example", "xn--bcher-kva.example"),  # these two as they always were
        ("\u2603.example", "xn--n3h.example"),
    ],
)
def test_host_is_written_as_browsers_do_and_older_archives_keep_theirs(
    host: str, expected: str
) -> None:
    canonical = canonical_url(f"https://{host}/a")
    assert canonical == f"https://{expected}/a"
    assert canonical != canonical_url("https://strasse.example/a")
    assert canonical_url(canonical) == canonical
