"""Answers kept under a link: saved as evidence packs by a person, and looked up again when opened.

A link holds nothing but an id, which is a digest of what is kept: it can neither name a file nor
lead to anything else than what was saved.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.answer import Answer, Citation
from bot.packs import Pack, State, pack_from_json, recheck
from bot.packs.errors import PackError
from bot.packs.values import QuoteNow
from bot.page.told import ToldError
from sources.archive import Archive
from sources.article import Quote
from sources.errors import NotFoundError
from sources.tables import saved

# As `bot.saved` makes them; anything else is not even looked for.
_ID = re.compile(r"[0-9a-f]{12}").fullmatch
_STANDS = frozenset({State.UNCHANGED, State.SUPERSEDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What has become of one quote of a kept answer.

    Attributes:
        numbers: The numbers under which the answer cites it.
        title: Headline of its article.
        state: What has become of it; never unchanged.
        now: The words that stand there now, where a newer version has others; else empty.
        is_dropped: Whether a newer version has nothing like it.
        notices: Headlines of corrections of its article that have come out.
        retracted: When its article was withdrawn, or None.
        why: Why it was, as the archive says; may be empty.
    """

    numbers: tuple[int, ...]
    title: str
    state: State
    now: str = ""
    is_dropped: bool = False
    notices: tuple[str, ...] = ()
    retracted: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What has become of a kept answer.

    Attributes:
        made: The day of the answer.
        n_quotes: How many quotes it shows.
        changes: What is no longer as it was, in the order of the quotes.
        shaken: Quotes that prove nothing any more.
    """

    made: date
    n_quotes: int
    changes: tuple[Changed, ...] = ()
    shaken: frozenset[Quote] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept answer, opened again."""

    answer: Answer
    pack: Pack
    since: Since


def open_kept(archive: Archive, kept_id: object) -> Kept:
    """Return what is kept under an id, its quotes looked up again.

    Args:
        archive: Where it is kept.
        kept_id: As it was sent.

    Raises:
        ToldError: Nothing is kept under it, it is damaged, or it is no answer.
    """
    if not isinstance(kept_id, str) or not _ID(kept_id):
        raise ToldError("ask.kept_none", "ask.kept_none_way")
    rows = archive.read(select(saved.c.pack).where(saved.c.id == kept_id))
    if not rows:
        raise ToldError("ask.kept_none", "ask.kept_none_way")
    data = rows[0].pack.encode("utf-8", "surrogatepass")
    # The id is the digest of what was saved: what was changed since is not what the link is for.
    if not hashlib.sha256(data).hexdigest().startswith(kept_id):
        raise ToldError("ask.kept_damaged", "ask.kept_damaged_way")
    try:
        pack = pack_from_json(data)
    except PackError as exc:
        raise ToldError("ask.kept_damaged", "ask.kept_damaged_way") from exc
    if not isinstance(pack.result, Answer):
        raise ToldError("ask.kept_check", "ask.kept_check_way")
    return Kept(answer=pack.result, pack=pack, since=_since(pack, pack.result, archive))


def _since(pack: Pack, answer: Answer, archive: Archive) -> Since:
    found = recheck(pack, archive).quotes
    cited = (*answer.citations, *answer.nearest)
    return Since(
        made=pack.made.date(),
        n_quotes=len(found),
        changes=tuple(
            _changed(one, cited, archive) for one in found if one.state is not State.UNCHANGED
        ),
        shaken=frozenset(one.packed.quote for one in found if one.state not in _STANDS),
    )


def _changed(one: QuoteNow, cited: tuple[Citation, ...], archive: Archive) -> Changed:
    quote = one.packed.quote
    is_other = one.state is State.CORRECTED and one.now is not None and one.now.text != quote.text
    retraction = None
    if one.state is State.RETRACTED:
        try:
            retraction = archive.get(quote.article_id).retraction
        except NotFoundError:  # removed since it was looked up
            retraction = None
    return Changed(
        numbers=tuple(each.number for each in cited if each.quote == quote),
        title=one.packed.title,
        state=one.state,
        now=one.now.text if one.now and is_other else "",
        is_dropped=one.state is State.CORRECTED and one.now is None,
        notices=one.notices,
        retracted=retraction.on if retraction else None,
        why=retraction.reason if retraction else "",
    )
