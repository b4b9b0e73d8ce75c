"""An answer as plain text with numbered sources: what "Copy with citations" copies."""

from __future__ import annotations

from bot.answer import Answer, Citation, Statement, Status
from bot.attribution.values import Voice
from bot.page.citing import copies_words
from bot.page.markup import safe_url
from bot.page.texts import Texts


def answer_text(t: Texts, answer: Answer, narrowed: str = "") -> str:
    """Return the answer, its quotes and their sources, line by line.

    Args:
        t: The texts of the page.
        answer: The answer.
        narrowed: What was searched, in words; empty for all of the archive.
    """
    asked = answer.question
    if answer.understood:
        asked += "\n" + t("ask.plain_understood", question=answer.understood)
    if narrowed:
        asked += f"\n({narrowed})"
    if answer.status is Status.ABSTAINED:
        said = [" ".join(filter(None, (answer.text, answer.reason)))]
        near = t("ask.plain_nearest") if answer.nearest else ""
        sources = [near, *(_source(t, citation) for citation in answer.nearest)]
    else:
        said = [answer.reason, answer.short and f"{answer.short}.", *_statements(t, answer)]
        sources = [_source(t, citation) for citation in answer.citations]
    known = t("ask.plain_as_known", day=t.day(answer.as_of)) if answer.as_of else ""
    blocks = (asked, *filter(None, said), "\n".join(filter(None, sources)), known)
    return "\n\n".join(filter(None, blocks))


def _statements(t: Texts, answer: Answer) -> list[str]:
    return [
        t("ask.plain_account", which=one.side.upper(), text=_numbered(one))
        if one.side
        else _numbered(one)
        for one in answer.statements
    ]


def _numbered(statement: Statement) -> str:
    return statement.text + "".join(f" [{number}]" for number in statement.citations)


def _source(t: Texts, citation: Citation) -> str:
    said = citation.attributed
    facts = (
        citation.title,
        citation.publisher or t("ask.publisher_unknown"),
        t.day(citation.published) if citation.published else t("ask.undated"),
        t("common.updated", day=t.day(citation.updated)) if citation.updated else "",
        citation.pages_in_words,
        said.line if said and said.voice != Voice.REPORTED.value else "",
        copies_words(t, citation),
        safe_url(citation.url) or "",
    )
    return t(
        "ask.plain_quote",
        number=citation.number,
        quote=citation.quote.text,
        facts="; ".join(filter(None, facts)),
    )
