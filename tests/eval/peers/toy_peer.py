"""A peer that scores by shared words, with every bad habit on request: `toy_peer.py HABIT`.

A program of its own, as real peers are; nothing of the project is imported.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from typing import Any

HABIT = sys.argv[1] if len(sys.argv) > 1 else "good"


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def hits(articles: list[Any], query: str, k: int, until: int | None) -> list[Any]:
    known = [one for one in articles if until is None or one["published"] <= until]
    found = [
        {
            "article": one["id"],
            "start": 0,
            "end": len(one["text"]),
            "text": one["text"],
            "score": len(words(query) & words(one["text"])) / len(words(query)),
        }
        for one in known
    ]
    return sorted(found, key=lambda one: -one["score"])[:k]


def spoil(found: list[Any]) -> object:
    if not found:
        return found
    first = found[0]
    changes: dict[str, Any] = {
        "unknown article": {**first, "article": "nowhere"},
        "span backwards": {**first, "start": 9, "end": 3},
        "negative start": {**first, "start": -1},
        "no score": {k: v for k, v in first.items() if k != "score"},
        "score as text": {**first, "score": "high"},
        "one field more": {**first, "vendor": "x"},
        "offset by one": {**first, "start": 1, "end": first["end"] + 1},
    }
    if HABIT in changes:
        return [changes[HABIT], *found[1:]]
    special: dict[str, object] = {
        "worst first": found[::-1],
        "too many": found * 4,
        "hits as text": "none",
    }
    return special.get(HABIT, found)


def answer(request: dict[str, Any], articles: list[Any]) -> dict[str, Any]:
    took = {"seconds": 0.01, "cpu_seconds": 0.005}
    if request["do"] == "open":
        return {"versions": {"toy": "1.0"}}
    if request["do"] == "index":
        articles[:] = request["articles"]
        return {"n_passages": len(articles), **took}
    return {
        "hits": spoil(hits(articles, request["query"], request["k"], request["until"])),
        **took,
    }


def misbehave() -> None:
    """Do what the habit says instead of answering; return when it says nothing."""
    if HABIT == "hangs":
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        print("about to hang", file=sys.stderr, flush=True)
        time.sleep(600)
    elif HABIT == "exits":
        print("Traceback:\nMemoryError: no room \x1b[31mleft", file=sys.stderr, flush=True)
        os._exit(3)
    elif HABIT == "closes":
        os.close(1)
        time.sleep(600)
    elif HABIT == "endless line":
        while True:
            os.write(1, b"x" * 65_536)
    spoken = {
        "garbage": b"Loading weights: 100%\n",
        "not utf-8": b"\xff\xfe{}\n",
        "a list": b"[1, 2]\n",
        "nan": b'{"n_passages": NaN}\n',
        "nested": b"[" * 200_000 + b"\n",
        "a huge number": b'{"n": ' + b"9" * 10_000 + b"}\n",
        "half a line": b'{"n_passages": 1',
        "error": b'{"error": "ValueError: out of tune"}\n',
    }
    if HABIT in spoken:
        os.write(1, spoken[HABIT])
        if HABIT == "half a line":
            os._exit(0)


def main() -> None:
    if HABIT == "deaf":
        time.sleep(600)
    articles: list[Any] = []
    for line in sys.stdin.buffer:
        misbehave()
        reply = json.dumps(answer(json.loads(line), articles)).encode() + b"\n"
        os.write(1, reply * 2 if HABIT == "says it twice" else reply)


if __name__ == "__main__":
    main()
