"""The scenarios and the ways in which each is asked: names only, so that `--help` loads nothing."""

from __future__ import annotations

WAYS = ("api", "stream", "page")
SCENARIOS: dict[str, tuple[str, ...]] = {
    "ten": WAYS,
    "fifty": ("api", "page"),
    "two-hundred": ("api", "page"),
    "three-hundred": ("api", "page"),
    "tokens": ("api", "page"),
    "leaving": ("stream", "page"),
    "flat": ("page",),
}
