"""The fake served once a module, and browsers that visit it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.page.serving import serving


@pytest.fixture(scope="module")
def fake_url() -> Iterator[str]:
    with serving("--pause", "0.1") as (host, port, _):
        yield f"http://{host}:{port}/"


@pytest.fixture(scope="module")
def browser_of() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as found:
        yield found


@pytest.fixture
def visit(browser_of: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    from tests.bot.page.visiting import CHROMIUM, FLAGS, Visitor

    contexts, visitors = [], []

    def open_page(url: str, **options: object) -> Any:
        context = browser_of.chromium.launch_persistent_context(
            str(tmp_path / f"profile{len(contexts)}"),
            executable_path=CHROMIUM,
            args=FLAGS,
            **{"viewport": {"width": 1280, "height": 800}, **options},
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        visitors.append(Visitor(context.pages[0], url))
        return visitors[-1]

    yield open_page
    for context in contexts:
        context.close()
    assert [found for visitor in visitors for found in visitor.strange] == []
