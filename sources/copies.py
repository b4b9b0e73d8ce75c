"""Copies: the same report in several articles, counted as one independent report.

An agency's text at five outlets is one source. Two articles are copies when 80 % of the runs of
four words of the shorter body stand in the longer one and they came out within three days of each
other; later than that, 95 % of at least 100 runs. Candidates are found by MinHash (Broder, 1997)
with bands in a table, once over the whole body and once over its beginning, because outlets cut
from the end; each is then compared word by word, so a wrong candidate costs time and nothing else.

Chosen on Reuters-21578 and Wikinews (19,338 articles, 23 November 2026): of 704 pairs that a full
comparison finds, the bands find 703; of 20 accepted pairs with a share of 0.8 to 0.9, 19 were
copies. Standing reports that come out each week or month with other figures are why days count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any

import regex
from sqlalchemy import Column, Row, Select, and_, delete, func, insert, or_, select, update

from sources.agencies import agency_of
from sources.archive import Archive
from sources.article import Article, PartKind
from sources.database import upsert
from sources.selecting import is_current
from sources.tables import articles, copies, copy_bands, versions

MIN_SHARE = 0.8
"""Of the runs of words of the shorter article, for articles of about the same day."""
NEAR_DAYS = 3
MIN_RUNS = 30
"""Fewer are compared for equality only: "Dividend 4 cents, payable 1 May" is nobody's copy."""
LATE_SHARE, LATE_RUNS = 0.95, 100

