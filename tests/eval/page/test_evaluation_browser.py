"""The tab Evaluation in a real Chromium: choosing, folding, keyboard, widths, axe, hostile runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest

from tests.bot.page.serving import serving
from tests.bot.page.test_browser_axe import AXE, violations
from tests.bot.page.visiting import NEEDS_CHROMIUM, Visitor

pytestmark = NEEDS_CHROMIUM
COMMAND = (sys.executable, "-m", "tests.eval.page.evaluation_fake")


@pytest.fixture(scope="module")
def two_runs() -> Iterator[str]:
    with serving(command=COMMAND) as (host, port, _):
        yield f"http://{host}:{port}/"


@pytest.fixture(scope="module")
def hostile_runs() -> Iterator[str]:
    with serving("--runs", "hostile", command=COMMAND) as (host, port, _):
        yield f"http://{host}:{port}/"


@pytest.fixture(scope="module")
def no_runs_in_german() -> Iterator[str]:
    with serving("--runs", "none", "--language", "de", command=COMMAND) as (host, port, _):
        yield f"http://{host}:{port}/"


def opened(visit: Callable[..., Visitor], url: str, name: str = "Evaluation", **more: object):
    visitor = visit(url, **more)
    visitor.page.set_default_timeout(60_000)  # a paired test of all metrics takes a second or two
    visitor.tab(name)
    visitor.page.locator("#np-evaluation .figures").first.wait_for()
    return visitor


def test_a_reader_chooses_a_run_and_another_by_keyboard(
    visit: Callable[..., Visitor], two_runs: str
) -> None:
    visitor = opened(visit, two_runs)
    page, shown = visitor.page, visitor.page.locator("#np-evaluation")
    assert "What changed since 20 November 2026" in shown.inner_text()
    fold = shown.locator(".turned details").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    fold.get_by_text("Expected").wait_for()
    fold.get_by_text("Given before").wait_for()
    page.get_by_label("Compare with").focus()
    page.keyboard.press("Home")  # "nothing" is first
    shown.get_by_text("What changed since").wait_for(state="detached")
    shown.locator(".figures").first.wait_for()
    page.get_by_label("Run", exact=True).focus()
    page.keyboard.press("End")  # the baseline is last
    shown.get_by_text("The baseline keeps results without texts").wait_for()
    assert page.evaluate("document.activeElement.dataset.pick") == "run"
    page.get_by_text("file in the folder is left out").click()
    page.get_by_text("broken.json").first.wait_for()


@pytest.mark.skipif(AXE is None, reason="axe-core is not there: install the dev extra")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_tab_has_no_violations_and_fits(
    visit: Callable[..., Visitor], two_runs: str, scheme: str, width: int
) -> None:
    visitor = opened(visit, two_runs, color_scheme=scheme, viewport={"width": width, "height": 900})
    for fold in visitor.page.locator("#np-evaluation details > summary:visible").all()[:8]:
        fold.click()
    assert visitor.width() == width
    assert violations(visitor) == []


def test_hostile_runs_stay_text(visit: Callable[..., Visitor], hostile_runs: str) -> None:
    visitor = opened(visit, hostile_runs)
    for fold in visitor.page.locator("#np-evaluation .turned summary").all()[:5]:
        fold.click()
    visitor.page.wait_for_timeout(300)
    assert "<img src=x" in visitor.page.locator("#np-evaluation").inner_text()
    assert visitor.page.locator("#np-evaluation img, #np-evaluation script").count() == 0
    assert visitor.page.title() == "Newsproof"


def test_before_any_run_the_tab_says_what_to_do_in_german(
    visit: Callable[..., Visitor], no_runs_in_german: str
) -> None:
    visitor = opened(visit, no_runs_in_german, "Auswertung")
    said = visitor.page.locator("#np-evaluation-pick").inner_text()
    assert "Noch ist kein Lauf gespeichert" in said
    assert "newsproof eval run --keep" in said
    assert "Urteile richtig" in visitor.page.locator("#np-evaluation").inner_text()
