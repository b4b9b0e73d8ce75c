"""`docs/load.md`, written from `docs/results/load.json`."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

_HEAD = """# Load

Written by `make load` from `results/load.json`; a test compares the two. Crowds of our own client
(`eval/load/`) ask a real `newsproof serve` process, on the same machine and over loopback only.
"""
_HOW = """## How it is measured

- **Archive.** Articles by rule, {n_passages:,} passages, embedded by the shipped encoder; each
  article tells one fact in two made-up names that stand in no other. The other sentences are words
  of our samples in random order: their number and length are those of news, their meaning is not.
  So the work of an answer is real, and the share of questions answered says nothing of quality.
- **Token check.** A question holds one of the names, its answer must hold the other, and no name of
  any other article or session.
- **Ways.** `api` is `POST /api/ask`, `stream` is `/api/ask/stream`, `page` is Gradio's queue as a
  browser speaks it: the document, a heartbeat, `queue/join`, `queue/data`, and what follows an
  answer by itself. A page visitor asks five questions, then another one comes.
- **Times** run from a question to the end of its answer; "first" to the first of it. Who is told
  "busy" (503 or 429 with `Retry-After`) asks again after a second, sooner than told. Health is
  asked every half second by a process of its own, since a crowd's is late itself.
- Every row has a server of its own. `public` is `--public --behind-proxy 127.0.0.1`: each visitor
  has an address of its own, and programs have keys.
"""


def render(found: Row) -> str:
    """Return the page for a file of results."""
    parts = [_HEAD, _machine(found), _crowds(found["rows"])]
    parts += [_series(found["rows"]), _visit(found.get("page", {})), _wrong(found["rows"])]
    parts += [_HOW.format(**found["about"]), _AGAIN]
    return "\n".join(part for part in parts if part)


_AGAIN = """## Again

```sh
make load                                    # two hours; the archive is built once
python -m eval.load run ten --way page       # one scenario, printed and not written
python -m eval.load run --short --passages 400   # all of them, in a few minutes
python -m eval.load visit                    # what a cold browser loads
```
"""


def _machine(found: Row) -> str:
    about, machine = found["about"], found["machine"]
    return (
        f"Newsproof {about['version']}, {about['n_passages']:,} passages. {machine['processor']}, "
        f"{machine['n_cores']} cores, {machine['memory_gib']} GiB of memory, {machine['system']}, "
        f"Python {machine['python']}. “Load” is how many processes were busy before a row began: "
        "above 0, others were computing too.\n"
    )


def _crowds(rows: list[Row]) -> str:
    lines = [
        "## Crowds\n",
        "| scenario | way | mode | users, pause | answers | a second | p50 | **p95** | first p95 "
        "| busy (p95) | failed, hung | wrong name | health p99, failed | load | demand | held |",
        "|---|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|",
    ]
    lines += [_crowd(row) for row in rows if "p95_s" in row]
    return "\n".join(lines) + "\n" if len(lines) > 3 else ""


def _crowd(row: Row) -> str:
    health = row["health"]
    cells = (
        row["scenario"],
        row["way"],
        row["mode"],
        f"{row['users']}, {row['pause_s']:g} s",
        f"{row['answered'] + row['abstained']:,}",
        f"{row['answers_a_second']:g}",
        _s(row["p50_s"]),
        f"**{_s(row['p95_s'])}**",
        _s(row["first_p95_s"]),
        f"{row['busy']:,} ({_s(row['busy_p95_s'])})" if row["busy"] else "0",
        f"{row['failed']}, {row['hung']}",
        f"{row['faults']}",
        f"{_s(health['p99_s'])}, {health['failed']} of {health['n']}",
        f"{row['load']:g}",
        row["demand"],
        "yes" if row["holds"] else "**no**",
    )
    return "| " + " | ".join(cells) + " |"


def _series(rows: list[Row]) -> str:
    lines = []
    for row in rows:
        name = f"**{row['scenario']}**, {row['way']}, {row['mode']}"
        if "alone_after_s" in row:
            times = "; ".join(
                f"{way} {_s(row['alone_before_s'][way])} before, {_s(after)} afterwards"
                for way, after in row["alone_after_s"].items()
            )
            lines.append(f"- {name}: an answer with nobody else there: {times}.")
        if "left" in row:
            threads, files = row["threads"], row["files"]
            lines.append(
                f"- {name}: {row['left']} visitors left in the middle of an answer. Threads "
                f"{threads[0]} → {threads[1]}, open files {files[0]} → {files[1]}, memory "
                f"{row['rss_mib'][0]:g} → {row['rss_mib'][-1]:g} MiB; refused afterwards "
                f"{row['refused_afterwards']}. Held: {'yes' if row['holds'] else '**no**'}."
            )
        if "mib_a_minute" in row:
            lines.append(
                f"- {name}: {row['minutes']:g} minutes, memory {row['rss_mib'][0]:g} → "
                f"{row['rss_mib'][-1]:g} MiB, {row['mib_a_minute']:+g} MiB a minute over all, "
                f"{row['later_half']:+g} over the later half; threads {row['threads'][0]} → "
                f"{row['threads'][1]}, open files {row['files'][0]} → {row['files'][1]}."
            )
    return "\n".join(["## Afterwards, and memory\n", *lines, ""]) if lines else ""


def _visit(page: Row) -> str:
    if not page:
        return ""
    kinds = [f"{kind} {n / 1024:,.0f}" for kind, n in page["bytes"].items() if kind != "all"]
    strange = f"**{len(page['strange'])} to others**" if page["strange"] else "none to anybody else"
    lines = [
        "## A cold browser\n",
        f"Chromium with an empty profile, {page['visits']} visits, medians, load {page['load']:g}: "
        f"first paint after {page['first_paint_s']:g} s, a question can be typed after "
        f"**{page['interactive_s']:g} s**. {page['n_requests']} requests, {strange}; "
        f"{page['bytes']['all'] / 1024:,.0f} KiB over the line ({', '.join(kinds)} KiB).\n",
        "<details><summary>Every request</summary>\n",
        "| | | KiB |",
        "|---|---|---:|",
        *(f"| {how} | `{where}` | {n / 1024:,.1f} |" for how, where, _, n in page["requests"]),
        "\n</details>\n",
    ]
    return "\n".join(lines)


def _wrong(rows: list[Row]) -> str:
    lines = [
        f"- {row['scenario']}, {row['way']}, {row['mode']}: {'; '.join(row['wrong'])}"
        for row in rows
        if row.get("wrong")
    ]
    return "\n".join(["## What went wrong\n", *lines, ""]) if lines else ""


def _s(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    return f"{seconds * 1_000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
