"""The generated parts of docs/retrieval.md and docs/answers.md, from docs/results. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eval.external.markdown import cell, signed, table
from eval.external.reading import Shown
from eval.external.searching import METRICS

Json = Mapping[str, Any]

_NAMES = {
    "plain": "LlamaIndex + Chroma + MiniLM, default splitter",
    "lexical": "lexical alone (BM25)",
    "dense": "dense alone (MiniLM)",
    "both": "both fused, the day not weighed",
    "lexical_day": "lexical alone, weighed by the day",
    "dense_day": "dense alone, weighed by the day",
    "fused": "fused, weighed by the day",
    "reranked": "**fused, reranked by the judge**",
    "newsproof": "**Newsproof**",
}
_PARTS = {
    "later": "Later half of the days: nothing was tuned on it",
    "earlier": "Earlier half of the days: what was tuned was tuned here",
    "all": "All days",
}
_SHOWN = {
    Shown.RIGHT: "the right choice, no wrong one",
    Shown.ABSTAINED: "declined",
    Shown.WRONG: "a wrong choice alone",
    Shown.BOTH: "right and wrong",
    Shown.NEITHER: "neither",
}
_DISAGREEING = {
    "disagreement_shown": "disagreement shown",
    "several_right_shown": "several right answers shown",
    "right_shown": "a right answer shown",
    "only_right_shown": "right and no wrong one",
    "wrong_shown": "a wrong answer shown",
    "misled": "wrong and no right one",
    "abstained": "declined",
}


def generated_part(results: Json) -> str:
    """Return the tables as Markdown.

    Args:
        results: "search", "reading", "disagreeing" with their "about"; what is not there is left
            out.
    """
    parts = {"search": _search, "reading": _reading, "disagreeing": _disagreeing}
    found = [line for name, of in parts.items() if name in results for line in of(results[name])]
    return "\n\n".join(found)


def _search(found: Json) -> Iterator[str]:
    yield "## Finding the article (RealTime QA)"
    yield _about(found["about"])
    for part, title in _PARTS.items():
        if part not in found["figures"]:
            continue
        figures = found["figures"][part]
        yield f"### {title}"
        yield f"{figures['n']} questions on {figures['n_days']} days."
        rows = [
            [_NAMES[name], *(cell(values[metric]) for metric in METRICS)]
            for name, values in figures["systems"].items()
        ]
        yield table(["system", *METRICS], rows, n_left=1)
        gains = [[pair, signed(gain)] for pair, gain in figures["gains"].items()]
        yield table(["difference in nDCG@10, points", ""], gains, n_left=1)


def _reading(found: Json) -> Iterator[str]:
    yield "## Answering (RealTime QA)"
    yield _about(found["about"])
    titles = {
        "answerable": "questions with an article in the archive that holds the answer",
        "others": "questions without one: declining is right",
    }
    for part, title in titles.items():
        if part not in found["figures"]:
            continue
        figures = found["figures"][part]
        yield f"{figures['n']} {title}:"
        rows = [
            [_NAMES[name], *(cell(shares[kind.value]) for kind in _SHOWN)]
            for name, shares in figures["systems"].items()
        ]
        yield table(["system", *_SHOWN.values()], rows, n_left=1)


def _disagreeing(found: Json) -> Iterator[str]:
    yield "## Documents that disagree (RAMDocs)"
    yield _about(found["about"])
    figures = found["figures"]
    yield (
        f"{figures['n']} questions; the documents of {figures['n_disagree']} give more than one "
        f"answer, {figures['n_several']} have several right ones, {figures['n_misinformed']} a "
        "wrong one."
    )
    rows = [
        [_NAMES[name], *(cell(shares[key]) for key in _DISAGREEING)]
        for name, shares in figures["systems"].items()
    ]
    yield table(["system", *_DISAGREEING.values()], rows, n_left=1)


def _about(about: Json) -> str:
    of_part = {"earlier": " of the earlier half", "later": " of the later half"}
    part = of_part.get(about.get("part", ""), "")
    sample = f" **A drawn sample of {about['sample']}{part}.**" if about.get("sample") else ""
    return (
        f"{about['n_articles']:,} articles, {about['n_passages']:,} passages; encoder "
        f"`{about['encoder']}`, judge `{about['judge']}`; measured on {about['day']}.{sample} Per "
        "cent, with the 95 % interval by bootstrap."
    )
