"""The page in German, in a browser that prefers English: no word of the English file is left."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest

from bot.page.quota import MAX_FILES
from bot.page.tabs import more_tabs
from bot.page.texts import texts_of
from tests.bot.page.serving import serving
from tests.bot.page.visiting import NEEDS_CHROMIUM, Visitor

pytestmark = NEEDS_CHROMIUM
EN, DE = texts_of("en"), texts_of("de")
DRAFT = (
    "Moscow broke off the talks. Police counted 9,000 marchers. The ward in Brackwater closed. "
    "I think it is a disgrace.\n\n“Benzene was found,” the ministry said. "
    "The water in Tessenhaven is safe. The bridge opened in 1999."
)
# What a reader sees or hears, less what articles and visitors say and what the core says of them.
_SEEN = """() => {
  const theirs = ".np-article .np-text, .np-article h2, blockquote, .np-source-title, .np-draft, " +
    ".np-asked, .np-plain del, .np-plain ins, .np-diff, code, .np-reason, .np-legend, textarea";
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!parent || parent.closest(theirs) || parent.closest("script, style, noscript")) continue;
    if (parent.checkVisibility({visibilityProperty: true})) found.push(node.textContent.trim());
  }
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    for (const each of document.querySelectorAll(`[${name}]`))
      if (each.checkVisibility() && !each.closest(theirs)) found.push(each.getAttribute(name));
  return [...new Set(found)].filter((text) => /[A-Za-z]{2}/.test(text));
}"""


def english() -> list[tuple[str, re.Pattern[str]]]:
    """Return what may not be seen: each English text that is another one in German.

    One of several words is looked for anywhere in what is seen, a single word only by itself.
    """
    found = []
    for name, text in EN.by_name.items():
        literal = "".join(piece for piece, *_ in Formatter().parse(text))
        is_same = text == DE.by_name[name] or len(re.findall("[A-Za-z]", literal)) < 4
        if is_same or name.startswith("date."):
            continue
        fits = "".join(
            re.escape(piece) + (".{1,80}" if field is not None else "")
            for piece, field, *_ in Formatter().parse(text)
        )
        is_alone = len(re.findall(r"[A-Za-z]{2,}", literal)) < 3
        found.append((name, re.compile(rf"\A{fits}\W*\Z" if is_alone else fits)))
    return found


def left_in_english(visitor: Visitor) -> set[tuple[str, str]]:
    seen = visitor.page.evaluate(_SEEN)
    assert len(seen) > 5
    return {(name, text) for name, fits in english() for text in seen if fits.search(text)}


@pytest.fixture(scope="module")
def german_url() -> Iterator[str]:
    fake = (sys.executable, "-m", "tests.bot.page.archive_fake", "--language", "de")
    with serving("--plain", "210", command=fake) as (host, port, _):
        yield f"http://{host}:{port}/"


@pytest.fixture
def visitor(visit: Callable[..., Visitor], german_url: str) -> Visitor:
    return visit(german_url, locale="en-US")


def test_asking_is_in_german(visitor: Visitor) -> None:
    assert visitor.page.evaluate("document.documentElement.lang") == "de"
    visitor.page.get_by_text("Neu hier?").click()
    assert left_in_english(visitor) == set()
    turn = visitor.ask("Why did Moscow halt the talks with Tokyo?")
    turn.locator(".np-proof summary").first.click()
    turn.locator(".np-error-form summary").click()
    turn.locator(".np-chip").first.click()
    visitor.visible_mark()
    assert left_in_english(visitor) == set()
    visitor.ask("How many came to the march?")
    visitor.ask("Is it broken?")
    visitor.ask("What about the airport?")
    visitor.page.locator(".np-suggestion").wait_for()
    assert left_in_english(visitor) == set()
    visitor.page.locator("#np-question textarea").fill("?!")
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".np-problem:has-text('Die Frage ist leer.')").first.wait_for()
    assert left_in_english(visitor) == set()


def test_what_gradio_says_of_a_busy_server_is_in_german(visitor: Visitor) -> None:
    visitor.page.route(
        "**/queue/join*", lambda route: route.fulfill(status=503, json={"detail": "busy"})
    )
    visitor.page.locator("#np-question textarea").fill("Why did Moscow halt the talks?")
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".toast-body").wait_for()
    visitor.page.get_by_text(DE("shell.toast_busy")).wait_for()

    assert visitor.page.locator(".toast-title").inner_text().strip() == DE("shell.toast_error")
    assert left_in_english(visitor) == set()
    visitor.strange.clear()  # Chromium notes that a request was refused


def test_checking_is_in_german(visitor: Visitor) -> None:
    visitor.tab("Prüfen")
    visitor.page.locator("#np-claim textarea").fill(DRAFT)
    assert left_in_english(visitor) == set()
    visitor.page.locator("#np-check").click()
    visitor.page.locator(".np-exports").wait_for()
    visitor.page.locator("[data-all=open]").click()
    visitor.page.locator(".np-verdict .np-chip").first.click()
    visitor.visible_mark()
    assert left_in_english(visitor) == set()


def test_archive_is_in_german(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.page
    visitor.tab("Archiv")
    page.locator(".np-pager").wait_for()
    assert page.get_by_text("Datei hier ablegen").is_visible()
    for each in page.locator(".np-fold > summary").all():
        each.click()
    page.locator(".np-plot summary").click()
    assert left_in_english(visitor) == set()
    page.locator("#np-filter input").fill("grain pier")
    page.locator(".np-coverage:has-text('1 von ')").wait_for()
    page.locator(".np-row").first.click()
    page.locator(".np-reader.is-open .np-known").wait_for()
    for each in page.locator(".np-reader.is-open .np-known summary").all():
        each.click()
    assert left_in_english(visitor) == set()
    (tmp_path / "good.md").write_text("Ferry runs again\nThe ferry runs again from Monday.")
    (tmp_path / "bad.md").write_bytes(b"\0")
    files = [tmp_path / "good.md", tmp_path / "bad.md"]
    page.locator("#np-upload input[type=file]").set_input_files(files)
    page.locator(".np-ingest-rejected").wait_for()
    page.locator("#np-add").click()
    page.locator("#np-ingested .np-notice").wait_for()
    assert left_in_english(visitor) == set()


@pytest.mark.parametrize("tab", more_tabs(), ids=lambda tab: tab.id)
def test_tabs_of_others_are_in_german(visitor: Visitor, tab: object) -> None:
    visitor.tab(tab.name(DE))  # type: ignore[attr-defined]
    visitor.page.locator("[role=tabpanel]:visible").wait_for()
    assert left_in_english(visitor) == set()


def test_too_many_files_are_refused_with_the_way_out(visitor: Visitor, tmp_path: Path) -> None:
    visitor.tab("Archiv")
    visitor.page.locator(".np-pager").wait_for()
    files = []
    for n in range(MAX_FILES + 1):
        files.append(tmp_path / f"f{n}.txt")
        files[-1].write_text(f"Story {n}\nNothing happened.")
    visitor.page.locator("#np-upload input[type=file]").set_input_files(files)
    visitor.page.get_by_text("höchstens 100 Dateien in der Minute").wait_for()
    assert visitor.page.get_by_text("newsproof ingest PFAD").is_visible()
    visitor.strange = [each for each in visitor.strange if "429" not in each]
