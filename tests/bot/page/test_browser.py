"""The page in a real Chromium, as a reader uses it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.packs import pack_from_json
from tests.bot.page.fake import HOSTILE, STATEMENT
from tests.bot.page.serving import serving
from tests.bot.page.visiting import NEEDS_CHROMIUM, Visitor

pytestmark = NEEDS_CHROMIUM
NARROW = {"width": 390, "height": 844}


def test_an_answer_is_saved_as_an_evidence_pack(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    turn = visitor.ask("Why were the talks halted?")
    with visitor.page.expect_download() as saved:
        turn.get_by_role("link", name="Save as JSON").click()
    pack = pack_from_json(Path(saved.value.path()).read_bytes())
    assert saved.value.suggested_filename == "newsproof-answer.json"
    assert (pack.text, len(pack.quotes)) == ("Why were the talks halted?", 2)
    assert STATEMENT in [packed.quote.text for packed in pack.quotes]


def test_chip_opens_the_article_at_the_highlighted_quote(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    turn = visitor.ask("Why did Russia suspend the peace talks?")
    turn.locator(".np-statement .np-chip").nth(1).click()

    assert visitor.visible_mark() == STATEMENT
    reader = visitor.page.locator(".np-reader.is-open")
    assert "Russia halts peace treaty talks with Japan" in reader.inner_text()
    assert "sample, written for Newsproof" in reader.inner_text()
    assert "“Monday” is 21 March 2022" in reader.inner_text()
    assert "22 March 2022" in reader.inner_text()


def test_keyboard_opens_a_source_and_escape_returns_to_its_number(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    chip = visitor.ask("the talks").locator(".np-statement .np-chip").first
    chip.focus()
    visitor.page.keyboard.press("Enter")
    visitor.visible_mark()
    assert visitor.page.evaluate("document.activeElement.className") == "np-reader-body"
    visitor.page.keyboard.press("Escape")

    assert visitor.page.locator(".np-reader.is-open").count() == 0
    assert chip.evaluate("chip => chip === document.activeElement")


def test_proof_of_a_statement_can_be_opened(visit: Callable[..., Visitor], fake_url: str) -> None:
    visitor = visit(fake_url)
    turn = visitor.ask("the talks")
    turn.locator(".np-proof summary").first.click()

    assert turn.locator(".np-proof[open] li").count() == 6


def test_example_asks_itself_and_then_makes_room(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    visitor.page.locator(".np-example").first.click()
    visitor.page.wait_for_selector(".np-answer")

    assert visitor.page.locator(".np-example:visible").count() == 0


def test_abstaining_shows_reason_nearest_quotes_and_coverage(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    turn = visitor.ask("What about the airport?")

    assert "The archive doesn’t say" in turn.inner_text()
    assert "No article says anything of an airport." in turn.inner_text()
    assert "The archive covers 6 articles" in turn.inner_text()
    turn.locator(".np-nearest .np-chip").first.click()
    assert visitor.visible_mark() == "The water is safe, and it was safe all along."


def test_conflicting_accounts_stand_side_by_side(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    sides = visitor.ask("How many came to the march?").locator(".np-side")
    first, second = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()

    assert first["y"] == second["y"]
    assert first["x"] + first["width"] <= second["x"]


def test_bad_question_stays_in_its_field_with_a_clear_line(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    visitor.page.locator("#np-question textarea").fill("x" * 2001)
    visitor.page.keyboard.press("Enter")
    notice = visitor.page.locator(".np-notice")
    notice.wait_for()

    assert "at most 2,000" in notice.inner_text()
    assert len(visitor.page.locator("#np-question textarea").input_value()) == 2001


def test_failure_is_a_line_in_the_conversation_and_the_next_question_works(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)

    assert "nothing was stored" in visitor.ask("is it broken?").inner_text()
    assert "Moscow" in visitor.ask("the talks").inner_text()


def test_clear_empties_conversation_and_panel(visit: Callable[..., Visitor], fake_url: str) -> None:
    visitor = visit(fake_url)
    visitor.ask("the talks").locator(".np-chip").first.click()
    visitor.visible_mark()
    visitor.page.locator("#np-clear").click()
    visitor.page.wait_for_selector("#np-talk .np-empty")

    assert visitor.page.locator(".np-turn").count() == 0
    assert visitor.page.locator(".np-store .np-article").count() == 0
    assert visitor.page.locator(".np-reader.is-open").count() == 0


def test_visitors_do_not_see_each_other(visit: Callable[..., Visitor], fake_url: str) -> None:
    first, second = visit(fake_url), visit(fake_url)
    first.ask("the talks, said Zebulon")

    assert "Zebulon" in first.page.content()
    assert "Zebulon" not in second.page.content()
    second.ask("the march")
    assert second.page.locator(".np-turn").count() == 1


def test_question_is_kept_nowhere_in_the_browser(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    visitor.ask("the talks, said Zebulon")
    kept = visitor.page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,
             location.href, document.title, await indexedDB.databases()])"""
    )

    assert "Zebulon" not in kept


