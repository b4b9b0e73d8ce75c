"""Browsers for the tab, as the page's own tests open them."""

from tests.bot.page.conftest import browser_of, visit

__all__ = ["browser_of", "visit"]
