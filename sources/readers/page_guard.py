"""A cheap look at an HTML page before any parser sees it.

Extraction is quadratic in the number of elements (measured with trafilatura 2.3.1: 4.9 MB took
20 s, and its own limit is checked after the costly part), so a page that is too complex is refused
here, in one linear pass that builds nothing.
"""

from __future__ import annotations

import re

from sources.errors import UnreadableError

MAX_PAGE_CHARS = 5_000_000
MAX_TAGS = 20_000
MAX_DEPTH = 200

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
# What stands in these is no markup.
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp"})
# Elements that never hold others, or that the next one of their kind closes.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th "
    "thead tbody tfoot option optgroup colgroup".split()
)


def check_page(page: str) -> None:
    """Refuse a page that would take the parsers too long.

    Raises:
        UnreadableError: If it is longer than 5 MB, or has more than 20,000 tags, or nests deeper
            than 200.
    """
    way_out = "Save the article alone, as text or Markdown"
    if len(page) > MAX_PAGE_CHARS:
        raise UnreadableError("is too complex to read: more than 5 MB of HTML", way_out)
    n_tags = depth = at = 0
    while match := _TAG.search(page, at):
        at = match.end()
        is_end, name = bool(match[1]), match[2].lower()
        n_tags += not is_end
        if name not in _FLAT:
            depth = max(0, depth - 1) if is_end else depth + 1
        if n_tags > MAX_TAGS or depth > MAX_DEPTH:
            what = f"{MAX_TAGS:,} tags" if n_tags > MAX_TAGS else f"{MAX_DEPTH} levels"
            raise UnreadableError(f"is too complex to read: more than {what}", way_out)
        if name in _RAW_TEXT and not is_end:
            end = re.compile(f"</{name}", re.IGNORECASE).search(page, at)
            if end is None:
                return
            at = end.end()
            depth -= 1
