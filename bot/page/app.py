"""The page as a server: `build_page` lays it out, `serve` answers until it is interrupted.

Every switch of Gradio that could open the page to others is set here, explicitly.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.access.door import Door, Rights
from bot.access.modes import Mode, Policy
from bot.access.paths import DESK
from bot.api.app import build_api
from bot.api.service import Service as ApiService
from bot.api.work import Work
from bot.page.ask_tab import build_ask_tab
from bot.page.bodies import MAX_UPLOAD, Bodies
from bot.page.check_tab import build_check_tab
from bot.page.document import HERE, Document
from bot.page.guard import Guard
from bot.page.login import login_routes, logout_html
from bot.page.notices_html import mast_html
from bot.page.parts import html_block
from bot.page.quiet import gr
from bot.page.readiness import Readiness
from bot.page.scratch import scratch_folder
from bot.page.server import AddressError, PortTakenError, listen, run
from bot.page.service import Service as PageService
from bot.page.sessions import keep_little
from bot.page.shelf import Shelf
from bot.page.sources_tab import build_sources_tab
from bot.page.tabs import Tab, more_tabs
from bot.page.texts import texts_of
from bot.page.traffic import Traffic
from sources.archive import Archive

__all__ = ["AddressError", "PortTakenError", "Served", "build_app", "build_page", "serve"]

MAX_SESSIONS = 500
MAX_QUEUE = 64
QUEUE_S = 0.01  # between two looks into the queue: Gradio 6.31 would look a thousand times a second
# Names only: the style sheet brings the first, and no theme font is loaded.
FONTS = ("Newsproof Sans", "system-ui", "sans-serif")

Address = tuple[str, int]  # host and port


class Served(ApiService, PageService, Protocol):
    """What is served: the page's part of `bot.newsproof.Newsproof` and the API's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An application, and how it is told that it has to end.

    Attributes:
        app: What answers.
        stop: Ends the streams that would never end by themselves.
        readiness: Loads the models, and says whether they are there.
    """

    app: ASGIApp
    stop: Callable[[], None]
    readiness: Readiness


def build_page(
    newsproof: PageService,
    *,
    has_check: bool = True,
    has_sources: bool = True,
    has_uploads: bool = True,
    has_logout: bool = False,
    more: Sequence[Tab] = (),
) -> gr.Blocks:
    """Lay out the tabs.

    Args:
        newsproof: What answers, checks and ingests.
        has_check: Whether claims can be checked.
        has_sources: Whether the archive can be seen and kept, and what else is the newsroom's.
        has_uploads: Whether visitors may add articles.
        has_logout: Whether somebody is logged in.
        more: Tabs of other packages, behind our own; shown with the archive.
    """
    t = texts_of(newsproof.settings.language)
    shelf = Shelf(newsproof.archive)
    with gr.Blocks(
        title="Newsproof",
        analytics_enabled=False,
        delete_cache=(600, 3600),
        fill_width=True,
    ) as page:
        html_block(mast_html(t))
        if has_logout:
            html_block(logout_html(t))
        with gr.Tabs(elem_id="np-tabs"):
            with gr.Tab(t("shell.tab_ask"), id="ask"):
                build_ask_tab(t, newsproof, shelf, has_reports=has_sources)
            if has_check:
                with gr.Tab(t("shell.tab_check"), id="check") as check:
                    reports = check if has_sources else None
                    build_check_tab(
                        t, newsproof, shelf, has_uploads=has_uploads, reports_tab=reports
                    )
            if has_sources:
                with gr.Tab(t("shell.tab_archive"), id="archive") as archive:
                    build_sources_tab(t, newsproof, shelf, archive, has_uploads=has_uploads)
                for tab in more:
                    with gr.Tab(tab.name(t), id=tab.id):
                        tab.build(t, newsproof)
    # The place in the queue, which this page doesn't show, is told as seldom as can be.
    page.queue(3600, max_size=MAX_QUEUE, default_concurrency_limit=4, api_open=False)
    page._queue.sleep_when_free = QUEUE_S
    page.state_session_capacity = MAX_SESSIONS
    return page


def build_app(
    newsproof: Served, *, policy: Policy, port: int, temp: Path, access: Path | None = None
) -> Site:
    """Return the guarded application: the page, the API, and what else the policy opens.

    Args:
        newsproof: What answers, checks and ingests.
        policy: To whom it is open.
        port: The port that will be listened on.
        temp: The folder for uploaded files, which nobody else can read.
        access: The folder of the password and the keys; None for the data directory.
    """
    os.environ["GRADIO_TEMP_DIR"] = str(temp)
    t = texts_of(newsproof.settings.language)
    rights = Rights(access or newsproof.archive.database.folder)
    readiness, work = Readiness(newsproof), Work()
    own_lifespan, routes = _mcp(newsproof, work) if policy.has_mcp else (None, [])
    app = build_api(newsproof, work, readiness.check, lifespan=own_lifespan)
    app.router.routes.extend(routes)

    @app.get("/np/{name}", include_in_schema=False)
    async def own_file(name: str) -> FileResponse:
        known = {"page.css": "text/css", "page.js": "text/javascript"}
        if name not in known:
            raise HTTPException(404, "not found")
        return FileResponse(HERE / name, media_type=known[name])

    is_own, is_public = policy.mode is Mode.OWN, policy.mode is Mode.PUBLIC
    if policy.mode is Mode.SHARED:
        app.include_router(login_routes(t, rights))
        _mount(
            app,
            build_page(newsproof, has_logout=True, more=more_tabs()),
            DESK,
            newsproof.archive,
            (policy.host, port),
        )
    page = build_page(
        newsproof,
        has_check=is_own or is_public,
        has_sources=is_own,
        has_uploads=is_own,
        more=more_tabs() if is_own else (),
    )
    _mount(app, page, "/", newsproof.archive, (policy.host, port))
    traffic = Traffic(Door(Bodies(Document(app, t), policy, temp, t), policy, rights), policy.mode)
    return Site(app=Guard(traffic, policy), stop=traffic.stop, readiness=readiness)


def _mount(app: FastAPI, page: gr.Blocks, path: str, archive: Archive, address: Address) -> None:
    folder, (host, port) = archive.database.folder, address
    gr.mount_gradio_app(
        app,
        page,
        path=path,
        server_name=host,
        server_port=port,
        theme=gr.themes.Base(
            primary_hue="slate", neutral_hue="stone", radius_size="sm", font=FONTS
        ),
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        allowed_paths=[],
        blocked_paths=[] if folder is None else [str(folder)],
        max_file_size=MAX_UPLOAD,
        enable_monitoring=False,
        footer_links=[],
        mcp_server=False,
        pwa=False,
        root_path="",
        run_history=False,
        show_error=False,
        ssr_mode=False,
    )
    keep_little(app, page)
    # Gradio 6.31 checks the paths of uploaded files only in an app that was launched, and a
    # mounted one never counts as such: any file of the server could be named as an upload.
    page.has_launched = True


def _mcp(newsproof: Served, work: Work) -> tuple[Callable[[FastAPI], object], list[Route]]:
    from bot.mcp.serving import http_routes

    return http_routes(newsproof, work)


def serve(
    newsproof: Served,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    policy: Policy | None = None,
    access: Path | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until Ctrl-C or SIGTERM; returns when every connection has been closed.

    Args:
        newsproof: What answers, checks and ingests.
        host: The address to listen on.
        port: The port; 0 for any free one.
        policy: To whom it is open; None for what follows from the address.
        access: The folder of the password and the keys; None for the data directory.
        on_ready: Called once with the page's address when it answers.

    Raises:
        PortTakenError: Another program listens on the port.
        AddressError: The address cannot be listened on.
    """
    with listen(host, port) as listener, scratch_folder() as temp:
        bound = int(listener.getsockname()[1])
        name = f"[{host}]" if ":" in host else host
        site = build_app(
            newsproof, policy=policy or Policy.of(host), port=bound, temp=temp, access=access
        )
        threading.Thread(target=site.readiness.warm_up, daemon=True).start()
        run(
            site.app,
            listener,
            on_ready=lambda: on_ready(f"http://{name}:{bound}/") if on_ready else None,
            on_stop=site.stop,
        )
