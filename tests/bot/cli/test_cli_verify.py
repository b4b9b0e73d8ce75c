"""`newsproof verify`: what it reads, how it writes, and how it fails as a gate."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.drafts import read_draft
from bot.settings import Settings
from tests.sources.conftest import RETRIEVED
from tests.sources.fetching.serving import Answer, Site, serving
from tests.sources.made_files import docx_of

FERRY = "sources/samples/town-01-sea-lark-strikes-harbour-wall.md"
TRUE = "The Sea Lark was built in 1998."
FALSE = "The Sea Lark was built in 1978."
LONG = (
    f"{FALSE} It belongs to Tessen Line, which runs the only ferry to Skerran Island. The ferry "
    "struck the wall of the harbour on its way back from the island, and people were hurt."
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify") / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["newsproof", "--data-dir", str(folder), "ingest", FERRY])
        with pytest.raises(SystemExit) as caught:
            main()
    assert not caught.value.code
    return folder


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], data_dir: Path
) -> Run:
    def run(*words: object, stdin: bytes | None = None) -> tuple[int, str, str]:
        argv = ["newsproof", "--data-dir", str(data_dir), "verify", *map(str, words)]
        monkeypatch.setattr(sys, "argv", argv)
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as caught:
            main()
        said = capsysbinary.readouterr()
        return int(caught.value.code or 0), said.out.decode("utf-8", "replace"), said.err.decode()

    return run


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("r.html", b"<!DOCTYPE html>"),
        ("r.docx", b"PK"),
        ("r.txt", b"REFUTED"),
    ],
)
def test_shape_follows_the_suffix_of_the_file(
    run: Run, tmp_path: Path, name: str, begins: bytes
) -> None:
    out = tmp_path / name
    code, printed, told = run(FALSE, "--out", out)
    assert (code, printed) == (0, "")
    assert name in told
    assert out.read_bytes().startswith(begins)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_signed_review_goes_to_standard_output(run: Run) -> None:
    (review,) = json.loads(run(TRUE, "--format", "claimreview", "--signed-by", "Ida Tasch")[1])[
        "@graph"
    ]
    assert review["author"]["name"] == "Ida Tasch"


def test_gate_fails_with_1_on_the_verdicts_that_it_is_told(run: Run) -> None:
    assert run(FALSE, "--fail-on", "conflicting,refuted")[0] == 1
    assert run(FALSE, "--fail-on", "conflicting", "--fail-on", "not-enough")[0] == 0
    assert run("What a disgrace!", "--fail-on", "not-checked")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        (TRUE, "--fail-on", "false"),
        (TRUE, "--fail-on", ","),
        (TRUE, "--json", "--format", "html"),
        (TRUE, "--format", "pdf"),
        (TRUE, "--out", "/nowhere/at/all/r.md"),
        ("",),
        ("word " * 30_000,),
        ("It sank. " * 10_000,),
    ],
    ids=range(8),
)
def test_wrong_usage_is_one_line_and_exit_2(run: Run, words: tuple[str, ...]) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert err.startswith("error: ")
    assert "Traceback" not in err


def test_word_file_is_read_as_text_only(run: Run, tmp_path: Path) -> None:
    draft = tmp_path / "draft.docx"
    draft.write_bytes(_with_macros_and_links(docx_of([LONG])))
    code, out, _ = run(draft, "--json")
    report = json.loads(out)
    assert code == 0
    assert "built in 1978" in report["text"]
    assert "AutoOpen" not in out
    assert "evil.example" not in out


def test_word_file_comes_through_standard_input_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.TextIOWrapper(io.BytesIO(docx_of([LONG])))
    monkeypatch.setattr(sys, "stdin", data)
    assert "built in 1978" in read_draft("-", Settings(), now=RETRIEVED)


def _with_macros_and_links(data: bytes) -> bytes:
    """Add what a Word file may hold beside its words: a macro, a remote template."""
    target = "https://evil.example/template.dotm"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                link = (
                    f'<Relationship Id="rIdEvil" Type="{kind}" Target="{target}" '
                    'TargetMode="External"/></Relationships>'
                )
                content = content.replace(b"</Relationships>", link.encode())
            new.writestr(name, content)
        new.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("draft.docx", b"PK\x03\x04 no zip"),
        ("draft.docx", b"\xd0\xcf\x11\xe0 encrypted"),
        ("draft.txt", b"\x89PNG\r\n\x1a\n\x00\x00\xff"),
        ("draft.txt", b"Text \x00 with nothing"),
        ("draft.pdf", b"%PDF-1.7 broken"),
        ("draft.txt", b""),
    ],
)
def test_file_that_is_no_draft_is_refused_with_a_way_out(
    run: Run, tmp_path: Path, name: str, data: bytes
) -> None:
    draft = tmp_path / name
    draft.write_bytes(data)
    code, out, err = run(draft, "--json")
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        page = f"<html><head><title>Draft</title></head><body><article><p>{LONG}</p></article>"
        site.routes["/draft"] = Answer(page.encode())
        yield site


def test_address_is_fetched_as_text(site: Site) -> None:
    settings = Settings(fetch_allow="127.0.0.0/8")
    assert "built in 1978" in read_draft(f"{site.url}/draft", settings, now=RETRIEVED)


def test_address_inside_the_network_is_refused(run: Run) -> None:
    code, _, err = run("http://127.0.0.1:9/draft", "--json")
    assert code in (2, 3)
    assert err.startswith("error: ")


def test_quotations_are_looked_up_and_shown(run: Run) -> None:
    code, out, _ = run("A report said “which runs the only ferry to Skerran Island”.")
    assert code == 0
    assert "Exact: " in out
