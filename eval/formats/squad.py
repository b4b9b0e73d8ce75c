"""SQuAD 1.1 and 2.0: paragraphs of encyclopedia articles, questions, and spans that answer them.

Layout: Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text", 2016, and
"Know What You Don't Know: Unanswerable Questions for SQuAD", 2018: `data` → `title`, `paragraphs`
→ `context`, `qas` → `id`, `question`, `is_impossible`, `answers` → `text`, `answer_start`.

An entry becomes one article, its paragraphs in order. The gold quote is the sentence that holds
the answer; the answers themselves are the accepted words. What is impossible to answer becomes a
near miss; it is so of its own paragraph, and whoever wrote it did not look at the other articles.
"""

from __future__ import annotations

from pathlib import Path

from bot.answer import Status
from bot.ingesting import Progress
from eval.cases.values import GoldQuote, Kind, Question
from eval.errors import CaseError
from eval.formats.fields import Item
from eval.formats.files import whole_json
from eval.formats.gathering import Gathering
from eval.formats.quotes import sentence_around
from eval.formats.values import SetArticle
from sources.article import Span


def read_squad(path: Path, into: Gathering) -> None:
    """Read a file of SQuAD.

    Raises:
        CaseError: The file is wrong, or an id is there twice.
    """
    entries = Item.of(whole_json(path), str(path)).items("data")
    if not entries:
        raise CaseError(f"{path}: no 'data'", "give a file of SQuAD 1.1 or 2.0")
    n_titles: dict[str, int] = {}
    for n, entry in enumerate(entries, start=1):
        title = entry.text("title").replace("_", " ").strip()
        paragraphs = entry.items("paragraphs")
        contexts = [paragraph.needed("context").strip() for paragraph in paragraphs]
        if not contexts:
            into.skip(entry.where, "an entry without paragraphs")
            continue
        n_titles[title] = n_titles.get(title, 0) + 1
        own = title if n_titles[title] == 1 else f"{title} ({n_titles[title]})"
        url = into.address_of(own or f"entry {n}")
        into.add_article(SetArticle(url=url, title=title, text="\n\n".join(contexts)), entry.where)
        for paragraph in paragraphs:
            for asked in paragraph.items("qas"):
                _add_question(asked, paragraph.text("context"), url, into)
        into.tell(Progress(stage="reading", done=n, total=len(entries)))


def _add_question(asked: Item, context: str, url: str, into: Gathering) -> None:
    own, words = asked.own_id("id"), asked.text("question").strip()
    is_impossible = asked.fields.get("is_impossible", False)
    if not isinstance(is_impossible, bool):
        raise asked.wrong("is_impossible", "is not true or false")
    if not words:
        into.skip(asked.where, "a question without words")
    elif is_impossible:
        into.add_case(
            Question(
                id=into.id_of(own),
                question=words,
                kind=Kind.NEAR_MISS,
                status=Status.ABSTAINED,
                tags=("squad", "impossible"),
            ),
            asked.where,
        )
    else:
        accepted: dict[str, None] = {}
        quotes: dict[str, None] = {}
        for answer in asked.items("answers"):
            found = _answer(answer, context)
            if found:
                accepted.setdefault(found.of(context))
                quotes.setdefault(sentence_around(context, found))
            else:
                into.skip(answer.where, "an answer that does not stand in its paragraph")
        if not quotes:
            into.skip(asked.where, "a question without an answer in its paragraph")
            return
        into.add_case(
            Question(
                id=into.id_of(own),
                question=words,
                kind=Kind.ANSWERABLE,
                status=Status.ANSWERED,
                gold=tuple(GoldQuote(article=url, quote=quote) for quote in quotes),
                accepted=tuple(accepted),
                tags=("squad",),
            ),
            asked.where,
        )


def _answer(answer: Item, context: str) -> Span | None:
    """Return where an answer stands: at the place given, else where it is found first."""
    text, start = answer.text("text").strip(), answer.fields.get("answer_start")
    if not text:
        return None
    if isinstance(start, bool) or not isinstance(start, int):
        raise answer.wrong("answer_start", "is not a whole number")
    if start < 0 or not context.startswith(text, start):
        start = context.find(text)
    return Span(start=start, end=start + len(text)) if start >= 0 else None
