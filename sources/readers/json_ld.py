"""The JSON-LD that publishers put into their pages: who wrote the article, and when.

Only facts about the article are taken. Its `articleBody` is not: readers of the page don't see it.
What is malformed is skipped, as the page says the same in other places.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass

MAX_SCRIPT_CHARS = 500_000
MAX_NODES = 2_000

_ARTICLE_TYPES = ("Article", "BlogPosting", "Report", "Review", "Liveblog")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedArticle:
    """An article as JSON-LD describes it: everything as printed, empty when not given."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    modified: str = ""
    url: str = ""
    language: str = ""


def linked_article(scripts: list[str]) -> LinkedArticle:
    """Return the first article that the scripts of a page describe; an empty one for none."""
    for script in scripts:
        for node in _nodes(_loaded(script)):
            if _is_article(node):
                return LinkedArticle(
                    headline=_text(node.get("headline")) or _text(node.get("name")),
                    authors=tuple(_names(node.get("author"))),
                    publisher=next(_names(node.get("publisher")), ""),
                    published=_text(node.get("datePublished")),
                    modified=_text(node.get("dateModified")),
                    url=_text(node.get("url")) or _text(node.get("mainEntityOfPage")),
                    language=_text(node.get("inLanguage")),
                )
    return LinkedArticle()


def _loaded(script: str) -> object:
    script = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    script = script.removeprefix("//<![CDATA[").removesuffix("//]]>").strip()
    if len(script) > MAX_SCRIPT_CHARS:
        return None
    try:
        return json.loads(script, strict=False)  # publishers leave line breaks inside strings
    except (ValueError, RecursionError):
        return None


def _nodes(tree: object) -> Iterator[dict[str, object]]:
    """Yield the objects of a JSON-LD tree, outer ones first."""
    queue = [tree]
    for n, node in enumerate(queue):
        if n >= MAX_NODES:
            return
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, dict):
            yield node
            queue.extend(node[name] for name in ("@graph", "mainEntity") if name in node)


def _is_article(node: dict[str, object]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _text(value: object) -> str:
    """Return a value as one line of text; the name or address where it is an object."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id") or ""
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _names(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = _text(item.get("name") if isinstance(item, dict) else item)
        if name and "://" not in name:
            yield name
