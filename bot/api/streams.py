"""Answers and verdicts as they come, as server-sent events; who leaves stops the work."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

from bot.answer import Answer, Status
from bot.api.problems import problem_of
from bot.api.service import Service
from bot.api.work import Work
from bot.claims import find_claims
from bot.clock import StageClock
from bot.memory import forget
from bot.verdict import CheckedClaim, Report
from bot.wire import answer_to_json, report_to_json
from bot.writing.values import Finished, Quoted, Stated, Withheld

_OVER = object()


def event(name: str, told: object) -> str:
    """Return one event; the data is one line of JSON."""
    return f"event: {name}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"


async def answer_events(
    newsproof: Service, work: Work, question: str, as_of: date | None
) -> AsyncIterator[str]:
    """Yield `quoted`, each `statement` that is proven, and `answer`; or `error`."""
    events = newsproof.stream(question, as_of=as_of)
    try:
        one = await work.run(_next, events)
        while one is not _OVER:
            yield event(*_told(one))
            one = await work.run_on(_next, events)
    except Exception as exc:  # noqa: BLE001 - the stream has begun: an error is an event of it
        yield event("error", problem_of(exc, "ask").told)
    finally:
        events.close()


def _told(one: object) -> tuple[str, object]:
    """Return the name and the data of an event of an answer."""
    match one:
        case Quoted():
            return "quoted", answer_to_json(one.answer)
        case Finished():
            return "answer", answer_to_json(one.answer)
        case Stated():
            alone = Answer(
                question="", status=Status.ANSWERED, text="", statements=(one.statement,)
            )
            said = answer_to_json(alone)["statements"][0]
            return "statement", {**said, "instead": one.instead}
        case Withheld():
            return "withheld", {"reason": one.reason}
        case _:
            raise TypeError(f"{type(one).__name__} is no event of an answer")


async def verdict_events(
    newsproof: Service, work: Work, text: str, as_of: date | None
) -> AsyncIterator[str]:
    """Yield `start`, a `claim` for each verdict, then `report` with all of them; or `error`."""
    try:
        claims = await work.run(find_claims, text)
        yield event("start", {"total": len(claims)})
        checker, clock = newsproof.checker(), StageClock()
        verdicts = iter(checker.check_each(claims, as_of=as_of, clock=clock))
        checked: list[CheckedClaim] = []
        # Each step waits its turn among other drafts, so that a long one holds up nobody.
        while isinstance(one := await work.run_on(_next, verdicts), CheckedClaim):
            checked.append(one)
            told = {"number": len(checked), "total": len(claims), **_claim_to_json(one)}
            yield event("claim", told)
        report = await work.run_on(checker.report, text, checked, as_of=as_of, clock=clock)
        yield event("report", report_to_json(report))
    except Exception as exc:  # noqa: BLE001 - the stream has begun: an error is an event of it
        yield event("error", problem_of(exc, "verify").told)
    finally:
        forget()


def _next(things: Iterator[object]) -> object:
    # StopIteration cannot cross from a thread into a coroutine.
    return next(things, _OVER)


def _claim_to_json(one: CheckedClaim) -> dict[str, Any]:
    told: dict[str, Any] = report_to_json(Report(text="", claims=(one,)))["claims"][0]
    return told
