"""Measure Newsproof and its peers on the same questions and articles, in one run.

Each peer is tuned on the dev split, run by the runner that runs Newsproof, and timed in turns with
the others. A peer that fails is reported with the reason and has no figures: never zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from eval.cases.values import CaseSet, Question
from eval.gold import Gold
from eval.peers.child import Child
from eval.peers.errors import PeerError
from eval.peers.lineup import OURS, Peer
from eval.peers.ours import TimedNewsproof
from eval.peers.speed import Speed, Timed, Took, take_turns
from eval.peers.system import Engine, PeerSystem
from eval.peers.tuning import tune
from eval.runner import DEPTH, run_system
from eval.summary import Summary, summarise
from eval.systems import NewsproofSystem, System

if TYPE_CHECKING:
    from bot.newsproof import Newsproof

# Those of answers and retrieval: a peer that finds passages judges no claims.
FIGURES = (
    *("answer_accuracy", "abstain_precision", "abstain_recall", "abstain_f1", "answer_aurc"),
    *("article_recall@1", "article_recall@5", "article_rr@10", "recall@100w", "recall@300w"),
    *("citation_precision", "quotes_exact", "as_of_leaks", "ask_p50_ms"),
)

Json = dict[str, Any]
Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions of a split and where their gold quotes stand."""

    cases: CaseSet
    gold: Mapping[str, tuple[Gold, ...]]

    @property
    def alone(self) -> CaseSet:
        """The questions without the claims and drafts."""
        return replace(self.cases, claims=(), drafts=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to measure.

    Attributes:
        encoder: Folder of the weights that every encoder of the run loads.
        n_threads: Threads that each peer computes with.
        n_rounds: Rounds of the timing, at least one.
        n_timed: Questions of a round; fewer when there are fewer.
    """

    encoder: str
    n_threads: int = 1
    n_rounds: int = 3
    n_timed: int = 30


class _TimedPeer:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def index(self) -> tuple[int, Took]:
        return self._engine.index(list(self._engine.articles.values()))

    def search(self, question: Question) -> Took:
        return self._engine.search(question.question, k=DEPTH, as_of=question.as_of)[1]


class Launcher(Protocol):
    """Starts the process of an engine."""

    def __call__(self, engine: str) -> Child:
        """Return it running.

        Raises:
            PeerError: It cannot be started.
        """
        ...


class Comparison:
    """One run of Newsproof and its peers.

    Args:
        newsproof: Open over the articles.
        files: The files they were read from.
        asked: What is measured.
        dev: What the thresholds are tuned on.
        peers: Which ones.
        launch: Starts the process of an engine.
        options: How.
        tell: Called with the name of a system, the number done and of all.
    """

    def __init__(
        self,
        newsproof: Newsproof,
        files: list[Path],
        *,
        asked: Asked,
        dev: Asked,
        peers: Sequence[Peer],
        launch: Launcher,
        options: Options,
        tell: Tell = lambda *_: None,
    ) -> None:
        self._newsproof, self._files = newsproof, files
        self._asked, self._dev = asked, dev
        self._peers, self._launch = peers, launch
        self._options, self._tell = options, tell
        self._articles = newsproof.archive.articles()
        self._excuses: dict[str, str] = {}
        self._rows = {
            OURS: _row(OURS, "Newsproof", "As it comes; its judge puts the passages in order."),
            **{peer.name: _row(peer.name, peer.title, peer.setup) for peer in peers},
        }

    def measure(self) -> Json:
        """Return what `results/peers.json` holds of systems and packages."""
        engines: dict[str, Engine] = {}
        with ExitStack() as stack:
            self._fill(OURS, self._answer(NewsproofSystem(self._newsproof)))
            for name in dict.fromkeys(peer.engine for peer in self._peers):
                try:
                    engines[name] = self._open(name, stack)
                    for peer in self._of(name):
                        self._measure_peer(peer, engines[name])
                except PeerError as exc:
                    self._excuse(name, exc)
            speeds = self._time(engines)
        for peer in self._peers:
            if why := self._excuses.get(peer.engine):
                self._rows[peer.name] |= {**_NOTHING, "failed": why}
            elif peer.engine in speeds:
                self._rows[peer.name]["speed"] = asdict(speeds[peer.engine])
        self._rows[OURS]["speed"] = asdict(speeds[OURS])
        return {
            "systems": list(self._rows.values()),
            "packages": {name: dict(one.versions) for name, one in engines.items()},
        }

    def _of(self, engine: str) -> list[Peer]:
        return [peer for peer in self._peers if peer.engine == engine]

    def _excuse(self, engine: str, exc: PeerError) -> None:
        self._excuses[engine] = str(exc)

    def _open(self, name: str, stack: ExitStack) -> Engine:
        self._tell(f"{name}: opening", 0, 1)
        child = stack.enter_context(self._launch(name))
        engine = Engine(child, encoder=self._options.encoder, n_threads=self._options.n_threads)
        engine.index(self._articles)
        self._tell(f"{name}: opening", 1, 1)
        return engine

    def _measure_peer(self, peer: Peer, engine: Engine) -> None:
        """Fill a peer's row: at its best threshold, but for AURC, which is of all its answers."""
        system = PeerSystem(peer, engine)
        of_all = self._answer(system)
        if not peer.declines:
            self._fill(peer.name, of_all)
            return
        tuned = tune(system, self._dev.cases.questions, self._dev.gold)
        system.threshold = tuned.threshold
        self._fill(peer.name, self._answer(system))
        row = self._rows[peer.name]
        row["notes"] = tuned.notes
        row["figures"]["answer_aurc"] = _figures(of_all)["answer_aurc"]

    def _answer(self, system: System) -> Summary:
        run = run_system(
            system,
            self._asked.alone,
            self._asked.gold,
            archive=self._newsproof.archive,
            on_case=partial(self._tell, system.name),
        )
        return summarise(run)

    def _fill(self, name: str, summary: Summary) -> None:
        self._rows[name] |= {"figures": _figures(summary), "cited_words": summary.cited_words}

    def _time(self, engines: Mapping[str, Engine]) -> dict[str, Speed]:
        timed: dict[str, Timed] = {OURS: TimedNewsproof(self._newsproof, self._files)}
        timed |= {
            name: _TimedPeer(one) for name, one in engines.items() if name not in self._excuses
        }
        return take_turns(
            timed,
            _spread_out(self._asked.cases.questions, self._options.n_timed),
            n_words=sum(len(one.text.split()) for one in self._articles),
            n_rounds=self._options.n_rounds,
            excuse=self._excuse,
            tell=lambda name, *done: self._tell(f"{name}: timing", *done),
        )


_NOTHING: Json = {"failed": None, "notes": {}, "figures": None, "cited_words": None, "speed": None}


def _row(name: str, title: str, setup: str) -> Json:
    return {"name": name, "title": title, "setup": setup, **_NOTHING}


def _figures(summary: Summary) -> dict[str, Json]:
    return {one.name: one.to_json() for one in summary.figures if one.name in FIGURES}


def _spread_out(questions: Sequence[Question], n: int) -> list[Question]:
    """Return about n questions at equal distances."""
    step = max(len(questions) / n, 1.0)
    return [questions[int(place * step)] for place in range(min(n, len(questions)))]
