"""Few heaps for all threads, counted by the C library itself."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from bot.page.heaps import N_HEAPS

_COUNT = """
import ctypes, sys, tempfile, threading
from bot.page.heaps import share_heaps
done = share_heaps() if sys.argv[1] == "shared" else False
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.malloc.restype = ctypes.c_void_p
n = 12
here = threading.Barrier(n)
def work():
    here.wait()
    for _ in range(200):
        libc.malloc(50_000)
    here.wait()
threads = [threading.Thread(target=work) for _ in range(n)]
[one.start() for one in threads]
[one.join() for one in threads]
with tempfile.NamedTemporaryFile() as told:
    file = ctypes.c_void_p(libc.fopen(told.name.encode(), b"w"))
    libc.malloc_info(0, file)
    libc.fclose(file)
    print(done, told.read().count(b"<heap nr="))
"""
pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")


def heaps(how: str, **more: str) -> tuple[str, int]:
    environ = {k: v for k, v in os.environ.items() if k != "MALLOC_ARENA_MAX"} | more
    told = subprocess.run(
        [sys.executable, "-c", _COUNT, how], env=environ, capture_output=True, text=True, check=True
    ).stdout.split()
    return told[0], int(told[1])


def test_threads_share_their_heaps() -> None:
    done, n = heaps("shared")
    assert done == "True"
    assert n <= N_HEAPS
    assert heaps("not")[1] > N_HEAPS  # or there is nothing to share


def test_what_somebody_has_set_stays() -> None:
    done, n = heaps("shared", MALLOC_ARENA_MAX="5")
    assert done == "False"
    assert n == 5
