"""Markdown with YAML front matter: the form in which newsrooms keep articles by hand.

The article's text is what a reader of the rendered page would read: headline first, then the
blocks, without markup. Code, raw HTML and struck-out words are left out: they aren't, or are no
longer, what the publisher says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sources.article import PartKind
from sources.decoding import decode
from sources.errors import UnreadableError
from sources.readers.fields import metadata_of
from sources.readers.front_matter import split_front_matter
from sources.readers.marks import is_caption, is_furniture
from sources.readers.reading import (
    Read,
    TextBuilder,
    build_article,
    one_line,
    title_from_body,
)

MAX_MARKDOWN_CHARS = 250_000
"""Forty thousand words. Markdown-it is quadratic on some input (`![`: 5.5 s for 500 kB)."""

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read(
    data: bytes, *, origin: str, retrieved: datetime, charset: str | None = None
) -> list[Read]:
    """Read one article; its front matter is described in `sources.readers.fields`.

    The title is that of the front matter, else the first heading where that has level 1, else the
    first sentence.

    Raises:
        UnreadableError: If `data` isn't text, its front matter is wrong, or it has no body.
    """
    text = decode(data, charset=charset)
    if len(text) > MAX_MARKDOWN_CHARS:
        raise UnreadableError(
            f"is longer than {MAX_MARKDOWN_CHARS:,} characters", "Split it into articles"
        )
    fields, source = split_front_matter(text)
    meta = metadata_of(fields, today=retrieved.date())
    tokens = _PARSER.parse(source)
    title = one_line(meta.title) or _first_heading(tokens)
    built = _build(tokens, title)
    meta = replace(meta, title=title or title_from_body(built.text, built.parts))
    return [
        build_article(
            meta, text=built.text, parts=built.parts, data=data, origin=origin, retrieved=retrieved
        )
    ]


def _build(tokens: Sequence[Token], title: str) -> TextBuilder:
    built = TextBuilder()
    built.add(PartKind.TITLE, title)
    container = ""
    row: list[str] = []
    for token in tokens:
        if token.type in ("heading_open", "paragraph_open", "tr_open"):
            container, row = token.type, []
        elif token.type == "tr_close":
            built.add(PartKind.BODY, " | ".join(row))
        elif token.type == "inline":
            block, captions = _plain(token.children or [])
            if container == "tr_open":
                row.append(one_line(block))
            elif container == "heading_open":
                if one_line(block) != title:
                    built.add(PartKind.HEADING, one_line(block))
            elif is_caption(block):
                built.add(PartKind.CAPTION, block)
            elif not is_furniture(one_line(block)):
                built.add(PartKind.BODY, block)
            for caption in captions:
                built.add(PartKind.CAPTION, one_line(caption))
    return built


def _plain(children: Iterable[Token]) -> tuple[str, list[str]]:
    """Return inline content as plain text, and the alternative texts of its images."""
    pieces: list[str] = []
    captions: list[str] = []
    n_struck = 0
    for child in children:
        n_struck += (child.type == "s_open") - (child.type == "s_close")
        if n_struck:
            continue
        if child.type == "image":
            captions.append(child.content)
        elif child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type == "softbreak":
            pieces.append(" ")
        elif child.type == "hardbreak":
            pieces.append("\n")
    return re.sub(" {2,}", " ", "".join(pieces)), captions


def _first_heading(tokens: Sequence[Token]) -> str:
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            return one_line(_plain(inline.children or [])[0]) if token.tag == "h1" else ""
    return ""
