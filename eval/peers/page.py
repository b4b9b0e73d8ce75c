"""`docs/benchmarks.md` from the JSON of a run. Pure: the whole page is written from the results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.peers.lineup import OURS, REFERENCE

Json = Mapping[str, Any]

NO_VALUE = "–"
QUIET = 0.3
"""Load below which nobody else was computing."""
_HEAD = """\
# Newsproof beside its peers

Written by `make peers` from `results/peers.json`; a test compares the two. Every system gets the
same articles, the same questions and the same day of a question, and goes through the same runner
and metrics (`eval/peers/`). Peers run in processes and in an environment of their own, without a
network. All encoders load the same file, all-MiniLM-L6-v2.
"""
_READING = """\
Retrieval, abstention and speed are compared. Verdicts are not: these peers find passages, and none
of them judges a claim. A peer answers with its top 3 passages, and counts as right when one of them
overlaps a gold quote; it declines when its best score is below a threshold, which is set to the
value that answers most dev questions right. That is generous: Newsproof shows sentences, each with
its proof, and a reader of 3 passages has to find the answer in them himself ("words shown").
"""
_ANSWERS = """\
Accuracy is the share of questions that end as they should: answered from a gold quote, or declined;
in brackets the 95 % bootstrap interval over the questions. **Declining every question would be
right for {all_declined} of {n}**, so a threshold that does best may decline nearly everything: then
the score cannot tell what the archive answers from what it almost does. "Of these rightly" is the
precision of declining, "of the right ones" its recall. AURC is the area under the risk-coverage
curve by each system's own score, over all questions, lower is better; a declined question counts
as wrong in it. A peer's is that of all its answers before any is declined, and needs no threshold;
Newsproof's has what it declined in it, so the two are not quite the same thing.
"""
_RETRIEVAL = """\
Ranks are counted in articles, or in words to read until a gold quote is reached (`w`), since
systems cut passages of different sizes. "Quotes exact": the share of passages shown that stand in
the archive, character by character, where the system says they do.
"""
_SPEED = """\
Systems took turns, {rounds} round(s): each round indexed all articles anew ({articles} articles,
{words:,} words) and searched for {timed} questions, {depth} passages each. Peers are timed inside
their own process, around their own calls; all compute with {threads} thread(s). Figures are medians
over the rounds; in brackets the slowest and the fastest. {noise}
Ratios to {reference} are taken by processor time, which other programs disturb less. Newsproof does
more in the same column: searching has its judge read every sentence of the passages found, and
indexing reads, cleans and archives files, checks the index and publishes it. "ms an answer" is the
median over all questions, with the way to the process and back.
"""
_MISSING = """\
## What is missing

- **Haystack's extractive reader.** That pipeline ends in a reader (`transformers-haystack`) which
  needs a question-answering model from a model hub. There is none here: nothing in this
  project needs the hub, and the only weights that come along are the encoder's. So Haystack is
  measured up to the reader: it finds passages and does not pick the words of the answer. With a
  reader it would show fewer words, and could decline by the reader's own score.
- **LLMs.** No peer writes an answer: there is no model here for it, and it would measure the model.
- **Verdicts**, see above. The plain pipeline that `newsproof eval run` compares with calls a claim
  supported when a passage is near enough; it can refute nothing.
