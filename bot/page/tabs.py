"""Tabs that other packages bring: entry points of the group `newsproof.tabs`.

The page may not import what stands above it, such as the evaluation; it is found by its name.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Protocol

from bot.page.service import Service
from bot.page.texts import Texts

GROUP = "newsproof.tabs"


class Tab(Protocol):
    """What an entry point is: a tab of the page. It is shown to the newsroom only.

    Attributes:
        id: The tab's name in the page, of small letters.
    """

    id: str

    def name(self, t: Texts) -> str:
        """Return what the tab is called."""

    def build(self, t: Texts, newsproof: Service) -> None:
        """Lay out the tab inside the open Blocks and connect it."""


def more_tabs() -> tuple[Tab, ...]:
    """Return the tabs that are installed, by the names of their entry points."""
    found = sorted(entry_points(group=GROUP), key=lambda each: each.name)
    return tuple(each.load() for each in found)
