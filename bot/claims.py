"""Finding the claims of a text. For now every sentence is a claim; none is reworded."""

from __future__ import annotations

from bot.errors import QuestionError
from bot.verdict import Claim
from bot.words import words
from index.sentences import split_sentences

MAX_TEXT = 100_000  # code points
MAX_CLAIMS = 500


def find_claims(text: str) -> list[Claim]:
    """Take every sentence of a text as a claim.

    Raises:
        QuestionError: It is empty, too long, or not text.
    """
    if len(text) > MAX_TEXT:
        raise QuestionError(
            f"the text has {len(text):,} characters, at most {MAX_TEXT:,} are checked at once",
            "check it in parts",
        )
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise QuestionError("the text has characters that are no text", "save it as UTF-8 text")
    claims = [
        Claim(text=span.of(text), span=span)
        for span in split_sentences(text)
        if words(span.of(text))
    ]
    if not claims:
        raise QuestionError("there is nothing to check", "write at least one sentence")
    if len(claims) > MAX_CLAIMS:
        raise QuestionError(
            f"the text has {len(claims):,} sentences, at most {MAX_CLAIMS} are checked at once",
            "check it in parts",
        )
    return claims
