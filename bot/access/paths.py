"""What a path of the server belongs to."""

from __future__ import annotations

import re
from enum import StrEnum

DESK = "/desk"  # where people who have logged in work; Gradio's routes again lie below it
LOGIN, LOGOUT = "/login", "/logout"

# What is there where everybody may come: nothing that lists or searches the archive.
_PUBLIC_API = re.compile(r"/api/(ask|verify)(/stream)?|/api/openapi\.json|/api/articles/[^/]+")


class Kind(StrEnum):
    """What a path belongs to."""

    NOTHING = "nothing"
    FILE = "file"
    HEALTH = "health"
    LOGIN = "login"
    API = "api"
    MCP = "mcp"
    DESK = "desk"
    PAGE = "page"


# The first that fits counts. Of Gradio, what the page itself asks for, seen in a browser; the rest
# of its routes are not served.
_GRADIO = (
    r"(/|/(assets|static)/.+|/(theme\.css|config|favicon\.ico|robots\.txt)"
    r"|/gradio_api/(queue/(join|data)|cancel|reset|upload|upload_progress|startup-events"
    r"|heartbeat/\w+)/?)"
)
_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.NOTHING, r".*\.\..*"),
        (Kind.HEALTH, r"/health|/ready"),
        (Kind.LOGIN, f"{LOGIN}|{LOGOUT}"),
        (Kind.MCP, r"/mcp"),
        (Kind.FILE, rf"/np/[a-z.]+|({DESK})?/(assets|static)/.+"),
        (
            Kind.API,
            r"/api/((ask|verify)(/stream)?|search|articles|openapi\.json|articles/[^/]+)",
        ),
        (Kind.DESK, rf"{DESK}({_GRADIO})?"),
        (Kind.PAGE, _GRADIO),
    )
)


def kind_of(path: str) -> Kind:
    """Return what a path belongs to; `NOTHING` is not served."""
    found = (kind for kind, pattern in _KINDS if pattern.fullmatch(path))
    return next(found, Kind.NOTHING)


def methods_of(path: str) -> tuple[str, ...]:
    """Return the methods that a path takes."""
    match kind_of(path):
        case Kind.MCP:
            return ("POST",)
        case Kind.HEALTH:
            return ("GET",)
        case Kind.API:
            return ("POST",) if path.startswith(("/api/ask", "/api/verify")) else ("GET",)
        case _:
            return ("GET", "HEAD", "POST")


def is_public_api(path: str) -> bool:
    """Say whether a path of the API is there where everybody may come."""
    return bool(_PUBLIC_API.fullmatch(path))


def is_for_programs(path: str) -> bool:
    """Say whether programs read what comes from a path: they are told an error as JSON."""
    return path.startswith(("/api/", "/mcp", "/health", "/ready")) or "/gradio_api/" in path


def page_path(path: str) -> str:
    """Return a path of Gradio's as it is without the desk's prefix."""
    return path.removeprefix(DESK) or "/"


def is_event(method: str, path: str) -> bool:
    """Say whether a request sets off an event of the page, which is work."""
    return method == "POST" and page_path(path).rstrip("/") == "/gradio_api/queue/join"


def is_upload(method: str, path: str) -> bool:
    """Say whether a request uploads files."""
    return method == "POST" and page_path(path).rstrip("/") == "/gradio_api/upload"


def is_heartbeat(path: str) -> bool:
    """Say whether a path is a stream that only says that a page is open."""
    return page_path(path).startswith("/gradio_api/heartbeat/")


def is_stream(path: str) -> bool:
    """Say whether a request stays open for as long as there is something to tell."""
    within = page_path(path).rstrip("/")
    return is_heartbeat(path) or within in {"/gradio_api/queue/data", "/gradio_api/upload_progress"}
