"""Whether a sentence answers a question: the features of the pair.

Soft word alignment (`bot.alignment`) of the question's words with the sentence and with what stands
around it, the names and numbers that the question demands, and the sort of answer it asks for.
`bot.judge.model` weighs them with what `eval.training` fitted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.alignment import AlignedText, Scores, same_words, similarity
from bot.judge.demands import Pairing, meets, number_stands_by
from bot.question import Kind, Question
from bot.words import Word

FEATURES = (
    *("cosine", "cosine_near", "mean_here", "mean_near", "least_near", "second_near"),
    *("exact_here", "exact_near", "exact_article"),
    *("names_here", "names_near", "names_missing", "numbers_missing"),
    *("least_plain_here", "mean_plain_here", "least_plain_near", "mean_plain_near"),
    *("fits", "misfits", "fits_quantity", "fits_name", "fits_time", "fits_cause"),
    *("focus_here", "focus_by_number"),
    *("is_cause", "is_yes_no", "is_open", "n_content", "new_words", "length", "rank"),
)
_SAME_WORD = 0.55  # similarity from which two words are taken to stand for each other
_COUNTED = 0.4  # the same for what is counted: "people" for "residents"
_UNMET = 0.45  # similarity below which nothing stands for a word
# Words that carry little by themselves.
_LIGHT = frozenset(
    """get gets got take takes took make makes made still true ever really actually going happen
    happened manage managed able already yet also even just""".split()
)
_NAME_MET = 0.8  # similarity from which a name counts as the same name in another form


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence in its article.

    Attributes:
        near: Title and sentence before, aligned.
        stems: Stems of every word of the article, title included.
        rank: Best rank of a passage that holds the sentence, from 1.
    """

    near: tuple[AlignedText, ...]
    stems: frozenset[str]
    rank: int


def features(
    question: Question, asked: AlignedText, sentence: AlignedText, context: Context
) -> NDArray[np.float32]:
    """Return `float32 (len(FEATURES),)`: how the sentence meets the question."""
    rows = _rows(question, asked)
    content = [asked.words[row] for row in rows]
    here_all = similarity(asked, sentence)
    near_all = np.concatenate([here_all, *(similarity(asked, n) for n in context.near)], axis=1)
    here, near = _best(here_all, rows), _best(near_all, rows)
    in_article = np.array([w.stem in context.stems for w in content] or [True])
    is_name = np.array([w.is_capital and not w.opens for w in content] or [False])
    is_number = np.array([w.is_number for w in content] or [False])
    plain = ~is_name & ~is_number
    ranked = np.sort(near)
    return np.array(
        [
            asked.whole @ sentence.whole,
            max((float(asked.whole @ n.whole) for n in context.near), default=0.0),
            here.mean(),
            near.mean(),
            ranked[0],
            ranked[min(1, len(ranked) - 1)],
            (here >= 1.0).mean(),
            (near >= 1.0).mean(),
            in_article.mean(),
            _mean(here[is_name] > _NAME_MET),
            _mean(near[is_name] > _NAME_MET),
            (is_name & ~in_article & (near < _NAME_MET)).sum(),
            (is_number & ~in_article).sum(),
            here[plain].min(initial=1.0),
            _mean(here[plain]),
            near[plain].min(initial=1.0),
            _mean(near[plain]),
            *_demand_features(question, asked, sentence, here_all),
            question.kind is Kind.CAUSE,
            question.kind is Kind.YES_NO,
            question.kind is Kind.OTHER,
            min(len(content), 12) / 12,
            min(len(_new_words(asked, sentence)), 20) / 20,
            min(len(sentence.words), 60) / 60,
            1.0 / context.rank,
        ],
        dtype=np.float32,
    )


def pairing(
    question: Question, asked: AlignedText, sentence: AlignedText, context: Context
) -> Pairing:
    """Return how the words of the two stand for each other."""
    here = similarity(asked, sentence)
    row = next((i for i, w in enumerate(asked.words) if w.stem == question.focus), None)
    stems: frozenset[str] = frozenset()
    if row is not None:
        near = [w.stem for w, s in zip(sentence.words, here[row], strict=True) if s >= _COUNTED]
        stems = frozenset(near)
    all_near = np.concatenate([here, *(similarity(asked, n) for n in context.near)], axis=1)
    unmet = [
        asked.words[i].text
        for i in _rows(question, asked)
        if all_near.shape[1]
        and all_near[i].max() < _UNMET
        and not asked.words[i].is_capital
        and asked.words[i].folded not in _LIGHT
    ]
    return Pairing(
        sentence=sentence.text,
        same=tuple(same_words(asked, sentence, here, least=_SAME_WORD)),
        focus_stems=stems,
        unmet=tuple(unmet),
        before=context.near[-1].text if len(context.near) > 1 else "",
    )


def _demand_features(
    question: Question, asked: AlignedText, sentence: AlignedText, here: Scores
) -> list[float]:
    fits = meets(question, sentence.text)
    misfits = fits is False
    focus_here, focus_by_number = 1.0, 0.0
    row = next((i for i, w in enumerate(asked.words) if w.stem == question.focus), None)
    if row is not None and sentence.words:
        best = int(here[row].argmax())
        focus_here = float(here[row][best])
        if question.kind is Kind.QUANTITY:
            by_number = number_stands_by(question, sentence.text, sentence.words[best].span)
            focus_by_number = focus_here * by_number
    return [
        float(fits is True),
        float(misfits),
        float(fits is True and question.kind is Kind.QUANTITY),
        float(fits is True and question.kind in (Kind.PERSON, Kind.PLACE, Kind.NAME)),
        float(fits is True and question.kind is Kind.TIME),
        float(fits is True and question.kind is Kind.CAUSE),
        focus_here,
        focus_by_number,
    ]


def _rows(question: Question, asked: AlignedText) -> list[int]:
    wanted = {w.span for w in question.content}
    rows = [row for row, word in enumerate(asked.words) if word.span in wanted]
    return rows or list(range(len(asked.words)))


def _new_words(asked: AlignedText, sentence: AlignedText) -> list[Word]:
    known = {w.stem for w in asked.words}
    return [w for w in sentence.words if not w.is_stop and w.stem not in known]


def _best(scores: Scores, rows: list[int]) -> Scores:
    if not rows or scores.shape[1] == 0:
        return np.zeros(max(1, len(rows)), dtype=np.float32)
    return np.asarray(scores[rows].max(axis=1), dtype=np.float32)


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.mean()) if values.size else 1.0
