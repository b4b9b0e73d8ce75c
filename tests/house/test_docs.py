"""Documents say what is true: commands, settings, decisions, and nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.settings import Settings
from tools.cli_docs import PAGE, commands

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [(context.command_path, command) for command, context in commands()]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))

# A place on one machine, or where packages come from. Written so that this file holds neither.
PRIVATE = re.compile(
    r"(?<![\w.])/(?:work|farm|root|home)(?=/)|(?:extra-|\b)index-" + r"url|find-" + r"links"
    r"|\bpypi\.(?:org|python)|pythonhosted\.|download\.pytorch\.|https?://\S+/simple\b"
)


def tracked() -> list[Path]:
    """Return the files that are in the repository or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_nothing_is_left_over_of_editing():
    left = {".orig", ".rej", ".bak", ".swp", ".tmp"}
    assert [path for path in tracked() if path.suffix in left or path.name.endswith("~")] == []


def test_the_page_of_commands_is_what_the_commands_say():
    # In a process of its own: a command keeps the options of the group it was first called under.
    written = subprocess.run(
        [sys.executable, "-c", "from tools.cli_docs import page; print(page(), end='')"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert PAGE.read_text(encoding="utf-8") == written.stdout, "run `make docs`"


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _ in COMMANDS])
def test_every_command_says_what_it_does_and_is_documented(path: str, command: click.Command):
    assert command.help
    section = PAGE.read_text(encoding="utf-8").split(f"## {path}\n", 1)[1].split("\n## ", 1)[0]
    for parameter in command.params:
        names = parameter.opts if isinstance(parameter, click.Option) else []
        assert all(name in section for name in names), parameter.name


def test_the_readme_names_every_command():
    for path, command in COMMANDS[1:]:
        group, _, name = path.removeprefix("newsproof ").partition(" ")
        line = next(
            line for line in README.splitlines() if line.startswith(f"| `newsproof {group}")
        )
        assert not name or name in line, path
        assert command.name


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str):
    default = Settings.model_fields[name].default
    assert f"| `NEWSPROOF_{name.upper()}` | `{default}` |" in README


def test_the_architecture_fits_its_length():
    assert len((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_the_architecture_names_only_files_that_exist():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for name in re.findall(r"`((?:sources|index|bot|eval)/[\w./]+)`", text):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_every_decision_is_listed_by_its_title(path: Path):
    title = path.read_text(encoding="utf-8").splitlines()[0]
    number, _, words = title.removeprefix("# ").partition(" ")
    assert path.name.startswith(f"{number}-")
    assert f"| [{number}]({path.name}) | {words} |" in (path.parent / "README.md").read_text()


def test_links_between_documents_lead_somewhere():
    for path, text in texts():
        if path.suffix != ".md" or "samples" in path.parts:
            continue
        for target in re.findall(r"\]\(([^)#\s]+)\)", text):
            if "://" not in target and not target.startswith("docs/images/"):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_no_file_holds_a_place_on_one_machine_or_a_package_registry():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path, text in texts()
        for match in PRIVATE.finditer(text)
    ]
    assert not found


def test_what_is_private_is_recognised():
    for place in ("work", "farm", "root", "home"):
        assert PRIVATE.search(f"see /{place}/x")
    assert PRIVATE.search("--index-" + "url x")
    assert not PRIVATE.search("at https://example.org/work/x, homework/x, ./root")


def test_every_module_says_what_it_is_for():
    rooms = {"sources", "index", "bot", "eval", "tools"}
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in rooms
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent
