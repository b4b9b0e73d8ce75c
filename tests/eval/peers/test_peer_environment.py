"""The environment of the peers: real virtual environments, real pip, and no network."""

from __future__ import annotations

import subprocess
import tomllib
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import pytest

from eval.peers.environment import (
    REQUIREMENTS,
    child_environ,
    open_environment,
    read_parts,
    set_up,
)
from eval.peers.errors import PeerError, PeersMissingError
from eval.peers.lineup import PEERS

ROOT = Path(__file__).parents[3]
HAVE = f"click=={version('click')}"


@pytest.fixture(autouse=True)
def _no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")


def write(folder: Path, text: str) -> Path:
    path = folder / "requirements.txt"
    path.write_text(text)
    return path


def run(python: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), "-I", "-c", code], capture_output=True, text=True, check=False
    )


def test_every_engine_has_its_pins_and_no_other_torch_than_ours() -> None:
    parts = read_parts(REQUIREMENTS.read_text())
    assert set(parts) == {peer.engine for peer in PEERS}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    torch = next(one for one in project if one.startswith("torch=="))
    assert all(part[0] == torch for part in parts.values())


def test_no_peer_is_a_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    wanted = [*project["dependencies"], *extras]
    peers = ("haystack", "txtai", "bm25s", "llama-index-vector", "llama-index-embeddings", "faiss")
    assert not [one for one in wanted if one.startswith(peers)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("click==1\n", "line 1 of the requirements belongs to no peer"),
        ("# peer: a\nclick>=1\n", "line 2 of the requirements pins nothing: 'click>=1'"),
        ("# peer: a\n--pre\n", "line 2 of the requirements pins nothing"),
        ("# peer: a\n# peer: b\nclick==1\n", "the requirements of 'a' are empty"),
    ],
)
def test_requirements_that_pin_nothing_are_refused(text: str, says: str) -> None:
    with pytest.raises(PeerError, match=says):
        read_parts(text)


def test_what_the_project_has_is_shared_and_the_project_itself_is_not(tmp_path: Path) -> None:
    requirements = write(tmp_path, f"# peer: toy\n{HAVE}\n")
    made = set_up(tmp_path / "venv", requirements=requirements)
    assert not made.failed
    shared = run(made.python, "import click, sys; print(sys.prefix)")
    assert shared.stdout.strip() == str(tmp_path / "venv")
    for room in ("eval", "bot", "sources"):
        assert "ModuleNotFoundError" in run(made.python, f"import {room}").stderr
    told: list[str] = []
    set_up(tmp_path / "venv", requirements=requirements, tell=told.append)
    assert told == ["the peers are installed"]
    assert open_environment(tmp_path / "venv", requirements=requirements) == made


def test_a_peer_that_cannot_be_installed_is_named_and_the_others_are_there(tmp_path: Path) -> None:
    text = f"# peer: bad\nnewsproof-no-such-peer==1.0\n# peer: good\n{HAVE}\n"
    requirements = write(tmp_path, text)
    made = set_up(tmp_path / "venv", requirements=requirements)
    assert set(made.failed) == {"bad"}
    assert "newsproof-no-such-peer==1.0" in made.failed["bad"]
    assert open_environment(tmp_path / "venv", requirements=requirements).failed == made.failed


def test_an_environment_that_is_not_set_up_says_how_to(tmp_path: Path) -> None:
    with pytest.raises(PeersMissingError, match=r"python -m eval\.peers setup") as caught:
        open_environment(tmp_path / "venv")
    assert caught.value.exit_code == 3
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "peers.json").write_text('{"digest": 5')
    with pytest.raises(PeersMissingError, match="the peers are not installed"):
        open_environment(tmp_path / "venv")


def test_other_requirements_need_another_setup(tmp_path: Path) -> None:
    requirements = write(tmp_path, f"# peer: toy\n{HAVE}\n")
    set_up(tmp_path / "venv", requirements=requirements)
    write(tmp_path, f"# peer: toy\n{HAVE}\n# peer: two\n{HAVE}\n")
    with pytest.raises(PeersMissingError, match="from other requirements"):
        open_environment(tmp_path / "venv", requirements=requirements)


def test_a_peer_gets_no_keys_and_no_settings_of_ours() -> None:
    ours = {"PATH": "/bin", "OPENAI_API_KEY": "secret", "PYTHONPATH": "/x", "https_proxy": "y"}
    given = child_environ(2, ours)
    assert given["PATH"] == "/bin"
    assert given["OMP_NUM_THREADS"] == "2"
    assert not given.keys() & {"OPENAI_API_KEY", "PYTHONPATH", "https_proxy"}
