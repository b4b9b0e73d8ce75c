"""Settings: from the command line, then the environment, then the defaults; nothing unknown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("NEWSPROOF_"):
            monkeypatch.delenv(name)


def read(**given: object) -> Settings:
    return read_settings(dict(os.environ), **given)


def test_defaults_need_nothing() -> None:
    settings = read()
    assert settings.data_dir == Path("newsproof-data")
    assert settings.encoder == "embedded:"


def test_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSPROOF_DATA_DIR", "/from/environment")
    monkeypatch.setenv("NEWSPROOF_N_PASSAGES", "7")
    assert read(data_dir=None).data_dir == Path("/from/environment")
    assert read(data_dir=Path("/given")).data_dir == Path("/given")
    assert read().n_passages == 7


@pytest.mark.parametrize("name", ["NEWSPROOF_DATADIR", "NEWSPROOF_", "NEWSPROOF_PASSAGES"])
def test_unknown_variable_is_named_with_those_that_exist(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(SettingsError, match=f"{name}'") as caught:
        read()
    assert "NEWSPROOF_DATA_DIR" in caught.value.way_out
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("n_passages", "many"), ("n_passages", "0"), ("n_passages", "51")),
        *(("max_statements", "0"), ("max_statements", "11"), ("max_statements", "1.5")),
    ],
)
def test_value_that_cannot_be_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"NEWSPROOF_{name.upper()}", value)
    with pytest.raises(SettingsError, match=f"'{name}' cannot be '{value}'"):
        read()


def test_other_variables_under_the_prefix_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSPROOF_SHARED", "/shared")
    monkeypatch.setenv("NEWSPROOF_DATA", "/sets")
    monkeypatch.setenv("SOMETHING_ELSE", "x")
    assert read().data_dir == Path("newsproof-data")


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        read().encoder = "other"
