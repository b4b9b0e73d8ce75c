"""A streaming replica is read as any archive is; who wants to write is sent to its primary."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event, make_url, text

from bot.answer import Status
from bot.cli.main import main
from bot.doctor import Check, State, examine
from bot.newsproof import Newsproof
from bot.settings import Settings
from index.keeper import IndexKeeper
from index.search import Searcher
from sources.archive import Archive
from sources.database import ArchiveUnavailableError
from sources.errors import ArchiveError, NotFoundError
from tests.fakes import NOW, FakeEncoder, article_id, fill, make_article
from tests.postgres import PostgresServer, replicated, thrown_away  # noqa: F401 - a fixture

# ruff: noqa: F811 - fixtures
ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "sources" / "samples").glob("*.md"))
FERRY = SAMPLES[0]
COMMAND = [sys.executable, "-m", "bot.cli.main", "--data-dir"]
QUESTION = "How many people were injured on the Sea Lark?"
PATIENCE_S = 20.0


@dataclass(frozen=True)
class Pair:
    """A primary and its replica, and one archive's address on both."""

    primary: PostgresServer
    replica: PostgresServer
    written: str
    read: str

    def wait(self) -> None:
        """Wait until the replica has taken in everything, open transactions too."""
        self.primary.execute("SELECT pg_logical_emit_message(true, '', '')")
        ((last,),) = self.primary.execute("SELECT pg_current_wal_flush_lsn()::text")
        seen = f"SELECT pg_last_wal_replay_lsn() >= '{last}'::pg_lsn"
        until(lambda: self.replica.execute(seen) == [(True,)])


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it didn't come"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def pair(replicated: tuple[PostgresServer, PostgresServer]) -> Pair:
    """An archive of one article, ingested by a real process into the primary."""
    primary, replica = replicated
    place = primary.place()
    run = [*COMMAND, place, "ingest", str(FERRY)]
    subprocess.run(run, cwd=ROOT, check=True, capture_output=True)
    made = Pair(primary=primary, replica=replica, written=place, read=replica.same(place))
    made.wait()
    return made


@pytest.fixture
def another(pair: Pair) -> Pair:
    """An empty place on both."""
    place = pair.primary.place()
    made = Pair(
        primary=pair.primary, replica=pair.replica, written=place, read=pair.replica.same(place)
    )
    made.wait()
    return made


@pytest.fixture
def by_words(another: Pair) -> Iterator[tuple[Archive, Searcher]]:
    """A small archive on the replica, indexed on the primary by words, and its search."""
    archive = Archive.open(another.written, create=True)
    fill(archive, [make_article(f"n{n}", f"Ship number{n} sailed.") for n in range(50)])
    with archive.writing(now=NOW):
        IndexKeeper(archive, FakeEncoder()).sync(now=NOW)
    archive.close()
    another.wait()
    read = Archive.open(another.read)
    yield read, IndexKeeper(read, FakeEncoder()).open_in_step(now=NOW)
    read.close()


