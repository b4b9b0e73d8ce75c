"""`python -m eval.external`: measure on public sets that training never saw."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eval.external.contestants import NAMES
from eval.external.files import DOCS, Kept, read_kept, write_all
from eval.external.news import Part
from sources.errors import NewsproofError

if TYPE_CHECKING:
    from eval.external.lineup import Tell

_SETS_HELP = "Comma-separated names of sets.  [default: all]"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Measure on public sets (NEWSPROOF_DATA, else ../shared/data)."""


@cli.command("judge")
@click.option("--sets", metavar="NAMES", help=_SETS_HELP)
@click.option(
    "--systems", metavar="NAMES", help=f"Comma-separated: {', '.join(NAMES)}.  [default: all]"
)
@click.option(
    "--sample", type=click.IntRange(min=1), help="At most so many pairs or questions of a set."
)
@click.option(
    "--resamples",
    type=click.IntRange(min=10),
    help="Draws of the bootstrap; fewer are quicker.  [default: 2000]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write judge.md, images/ and results/ to DIR.",
)
@click.option("--write", is_flag=True, help="Write them to docs/.")
def judge_command(
    *,
    sets: str | None,
    systems: str | None,
    sample: int | None,
    resamples: int | None,
    out: Path | None,
    write: bool,
) -> None:
    """Measure the judge and what it is compared with; print the tables."""
    from eval.external.history import entry_of_sets
    from eval.external.measuring import Options, measure_judge
    from eval.external.page import generated_part
    from eval.history import append_history
    from eval.metrics.bootstrap import N_RESAMPLES

    options = Options(
        sets=_names(sets),
        systems=_names(systems),
        sample=sample,
        n_resamples=resamples or N_RESAMPLES,
    )
    with _progress() as tell:
        result = measure_judge(options, tell)
    folders = [folder for folder in (out, DOCS if write else None) if folder is not None]
    for folder in folders:
        _write(folder, read_kept(DOCS, json.loads(json.dumps(result))))
    if write:
        entry = entry_of_sets(
            result,
            day=datetime.now(UTC).date(),
            version=importlib.metadata.version("newsproof"),
            sample=sample,
        )
        append_history(DOCS / "results" / "external.jsonl", entry)
    if not folders:
        click.echo(generated_part(result, [], [], []))