def test_hostile_article_does_nothing(visit: Callable[..., Visitor], fake_url: str) -> None:
    visitor = visit(fake_url)
    visitor.ask(f"hostile {HOSTILE}").locator(".np-chip").first.click()

    assert visitor.visible_mark() == HOSTILE
    assert visitor.page.title() == "Newsproof"
    assert visitor.page.locator(".np-main img, .np-main script, .np-reader img").count() == 0
    assert "${alert(1)}" in visitor.page.locator(".np-reader.is-open").inner_text()


def test_injected_markup_could_not_run_a_script(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    """The policy alone stops it, were one escape ever forgotten."""
    visitor = visit(fake_url)
    visitor.page.evaluate(
        """() => {
          const hole = document.createElement('div');
          hole.innerHTML = '<img src="data:," onerror="document.title=1">' +
            '<iframe srcdoc="<script>parent.document.title=2</script>"></iframe>' +
            '<a id="hole" href="javascript:document.title=3">x</a>' +
            '<img src="https://evil.example/pixel">';
          document.body.append(hole);
          document.querySelector('#hole').click();
        }"""
    )
    visitor.page.wait_for_timeout(500)

    assert visitor.page.title() == "Newsproof"
    refused = [found for found in visitor.strange if "Content Security Policy" in found]
    assert len(refused) >= 3
    visitor.strange.clear()


def test_own_article_is_uploaded_listed_and_opened(
    visit: Callable[..., Visitor], fake_url: str, tmp_path: Path
) -> None:
    visitor = visit(fake_url)
    visitor.tab("Archive")
    visitor.page.wait_for_selector(".np-row")
    good, bad = tmp_path / "own.txt", tmp_path / "bad.bin"
    good.write_text("Library buys a robot\nThe library bought a robot.")
    bad.write_bytes(b"\0\1\2")
    visitor.page.locator("#np-upload input[type=file]").set_input_files([good, bad])
    visitor.page.locator(".np-progress").wait_for()
    visitor.page.locator(".np-ingest").wait_for()

    told = visitor.page.locator(".np-ingest").inner_text()
    assert "Library buys a robot" in told
    assert "bad.bin" in told
    assert "this is no text" in told
    visitor.page.locator("#np-filter input").fill("robot")
    visitor.page.locator(".np-coverage:has-text('1 of')").wait_for()
    visitor.page.locator(".np-row").click()
    reader = visitor.page.locator(".np-reader.is-open")
    reader.wait_for()
    assert "The library bought a robot." in reader.inner_text()
    visitor.page.keyboard.press("Escape")
    visitor.page.locator(".np-row").click()
    reader.wait_for()


def test_retracted_article_says_so_in_list_and_panel(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    visitor.tab("Archive")
    row = visitor.page.locator(".np-row:has-text('Benzene found')")
    row.click()
    visitor.page.locator(".np-reader.is-open").wait_for()

    assert "retracted" in row.inner_text()
    assert "Retracted on 2 June 2023." in visitor.page.locator(".np-reader.is-open").inner_text()


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1920])
def test_nothing_is_wider_than_the_window(
    visit: Callable[..., Visitor], fake_url: str, width: int
) -> None:
    visitor = visit(fake_url, viewport={"width": width, "height": 800})
    visitor.ask("the talks").locator(".np-chip").first.click()
    visitor.visible_mark()
    visitor.ask("hostile " + "x" * 300)

    assert visitor.width() <= width
    visitor.tab("Archive")
    visitor.page.wait_for_selector(".np-row")
    assert visitor.width() <= width


