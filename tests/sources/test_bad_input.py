"""Files that are no articles: each is rejected with its reason, and the rest is read."""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from sources.archive import Archive
from sources.article import Article
from sources.errors import NotFoundError
from sources.readers import Read, Rejected, read_bytes, read_paths

GOOD = (
    "Grain Pier Shut\n\nThe port authority of Nordhaven said on Tuesday that it will close the old "
    "grain pier for eleven months, after divers found that 40 of its 212 piles had rotted "
    "through.\n"
)


def reasons(results: list[Read]) -> dict[str, str]:
    return {
        Path(result.origin).name: result.reason
        for result in results
        if isinstance(result, Rejected)
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path


def read(path: Path, retrieved: datetime) -> list[Read]:
    return list(read_paths([path], retrieved=retrieved))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("empty.json", b"", "is empty"),
        ("blank.txt", b" \r\n\t\n", "has no text"),
        ("mark.txt", b"\xef\xbb\xbf", "has no text"),
        ("figures.txt", b"1234 5678\n" * 50, "has no text"),
        ("short.txt", b"Pier Shut\n\nThe pier is shut.\n", "has no text to speak of, 4 words"),
        ("nul.txt", GOOD.encode() + b"\x00", "looks like binary"),
        ("utf16.txt", GOOD.encode("utf-16-le"), "looks like binary"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is an image"),
        ("paper.md", b"%PDF-1.7\n", "is a PDF"),
        ("noise.txt", bytes(range(128, 256)) * 20, "encoding cannot be told"),
        ("page.html", b"<html><body><p>Log in to read.</p></body></html>", "has no text"),
        ("nothing.html", b"<html><body></body></html>", "no article text found"),
        ("line.jsonl", b'{"title": "Pier shut"}', "has no text"),
        ("letter.doc", b"\xd0\xcf\x11\xe0", "is of a kind that is not read (.doc)"),
        ("letter", b"text", "has no suffix"),
    ],
)
def test_bad_file_is_rejected_and_the_good_one_read(
    name: str, data: bytes, reason: str, folder: Path, retrieved: datetime
) -> None:
    (folder / name).write_bytes(data)
    results = read(folder, retrieved)
    (rejection,) = [result for result in results if isinstance(result, Rejected)]
    assert rejection.origin.startswith(str(folder / name))
    assert reason in rejection.reason
    assert [result.title for result in results if isinstance(result, Article)] == [
        "Grain Pier Shut"
    ]


def test_huge_file_is_rejected_before_it_is_read(folder: Path, retrieved: datetime) -> None:
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    found = reasons(read(folder, retrieved))
    assert found == {"huge.txt": "is 50 MB; at most 20 MB"}


