"""`newsproof verify`: a verdict for every claim of a text."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.common import (
    as_of_option,
    json_option,
    opened,
    print_json,
    progress_bars,
    settings_of,
)
from bot.cli.keeping import keep, pack_option, save_option
from bot.cli.show import printable, show_report
from bot.drafts import read_draft
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.newsproof import Newsproof
    from bot.verdict import Report

SHAPES = ("text", "json", "markdown", "html", "csv", "docx", "claimreview")
_BY_SUFFIX = {
    ".json": "json", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".csv": "csv", ".docx": "docx", ".jsonld": "claimreview",
}  # fmt: skip
FAILING = {
    "refuted": "REFUTED",
    "conflicting": "CONFLICTING",
    "not-enough": "NOT_ENOUGH_EVIDENCE",
    "not-checked": "NOT_CHECKED",
}


class Verdicts(click.ParamType[tuple[str, ...]]):
    """Verdicts at which a run fails, `refuted` or `refuted,conflicting`."""

    name = "verdicts"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Name the choices."""
        return "|".join(FAILING)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Read one or several, with commas between them."""
        names = [name.strip().lower() for name in str(value).split(",") if name.strip()]
        unknown = [name for name in names if name not in FAILING]
        if unknown or not names:
            self.fail(f"{unknown[0] if unknown else value!r} is not {', '.join(FAILING)}")
        return tuple(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """How the report is to be written."""

    shape: str
    out: Path | None
    signed_by: str
    title: str


def export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how the report is written."""
    for option in reversed(
        (
            click.option(
                "--format",
                "shape",
                type=click.Choice(SHAPES),
                help="How it is written  [default: by the suffix of --out, else text].",
            ),
            click.option(
                "--out",
                type=click.Path(dir_okay=False, path_type=Path),
                help="Write it to this file.",
            ),
            click.option(
                "--signed-by",
                default="",
                help="Who vouches for it; a ClaimReview without is a draft.",
            ),
            click.option(
                "--fail-on",
                "failing",
                type=Verdicts(),
                multiple=True,
                help="End with 1 where a claim gets this verdict; several with commas.",
            ),
        )
    ):
        command = option(command)
    return command


@click.command(
    epilog="""\b
Examples:
  newsproof verify "Japan froze the assets of 52 Russians."
  newsproof verify draft.docx --out report.html
  newsproof verify https://cms.example/drafts/17 --json
  cat draft.txt | newsproof verify - --fail-on refuted,conflicting
  newsproof verify draft.txt --format claimreview --signed-by "Ida Tasch"
"""
)
@click.argument("text")
@as_of_option
@export_options
@json_option
@pack_option
@save_option
@click.pass_context
def verify(  # noqa: PLR0917 - one an option
    ctx: click.Context,
    text: str,
    as_of: date | None,
    shape: str | None,
    out: Path | None,
    signed_by: str,
    failing: tuple[tuple[str, ...], ...],
    as_json: bool,
    pack_file: Path | None,
    is_saved: bool,
) -> None:
    """Give a verdict for every claim of TEXT: a text, a file, an address, or `-`.

    Files may be text, Word, PDF or HTML; `-` is standard input. SUPPORTED, REFUTED, CONFLICTING or
    NOT_ENOUGH_EVIDENCE, with the quotes; what TEXT quotes is looked up word for word. Nothing is
    stored unless you --save it.
    """
    from bot.claims import find_claims
    from bot.newsproof import system_clock

    written = _Written(
        shape=_shape(shape, out, as_json=as_json), out=out, signed_by=signed_by, title=""
    )
    draft = read_draft(text, settings_of(ctx), now=system_clock())
    find_claims(draft)
    with opened(ctx) as newsproof, progress_bars() as show:
        from bot.ingesting import Progress

        report = newsproof.verify(
            draft,
            as_of=as_of,
            on_progress=lambda done, total: show(
                Progress(stage="checking", done=done, total=total)
            ),
        )
        keep(newsproof, report, pack_file=pack_file, is_saved=is_saved)
        data = _export(report, newsproof, written)
    _write(data, written)
    if _fails(report, {name for names in failing for name in names}):
        ctx.exit(1)


def _shape(shape: str | None, out: Path | None, *, as_json: bool) -> str:
    """Return how the report is written: as asked for, else by the file's suffix, else as text."""
    if as_json and shape not in (None, "json"):
        raise click.UsageError(f"--json and --format {shape} exclude each other")
    suffix = out.suffix.lower() if out else ""
    chosen = "json" if as_json else shape or _BY_SUFFIX.get(suffix, "text")
    if chosen == "docx" and out is None and sys.stdout.isatty():
        raise click.UsageError("a Word file cannot be printed: name a file with --out")
    return chosen


def _export(report: Report, newsproof: Newsproof, written: _Written) -> bytes | Report:
    """Return the file; for a terminal, the report itself."""
    from bot.exporting import ExportOptions, Shape, export
    from bot.newsproof import system_clock

    if written.shape in ("text", "json"):
        return report
    options = ExportOptions(
        on=system_clock().date(),
        signed_by=written.signed_by,
        title=written.title,
        rating=newsproof.rules.rating,
    )
    return export(report, Shape(written.shape), options)


def _write(data: bytes | Report, written: _Written) -> None:
    if written.out is None:
        _print(data, written.shape)
        return
    if not isinstance(data, bytes):
        buffer = io.StringIO()
        with redirect_stdout(buffer):
            _print(data, written.shape)
        data = buffer.getvalue().encode()
    beside = written.out.with_name(f".{written.out.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(written.out)
    except OSError as exc:
        beside.unlink(missing_ok=True)
        raise QuestionError(
            f"{str(written.out)!r} cannot be written ({exc.strerror or exc})", "choose another file"
        ) from exc
    click.echo(f"{written.shape} in {printable(str(written.out))}", err=True)


def _print(data: bytes | Report, shape: str) -> None:
    if isinstance(data, bytes):
        click.echo(data, nl=False)
    elif shape == "json":
        from bot.wire import report_to_json

        print_json(report_to_json(data))
    else:
        show_report(data)
        _show_quotations(data)


def _show_quotations(report: Report) -> None:
    from bot.exporting.wording import OUTCOMES, quotation_lines

    for found in report.quotations:
        click.echo(f"{OUTCOMES[found.outcome]}: “{printable(found.quotation.text)}”")
        for line in quotation_lines(found):
            click.echo(f"  {printable(line)}")
        click.echo()


def _fails(report: Report, failing: set[str]) -> bool:
    """Say whether a claim worth checking has a verdict that is asked to fail."""
    verdicts = {FAILING[name] for name in failing}
    return any(
        c.verdict.value in verdicts and c.claim.worth.value == "check" for c in report.claims
    )