def _article_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of the measurements on articles."""
    for option in (
        click.option("--write", is_flag=True, help="Write them to docs/."),
        click.option(
            "--out",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            help="Write retrieval.md or answers.md, and results/, to DIR.",
        ),
        click.option(
            "--work",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            default=Path("build/external"),
            show_default=True,
            help="Folder for the archive and for what is kept to go on when it is stopped.",
        ),
        click.option(
            "--archive",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            metavar="DIR",
            help="A data directory that holds the articles of RealTime QA.  [default: build one]",
        ),
        click.option(
            "--plain/--no-plain",
            "with_plain",
            default=True,
            show_default=True,
            help="Measure the plain pipeline (LlamaIndex, MiniLM, Chroma) beside.",
        ),
        click.option(
            "--sample", type=click.IntRange(min=1), help="At most so many questions of a set."
        ),
        click.option(
            "--part",
            type=click.Choice([one.value for one in Part]),
            default=Part.ALL.value,
            show_default=True,
            callback=lambda _, __, name: Part(name),
            help="Days of RealTime QA: tune on the earlier half, report the later.",
        ),
    ):
        command = option(command)
    return command


@cli.command("retrieval")
@_article_options
def retrieval_command(*, out: Path | None, write: bool, **given: Any) -> None:  # noqa: ANN401
    """Measure how well articles are found, every way to search beside the others."""
    from eval.external.articles import Options, measure_finding

    options = Options(day=datetime.now(UTC).date(), **given)
    with _progress() as tell:
        found = measure_finding(options, tell)
    _keep_search(found, out, write=write)


@cli.command("answers")
@click.option("--sets", metavar="NAMES", help="realtimeqa, ramdocs.  [default: both]")
@_article_options
def answers_command(
    *,
    sets: str | None,
    out: Path | None,
    write: bool,
    **given: Any,  # noqa: ANN401
) -> None:
    """Measure what is shown: right, wrong, declined; and where documents disagree."""
    from eval.external.articles import ANSWER_SETS, Options, measure_answers

    names = _names(sets) or ANSWER_SETS
    if unknown := set(names) - set(ANSWER_SETS):
        raise click.UsageError(f"no set of answers is called {min(unknown)!r}")
    options = Options(day=datetime.now(UTC).date(), **given)
    with _progress() as tell:
        found = measure_answers(names, options, tell)
    _keep_search(found, out, write=write)


@cli.command("page")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    default=DOCS,
    show_default=True,
    help="Folder of judge.md, images/ and results/.",
)
def page_command(out: Path) -> None:
    """Write judge.md and its figures again from results/, without measuring."""
    _write(out, read_kept(out))


@cli.command("checks")
@click.option("--sample", type=click.IntRange(min=1), help="At most so many pairs of a set.")
def checks_command(sample: int | None) -> None:
    """Print how often each check is right on development parts: what to switch on is chosen here.

    The test sets are for `judge`, whose table reports the same and decides nothing.
    """
    from eval.external.checks import check_rows
    from eval.external.development import development_sets
    from eval.external.page import checks_part
    from eval.external.systems import ChecksSystem, open_find

    checks = ChecksSystem(open_find())
    with _progress() as tell:
        sets = development_sets(n_each=sample)
        found = []
        for done, one in enumerate(sets):
            tell(one.spec.title, done, len(sets))
            found.append((one, [checks.findings(pair) for pair in one.pairs]))
    click.echo("\n\n".join(checks_part([row.to_json() for row in check_rows(found)])))


@cli.command("errors")
@click.option("--n", type=click.IntRange(min=1), default=200, show_default=True, help="How many.")
@click.option("--sets", metavar="NAMES", help=_SETS_HELP)
@click.option("--sample", type=click.IntRange(min=1), help="At most so many pairs of a set.")
def errors_command(n: int, sets: str | None, sample: int | None) -> None:
    """Print the most confident mistakes. They hold text of the sets: not for the repository."""
    from eval.external.mistakes import find_mistakes, in_words

    with _progress() as tell:
        found = find_mistakes(n=n, sets=_names(sets), sample=sample, tell=tell)
    for number, mistake in enumerate(found, start=1):
        click.echo(in_words(number, mistake))


def _keep_search(found: dict[str, Any], out: Path | None, *, write: bool) -> None:
    """Write or print what was measured on articles."""
    from eval.external.files import write_search
    from eval.external.history import entry_of_search
    from eval.external.search_page import generated_part
    from eval.history import append_history

    folders = [folder for folder in (out, DOCS if write else None) if folder is not None]
    for folder in folders:
        for path in write_search(folder, found):
            click.echo(f"wrote {path}", err=True)
    if write:
        for part, measured in found.items():
            entry = entry_of_search(
                part,
                measured,
                day=datetime.now(UTC).date(),
                version=importlib.metadata.version("newsproof"),
            )
            append_history(DOCS / "results" / "external.jsonl", entry)
    if not folders:
        click.echo(generated_part(found))


def _write(folder: Path, kept: Kept) -> None:
    for path in write_all(folder, kept):
        click.echo(f"wrote {path}", err=True)


def _names(text: str | None) -> Sequence[str] | None:
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]


@contextmanager
def _progress() -> Iterator[Tell]:
    """Draw one bar on standard error that names what is being done; elsewhere a line a stage."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        *(BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        bar = progress.add_task("", total=None)

        stages: set[str] = set()

        def tell(stage: str, done: int, n_all: int) -> None:
            progress.update(bar, description=stage, completed=done, total=n_all)
            if not console.is_terminal and stage not in stages:
                stages.add(stage)
                click.echo(stage, err=True)

        yield tell


def main() -> None:
    """Run, and turn errors into one line and an exit code (2 bad input, 3 not available)."""
    try:
        cli.main(standalone_mode=False)
    except NewsproofError as exc:
        _fail(str(exc), exc.exit_code)
    except click.exceptions.Exit as exc:
        sys.exit(exc.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped. No report was written; retrieval and answers go on from there.", 130)
    except click.ClickException as exc:
        _fail(f"{' '.join(exc.format_message().split()).rstrip('.')}. See --help.", 2)


def _fail(message: str, code: int) -> None:
    click.echo(f"error: {message}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
