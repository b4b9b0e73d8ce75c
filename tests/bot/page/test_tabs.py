"""Tabs of other packages, and the language of the page as it is set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from bot.errors import SettingsError
from bot.page.tabs import more_tabs
from bot.page.texts import Texts
from bot.settings import read_settings
from tests.bot.page.fake import FakeNewsproof


@dataclass(frozen=True)
class Extra:
    id: str

    def name(self, t: Texts) -> str:
        return f"{self.id} {t.language}"

    def build(self, t: Texts, newsproof: object) -> None:
        from bot.page.parts import html_block

        html_block(f"built {self.id}")


def tabs_of(tmp_path: Path, **options: Any) -> list[str]:
    from bot.page.app import build_page

    newsproof = FakeNewsproof(tmp_path, language="de")
    config = build_page(newsproof, **options).get_config_file()  # type: ignore[arg-type]
    newsproof.archive.close()
    return [c["props"]["label"] for c in config["components"] if c["type"] == "tabitem"]


def test_further_tabs_stand_behind_our_own_in_the_language_of_the_page(tmp_path: Path) -> None:
    names = tabs_of(tmp_path, more=(Extra("a"), Extra("b")))
    assert names == ["Fragen", "Prüfen", "Archiv", "a de", "b de"]


def test_further_tabs_are_for_those_who_keep_the_archive(tmp_path: Path) -> None:
    assert tabs_of(tmp_path, has_sources=False, more=(Extra("a"),)) == ["Fragen", "Prüfen"]


def test_installed_tabs_are_tabs() -> None:
    found = more_tabs()
    assert len({tab.id for tab in found}) == len(found)
    assert not {"ask", "check", "archive"} & {tab.id for tab in found}


def test_language_is_a_setting() -> None:
    assert read_settings({}).language == "en"
    assert read_settings({}, language="de").language == "de"
    with pytest.raises(SettingsError, match="'language' cannot be 'fr'"):
        read_settings({}, language="fr")


@pytest.mark.parametrize("value", ["fr", "EN", ""])
def test_language_of_the_environment_is_checked(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("NEWSPROOF_LANGUAGE", value)
    with pytest.raises(SettingsError, match=f"'language' cannot be {value!r}"):
        read_settings({"NEWSPROOF_LANGUAGE": value})


def test_language_that_is_none_is_wrong_usage() -> None:
    done = CliRunner().invoke(cli, ["serve", "--language", "fr"])
    assert done.exit_code == 2
    assert "'en', 'de'" in done.output
