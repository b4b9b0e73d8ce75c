"""The routes for programs, and the two that say how the server is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, FastAPI, Path, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse

from bot.api.articles import found_passages, list_articles, whole_article
from bot.api.models import (
    Alive,
    AnswerBody,
    ArticleBody,
    ArticlesBody,
    HitsBody,
    Problem,
    ReportBody,
)
from bot.api.problems import tell_problems
from bot.api.service import Service
from bot.api.streams import answer_events, verdict_events
from bot.api.taking import MAX_OFFSET, Asked, Given, Listed, Searched, draft_of, query_of
from bot.api.work import Work
from bot.asking import clean_question
from bot.wire import answer_to_json, report_to_json

_REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in (
        (400, "The request cannot be read, or names another host."),
        (401, "A key is needed."),
        (403, "A page of another origin asks."),
        (404, "There is no such thing."),
        (408, "The request did not arrive in time."),
        (413, "The body is larger than 256 KB."),
        (422, "A field is missing, unknown, of another type, or too long."),
        (429, "Too many requests; `Retry-After` says when to come again."),
        (500, "Something failed here; nothing was stored."),
        (503, "Busy, or a part is not available; `Retry-After` may say when to come again."),
    )
}
_TEXT = "text/event-stream"
_ASK_EVENTS = (
    "Server-sent events: `quoted` (the answer in quotes, as `/api/ask` returns it); where a "
    "language model writes, each proven `statement` as it comes, or `withheld` with the reason; "
    "then `answer`, the whole of it; or `error`. Who leaves stops the work."
)
_VERIFY_EVENTS = (
    "Server-sent events: `start` with the number of claims, a `claim` for each verdict as it "
    "comes, then `report` (as `/api/verify` returns it); or `error`. Who leaves stops the work."
)
_ID = Path(description="The article's id.", min_length=1, max_length=64)


def build_api(
    newsproof: Service,
    work: Work,
    check_ready: Callable[[], None],
    *,
    lifespan: Any = None,  # noqa: ANN401 - an asynccontextmanager, as FastAPI takes it
) -> FastAPI:
    """Return the application with the routes for programs.

    Args:
        newsproof: What answers and checks.
        work: Where the work is done.
        check_ready: Raises a `NewsproofError` when the server cannot answer yet.
        lifespan: What is open while the server runs.
    """
    app = FastAPI(
        title="Newsproof",
        version="1",
        summary="Answers and verdicts, every sentence proven by a verbatim quote.",
        description="Offsets count Unicode code points of the archived text; days are ISO 8601. "
        "What is sent is worked on in memory and stored nowhere.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.include_router(_how_it_is(check_ready))
    app.include_router(_work_routes(newsproof, work))
    app.include_router(_archive_routes(newsproof, work))
    tell_problems(app)
    return app


def _how_it_is(check_ready: Callable[[], None]) -> APIRouter:
    router = APIRouter(tags=["server"])

    @router.get("/health", response_model=Alive, summary="Is the server there?")
    async def health() -> dict[str, str]:
        return {"status": "live"}

    @router.get(
        "/ready",
        response_model=Alive,
        summary="Can a question be answered: is the archive readable, the index open?",
        responses={503: _REFUSED[503]},
    )
    async def ready() -> dict[str, str]:
        await anyio.to_thread.run_sync(check_ready)
        return {"status": "ready"}

    return router


def _work_routes(newsproof: Service, work: Work) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["questions and claims"], responses=_REFUSED)

    @router.post(
        "/ask", responses={200: {"model": AnswerBody}}, summary="Answer a question, or abstain"
    )
    async def ask(asked: Asked) -> JSONResponse:
        question = clean_question(asked.question)
        answer = await work.run(newsproof.ask, question, as_of=asked.as_of)
        return JSONResponse(answer_to_json(answer))

    @router.post(
        "/verify", responses={200: {"model": ReportBody}}, summary="Give a verdict for every claim"
    )
    async def verify(given: Given, request: Request) -> JSONResponse:
        text = draft_of(given.text)
        async with _while_here(request) as stop_if_gone:
            check = partial(newsproof.verify, as_of=given.as_of, on_progress=stop_if_gone)
            try:
                report = await work.run(check, text)
            except _GoneError:
                return JSONResponse({})  # nobody reads it
        return JSONResponse(report_to_json(report))

    @router.post(
        "/ask/stream",
        responses={200: {"content": {_TEXT: {}}, "description": _ASK_EVENTS}},
        response_class=StreamingResponse,
        summary="Answer a question; the quotes come first",
    )
    async def ask_stream(asked: Asked) -> StreamingResponse:
        question = clean_question(asked.question)
        work.admit()
        events = answer_events(newsproof, work, question, asked.as_of)
        return StreamingResponse(events, media_type=_TEXT)

    @router.post(
        "/verify/stream",
        responses={200: {"content": {_TEXT: {}}, "description": _VERIFY_EVENTS}},
        response_class=StreamingResponse,
        summary="Give verdicts as they come",
    )
    async def verify_stream(given: Given) -> StreamingResponse:
        text = draft_of(given.text)
        work.admit()
        events = verdict_events(newsproof, work, text, given.as_of)
        return StreamingResponse(events, media_type=_TEXT)

    return router


def _archive_routes(newsproof: Service, work: Work) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["archive"], responses=_REFUSED)

    @router.get("/search", response_model=HitsBody, summary="Find passages, best first")
    async def search(searched: Annotated[Searched, Query()]) -> HitsBody:
        query, day = query_of(searched.q), searched.as_of
        hits = await work.run(newsproof.search, query, k=searched.k, as_of=day)
        return await work.run(found_passages, newsproof.archive, query, day, hits)

    @router.get("/articles", response_model=ArticlesBody, summary="List articles, newest first")
    async def articles(wanted: Annotated[Listed, Query()]) -> ArticlesBody:
        return await work.run(list_articles, newsproof.archive, wanted)

    @router.get(
        "/articles/{article_id}",
        response_model=ArticleBody,
        summary="Read an article: its text, its parts, its versions",
    )
    async def article(
        article_id: Annotated[str, _ID],
        version: Annotated[
            int | None, Query(ge=1, le=MAX_OFFSET, description="A version; else the newest.")
        ] = None,
    ) -> ArticleBody:
        return await work.run(whole_article, newsproof.archive, article_id, version)

    return router


class _GoneError(Exception):
    """Raised in the working thread when nobody waits for what it does."""


@asynccontextmanager
async def _while_here(request: Request) -> AsyncIterator[Callable[[int, int], None]]:
    """Watch whether the client is still there; yields what ends the work when it is not."""
    gone = threading.Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone.set()

    def stop_if_gone(done: int, total: int) -> None:
        if gone.is_set():
            raise _GoneError

    watching = asyncio.create_task(watch())
    try:
        yield stop_if_gone
    finally:
        watching.cancel()
