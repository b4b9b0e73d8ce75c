"""Narrowed searches and answers kept under a link, in a real Chromium."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.bot.page.asking_fake import NEW_MARCH, SECRET
from tests.bot.page.serving import serving
from tests.bot.page.visiting import NEEDS_CHROMIUM, Visitor

pytestmark = NEEDS_CHROMIUM
ASKING = (sys.executable, "-m", "tests.bot.page.asking_fake")


@pytest.fixture(scope="module")
def asking_url() -> Iterator[str]:
    with serving(command=ASKING) as (host, port, _):
        yield f"http://{host}:{port}/"


@pytest.fixture
def own_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server of one test's own, as it changes the archive."""
    with serving(*getattr(request, "param", ()), command=ASKING) as (host, port, _):
        yield f"http://{host}:{port}/"


def open_fold(visitor: Visitor) -> Any:
    fold = visitor.page.locator("#np-narrow > .label-wrap")
    fold.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("#np-narrow > .label-wrap[aria-expanded=true]")
    return fold


def chips(visitor: Visitor) -> list[str]:
    found = visitor.page.locator(".np-narrow-chip > span").all_inner_texts()
    return [text.strip() for text in found]


def choose_publisher(visitor: Visitor, name: str) -> None:
    field = visitor.page.locator("#np-from-publisher input")
    field.focus()
    field.press_sequentially(name)
    visitor.page.get_by_role("option", name=name).wait_for()
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".np-narrow-chip", has_text=name).wait_for()
    visitor.page.keyboard.press("Escape")


def test_search_is_narrowed_and_widened_by_keyboard_alone(
    visit: Callable[..., Visitor], asking_url: str
) -> None:
    visitor = visit(asking_url)
    open_fold(visitor)
    choose_publisher(visitor, "North Shore Radio")
    turn = visitor.ask("the talks")
    assert turn.locator(".np-narrowed").inner_text() == "Narrowed to: North Shore Radio"
    assert "No article of these says anything of it." in turn.inner_text()
    assert "Narrowed like this, the archive covers 1 article from North Shore" in turn.inner_text()
    suggested = visitor.page.locator(".np-suggestion")
    suggested.wait_for()
    assert suggested.inner_text() == "What did North Shore Radio report?"  # narrowed as well

    remove = visitor.page.get_by_role("button", name="Remove: North Shore Radio")
    remove.focus()
    visitor.page.keyboard.press("Enter")
    remove.wait_for(state="detached")
    visitor.page.wait_for_function("document.activeElement.matches('#np-question textarea')")
    again = visitor.ask("the talks, please")
    assert again.locator(".np-narrowed").count() == 0
    assert "Moscow" in again.locator(".np-said").first.inner_text()


def test_every_filter_is_a_chip_of_its_own(visit: Callable[..., Visitor], asking_url: str) -> None:
    visitor = visit(asking_url)
    open_fold(visitor)
    choose_publisher(visitor, "Harbour Ledger")
    visitor.page.locator("#np-in-language input").click()
    visitor.page.get_by_role("option", name="English").click()
    for field, day in (("published-from", "2023-01-02"), ("as-of", "2024-05-06")):
        visitor.page.locator(f"#np-{field} input").fill(day)
    visitor.page.locator(".np-narrow-chip").nth(3).wait_for()
    assert chips(visitor) == [
        "Harbour Ledger", "in English", "published from 2 January 2023", "as known on 6 May 2024",
    ]  # fmt: skip
    visitor.page.get_by_role("button", name="Remove: in English").click()
    visitor.page.get_by_role("button", name="Remove: as known on 6 May 2024").click()
    visitor.page.locator(".np-narrow-chip").nth(2).wait_for(state="detached")
    assert visitor.page.locator("#np-as-of input").input_value() == ""
    told = visitor.ask("the march").locator(".np-narrowed").inner_text()

    assert told == "Narrowed to: Harbour Ledger · published from 2 January 2023"


def test_days_that_cross_are_told_and_the_question_stays(
    visit: Callable[..., Visitor], asking_url: str
) -> None:
    visitor = visit(asking_url)
    open_fold(visitor)
    visitor.page.locator("#np-published-from input").fill("2024-01-01")
    visitor.page.locator("#np-published-to input").fill("2023-01-01")
    visitor.page.locator("#np-question textarea").fill("the talks")
    visitor.page.keyboard.press("Enter")
    notice = visitor.page.locator(".np-notice")
    notice.wait_for()

    assert "comes after the last" in notice.inner_text()
    assert visitor.page.locator("#np-question textarea").input_value() == "the talks"


def come_by(visitor: Visitor, address: str) -> Visitor:
    """Open an address afresh, as from a link elsewhere."""
    visitor.page.goto("about:blank")
    visitor.page.goto(address)
    return visitor


def keep(visitor: Visitor, question: str) -> str:
    """Keep an answer with the keyboard, and return the address that the page shows."""
    turn = visitor.ask(question)
    turn.locator(".np-deeds").wait_for()
    turn.locator("[data-keep]").focus()
    visitor.page.keyboard.press("Enter")
    link = turn.locator(".np-kept-link")
    link.wait_for()
    visitor.page.wait_for_function("document.activeElement.matches('[data-copy-link]')")
    return str(link.inner_text())


