"""The history of an article: what changed, what quoted it, what corrects it, its copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from sources.archive import Archive
from sources.article import Article, Retraction, Span
from sources.copies import Report, reports_of
from sources.corrected import Correction, corrections_in, corrections_of
from sources.provenance import Provenance, provenance_of
from sources.tables import saved, saved_quotes
from sources.word_diff import Change, ChangeKind, word_changes

_FIELDS = ("title", "authors", "publisher", "published", "updated", "url", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A fact about an article that differs from the version before."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoting:
    """Something that a person saved and that quotes words that changed later.

    Attributes:
        saved_id: What is saved.
        kind: "answer" or "report".
        text: The question, or the text that was checked.
        saved: When it was saved.
        quote: Where the quote stands in the version that it quotes.
        version: That version.
    """

    saved_id: str
    kind: str
    text: str
    saved: datetime
    quote: Span
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A version of an article and how it differs from the one before.

    Attributes:
        article: The version.
        dated: The day from which it counts.
        provenance: How it came in.
        before: The version before, None for the first.
        changes: What changed in the text.
        fields: What changed beside the text.
        quoting: What was saved and quotes words that this version was the first to change.
    """

    article: Article
    dated: date
    provenance: Provenance
    before: Article | None = None
    changes: tuple[Change, ...] = ()
    fields: tuple[FieldChange, ...] = ()
    quoting: tuple[Quoting, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that happened to an article.

    Attributes:
        steps: Its versions, oldest first.
        corrections: Notices that stand in it, then those of other articles that speak of it.
        report: The independent report that it is or belongs to.
        retraction: Set when it has been withdrawn.
        retracted_quoting: What was saved and quotes it, where it has been withdrawn.
    """

    steps: tuple[Step, ...]
    corrections: tuple[Correction, ...]
    report: Report
    retraction: Retraction | None
    retracted_quoting: tuple[Quoting, ...] = ()


def history_of(archive: Archive, article_id: str) -> History:
    """Return the history of an article.

    Raises:
        NotFoundError: No such article.
    """
    versions = archive.history(article_id)
    quotings = _quotings(archive, article_id)
    outdated = _outdated(versions, quotings)
    pairs = zip([None, *versions], versions, strict=False)
    steps = [_step(archive, after, before, outdated) for before, after in pairs]
    retraction = versions[-1].retraction
    return History(
        steps=tuple(steps),
        corrections=(
            *corrections_in(archive, article_id),
            *(one for one in corrections_of(archive, article_id) if not one.is_of_itself),
        ),
        report=reports_of(archive, [article_id])[article_id],
        retraction=retraction,
        retracted_quoting=quotings if retraction else (),
    )


def quoted_changes(changes: Iterable[Change], quote: Span) -> bool:
    """Say whether a quote of the old text no longer stands in the new one as it was.

    Words that only moved are still there. Words put in between those of the quote change it.
    """
    for change in changes:
        if change.kind is ChangeKind.MOVED:
            if quoted_changes(change.inside, quote):
                return True
        elif change.old.overlaps(quote) or (quote.start < change.old.start < quote.end):
            return True
    return False


def _outdated(
    versions: Sequence[Article], quotings: Iterable[Quoting]
) -> dict[int, tuple[Quoting, ...]]:
    """Return what quotes words that changed later, by the version that first changed them."""
    found: dict[int, tuple[Quoting, ...]] = {}
    places = {article.version: place for place, article in enumerate(versions)}
    for one in quotings:
        if (place := places.get(one.version)) is None:
            continue
        for later in versions[place + 1 :]:
            if quoted_changes(word_changes(versions[place].text, later.text), one.quote):
                found[later.version] = (*found.get(later.version, ()), one)
                break
    return found


def _step(
    archive: Archive,
    article: Article,
    before: Article | None,
    outdated: Mapping[int, tuple[Quoting, ...]],
) -> Step:
    came = provenance_of(archive, article)
    return Step(
        article=article,
        dated=came.dated,
        provenance=came,
        before=before,
        changes=word_changes(before.text, article.text) if before else (),
        fields=_field_changes(before, article) if before else (),
        quoting=outdated.get(article.version, ()),
    )


def _field_changes(before: Article, after: Article) -> tuple[FieldChange, ...]:
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in _FIELDS)
    return tuple(
        FieldChange(name=name, old=_shown(old), new=_shown(new))
        for name, old, new in pairs
        if old != new
    )


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _quotings(archive: Archive, article_id: str) -> tuple[Quoting, ...]:
    query = (
        select(
            *(saved.c.id, saved.c.kind, saved.c.text, saved.c.saved),
            *(saved_quotes.c.version, saved_quotes.c.start, saved_quotes.c.end),
        )
        .join(saved, saved.c.id == saved_quotes.c.saved_id)
        .where(saved_quotes.c.article_id == article_id)
        .order_by(saved.c.saved, saved.c.id, saved_quotes.c.version, saved_quotes.c.start)
    )
    return tuple(_quoting(row) for row in archive.read(query))


def _quoting(row: Row[Any]) -> Quoting:
    return Quoting(
        saved_id=row.id,
        kind=row.kind,
        text=row.text,
        saved=datetime.fromisoformat(row.saved),
        quote=Span(start=row.start, end=row.end),
        version=row.version,
    )
