"""Finding what a draft puts in quotation marks, with exact offsets and its speaker.

Curly, straight and single marks, guillemets either way round, German low marks, quotations in
quotations, quotations of several paragraphs (each opens, only the last closes) and block quotes
(lines behind ">"). A mark that is never closed opens nothing. Linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from bot.attribution import attribute_text
from bot.claims.finding import check_text
from bot.quotations.values import Quotation
from index.sentences import split_sentences
from sources.article import Span

MAX_QUOTATIONS = 500
_LONGEST = 5_000  # code points between two marks of one paragraph
_LONGEST_SENTENCE = 3_000  # code points in which a speaker is looked for
_MARKED = regex.compile(
    rf"“(?P<curly>[^“”]{{1,{_LONGEST}}}+)”"
    rf"|„(?P<low>[^“”„]{{1,{_LONGEST}}}+)[“”]"
    rf"|«(?P<out>[^«»]{{1,{_LONGEST}}}+)»"
    rf"|»(?P<in>[^«»]{{1,{_LONGEST}}}+)«"
    rf"|(?<![\p{{L}}\p{{N}}])\"(?=\S)(?P<straight>[^\"]{{1,{_LONGEST}}}+)\"(?![\p{{L}}\p{{N}}])"
    r"|(?<![\p{L}\p{N}])‘(?P<single>[^‘”]{1,600}?[,.!?…])’(?!\p{L})"
    r"|(?<![\p{L}\p{N}])‘(?P<word>[^‘’]{1,300}+(?:(?<=\p{L})’(?=\p{L})[^‘’]{1,300}+)*+)’(?!\p{L})"
    r"|(?<![\p{L}\p{N}'])'(?=\p{L})(?P<typed>[^'\"]{1,300}+(?:(?<=\p{L})'(?=\p{L})[^'\"]{1,300}+)*+)'"
    r"(?!\p{L})"
)
_PARAGRAPH = regex.compile(r"[^\n]++(?:\n(?![ \t]*\n)[^\n]*+)*+")
_BLOCK = regex.compile(r"^[ \t]*>[ \t]?(?P<words>[^\n]*+)$", regex.MULTILINE)
_LETTER = regex.compile(r"[\p{L}\p{N}]")
_OPENING = {"“": "”", "„": "“", "«": "»", '"': '"'}


@dataclass(frozen=True, slots=True)
class _Found:
    span: Span
    parts: tuple[Span, ...]
    is_nested: bool = False


def find_quotations(text: str) -> list[Quotation]:
    """Return the quotations of a text in its order, an outer one before those inside it.

    At most the first 500 of a text.

    Raises:
        QuestionError: The text is too long, or no text.
    """
    check_text(text)
    blocks = list(_blocks(text))
    running = list(_running_on(text, blocks))
    taken = [f.span for f in (*blocks, *running)]
    found = [*blocks, *running, *_marked(text, 0, len(text), taken)]
    found.sort(key=lambda f: (f.span.start, -f.span.end))
    sentences = split_sentences(text)
    return [
        Quotation(
            span=f.span,
            parts=f.parts,
            text=" ".join(" ".join(part.of(text).split()) for part in f.parts),
            speaker=_speaker(text, f, sentences),
            is_nested=f.is_nested,
        )
        for f in found[:MAX_QUOTATIONS]
        if any(_LETTER.search(part.of(text)) for part in f.parts)
    ]


def _marked(
    text: str, start: int, end: int, taken: Sequence[Span] = (), *, is_nested: bool = False
) -> Iterator[_Found]:
    """Yield what stands between two marks of one paragraph, and what is quoted inside that."""
    for paragraph in _PARAGRAPH.finditer(text, start, end):
        for match in _MARKED.finditer(text, paragraph.start(), paragraph.end()):
            span = Span(start=match.start(), end=match.end())
            if any(span.overlaps(other) for other in taken):
                continue
            kind = match.lastgroup or ""
            inner = Span(start=match.start(kind), end=match.end(kind))
            yield _Found(span, (_stripped(text, inner),), is_nested)
            if not is_nested:
                yield from _marked(text, inner.start, inner.end, is_nested=True)


def _stripped(text: str, span: Span) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start=start, end=max(start, start + len(words.strip())))


def _blocks(text: str) -> Iterator[_Found]:
    lines: list[regex.Match[str]] = []
    for match in [*_BLOCK.finditer(text), None]:
        if lines and (match is None or match.start() > lines[-1].end() + 1):
            parts = [_bare(text, line) for line in lines]
            span = Span(start=lines[0].start(), end=lines[-1].end())
            yield _Found(span, tuple(p for p in parts if p.start < p.end) or (parts[0],))
            lines = []
        if match is not None:
            lines.append(match)


def _bare(text: str, line: regex.Match[str]) -> Span:
    """Return a line of a block quote without the marks that some put around it as well."""
    span = _stripped(text, Span(start=line.start("words"), end=line.end("words")))
    words = span.of(text)
    start = span.start + (words[:1] in _OPENING)
    return Span(start=start, end=max(start, span.end - (words[-1:] in ("”", "»", '"'))))


def _running_on(text: str, blocks: Sequence[_Found]) -> Iterator[_Found]:
    """Yield quotations of several paragraphs: each opens with a mark, only the last closes."""
    paragraphs = [
        Span(start=m.start(), end=m.end())
        for m in _PARAGRAPH.finditer(text)
        if not any(b.span.start <= m.start() < b.span.end for b in blocks)
    ]
    at = 0
    while at < len(paragraphs):
        for opening, closing in _OPENING.items():
            parts = _run(text, paragraphs[at:], opening, closing)
            if parts:
                span = Span(start=parts[0].start - 1, end=parts[-1].end + 1)
                yield _Found(span, tuple(_stripped(text, part) for part in parts))
                at += len(parts) - 2
                break
        at += 1


def _run(text: str, paragraphs: Sequence[Span], opening: str, closing: str) -> list[Span]:
    first = paragraphs[0].of(text)
    last = first.rfind(opening)
    is_open = first.count(opening) % 2 == 1 if opening == closing else closing not in first[last:]
    if last < 0 or not is_open:
        return []
    parts = [Span(start=paragraphs[0].start + last + 1, end=paragraphs[0].end)]
    for paragraph in paragraphs[1:]:
        words = paragraph.of(text)
        if not words.startswith(opening):
            return []
        end = words.find(closing, 1)
        if end > 0:
            return [*parts, Span(start=paragraph.start + 1, end=paragraph.start + end)]
        parts.append(Span(start=paragraph.start + 1, end=paragraph.end))
    return []


def _speaker(text: str, found: _Found, sentences: Sequence[Span]) -> str:
    """Return who says it in the draft: in its sentence, or in the one before a colon or block."""
    own = [n for n, s in enumerate(sentences) if s.overlaps(found.span)]
    if not own:
        return ""
    first, last = own[0], own[-1]
    span = Span(start=sentences[first].start, end=sentences[last].end)
    if span.end - span.start > _LONGEST_SENTENCE:
        return ""
    speaker = attribute_text(text, span, sentences[max(0, first - 2) : first]).speaker
    if not speaker and first and text[: found.span.start].rstrip().endswith(":"):
        before = sentences[first - 1]
        speaker = attribute_text(text, before, sentences[max(0, first - 3) : first - 1]).speaker
    return speaker
