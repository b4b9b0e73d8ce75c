"""Whether a sentence answers a question: features of the pair, and a small model over them.

The features are soft word alignment (`bot.alignment`) of the question's words with the sentence and
with its context, names and numbers that the question demands, and the sort of answer it asks for.
The weights come from `eval.fitting` (see `docs/decisions`); this module only applies them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.alignment import AlignedText, similarity
from bot.checks.quantities import find_quantities
from bot.question import Kind, Question
from bot.temporal import find_dates
from bot.words import Word

import regex

FEATURES = (
    "cosine", "mean_here", "mean_near", "least_near", "second_near", "exact_here", "exact_near",
    "exact_article", "names_here", "names_near", "names_missing", "numbers_missing",
    "least_plain_here", "mean_plain_here", "least_plain_near", "mean_plain_near", "fits", "misfits", "fits_quantity",
    "fits_person", "fits_time", "focus_here", "focus_near_number", "is_cause", "is_yes_no", "is_open", "n_content",
    "new_words", "length",
)  # fmt: skip

_CAUSE = regex.compile(r"\b(?:because|due to|owing to|since|as a result|result(?:ed|ing|s)? (?:of|from|in)|after|over|in (?:response|retaliation|protest)|retaliat\w*|cit(?:es|ed|ing)|blam\w*|caus\w*|reason\w*|therefore|so that|in order to|led to|leads? to|prompt\w*|trigger\w*|thanks to|on account|that is why|for failing|given|amid|following|despite|to \w+)\b", regex.I)  # fmt: skip
_CAUSE_STRONG = regex.compile(r"\b(?:because|due to|owing to|as a result|result(?:ed|ing|s)? (?:of|from)|in (?:response|retaliation|protest)|retaliat\w*|cit(?:es|ed|ing)|blam\w*|caus\w*|reason\w*|prompt\w*|trigger\w*|thanks to)\b", regex.I)  # fmt: skip
_SAID = regex.compile(r"[“\"]|\b(?:said|says|saying|call(?:s|ed|ing)|told|stated|announced|warned|described|argued|claim(?:s|ed|ing)|demanded|added|according to|wrote|declared|replied|insisted|denied|accused|protested)\b", regex.I)  # fmt: skip
_PLACE = regex.compile(r"\b(?:in|at|on|near|from|to|off|into|across|outside|around|of|over)\s+(?:the\s+)?(?:\p{Ll}+\s+){0,3}\p{Lu}|\b(?:in|at|on|near|off|outside|inside)\s+(?:the|a|an)\s+\p{Ll}", regex.V1)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence in its article.

    Attributes:
        near: Title and sentence before, aligned.
        stems: Stems of every word of the article, title included.
    """

    near: tuple[AlignedText, ...]
    stems: frozenset[str]


def features(
    question: Question, asked: AlignedText, sentence: AlignedText, context: Context
) -> NDArray[np.float32]:
    """Return `float32 (len(FEATURES),)`: how the sentence meets the question."""
    rows = _rows(question, asked)
    here_all = similarity(asked, sentence)
    near_all = np.concatenate([here_all, *(similarity(asked, n) for n in context.near)], axis=1)
    here = _best(here_all, rows)
    near = _best(near_all, rows)
    content = [asked.words[row] for row in rows]
    in_article = np.array([w.stem in context.stems for w in content] or [True])
    is_name = np.array([_is_name(w) for w in content] or [False])
    is_number = np.array([w.is_number for w in content] or [False])
    plain = ~is_name & ~is_number
    fits, misfits = _fit(question, asked, sentence)
    focus_here, focus_number = _focus(question, asked, sentence, here_all)
    asked_stems = {w.stem for w in asked.words}
    new = [w for w in sentence.words if not w.is_stop and w.stem not in asked_stems]
    ranked = np.sort(near)
    return np.array(
        [
            float(asked.whole @ sentence.whole),
            here.mean(),
            near.mean(),
            ranked[0],
            ranked[min(1, len(ranked) - 1)],
            (here >= 1.0).mean(),
            (near >= 1.0).mean(),
            in_article.mean(),
            _mean(here[is_name] > 0.8),
            _mean(near[is_name] > 0.8),
            float((is_name & ~in_article & (near < 0.8)).sum()),
            float((is_number & ~in_article).sum()),
            here[plain].min(initial=1.0),
            _mean(here[plain]),
            near[plain].min(initial=1.0),
            _mean(near[plain]),
            float(fits),
            float(misfits),
            float(fits and question.kind is Kind.QUANTITY),
            float(fits and question.kind is Kind.PERSON),
            float(fits and question.kind is Kind.TIME),
            focus_here,
            focus_number,
            float(question.kind is Kind.CAUSE),
            float(question.kind is Kind.YES_NO),
            float(question.kind is Kind.OTHER),
            min(len(content), 12) / 12,
            min(len(new), 20) / 20,
            min(len(sentence.words), 60) / 60,
        ],
        dtype=np.float32,
    )


def _rows(question: Question, asked: AlignedText) -> list[int]:
    wanted = {w.span for w in question.content}
    rows = [row for row, word in enumerate(asked.words) if word.span in wanted]
    return rows or list(range(len(asked.words)))


def _best(scores: NDArray[np.float32], rows: list[int]) -> NDArray[np.float32]:
    if not rows or scores.shape[1] == 0:
        return np.zeros(max(1, len(rows)), dtype=np.float32)
    return scores[rows].max(axis=1)


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.mean()) if values.size else 1.0


def _is_name(word: Word) -> bool:
    return word.is_capital and not word.opens


def _fit(question: Question, asked: AlignedText, sentence: AlignedText) -> tuple[bool, bool]:
    """Say whether the sentence has the sort of answer asked for, or lacks one that is needed."""
    text = sentence.text
    asked_stems = {w.stem for w in asked.words}
    match question.kind:
        case Kind.QUANTITY:
            fits = any(q.text.lower() not in question.text.lower() for q in find_quantities(text))
        case Kind.TIME:
            fits = any(m.text.lower() not in question.text.lower() for m in find_dates(text, on=_ANY_DAY))
        case Kind.PERSON | Kind.NAME:
            fits = any(_is_name(w) and w.stem not in asked_stems for w in sentence.words) or (
                sentence.words[:1] != () and len(sentence.words) > 1 and sentence.words[0].is_capital and not sentence.words[0].is_stop and sentence.words[0].stem not in asked_stems
            )
        case Kind.PLACE:
            fits = bool(_PLACE.search(text))
        case Kind.CAUSE:
            fits = bool(_CAUSE.search(text))
            return bool(_CAUSE_STRONG.search(text)), not fits
        case Kind.SPEECH:
            fits = bool(_SAID.search(text))
        case _:
            return False, False
    return fits, not fits


from datetime import date  # noqa: E402

_ANY_DAY = date(2000, 1, 1)


def _focus(
    question: Question, asked: AlignedText, sentence: AlignedText, here: NDArray[np.float32]
) -> tuple[float, float]:
    """Return how well the counted or chosen thing is met, and whether a number stands by it."""
    if not question.focus or not sentence.words:
        return 1.0, 0.0
    row = next(i for i, w in enumerate(asked.words) if w.stem == question.focus)
    best = int(here[row].argmax())
    met = float(here[row][best])
    if question.kind is not Kind.QUANTITY:
        return met, 0.0
    place = sentence.words[best].span
    numbers = find_quantities(sentence.text)
    gap = min((place.start - q.span.end if place.start >= q.span.end else q.span.start - place.end for q in numbers), default=999)
    return met, met * float(gap < 30)
