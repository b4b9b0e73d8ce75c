"""A reader with a real Chromium on an empty profile."""

from __future__ import annotations

from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"{CHROMIUM} is not there"),
]


class Visitor:
    """A browser on an empty profile, which notes what it should never see."""

    def __init__(self, page: playwright.Page, url: str) -> None:
        self.page, self.url = page, url
        self.strange: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.strange.append(f"error: {error}"))
        page.on("dialog", lambda dialog: self.strange.append(f"dialog: {dialog.message}"))
        page.on("request", self._on_request)
        page.goto(url)
        page.wait_for_selector("#np-talk .np-empty")

    def _on_console(self, message: playwright.ConsoleMessage) -> None:
        if message.type == "error":
            self.strange.append(f"console: {message.text}")

    def _on_request(self, request: playwright.Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.strange.append(f"request: {request.url}")

    def ask(self, question: str) -> playwright.Locator:
        """Ask with Enter, wait, and return the new turn."""
        n_turns = self.page.locator(".np-turn").count()
        self.page.locator("#np-question textarea").fill(question)
        self.page.keyboard.press("Enter")
        turn = self.page.locator(".np-turn").nth(n_turns)
        turn.locator(".np-answer, .np-card, .np-notice").first.wait_for(timeout=60_000)
        return turn

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def visible_mark(self) -> str:
        """Return the highlighted quote, after checking that it lies in view."""
        marks = self.page.locator(".np-reader.is-open mark.is-active:visible")
        marks.first.wait_for()
        self.page.wait_for_function(
            """() => {
              const mark = [...document.querySelectorAll('.np-reader.is-open mark.is-active')]
                .find((each) => each.offsetParent);
              const seen = mark.getBoundingClientRect();
              const body = mark.closest('.np-reader-body').getBoundingClientRect();
              return seen.top >= Math.max(0, body.top) - 1 &&
                seen.bottom <= Math.min(innerHeight, body.bottom) + 1;
            }"""
        )
        return "".join(marks.all_inner_texts())

    def width(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth"))
