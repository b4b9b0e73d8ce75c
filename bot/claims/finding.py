"""From a draft to its claims: sentences, cut into atoms, judged worth checking, names put in.

Nothing is reworded: a claim's text is a stretch of the draft, and what is judged is made of the
draft's own words, each substitution listed in `Claim.resolved`.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.checks.names import names_in
from bot.claims.language import JUDGED, guess_language, why_unjudged
from bot.claims.pronouns import Names
from bot.claims.splitting import Atom, split_sentence
from bot.claims.worth import Judge, judge_worth
from bot.errors import QuestionError
from bot.verdict import Claim, Resolved, Worth
from bot.words import words
from index.sentences import split_sentences
from sources.article import Span

MAX_TEXT = 100_000  # code points
MAX_CLAIMS = 500
_NOT_NAMING = frozenset({Worth.HEADING, Worth.INSTRUCTION, Worth.GREETING, Worth.LANGUAGE})
_SOME_WORDS = 6  # of a paragraph, from which its own language is guessed
_QUOTED = regex.compile(r"«[^»]{1,2000}»|“[^”]{1,2000}”|„[^“”]{1,2000}[“”]|\"[^\"]{1,2000}\"")
_LEFT = 3  # words outside quotation marks, from which these say what language a text is in
_ENDS = tuple(".!?…”\"’'")


def find_claims(text: str, *, judge: Judge | None = None) -> list[Claim]:
    """Return the claims of a text in its order, those not worth checking included.

    `text[claim.span.start:claim.span.end] == claim.text`, always. Deterministic.

    Args:
        text: A claim or a draft.
        judge: Says which sentences are worth checking in place of the rules, where it has an
            opinion; None for the rules alone.

    Raises:
        QuestionError: It is empty, too long, or not text.
    """
    check_text(text)
    claims: list[Claim] = []
    names = Names(text)
    sentences = [span for span in split_sentences(text) if words(span.of(text))]
    languages = _languages(text, sentences)
    for n, span in enumerate(sentences):
        worth, reason = _worth(text, sentences, n, languages[n], judge)
        atoms = split_sentence(span.of(text)) if worth is Worth.CHECK else [_whole(span)]
        claims += _claims(text, span, atoms, names, worth=worth, reason=reason)
        if len(claims) > MAX_CLAIMS:
            raise QuestionError(
                f"the text has more than {MAX_CLAIMS} claims, at most {MAX_CLAIMS} are checked "
                "at once",
                "check it in parts",
            )
    if not claims:
        raise QuestionError("there is nothing to check", "write at least one sentence")
    return claims


def check_text(text: str) -> None:
    """Raise for what cannot be a draft.

    Raises:
        QuestionError: It is too long, or not text.
    """
    if len(text) > MAX_TEXT:
        raise QuestionError(
            f"the text has {len(text):,} characters, at most {MAX_TEXT:,} are checked at once",
            "check it in parts",
        )
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise QuestionError("the text has characters that are no text", "save it as UTF-8 text")


def _whole(span: Span) -> Atom:
    return Atom(own=(Span(start=0, end=span.end - span.start),))


def _languages(text: str, sentences: Sequence[Span]) -> list[str | None]:
    """Return the language of each sentence: that of its paragraph, else that of the text."""
    text = _own_words(text)
    whole = guess_language(text)
    found: list[str | None] = []
    for paragraph in _paragraphs(text, sentences):
        stretch = text[paragraph[0].start : paragraph[-1].end]
        own = guess_language(stretch) if len(stretch.split()) >= _SOME_WORDS else None
        found += [own or whole] * len(paragraph)
    return found


def _own_words(text: str) -> str:
    """Blank what stands in quotation marks, if enough is left: that may be in any language."""
    own = _QUOTED.sub(lambda found: " " * len(found.group()), text)
    return own if len(own.split()) >= _LEFT else text


def _paragraphs(text: str, sentences: Sequence[Span]) -> list[list[Span]]:
    paragraphs: list[list[Span]] = []
    for n, span in enumerate(sentences):
        if n and "\n" not in text[sentences[n - 1].end : span.start]:
            paragraphs[-1].append(span)
        else:
            paragraphs.append([span])
    return paragraphs


def _worth(
    text: str, sentences: Sequence[Span], n: int, language: str | None, judge: Judge | None
) -> tuple[Worth, str]:
    span = sentences[n]
    if language is not None and language not in JUDGED:
        return Worth.LANGUAGE, why_unjudged(language)
    said = judge(span.of(text)) if judge else None
    if said is not None:
        return said
    follows = text[span.end : sentences[n + 1].start] if n + 1 < len(sentences) else ""
    before = text[sentences[n - 1].end : span.start] if n else "\n"
    is_followed = n + 1 < len(sentences) and sentences[n + 1].of(text).endswith(_ENDS)
    is_bullet = span.of(text)[:1] in "-–—*•" or span.of(text)[:1].isdigit()
    return judge_worth(
        span.of(text),
        is_line="\n" in before and "\n" in follows and is_followed and not is_bullet,
        is_alone=len(sentences) == 1,
    )


def _claims(
    text: str, span: Span, atoms: Sequence[Atom], names: Names, *, worth: Worth, reason: str
) -> list[Claim]:
    def placed(inner: Span) -> Span:
        return Span(start=span.start + inner.start, end=span.start + inner.end)

    own = [tuple(placed(s) for s in atom.own) for atom in atoms]
    carried = [tuple(placed(s) for s in atom.carried) for atom in atoms]
    replaced = [placed(atom.replaced) if atom.replaced else None for atom in atoms]
    stretches = [(*c, *o) for c, o in zip(carried, own, strict=True)]
    told = names.tell(span.of(text), span.start, stretches, names=worth not in _NOT_NAMING)
    claims = []
    for spans, put_in, pronoun in zip(own, carried, replaced, strict=True):
        hull = Span(start=spans[0].start, end=spans[-1].end)
        is_worth = worth is Worth.CHECK
        inserted = _inserted(text, put_in, pronoun, hull.start)
        within = [
            r
            for r in told.resolved
            if is_worth and any(s.start <= r.span.start < s.end for s in (*put_in, *spans))
        ]
        judged = ""
        if inserted or within or len(spans) > 1:
            judged = _judged(text, (*put_in, *spans), within, pronoun)
        claims.append(
            Claim(
                text=hull.of(text),
                span=hull,
                parts=spans if len(spans) > 1 else (),
                worth=worth,
                worth_reason=reason,
                judged_text=judged,
                search_text=_search_text(judged or hull.of(text), names) if is_worth else "",
                resolved=tuple(sorted([*inserted, *within], key=lambda r: r.span)),
            )
        )
    return claims


def _inserted(
    text: str, put_in: Sequence[Span], pronoun: Span | None, start: int
) -> list[Resolved]:
    place = pronoun or Span(start=start, end=start)
    return [Resolved(span=place, name=s.of(text), source=s) for s in put_in]


def _judged(
    text: str, pieces: Sequence[Span], resolved: Sequence[Resolved], left_out: Span | None
) -> str:
    """Return the words of the pieces, in order, with names in place of pronouns."""
    said = []
    for piece in pieces:
        at, written = piece.start, ""
        changes = [(r.span, r.name + r.ending) for r in resolved if piece.overlaps(r.span)]
        if left_out is not None and piece.overlaps(left_out):
            changes.append((left_out, ""))
        for span, name in sorted(changes):
            written += text[at : span.start] + name
            at = span.end
        said.append((written + text[at : piece.end]).strip(" ,;\n\t"))
    joined = " ".join(" ".join(said).split())
    return joined if joined.endswith(_ENDS) else f"{joined}."


def _search_text(judged: str, names: Names) -> str:
    """Return a claim with names in full; one without a name gets those told last before it."""
    named = names_in(judged)
    full = [names.full_name(word.text.removesuffix("’s").removesuffix("'s")) for word in named]
    more = [name for name in dict.fromkeys(full) if name and name not in judged]
    if not named:
        more = [name for name in names.nearest_names() if name not in judged]
    return f"{judged} ({', '.join(more)})" if more else ""
