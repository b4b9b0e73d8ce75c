"""The command line with PDFs, pasted text, and what was rejected."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bot.cli.main import main
from tests.sources.made_files import docx_of, zip_of
from tests.sources.made_pdf import Printed, column, pdf

FIRST = [
    "The port authority of Nordhaven said on Tuesday that it will",
    "close the old grain pier for eleven months, after divers found",
    "that forty of its piles had rotted through.",
]
SECOND = [
    "Harbour engineer Tove Lindqvist said that the repair of the grain",
    "pier will cost eleven million crowns, and that four ships a week",
    "will be sent to the container port.",
]


@pytest.fixture
def newsproof(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    def run(*arguments: object, stdin: bytes = b"") -> tuple[int, str, str]:
        words = ["newsproof", "--data-dir", str(tmp_path / "data"), *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as caught:
            main()
        said = capsys.readouterr()
        return int(caught.value.code or 0), said.out, said.err

    return run


def test_quote_from_a_pdf_cites_its_page(newsproof, tmp_path: Path) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(
        pdf([[Printed("Grain Pier Is Shut", y=780, size=22), *column(FIRST)], [], column(SECOND)])
    )
    assert newsproof("ingest", report)[0] == 0
    question = "What will the repair of the grain pier cost?"
    code, out, _ = newsproof("ask", "--json", question)
    answer = json.loads(out)
    assert (code, answer["status"]) == (0, "answered")
    assert answer["citations"][0]["pages"] == [3, 3]
    assert "p. 3" in newsproof("ask", question)[1]


def test_rejected_files_are_listed_again_until_they_are_read(newsproof, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.docx").write_bytes(docx_of([" ".join(FIRST)]))
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 cut off")
    (folder / "mail.zip").write_bytes(zip_of({"../up.txt": "x", "ok.txt": " ".join(SECOND)}))
    code, out, _ = newsproof("ingest", folder)
    assert code == 0
    assert out.startswith("2 added, 0 updated, 0 unchanged, 2 rejected")
    (_, listed, _) = newsproof("sources", "rejected", "--json")
    found = {Path(one["origin"]).name: one["reason"] for one in json.loads(listed)}
    assert set(found) == {"bad.pdf", "up.txt"}
    assert found["up.txt"] == "has a name that leads out of the ZIP"
    (folder / "bad.pdf").write_bytes(pdf([column([*FIRST, *SECOND])]))
    newsproof("ingest", folder)
    code, listed, err = newsproof("sources", "rejected", "--clear")
    assert "up.txt: has a name that leads out of the ZIP" in listed
    assert "bad.pdf" not in listed
    assert err == "1 rejected\n"
    assert newsproof("sources", "rejected")[1] == ""


def test_text_of_a_page_can_be_pasted(newsproof) -> None:
    pasted = (
        "Skip to content\nGrain Pier Is Shut\nBy Ingrid Solberg\nPublished 14 February 2023\n"
        f"Share\n\n{' '.join(FIRST)}\n\nAdvertisement\n\n{' '.join(SECOND)}\n\nRead more: ferries\n"
    )
    code, out, _ = newsproof("ingest", "--json", "-", stdin=pasted.encode())
    (added,) = json.loads(out)["added"]
    assert (code, added["title"], added["origin"]) == (0, "Grain Pier Is Shut", "pasted text")
    code, out, _ = newsproof("ingest", "-", stdin=b"")
    assert code == 2
    assert "pasted text: is empty" in out
