"""`requirements.lock` pins what pyproject.toml asks for, and nothing in another way."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.lock import LOCK, ROOT, declared, pinned

PINS = dict(line.split("==") for line in LOCK.read_text().splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_every_dependency_is_pinned_to_a_version_that_is_allowed(requirement: Requirement):
    assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)])


def test_pins_are_plain_versions_in_order():
    assert list(PINS) == sorted(canonicalize_name(name) for name in PINS)
    assert all(Version(version).local is None for version in PINS.values())


def test_what_is_required_by_a_dependency_is_pinned_too():
    needed = pinned([Requirement("click"), Requirement("pytest"), Requirement("gradio")])
    assert {"pluggy", "starlette", "pydantic"} <= set(needed) <= set(PINS)


def test_the_page_on_dependencies_names_each_with_its_pinned_version():
    page = (ROOT / "docs" / "decisions" / "0007-dependencies.md").read_text()
    for requirement in declared():
        shown = re.search(rf"\b{re.escape(requirement.name)}(?: (\d[\d.]*\d))?\b", page)
        assert shown, f"{requirement.name} is not on the page"
        if shown.group(1):
            assert shown.group(1) == PINS[canonicalize_name(requirement.name)]