_RUN = 4  # words
_LEAD = 60  # words of the beginning
_ROWS, _BANDS = 3, 16  # found with a chance of 0.98 at a Jaccard index of 0.6, 0.88 at 0.5
_SEED = 1
_SCHEME = "affine32"  # of datasketch, kept bit by bit from version to version
_MAX_CANDIDATES = 50
_MAX_EQUAL_RUNS = 10
_AT_ONCE = 500
_WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[\p{L}\p{N}\p{M}]+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One independent report: an article and its copies, as known on a day.

    Attributes:
        representative: The article that was published first; a retracted one only if all are.
        articles: Those that stand, the representative first, then by day of publication and id.
        retracted: Those that were withdrawn: a reason to look at the others too.
        agency: The agency that wrote it, where one of them says so.
    """

    representative: str
    articles: tuple[str, ...]
    retracted: tuple[str, ...] = ()
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """What of an article is compared."""

    words: tuple[str, ...]
    runs: frozenset[str]
    day: date


def note(archive: Archive, article: Article) -> None:
    """Find the copies of an article and keep what is found; call it inside `transaction()`.

    What was kept of an earlier version of it is replaced, and a group that it held together is
    sorted anew. Costs some milliseconds, however many articles there are.

    Args:
        archive: The archive.
        article: In the archive, in its newest version.
    """
    forget(archive, article.article_id)
    look = _look(article.text, _bodies(article), article.published or article.dated)
    whole, lead = _signature(look.words), _signature(look.words[:_LEAD])
    keys = _keys(whole, lead)
    upsert(
        archive.connection,
        copies,
        {
            "article_id": article.article_id,
            "version": article.version,
            "signature": whole + lead,
            "report": article.article_id,
        },
    )
    archive.connection.execute(
        insert(copy_bands),
        [{"article_id": article.article_id, "band": n, "key": key} for n, key in enumerate(keys)],
    )
    near = _candidates(archive, article.article_id, keys)
    found = [name for name, other in _looks(archive, near).items() if are_copies(look, other)]
    if found:
        joined = _read(archive, select(copies.c.report).distinct(), copies.c.article_id, found)
        reports = [row.report for row in joined]
        members = _members(archive, [*reports, article.article_id])
        _regroup(archive, [members])


def forget(archive: Archive, article_id: str) -> None:
    """Forget what is known of an article as a copy; the others of its group are sorted anew.

    Call it inside `transaction()`, before an article is removed.
    """
    query = select(copies.c.report).where(copies.c.article_id == article_id)
    report = archive.connection.execute(query).scalar_one_or_none()
    if report is None:
        return
    for table in (copy_bands, copies):
        archive.connection.execute(delete(table).where(table.c.article_id == article_id))
    if others := _members(archive, [report]):
        _regroup(archive, _groups(_looks(archive, others)))


def unnoted(archive: Archive) -> list[str]:
    """Return the articles whose copies were never looked for: of an archive from before."""
    known = select(1).where(copies.c.article_id == articles.c.article_id).exists()
    query = select(articles.c.article_id).where(~known).order_by(articles.c.article_id)
    return [row.article_id for row in archive.read(query)]


def reports_of(
    archive: Archive, article_ids: Iterable[str], *, as_of: date | None = None
) -> dict[str, Report]:
    """Return the independent report that each article is, or belongs to.

    Args:
        archive: The archive.
        article_ids: Articles; those that aren't archived are left out.
        as_of: Only what was known on that day counts; None for everything.
    """
    wanted = list(dict.fromkeys(article_ids))
    rows = _read(archive, select(copies.c.article_id, copies.c.report), copies.c.article_id, wanted)
    report_ids = {row.article_id: row.report for row in rows}
    grouped: dict[str, list[Row[Any]]] = {}
    for row in _read(archive, _facts(as_of), copies.c.report, sorted(set(report_ids.values()))):
        grouped.setdefault(row.report, []).append(row)
    reports = {report_id: _report(members) for report_id, members in grouped.items()}
    alone = [name for name in wanted if name not in report_ids]
    there = _read(archive, select(articles.c.article_id), articles.c.article_id, alone)
    return {
        **{name: Report(representative=name, articles=(name,)) for (name,) in there},
        **{name: reports[key] for name, key in report_ids.items() if key in reports},
    }


def counted(reports: Iterable[Report], n_articles: int) -> str:
    """Say how many independent reports some articles are: "5 articles, 1 independent report".

    The agency is named where all of the reports come from one. Copies that aren't among the
    articles don't count.
    """
    several = list({report.representative: report for report in reports}.values())
    agencies = {report.agency for report in several}
    (agency,) = agencies if len(agencies) == 1 else (None,)
    one, many = ("article", "independent report")
    return (
        f"{n_articles} {one}{'' if n_articles == 1 else 's'}, "
        f"{len(several)} {many}{'' if len(several) == 1 else 's'}"
        + (f" ({agency})" if agency else "")
    )


def are_copies(one: _Look, other: _Look) -> bool:
    """Say whether two articles are copies of each other; see the top of the module."""
    fewer, more = sorted((one.runs, other.runs), key=len)
    if not fewer:
        return False
    is_near = abs((one.day - other.day).days) <= NEAR_DAYS
    if len(fewer) < MIN_RUNS:
        return is_near and len(fewer) >= _MAX_EQUAL_RUNS and fewer == more
    share = len(fewer & more) / len(fewer)
    return (is_near and share >= MIN_SHARE) or (len(fewer) >= LATE_RUNS and share >= LATE_SHARE)


def _look(text: str, bodies: Sequence[tuple[int, int]], day: date) -> _Look:
    body = " ".join(text[start:end] for start, end in bodies) or text
    words = tuple(_WORD.findall(body.lower()))
    return _Look(words, frozenset(_runs(words)), day)


def _bodies(article: Article) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in article.spans(PartKind.BODY)]


def _runs(words: Sequence[str]) -> Iterator[str]:
    return (" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def _signature(words: Sequence[str]) -> bytes:
    """Return the MinHash of the runs of some words: 48 numbers of 32 bits."""
    from datasketch import MinHash  # brings SciPy along: 0.4 s

    n_numbers = _ROWS * _BANDS
    minhash = MinHash(n_numbers, _SEED, permutations=_permutations(), scheme=_SCHEME)
    minhash.update_batch([run.encode() for run in set(_runs(words))])
    return bytes(minhash.hashvalues.astype("<u4").tobytes())


@lru_cache(maxsize=1)
def _permutations() -> tuple[object, object]:
    from datasketch import MinHash

    made: tuple[object, object] = MinHash(_ROWS * _BANDS, _SEED, scheme=_SCHEME).permutations
    return made


def _keys(*signatures: bytes) -> list[int]:
    """Return the key of each band: equal where all its numbers are, by a hash of 64 bits."""
    size = 4 * _ROWS
    return [
        int.from_bytes(sha256(signature[at : at + size]).digest()[:8], "big", signed=True)
        for signature in signatures
        for at in range(0, len(signature), size)
    ]


def _candidates(archive: Archive, article_id: str, keys: Sequence[int]) -> list[str]:
    """Return the articles that share a band, those that share most first."""
    bands = [and_(copy_bands.c.band == n, copy_bands.c.key == key) for n, key in enumerate(keys)]
    query = (
        select(copy_bands.c.article_id)
        .where(or_(*bands), copy_bands.c.article_id != article_id)
        .group_by(copy_bands.c.article_id)
        .order_by(func.count().desc(), copy_bands.c.article_id)
        .limit(_MAX_CANDIDATES)
    )
    return [row.article_id for row in archive.connection.execute(query)]


def _looks(archive: Archive, article_ids: Sequence[str]) -> dict[str, _Look]:
    """Return what is compared of each article that was noted, in the order given."""
    query = select(
        *(versions.c.article_id, versions.c.text, versions.c.parts),
        *(versions.c.published, versions.c.dated),
    ).join(
        copies,
        and_(copies.c.article_id == versions.c.article_id, copies.c.version == versions.c.version),
    )
    found = {}
    for row in _read(archive, query, versions.c.article_id, article_ids):
        bodies = [(start, end) for kind, start, end in json.loads(row.parts) if kind == "body"]
        day = date.fromisoformat(row.published or row.dated)
        found[row.article_id] = _look(row.text, bodies, day)
    return {name: found[name] for name in article_ids if name in found}


def _members(archive: Archive, report_ids: Sequence[str]) -> list[str]:
    query = select(copies.c.article_id)
    rows = _read(archive, query, copies.c.report, report_ids)
    return sorted(row.article_id for row in rows)


def _groups(looks: dict[str, _Look]) -> list[list[str]]:
    """Sort articles into groups that hold together by copies."""
    waiting = dict(looks)
    groups = []
    while waiting:
        name, look = waiting.popitem()
        group, unseen = [name], [look]
        while unseen and waiting:
            one = unseen.pop()
            found = [other for other in waiting if are_copies(one, waiting[other])]
            group += found
            unseen += [waiting.pop(other) for other in found]
        groups.append(group)
    return groups


def _regroup(archive: Archive, groups: Iterable[Collection[str]]) -> None:
    """Note that the articles of each group are one report."""
    for group in groups:
        first = _report(_read(archive, _facts(None), copies.c.article_id, sorted(group)))
        for some in _pieces(sorted(group)):
            archive.connection.execute(
                update(copies)
                .where(copies.c.article_id.in_(some))
                .values(report=first.representative)
            )


def _facts(as_of: date | None) -> Select[Any]:
    """Select what a report needs to know of each member, in its version of the day."""
    end = func.substr(versions.c.text, func.length(versions.c.text) - 79, 80)
    return (
        select(
            *(copies.c.article_id, copies.c.report, articles.c.retracted_on),
            *(versions.c.published, versions.c.dated, versions.c.retrieved),
            *(versions.c.authors, versions.c.publisher),
            func.substr(versions.c.text, 1, 1500).label("beginning"),
            end.label("end"),
        )
        .join(articles, articles.c.article_id == copies.c.article_id)
        .join(versions, versions.c.article_id == copies.c.article_id)
        .where(is_current(as_of))
    )


def _report(rows: Sequence[Row[Any]]) -> Report:
    """Make a report of its members, of which there is at least one."""
    ordered = sorted(
        rows, key=lambda row: (row.published or row.dated, row.retrieved, row.article_id)
    )
    standing = [row.article_id for row in ordered if not row.retracted_on]
    retracted = tuple(row.article_id for row in ordered if row.retracted_on)
    named = (
        agency_of(row.beginning, row.end, json.loads(row.authors), row.publisher) for row in ordered
    )
    agencies = Counter(filter(None, named))
    return Report(
        representative=standing[0] if standing else retracted[0],
        articles=tuple(standing),
        retracted=retracted,
        agency=max(agencies, key=lambda name: (agencies[name], name)) if agencies else None,
    )


def _read(
    archive: Archive, query: Select[Any], column: Column[Any], values: Sequence[str]
) -> list[Row[Any]]:
    """Return the rows of a query in which a column has one of many values."""
    return [row for some in _pieces(values) for row in archive.read(query.where(column.in_(some)))]


def _pieces(values: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(values)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some
