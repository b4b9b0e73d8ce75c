"""The page as a server: `build_page` lays it out, `serve` answers until it is interrupted.

Every switch of Gradio that could open the page to others is set here, explicitly.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse
from starlette.types import ASGIApp

from bot.errors import BotError
from bot.page.ask_tab import build_ask_tab
from bot.page.check_tab import build_check_tab
from bot.page.document import HERE, Document
from bot.page.guard import MAX_UPLOAD, Guard, is_loopback
from bot.page.notices_html import MAST
from bot.page.parts import html_block
from bot.page.quiet import gr
from bot.page.service import Service
from bot.page.shelf import Shelf
from bot.page.sources_tab import build_sources_tab
from bot.page.trouble import tell_no_details

MAX_SESSIONS = 500
MAX_QUEUE = 64
MAX_CONNECTIONS = 400
# Names only: the style sheet brings the first, and no theme font is loaded.
FONTS = ("Newsproof Sans", "system-ui", "sans-serif")


class PortTakenError(BotError):
    """Raised when another program listens on the port."""

    exit_code = 3


class AddressError(BotError):
    """Raised when this machine cannot listen on the address."""


def build_page(newsproof: Service, *, has_uploads: bool = True) -> gr.Blocks:
    """Lay out the three tabs.

    Args:
        newsproof: What answers, checks and ingests.
        has_uploads: Whether visitors may add articles.
    """
    shelf = Shelf(newsproof.archive)
    with gr.Blocks(
        title="Newsproof",
        analytics_enabled=False,
        delete_cache=(600, 3600),
        fill_width=True,
    ) as page:
        html_block(MAST)
        with gr.Tabs(elem_id="np-tabs"):
            with gr.Tab("Ask", id="ask"):
                build_ask_tab(newsproof, shelf)
            with gr.Tab("Check", id="check"):
                build_check_tab(newsproof, shelf)
            with gr.Tab("Sources", id="sources") as sources:
                build_sources_tab(newsproof, shelf, sources, has_uploads=has_uploads)
    page.queue(max_size=MAX_QUEUE, default_concurrency_limit=4, api_open=False)
    page.state_session_capacity = MAX_SESSIONS
    return page


def build_app(newsproof: Service, *, host: str, port: int, temp: Path) -> ASGIApp:
    """Return the guarded application; uploads only where no other machine can reach it.

    Args:
        newsproof: What answers, checks and ingests.
        host: The address that will be listened on.
        port: The port that will be listened on.
        temp: The folder for uploaded files, which nobody else can read.
    """
    os.environ["GRADIO_TEMP_DIR"] = str(temp)
    uploads = temp if is_loopback(host) else None
    page = build_page(newsproof, has_uploads=uploads is not None)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/np/{name}")
    def own_file(name: str) -> FileResponse:
        known = {"page.css": "text/css", "page.js": "text/javascript"}
        if name not in known:
            raise HTTPException(404, "not found")
        return FileResponse(HERE / name, media_type=known[name])

    gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name=host,
        server_port=port,
        theme=gr.themes.Base(
            primary_hue="slate", neutral_hue="stone", radius_size="sm", font=FONTS
        ),
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        allowed_paths=[],
        blocked_paths=[str(newsproof.archive.data_dir)],
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
    # Gradio 6.31 checks the paths of uploaded files only in an app that was launched, and a
    # mounted one never counts as such: any file of the server could be named as an upload.
    page.has_launched = True
    return Guard(Document(app), host, uploads)


def serve(
    newsproof: Service,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until Ctrl-C; returns when every connection has been closed.

    Args:
        newsproof: What answers, checks and ingests.
        host: The address to listen on.
        port: The port; 0 for any free one.
        on_ready: Called once with the page's address when it answers.

    Raises:
        PortTakenError: Another program listens on the port.
        AddressError: The address cannot be listened on.
    """
    with _listen(host, port) as listener, tempfile.TemporaryDirectory(prefix="newsproof-") as temp:
        bound = int(listener.getsockname()[1])
        name = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(
            build_app(newsproof, host=host, port=bound, temp=Path(temp)),
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            ws="none",
            limit_concurrency=MAX_CONNECTIONS,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=2,
        )
        logging.getLogger("uvicorn.error").addFilter(tell_no_details)
        server = _Server(config, f"http://{name}:{bound}/", on_ready)
        threading.Thread(target=_warm_up, args=(newsproof,), daemon=True).start()
        # Uvicorn ends in order at the signal and then raises it again.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _warm_up(newsproof: Service) -> None:
    """Load the models before the first visitor waits for them (measured: 9 s, then 0.5 s)."""
    # What fails here fails again at the first question, and is told there.
    with suppress(Exception):
        if newsproof.archive.n_articles():
            newsproof.ask("What is reported here?")


class _Server(uvicorn.Server):
    """A server that tells when it answers."""

    def __init__(
        self, config: uvicorn.Config, url: str, on_ready: Callable[[str], None] | None
    ) -> None:
        super().__init__(config)
        self._url, self._on_ready = url, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started and self._on_ready is not None:
            self._on_ready(self._url)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as exc:
        listener.close()
        if exc.errno == errno.EADDRINUSE:
            raise PortTakenError(f"port {port} is taken", "choose another with --port") from exc
        raise AddressError(
            f"{host!r} port {port} cannot be listened on ({exc.strerror or exc})",
            "choose an address of this machine with --host and a free port with --port",
        ) from exc
    except OverflowError as exc:
        listener.close()
        raise AddressError(f"{port} is no port", "choose one from 1 to 65535") from exc
    return listener
