"""`newsproof keys`, `password`, `serve` and `mcp`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.access.errors import AccessError
from bot.access.keys import Keys
from bot.access.passwords import Password
from bot.cli.keys import keys, password
from bot.cli.serve import mcp, serve
from bot.newsproof import Newsproof
from bot.page import app, heaps
from sources.errors import NotFoundError

SECRET = "correct horse battery staple"


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command on a data directory of its own."""
    monkeypatch.delenv("NEWSPROOF_DATA_DIR", raising=False)
    monkeypatch.delenv("NEWSPROOF_ACCESS_DIR", raising=False)

    def run(command, *arguments: str, given: str = "") -> Result:
        obj = {"data_dir": tmp_path, "encoder": None, "debug": False}
        return CliRunner().invoke(command, list(arguments), input=given, obj=obj)

    return run


def test_key_is_printed_once_listed_without_it_and_revoked(typed, tmp_path: Path) -> None:
    token = typed(keys, "new", "bot").stdout.strip()
    assert Keys(tmp_path).holder(token) == "bot"
    listed = typed(keys, "list", "--json").stdout
    assert [key["name"] for key in json.loads(listed)] == ["bot"]
    assert token not in listed
    assert "revoked bot" in typed(keys, "revoke", "bot").stdout
    assert Keys(tmp_path).holder(token) is None
    assert json.loads(typed(keys, "new", "bot", "--json").stdout)["key"] != token


def test_key_of_an_impossible_name_says_why(typed) -> None:
    result = typed(keys, "new", "../x")
    assert isinstance(result.exception, AccessError)
    assert result.exception.exit_code == 2


def test_password_is_read_from_a_pipe_and_never_printed(typed, tmp_path: Path) -> None:
    result = typed(password, "set", given=f"{SECRET}\n")
    assert result.exit_code == 0
    assert SECRET not in result.output
    assert Password(tmp_path).fits(SECRET)
    assert json.loads(typed(password, "remove", "--json").stdout) == {"is_set": False}
    assert not Password(tmp_path).is_set


@pytest.mark.parametrize("given", ["", "\n", "short\n", "x" * 5_000])
def test_password_that_is_none_is_refused(typed, tmp_path: Path, given: str) -> None:
    assert isinstance(typed(password, "set", given=given).exception, AccessError)
    assert not Password(tmp_path).is_set


def test_server_shares_its_heaps_before_anything_is_opened(
    typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    open_real = Newsproof.open

    def opened(*arguments, **options) -> Newsproof:
        done.append("opened")
        return open_real(*arguments, **options)

    monkeypatch.setattr(heaps, "share_heaps", lambda: done.append("shared"))
    monkeypatch.setattr(Newsproof, "open", opened)
    monkeypatch.setattr(app, "serve", lambda *_, **__: done.append("served"))
    assert typed(serve).exit_code == 0
    assert done == ["shared", "opened", "served"]


def test_mcp_is_not_for_everybody(typed) -> None:
    result = typed(serve, "--public", "--mcp")
    assert result.exit_code == 2
    assert "leave out --public or --mcp" in result.output


def test_proxy_that_is_everybody_is_refused(typed) -> None:
    assert isinstance(typed(serve, "--behind-proxy", "0.0.0.0/0").exception, AccessError)


def test_mcp_needs_an_archive(typed) -> None:
    assert isinstance(typed(mcp).exception, NotFoundError)
