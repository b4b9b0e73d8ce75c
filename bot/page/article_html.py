"""An article as the page shows it, with the cited spans marked where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from bot.answer import Citation
from bot.page.markup import article_key, badge, day, esc, joined, link_out
from bot.page.texts import Texts
from sources.article import Article, PartKind, Span

# Names of the highlights on the page, each with the citation it shows.
Marks = Mapping[str, Citation]


def store_html(t: Texts, articles: Iterable[Article], marks: Marks) -> str:
    """Return every cited article, hidden, for the page's script to open without asking again."""
    shown = "".join(article_html(t, article, marks) for article in articles)
    return f'<div class="np-store" data-gone="{esc(t("ask.gone"))}" hidden>{shown}</div>'


def article_html(t: Texts, article: Article, marks: Marks | None = None) -> str:
    """Return a whole article: its head, its notices and its text with the marks.

    A mark whose quote does not stand in the text exactly as cited is not drawn; a notice says so.
    """
    key = article_key(article.article_id, article.version)
    own = {
        name: citation
        for name, citation in (marks or {}).items()
        if article_key(citation.quote.article_id, citation.quote.version) == key
    }
    exact = {
        name: citation.quote.span
        for name, citation in own.items()
        if citation.quote.text and citation.quote.span.of(article.text) == citation.quote.text
    }
    return (
        f'<article class="np-article" data-article="{esc(key)}">{_head(t, article)}'
        f"{_notices(t, article)}{_lost(t, own, exact)}{_meanings(t, own)}"
        f'<div class="np-text">{_text(article, exact)}</div></article>'
    )


def _head(t: Texts, article: Article) -> str:
    badges = badge(t("common.sample_long"), "sample") if article.is_sample else ""
    publisher = f'<p class="np-over">{esc(article.publisher)}</p>' if article.publisher else ""
    authors = t("ask.by", authors=esc(", ".join(article.authors))) if article.authors else ""
    dates = joined(
        day(t, article.published) or esc(t("ask.no_date")),
        t("common.updated", day=day(t, article.updated)) if article.updated else "",
        esc(t("ask.version", n=int(article.version))) if article.version > 1 else "",
    )
    original = "" if article.is_sample else link_out(article.url, t("ask.original"))
    return (
        f"<header>{publisher}<h2>{esc(article.title)}</h2>"
        f'<p class="np-by">{joined(authors, dates)}</p>'
        + (f'<p class="np-tags">{badges}{original}</p>' if badges or original else "")
        + "</header>"
    )


def _notices(t: Texts, article: Article) -> str:
    if article.retraction is None:
        return ""
    why = f" {esc(article.retraction.reason)}" if article.retraction.reason else ""
    return (
        '<p class="np-retracted" role="note"><strong>'
        f"{esc(t('ask.retracted', day=t.day(article.retraction.on)))}</strong>{why} "
        f"{esc(t('ask.never_support'))}</p>"
    )


def _lost(t: Texts, own: Marks, exact: Mapping[str, Span]) -> str:
    """Say, for each mark that cannot be drawn, that its quote is not there."""
    return "".join(
        f'<p class="np-lost" data-for="{esc(name)}" role="note">'
        f"{esc(t('ask.not_as_cited', number=int(citation.number)))}</p>"
        for name, citation in own.items()
        if name not in exact
    )


def _meanings(t: Texts, own: Marks) -> str:
    """Return, for each mark, what the relative dates inside its quote mean."""
    return "".join(
        f'<p class="np-meanings" data-for="{esc(name)}">'
        + "; ".join(
            esc(t("ask.meaning", words=r.words, meaning=r.meaning)) for r in citation.resolved
        )
        + "</p>"
        for name, citation in own.items()
        if citation.resolved
    )


def _text(article: Article, marks: Mapping[str, Span]) -> str:
    return "".join(
        f'<p class="np-{kind.value if kind else "loose"}">{_marked(article.text, span, marks)}</p>'
        for kind, span in _paragraphs(article)
        if not _repeats_title(article, kind, span, marks)
    )


def _repeats_title(
    article: Article, kind: PartKind | None, span: Span, marks: Mapping[str, Span]
) -> bool:
    """Say whether a paragraph only repeats the headline above it and holds no mark."""
    same = " ".join(span.of(article.text).split()) == article.title
    return kind is PartKind.TITLE and same and not any(m.overlaps(span) for m in marks.values())


def _paragraphs(article: Article) -> list[tuple[PartKind | None, Span]]:
    """Cut the text into lines that hold something, each with the part it belongs to, in order."""
    regions: list[tuple[PartKind | None, Span]] = []
    at = 0
    for part in article.parts:
        if part.span.start > at:
            regions.append((None, Span(start=at, end=part.span.start)))
        regions.append((part.kind, part.span))
        at = max(at, part.span.end)
    if at < len(article.text):
        regions.append((None, Span(start=at, end=len(article.text))))
    return [
        (kind, Span(start=region.start + line.start(), end=region.start + line.end()))
        for kind, region in regions
        for line in re.finditer(r"\S[^\n]*", region.of(article.text))
    ]


def _marked(text: str, span: Span, marks: Mapping[str, Span]) -> str:
    """Escape `text[span]`, with `mark` elements where it overlaps a quote; they may overlap."""
    inside = {name: mark for name, mark in marks.items() if mark.overlaps(span)}
    cuts: Sequence[int] = sorted(
        {span.start, span.end}
        | {
            min(max(edge, span.start), span.end)
            for mark in inside.values()
            for edge in (mark.start, mark.end)
        }
    )
    pieces = []
    for start, end in pairwise(cuts):
        piece = esc(text[start:end])
        names = [name for name, mark in inside.items() if mark.start <= start and end <= mark.end]
        pieces.append(
            f'<mark data-marks="{esc(" ".join(names))}">{piece}</mark>' if names else piece
        )
    return "".join(pieces)