def newsproof(monkeypatch: pytest.MonkeyPatch, place: str, *words: str) -> int:
    """Run the command line in this process; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["newsproof", "--data-dir", place, *words])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


def test_replica_answers_while_another_process_ingests_and_finds_what_came(pair: Pair) -> None:
    command = [*COMMAND, pair.written, "ingest", *map(str, SAMPLES[10:14])]
    n_answers = 0
    with Newsproof.open(Settings(data_dir=pair.read)) as reader:
        assert "marched" not in reader.search("march for the maternity ward")[0].passage.text
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as writer:
            while writer.poll() is None:
                answer = reader.ask(QUESTION)
                assert answer.status is Status.ANSWERED
                n_answers += 1
        assert writer.returncode == 0
        until(lambda: reader.keeper.status().n_articles == 5)
        until(lambda: reader.keeper.status().is_in_step)
        marched = reader.search("march for the maternity ward")[0].passage
        assert reader.archive.get(marched.article_id).origin.endswith(SAMPLES[12].name)
        assert n_answers > 0

        with pair.primary.stopped():
            assert reader.ask(QUESTION).status is Status.ANSWERED
            until(lambda: doctor_of(pair.read)["replica"].state is State.WARN)
    until(lambda: doctor_of(pair.read)["replica"].state is State.OK)
    assert "replica" not in doctor_of(pair.written)


def doctor_of(place: str) -> dict[str, Check]:
    return {check.name: check for check in examine(Settings(data_dir=place), now=NOW)}


@pytest.mark.parametrize(
    "words",
    [
        ["ask", QUESTION],
        ["verify", "Fourteen people were injured on the Sea Lark."],
        ["sources", "list"],
        ["sources", "rejected"],
        ["saved", "list"],
        ["saved", "check"],
        ["watch", "list"],
        ["index", "status"],
        ["index", "check"],
        ["doctor"],
    ],
    ids=" ".join,
)
def test_what_reads_writes_nothing(
    pair: Pair, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    before = pair.replica.log()
    code = newsproof(monkeypatch, pair.read, *words)
    said = capsys.readouterr()
    assert code == 0
    assert "error:" not in said.err
    assert "ERROR" not in pair.replica.log().removeprefix(before)


@pytest.mark.parametrize(
    "words",
    [
        ["ingest", str(SAMPLES[1])],
        ["sources", "remove", "ID", "--yes"],
        ["sources", "retract", "ID"],
        ["ask", QUESTION, "--save"],
        ["verify", "Fourteen people were injured on the Sea Lark.", "--save"],
        ["watch", "add", "Fourteen people were injured on the Sea Lark."],
        ["index", "rebuild"],
    ],
    ids=" ".join,
)
def test_who_wants_to_write_is_sent_to_the_primary(
    pair: Pair, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    archive = Archive.open(pair.read)
    known = archive.articles()
    words = [known[0].article_id if word == "ID" else word for word in words]
    code = newsproof(monkeypatch, pair.read, *words)
    said = capsys.readouterr()
    assert (code, said.err.count("\n")) == (2, 1)
    assert "is read-only" in said.err
    assert "primary server" in said.err
    assert archive.articles() == known
    archive.close()


def test_one_address_names_both_servers(pair: Pair) -> None:
    """And says which of them is wanted: PostgreSQL's own library looks for it."""
    hosts = [make_url(place).query["host"] for place in (pair.written, pair.read)]
    for wanted, is_replica in [("prefer-standby", True), ("read-write", False)]:
        query = {"host": hosts, "target_session_attrs": wanted}
        url = make_url(pair.written).update_query_dict(query)
        archive = Archive.open(url.render_as_string(hide_password=False))
        asked = text("SELECT pg_is_in_recovery() AS is_replica")
        assert archive.read(asked)[0].is_replica is is_replica
        archive.close()


def test_no_archive_is_made_on_a_replica(another: Pair) -> None:
    with pytest.raises(NotFoundError):
        Archive.open(another.read)
    with pytest.raises(ArchiveError, match="is read-only"):
        Archive.open(another.read, create=True)


def test_index_that_was_never_built_is_left_to_the_primary(another: Pair) -> None:
    archive = Archive.open(another.written, create=True)
    fill(archive, [make_article("a", "The ferry.")])
    archive.close()
    another.wait()
    read = Archive.open(another.read)
    with pytest.raises(ArchiveError, match="is read-only"):
        IndexKeeper(read, FakeEncoder()).open_in_step(now=NOW)
    read.close()


def test_what_is_not_indexed_yet_is_left_to_the_primary(
    another: Pair, by_words: tuple[Archive, Searcher]
) -> None:
    read, _ = by_words
    archive = Archive.open(another.written)
    fill(archive, [make_article("late", "A zeppelin was seen.")])
    another.wait()
    searcher = IndexKeeper(read, FakeEncoder()).open_in_step(now=NOW)
    assert searcher.search("number7")[0].passage.article_id == article_id("n7")
    with archive.writing(now=NOW):
        IndexKeeper(archive, FakeEncoder()).sync(now=NOW)
    archive.close()
    another.wait()
    assert searcher.search("zeppelin")[0].passage.article_id == article_id("late")


