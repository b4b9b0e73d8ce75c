"""One row: a server of its own, one scenario, one way of asking."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eval.load.crowd import Tell
from eval.load.page_visitor import read_plan
from eval.load.scenarios import SCENARIOS, Bench
from eval.load.server import Server, serving
from eval.load.visitors import Way, web

Row = dict[str, Any]
_N_KEYS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be measured.

    Attributes:
        scenario: Its name.
        way: How is asked.
        is_public: Whether the server is open to everybody.
        is_short: Whether it takes seconds only.
        minutes: Of `flat`.
        n_answers: Of `tokens`.
    """

    scenario: str
    way: str
    is_public: bool = False
    is_short: bool = False
    minutes: float = 30.0
    n_answers: int = 10_000


def run_one(folder: Path, n_facts: int, wanted: Wanted, tell: Tell = lambda _: None) -> Row:
    """Serve an archive, run a scenario on it, and return its row.

    Raises:
        EvalError: The server did not start, or ended too soon.
    """
    load = round(os.getloadavg()[0], 2)
    needs_keys = wanted.is_public and wanted.way != Way.PAGE
    n_keys = _N_KEYS if needs_keys else 0
    with serving(folder, is_public=wanted.is_public, n_keys=n_keys) as server:
        row = asyncio.run(run_on(server, n_facts, wanted, tell))
    about = {
        "scenario": wanted.scenario,
        "way": wanted.way,
        "mode": "public" if wanted.is_public else "own",
        "date": date.today().isoformat(),
        "load": load,
        "is_short": wanted.is_short,
    }
    return {**about, **row}


async def run_on(server: Server, n_facts: int, wanted: Wanted, tell: Tell = lambda _: None) -> Row:
    """Run a scenario on a server that answers."""
    async with web() as client:
        bench = Bench(
            client=client,
            server=server,
            plan=await read_plan(client, server),
            way=Way(wanted.way),
            n_facts=n_facts,
            is_short=wanted.is_short,
            minutes=wanted.minutes,
            n_answers=wanted.n_answers,
            tell=tell,
        )
        await bench.alone(2)  # what is opened at the first question is no part of any row
        return await SCENARIOS[wanted.scenario](bench)
