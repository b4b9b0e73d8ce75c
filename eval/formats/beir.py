"""BEIR folders: a corpus, queries, and which texts are relevant to which.

Layout: Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information
Retrieval Models", 2021, and the wiki of github.com/beir-cellar/beir: `corpus.jsonl` (`_id`,
`title`, `text`, `metadata`), `queries.jsonl` (`_id`, `text`), `qrels/SPLIT.tsv` (a header, then
query id, corpus id, score).

Relevance has no quote, so the whole text of a relevant article is gold: any passage of it counts
as found, which is what BEIR's own measures count. It says nothing about answers: the cases are
tagged `retrieval-only`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.answer import Status
from eval.cases.values import GoldQuote, Kind, Question
from eval.errors import CaseError
from eval.formats.fields import Item
from eval.formats.files import lines, rows
from eval.formats.gathering import Gathering
from eval.formats.values import SetArticle
from sources.dates import parse_date

TAGS = ("beir", "retrieval-only")
_DATES = ("published", "published_at", "date", "pubdate")


def read_beir(folder: Path, into: Gathering, *, split: str) -> None:
    """Read a folder; the judgements are those of `qrels/{split}.tsv`, or of the only file there.

    Raises:
        CaseError: A file is missing or wrong, or an id is there twice.
    """
    judged = _qrels_file(folder, split)
    texts: dict[str, str] = {}
    seen: dict[str, str] = {}
    for item in rows(folder / "corpus.jsonl", into.tell):
        own = _new_id(item, seen)
        text = item.text("text")
        if not text.strip():
            into.skip(item.where, "a text that is empty")
            continue
        url = into.address_of(own)
        into.add_article(
            SetArticle(url=url, title=item.text("title"), text=text, published=_published(item)),
            item.where,
        )
        texts[own] = text.strip()
    relevant = _relevant(judged, texts, into)
    seen.clear()
    for item in rows(folder / "queries.jsonl", into.tell):
        own = _new_id(item, seen)
        found = relevant.pop(own, None)
        if found is None:
            continue  # of another split
        if not found:
            into.skip(item.where, "a query without a relevant text")
            continue
        into.add_case(
            Question(
                id=into.id_of(own),
                question=item.needed("text"),
                kind=Kind.ANSWERABLE,
                status=Status.ANSWERED,
                gold=tuple(
                    GoldQuote(article=into.address_of(one), quote=texts[one]) for one in found
                ),
                tags=TAGS,
            ),
            item.where,
        )
    for own in relevant:
        into.skip(f"{judged} ({own!r:.60})", "judgements of a query that is not there")


def _qrels_file(folder: Path, split: str) -> Path:
    named = folder / "qrels" / f"{split}.tsv"
    if named.is_file():
        return named
    found = sorted((folder / "qrels").glob("*.tsv"))
    if len(found) == 1:
        return found[0]
    names = ", ".join(path.stem for path in found)
    raise CaseError(
        f"{folder}: no qrels/{split}.tsv" + (f" among {names}" if names else ""),
        "name one with --split"
        if names
        else "give a folder with corpus.jsonl, queries.jsonl and qrels/*.tsv",
    )


def _new_id(item: Item, seen: dict[str, str]) -> str:
    own = item.own_id("_id", "id")
    if own in seen:
        raise CaseError(
            f"{item.where}: id {own!r:.60} is taken, see {seen[own]}", "give each its own id"
        )
    seen[own] = item.where
    return own


def _relevant(judged: Path, texts: dict[str, str], into: Gathering) -> dict[str, list[str]]:
    """Return the relevant texts of each query that is judged, best first, then as they stand."""
    scored: dict[str, dict[str, int]] = {}
    for where, query, text, score in _judgements(judged):
        found = scored.setdefault(query, {})
        if text in found:
            raise CaseError(
                f"{where}: {query!r:.60} and {text!r:.60} are judged twice", "delete one"
            )
        if score > 0 and text not in texts:
            into.skip(where, "a relevant text that the corpus lacks")
        elif score >= 0:
            found[text] = score
    return {
        query: sorted((one for one in found if found[one] > 0), key=lambda one: -found[one])
        for query, found in scored.items()
    }


def _judgements(path: Path) -> Iterator[tuple[str, str, str, int]]:
    is_first = True
    for where, line in lines(path):
        cells = line.split("\t")
        score = cells[-1].strip()
        if len(cells) == 3 and score.removeprefix("-").isdecimal() and len(score) < 10:
            yield where, cells[0].strip(), cells[1].strip(), int(score)
        elif not is_first or len(cells) != 3:
            raise CaseError(
                f"{where}: no query id, corpus id and whole number with tabs between",
                "mend the line",
            )
        is_first = False


def _published(item: Item) -> date | None:
    metadata = item.fields.get("metadata")
    if not isinstance(metadata, dict):
        return None
    printed = next((metadata[name] for name in _DATES if metadata.get(name)), None)
    return parse_date(printed) if isinstance(printed, str) else None
