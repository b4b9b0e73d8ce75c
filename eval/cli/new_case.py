"""`newsproof eval new`: parse, ask, print or keep. Decides nothing."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.answer import Answer, Status
from bot.cli.common import as_of_option, opened
from bot.verdict import Report, Verdict
from eval.cases.values import Kind
from eval.errors import CaseError

if TYPE_CHECKING:
    from eval.cases.values import Case

_QUESTION, _CLAIM, _DRAFT = "question", "claim", "draft"
_VERDICTS = [str(one) for one in Verdict if one is not Verdict.NOT_CHECKED]
_QUOTES: dict[str, Any] = {"type": (str, str), "multiple": True, "metavar": "URL QUOTE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """The case that is wanted: what is told of it, and what would be right."""

    shape: str
    case_id: str
    as_of: date | None
    kind: Kind | None
    tags: tuple[str, ...]
    number: int
    status: str | None
    verdict: str | None
    gold: tuple[tuple[str, str], ...]
    refuting: tuple[tuple[str, str], ...]


@click.command(
    "new",
    epilog="""\b
Examples:
  newsproof eval new question "How long is the Velle Bridge?"
  newsproof eval new claim --from report.json --to cases/dev/town-claims.jsonl
  newsproof eval new question "Who swam it first?" --wrong --status abstained
  newsproof eval new question --reports all --to cases/dev/reported-questions.jsonl
