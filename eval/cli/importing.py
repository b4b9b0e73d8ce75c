"""`newsproof eval import`: parse, read, write, print. Decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import json_option, print_json, progress_bars

if TYPE_CHECKING:
    from eval.formats import Imported

N_REASONS = 12


@click.command(
    "import",
    epilog="""\b
Examples:
  newsproof eval import squad dev-v2.0.json --cases mine --split dev --articles texts
  newsproof --data-dir X ingest texts
  newsproof --data-dir X eval run --cases mine --no-baseline
""",
)
@click.argument(
    "kind",
    metavar="FORMAT",
    type=click.Choice(["beir", "fever", "averitec", "squad", "promptfoo", "ragas"]),
)
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option(
    "--cases",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where your cases are; made when it is missing.",
)
@click.option("--split", required=True, metavar="NAME", help="The folder in it: dev, test.")
@click.option(
    "--articles",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write the texts that the set carries, for `newsproof ingest DIR`.",
)
@click.option(
    "--name",
    default="",
    metavar="NAME",
    help="What ids and files begin with. Default: the name of the file or folder.",
)
@json_option
def import_command(
    *,
    kind: str,
    path: Path,
    cases: Path,
    split: str,
    articles: Path | None,
    name: str,
    as_json: bool,
) -> None:
    """Take over a set of cases in the FORMAT of others: beir, fever, averitec, squad, promptfoo,
    ragas.

    What has no counterpart is counted with its reason. All is written, or nothing.
    """  # noqa: D205 - click shows the first paragraph as a whole
    from eval.formats import Format, read_set, write_set
    from eval.formats.names import set_name

    with progress_bars(shown=not as_json) as tell:
        found = read_set(Format(kind), path, split=split, name=name, tell=tell)
    named = set_name(name or (path.resolve().name if path.is_dir() else path.stem))
    written = write_set(found, name=named, cases=cases, split=split, articles=articles)
    if as_json:
        print_json(_as_json(found, written))
    else:
        _print(found, written, has_articles=articles is not None)


def _as_json(found: Imported, written: tuple[Path, ...]) -> dict[str, object]:
    return {
        "n_questions": len(found.questions),
        "n_claims": len(found.claims),
        "n_articles": len(found.articles),
        "n_skipped": len(found.skipped),
        "skipped": [{"why": why, "n": n, "first": first} for why, n, first in found.reasons],
        "written": [str(path) for path in written],
    }


def _print(found: Imported, written: tuple[Path, ...], *, has_articles: bool) -> None:
    click.echo(
        f"{len(found.questions)} questions, {len(found.claims)} claims, "
        f"{len(found.articles)} articles, {len(found.skipped)} skipped"
    )
    for why, n, first in found.reasons[:N_REASONS]:
        click.echo(f"  skipped {n:>6}  {_shown(why)}; first {_shown(first)}")
    if len(found.reasons) > N_REASONS:
        click.echo(f"  and {len(found.reasons) - N_REASONS} reasons more: --json lists them")
    for path in written:
        click.echo(f"  wrote {path}")
    if found.articles and not has_articles:
        click.echo("  the articles were not written: name a folder with --articles")


def _shown(text: str) -> str:
    """Return a text from a set as it can be printed on a terminal: nothing in it is obeyed."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
