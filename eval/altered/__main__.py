"""`python -m eval.altered`: print what the proof does to altered statements and to true ones."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from sources.errors import NewsproofError


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--n", default=500, show_default=True, help="Statements of each sort.")
@click.option("--seed", default=20261123, show_default=True, help="Seed of all choices.")
@click.option("--samples-only", is_flag=True, help="Leave out Wikinews of the public sets.")
@click.option("--wrong", is_flag=True, help="Print what went wrong in the development half.")
def main(*, n: int, seed: int, samples_only: bool, wrong: bool) -> None:
    """Prove altered and true statements; exit 1 when an altered one is shown, or few are kept."""
    try:
        is_reached = _run(n, seed, news=not samples_only, wrong=wrong)
    except NewsproofError as exc:
        click.echo(f"error: {exc.what}. {exc.way_out}", err=True)
        sys.exit(exc.exit_code)
    sys.exit(0 if is_reached else 1)


def _run(n: int, seed: int, *, news: bool, wrong: bool) -> bool:
    from bot.judge.model import ModelJudge
    from bot.judge.opening import open_models
    from eval.altered.making import make
    from eval.altered.measuring import is_reached, prove_all, table
    from eval.altered.reading import fill, sentences
    from sources.archive import Archive

    judge = ModelJudge(*open_models("embedded:", "embedded:"))
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive.open(Path(folder) / "data", create=True)
        fill(archive, Path(folder), now=datetime(2026, 11, 23, tzinfo=UTC), news=news)
        proved = prove_all(make(sentences(archive), n=n, seed=seed), archive, judge)
        archive.close()
    click.echo(table(proved))
    if wrong:
        for one in proved:
            if one.is_wrong and not one.made.is_held_out:
                click.echo(
                    f"\n{one.made.kind}: {one.made.text}\n  quote: {one.made.citation.quote.text}"
                )
                click.echo(f"  {one.failed or 'proven'}")
    return is_reached(proved)


if __name__ == "__main__":
    main()
