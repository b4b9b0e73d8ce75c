"""Articles beside twins in which one figure was changed: the claim about it must be CONFLICTING.

Made by rule and seeded: one sentence of an article, whose figure stands nowhere else in it, becomes
the claim; the twin is the article with another figure there, from another publisher on the same
day. Threat T17 of the design: 50 of 50.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from bot.checks.names import names_in
from bot.claims import find_claims
from bot.verdict import CheckedClaim, Verdict, Worth
from eval.desk.archives import Tell, Text
from eval.systems import combine
from eval.training.contrast.edits import Edit, Material, is_clean
from eval.training.contrast.numbers import number_edits
from index.passages import body_sentences
from sources.article import Article, PartKind

if TYPE_CHECKING:
    from bot.newsproof import Newsproof

SEED = 20261123
N = 50
TWIN_PUBLISHER = "The Second Sheet"
_LEANS = regex.compile(
    r"[()]|\b(?:he|she|it|they|him|her|them|his|hers|its|their|this|that|these|those|here|there|"
    r"then|former|latter|others?|such|also|however|additionally|(?:for )?example|category|round|"
    r"between|[ap]\.m)\b",
    regex.IGNORECASE,
)
_FIGURE = regex.compile(r"\p{N}[\p{N}.,]*\p{N}|\p{N}|\p{L}+(?:-\p{L}+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """An article, its twin, and the claim about the figure that differs.

    Attributes:
        article_id: The article that the claim is from.
        claim: A sentence of it.
        altered: The same sentence in the twin.
        text: The twin, to be read into the archive.
    """

    article_id: str
    claim: str
    altered: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a twin: the verdict of the claim, and where it was lost if it was.

    Attributes:
        twin: The twin.
        verdict: Of its claim.
        found: Which of both articles' sentences were read: "both", "article", "twin" or "neither".
        reason: The verdict in one sentence.
    """

    twin: Twin
    verdict: Verdict
    found: str
    reason: str


def make_twins(articles: Sequence[Article], *, n: int = N, seed: int = SEED) -> list[Twin]:
    """Return twins of `n` of the articles, or of as many as have a figure to change."""
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    standing = [article for article in articles if article.retraction is None]
    order = rng.sample(standing, len(standing))
    found: list[Twin] = []
    for article in order:
        if len(found) == n:
            break
        changes = list(_changes(article, rng))
        if changes:
            sentence, edit = rng.choice(changes)
            found.append(_twin(article, sentence, edit))
    return found


def judge_twins(newsproof: Newsproof, twins: Sequence[Twin], tell: Tell) -> list[Outcome]:
    """Verify the claim of each twin in an archive that holds the articles and all twins."""
    ids = {article.url: article.article_id for article in newsproof.archive.articles()}
    outcomes = []
    for done, twin in enumerate(twins, 1):
        claims = newsproof.verify(twin.claim).claims
        verdict = combine(claims).verdict
        outcomes.append(
            Outcome(
                twin=twin,
                verdict=verdict,
                found=_found(claims, twin.article_id, ids.get(twin.text.url, "")),
                reason=" ".join(claim.reason for claim in claims),
            )
        )
        tell("twins", done, len(twins))
    return outcomes


def _changes(article: Article, rng: random.Random) -> Iterator[tuple[str, Edit]]:
    """Yield sentences with an edit of a figure that stands nowhere else in the article."""
    whole = f"{article.title}\n{article.text}"
    for run in body_sentences(article):
        for span in run:
            sentence = " ".join(span.of(article.text).split())
            if span.of(article.text) != sentence or not is_clean(sentence):
                continue
            if whole.count(sentence) != 1 or not _is_plain(sentence):
                continue
            at = Material(premise=sentence, rng=rng, names=lambda name: None)
            for edit in number_edits(sentence, at):
                figure = _figure(edit.old, edit.new)
                if edit.is_two_way and figure and _count(whole, figure) == 1:
                    yield sentence, edit


def _is_plain(sentence: str) -> bool:
    """Say whether a sentence is a single claim that can be checked as it stands.

    It names somebody or something and leans on no sentence before it; a figure given in two units,
    or one end of a range, would contradict itself when changed alone.
    """
    if _LEANS.search(sentence) or not any(name.span.start for name in names_in(sentence)):
        return False
    claims = find_claims(sentence)
    return len(claims) == 1 and claims[0].worth is Worth.CHECK


def _figure(old: str, new: str) -> str:
    """Return the figure that an edit replaces: the first word in which both differ."""
    ours, theirs = _FIGURE.findall(old), _FIGURE.findall(new)
    return next((a for a, b in zip(ours, theirs, strict=False) if a != b), "")


def _count(text: str, figure: str) -> int:
    pattern = rf"(?<![\p{{L}}\p{{N}}]){regex.escape(figure)}(?![\p{{L}}\p{{N}}])"
    return len(regex.findall(pattern, text, regex.IGNORECASE))


def _twin(article: Article, sentence: str, edit: Edit) -> Twin:
    altered = edit.of(sentence)
    body = "\n\n".join(span.of(article.text) for span in article.spans(PartKind.BODY))
    return Twin(
        article_id=article.article_id,
        claim=sentence,
        altered=altered,
        text=Text(
            url=f"https://second-sheet.example/{article.article_id}",
            title=article.title,
            text=body.replace(sentence, altered),
            publisher=TWIN_PUBLISHER,
            published=article.published or article.dated,
        ),
    )


def _found(claims: Sequence[CheckedClaim], article_id: str, twin_id: str) -> str:
    read = {one.quote.article_id for claim in claims for one in claim.considered}
    match (article_id in read, twin_id in read):
        case (True, True):
            return "both"
        case (True, False):
            return "article"
        case (False, True):
            return "twin"
        case _:
            return "neither"