def test_on_a_phone_the_article_opens_below_and_close_leads_back(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url, viewport=NARROW, reduced_motion="reduce")
    chip = visitor.ask("the talks").locator(".np-chip").nth(1)
    chip.click()

    assert visitor.visible_mark() == STATEMENT
    close = visitor.page.locator(".np-reader.is-open .np-close")
    assert close.bounding_box()["y"] >= 0
    close.click()
    visitor.page.wait_for_timeout(200)
    assert 0 <= chip.bounding_box()["y"] <= NARROW["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(
    visit: Callable[..., Visitor], fake_url: str, scheme: str
) -> None:
    visitor = visit(fake_url, color_scheme=scheme)
    visitor.ask("the talks").locator(".np-chip").first.click()
    visitor.visible_mark()
    ratios = visitor.page.evaluate(CONTRAST)

    assert len(ratios) > 15
    assert {words: ratio for words, ratio in ratios.items() if ratio < 4.5} == {}


# Contrast after WCAG 2.2 of every text in view against the nearest painted ground.
CONTRAST = """() => {
  const rgb = (value) => value.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const found = rgb(getComputedStyle(each).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const found = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (!words || !element.checkVisibility() || element.closest('.np-dot, .sr-only')) continue;
    if (!element.closest('.np-main, .np-aside, .np-mast, [role=tab]')) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
    found[words] = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }
  return found;
}"""


NEWSPROOF = Path(sys.executable).with_name("newsproof")


@pytest.fixture(scope="module")
def real_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The command itself, on a new data directory with the packaged samples."""
    if not NEWSPROOF.exists():
        pytest.skip("the command newsproof is not installed")
    command = (str(NEWSPROOF), "--data-dir", str(tmp_path_factory.mktemp("data")))
    subprocess.run([*command, "ingest", "--samples"], check=True, capture_output=True, timeout=280)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with serving("serve", "--port", port, command=command) as (host, port, _):
        yield f"http://{host}:{port}/"


def test_samples_answer_a_question_with_a_quote_in_view(
    visit: Callable[..., Visitor], real_url: str
) -> None:
    visitor = visit(real_url)
    turn = visitor.ask("why did Russia suspend peace talks?")
    chips = turn.locator(".np-statement .np-chip")
    assert chips.count() >= 1
    chips.first.click()
    marked = visitor.visible_mark()

    said = turn.locator(".np-said").first.inner_text()
    assert len(marked) > 20
    assert marked[:20] in said
    assert "Japan" in visitor.page.locator(".np-reader.is-open").inner_text()


def test_samples_do_not_answer_what_they_do_not_report(
    visit: Callable[..., Visitor], real_url: str
) -> None:
    turn = visit(real_url).ask("Who won the chess world championship of 1972?")

    assert "The archive doesn’t say" in turn.inner_text()
    assert "The archive covers" in turn.inner_text()


def test_own_article_is_cited_once_it_is_uploaded(
    visit: Callable[..., Visitor], real_url: str, tmp_path: Path
) -> None:
    visitor = visit(real_url)
    visitor.tab("Archive")
    visitor.page.wait_for_selector(".np-row")
    own = tmp_path / "robot.md"
    own.write_text(
        "---\ntitle: Brackwater library buys a robot\npublisher: Brackwater Post\n"
        "published: 2024-05-06\n---\n\nThe library of Brackwater bought a robot named Pelle "
        "for 12,000 euros on Monday.\n\nIt sorts the books that readers return.\n"
    )
    visitor.page.locator("#np-upload input[type=file]").set_input_files(own)
    visitor.page.locator(".np-ingest").wait_for(timeout=120_000)
    assert "Brackwater library buys a robot" in visitor.page.locator(".np-ingest").inner_text()
    visitor.tab("Ask")
    turn = visitor.ask("What is the name of the robot that the Brackwater library bought?")

    assert "Pelle" in turn.locator(".np-said").first.inner_text()
    turn.locator(".np-statement .np-chip").first.click()
    assert "Pelle" in visitor.visible_mark()
    assert "Brackwater Post" in visitor.page.locator(".np-reader.is-open").inner_text()


def test_real_claims_get_their_verdicts(visit: Callable[..., Visitor], real_url: str) -> None:
    visitor = visit(real_url)
    visitor.tab("Check")
    visitor.page.locator("#np-claim textarea").fill("Japan froze the assets of Vladimir Putin.")
    visitor.page.locator("#np-check").click()
    verdict = visitor.page.locator(".np-verdict")
    verdict.wait_for(timeout=60_000)

    assert "Supported" in verdict.locator(".np-stamp").inner_text()
    verdict.locator(".np-chip").first.click()
    assert "Putin" in visitor.visible_mark()
