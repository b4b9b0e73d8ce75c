"""FEVER: claims about Wikipedia, with the sentences that support or refute them.

Layout: Thorne et al., "FEVER: a Large-scale Dataset for Fact Extraction and VERification", 2018,
and fever.ai: a claims file (`id`, `claim`, `label`, `evidence`: a list of sets of
`[annotation, evidence, page, sentence number]`) and `wiki-pages/*.jsonl` (`id`, `lines`: a number,
a tab and a sentence a line). Sets that give the text instead are read too: `[page, number, text]`,
`[annotation, evidence, page, number, text]`, or an object with `page`, `sentence_id`, `text`.

Only pages that an evidence set names become articles: all of Wikipedia is no archive. A claim's
gold are the sentences that settle it alone. Where no sentence does, it is a sentence of any of
its sets, and the case is tagged `multi-hop`: there a quote of one of several needed counts, which
is milder than FEVER's own score.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.verdict import Verdict
from eval.cases.values import ClaimCase, GoldQuote
from eval.errors import CaseError
from eval.formats.fields import Item
from eval.formats.files import Tell, rows
from eval.formats.gathering import Gathering
from eval.formats.values import SetArticle

_LABELS = {
    "SUPPORTS": Verdict.SUPPORTED,
    "REFUTES": Verdict.REFUTED,
    "NOT ENOUGH INFO": Verdict.NOT_ENOUGH_EVIDENCE,
}
_STANCES: dict[Verdict, Literal["supports", "refutes"]] = {
    Verdict.SUPPORTED: "supports",
    Verdict.REFUTED: "refutes",
}
# The Penn Treebank's way of writing brackets and quotation marks.
_TOKENS = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "-COLON-": ":", "``": "“", "''": "”",
}  # fmt: skip
_TOKEN = re.compile("|".join(map(re.escape, _TOKENS)))
_SPACE_BEFORE = re.compile(r"\s+([,.;:!?)\]}”]|'s\b|n't\b)")
_SPACE_AFTER = re.compile(r"([(\[{“])\s+")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of evidence: page, number there, and the text where the set gives it."""

    page: str
    number: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Claim:
    own: str
    words: str
    verdict: Verdict
    sets: tuple[tuple[_Sentence, ...], ...]
    where: str


def read_fever(path: Path, into: Gathering, *, split: str) -> None:
    """Read a claims file, or the one in a folder, with the `wiki-pages` beside it where it has any.

    Raises:
        CaseError: A file is wrong, an id is there twice, or there is no one claims file.
    """
    claims_file = _claims_file(path, split)
    claims = [_claim(item) for item in rows(claims_file, into.tell)]
    wanted: dict[str, dict[int, str]] = {}
    for claim in claims:
        for one in (one for evidence in claim.sets for one in evidence):
            wanted.setdefault(one.page, {})
            if one.text:
                wanted[one.page].setdefault(one.number, one.text)
    pages: dict[str, dict[int, str]] = {}
    for file in _wiki_files(claims_file.parent):
        for page, sentences in _pages(file, wanted, into.tell):
            pages.setdefault(page, sentences)
    for page, given in wanted.items():
        sentences = pages.setdefault(page, given)
        if sentences:
            title = _plain(page.replace("_", " "))
            text = " ".join(sentences[number] for number in sorted(sentences))
            into.add_article(
                SetArticle(url=into.address_of(page), title=title, text=text),
                f"{claims_file.parent} (page {page!r:.60})",
            )
    for claim in claims:
        _add_claim(claim, pages, into)


