"""The archive under kill -9: what was acknowledged is there, and the next writer goes on."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sources.archive import Archive
from sources.article import Quote
from tests.fakes import article_id

ROOT = Path(__file__).parents[2]
N_KILLS = 10
SEED = 20261101
# Adds an article a transaction, forever, and says each time which one is safe.
WRITER = """
import sys
from pathlib import Path
from sources.archive import Archive
from tests.fakes import NOW, make_article
archive = Archive.open(Path(sys.argv[1]), create=True)
print("start", flush=True)
with archive.writing(now=NOW):
    for n in range(archive.n_articles(), 100_000):
        with archive.transaction():
            archive.add(make_article(f"a{n}", f"Ship {n} sailed. " * 40))
        print(n, flush=True)
"""


@pytest.mark.crash
def test_ten_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    moments = random.Random(SEED)  # noqa: S311 - moments, not secrets
    acknowledged: set[int] = set()
    for kill in range(N_KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "data")],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "start\n", f"no start after kill {kill}"
        time.sleep(moments.uniform(0.0, 0.15))
        process.kill()
        said, _ = process.communicate()
        # The last line may be cut off; a whole one ends with a newline.
        acknowledged |= {int(line) for line in said.split("\n")[:-1]}

        archive = Archive.open(tmp_path / "data")
        assert archive.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert archive.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        there = {article.article_id for article in archive.articles()}
        assert there >= {article_id(f"a{n}") for n in acknowledged}
        assert len(there) - len(acknowledged) <= kill + 1  # at most one a kill went unsaid
        archive.close()

    assert len(acknowledged) > N_KILLS
    archive = Archive.open(tmp_path / "data")
    for article in archive.articles():
        assert archive.proves(Quote.of(article, article.parts[-1].span))
