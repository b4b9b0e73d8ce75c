"""The HTML report in a real Chromium, opened from a file, as a reader uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.verdict import Verdict
from eval.gate.comparing import compare
from eval.records import Run
from eval.reports.page import render_page
from eval.reports.page_cases import listed
from tests.eval.reports.page_runs import before, make_history, make_run

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"{CHROMIUM} is not there"),
]
NARROW = {"width": 390, "height": 844}

# Every text against the ground that it stands on, by the formula of WCAG 2.2.
CONTRAST = """() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = rgb(colour).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (rgb(colour)[3] === 255) return colour;
    }
    return 'white';
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    if (!own || element.closest('script')) continue;
    const inSvg = element.namespaceURI.endsWith('svg');
    if (inSvg && element.tagName !== 'text') continue;
    const style = getComputedStyle(element);
    const [one, other] = [light(inSvg ? style.fill : style.color), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.tagName} ${element.className}`);
  }
  return [...new Set(poor)];
}"""


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run()


@pytest.fixture(scope="module")
def report(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    page = render_page(
        [run, make_run(system="a plain pipeline with a long name", skill=0.5, seed=3)],
        history=make_history(),
        comparison=compare(before(run), run),
        title="dev",
        notes=["The test split has been looked at."],
    )
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as found:
        started = found.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: playwright.Browser, report: Path) -> Iterator[Callable[..., playwright.Page]]:
    contexts, strange = [], []

    def open_page(path: Path = report, anchor: str = "", **options: object) -> playwright.Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("console", lambda message: strange.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: strange.append(f"error: {error}"))
        page.on("dialog", lambda dialog: strange.append(f"dialog: {dialog.message}"))
        page.on(
            "request",
            lambda asked: (
                strange.append(f"request: {asked.url}")
                if asked.url.partition("#")[0] != path.as_uri()
                else None
            ),
        )
        page.goto(path.as_uri() + anchor)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strange == []


def shown(page: playwright.Page) -> int:
    return page.locator(".case:not([hidden])").count()


def test_wrong_cases_are_filtered_and_counted(
    visit: Callable[..., playwright.Page], run: Run
) -> None:
    page = visit()
    cases = listed(run)
    n_wrong = sum(not case.record.is_right for case in cases)
    assert shown(page) == len(cases)
    page.get_by_text("Wrong", exact=False).locator("visible=true").first.wait_for()
    page.get_by_role("radio", name="Wrong").check(force=True)
    assert shown(page) == n_wrong
    assert page.locator("#count").inner_text() == f"{n_wrong} of {len(cases)} cases shown"
    page.get_by_role("button", name="Reset").click()
    assert shown(page) == len(cases)


def test_filters_join_and_an_empty_result_offers_a_way_back(
    visit: Callable[..., playwright.Page], run: Run
) -> None:
    page = visit()
    cases = listed(run)
    page.get_by_label("Kind").select_option("claim")
    page.get_by_label("Tag").select_option(label="date (9)")
    fitting = [case for case in cases if case.kind == "claim" and "date" in case.record.tags]
    assert shown(page) == len(fitting) > 0
    page.get_by_label("Find").fill("no such words")
    assert shown(page) == 0
    page.get_by_role("button", name="Show all").click()
    assert shown(page) == len(cases)
    assert page.locator("#find").evaluate("one => one === document.activeElement")


def test_search_finds_words_of_quotes_and_ids_whatever_their_case(
    visit: Callable[..., playwright.Page], run: Run
) -> None:
    page = visit()
    page.get_by_label("Find").fill("ADA brink")
    assert 0 < shown(page) < len(listed(run))
    page.get_by_label("Find").fill("wq-001")
    assert shown(page) == 1


def test_cases_are_sorted_and_sorted_back(visit: Callable[..., playwright.Page]) -> None:
    page = visit()
    confidence = "list => [...list.children].map((one) => Number(one.dataset.c ?? -1))"
    order = "list => [...list.children].map((one) => one.id)"
    first = page.locator("#case-list").evaluate(order)
    page.get_by_label("Order").select_option("sure")
    values = page.locator("#case-list").evaluate(confidence)
    assert values == sorted(values, reverse=True)
    page.get_by_label("Order").select_option("wrong first")
    assert page.locator("#case-list").evaluate(order) == first


def test_a_cell_of_the_confusion_table_shows_its_cases(
    visit: Callable[..., playwright.Page], run: Run
) -> None:
    page = visit()
    n = sum(one.expected is Verdict.REFUTED and one.got is Verdict.REFUTED for one in run.claims)
    page.locator("[data-set='pair=REFUTED/REFUTED;kind=claim']").click()
    assert shown(page) == n > 0
    page.get_by_role("button", name="Show more than expected refuted").click()
    assert shown(page) == len(run.claims)


def test_the_link_of_a_blame_shows_its_cases(
    visit: Callable[..., playwright.Page], run: Run
) -> None:
    page = visit()
    page.get_by_role("link", name="not retrieved").click()
    assert shown(page) == sum(case.record.blame == "not_retrieved" for case in listed(run)) > 0


def test_a_link_to_a_case_opens_it_in_view_though_it_was_filtered_out(
    visit: Callable[..., playwright.Page],
) -> None:
    page = visit()
    page.get_by_role("radio", name="Right").check(force=True)
    link = page.locator("#changes .turned a").first
    anchor = link.get_attribute("href")
    link.click()
    item = page.locator(str(anchor))
    item.locator("details[open]").wait_for()  # the change of the address is told a moment later
    page.wait_for_function(
        """(anchor) => {
          const box = document.querySelector(anchor).getBoundingClientRect();
          return box.top >= 0 && box.top < innerHeight;
        }""",
        arg=anchor,
    )


def test_an_address_with_a_case_opens_it(visit: Callable[..., playwright.Page], run: Run) -> None:
    anchor = f"#{listed(run)[-1].anchor}"
    page = visit(anchor=anchor)
    page.locator(f"{anchor} details[open]").wait_for()


def test_a_case_opens_by_keyboard_alone(visit: Callable[..., playwright.Page]) -> None:
    page = visit()
    page.get_by_label("Find").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator(".case details[open]").count() == 1
    page.get_by_role("button", name="Open all shown").click()
    assert page.locator(".case details:not([open])").count() == 0
    page.get_by_role("button", name="Close all shown").click()
    assert page.locator(".case details[open]").count() == 0


def test_without_javascript_every_case_can_be_read(
    visit: Callable[..., playwright.Page], run: Run
) -> None:
    page = visit(java_script_enabled=False)
    assert page.locator(".case").count() == len(listed(run))
    assert page.locator(".controls").is_hidden()
    page.locator(".case summary").first.click()
    assert page.locator(".case .inside").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_enough(visit: Callable[..., playwright.Page], scheme: str) -> None:
    page = visit(color_scheme=scheme)
    for one in ("All", "Wrong"):
        page.get_by_role("radio", name=one).check(force=True)
        assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", [320, 390, 700, 1280])
def test_nothing_is_wider_than_the_window(
    visit: Callable[..., playwright.Page], run: Run, tmp_path: Path, width: int
) -> None:
    word = "w" * 2_000
    long = replace(
        run,
        system=word,
        parts={word: word},
        questions=(replace(run.questions[0], id=word, question=word, tags=(word,) * 3),),
    )
    path = tmp_path / "long.html"
    path.write_text(render_page([long, long], history=make_history(), title=word))
    for page in (
        visit(viewport={"width": width, "height": 844}),
        visit(path, viewport={"width": width, "height": 844}),
    ):
        for details in page.locator(".plot details").all():
            details.evaluate("one => { one.open = true; }")
        page.get_by_role("button", name="Open all shown").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_text_runs_nothing(
    visit: Callable[..., playwright.Page], run: Run, tmp_path: Path
) -> None:
    foreign = "</script></style><img src=x onerror=alert(1)><script>alert(2)</script>"
    hostile = replace(
        run,
        system=foreign,
        questions=tuple(
            replace(one, id=f"{foreign}{at}", question=foreign, shown=foreign, tags=(foreign,))
            for at, one in enumerate(run.questions)
        ),
    )
    path = tmp_path / "hostile.html"
    path.write_text(render_page([hostile], title=foreign, notes=[foreign]), encoding="utf-8")
    page = visit(path)
    assert page.title() == foreign
    assert page.locator("img").count() == 0
    page.get_by_label("Find").fill("onerror=alert")
    assert shown(page) == len(run.questions)


def test_paper_shows_wrong_cases_whole_and_no_controls(
    visit: Callable[..., playwright.Page],
) -> None:
    page = visit()
    page.emulate_media(media="print")
    assert page.locator(".controls").is_hidden()
    assert page.locator("nav").is_hidden()
    wrong = page.locator(".is-wrong .inside").first.bounding_box()
    assert wrong
    assert wrong["height"] > 40
    assert page.pdf()[:5] == b"%PDF-"


def test_700_cases_are_filtered_without_a_wait(
    visit: Callable[..., playwright.Page], tmp_path: Path
) -> None:
    path = tmp_path / "big.html"
    path.write_text(render_page([make_run(700)], title="big"), encoding="utf-8")
    page = visit(path, viewport=NARROW)
    page.get_by_label("Find").fill("wq-0")
    took = page.evaluate(
        """() => {
          const find = document.getElementById('find'), start = performance.now();
          find.value = 'wolf';
          find.dispatchEvent(new Event('input', { bubbles: true }));
          return performance.now() - start;
        }"""
    )
    assert shown(page) > 0
    assert took < 1_000
