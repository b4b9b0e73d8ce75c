"""The command line and the web: pages and feeds of a real server, exit codes, JSON, refusals."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from tests.sources.fetching.serving import Answer, Site, serving

Run = Callable[..., tuple[int, str, str]]
WORDS = (
    "The port authority of Nordhaven said Tuesday that it will close the old grain pier for "
    "eleven months, after divers found that 40 of its 212 piles had rotted through. "
)
PAGE = f"<html><head><title>Pier closes</title></head><body><article><p>{WORDS}</p><p>{WORDS}</p>"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site that may be fetched from, as the setting allows this machine."""
    with serving() as site:
        monkeypatch.setenv("NEWSPROOF_FETCH_ALLOW", "127.0.0.0/8")
        site.routes["/a"] = Answer(PAGE.encode())
        feed = f"<rss><channel><title>Harbour</title><item><link>{site.url}/a</link></item>"
        site.routes["/feed"] = Answer(feed.encode(), media_type="application/rss+xml")
        yield site


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(
            sys, "argv", ["newsproof", "--data-dir", str(tmp_path / "data"), *words]
        )
        with pytest.raises(SystemExit) as caught:
            main()
        said = capsys.readouterr()
        return int(caught.value.code or 0), said.out, said.err

    return run


def parsed(ran: tuple[int, str, str]) -> Any:
    return json.loads(ran[1])


def test_follow_refresh_and_unfollow(site: Site, run: Run) -> None:
    url = f"{site.url}/feed"
    code, out, _ = run("sources", "follow", url)
    assert (code, "following Harbour (RSS, 1 entries)" in out) == (0, True)
    report = parsed(run("sources", "refresh", "--json"))
    assert report["feeds"][0]["outcome"] == "read"
    assert [item["title"] for item in report["articles"]["added"]] == ["Pier closes"]
    (feed,) = parsed(run("sources", "feeds", "--json"))
    assert (feed["url"], feed["kind"], feed["outcome"]) == (url, "RSS", "read")
    assert run("sources", "unfollow", url)[0] == 0
    code, _, err = run("sources", "refresh")
    assert (code, err.count("\n")) == (2, 1)
    assert "no feed is followed" in err


def test_page_that_is_not_public_is_rejected(
    site: Site, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEWSPROOF_FETCH_ALLOW")
    code, out, _ = run("ingest", "http://127.0.0.1/a?token=s3cret", f"{site.url}/a")
    assert code == 2
    assert "0 added" in out
    assert out.count("is not a public web page") == 2
    assert "s3cret" not in out
    assert site.asked == []


def test_failing_feed_decides_the_exit_code(site: Site, run: Run) -> None:
    assert run("sources", "follow", f"{site.url}/feed")[0] == 0
    site.routes["/feed"] = Answer(b"", 404)
    code, out, _ = run("sources", "refresh")
    assert (code, "is not there (status 404)" in out) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("sources", "follow", "not an address"),
        ("sources", "follow", "file:///etc/hosts"),
        ("sources", "follow", "http://me:secret@news.example/"),
    ],
)
def test_address_that_cannot_be_followed_is_one_line(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("error: the address")
    assert "secret" not in err


@pytest.mark.parametrize(
    ("name", "value"), [("ALLOW", "everything"), ("CONTACT", "two words\r\nX: y")]
)
def test_wrong_setting_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"NEWSPROOF_FETCH_{name}", value)
    code, _, err = run("ingest", "https://news.example/")
    assert (code, err.count("\n")) == (2, 1)
    assert f"NEWSPROOF_FETCH_{name}" in err
