"""The command line: exit codes, one-line errors, JSON of the contract, help, awkward input."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from sources.archive import FILE_NAME, Archive
from tests.fakes import NOW, article_id, make_archive, make_article

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "sources" / "samples"
FERRY = SAMPLES / "town-01-sea-lark-strikes-harbour-wall.md"
TALKS = SAMPLES / "world-01-russia-halts-treaty-talks.md"
COMMAND = [sys.executable, "-m", "bot.cli.main"]
COMMANDS = [
    "ingest",
    "ask",
    "verify",
    "chat",
    "recheck",
    "saved",
    "sources",
    "index",
    "serve",
    "eval",
]
HEAVY = "torch chromadb gradio llama_index sentence_transformers numpy transformers".split()


@dataclass(frozen=True)
class Ran:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Newsproof = Callable[..., Ran]
WOLF = (
    "A wolf was filmed near Tarn on Monday night. The forester Ada Brink said that it was young, "
    "that no sheep were harmed, and that nobody in the village needs to be afraid of it."
)


def is_one_line_error(err: str) -> bool:
    """Say whether it is `error: what. how to mend it.` and no traceback."""
    return (
        err.startswith("error: ")
        and err.count("\n") == 1
        and err.rstrip().count(". ") >= 1
        and "Traceback" not in err
    )


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("NEWSPROOF_"):
            monkeypatch.delenv(name)


@pytest.fixture
def newsproof(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Newsproof:
    """Run the command line in this process on a data directory of its own."""

    def run(*arguments: object, stdin: bytes = b"", data_dir: Path = tmp_path / "data") -> Ran:
        words = ["newsproof", "--data-dir", str(data_dir), *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as caught:
            main()
        said = capsys.readouterr()
        return Ran(caught.value.code or 0, said.out, said.err)

    return run


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with two articles, made by a real process."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    subprocess.run(
        [*COMMAND, "--data-dir", str(folder), "ingest", str(FERRY), str(TALKS)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def copied(filled: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change; the one that `newsproof` uses."""
    shutil.copytree(filled, tmp_path / "data")
    return tmp_path / "data"