- A larger encoder or a reranker would help the peers as it would help Newsproof.
"""


def render(result: Json) -> str:
    """Return the page."""
    about, machine, rows = result["about"], result["machine"], result["systems"]
    whole = [row for row in rows if not row["failed"]]
    sections = [
        _HEAD,
        _about(about),
        _failures(rows),
        f"## Answers and abstention\n\n{_READING}\n{_answers(whole)}\n{_answers_note(about)}",
        f"## Retrieval\n\n{_retrieval(whole)}\n{_RETRIEVAL}",
        f"## Speed\n\n{_speed(whole)}\n{_speed_note(about, machine)}",
        f"## How each is set up\n\n{_setups(rows)}",
        _versions(result["packages"], machine),
        _MISSING,
        _commands(about),
    ]
    return "\n".join(section for section in sections if section)


def _about(about: Json) -> str:
    kinds = ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in about["kinds"].items())
    tuned = (
        " The thresholds were tuned on these very questions, which flatters the peers."
        if about["split"] == "dev"
        else " Thresholds were tuned on the dev split alone."
    )
    return (
        f"Measured on {about['date']}, Newsproof {about['version']}, on the **{about['split']}** "
        f"split of the packaged cases: {about['n_questions']} questions ({kinds}), digest "
        f"`{about['digest'][:12]}`.{tuned}\n"
    )


def _failures(rows: Sequence[Json]) -> str:
    lines = [
        f"- **{row['title']} could not be measured**: {_plain(row['failed'])}"
        for row in rows
        if row["failed"]
    ]
    return "\n".join(["**Not everything ran:**\n", *lines, ""]) if lines else ""


def _answers(rows: Sequence[Json]) -> str:
    head = (
        *("system", "accuracy", "declined", "of these rightly", "of the right ones", "AURC"),
        *("citation precision", "words shown"),
    )
    body = [
        [
            _title(row),
            _percent(row, "answer_accuracy", with_interval=True),
            f"{row['figures']['abstain_precision']['n']}",
            _percent(row, "abstain_precision"),
            _percent(row, "abstain_recall"),
            _digits(row, "answer_aurc"),
            _percent(row, "citation_precision"),
            NO_VALUE if row["cited_words"] is None else f"{row['cited_words']:.0f}",
        ]
        for row in rows
    ]
    return _table(head, body)


def _answers_note(about: Json) -> str:
    return _ANSWERS.format(all_declined=about["n_to_decline"], n=about["n_questions"])


def _retrieval(rows: Sequence[Json]) -> str:
    names = {
        "article_recall@1": "article recall@1",
        "article_recall@5": "article recall@5",
        "article_rr@10": "article RR@10",
        "recall@100w": "recall@100w",
        "recall@300w": "recall@300w",
        "quotes_exact": "quotes exact",
    }
    body = [[_title(row), *(_percent(row, name) for name in names)] for row in rows]
    return _table(("system", *names.values()), body)


def _speed(rows: Sequence[Json]) -> str:
    base = next((row["speed"] for row in rows if row["name"] == REFERENCE), None)
    head = (
        *("system", "passages", "queries/s", "× by processor time", "passages indexed/s"),
        *("× words by processor time", "ms an answer"),
    )
    body = [
        [
            _title(row),
            f"{row['speed']['n_passages']:,}",
            _spread(row["speed"]["queries_per_s"]),
            _ratio(row["speed"], base, "queries_per_cpu_s"),
            _spread(row["speed"]["passages_per_s"]),
            _ratio(row["speed"], base, "words_per_cpu_s"),
            _number(row["figures"]["ask_p50_ms"]["value"]),
        ]
        for row in rows
        if row["speed"]
    ]
    return _table(head, body)


def _speed_note(about: Json, machine: Json) -> str:
    return _SPEED.format(
        rounds=about["n_rounds"],
        articles=about["n_articles"],
        words=about["n_words"],
        timed=about["n_timed"],
        depth=about["depth"],
        threads=about["n_threads"],
        noise=_noise(machine),
        reference="LlamaIndex",
    )


def _noise(machine: Json) -> str:
    load, n_cores = machine["load"], machine["n_cores"]
    if load is None:
        return "Whether other programs were running is not known."
    if load < QUIET:
        return f"The machine was quiet before the run (load {load} on {n_cores} cores)."
    return (
        f"**Other programs were running on this machine** (load {load} on {n_cores} cores before\n"
        "the run), so the clock says little and differs from run to run."
    )


def _setups(rows: Sequence[Json]) -> str:
    lines = []
    for row in rows:
        threshold = row["notes"].get("ask_threshold")
        tuned = "" if threshold is None else f" Threshold {threshold:.4g}."
        lines.append(f"- **{row['title']}**: {row['setup']}{tuned}")
    return "\n".join(
        [
            *lines,
            "",
            "All are helped where they can be: the title is searched by with every passage, and",
            "articles published after the day of a question are filtered by the peer's own means.",
            "",
        ]
    )


def _versions(packages: Mapping[str, Json], machine: Json) -> str:
    body = [
        [engine, ", ".join(f"{name} {version}" for name, version in found.items())]
        for engine, found in packages.items()
    ]
    memory = "" if machine["memory_gib"] is None else f", {machine['memory_gib']} GiB of memory"
    where = (
        f"{machine['processor']}, {machine['n_cores']} cores ({machine['n_usable']} of them for "
        f"this run){memory}, {machine['system']}, Python {machine['python']}."
    )
    return f"## Versions and machine\n\n{_table(('process', 'packages'), body)}\n{where}\n"


def _commands(about: Json) -> str:
    return (
        "## Again\n\n```sh\n"
        "make peers                               # sets the environment up once, measures dev\n"
        "python -m eval.peers setup               # build/peers/venv, 0.1 GB beside the project's\n"
        f"python -m eval.peers run --split {about['split']:<8}# what this page shows\n"
        "python -m eval.peers run --only bm25s    # one peer, printed and not written\n"
        "```\n"
    )


def _title(row: Json) -> str:
    return f"**{row['title']}**" if row["name"] == OURS else str(row["title"])


def _percent(row: Json, name: str, *, with_interval: bool = False) -> str:
    found = row["figures"].get(name)
    if found is None or found["value"] is None:
        return NO_VALUE
    shown = f"{100 * found['value']:.1f} %"
    if with_interval and found["low"] is not None:
        shown += f" [{100 * found['low']:.1f}, {100 * found['high']:.1f}]"
    return shown


def _digits(row: Json, name: str) -> str:
    found = row["figures"].get(name)
    return NO_VALUE if found is None or found["value"] is None else f"{found['value']:.3f}"


def _number(value: float | None) -> str:
    """Return about three digits, without an exponent."""
    if value is None:
        return NO_VALUE
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _spread(found: Json) -> str:
    return f"{_number(found['median'])} [{_number(found['low'])}, {_number(found['high'])}]"


def _ratio(speed: Json, base: Json | None, name: str) -> str:
    return NO_VALUE if base is None else f"{_number(speed[name]['median'] / base[name]['median'])}"


def _plain(text: str) -> str:
    """Return the words of an error as Markdown that shows them as they are, on one line."""
    return "`" + " ".join(text.split()).replace("`", "'") + "`"


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, its first column set left."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *body]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)
