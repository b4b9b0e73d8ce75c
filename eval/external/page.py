"""The generated part of docs/judge.md, from the JSON of the results. Pure.

What people write stands around it and is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from eval.external.errors import SetError
from eval.external.markdown import cell, cells, percent, plain, signed, systems_in, table
from eval.external.published import NOT_COMPARABLE, PUBLISHED
from eval.external.sets import Task
from eval.external.stances import ACCURACY, BALANCED, MACRO_F1, metrics_of
from eval.external.twins import ALL

START, END = "<!-- written by `make external` -->", "<!-- end of what is written -->"
_TITLES = {
    ACCURACY: "accuracy",
    MACRO_F1: "macro-F1",
    BALANCED: "balanced accuracy",
    "right_sentence": "right sentence first",
    "auroc": "answerable: AUROC",
    "average_precision": "answerable: average precision",
    "f1": "answerable: F1 at the threshold",
    "map": "MAP",
    "mrr": "MRR",
}
_PICTURES = {
    "judge-sets.svg": "Accuracy of every system on every set, with intervals",
    "judge-reliability.svg": "Accuracy by confidence: the reliability diagram",
    "judge-coverage.svg": "Accuracy against the share of pairs decided",
    "judge-learning.svg": "Development accuracy against pairs seen in training",
}

Json = Mapping[str, Any]


def put_between(text: str, generated: str, *, page: str = "docs/judge.md") -> str:
    """Return a page with its generated part replaced.

    Raises:
        SetError: The page has not exactly one start and one end, in this order.
    """
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end or START in rest or END in after:
        raise SetError(
            f"{page} has lost the marks between which its tables are written",
            f"put {START!r} and {END!r} around them, each on a line",
        )
    return f"{before}{START}\n\n{generated.strip()}\n\n{END}{after}"


def generated_part(
    judge: Json, training: Sequence[Json], ablation: Sequence[Json], pictures: Iterable[str]
) -> str:
    """Return the tables and pictures as Markdown.

    Args:
        judge: The results, as in docs/results/judge.json.
        training: The learning curve; may be empty.
        ablation: `{"left_out": kind, "figures": {name: value}}`; may be empty.
        pictures: File names of the figures that were drawn.
    """
    drawn = set(pictures)
    sections = [
        _about(judge.get("about", {})),
        *_stances(judge.get("stance", [])),
        *_picture("judge-sets.svg", drawn),
        *_questions(judge.get("questions", [])),
        *_contrast(judge.get("contrast", [])),
        *_trust(judge.get("trust", {}), drawn),
        *checks_part(judge.get("checks", [])),
        *_ablation(ablation),
        *_learning(training, drawn),
        *_published(judge),
    ]
    return "\n\n".join(sections)


def _about(about: Json) -> str:
    words = []
    if about.get("entailment"):
        words.append(f"Model: `{about['entailment']}`.")
        words.append(
            f"“Supported” from {about['supported_at']:.2f}, “answers” from "
            f"{about['answers_at']:.2f}, both even odds, not tuned."
        )
    if about.get("sample"):
        words.append(f"**Only a sample of {about['sample']} of each set.**")
    words.append(
        "In brackets the 95 % interval by bootstrap over groups of pairs that share a page, claim "
        f"or premise ({about.get('n_resamples', 0):,} draws); n counts pairs, then groups."
    )
    return " ".join(words)


def _stances(rows: Sequence[Json]) -> Iterator[str]:
    headings = {
        Task.THREE_WAY: "Supports, refutes or neither",
        Task.TWO_WAY: "Supports or refutes",
        Task.SUPPORTED: "Supported or not",
    }
    for task, heading in headings.items():
        of_task = [row for row in rows if row["task"] == task.value]
        if not of_task:
            continue
        yield f"## {heading}"
        for metric in metrics_of(task):
            yield f"{_TITLES[metric][:1].upper()}{_TITLES[metric][1:]}:"
            yield _systems_table(of_task, metric, with_gain=metric == metrics_of(task)[0])


def _systems_table(rows: Sequence[Json], metric: str, *, with_gain: bool) -> str:
    names = systems_in(rows)
    has_gain = with_gain and any("gain_of_checks" in row for row in rows)
    head = ["set", "n / groups", "left out", *names, *(["both − model"] if has_gain else [])]
    body = []
    for row in rows:
        values = [row["systems"].get(name, {}).get(metric) for name in names]
        line = [row["title"], f"{row['n']:,} / {row['n_groups']:,}"]
        line += [f"{row.get('left_out', 0):,}", *cells(values, names)]
        if has_gain:
            line.append(signed(row.get("gain_of_checks")))
        body.append(line)
    return table(head, body, n_left=1)


def _questions(rows: Sequence[Json]) -> Iterator[str]:
    if not rows:
        return
    yield "## Which sentence answers"
    for row in rows:
        names = systems_in([row])
        metrics = list(next(iter(row["systems"].values()), {}))
        body = []
        for metric in metrics:
            values = [row["systems"][name].get(metric) for name in names]
            n = next((value["n"] for value in values if value), 0)
            body.append([_TITLES.get(metric, metric), f"{n:,}", *cells(values, names)])
        yield f"{row['title']}, {row['n']:,} questions:"
        yield table(["", "n", *names], body, n_left=1)


def _contrast(rows: Sequence[Json]) -> Iterator[str]:
    if not rows:
        return
    yield "## Contrast: one fact changed"
    yield (
        "How often both are judged right: the pair that is supported is, its twin that differs in "
        "one fact is not. A constant gets 0."
    )
    for row in rows:
        names = systems_in([row])
        kinds = sorted({kind for one in row["systems"].values() for kind in one})
        body = []
        for kind in [ALL, *(kind for kind in kinds if kind != ALL)]:
            values = [row["systems"][name].get(kind) for name in names]
            n = next((value["n"] for value in values if value), 0)
            body.append([kind.replace("_", " "), f"{n:,}", *cells(values, names)])
        yield f"Twins {row['title']}:"
        yield table(["kind", "n", *names], body, n_left=1)


def _trust(trust: Json, drawn: set[str]) -> Iterator[str]:
    if not trust:
        return
    yield "## Calibration"
    yield (
        "Over the three-way sets together, each weighing the same. Expected calibration error in "
        "15 bins of equal width; AURC is the area under the risk-coverage curve; of both, less is "
        "better. “@ 50 %”: accuracy when only the more confident half is decided."
    )
    coverages = [at for at in next(iter(trust.values()))["accuracy_at"] if float(at) < 1]
    head = ["", "calibration error", "AURC", *(f"@ {100 * float(at):.0f} %" for at in coverages)]
    body = [
        [
            name,
            cell(one["error"], digits=3),
            cell(one["area"], digits=3),
            *(percent(one["accuracy_at"][at]) for at in coverages),
        ]
        for name, one in trust.items()
    ]
    yield table(head, body, n_left=1)
    by_set = {name: one["by_set"] for name, one in trust.items()}
    sets = list(next(iter(by_set.values())))
    rows = [[name, *(plain(by_set[one].get(name)) for one in by_set)] for name in sets]
    yield "Calibration error of each set:"
    yield table(["set", *by_set], rows, n_left=1)
    yield from _picture("judge-reliability.svg", drawn)
    yield from _picture("judge-coverage.svg", drawn)


def checks_part(rows: Sequence[Json]) -> Iterator[str]:
    """Yield the paragraphs about each check by itself; none without rows."""
    if not rows:
        return
    yield "## Each check by itself"
    yield (
        "“Conflicts” is right on a pair labelled refuted, “missing” on one not labelled supported, "
        "“agrees” on one labelled supported. *Base*: how many pairs have that label anyway. Recall "
        "is low by nature: a check sees only its own kind of error."
    )
    body = [
        [
            row["check"],
            row["outcome"],
            f"{row['precision']['n']:,}",
            cell(row["precision"]),
            percent(row["base"]),
            cell(row["recall"]),
        ]
        for row in rows
    ]
    yield table(["check", "says", "n", "precision", "base", "recall"], body, n_left=2)


def _ablation(rows: Sequence[Json]) -> Iterator[str]:
    usable = [row for row in rows if row.get("figures")]
    if not usable:
        return
    names = list(dict.fromkeys(name for row in usable for name in row["figures"]))
    yield "## What each kind of training data brings"
    yield "Trained without one kind of pairs, otherwise the same; development parts."
    body = [
        [str(row["left_out"]), *(percent(row["figures"].get(name)) for name in names)]
        for row in usable
    ]
    yield table(["left out", *names], body, n_left=1)


def _learning(training: Sequence[Json], drawn: set[str]) -> Iterator[str]:
    if not training:
        return
    yield "## Learning curve"
    last = training[-1]
    figures = ", ".join(f"{name} {percent(value)}" for name, value in last["dev"].items())
    yield f"After {last['pairs']:,} pairs, on development parts: {figures}."
    yield from _picture("judge-learning.svg", drawn)


def _published(judge: Json) -> Iterator[str]:
    titles = {row["set"]: row["title"] for row in judge.get("stance", [])}
    titles |= {row["set"]: row["title"] for row in judge.get("questions", [])}
    body = [
        [title, one.system, one.metric, percent(one.value), f"{NOT_COMPARABLE}; {one.note}", link]
        for name, title in titles.items()
        for one in PUBLISHED.get(name, ())
        for link in [f"[source]({one.source})"]
    ]
    if body:
        yield "## What others published"
        yield "For orientation. Sets without a line: no figure that could be verified."
        yield table(["set", "system", "metric", "%", "but", ""], body, n_left=3)


def _picture(name: str, drawn: set[str]) -> Iterator[str]:
    if name in drawn:
        yield f"![{_PICTURES[name]}](images/{name})"
