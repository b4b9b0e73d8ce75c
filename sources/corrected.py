"""Which article corrects which: the notices in archived articles and what they speak of.

`corrections` finds notices in a text; here they are kept, tied to the article that they correct,
and tied later when that one comes in later. Call what writes inside `Archive.transaction()`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import regex
from sqlalchemy import Column, and_, delete, insert, select, update

from sources.archive import Archive
from sources.article import Article, Quote, Span
from sources.corrections import NoticeKind, Target, notices_of, target_of
from sources.tables import corrections, versions

_MAX_DAYS = 400  # between an article and the notice that names its title
_MAX_CANDIDATES = 500
_MAX_RELINKED = 50
_BEGINNING = 600  # code points of a candidate that are compared with the notice's article
_MIN_SHARED = 4  # words
_WORD = regex.compile(r"\p{L}{4,}|\d{2,}")
# Words of correcting itself say nothing about what is corrected.
_PLAIN_WORDS = frozenset(
    "correction corrections corrected clarification article articles report reports reported story "
    "earlier version said says that this with from were have been which when they their after "
    "about published misstated wrongly incorrectly also more than will".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A notice in an archived version of an article.

    Attributes:
        kind: What the notice does.
        quote: The notice, exactly as it stands.
        corrects: The article that it speaks of: the same one, for an earlier version of it; None
            where that isn't known or isn't said.
    """

    kind: NoticeKind
    quote: Quote
    corrects: str | None

    @property
    def is_of_itself(self) -> bool:
        """Whether it speaks of an earlier version of the article that it stands in."""
        return self.corrects == self.quote.article_id


def note(archive: Archive, article: Article) -> None:
    """Keep the notices of an archived version, and tie older ones to the article if they fit."""
    connection = archive.connection
    connection.execute(
        delete(corrections).where(
            corrections.c.article_id == article.article_id,
            corrections.c.version == article.version,
        )
    )
    rows = [
        {
            "article_id": article.article_id,
            "version": article.version,
            "corrects": _resolved(archive, target_of(notice, article), article),
            "notice": notice.kind.value,
            "start": notice.span.start,
            "end": notice.span.end,
        }
        for notice in notices_of(article)
    ]
    if rows:
        connection.execute(insert(corrections), rows)
    _tie_older(archive, article)


def corrections_in(archive: Archive, article_id: str) -> list[Correction]:
    """Return the notices in all versions of an article, by version and place."""
    return _listed(archive, article_id, of=corrections.c.article_id)


def corrections_of(archive: Archive, article_id: str) -> list[Correction]:
    """Return the notices that speak of an article, its own and those of others."""
    return _listed(archive, article_id, of=corrections.c.corrects)


def _listed(archive: Archive, article_id: str, *, of: Column[str]) -> list[Correction]:
    query = (
        select(corrections, versions.c.text)
        .join(
            versions,
            and_(
                versions.c.article_id == corrections.c.article_id,
                versions.c.version == corrections.c.version,
            ),
        )
        .where(of == article_id)
        .order_by(
            versions.c.dated, corrections.c.article_id, corrections.c.version, corrections.c.start
        )
    )
    return [
        Correction(
            kind=NoticeKind(row.notice),
            quote=Quote(
                article_id=row.article_id,
                version=row.version,
                start=row.start,
                end=row.end,
                text=Span(start=row.start, end=row.end).of(row.text),
            ),
            corrects=row.corrects,
        )
        for row in archive.read(query)
    ]


def _tie_older(archive: Archive, article: Article) -> None:
    """Tie notices of the same publisher that had nothing to speak of yet."""
    if not article.publisher:
        return
    query = (
        select(corrections.c.article_id, corrections.c.version, corrections.c.start)
        .join(
            versions,
            and_(
                versions.c.article_id == corrections.c.article_id,
                versions.c.version == corrections.c.version,
            ),
        )
        .where(
            corrections.c.corrects.is_(None),
            versions.c.publisher == article.publisher,
            versions.c.dated >= article.dated.isoformat(),
            corrections.c.article_id != article.article_id,
        )
        .order_by(versions.c.dated, corrections.c.article_id)
        .limit(_MAX_RELINKED)
    )
    for row in archive.connection.execute(query).all():
        other = archive.get(row.article_id, row.version)
        for notice in notices_of(other):
            if notice.span.start != row.start:
                continue
            found = _resolved(archive, target_of(notice, other), other)
            archive.connection.execute(
                update(corrections)
                .where(
                    corrections.c.article_id == row.article_id,
                    corrections.c.version == row.version,
                    corrections.c.start == row.start,
                )
                .values(corrects=found)
            )


def _resolved(archive: Archive, target: Target, article: Article) -> str | None:
    if target.is_itself:
        return article.article_id
    if target.article_ids:
        return target.article_ids[0]  # whether it is archived yet or not
    if not article.publisher or not (target.titles or target.day):
        return None
    first = article.dated - timedelta(days=_MAX_DAYS)
    query = (
        select(versions.c.article_id, versions.c.title, versions.c.text, versions.c.published)
        .where(
            versions.c.publisher == article.publisher,
            versions.c.article_id != article.article_id,
            versions.c.dated >= (target.day or first).isoformat(),
            versions.c.dated <= article.dated.isoformat(),
        )
        .order_by(versions.c.dated.desc(), versions.c.article_id)
        .limit(_MAX_CANDIDATES)
    )
    rows = archive.connection.execute(query).all()
    titles = {_folded(title) for title in target.titles}
    for row in rows:
        if _folded(row.title) in titles:
            return str(row.article_id)
    if target.day is None:
        return None
    ours = _words(f"{article.title} {article.text[: 2 * _BEGINNING]}")
    scores = sorted(
        (
            (len(ours & _words(f"{row.title} {row.text[:_BEGINNING]}")), row.article_id)
            for row in rows
            if row.published == target.day.isoformat()
        ),
        reverse=True,
    )
    is_clear = len(scores) < 2 or scores[0][0] > scores[1][0] or scores[0][1] == scores[1][1]
    return str(scores[0][1]) if scores and scores[0][0] >= _MIN_SHARED and is_clear else None


def _folded(title: str) -> str:
    return " ".join(regex.findall(r"[\p{L}\p{N}]+", title.casefold()))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _PLAIN_WORDS