def _add_claim(claim: _Claim, pages: dict[str, dict[int, str]], into: Gathering) -> None:
    gold: tuple[GoldQuote, ...] = ()
    tags = ["fever"]
    if claim.verdict is not Verdict.NOT_ENOUGH_EVIDENCE:
        whole = [
            evidence
            for evidence in claim.sets
            if evidence and all(one.number in pages.get(one.page, {}) for one in evidence)
        ]
        for _ in range(len(claim.sets) - len(whole)):
            into.skip(claim.where, "an evidence set whose sentences are not there")
        if not whole:
            into.skip(claim.where, "a claim without evidence that is there")
            return
        alone = [evidence for evidence in whole if len(set(evidence)) == 1]
        if not alone:
            tags.append("multi-hop")
        stance = _STANCES[claim.verdict]
        gold = tuple(
            dict.fromkeys(
                GoldQuote(
                    article=into.address_of(one.page),
                    quote=pages[one.page][one.number],
                    stance=stance,
                )
                for evidence in alone or whole
                for one in evidence
            )
        )
    into.add_case(
        ClaimCase(
            id=into.id_of(claim.own),
            claim=claim.words,
            verdict=claim.verdict,
            gold=gold,
            tags=tuple(tags),
        ),
        claim.where,
    )


def _claims_file(path: Path, split: str) -> Path:
    if not path.is_dir():
        return path
    found = sorted(path.glob("*.jsonl"))
    named = [file for file in found if file.stem == split]
    if len(named or found) == 1:
        return (named or found)[0]
    raise CaseError(f"{path}: {len(found)} files that may hold the claims", "name the one to read")


def _wiki_files(folder: Path) -> list[Path]:
    return sorted((folder / "wiki-pages").glob("*.jsonl"))


def _pages(
    file: Path, wanted: dict[str, dict[int, str]], tell: Tell
) -> Iterator[tuple[str, dict[int, str]]]:
    for item in rows(file, tell):
        page = item.text("id")
        if page not in wanted:
            continue
        sentences: dict[int, str] = {}
        for line in item.text("lines").split("\n"):
            number, _, rest = line.partition("\t")
            text = _plain(rest.partition("\t")[0])
            # A page's text may have line breaks of its own; what follows one has no number.
            if number.isdecimal() and len(number) < 7 and text:
                sentences.setdefault(int(number), text)
        yield page, sentences


def _claim(item: Item) -> _Claim:
    label = item.needed("label").strip().upper()
    if label not in _LABELS:
        raise item.wrong("label", f"is {label!r:.40}, not one of {', '.join(_LABELS)}")
    evidence = item.values("evidence")
    # A flat list is one set: nobody said that one of its sentences is enough.
    sets = evidence if all(map(_is_set, evidence)) else [evidence]
    return _Claim(
        own=item.own_id("id"),
        words=item.needed("claim").strip(),
        verdict=_LABELS[label],
        sets=tuple(
            tuple(found for one in given if (found := _sentence(one, item)) is not None)
            for given in sets
            if isinstance(given, list)
        ),
        where=item.where,
    )


def _is_set(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], list | dict)


def _sentence(value: object, item: Item) -> _Sentence | None:
    """Return a sentence of evidence, or None where FEVER writes null for "there is none"."""
    page: object
    number: object
    text: object = ""
    if isinstance(value, dict):
        page = value.get("page", value.get("title"))
        number = value.get("sentence_id", value.get("line"))
        text = value.get("text", value.get("sentence", ""))
    elif isinstance(value, list) and len(value) in (3, 4, 5):
        page, number = value[:2] if len(value) == 3 else value[2:4]
        text = "" if len(value) == 4 else value[-1]
    else:
        raise item.wrong("evidence", "has an entry that is no page, sentence number and text")
    if page is None:
        return None
    if isinstance(number, str) and number.isdecimal() and len(number) < 7:
        number = int(number)
    is_right = isinstance(page, str) and bool(page.strip()) and isinstance(text, str)
    if not is_right or isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise item.wrong("evidence", "has an entry that is no page, sentence number and text")
    return _Sentence(str(page), number, _plain(str(text)))


def _plain(tokens: str) -> str:
    """Return a tokenised text as a person would print it, on one line."""
    text = _TOKEN.sub(lambda token: _TOKENS[token.group()], tokens)
    text = _SPACE_AFTER.sub(r"\1", _SPACE_BEFORE.sub(r"\1", text))
    return " ".join(text.split())
