"""Starts a server process that prints its address, and ends it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[3]
FAKE = (sys.executable, "-m", "tests.bot.page.fake")


@contextmanager
def serving(
    *arguments: str, command: tuple[str, ...] = FAKE, **environment: str
) -> Iterator[tuple[str, int, subprocess.Popen[str]]]:
    """Run `command` until the block ends; yields host and port once it answers."""
    process = subprocess.Popen(
        [*command, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said = ""
        while not (found := re.search(r"http://\S+", said)):
            line = process.stdout.readline()
            assert line, f"no address came: {said} {process.stderr.read()}"
            said += line
        url = urlsplit(found.group())
        yield url.hostname, url.port, process
    finally:
        process.kill()
        process.communicate()