def test_folders_are_read_in_the_order_of_names_without_what_is_hidden(
    folder: Path, retrieved: datetime
) -> None:
    for name in ("b/z.txt", "b/a.txt", "a.txt", ".hidden.txt", ".git/x.txt", "b/.y.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(GOOD, encoding="utf-8")
    origins = [result.origin for result in read(folder, retrieved)]
    names = ["a.txt", "b/a.txt", "b/z.txt", "good.txt"]
    assert origins == [str(folder / name) for name in names]


def test_hidden_file_that_is_named_is_read(folder: Path, retrieved: datetime) -> None:
    (folder / ".note.txt").write_text(GOOD, encoding="utf-8")
    assert isinstance(read(folder / ".note.txt", retrieved)[0], Article)


def test_links_are_not_followed(folder: Path, retrieved: datetime, tmp_path: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "link.txt").symlink_to(folder / "good.txt")
    (folder / "sub" / "loop").symlink_to(folder)
    (folder / "dangling.txt").symlink_to(folder / "absent.txt")
    results = read(folder, retrieved)
    assert set(reasons(results)) == {"link.txt", "loop", "dangling.txt"}
    assert all("is a symbolic link" in reason for reason in reasons(results).values())
    assert reasons(read(folder / "link.txt", retrieved)) == {
        "link.txt": "is a symbolic link; give the file itself"
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipe_is_not_waited_for(folder: Path, retrieved: datetime) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert reasons(read(folder, retrieved)) == {"pipe.txt": "is not a regular file"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file_is_rejected(folder: Path, retrieved: datetime) -> None:
    (folder / "secret.txt").write_text(GOOD, encoding="utf-8")
    (folder / "secret.txt").chmod(0)
    assert reasons(read(folder, retrieved)) == {"secret.txt": "cannot be read: Permission denied"}


def test_missing_path_is_an_error_before_anything_is_read(
    folder: Path, retrieved: datetime
) -> None:
    with pytest.raises(NotFoundError, match=r"absent\.txt"):
        read_paths([folder / "good.txt", folder / "absent.txt"], retrieved=retrieved)


@pytest.mark.skipif(sys.platform != "linux", reason="file names are Unicode here")
def test_file_name_that_is_no_text_is_written_out(folder: Path, retrieved: datetime) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text(GOOD, encoding="utf-8")
    origins = [result.origin for result in read(folder, retrieved)]
    assert str(folder / "caf\\xe9.txt") in origins


def test_deep_folders_are_walked(folder: Path, retrieved: datetime) -> None:
    deep = folder
    for _ in range(300):
        deep = deep / "d"
        deep.mkdir()
    (deep / "x.txt").write_text(GOOD, encoding="utf-8")
    assert len(read(folder, retrieved)) == 2


def test_results_come_while_reading(folder: Path, retrieved: datetime) -> None:
    results = read_paths([folder / "good.txt", folder], retrieved=retrieved)
    assert isinstance(next(results), Article)
    (folder / "good.txt").unlink()
    assert list(results) == []


@pytest.mark.parametrize(
    "unit",
    [
        "ab cd.\n",
        "word said. ",
        "(",
        "Updated:\n",
        "By Ab Cd\n",
        "a | b | ",
        "\u200b ",
        "\n",
        "é",
        "—",
    ],
)
def test_hostile_text_takes_seconds_at_most(unit: str, retrieved: datetime) -> None:
    data = unit.encode()
    data *= 4_000_000 // len(data)
    start = time.perf_counter()
    assert read_bytes(data, origin="hostile.txt", retrieved=retrieved)
    assert time.perf_counter() - start < 15  # 0.1 to 2 s, 2026-11


def test_data_directory_inside_a_folder_is_not_read_as_articles(
    tmp_path: Path, retrieved: datetime, body: str
) -> None:
    (tmp_path / "story.txt").write_text(f"A quay is closed\n\n{body}\n", encoding="utf-8")
    Archive.open(tmp_path / "newsproof-data", create=True).close()
    found = list(read_paths([tmp_path], retrieved=retrieved))
    assert [Path(one.origin).name for one in found] == ["story.txt"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("uk", "\u041f\u043e\u0440\u0442 \u0437\u0430\u043a\u0440\u0438\u043b\u0438. "),
        ("ar", "\u0623\u063a\u0644\u0642 \u0627\u0644\u0645\u064a\u0646\u0627\u0621. "),
        (
            "el",
            "\u03bb\u03b9\u03bc\u03ac\u03bd\u03b9 \u03ad\u03ba\u03bb\u03b5\u03b9\u03c3\u03b5. ",
        ),
        ("hi", "\u092c\u0902\u0926\u0930\u0917\u093e\u0939 \u092c\u0902\u0926 \u0939\u0948\u0964 "),
    ],
)
def test_other_languages_and_scripts_keep_text_and_language(
    language: str, sentence: str, retrieved: datetime
) -> None:
    body = f"<p>{sentence * 12}</p>"
    html = f'<html lang="{language}"><head><title>X</title></head><article><h1>X</h1>{body}{body}'
    (read,) = read_bytes(html.encode(), origin="a.html", retrieved=retrieved)
    assert isinstance(read, Article), read
    assert sentence.strip() in read.text
    assert read.language == language
