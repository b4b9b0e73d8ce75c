"""Checking a draft in a real Chromium: underlines, cards, filters, stop, exports."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bot.page.fake import HOSTILE
from tests.bot.page.serving import serving
from tests.bot.page.test_browser_axe import AXE, violations
from tests.bot.page.visiting import NEEDS_CHROMIUM, Visitor, playwright

pytestmark = NEEDS_CHROMIUM
FIVE = (
    "Moscow broke off the talks. Police counted 9,000 marchers. The ward in Brackwater closed.\n\n"
    "The water in Tessenhaven is safe. The bridge opened in 1999."
)
LONG = "\n\n".join(f"The harbour of Tessenhaven closed in {1950 + n}." for n in range(12))


@pytest.fixture(scope="module")
def slow_url() -> Iterator[str]:
    with serving("--pause", "0.6") as (host, port, _):
        yield f"http://{host}:{port}/"


@pytest.fixture
def own_url() -> Iterator[str]:
    """Yield the page over an archive that no other test reports errors in."""
    with serving() as (host, port, _):
        yield f"http://{host}:{port}/"


def check(visitor: Visitor, text: str, *, is_awaited: bool = True) -> playwright.Locator:
    visitor.tab("Check")
    visitor.page.locator("#np-claim textarea").fill(text)
    visitor.page.locator("#np-check").click()
    if is_awaited:
        told = visitor.page.locator(".np-live").filter(has_text=re.compile(r"^Checked \d"))
        told.wait_for(state="attached", timeout=60_000)
    return visitor.page.locator("#np-report")


def test_claims_get_verdicts_with_quotes_to_open(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    report = check(visitor, FIVE)

    stamps = [text.strip() for text in report.locator(".np-stamp").all_inner_texts()]
    assert stamps == [
        "✓ Supported", "✕ Refuted", "≠ Conflicting", "? Not enough evidence", "– Not checked",
    ]  # fmt: skip
    verdicts = report.locator(".np-verdict")
    assert "publisher not vetted" in verdicts.nth(1).inner_text()
    assert "Rests on one report alone" in verdicts.nth(1).inner_text()
    assert verdicts.nth(1).locator(".np-differs").all_inner_texts() == ["9,000", "3,500"]
    verdicts.nth(1).locator(".np-chip").click()
    assert visitor.visible_mark() == "Police put the number of marchers at about 3,500."


def test_draft_is_underlined_and_a_claim_opens_its_card_by_keyboard(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    report = check(visitor, LONG)
    assert report.locator(".np-verdict:visible").count() == 0
    claim = report.get_by_role("button", name="Refuted: The harbour of Tessenhaven closed in 1951.")
    assert claim.get_attribute("aria-expanded") == "false"
    lines = {
        kind: report.locator(f".np-c-{kind}").first.evaluate(
            "claim => getComputedStyle(claim).textDecorationStyle"
        )
        for kind in ("supported", "refuted", "conflicting", "open", "unchecked")
    }
    assert len(set(lines.values())) == 5
    claim.focus()
    visitor.page.keyboard.press("Enter")

    assert claim.get_attribute("aria-expanded") == "true"
    assert report.locator(".np-verdict:visible .np-claim").all_inner_texts() == [
        "The harbour of Tessenhaven closed in 1951."
    ]
    visitor.page.keyboard.press("Space")
    assert report.locator(".np-verdict:visible").count() == 0
    assert claim.evaluate("claim => claim === document.activeElement")


def test_verdicts_are_filtered(visit: Callable[..., Visitor], fake_url: str) -> None:
    visitor = visit(fake_url)
    report = check(visitor, FIVE)
    button = report.get_by_role("button", name="Refuted 1")
    button.click()

    assert button.get_attribute("aria-pressed") == "false"
    assert report.locator(".np-verdict-refuted:visible").count() == 0
    assert report.locator(".np-verdict:visible").count() == 4
    assert "is-off" in report.locator(".np-c-refuted").first.get_attribute("class")
    button.click()
    assert report.locator(".np-verdict:visible").count() == 5
    report.get_by_role("button", name="Close all").click()
    assert report.locator(".np-verdict:visible").count() == 0


def test_verdicts_come_one_by_one_and_stop_stops(
    visit: Callable[..., Visitor], slow_url: str
) -> None:
    visitor = visit(slow_url)
    report = check(visitor, LONG, is_awaited=False)
    report.locator(".np-far:has-text('2 of 12 claims')").wait_for()
    first = report.locator("[data-claim='1'][role]")
    first.focus()
    visitor.page.keyboard.press("Enter")
    report.locator(".np-far:has-text('3 of 12 claims')").wait_for()
    assert report.locator("#np-card-1").is_visible()
    assert first.evaluate("claim => claim === document.activeElement")
    visitor.page.get_by_role("button", name="Stop").click()
    stopped = report.locator(".np-far:has-text('Stopped:')")
    stopped.wait_for()
    told = stopped.inner_text()
    n_shown = report.locator("[data-claim][role]").count()
    visitor.page.wait_for_timeout(2_000)

    assert told == f"Stopped: {n_shown} of 12 claims checked."
    assert report.locator("[data-claim][role]").count() == n_shown < 12
    assert visitor.page.get_by_role("button", name="Stop").count() == 0
    check(visitor, "The bridge opened in 1999.")
    assert report.locator(".np-verdict").count() == 1


def test_failure_in_the_midst_is_a_line_and_the_next_check_works(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    check(visitor, "The bridge opened in 1999. The pier is broken.", is_awaited=False)
    visitor.page.locator(".np-notice:visible").wait_for()

    assert "nothing was stored" in visitor.page.locator(".np-notice:visible").inner_text()
    assert check(visitor, FIVE).locator(".np-verdict").count() == 5


@pytest.mark.parametrize(
    ("words", "suffix", "begins"),
    [
        ("Markdown", ".md", b"# "),
        ("HTML", ".html", b"<!DOCTYPE html>"),
        ("Word", ".docx", b"PK"),
        ("CSV", ".csv", b"\xef\xbb\xbf"),
        ("JSON", ".json", b"{"),
        ("ClaimReview", ".jsonld", b"{"),
    ],
)
def test_report_is_saved_without_asking_the_server(
    visit: Callable[..., Visitor], fake_url: str, words: str, suffix: str, begins: bytes
) -> None:
    visitor = visit(fake_url)
    report = check(visitor, FIVE)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    with visitor.page.expect_download() as saved:
        report.get_by_role("link", name=words, exact=True).click()
    data = Path(saved.value.path()).read_bytes()

    assert saved.value.suggested_filename == f"newsproof-verdicts{suffix}"
    assert data.startswith(begins)
    assert [url for url in asked if not url.startswith("data:")] == []
    if words == "JSON":
        assert len(json.loads(data)["claims"]) == 5


def test_quotations_and_figures_stand_in_tables(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    report = check(
        visit(fake_url), "“Japan had taken a friendly position,” Ida Tasch said. " + FIVE
    )

    assert "Japan had taken a friendly position" in report.locator(".np-quotation").inner_text()
    rows = report.locator(".np-table tbody tr")
    assert "9,000" in rows.all_inner_texts()[0]
    assert "1999" in "".join(rows.all_inner_texts())


def test_hostile_draft_does_nothing(visit: Callable[..., Visitor], fake_url: str) -> None:
    visitor = visit(fake_url)
    report = check(
        visitor,
        f"The mayor of {HOSTILE} resigned. “{HOSTILE}” said the clerk of ${{alert(1)}}.\n\n"
        "The {{value}} of `${document.title=1}` was 12 <b onclick=alert(1)>tons</b>.",
    )

    assert visitor.page.title() == "Newsproof"
    assert report.locator("img, script, b").count() == 0
    assert "${alert(1)}" in report.inner_text()


@pytest.mark.parametrize("width", [320, 390, 1024, 1920])
def test_checked_draft_is_not_wider_than_the_window(
    visit: Callable[..., Visitor], fake_url: str, width: int
) -> None:
    visitor = visit(fake_url, viewport={"width": width, "height": 800})
    check(visitor, FIVE + f" The town of {'x' * 200} paid 3,000,000,000,000 euros.")

    assert visitor.width() <= width


def report_an_error(visitor: Visitor, question: str, note: str) -> None:
    visitor.tab("Ask")
    form = visitor.ask(question).locator(".np-error-form")
    form.locator("summary").click()
    form.get_by_label("The quote does not prove it").check()
    form.locator("textarea").fill(note)
    form.get_by_role("button", name="Send the report").click()
    visitor.page.get_by_text("The error is reported.").last.wait_for()


def open_reports(visitor: Visitor, number: int) -> playwright.Locator:
    visitor.tab("Check")
    fold = visitor.page.locator("#np-reported")
    fold.get_by_text(f"Reported errors ({number})").click()
    return fold


def test_reported_error_is_read_on_the_desk_saved_and_done(
    own_url: str, visit: Callable[..., Visitor]
) -> None:
    visitor = visit(own_url)
    assert "No error is reported." in open_reports(visitor, 0).inner_text()
    report_an_error(visitor, "What became of the talks?", "It is from <b>2021</b>.")
    report_an_error(visitor, "Is the water safe?", "")
    fold = open_reports(visitor, 2)
    newest, oldest = fold.get_by_role("article").all()
    assert "Is the water safe?" in newest.inner_text()
    assert "“It is from <b>2021</b>.”" in oldest.inner_text()
    assert "The quote does not prove it" in oldest.inner_text()
    oldest.get_by_text("The answer that was given").click()
    assert "Moscow has broken off negotiations" in oldest.locator(".np-quote").first.inner_text()
    with visitor.page.expect_download() as saved:
        fold.get_by_role("link", name="Save the reports shown here").click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["note"] for line in lines] == ["", "It is from <b>2021</b>."]

    newest.get_by_text("Done…").click()
    newest.get_by_role("button", name="Delete this report").click()
    fold.get_by_text("The report is deleted.").wait_for()
    assert fold.get_by_role("article").count() == 1
    assert "What became of the talks?" in fold.get_by_role("article").inner_text()
    assert visitor.page.evaluate("document.activeElement.textContent") == "Reported errors (1)"
    fold.get_by_text("Done…").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    fold.get_by_text("No error is reported.").wait_for()
    assert "Reported errors (0)" in fold.inner_text()


@pytest.mark.skipif(AXE is None, reason="axe-core is not there: install the dev extra")
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_reports_have_no_violations(
    own_url: str, visit: Callable[..., Visitor], scheme: str, width: int
) -> None:
    visitor = visit(own_url, color_scheme=scheme, viewport={"width": width, "height": 900})
    report_an_error(visitor, "What became of the talks?", "x" * 300)
    report_an_error(visitor, "Who pays for the airport?", "")
    fold = open_reports(visitor, 2)
    for words in ("The answer that was given", "Done…"):
        for summary in fold.get_by_text(words).all():
            summary.click()

    assert violations(visitor) == []
    assert visitor.width() <= width


def test_many_reports_are_paged(own_url: str, visit: Callable[..., Visitor]) -> None:
    visitor = visit(own_url)
    for number in range(11):
        report_an_error(visitor, f"What became of the talks number {number}?", "")
    fold = open_reports(visitor, 11)
    assert fold.get_by_role("article").count() == 10
    fold.get_by_role("button", name="Older").click()
    fold.get_by_text("Reported errors 11 to 11 of 11").wait_for()
    assert "number 0?" in fold.get_by_role("article").inner_text()
    assert fold.get_by_role("button", name="Older").is_disabled()
    fold.get_by_role("button", name="Newer").click()
    fold.get_by_text("Reported errors 1 to 10 of 11").wait_for()


def test_verdicts_are_filtered_and_claims_opened_by_keyboard_alone(
    visit: Callable[..., Visitor], fake_url: str
) -> None:
    visitor = visit(fake_url)
    report = check(visitor, LONG)
    keyboard = visitor.page.keyboard
    visitor.page.locator("#np-check").focus()
    seen: list[str] = []
    for _ in range(30):
        keyboard.press("Tab")
        seen.append(
            visitor.page.evaluate(
                "(document.activeElement.dataset.filter || document.activeElement.dataset.claim)"
                " ?? ''"
            )
        )
        if seen[-1] == "2":
            break
    reached = [each for each in seen if each]
    assert reached == ["supported", "refuted", "conflicting", "open", "unchecked", "1", "2"]
    keyboard.press("Enter")
    assert report.locator("#np-card-2").is_visible()
    keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.closest('#np-card-2') !== null")

    report.locator("[data-filter='refuted']").focus()
    keyboard.press("Space")
    assert report.locator("[data-filter='refuted']").get_attribute("aria-pressed") == "false"
    assert report.locator("#np-card-2").is_hidden()
    keyboard.press("Enter")
    assert report.locator("#np-card-2").is_visible()


def test_draft_is_kept_nowhere_in_the_browser(visit: Callable[..., Visitor], fake_url: str) -> None:
    visitor = visit(fake_url)
    check(visitor, "Zebulon resigned in 1999.")
    kept = visitor.page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,
             location.href, document.title, await indexedDB.databases()])"""
    )

    assert "Zebulon" not in kept
