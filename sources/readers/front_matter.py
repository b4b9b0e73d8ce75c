"""YAML front matter: the fields between two lines of three dashes at the top of a Markdown file.

Read from the parser's events, never loaded: no value is guessed (`no` stays a word, `007` keeps
its noughts), no alias is followed, no tag makes an object. Text, lists of text and nothing deeper.
"""

from __future__ import annotations

import re

import yaml

from sources.errors import UnreadableError

MAX_FRONT_MATTER_CHARS = 32_000
MAX_EVENTS = 2_000
MAX_DEPTH = 5

_FENCED = re.compile(r"---[ \t]*\r?\n(.*?)(?:^|\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """Split a Markdown text into the fields of its front matter and the rest.

    Returns:
        Field names in lower case with values that are text, None, lists or dicts; the text below.
        No fields and all of `text` where there is no front matter.

    Raises:
        UnreadableError: If the front matter is too long, is no YAML mapping, or uses anchors,
            aliases, tags, or the same key twice.
    """
    if not re.match(r"---[ \t]*\r?\n", text):
        return {}, text
    match = _FENCED.match(text[: MAX_FRONT_MATTER_CHARS + 10])
    if not match:
        if len(text) > MAX_FRONT_MATTER_CHARS:
            raise _bad(f"has no end within {MAX_FRONT_MATTER_CHARS:,} characters")
        return {}, text
    try:
        fields = _Tree(match[1]).read()
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 2 if exc.problem_mark else 1
        raise _bad(f"is not YAML, line {line}: {exc.problem or exc.context}") from exc
    except yaml.YAMLError as exc:
        raise _bad("is not YAML") from exc
    if fields is None:
        return {}, text[match.end() :]
    if not isinstance(fields, dict):
        raise _bad("is not a list of `name: value`")
    return {name.lower(): value for name, value in fields.items()}, text[match.end() :]


def _bad(what: str) -> UnreadableError:
    return UnreadableError(f"its front matter {what}", "Put values with colons in quotation marks")


class _Tree:
    """Builds plain values from YAML events, within limits."""

    def __init__(self, source: str) -> None:
        self.events = yaml.parse(source, Loader=yaml.SafeLoader)
        self.n_events = 0

    def read(self) -> object:
        event = self._next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        tree = self._value(event, 0)
        if not isinstance(self._next(), yaml.DocumentEndEvent):
            raise _bad("is not one document")
        return tree

    def _next(self) -> yaml.Event:
        self.n_events += 1
        if self.n_events > MAX_EVENTS:
            raise _bad(f"has more than {MAX_EVENTS:,} values")
        event: yaml.Event = next(self.events)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _bad("uses an anchor or alias (& or *)")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise _bad(f"uses a tag ({tag})")
        return event

    def _value(self, event: yaml.Event, depth: int) -> object:
        if depth > MAX_DEPTH:
            raise _bad("is nested too deeply")
        if isinstance(event, yaml.ScalarEvent):
            is_null = event.style is None and event.value in _NULLS
            return None if is_null else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[object] = []
            while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                items.append(self._value(event, depth + 1))
            return items
        fields: dict[str, object] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            name = self._value(event, depth + 1)
            if not isinstance(name, str):
                raise _bad("has a key that is not a word")
            if name in fields:
                raise _bad(f"has {name!r} twice")
            fields[name] = self._value(self._next(), depth + 1)
        return fields
