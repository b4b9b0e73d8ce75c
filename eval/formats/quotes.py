"""From a stretch of a text to the sentences around it: what a person would quote."""

from __future__ import annotations

from collections.abc import Iterable

from index.sentences import split_sentences
from sources.article import Span
from sources.normalize import locate_all


def sentence_around(text: str, span: Span) -> str:
    """Return the sentence of `text` that holds `span`, or the sentences where it spans several."""
    touched = [one for one in split_sentences(text) if one.overlaps(span)]
    if not touched:
        return span.of(text).strip()
    return text[touched[0].start : touched[-1].end].strip()


def sentences_with(
    text: str, wanted: Iterable[str], *, whole_words: bool = False
) -> tuple[str, ...]:
    """Return the sentences of `text` that hold one of `wanted`, whatever its case, each once.

    Args:
        text: Where to look.
        wanted: The words, as they may stand there.
        whole_words: "no" is not found in "not".
    """
    folded = _same_length_fold(text)
    found: dict[str, None] = {}
    for words in wanted:
        for span in locate_all(_same_length_fold(words), folded):
            if whole_words and _cuts_a_word(text, span):
                continue
            found.setdefault(sentence_around(text, span))
    return tuple(found)


def _cuts_a_word(text: str, span: Span) -> bool:
    return any(
        text[at - 1 : at].isalnum() and text[at : at + 1].isalnum() for at in (span.start, span.end)
    )


def _same_length_fold(text: str) -> str:
    """Fold case a character at a time where that keeps the length, so that offsets stay true."""
    return "".join(low if len(low := char.casefold()) == 1 else char for char in text)