# --- help ----------------------------------------------------------------------------------------


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, runpy\n"
        "sys.argv = ['newsproof', '--help']\n"
        "try: runpy.run_module('bot.cli.main', run_name='__main__')\n"
        "except SystemExit: pass\n"
        f"print('LOADED', [name for name in {HEAVY} if name in sys.modules])"
    )

    def best_of_3(source: str) -> tuple[float, str]:
        times, said = [], ""
        for _ in range(3):
            start = time.perf_counter()
            said = subprocess.run(
                [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout
            times.append(time.perf_counter() - start)
        return min(times), said

    bare, _ = best_of_3("import click")
    help_s, said = best_of_3(code)
    assert "LOADED []" in said
    assert help_s < max(0.5, 8 * bare), f"{help_s:.2f} s, and {bare:.2f} s for `import click`"


@pytest.mark.parametrize(
    "name",
    [
        *COMMANDS[:-1],
        pytest.param("eval"),
    ],
)
def test_help_of_every_command_has_an_example(newsproof: Newsproof, name: str) -> None:
    run = newsproof(name, "--help")
    assert run.code == 0
    assert re.search(rf"Examples?:\s.*\bnewsproof {name}\b", run.out, re.DOTALL), run.out


def test_help_of_the_commands_loads_no_model_and_no_page() -> None:
    code = (
        "import sys, runpy\n"
        f"for name in {COMMANDS}:\n"
        "    sys.argv = ['newsproof', name, '--help']\n"
        "    try: runpy.run_module('bot.cli.main', run_name='__main__')\n"
        "    except SystemExit as exc: assert not exc.code\n"
        "heavy = 'torch chromadb gradio llama_index sentence_transformers'.split()\n"
        "print('LOADED', [name for name in heavy if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "LOADED []" in run.stdout, run.stderr


def test_help_names_every_command_and_version_is_one_line(newsproof: Newsproof) -> None:
    run = newsproof("--help")
    assert all(f"\n  {name}" in run.out for name in COMMANDS)
    assert newsproof("--version").out.startswith("newsproof, version ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_prints_a_script(shell: str) -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name("newsproof"))],
        env={**os.environ, "_NEWSPROOF_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "_NEWSPROOF_COMPLETE" in run.stdout
    assert run.stderr == ""


# --- wrong usage and bad input: exit 2 -----------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["ask"],
        ["ask", "--no-such-option", "who?"],
        ["ask", "--as-of", "yesterday", "who?"],
        ["ask", "--as-of", "2023-02-30", "who?"],
        ["ingest"],
        ["verify", "--format", "pdf", "Text."],
        ["serve", "--port", "0"],
        ["serve", "--port", "many"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_exit_2(newsproof: Newsproof, arguments: list[str]) -> None:
    run = newsproof(*arguments)
    assert run.code == 2
    assert run.out == ""
    assert is_one_line_error(run.err), run.err
    assert "--help`" in run.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", ""], "empty"),
        (["ask", "  ?!  "], "empty"),
        (["ask", "who " * 1_000], "at most 2,000"),
        (["ask", "who\x07?"], "no text"),
        (["verify", ""], "nothing to check"),
        (["verify", "word " * 25_000], "at most 100,000"),
        (["ingest", "no-such-file.txt"], "no-such-file.txt"),
        (["sources", "show", "0" * 16], "not in the archive"),
        (["sources", "history", "0" * 16], "not in the archive"),
        (["sources", "retract", "0" * 16], "not in the archive"),
        (["sources", "remove", "--yes", "0" * 16], "not in the archive"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_bad_input_is_one_line_and_exit_2(
    newsproof: Newsproof, copied: Path, arguments: list[str], says: str
) -> None:
    run = newsproof(*arguments)
    assert run.code == 2
    assert run.out == ""
    assert is_one_line_error(run.err), run.err
    assert says in run.err


@pytest.mark.parametrize(
    "arguments",
    [["ask", "Who sailed?"], ["verify", "It sailed."], ["sources", "list"], ["index", "status"]],
    ids=lambda words: words[0],
)
def test_without_an_archive_the_error_names_ingest(
    newsproof: Newsproof, tmp_path: Path, arguments: list[str]
) -> None:
    run = newsproof(*arguments)
    assert run.code == 2
    assert is_one_line_error(run.err)
    assert "newsproof ingest" in run.err
    assert not (tmp_path / "data").exists()


def test_unknown_variable_of_the_environment_is_an_error(
    newsproof: Newsproof, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSPROOF_ENCODR", "embedded:")
    run = newsproof("sources", "list")
    assert run.code == 2
    assert is_one_line_error(run.err)
    assert "NEWSPROOF_ENCODR" in run.err
    assert newsproof("ask", "--help").code == 0


def test_wrong_value_in_the_environment_is_an_error(
    newsproof: Newsproof, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSPROOF_N_PASSAGES", "many")
    run = newsproof("sources", "list")
    assert (run.code, is_one_line_error(run.err)) == (2, True)
    assert "'n_passages'" in run.err


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    run = subprocess.run(
        [*COMMAND, "--debug", "--data-dir", str(tmp_path / "none"), "sources", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "Traceback" in run.stderr
    assert "NotFoundError" in run.stderr


# --- the data directory and the machine ----------------------------------------------------------


@pytest.mark.parametrize("place", ["/proc/newsproof", "under a file", "a file"])
def test_data_directory_that_cannot_be_used(
    newsproof: Newsproof, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").write_text("regular")
    folder = {"a file": tmp_path / "file", "under a file": tmp_path / "file" / "data"}
    run = newsproof("ingest", FERRY, data_dir=folder.get(place, Path(place)))
    assert run.code == 2
    assert is_one_line_error(run.err), run.err
    assert (tmp_path / "file").read_text() == "regular"


def test_archive_of_another_version(newsproof: Newsproof, copied: Path) -> None:
    archive = Archive.open(copied)
    archive.connection.exec_driver_sql("PRAGMA user_version = 99")
    archive.close()
    for arguments in (["ingest", FERRY], ["ask", "Who sailed?"], ["sources", "list"]):
        run = newsproof(*arguments)
        assert run.code == 2
        assert is_one_line_error(run.err)
        assert "schema version 99" in run.err


def test_damaged_archive(newsproof: Newsproof, copied: Path) -> None:
    (copied / FILE_NAME).write_bytes(b"no database at all, " * 400)
    for name in ("archive.sqlite3-wal", "archive.sqlite3-shm"):
        (copied / name).unlink(missing_ok=True)
    run = newsproof("sources", "list")
    assert (run.code, is_one_line_error(run.err)) == (2, True)
    assert "restore it from a copy" in run.err


def test_archive_in_use_is_exit_3_and_readers_go_on(newsproof: Newsproof, copied: Path) -> None:
    with Archive.open(copied).writing(now=NOW):
        for arguments in (["ingest", FERRY], ["index", "rebuild"]):
            run = newsproof(*arguments)
            assert (run.code, is_one_line_error(run.err)) == (3, True)
            assert f"process {os.getpid()}" in run.err
        assert newsproof("sources", "list").code == 0


@pytest.mark.parametrize("encoder", ["hub:no-such/model", "/no/such/folder"])
def test_encoder_that_is_not_here_is_exit_3(newsproof: Newsproof, encoder: str) -> None:
    run = newsproof("--encoder", encoder, "ingest", FERRY)
    assert (run.code, is_one_line_error(run.err)) == (3, True)
    assert encoder.removeprefix("hub:") in run.err


def test_port_that_is_taken_is_exit_3(filled: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = subprocess.run(
            [*COMMAND, "--data-dir", str(filled), "serve", "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert run.returncode == 3
    assert is_one_line_error(run.stderr), run.stderr
    assert str(port) in run.stderr


def test_reader_that_stops_reading_is_no_error(filled: Path) -> None:
    run = subprocess.run(  # noqa: S602 - the pipe is what is tested
        f'"{sys.executable}" -m bot.cli.main --data-dir "{filled}" sources list --json | true; '
        'echo "${PIPESTATUS[0]}"',
        cwd=ROOT,
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "0"
    assert run.stderr == ""


# --- ingest --------------------------------------------------------------------------------------


def test_ingest_takes_what_is_good_and_says_why_the_rest_is_not(
    newsproof: Newsproof, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = FERRY.read_bytes()
    (folder / "a-good.md").write_bytes(good)
    (folder / "b-empty.txt").write_bytes(b"")
    with (folder / "c-huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    (folder / "d-binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "e-no-text.html").write_text(
        "<html><head><title>T</title></head><body></body></html>"
    )
    (folder / "f-lines.jsonl").write_text(
        json.dumps({"title": "No text", "url": "https://h.example/1"})
        + "\n{broken\n"
        + json.dumps(
            {
                "title": "Wolf seen near Tarn",
                "text": WOLF,
                "url": "https://h.example/wolf",
            }
        )
        + "\n"
    )
    (folder / "g-picture.png").write_bytes(b"\x89PNG\r\n")
    (folder / "h-link.txt").symlink_to("/etc/passwd")
    (folder / "i-latin.txt").write_bytes(
        f"Café reopens\n\nThe café on Kärntner Straße reopened. {WOLF}\n".encode("cp1252")
    )
    run = newsproof("ingest", "--json", folder)
    assert run.code == 0
    titles = {item["title"] for item in run.json["added"]}
    assert "Wolf seen near Tarn" in titles
    assert "Café reopens" in titles
    assert len(titles) == 3
    rejected = {Path(item["origin"].split("#")[0]).name: item for item in run.json["rejected"]}
    for name in ("b-empty", "c-huge", "d-binary", "e-no-text", "g-picture", "h-link"):
        assert any(origin.startswith(name) for origin in rejected), name
    assert len([r for r in run.json["rejected"] if "f-lines.jsonl" in r["origin"]]) == 2
    assert all(item["reason"] for item in run.json["rejected"])

    again = newsproof("ingest", "--json", folder).json
    assert (again["added"], again["updated"], len(again["unchanged"])) == ([], [], 3)
    shown = newsproof("ingest", folder)
    assert shown.out.startswith("0 added, 0 updated, 3 unchanged, 8 rejected")
    assert shown.out.count("rejected ") == 8


def test_ingest_of_nothing_good_is_exit_2(newsproof: Newsproof, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    run = newsproof("ingest", tmp_path / "empty.txt")
    assert run.code == 2
    assert "0 added, 0 updated, 0 unchanged, 1 rejected" in run.out
    assert "Traceback" not in run.err


# --- results -------------------------------------------------------------------------------------

CITATION = {
    *("number", "article_id", "version", "title", "publisher", "url", "published"),
    *("quote", "start", "end"),
}


def assert_citation_resolves(archive: Archive, citation: dict[str, Any]) -> None:
    assert citation.keys() >= CITATION
    article = archive.get(citation["article_id"], citation["version"])
    assert article.text[citation["start"] : citation["end"]] == citation["quote"] != ""
    assert citation["title"] == article.title


def assert_answer_of_the_contract(archive: Archive, answer: dict[str, Any]) -> None:
    assert answer.keys() >= {
        *("question", "status", "text", "statements", "citations", "nearest", "reason"),
        *("backends", "timings_ms"),
    }
    assert answer["status"] in ("answered", "abstained", "conflicting")
    numbers = [citation["number"] for citation in answer["citations"]]
    for statement in answer["statements"]:
        assert statement.keys() >= {"text", "citations", "proof"}
        assert set(statement["citations"]) <= set(numbers)
        assert statement["citations"]
        assert all(statement["proof"].values())
    assert bool(answer["statements"]) == (answer["status"] != "abstained")
    assert "total" in answer["timings_ms"]
    for citation in answer["citations"] + answer["nearest"]:
        assert_citation_resolves(archive, citation)


def test_ask_json_is_the_object_of_the_contract(newsproof: Newsproof, copied: Path) -> None:
    archive = Archive.open(copied)
    for question in ("Why did Russia halt the peace treaty talks?", "Who won the chess final?"):
        run = newsproof("ask", "--json", question)
        assert run.code == 0
        assert run.json["question"] == question
        assert_answer_of_the_contract(archive, run.json)


def test_ask_as_of_a_day_before_the_archive_cites_nothing(
    newsproof: Newsproof, copied: Path
) -> None:
    run = newsproof("ask", "--json", "--as-of", "1999-12-31", "Why did Russia halt the talks?")
    assert run.code == 0
    assert (run.json["status"], run.json["citations"], run.json["nearest"]) == ("abstained", [], [])


def test_ask_reads_a_question_a_line_and_prints_an_object_a_line(
    newsproof: Newsproof, copied: Path
) -> None:
    questions = ["Who hit the harbour wall?", "Wo war das, Müller?", "When?"]
    run = newsproof("ask", "--json", "-", stdin="\n\n".join(questions).encode())
    assert run.code == 0
    answers = [json.loads(line) for line in run.out.splitlines()]
    assert [answer["question"] for answer in answers] == questions
    archive = Archive.open(copied)
    for answer in answers:
        assert_answer_of_the_contract(archive, answer)


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"Who sailed?\n?!\n", "line 2"),
        pytest.param(*(b"\n\nWho sailed?\n\n" + b"x" * 3_000, "line 5")),
    ],
    ids=["nothing", "white space", "no text", "no word in line 2", "too long after empty lines"],
)
def test_ask_says_which_line_cannot_be_taken(
    newsproof: Newsproof, copied: Path, stdin: bytes, says: str
) -> None:
    run = newsproof("ask", "--json", "-", stdin=stdin)
    assert run.code == 2
    assert is_one_line_error(run.err), run.err
    assert says in run.err


def test_verify_json_is_the_object_of_the_contract(newsproof: Newsproof, copied: Path) -> None:
    text = "The ferry Sea Lark hit the harbour wall.  Martians landed in Oslo. Nobody saw it."
    run = newsproof("verify", "--json", text)
    assert run.code == 0
    archive = Archive.open(copied)
    assert len(run.json["claims"]) == 3
    for claim in run.json["claims"]:
        assert claim.keys() >= {
            *("text", "start", "end", "verdict", "confidence", "evidence", "checks", "settle")
        }
        assert text[claim["start"] : claim["end"]] == claim["text"]
        assert claim["verdict"] in (
            *("SUPPORTED", "REFUTED", "CONFLICTING", "NOT_ENOUGH_EVIDENCE"),
        )
        assert 0.0 <= claim["confidence"] <= 1.0
        for evidence in claim["evidence"]:
            assert evidence["stance"] in ("supports", "refutes", "neutral")
            assert 0.0 <= evidence["confidence"] <= 1.0
            assert_citation_resolves(archive, evidence)
    assert newsproof("verify", "--format", "json", text).json["claims"] == run.json["claims"]


def test_verify_reads_a_file_and_standard_input(
    newsproof: Newsproof, copied: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_bytes("\ufeffThe ferry Sea Lark sank.".encode())
    from_file = newsproof("verify", "--json", draft).json
    from_stdin = newsproof("verify", "--json", "-", stdin=draft.read_bytes()).json
    assert from_file["claims"][0]["text"] == "The ferry Sea Lark sank."
    assert from_file["claims"] == from_stdin["claims"]
    draft.write_bytes(b"\xff\xfe\x00")
    assert newsproof("verify", draft).code == 2


def test_text_for_people_has_no_control_characters(newsproof: Newsproof, copied: Path) -> None:
    run = newsproof("verify", "The ferry \x1b[31mSea Lark\x1b[0m sank.\x07")
    assert run.code == 0
    assert "\x1b" not in run.out
    assert "\x07" not in run.out


def test_article_that_holds_control_characters_does_not_steer_the_terminal(
    newsproof: Newsproof, tmp_path: Path
) -> None:
    make_archive(tmp_path / "data", make_article("bell", "Ring\x07 it.", title="Bell\x07s"))
    assert "\x07" not in newsproof("sources", "list").out
    assert "\x07" not in newsproof("sources", "show", article_id("bell")).out


def test_sources_from_list_to_removal(newsproof: Newsproof, copied: Path) -> None:
    listed = newsproof("sources", "list", "--json").json
    assert len(listed) == 2
    one = listed[0]["article_id"]
    shown = newsproof("sources", "show", "--json", one).json
    assert shown["text"].startswith(shown["title"]) or shown["text"]
    assert len(newsproof("sources", "history", "--json", one).json["versions"]) == 1
    assert newsproof("sources", "show", "--version", "2", one).code == 2
    run = newsproof("sources", "retract", "--json", one, "--on", "2024-01-02", "--reason", "Wrong.")
    assert (run.json["retracted"], run.json["retraction_reason"]) == ("2024-01-02", "Wrong.")
    assert "(retracted)" in newsproof("sources", "list").out
    removed = newsproof("sources", "remove", "--yes", "--json", one)
    assert (removed.code, removed.json["versions"]) == (0, 1)
    assert len(newsproof("sources", "list", "--json").json) == 1
    status = newsproof("index", "status", "--json").json
    assert (status["n_articles"], status["is_in_step"]) == (1, True)


def test_removing_asks_first(newsproof: Newsproof, copied: Path) -> None:
    one = newsproof("sources", "list", "--json").json[0]["article_id"]
    assert newsproof("sources", "remove", one, stdin=b"n\n").code != 0
    assert len(newsproof("sources", "list", "--json").json) == 2


def test_index_check_fails_with_exit_1_and_rebuild_mends_it(
    newsproof: Newsproof, copied: Path
) -> None:
    assert newsproof("index", "check").code == 0
    for path in (copied / "index").rglob("data_level0.bin"):
        path.write_bytes(path.read_bytes()[:-100])
    run = newsproof("index", "check", "--json")
    assert (run.code, run.json["ok"]) == (1, False)
    assert "newsproof index rebuild" in run.json["problem"]
    assert newsproof("index", "status", "--json").json["is_in_step"] is False
    assert newsproof("index", "rebuild", "--json").code == 0
    assert newsproof("index", "check", "--json").json == {"ok": True, "problem": ""}
