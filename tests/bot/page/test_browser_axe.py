"""What axe-core finds on the page: nothing, on every tab, in light and dark, wide and narrow."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.page.tabs import more_tabs
from bot.page.texts import texts_of
from tests.bot.page.serving import serving
from tests.bot.page.visiting import NEEDS_CHROMIUM, Visitor

_FOUND = importlib.util.find_spec("axe_playwright_python")
AXE = Path(_FOUND.origin).with_name("axe.min.js") if _FOUND and _FOUND.origin else None
pytestmark = [
    *NEEDS_CHROMIUM,
    pytest.mark.skipif(AXE is None, reason="axe-core is not there: install the dev extra"),
]
DRAFT = (
    "Moscow broke off the talks. Police counted 9,000 marchers. The ward in Brackwater closed. "
    "I think it is a disgrace.\n\n“Benzene was found,” the ministry said. "
    "The water in Tessenhaven is safe. The bridge opened in 1999."
)
# What stays at hand on a phone lies over whatever has been scrolled beneath it: it is measured
# where it stands in the page.
_RUN = """async () => {
  const sticking = document.querySelectorAll(".np-dock, .np-reader-bar");
  sticking.forEach((each) => { each.style.position = "static"; });
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
    "wcag22aa", "best-practice"]});
  sticking.forEach((each) => { each.style.position = ""; });
  return found.violations.map((each) => [each.id, each.help,
    each.nodes.slice(0, 5).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`)]);
}"""


def violations(visitor: Visitor) -> list[object]:
    visitor.page.wait_for_timeout(400)  # what fades in is measured when it is there
    visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[object] = visitor.page.evaluate(_RUN)
    return found


@pytest.fixture(scope="module")
def archive_url() -> Iterator[str]:
    fake = (sys.executable, "-m", "tests.bot.page.archive_fake")
    with serving("--plain", "210", command=fake) as (host, port, _):
        yield f"http://{host}:{port}/"


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)],
                ids=lambda look: f"{look[0]}-{look[1]}")  # fmt: skip
def visitor(
    visit: Callable[..., Visitor], archive_url: str, request: pytest.FixtureRequest
) -> Visitor:
    scheme, width = request.param
    viewport = {"width": width, "height": 900}
    return visit(archive_url, color_scheme=scheme, viewport=viewport)


def assert_fine(visitor: Visitor) -> None:
    assert violations(visitor) == []
    assert visitor.width() <= visitor.page.viewport_size["width"]


def test_answers_have_no_violations(visitor: Visitor) -> None:
    visitor.page.get_by_text("New here?").click()
    assert_fine(visitor)
    turn = visitor.ask("Why did Moscow halt the talks with Tokyo?")
    turn.locator(".np-proof summary").first.click()
    turn.locator(".np-error-form summary").click()
    turn.locator(".np-chip").first.click()
    visitor.visible_mark()
    visitor.ask("When?")
    visitor.ask("How many came to the march?")
    visitor.ask("What about the airport?")
    visitor.page.locator(".np-suggestion").wait_for()
    visitor.page.locator(".np-chip").first.focus()
    assert_fine(visitor)
    visitor.page.locator("#np-question textarea").fill("?!")
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".np-problem .np-notice").wait_for()
    assert_fine(visitor)


def test_checked_draft_has_no_violations(visitor: Visitor) -> None:
    visitor.tab("Check")
    visitor.page.locator("#np-claim textarea").wait_for()
    assert_fine(visitor)
    visitor.page.locator("#np-claim textarea").fill(DRAFT)
    visitor.page.locator("#np-check").click()
    visitor.page.locator(".np-exports").wait_for()
    visitor.page.get_by_role("button", name="Open all").click()
    visitor.page.locator(".np-verdict .np-chip").first.click()
    visitor.visible_mark()
    visitor.page.locator(".np-filter-refuted").click()
    assert_fine(visitor)


def test_archive_has_no_violations(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visitor.tab("Archive")
    page.locator(".np-pager").wait_for()
    assert_fine(visitor)
    page.locator("#np-filter input").fill("talks")
    page.locator("#np-search").click()
    page.locator(".np-coverage:has-text('fits “talks”')").wait_for()
    for each in page.locator(".np-fold > summary").all():
        each.click()
    assert_fine(visitor)
    page.locator("#np-filter input").fill("grain pier")
    page.locator(".np-coverage:has-text('1 of ')").wait_for()
    page.locator(".np-row").first.click()
    page.locator(".np-reader.is-open .np-known").wait_for()
    for each in page.locator(".np-reader.is-open .np-known summary").all():
        each.click()
    assert_fine(visitor)
    (tmp_path / "good.md").write_text("Ferry runs again\nThe ferry runs again from Monday.")
    (tmp_path / "bad.md").write_bytes(b"\0")
    files = [tmp_path / "good.md", tmp_path / "bad.md"]
    page.locator("#np-upload input[type=file]").set_input_files(files)
    page.locator(".np-ingest-rejected").wait_for()
    page.locator("#np-address input").fill("http://10.0.0.1/")
    assert_fine(visitor)


@pytest.mark.parametrize("tab", [tab.id for tab in more_tabs()])
def test_tabs_of_others_have_no_violations(visitor: Visitor, tab: str) -> None:
    (found,) = (each for each in more_tabs() if each.id == tab)
    visitor.tab(found.name(texts_of("en")))
    visitor.page.locator("[role=tabpanel]:visible").wait_for()
    assert_fine(visitor)


_UNDER_THE_QUESTION = """() => {
  const one = document.activeElement, dock = document.querySelector(".np-dock");
  if (one === document.body || dock.contains(one)) return "";
  const seen = one.getBoundingClientRect(), over = dock.getBoundingClientRect();
  const isUnder = seen.height && seen.top >= over.top && seen.bottom <= over.bottom;
  return isUnder ? one.outerHTML.slice(0, 160) : "";
}"""


def test_what_is_focused_on_a_phone_is_not_under_the_question(
    visit: Callable[..., Visitor], archive_url: str
) -> None:
    """WCAG 2.2, 2.4.11: the question stays at hand, and what the keyboard is at is seen."""
    viewport = {"width": 320, "height": 640}
    visitor = visit(archive_url, viewport=viewport, reduced_motion="reduce")
    visitor.ask("Why did Moscow halt the talks with Tokyo?")
    visitor.ask("How many came to the march?")
    visitor.ask("What about the airport?")
    visitor.page.evaluate("scrollTo(0, 0)")
    visitor.page.locator(".np-name").first.click()
    hidden, n_chips = [], 0
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 60:
        visitor.page.keyboard.press(key)
        visitor.page.wait_for_timeout(50)
        hidden.append(visitor.page.evaluate(_UNDER_THE_QUESTION))
        n_chips += visitor.page.evaluate("document.activeElement.matches('.np-chip')")
    assert n_chips > 10
    assert [each for each in hidden if each] == []
