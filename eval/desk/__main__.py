"""`python -m eval.desk`: measure the newsroom desk from end to end."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eval.desk.sets import SETS
from sources.errors import NewsproofError

if TYPE_CHECKING:
    from bot.newsproof import Newsproof
    from eval.desk.archives import Tell, Text
    from sources.article import Article

WORK = Path("build/desk")
_EVERY_S = 20.0

_work_option = click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    default=WORK,
    show_default=True,
    help="Folder for what is built, and for what is kept so that a run can go on.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Measure the desk: search, altered figures, planted texts, drafts that leave no trace."""


@cli.command("corpus")
@click.option("--sets", default=",".join(SETS), show_default=True, metavar="NAMES")
@click.option("--sample", type=click.IntRange(min=1), help="Claims of a set.  [default: all]")
@_work_option
def corpus_command(*, sets: str, sample: int | None, work: Path) -> None:
    """Verify claims of public sets through the search of an archive of all their premises."""
    from eval.desk.corpus import THROUGH_SEARCH, measure_corpus
    from eval.desk.tables import archives_line, confusion_table, corpus_table

    names = [name.strip() for name in sets.split(",") if name.strip()]
    if unknown := [name for name in names if name not in SETS]:
        raise click.UsageError(f"{unknown[0]!r} is not {', '.join(SETS)}")
    found = list(measure_corpus(names, sample=sample, work=work, tell=_teller()))
    click.echo(corpus_table(found))
    click.echo(archives_line(found))
    for one in found:
        click.echo(f"\n{one.name}, through search:\n")
        click.echo(confusion_table(one.confusion[THROUGH_SEARCH]))


@cli.command("twins")
@click.option("--n", default=50, show_default=True, help="Articles with a twin.")
@click.option("--samples-only", is_flag=True, help="Leave out Wikinews of the public sets.")
@click.option("--seed", type=int, help="Of the choice of articles and figures.")
@_work_option
def twins_command(*, n: int, samples_only: bool, seed: int | None, work: Path) -> None:
    """Change one figure in a twin of each article; exit 1 unless every claim is CONFLICTING."""
    from bot.verdict import Verdict
    from eval.desk.twins import SEED, judge_twins, make_twins

    articles, news = _articles(samples_only=samples_only)
    twins = make_twins(articles, n=n, seed=SEED if seed is None else seed)
    tell = _teller()
    name = f"twins-{n}-{seed or SEED}{'-samples' if samples_only else ''}"
    with _archive([*news, *(twin.text for twin in twins)], work / name) as newsproof:
        outcomes = judge_twins(newsproof, twins, tell)
    seen = [one for one in outcomes if one.verdict is Verdict.CONFLICTING]
    for one in outcomes:
        if one not in seen:
            click.echo(f"{one.verdict.value} (read: {one.found}): {one.twin.claim}")
            click.echo(f"  twin: {one.twin.altered}\n  {one.reason}")
    click.echo(f"{len(seen)} of {len(outcomes)} twins seen as conflicting")
    sys.exit(0 if len(seen) == len(outcomes) else 1)


@cli.command("poison")
@click.option("--samples-only", is_flag=True, help="Leave out Wikinews of the public sets.")
@_work_option
def poison_command(*, samples_only: bool, work: Path) -> None:
    """Plant five texts against each of 20 true claims; exit 1 if a verdict turns that may not."""
    from eval.desk.planted import N_CLAIMS, PUBLISHER, measure_poison

    articles, news = _articles(samples_only=samples_only)
    place = work / ("poison-samples" if samples_only else "poison")
    found = measure_poison(articles, news, _archive, place)
    click.echo(f"{N_CLAIMS} claims, 5 texts of {PUBLISHER} against each")
    click.echo(found.table)
    sys.exit(0 if found.holds else 1)


@cli.command("canary")
@click.option("--n", default=200, show_default=True, help="Drafts.")
def canary_command(*, n: int) -> None:
    """Check drafts in every way, then search all files for their words; exit 1 at a hit."""
    from tempfile import TemporaryDirectory

    from eval.desk.canary import run_canary

    with TemporaryDirectory(prefix="newsproof-canary-") as folder:
        found = run_canary(n, Path(folder), _teller())
    ways = ", ".join(f"{count} {way}" for way, count in found.n_drafts.items())
    click.echo(f"{n} drafts ({ways}); {found.n_killed} processes killed")
    click.echo(f"searched {found.n_files} files, {found.n_bytes:,} bytes: {len(found.hits)} hits")
    for hit in found.hits:
        click.echo(f"  {hit}")
    if not found.finds_saved:
        click.echo("the draft that was saved on purpose was not found: the search proves nothing")
    sys.exit(1 if found.hits or not found.finds_saved else 0)


def _articles(*, samples_only: bool) -> tuple[list[Article], list[Text]]:
    """Return the packaged samples and the real news as articles, and the news to be read in."""
    from datetime import UTC, datetime
    from tempfile import TemporaryDirectory

    from eval.altered.reading import SAMPLES
    from eval.desk.archives import wikinews, write_texts
    from sources.article import Article as Read
    from sources.readers import read_paths

    news = [] if samples_only else wikinews()
    with TemporaryDirectory() as folder:
        paths = [SAMPLES, write_texts(Path(folder) / "news", news)]
        read = read_paths(paths, retrieved=datetime(2026, 11, 23, tzinfo=UTC))
        return [one for one in read if isinstance(one, Read)], news


def _archive(
    texts: Sequence[Text], work: Path, rules: Path | None = None
) -> AbstractContextManager[Newsproof]:
    from eval.altered.reading import SAMPLES
    from eval.desk.archives import archive_of

    return archive_of(texts, work, beside=[SAMPLES], tell=_teller(), rules=rules)


def _teller() -> Tell:
    """Return what tells on stderr how far a run is, from time to time."""
    told: dict[str, float] = {}

    def tell(stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - told.get(stage, 0.0) >= _EVERY_S:
            told[stage] = now
            click.echo(f"{stage}: {done} of {total}", err=True)

    return tell


def main() -> None:
    """Run it, and turn errors into one line and an exit code."""
    try:
        cli(standalone_mode=False)
    except NewsproofError as exc:
        click.echo(f"error: {exc.what}. {exc.way_out}", err=True)
        sys.exit(exc.exit_code)
    except click.exceptions.Exit as exc:
        sys.exit(exc.exit_code)
    except click.ClickException as exc:
        click.echo(f"error: {exc.format_message()}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
