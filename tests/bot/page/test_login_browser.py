"""The way to the desk in a real Chromium: a browser's own headers decide whether it is let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.access.passwords import Password
from tests.bot.api.asking import COMMAND
from tests.bot.page.serving import serving

pytestmark = pytest.mark.browser
SECRET = "correct horse battery staple"


def test_editor_logs_in_asks_and_logs_out(tmp_path: Path) -> None:
    chromium = Path("/usr/bin/chromium")
    if not chromium.exists():
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    Password(tmp_path / "data").set(SECRET)
    arguments = ("--data-dir", str(tmp_path / "data"), "--host", "0.0.0.0")
    with serving(*arguments, command=COMMAND) as (_, port, _process), sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page, refused = browser.new_page(), []
        page.on("response", lambda r: refused.append(r.url) if r.status >= 400 else None)
        page.goto(f"http://127.0.0.1:{port}/desk/", timeout=60_000)
        assert page.url.endswith("/login")
        page.fill("#password", "wrong wrong wrong")
        page.click("button")
        assert page.inner_text("[role=alert]") == "This is not the password."
        assert refused == [page.url]

        page.fill("#password", SECRET)
        page.click("button")
        page.wait_for_selector("[role=tab]", timeout=60_000)
        assert page.url.endswith("/desk/")
        assert page.get_by_role("tab", name="Check").count() == 1
        page.fill("#np-question textarea", "the talks")
        page.click("#np-ask")
        page.locator(".np-answer:has-text('broken off negotiations')").wait_for(timeout=60_000)
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url("**/login", timeout=60_000)
        page.goto(f"http://127.0.0.1:{port}/desk/")
        assert page.url.endswith("/login")
        assert len(refused) == 1
        browser.close()
