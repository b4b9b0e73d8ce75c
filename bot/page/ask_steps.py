"""What happens on the tab that answers questions: each step from what was sent to what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.answer import Answer, Status
from bot.conversation import understand
from bot.packs import make_pack, pack_from_json, pack_to_json
from bot.page.answer_html import coverage_html
from bot.page.article_html import store_html
from bot.page.error_form import error_of
from bot.page.inputs import question_of
from bot.page.keeping import open_kept
from bot.page.markup import json_file
from bot.page.narrowing import Narrowed, from_setting, narrowed_of, to_setting
from bot.page.notices_html import empty_html, notice_html
from bot.page.quiet import gr
from bot.page.service import Service
from bot.page.shelf import Coverage, Shelf, key_of
from bot.page.talk import Talk, Turn
from bot.page.talk_html import suggestions_html, talk_html
from bot.page.texts import Texts
from bot.page.told import ToldError
from bot.page.trouble import notice_of
from bot.page.writing import paced, turns_of
from bot.reported import FOLDER, report_error
from bot.saved import save
from bot.writing.quoting import QuoteWriter
from index.encoding.processor import n_cores
from sources.article import Article
from sources.errors import NewsproofError

WRITTEN_AT_ONCE = 8  # at least: most of the time they wait for the model
# Questions that the packaged samples answer, answer in two ways, and do not answer.
EXAMPLES = ("ask.example_why", "ask.example_how_many", "ask.example_when", "ask.example_airport")
# What a step changes: log, store of articles, conversation, question, problem, examples,
# suggestions.
Shown = tuple[object, ...]
_NAMES = ("log", "store", "talk", "question", "problem", "examples", "suggested")


def ask(
    t: Texts,
    newsproof: Service,
    shelf: Shelf,
    question: object,
    talk: Talk,
    *chosen: object,
    is_plain: bool = False,
) -> Iterator[Shown]:
    """Show the question at once, then its answer; a question that cannot be taken stays put.

    Args:
        t: The texts of the page.
        newsproof: What answers.
        shelf: The archive as the page reads it.
        question: As it was sent.
        talk: What was asked before.
        *chosen: What the search is narrowed to, as it was sent: see `narrowed_of`.
        is_plain: Whether it is asked as written, whatever was asked before.
    """
    try:
        text, narrowed = question_of(question), narrowed_of(*chosen)
        understood = None if is_plain else understand(text, talk.earlier())
    except NewsproofError as exc:
        yield shown(problem=notice_html(t, notice_of(exc, "ask")))
        return
    talk = talk.ask(text, understood, narrowed)
    known: dict[str, Article] = {}
    work = talk.turns[-1].work
    try:
        yield shown(
            log=talk_html(t, talk, ""),
            talk=talk,
            question="",
            problem="",
            # Each update of a component costs a millisecond.
            examples=gr.skip() if len(talk.turns) > 1 else gr.update(visible=False),
            suggested="",
        )
        for talk in paced(_answered(newsproof, shelf, talk)):  # noqa: B020 - it grows
            yield shown(log=talk_html(t, talk, ""), talk=talk, **_store(t, shelf, talk, known))
    finally:
        work.is_over = True  # also where the reader has gone


def at_once(newsproof: Service) -> int:
    """Return how many answers are made at once: one a core; more where a language model writes."""
    least = WRITTEN_AT_ONCE if _has_writer(newsproof) else 2
    return max(least, n_cores())


def _has_writer(newsproof: Service) -> bool:
    return newsproof.writer != QuoteWriter.identity


def _answered(newsproof: Service, shelf: Shelf, talk: Talk) -> Iterator[Talk]:
    """Yield the conversation as the answer to its last question grows."""
    asked = talk.turns[-1]
    day, filters = asked.narrowed.as_of, asked.narrowed.filters
    try:
        events = newsproof.stream(
            asked.question, as_of=day, understood=asked.understood, filters=filters
        )
        for turn in turns_of(asked, events):
            answer = turn.answer
            if answer is None or (turn.is_writing and not _has_writer(newsproof)):
                continue
            if turn.is_writing:
                yield talk.close(turn)
                continue
            is_open = answer.status is Status.ABSTAINED
            whole = replace(
                turn,
                answer=replace(answer, considered=()),  # what was not chosen is not remembered
                coverage=Coverage.of(shelf.rows(), day, filters) if is_open else None,
                pack=_pack(newsproof, answer, asked.narrowed),
            )
            yield talk.close(whole)
    except Exception as exc:  # noqa: BLE001  (the page must outlive any failure of one answer)
        yield talk.close(replace(asked, notice=notice_of(exc, "ask")))


def _store(t: Texts, shelf: Shelf, talk: Talk, known: dict[str, Article]) -> dict[str, object]:
    """Return the articles of a conversation, or what went wrong: its answers are there without.

    Args:
        t: The texts of the page.
        shelf: Where articles are read; what is gone from the archive is left out.
        talk: The conversation.
        known: What was read before, by key; what is read now is added.
    """
    marks = talk.marks()
    try:
        known |= shelf.cited(one for one in marks.values() if key_of(one) not in known)
    except Exception as exc:  # noqa: BLE001  (the answer stands without its articles)
        return {"problem": notice_html(t, notice_of(exc, "show the articles"))}
    return {"store": store_html(t, known.values(), marks)}


def _pack(newsproof: Service, answer: Answer, narrowed: Narrowed) -> bytes | None:
    """Return the evidence pack as a file; None when an article was removed while it was made."""
    now = datetime.now(UTC)
    try:
        pack = make_pack(answer, newsproof.archive, newsproof.settings, now=now)
    except NewsproofError:
        return None
    settings = {**pack.settings, **to_setting(narrowed)}
    return json_file(pack_to_json(replace(pack, settings=settings)))


def asker(asking: Callable[..., Iterator[Shown]]) -> Callable[..., Iterator[Shown]]:
    """Return what asks the question of a button that stands inside HTML."""

    def ask_it(event: gr.EventData, talk: Talk, *chosen: object) -> Iterator[Shown]:
        sent = sent_by(event)
        yield from asking(sent.get("ask"), talk, *chosen, is_plain=sent.get("plain") is True)

    return ask_it


def suggest(t: Texts, newsproof: Service, talk: Talk) -> object:
    """Return what the archive answers instead, narrowed as the question that it declined was."""
    turn = talk.turns[-1] if talk.turns else None
    if turn is None or turn.answer is None or turn.answer.status is not Status.ABSTAINED:
        return gr.skip()
    if turn.since is not None:
        return gr.skip()
    try:
        found = newsproof.suggestions(turn.answer, filters=turn.narrowed.filters)
        return suggestions_html(t, turn.number, found)
    except Exception as exc:  # noqa: BLE001  (the refusal stands without them)
        notice_of(exc, "suggest")
        return gr.skip()


def reporter(t: Texts, newsproof: Service) -> Callable[..., Shown]:
    """Return what keeps the report of an error."""

    def report(event: gr.EventData, talk: Talk) -> Shown:
        try:
            number, wrong, note = error_of(event._data)
            _refuse_while_writing(talk)
            turn, folder = talk.turn(number), newsproof.archive.database.folder
            if not talk.has_reports or turn is None or turn.pack is None or folder is None:
                raise ToldError("ask.report_none", "ask.report_none_way")
            pack = pack_from_json(turn.pack)
            report_error(folder / FOLDER, pack, wrong, note, now=datetime.now(UTC))
        except Exception as exc:  # noqa: BLE001  (a report that fails is a notice)
            return shown(problem=notice_html(t, notice_of(exc, "report an error")))
        talk = talk.mend(replace(turn, is_reported=True))
        return shown(log=talk_html(t, talk, ""), talk=talk, problem="")

    return report


def keeper(t: Texts, newsproof: Service) -> Callable[..., Shown]:
    """Return what keeps an answer with its evidence, which is what a person asked for."""

    def keep(event: gr.EventData, talk: Talk) -> Shown:
        try:
            _refuse_while_writing(talk)
            number = sent_by(event).get("keep")
            turn = talk.turn(number) if isinstance(number, int) else None
            if not talk.has_reports or turn is None or turn.pack is None:
                raise ToldError("ask.keep_none", "ask.keep_none_way")
            pack = pack_from_json(turn.pack)
            kept = save(pack, newsproof.archive, now=datetime.now(UTC))
        except Exception as exc:  # noqa: BLE001  (what cannot be kept is a notice)
            return shown(problem=notice_html(t, notice_of(exc, "keep an answer")))
        talk = talk.mend(replace(turn, kept=kept.id))
        return shown(log=talk_html(t, talk, ""), talk=talk, problem="")

    return keep


def _refuse_while_writing(talk: Talk) -> None:
    """Raise `ToldError` while an answer is written, which would overwrite what is noted now."""
    if talk.turns and talk.turns[-1].is_open:
        raise ToldError("ask.still_writing", "ask.still_writing_way")


def opener(t: Texts, newsproof: Service, shelf: Shelf) -> Callable[..., Shown]:
    """Return what shows an answer that was kept, its quotes looked up again."""

    def open_it(event: gr.EventData, talk: Talk) -> Shown:
        try:
            _refuse_while_writing(talk)
            talk = talk.add(_opened(newsproof, talk, sent_by(event).get("open")))
        except Exception as exc:  # noqa: BLE001  (a link that leads nowhere is a notice)
            return shown(problem=notice_html(t, notice_of(exc, "open a kept answer")))
        changed = {"problem": "", **_store(t, shelf, talk, {})}
        return shown(
            log=talk_html(t, talk, ""),
            talk=talk,
            examples=gr.update(visible=False),
            suggested="",
            **changed,
        )

    return open_it


def _opened(newsproof: Service, talk: Talk, kept_id: object) -> Turn:
    """Return a kept answer as the next turn.

    Raises:
        ToldError: Nothing can be opened.
    """
    if not talk.has_reports:
        raise ToldError("ask.kept_closed", "ask.kept_closed_way")
    kept = open_kept(newsproof.archive, kept_id)
    try:
        narrowed = from_setting(kept.pack.settings, kept.pack.as_of)
    except ToldError as exc:
        raise ToldError("ask.kept_damaged", "ask.kept_damaged_way") from exc
    return Turn(
        number=talk.next_number,
        question=kept.answer.question,
        understood=kept.answer.understood,
        answer=kept.answer,
        pack=json_file(pack_to_json(kept.pack)),
        narrowed=narrowed,
        kept=str(kept_id),
        since=kept.since,
    )


def start(t: Texts, shelf: Shelf, fresh: Talk) -> Shown:
    """Return an empty conversation that says what to do."""
    problem = ""
    coverage, has_samples = None, False
    try:
        rows = shelf.rows()
        coverage, has_samples = Coverage.of(rows), any(row.is_sample for row in rows)
    except Exception as exc:  # noqa: BLE001  (a page without an archive still opens)
        problem = notice_html(t, notice_of(exc, "open the page"))
    if coverage is not None and not coverage.n_articles:
        empty = empty_html(t("ask.empty"), t("ask.empty_way"))
    else:
        empty = empty_html(t("ask.first"), t("ask.first_words")) + coverage_html(t, coverage)
    return shown(
        log=talk_html(t, fresh, empty),
        store=store_html(t, (), {}),
        talk=fresh,
        question="",
        problem=problem,
        examples=gr.update(visible=has_samples),
        suggested="",
    )


def shown(**changed: object) -> Shown:
    """Return one value an output, in their order; what is not named stays as it is."""
    return tuple(changed.get(name, gr.skip()) for name in _NAMES)


def sent_by(event: gr.EventData) -> dict[str, Any]:
    """Return what the page's script sent with an event; nothing of it has been checked."""
    return event._data if isinstance(event._data, dict) else {}
