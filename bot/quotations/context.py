"""What stands around a quotation in its article, and whether it turns what is quoted."""

from __future__ import annotations

import regex

from bot.attribution import Attribution, attribute_text
from index.passages import body_sentences
from sources.article import Article, Span

_I = regex.IGNORECASE
# Words left out before or behind the quoted ones, in the same sentence, that take them back.
_BEFORE = regex.compile(
    r"\b(not|never|no longer|nobody|no one|cannot|can['’]t|don['’]t|didn['’]t|doesn['’]t|isn['’]t|"
    r"wasn['’]t|if|unless|whether|den(?:y|ies|ied)|false(?:ly)?|untrue|wrong(?:ly)?|incorrect(?:ly)?"
    r"|allege[ds]?(?:ly)?|supposed(?:ly)?|joked|pretend(?:ed|s)?|rejected|fake|invented)\b",
    _I,
)
_BEHIND = regex.compile(
    r"^[,\s]*(?:—|–|-)?\s*(if|unless|only if|provided that|but only|except|or so (?:they|he|she)|"
    r"is (?:a lie|false|untrue|nonsense)|was (?:a lie|false|untrue))\b",
    _I,
)
_NEXT = regex.compile(
    r"^[“\"]?(?:but |however, |yet )?(?:(?:that|this|it|the (?:claim|statement|quote|remark)) "
    r"(?:is|was|turned out(?: to be)?|proved) (?:\p{L}+ )?(?:false|untrue|wrong|incorrect|a lie|"
    r"a joke|not true|fake|invented|satire|nonsense)|(?:he|she|they) (?:later |soon |then )?"
    r"(?:withdrew|retracted|took (?:it|this|that) back|corrected (?:himself|herself)))\b",
    _I,
)
_OPEN_MARKS = '“"«„‘'


class Sentences:
    """The body of one article in sentences."""

    def __init__(self, article: Article) -> None:
        self._text = article.text
        self._runs = body_sentences(article)

    def own(self, span: Span) -> tuple[Span, list[Span], list[Span]]:
        """Return the sentences a stretch stands in as one, those before it and those behind it."""
        for run in self._runs:
            hit = [n for n, s in enumerate(run) if s.overlaps(span)]
            if hit:
                whole = Span(start=run[hit[0]].start, end=run[hit[-1]].end)
                return whole, run[: hit[0]], run[hit[-1] + 1 :]
        return span, [], []

    def around(self, span: Span) -> tuple[str, str, str]:
        """Return the sentence before, the sentence itself, and the sentence after."""
        whole, before, after = self.own(span)
        return (
            before[-1].of(self._text) if before else "",
            whole.of(self._text),
            after[0].of(self._text) if after else "",
        )

    def attribution(self, span: Span) -> Attribution:
        """Return who says a stretch in the article."""
        whole, before, after = self.own(span)
        found = attribute_text(self._text, whole, before[-2:])
        if not found.speaker and after:
            # “…,” in one sentence, who said it in the next: “We knew. We sailed,” Olsen said.
            inside = self._text[: whole.end].rfind("”") < self._text[: span.end].rfind("“")
            if inside:
                return attribute_text(self._text, after[0], [whole])
        return found

    def clause_before(self, span: Span) -> str:
        """Return what the same sentence has before a stretch; nothing where a mark opens it."""
        whole, _, _ = self.own(span)
        before = self._text[whole.start : span.start]
        if before.rstrip()[-1:] in _OPEN_MARKS and before.strip():
            # The speaker's words begin here: only who says it and how stands before.
            outside = before.rstrip().rstrip(_OPEN_MARKS)
            denial = regex.search(r"\b(?:den(?:y|ies|ied)|never said|false(?:ly)?|fake|joked)\b",
                                  outside, _I)  # fmt: skip
            return outside if denial else ""
        return before

    def clause_behind(self, span: Span) -> str:
        """Return what the same sentence has behind a stretch."""
        whole, _, _ = self.own(span)
        return self._text[span.end : whole.end]


def why_turned(sentences: Sentences, span: Span, said_in_draft: str) -> str:
    """Return why the article's context turns what is quoted; empty when it doesn't.

    By a short list of words that deny, doubt or condition, left out right before, right behind or
    in the next sentence, and not told by the draft itself. It finds the plain cases: a reader is
    shown the context all the same.
    """
    before = _BEFORE.search(sentences.clause_before(span))
    if before and before[0].casefold() not in said_in_draft.casefold():
        return f"The article has “{before[0]}” before these words, which the draft leaves out."
    behind = _BEHIND.search(sentences.clause_behind(span))
    if behind and behind[1].casefold() not in said_in_draft.casefold():
        return f"The article goes on “{behind[1]} …”, which the draft leaves out."
    _, _, after = sentences.around(span)
    follows = _NEXT.search(after)
    if follows:
        return "The next sentence of the article takes these words back."
    return ""
