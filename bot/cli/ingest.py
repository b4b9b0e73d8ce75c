"""`newsproof ingest`: read articles into the archive and bring the index up to date."""

from __future__ import annotations

import sys
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import following, json_option, opened, print_json, progress_bars

if TYPE_CHECKING:
    from bot.ingesting import IngestReport


@click.command(
    epilog="""\b
Examples:
  newsproof ingest --samples
  newsproof ingest articles/ story.html report.pdf export.csv crawl.warc.gz
  newsproof ingest export.csv --columns "text=Fassung 2,published=Online seit"
  newsproof ingest https://news.example/2026/story
"""
)
@click.argument("paths", nargs=-1, metavar="PATH|URL…")
@click.option("--samples", is_flag=True, help="Read the packaged sample archive.")
@click.option(
    "--columns",
    metavar="FIELD=NAME,…",
    help="Which column of a CSV file is what, as text=Body,title=Headline.",
)
@json_option
@click.pass_context
def ingest(
    ctx: click.Context,
    paths: tuple[str, ...],
    samples: bool,
    columns: str | None,
    as_json: bool,
) -> None:
    """Read files, folders and web pages into the archive, and index them.

    Plain text, Markdown with front matter, HTML, PDF, DOCX, EPUB, JSON Lines, CSV, WARC, and ZIP of
    these. `-` reads the text of one article from standard input, as copied from a web page. What
    can't be read is listed with the reason and never stops the rest; `newsproof sources rejected`
    lists it again. The same article again changes nothing.

    The columns of a CSV file are recognised by their names; `--columns` says what these don't. The
    fields are text, title, authors, publisher, published, updated, url, language, id, retracted,
    retraction_reason.

    A web page is fetched once, if the site's robots.txt allows it; of a feed, the pages that it
    names. Nothing is fetched that isn't on the public web, and nothing that you didn't ask for.
    """
    from sources.readers.columns import parse_columns

    urls = [path for path in paths if _is_address(path)]
    chosen = [Path(path) for path in paths if path != "-" and path not in urls]
    told = parse_columns(columns) if columns is not None else None
    pasted = _pasted() if "-" in paths else None
    if samples:
        chosen.append(Path(str(files("sources") / "samples")))
    has_files = bool(chosen) or pasted is not None
    if not has_files and not urls:
        raise click.UsageError("give at least one PATH or URL, or --samples")
    reports: list[IngestReport] = []
    with progress_bars(shown=not as_json) as on_progress:
        if has_files:
            with opened(ctx, create=True) as newsproof:
                reports.append(
                    newsproof.ingest(chosen, pasted=pasted, columns=told, on_progress=on_progress)
                )
        if urls:
            with following(ctx, create=True) as fetching:
                reports.append(fetching.ingest(urls, on_progress=on_progress))
    report = _together(reports)
    if as_json:
        print_json(asdict(report))
    else:
        print_report(report)
    if report.rejected and not (report.added or report.updated or report.unchanged):
        ctx.exit(2)


def _pasted() -> bytes:
    """Read standard input, at most a little more than is allowed: the reader then says so."""
    from sources.readers import MAX_FILE_BYTES

    return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)


def _is_address(path: str) -> bool:
    return path.lower().startswith(("http://", "https://"))


def _together(reports: list[IngestReport]) -> IngestReport:
    from bot.ingesting import report_of

    archived = [item for one in reports for item in (*one.added, *one.updated, *one.unchanged)]
    return report_of(archived, [item for one in reports for item in one.rejected])


def print_report(report: IngestReport) -> None:
    """Print what became of everything that was read."""
    click.echo(
        f"{len(report.added)} added, {len(report.updated)} updated, "
        f"{len(report.unchanged)} unchanged, {len(report.rejected)} rejected"
    )
    for item in (*report.added, *report.updated):
        click.echo(f"  {item.outcome:<8} {item.article_id}  {item.title}")
    for rejected in report.rejected:
        click.echo(f"  rejected {rejected.origin}: {rejected.reason}")
