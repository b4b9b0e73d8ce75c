"""What axe-core finds on the page: nothing, on every tab, in light and dark, wide and narrow."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

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
_RUN = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa",
    "wcag22aa", "best-practice"]});
  return found.violations.map((each) => [each.id, each.help,
    each.nodes.slice(0, 5).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`)]);
}"""


def violations(visitor: Visitor) -> list[object]:
    visitor.page.wait_for_timeout(400)  # what fades in is measured when it is there
    visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[object] = visitor.page.evaluate(_RUN)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_answers_have_no_violations(
    visit: Callable[..., Visitor], fake_url: str, scheme: str, width: int
) -> None:
    visitor = visit(fake_url, color_scheme=scheme, viewport={"width": width, "height": 900})
    assert violations(visitor) == []
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

    assert violations(visitor) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_checked_draft_has_no_violations(
    visit: Callable[..., Visitor], fake_url: str, scheme: str, width: int
) -> None:
    visitor = visit(fake_url, color_scheme=scheme, viewport={"width": width, "height": 900})
    visitor.tab("Check")
    visitor.page.locator("#np-claim textarea").fill(DRAFT)
    visitor.page.locator("#np-check").click()
    visitor.page.locator(".np-exports").wait_for()
    visitor.page.get_by_role("button", name="Open all").click()
    visitor.page.locator(".np-verdict .np-chip").first.click()
    visitor.visible_mark()
    visitor.page.locator(".np-filter-refuted").click()

    assert violations(visitor) == []
