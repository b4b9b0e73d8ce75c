"""An answer as plain text with numbered sources: what "Copy with citations" copies."""

from __future__ import annotations

from bot.answer import Answer, Citation, Statement, Status
from bot.attribution.values import Voice
from bot.page.citing import copies_words
from bot.page.markup import plain_day, safe_url


def answer_text(answer: Answer) -> str:
    """Return the answer, its quotes and their sources, line by line."""
    asked = answer.question
    if answer.understood:
        asked += f"\n(understood as: {answer.understood})"
    if answer.status is Status.ABSTAINED:
        said = [" ".join(filter(None, (answer.text, answer.reason)))]
        sources = [("Nearest:" if answer.nearest else ""), *map(_source, answer.nearest)]
    else:
        said = [answer.reason, answer.short and f"{answer.short}.", *_statements(answer)]
        sources = [_source(citation) for citation in answer.citations]
    known = f"As known on {plain_day(answer.as_of)}." if answer.as_of else ""
    blocks = (asked, *filter(None, said), "\n".join(filter(None, sources)), known)
    return "\n\n".join(filter(None, blocks))


def _statements(answer: Answer) -> list[str]:
    return [
        (f"Account {statement.side.upper()}: " if statement.side else "") + _numbered(statement)
        for statement in answer.statements
    ]


def _numbered(statement: Statement) -> str:
    return statement.text + "".join(f" [{number}]" for number in statement.citations)


def _source(citation: Citation) -> str:
    said = citation.attributed
    facts = (
        citation.title,
        citation.publisher or "publisher unknown",
        plain_day(citation.published) if citation.published else "undated",
        f"updated {plain_day(citation.updated)}" if citation.updated else "",
        citation.pages_in_words,
        said.line if said and said.voice != Voice.REPORTED.value else "",
        copies_words(citation),
        safe_url(citation.url) or "",
    )
    return f"[{citation.number}] “{citation.quote.text}” {'; '.join(filter(None, facts))}"