""",
)
@click.argument("shape", type=click.Choice([_QUESTION, _CLAIM, _DRAFT]))
@click.argument("text", required=False)
@click.option(
    "--from", "origin", metavar="FILE", help="What --json printed of ask or verify, or -."
)
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Add it to DIR/SPLIT/NAME-questions.jsonl (-claims, -drafts), instead of printing it.",
)
@click.option("--id", "case_id", metavar="ID", help="Default: the next free one of the file.")
@as_of_option
@click.option("--kind", type=click.Choice([str(one) for one in Kind]), help="What it tries.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="May be repeated.")
@click.option("--claim", "number", type=click.IntRange(1), help="Which claim of a report, from 1.")
@click.option("--wrong", is_flag=True, help="The result is wrong; the options below say why.")
@click.option("--status", type=click.Choice([str(one) for one in Status]), help="The right end.")
@click.option("--verdict", type=click.Choice(_VERDICTS), help="The right verdict.")
@click.option("--gold", **_QUOTES, help="A quote that shows what is right; may be repeated.")
@click.option("--refuting", **_QUOTES, help="Of a CONFLICTING claim, a quote that refutes it.")
@click.option(
    "--reports",
    metavar="FILE|all",
    help="Errors that readers reported: saved on the page, or all of the archive in --data-dir.",
)
@click.pass_context
def new_command(
    ctx: click.Context,
    /,
    *,
    text: str | None,
    origin: str | None,
    target: Path | None,
    case_id: str | None,
    kind: str | None,
    number: int | None,
    wrong: bool,
    reports: str | None,
    **told: Any,  # noqa: ANN401 - the rest of what click gives, as `_Wanted` names it
) -> None:
    """Make a case from an answer or a report: its quotes become the gold.

    TEXT is asked or checked now, in the archive of --data-dir; --from takes what was printed
    before. The case is printed as one line of JSON, or added to a file with --to. Look at it: it
    says that the result is right. With --wrong you say what would be, and nothing is asked.

    --reports makes a question of each error that a reader reported. It is tagged as doubtful, which
    counts for nothing, until you have settled it.
    """
    from eval.cases.adding import free_id
    from eval.cases.making import line_of
    from eval.cases.parsing import Shape

    if reports is not None:
        alone = told["shape"] == _QUESTION and not any((text, origin, wrong, case_id, kind, number))
        if not alone or told["as_of"] or told["tags"]:
            raise click.UsageError("--reports goes with `new question` and --to alone")
        _of_reports(ctx, reports, target)
        return
    if (text is None) == (origin is None):
        raise click.UsageError("give TEXT or --from FILE, one of them")
    if not wrong and any(told[name] for name in ("status", "verdict", "gold", "refuting")):
        raise click.UsageError("--status, --verdict, --gold and --refuting belong to --wrong")
    if origin is not None and told["as_of"] and not wrong:
        raise click.UsageError("--as-of belongs to TEXT; what was printed before has its day")
    shape = told["shape"]
    new_id = case_id or (free_id(target, Shape(f"{shape}s")) if target else "new-001")
    wanted = _Wanted(case_id=new_id, kind=Kind(kind) if kind else None, number=number or 0, **told)
    found = _read_pack(origin, wanted) if origin is not None else None
    if wrong:
        case = _of_wrong(text or _said(found, wanted), found, wanted)
    elif found is not None:
        case = _of_right(found, {}, wanted)
    else:
        with opened(ctx) as newsproof:
            ask = newsproof.ask if shape == _QUESTION else newsproof.verify
            result = ask(text or "", as_of=wanted.as_of)
            known = newsproof.archive.articles()
        case = _of_right(result, {one.article_id: one.url for one in known if one.url}, wanted)
    click.echo(line_of(case))
    if target:
        _keep(target, case)


def _read_pack(origin: str, wanted: _Wanted) -> Answer | Report:
    from eval.cases.making import read_pack
    from eval.json_files import parse_object, read_text

    if origin == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError as exc:
            raise CaseError("standard input is not UTF-8 text", "save it as UTF-8") from exc
    else:
        text = read_text(Path(origin))
    found = read_pack(parse_object(text, "standard input" if origin == "-" else repr(origin)))
    if isinstance(found, Answer) != (wanted.shape == _QUESTION):
        kind = "an answer" if isinstance(found, Answer) else "a report"
        raise CaseError(f"this is {kind}, and a {wanted.shape} is wanted", "name the other")
    return found


def _said(found: Answer | Report | None, wanted: _Wanted) -> str:
    from eval.cases.making import claim_of

    if isinstance(found, Answer):
        return found.question
    return claim_of(found, wanted.number).claim.text if found else ""


def _of_right(found: Answer | Report, urls: dict[str, str], wanted: _Wanted) -> Case:
    from eval.cases import making

    if isinstance(found, Answer):
        return making.question_from_answer(
            found, case_id=wanted.case_id, urls=urls, kind=wanted.kind, tags=wanted.tags
        )
    if wanted.shape == _DRAFT:
        return making.draft_from_report(found, case_id=wanted.case_id, urls=urls, tags=wanted.tags)
    return making.claim_from_report(
        found, case_id=wanted.case_id, urls=urls, number=wanted.number, tags=wanted.tags
    )


def _of_wrong(said: str, found: Answer | Report | None, wanted: _Wanted) -> Case:
    from eval.cases import making

    as_of = wanted.as_of or (found.as_of if found else None)
    if wanted.shape == _QUESTION and wanted.status:
        return making.wrong_question(
            said,
            case_id=wanted.case_id,
            status=Status(wanted.status),
            gold=wanted.gold,
            as_of=as_of,
            kind=wanted.kind,
            tags=wanted.tags,
        )
    if wanted.shape == _CLAIM and wanted.verdict:
        return making.wrong_claim(
            said,
            case_id=wanted.case_id,
            verdict=Verdict(wanted.verdict),
            gold=wanted.gold,
            refuting=wanted.refuting,
            as_of=as_of,
            tags=wanted.tags,
        )
    if wanted.shape == _DRAFT:
        raise click.UsageError(
            "--wrong takes a question or a claim; choose one of a draft by --claim"
        )
    raise click.UsageError(
        "--wrong needs " + ("--status" if wanted.shape == _QUESTION else "--verdict")
    )


def _of_reports(ctx: click.Context, origin: str, target: Path | None) -> None:
    """Make a case of each report; say on standard error of which there is none, and why."""
    from bot.cli.common import settings_of
    from bot.reported import FOLDER, ReportError, from_json_lines, ids, read_report
    from eval.cases.adding import ids_beside
    from eval.cases.making import line_of
    from eval.cases.reported import propose
    from eval.json_files import read_text

    found = []
    if origin == "all":
        place = settings_of(ctx).data_dir
        if not isinstance(place, Path):
            raise CaseError("a database keeps no reports", "name the folder with --data-dir")
        folder = place / FOLDER
        for name in ids(folder):
            try:
                found.append(read_report(folder, name))
            except ReportError as exc:
                click.echo(f"left out: {exc.what}. {exc.way_out}.", err=True)
    else:
        found = from_json_lines(read_text(Path(origin)).encode())
    if not found:
        click.echo("no errors are reported there", err=True)
    taken, cases = ids_beside(target) if target else set(), []
    for one in propose(found):
        said = f"{one.report.wrong}: {one.report.note!r}" if one.report.note else one.report.wrong
        click.echo(f"report {one.report.id} ({said})", err=True)
        if one.case is None:
            click.echo(f"  no case: {one.why_not}", err=True)
        elif one.case.id in taken:
            click.echo(f"  no case: {one.case.id!r} is there already", err=True)
        else:
            click.echo(line_of(one.case))
            cases.append(one.case)
    if target and cases:
        _keep(target, *cases)


def _keep(target: Path, *new: Case) -> None:
    """Add cases to a file, and say on standard error what a person should look at."""
    from eval.cases.adding import add_case
    from eval.cases.lint import lint
    from eval.cases.seal import read_seal

    cases, ids = add_case(target, *new), {case.id for case in new}
    click.echo(f"added to {target} as {', '.join(map(repr, sorted(ids)))}", err=True)
    for one in lint({cases.split: cases}, None):
        if one.where in ids:
            click.echo(f"{one.rule}: {one.what}. {one.way_out}.", err=True)
    if cases.split in read_seal(target.absolute().parent.parent).splits:
        click.echo(
            f"the {cases.split} split was sealed: seal it anew with `newsproof eval seal "
            f"--split {cases.split} --reason ...`",
            err=True,
        )
