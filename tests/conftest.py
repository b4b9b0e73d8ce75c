"""What every test has: no network beyond this machine, small archives, a clock, a fake encoder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

from sources.archive import Archive
from sources.article import Article
from tests.fakes import Clock, FakeEncoder, make_archive

settings.register_profile(
    "newsproof",
    deadline=None,  # two cores are shared: time says nothing about the code
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
    derandomize=bool(os.environ.get("CI")),  # there a run says of the change, not of its luck
)
settings.load_profile("newsproof")


@pytest.fixture(autouse=True)
def _only_this_machine() -> None:
    """Refuse every connection that would leave the machine; the plugin lifts it after the test."""
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    archive = make_archive(tmp_path / "data")
    yield archive
    archive.close()


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Archive]:
    """Build an archive that holds the articles given."""

    def build_archive(*articles: Article) -> Archive:
        return make_archive(tmp_path / "data", *articles)

    return build_archive