@pytest.mark.parametrize("where", ["primary", "replica"])
def test_search_goes_on_while_the_primary_builds_the_index(
    another: Pair, by_words: tuple[Archive, Searcher], where: str
) -> None:
    """It is searched in the middle of its transaction, which a large index keeps open for long."""
    read, searcher = by_words
    if where == "primary":
        read = Archive.open(another.written)
        searcher = IndexKeeper(read, FakeEncoder()).open_in_step(now=NOW)
    read.connection.execute(text("SET statement_timeout = '3s'"))
    archive = Archive.open(another.written)
    found: list[str] = []

    def built(*args: object) -> None:
        if str(args[2]).startswith("CREATE INDEX embeddings_of"):
            another.wait()
            found.append(searcher.search("number7")[0].passage.article_id)

    event.listen(archive.connection, "after_cursor_execute", built)
    with archive.writing(now=NOW):
        IndexKeeper(archive, FakeEncoder()).sync(now=NOW, rebuild=True)
    assert found == [article_id("n7")]
    another.wait()
    assert searcher.search("number7")[0].passage.article_id == article_id("n7")
    archive.close()
    read.close()


class TestBrokenOff:
    """A replica breaks off queries that are in the way of what it has to take in."""

    SLOW = text("SELECT count(*) AS n FROM articles, (SELECT pg_sleep(0.5)) AS one")

    @pytest.fixture
    def impatient(self, another: Pair, by_words: tuple[Archive, Searcher]) -> Iterator[Archive]:
        another.replica.configure(max_standby_streaming_delay="0")
        yield by_words[0]
        another.replica.configure(max_standby_streaming_delay="30s")

    def test_once_is_tried_again(self, another: Pair, impatient: Archive) -> None:
        before = another.replica.log()
        with locking(another, n_times=1):
            assert impatient.read(self.SLOW)[0].n == 50
        assert "due to conflict with recovery" in another.replica.log().removeprefix(before)

    def test_again_and_again_is_one_line(self, another: Pair, impatient: Archive) -> None:
        with locking(another, n_times=50), pytest.raises(ArchiveUnavailableError) as caught:
            impatient.read(self.SLOW)
        assert "\n" not in str(caught.value)
        assert "hot_standby_feedback" in caught.value.way_out
        assert impatient.n_articles() == 50


@contextmanager
def locking(pair: Pair, *, n_times: int) -> Iterator[None]:
    """Lock the articles on the primary for a moment, several times, as a change of tables does."""
    schema = make_url(pair.written).query["options"].partition("=")[2].partition(",")[0]
    lock = (
        f"DO $$ BEGIN LOCK TABLE {schema}.articles IN ACCESS EXCLUSIVE MODE; "
        "PERFORM pg_logical_emit_message(true, '', ''); END $$"
    )
    is_over = threading.Event()

    def run() -> None:
        for _ in range(n_times):
            if is_over.wait(0.2):
                break
            pair.primary.execute(lock)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@pytest.mark.crash
def test_promoted_replica_has_all_that_was_acknowledged_and_can_be_written_to() -> None:
    """Where the primary waits for its replica, and both primary and writer end without a word."""
    with thrown_away() as primary, primary.replica() as replica:
        primary.configure(synchronous_standby_names="*")
        acknowledged: list[str] = []
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, primary.address()],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        ) as writer:
            assert writer.stdout
            acknowledged += [writer.stdout.readline().strip() for _ in range(20)]
            with primary.stopped(how="immediate"):
                writer.kill()
                acknowledged += writer.stdout.read().split("\n")[:-1]
                replica.promote()
                archive = Archive.open(replica.address())
                there = {article.article_id for article in archive.articles()}
                assert there >= {article_id(name) for name in acknowledged}
                fill(archive, [make_article("last", "The ferry.")])
                assert archive.n_articles() == len(there) + 1
                archive.close()


WRITER = """
import sys
from sources.archive import Archive
from tests.fakes import NOW, make_article
archive = Archive.open(sys.argv[1], create=True)
with archive.writing(now=NOW):
    for n in range(100_000):
        with archive.transaction():
            archive.add(make_article(f"a{n}", f"Ship {n} sailed. " * 40))
        print(f"a{n}", flush=True)
"""
