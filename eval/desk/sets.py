"""VitaminC, FEVER and AVeriTeC as a corpus: every premise in an article, and the claims about them.

A claim is labelled by all of its premises: where one revision of a page supports it and another
refutes it, both stand in the archive, and the right verdict is CONFLICTING. FEVER's part has no
names of pages here, so its articles have a number for a title.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.verdict import Verdict
from eval.desk.archives import Text
from eval.external.errors import SetError
from eval.training.data import read_set
from eval.training.public import clean

VITAMINC, FEVER, AVERITEC = "vitaminc", "fever", "averitec"
SETS = (VITAMINC, FEVER, AVERITEC)
_FILES = {
    VITAMINC: "nli/test/vitaminc_pages",
    FEVER: "nli/test/fever_part",
    AVERITEC: "nli/test/averitec.dev",
}
_STANCES = {"support": "supports", "refute": "refutes", "nei": ""}
_AVERITEC = {
    "supported": Verdict.SUPPORTED,
    "refuted": Verdict.REFUTED,
    "not enough evidence": Verdict.NOT_ENOUGH_EVIDENCE,
    "conflicting evidence/cherrypicking": Verdict.CONFLICTING,
}
_SEED = "20261123"
WRITTEN = date(2020, 6, 1)  # of what has no day of its own
# An archive takes no text of less than 20 words: a shorter premise gets this beside it.
_LEAST_WORDS = 22
_FILLER = (
    "This page was shortened for a measurement, and the paragraphs that stood below the one above "
    "have all been left out of the copy that you see here."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusClaim:
    """A claim with the premises that it was labelled by.

    Attributes:
        id: Of the claim, unique in the set.
        text: The claim.
        verdict: The right verdict.
        premises: (address of the article, premise, stance): "supports", "refutes" or "".
        unit: The page or claim that is drawn as a whole for an interval.
        as_of: The day on which it was made, or None.
    """

    id: str
    text: str
    verdict: Verdict
    premises: tuple[tuple[str, str, str], ...]
    unit: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A set: its articles and its claims."""

    name: str
    texts: tuple[Text, ...]
    claims: tuple[CorpusClaim, ...]


def read_corpus(name: str) -> Corpus:
    """Return one of `SETS`.

    Raises:
        SetError: A row is not as expected.
        EvalError: The set is not there.
    """
    try:
        rows = list(read_set(_FILES[name]))
        return _READERS[name](rows)
    except (KeyError, ValueError, TypeError) as exc:
        raise SetError(f"a row of {name!r} is not as expected ({exc})", "get it again") from exc


def drawn(claims: Sequence[CorpusClaim], n: int | None) -> list[CorpusClaim]:
    """Return `n` of the claims in their order, the same ones each time; all when None."""
    if n is None:
        return list(claims)
    by_chance = sorted(claims, key=lambda one: hashlib.sha256((_SEED + one.id).encode()).digest())
    kept = {one.id for one in by_chance[:n]}
    return [one for one in claims if one.id in kept]


def verdict_of(stances: Iterable[str]) -> Verdict:
    """Return the right verdict of a claim by the stances of all its premises."""
    match frozenset(stances) - {""}:
        case one if len(one) > 1:
            return Verdict.CONFLICTING
        case one if "supports" in one:
            return Verdict.SUPPORTED
        case one if "refutes" in one:
            return Verdict.REFUTED
        case _:
            return Verdict.NOT_ENOUGH_EVIDENCE


def _vitaminc(rows: Sequence[Mapping[str, str]]) -> Corpus:
    pages: dict[str, dict[str, None]] = defaultdict(dict)
    by_claim: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in rows:
        page, premise = row["group"], clean(row["premise"])
        pages[page][premise] = None
        stance = _STANCES[row["label"]]
        by_claim[page, clean(row["hypothesis"])].append((_url(VITAMINC, page), premise, stance))
    texts = [_text(VITAMINC, page, page, "\n\n".join(held)) for page, held in pages.items()]
    return _corpus(VITAMINC, texts, by_claim)


def _fever(rows: Sequence[Mapping[str, str]]) -> Corpus:
    numbers: dict[str, int] = {}
    by_claim: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for row in rows:
        premise, claim = clean(row["premise"]), clean(row["hypothesis"])
        number = numbers.setdefault(premise, len(numbers) + 1)
        stance = _STANCES[row["label"]]
        by_claim[claim, claim].append((_url(FEVER, str(number)), premise, stance))
    texts = [_text(FEVER, str(n), f"Page {n}", held) for held, n in numbers.items()]
    return _corpus(FEVER, texts, by_claim)


def _averitec(rows: Sequence[Mapping[str, str]]) -> Corpus:
    """Each claim's answers are an article of the day of the claim: they have no days of their own.

    The answers have no stance each, so that any of them counts for the verdict of the claim.
    """
    texts, claims = [], []
    for n, row in enumerate(rows, 1):
        day = datetime.strptime(row["group"], "%d-%m-%Y").date()
        premise = clean(row["premise"])
        texts.append(_text(AVERITEC, str(n), f"Answers {n}", premise, published=day))
        claims.append(
            CorpusClaim(
                id=f"{AVERITEC}-{n}",
                text=clean(row["hypothesis"]),
                verdict=_AVERITEC[row["orig"].lower().replace("cherry-", "cherry")],
                premises=((_url(AVERITEC, str(n)), premise, "decides"),),
                unit=str(n),
                as_of=day,
            )
        )
    return Corpus(name=AVERITEC, texts=tuple(texts), claims=tuple(claims))


_READERS = {VITAMINC: _vitaminc, FEVER: _fever, AVERITEC: _averitec}


def _corpus(
    name: str,
    texts: Sequence[Text],
    by_claim: Mapping[tuple[str, str], Sequence[tuple[str, str, str]]],
) -> Corpus:
    claims = [
        CorpusClaim(
            id=f"{name}-{n}",
            text=claim,
            verdict=verdict_of(stance for *_, stance in premises),
            premises=tuple(dict.fromkeys(premises)),
            unit=unit,
        )
        for n, ((unit, claim), premises) in enumerate(by_claim.items(), 1)
    ]
    return Corpus(name=name, texts=tuple(texts), claims=tuple(claims))


def _text(name: str, key: str, title: str, body: str, *, published: date = WRITTEN) -> Text:
    if len(body.split()) < _LEAST_WORDS:
        body += f"\n\n{_FILLER}"
    return Text(url=_url(name, key), title=title, text=body, publisher=name, published=published)


def _url(name: str, key: str) -> str:
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"https://{name}.example/{digest}"
