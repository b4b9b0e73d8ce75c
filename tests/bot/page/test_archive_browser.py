"""The archive's tab in a real Chromium: find, read on, add by address, change with confirmation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bot.page.serving import serving
from tests.bot.page.visiting import NEEDS_CHROMIUM, Visitor
from tests.bot.test_following import page as story
from tests.sources.fetching.serving import Answer, Site
from tests.sources.fetching.serving import serving as serving_site

pytestmark = NEEDS_CHROMIUM
FAKE = ("-m", "tests.bot.page.archive_fake")
N_PLAIN = 450


@pytest.fixture(scope="module")
def archive_url() -> Iterator[str]:
    import sys

    with serving("--plain", str(N_PLAIN), command=(sys.executable, *FAKE)) as (host, port, _):
        yield f"http://{host}:{port}/"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving_site() as found:
        found.routes["/pier"] = story("Fishing pier opens")
        items = f"<item><title>x</title><link>{found.url}/pier</link></item>"
        feed = f"<rss><channel><title>Quay news</title>{items}</channel></rss>"
        found.routes["/feed"] = Answer(feed.encode(), media_type="application/rss+xml")
        yield found


@pytest.fixture
def visitor(visit: Callable[..., Visitor], archive_url: str) -> Visitor:
    found = visit(archive_url)
    found.page.set_default_timeout(60_000)  # a fetch is owed its pauses, and builds the index
    found.tab("Archive")
    found.page.wait_for_selector(".np-row")
    return found


def opened(visitor: Visitor, title: str, words: str) -> None:
    visitor.page.locator("#np-filter input").fill(words)
    visitor.page.locator(".np-coverage:has-text(' of ')").wait_for()
    visitor.page.locator(f".np-row:has-text('{title}')").first.click()
    visitor.page.locator(".np-reader.is-open .np-known").wait_for()


def test_filters_and_pages_never_show_all_at_once(visitor: Visitor) -> None:
    assert visitor.page.locator(".np-row").count() == 200
    visitor.page.get_by_role("button", name="Older").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".np-pager:has-text('page 2 of')").wait_for()
    first = visitor.page.locator(".np-row").first.inner_text()
    visitor.page.get_by_role("button", name="Newer").click()
    visitor.page.locator(".np-pager:has-text('page 1 of')").wait_for()
    assert visitor.page.locator(".np-row").first.inner_text() != first
    visitor.page.locator("#np-publisher input").fill("paper 3")
    visitor.page.locator("#np-first-day input").fill("2020-01-01")
    visitor.page.locator("#np-last-day input").fill("2020-01-31")
    visitor.page.locator(".np-coverage:has-text('4 of')").wait_for()
    visitor.page.locator("#np-last-day input").fill("31 January")
    visitor.page.locator("#np-articles .np-notice").wait_for()


def test_texts_are_searched_with_enter_or_the_button(visitor: Visitor) -> None:
    words = visitor.page.locator("#np-filter input")
    words.fill("peace treaty talks with Tokyo")
    words.press("Enter")
    visitor.page.locator(".np-coverage:has-text('whose text fits')").wait_for()
    assert "openly unfriendly" in visitor.page.locator(".np-row").first.inner_text()
    words.fill("")
    visitor.page.locator("#np-articles .np-coverage:has-text('The archive covers')").wait_for()
    words.fill("Tokyo")
    visitor.page.locator("#np-search").click()
    visitor.page.locator(".np-row").first.click()
    visitor.page.locator(".np-reader.is-open .np-known").wait_for()


def test_article_shows_what_changed_its_copies_and_where_it_came_from(visitor: Visitor) -> None:
    opened(visitor, "Grain pier closes", "grain pier closes")
    reader = visitor.page.locator(".np-reader.is-open")
    assert "2 articles, 1 independent report (Reuters)" in reader.inner_text()
    reader.get_by_text("what changed").click()
    assert "40" in reader.locator("del.np-deleted").inner_text()
    assert "SHA-256" in reader.inner_text()


def test_state_has_plot_and_rules(visitor: Visitor) -> None:
    for name in ("Coverage", "Size and index", "Feeds (", "Rules of the house"):
        visitor.page.locator(".np-fold > summary").filter(has_text=name).click()
    assert visitor.page.locator("svg.np-bars rect").count() > 5
    visitor.page.get_by_text("The same as a table").click()
    assert "Paper 3" in visitor.page.locator(".np-plot table").inner_text()
    assert "Independent reports" in visitor.page.locator(".np-state").inner_text()


def test_address_is_added_and_a_feed_followed(visitor: Visitor, site: Site) -> None:
    address = visitor.page.locator("#np-address input")
    address.fill(f"{site.url}/none")
    visitor.page.locator("#np-add").click()
    visitor.page.locator(".np-ingest-rejected:has-text('is not there')").wait_for()
    address.fill(f"{site.url}/feed")
    visitor.page.locator("#np-follow").click()
    visitor.page.locator(".np-ingest-added:has-text('Fishing pier opens')").wait_for(timeout=60_000)
    assert "Quay news" in visitor.page.locator("#np-ingested").inner_text()
    visitor.page.locator("#np-refresh").click()
    visitor.page.locator("#np-ingested:has-text('0 new or changed')").wait_for(timeout=60_000)
    address.fill("http://10.0.0.1/")
    visitor.page.locator("#np-add").click()
    visitor.page.locator(".np-ingest-rejected:has-text('not a public web page')").wait_for()


def test_retracting_and_removing_ask_first(visitor: Visitor) -> None:
    opened(visitor, "Plain story 7", "plain story 77")
    reader = visitor.page.locator(".np-reader.is-open")
    assert not reader.locator("[data-deed=retract]").is_visible()
    reader.get_by_text("Retract…").click()
    reader.get_by_label("Reason").fill("It was made up.")
    reader.locator("[data-deed=retract]").click()
    visitor.page.locator("#np-ingested:has-text('Retracted: “Plain story')").wait_for()
    visitor.page.locator(".np-row:has(.np-badge-retracted)").first.click()
    visitor.page.locator(".np-reader.is-open:has-text('It was made up.')").wait_for()
    visitor.page.locator(".np-reader.is-open").get_by_text("Remove…").click()
    visitor.page.locator(".np-reader.is-open [data-deed=remove]").click()
    visitor.page.locator("#np-ingested:has-text('Removed: “Plain story')").wait_for(timeout=60_000)
    visitor.page.locator(".np-reader-empty:has-text('Removed: “Plain')").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_of_it_fits_on_320_pixels_and_can_be_read(
    visit: Callable[..., Visitor], archive_url: str, scheme: str, tmp_path: Path
) -> None:
    from tests.bot.page.test_browser import CONTRAST

    visitor = visit(archive_url, viewport={"width": 320, "height": 800}, color_scheme=scheme)
    visitor.tab("Archive")
    visitor.page.wait_for_selector(".np-row")
    opened(visitor, "Grain pier closes", "grain pier closes")
    for each in visitor.page.locator(".np-fold > summary, .np-reader.is-open summary").all():
        each.click()
    assert visitor.width() <= 320
    ratios = visitor.page.evaluate(CONTRAST)
    assert {words: ratio for words, ratio in ratios.items() if ratio < 4.5} == {}
