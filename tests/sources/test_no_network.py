"""Nothing but the fetcher, the model endpoints and the page's own server opens a connection.

By what modules import, and by a run of ingest, ask and verify whose connections are recorded.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("sources", "index", "bot")
# What opens connections; `urllib.parse` and `http.HTTPStatus` do not.
NETWORK = {
    *("socket", "ssl", "asyncio", "http.client", "http.server", "urllib.request", "ftplib"),
    *("smtplib", "xmlrpc", "telnetlib", "socketserver", "requests", "httpx", "urllib3", "aiohttp"),
    *("websockets", "httpcore", "openai", "huggingface_hub", "uvicorn", "anyio"),
}
# Rooms and modules that have a reason, and nothing else.
MAY = (
    "sources/fetching/",  # pages and feeds that a person asked for
    "index/encoder.py",  # looks into the local cache of the hub, `local_files_only`
    "index/encoding/remote.py",  # an endpoint for embeddings that a newsroom names
    "bot/bridge/",  # a language model that a newsroom names
    *("bot/page/", "bot/api/", "bot/mcp/", "bot/access/"),  # serve: they listen, or end streams
    "bot/cli/serve.py",
)


def imports_of(path: Path) -> set[str]:
    """Return every module that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return found


def opens(path: Path) -> set[str]:
    """Return what of a file's imports could open a connection."""
    names = imports_of(path)
    return {
        name for name in names if any(name == one or name.startswith(f"{one}.") for one in NETWORK)
    }


def test_only_named_modules_can_open_a_connection() -> None:
    offending = {
        name: sorted(found)
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if not (name := path.relative_to(ROOT).as_posix()).startswith(MAY)
        if (found := opens(path))
    }
    assert offending == {}


def test_exceptions_are_needed_and_the_check_can_fail(tmp_path: Path) -> None:
    assert any(opens(path) for path in (ROOT / "sources/fetching").glob("*.py"))
    guilty = tmp_path / "guilty.py"
    guilty.write_text("def f():\n    from urllib.request import urlopen\n    import httpx\n")
    assert opens(guilty) == {"urllib.request", "urllib.request.urlopen", "httpx"}
    guilty.write_text("from urllib.parse import urlsplit\nfrom http import HTTPStatus\n")
    assert opens(guilty) == set()


# Records where every connection goes and what every look-up asks for, then works as ever.
RECORDED = """
import json, sys
from pathlib import Path
seen = []
def hook(event, args):
    if event == "socket.connect":
        seen.append([event, repr(args[1])])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        seen.append([event, repr(args[0])])
    elif event == "socket.sendto":
        seen.append([event, repr(args[1])])
sys.addaudithook(hook)
from bot.newsproof import Newsproof
from bot.settings import Settings
folder = Path(sys.argv[1])
with Newsproof.open(Settings(data_dir=folder / "data"), create=True) as newsproof:
    report = newsproof.ingest([folder / "texts"])
    answer = newsproof.ask("How long will the grain pier be closed?")
    checked = newsproof.verify("The port authority will close the old grain pier for two months.")
if len(sys.argv) > 2:
    import socket
    try:
        socket.create_connection(("203.0.113.7", 9), timeout=0.05)
    except OSError:
        pass
said = [len(report.added), str(answer.status), len(checked.claims), seen]
print("RESULT " + json.dumps(said))
"""
TEXT = (
    "# Pier closes\n\nThe port authority of Nordhaven said on Tuesday that it will close the old "
    "grain pier for eleven months, after divers found that 40 of its 212 piles had rotted.\n\n"
    "The pier was built in 1911 and carries a crane of 90 tonnes.\n"
)


@pytest.mark.parametrize("is_guilty", [False, True])
def test_ingest_ask_and_verify_reach_nobody(tmp_path: Path, is_guilty: bool) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "pier.md").write_text(TEXT)
    ran = subprocess.run(
        [sys.executable, "-c", RECORDED, str(tmp_path), *(["guilty"] if is_guilty else [])],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if "OFFLINE" not in name},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    (line,) = [each for each in ran.stdout.splitlines() if each.startswith("RESULT ")]
    n_added, _, n_claims, seen = json.loads(line.removeprefix("RESULT "))
    assert (n_added, n_claims) == (1, 1)
    outside = [each for each in seen if not is_loopback(*each)]
    assert bool(outside) is is_guilty, outside


def is_loopback(event: str, where: str) -> bool:
    """Say whether a recorded event stays on this machine; Unix sockets do."""
    plain = where.strip("(')\"b").split("'")[0]
    return plain.startswith(("127.", "localhost", "::1", "/")) or plain == ""