def test_kept_answer_is_copied_as_an_address_and_opens_there(
    visit: Callable[..., Visitor], asking_url: str
) -> None:
    visitor = visit(asking_url, permissions=["clipboard-read", "clipboard-write"])
    address = keep(visitor, "the talks")
    visitor.page.get_by_role("button", name="Copy the link").click()
    visitor.page.get_by_role("button", name="Copied").wait_for()
    assert visitor.page.evaluate("navigator.clipboard.readText()") == address
    assert address.startswith(f"{asking_url}#answer=")

    other = come_by(visit(asking_url), address)
    since = other.page.locator(".np-since")
    since.wait_for()
    assert "Its 2 quotes were looked up again: they stand in the archive" in since.inner_text()
    turn = other.page.locator(".np-turn")
    assert turn.locator(".np-question").inner_text() == "the talks"
    assert turn.locator(".np-proof-yes").count() == 2
    turn.locator(".np-statement .np-chip").first.click()
    assert other.visible_mark().startswith("Moscow has broken off")
    assert "When?" in other.ask("When?").inner_text()


def test_address_opens_in_a_page_that_is_open_already_and_is_cleared(
    visit: Callable[..., Visitor], asking_url: str
) -> None:
    visitor = visit(asking_url)
    address = keep(visitor, "the march")
    visitor.page.goto(address)
    second = visitor.page.locator(".np-turn").nth(1)
    second.locator(".np-since").wait_for()
    assert second.locator(".np-side").count() == 2
    visitor.page.locator("#np-clear").click()
    visitor.page.wait_for_selector("#np-talk .np-empty")

    assert visitor.page.url == asking_url


@pytest.mark.parametrize(
    ("own_url", "words"),
    [
        ((), ("Since then:", "has other words there", "It was proven; its source has changed")),
        (
            ("--language", "de"),
            ("Seitdem:", "steht dort: „", "War belegt; die Quelle hat sich seitdem geändert"),
        ),
    ],
    indirect=["own_url"],
)
def test_kept_answer_says_what_has_changed_since(
    own_url: str, visit: Callable[..., Visitor], words: tuple[str, ...]
) -> None:
    address = keep(visit(own_url), "the march")
    visit(own_url).ask("change")
    visitor = come_by(visit(own_url), address)
    visitor.page.locator(".np-since-changed").wait_for()
    turn = visitor.page.locator(".np-turn")
    told = turn.inner_text()

    assert NEW_MARCH in told
    assert [word for word in words if word not in told] == []
    assert turn.locator(".np-proof-no").count() == 1
    assert turn.locator(".np-proof-yes").count() == 1


@pytest.mark.parametrize(
    ("own_url", "words"),
    [
        ((), "Nothing is kept under this link"),
        (("--language", "de"), "Unter diesem Link ist nichts aufbewahrt"),
        (("--mode", "public"), "Kept answers are not opened here"),
    ],
    indirect=["own_url"],
)
def test_address_that_leads_nowhere_is_told(
    own_url: str, visit: Callable[..., Visitor], words: str
) -> None:
    visitor = visit(own_url)
    for kept_id in ("0123456789ab", "../../etc/passwd", "<img src=x onerror=alert(1)>", "%00", ""):
        notice = come_by(visitor, f"{own_url}#answer={kept_id}").page.locator(".np-notice")
        notice.wait_for()
        assert words in notice.inner_text()
        assert visitor.page.locator("#np-talk .np-empty").count() == 1
    if "not opened" in words:
        turn = visitor.ask("the talks")
        turn.locator(".np-deeds").wait_for()
        assert turn.locator("[data-keep]").count() == 0


@pytest.mark.parametrize("own_url", [("--mode", "shared")], indirect=True)
def test_kept_answer_is_the_desks_where_others_may_ask(
    own_url: str, visit: Callable[..., Visitor]
) -> None:
    turn = visit(own_url).ask("the talks")
    turn.locator(".np-deeds").wait_for()
    assert turn.locator("[data-keep]").count() == 0
    visitor = come_by(visit(own_url), f"{own_url}login")
    visitor.page.fill("#password", SECRET)
    visitor.page.click("button")
    visitor.page.wait_for_selector("#np-talk .np-empty")
    address = keep(visitor, "the talks")
    assert address.startswith(f"{own_url}desk/#answer=")

    other = visitor.page.context.new_page()
    other.goto(address)
    other.locator(".np-since").wait_for()
    outside = visitor.page.context.new_page()
    outside.goto(address.replace("/desk/", "/"))
    outside.locator(".np-notice", has_text="Kept answers are not opened here").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_chips_and_kept_answers_fit_and_have_no_violations(
    visit: Callable[..., Visitor], asking_url: str, scheme: str, width: int
) -> None:
    from tests.bot.page.test_browser_axe import AXE, violations

    visitor = visit(asking_url, color_scheme=scheme, viewport={"width": width, "height": 900})
    open_fold(visitor)
    choose_publisher(visitor, "Harbour Ledger")
    visitor.page.locator("#np-as-of input").fill("2024-05-06")
    visitor.page.locator(".np-narrow-chip").nth(1).wait_for()
    visitor.page.goto(keep(visitor, "the march"))
    visitor.page.locator(".np-since").wait_for()

    assert visitor.width() <= width
    if AXE is not None:
        assert violations(visitor) == []
