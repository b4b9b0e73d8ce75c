"""Another archive with the same articles: in another order, or with a copy of one more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from eval.cases.values import Case
from eval.errors import EvalError
from eval.metamorphic.values import Change, Surroundings
from eval.metamorphic.wrapping import chance
from sources.archive import Archive
from sources.article import Article
from sources.identity import ARTICLE_ID_DIGITS

if TYPE_CHECKING:
    from bot.newsproof import Newsproof
    from bot.settings import Settings

MAX_ARTICLES = 500
"""An archive with more is not built a second time: its passages would be embedded again."""


def surroundings_of(archive: Archive) -> Surroundings:
    """Read what making variants needs of an archive."""
    newest = archive.articles()
    return Surroundings(
        texts={article.url: article.text for article in newest if article.url},
        earlier=tuple(
            version.text
            for article in newest
            for version in archive.history(article.article_id)
            if not (article.url and version.version == article.version)
        ),
    )


@contextmanager
def changed_archive(
    newsproof: Newsproof, change: Change, cases: Iterable[Case]
) -> Iterator[Settings]:
    """Build an archive that differs in one way, in a temporary folder; yield its settings.

    Args:
        newsproof: Open over the archive as it is.
        change: The way.
        cases: What is to be asked of it; the article that is copied is the gold of none of them.

    Raises:
        EvalError: The archive is too large to be built a second time.
    """
    from bot.newsproof import Newsproof as Opened
    from bot.newsproof import system_clock

    if newsproof.archive.n_articles() > MAX_ARTICLES:
        raise EvalError(
            f"the archive has more than {MAX_ARTICLES} articles, too many to build another one",
            "name the relations you want with --relation, without those that change the archive",
        )
    articles = _changed(newsproof.archive, change, cases)
    now = system_clock()
    with TemporaryDirectory(prefix="newsproof-metamorphic-") as folder:
        settings = newsproof.settings.model_copy(update={"data_dir": Path(folder)})
        with Opened.open(settings, create=True) as changed:
            archive = changed.archive
            with archive.writing(now=now), archive.transaction():
                for article in articles:
                    archive.add(article)
            with archive.writing(now=now):
                changed.keeper.sync(now=now)
        yield settings


def _changed(archive: Archive, change: Change, cases: Iterable[Case]) -> list[Article]:
    """Return every version of every article in the order in which it is to be taken in."""
    newest = archive.articles()
    if change is Change.ORDER:
        newest.sort(key=lambda article: chance("order", article.article_id))
    else:
        newest.sort(key=lambda article: (article.dated, article.article_id))
    articles = [version for article in newest for version in archive.history(article.article_id)]
    if change is Change.COPY:
        articles.append(copy_of(uncited(newest, cases)))
    return articles


def uncited(articles: Iterable[Article], cases: Iterable[Case]) -> Article:
    """Return an article that is the gold of none of the cases, the same one each time.

    Raises:
        EvalError: There is none.
    """
    cited = {gold.article for case in cases for gold in case.gold}
    free = [one for one in articles if one.url not in cited and one.retraction is None]
    if not free:
        raise EvalError(
            "every article is the gold of a case, so that none is beside the point",
            "ask fewer cases with --per-relation",
        )
    return min(free, key=lambda article: chance("copy", article.article_id))


def copy_of(article: Article) -> Article:
    """Return an article of another publisher with the same words, under an address of its own."""
    address = f"https://copies.newsproof.example/{article.article_id}"
    return replace(
        article,
        article_id=sha256(address.encode()).hexdigest()[:ARTICLE_ID_DIGITS],
        version=0,
        url=address,
        publisher="Copied Gazette",
        sha256=sha256(f"{article.sha256} copied".encode()).hexdigest(),
        origin=f"copy of {article.origin}",
    )
