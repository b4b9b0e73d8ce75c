"""Examples of our own: the development cases on the samples. The test split is not read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from bot.evidence import gather
from bot.judge import answering, stance
from bot.newsproof import Newsproof
from bot.question import read_question
from eval.cases import PACKAGED, load_cases
from eval.gold import Gold, locate_gold, overlaps_any
from eval.training.corpus import Reader
from eval.training.fitting import Examples
from index.search import Hit

SPLIT = "dev"


Find = Callable[[str, date | None], list[Hit]]


def question_examples(newsproof: Newsproof, find: Find, reader: Reader) -> Examples:
    """Return the features of every sentence found for the questions, and whether it is gold."""
    cases = load_cases(PACKAGED, SPLIT)
    gold = locate_gold(cases, newsproof.archive)
    values, labels = [], []
    for case in cases.questions:
        question = read_question(case.question)
        hits = find(question.text, case.as_of)
        candidates = gather(newsproof.archive, hits)
        read = reader.read([question.text, *(t for c in candidates for t in (c.text, *c.near))])
        for candidate in candidates:
            context = answering.Context(
                near=tuple(read[text] for text in candidate.near),
                stems=candidate.stems,
                rank=candidate.rank,
            )
            values.append(
                answering.features(question, read[question.text], read[candidate.text], context)
            )
            # A false premise has gold quotes too, but nothing answers it.
            is_answered = case.status != "abstained"
            labels.append(int(is_answered and overlaps_any([candidate.quote], gold[case.id])))
    return Examples(values=np.stack(values), labels=np.array(labels))


def claim_examples(newsproof: Newsproof, find: Find, reader: Reader) -> Examples:
    """Return the features of every sentence found for the claims, and whether it is gold."""
    cases = load_cases(PACKAGED, SPLIT)
    gold = locate_gold(cases, newsproof.archive)
    values, labels = [], []
    for case in cases.claims:
        hits = find(case.claim, case.as_of)
        candidates = gather(newsproof.archive, hits)
        read = reader.read([case.claim, *(t for c in candidates for t in (c.text, *c.near))])
        for candidate in candidates:
            pair = stance.Pair(
                claim=read[case.claim],
                quote=read[candidate.text],
                near=tuple(read[text] for text in candidate.near),
                published=candidate.article.published,
                claimed_on=case.as_of,
            )
            values.append(stance.features(pair)[0])
            known: tuple[Gold, ...] = gold[case.id]
            labels.append(int(overlaps_any([candidate.quote], known)))
    return Examples(values=np.stack(values), labels=np.array(labels))
