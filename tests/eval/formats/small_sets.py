"""A tiny set of our own in each format of others, written to a folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FLOOD = (
    "The river Oste rose to 4.2 metres on Sunday. Three hundred people left their homes in Marle. "
    "The mayor closed two bridges and opened the sports hall for everyone who needed a bed."
)
MUSEUM = (
    "The Lind Museum has bought 1,200 Roman coins for 90,000 euros. They were found by a farmer "
    "in a beet field near Oberlind, and will be shown to the public from March."
)
STRIKE = (
    "Bus drivers in Cardon stopped work on Tuesday. They want 6 percent more pay than last year. "
    "Talks with the city are set for Thursday at noon, the drivers' union said."
)
MARLE = [
    "Marle is a small town on the upper river Oste , not far from the northern border .",
    "It has two bridges , both built in 1911 by Ada Brink .",
]
BRINK = [
    "Ada Brink -LRB- born 1870 -RRB- was an engineer who built bridges in the north .",
    "She studied in Cardon and worked there for thirty years before she retired .",
]


def write_lines(path: Path, rows: Sequence[object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_json(path: Path, value: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return path


def beir(folder: Path) -> Path:
    top = folder / "small-beir"
    write_lines(
        top / "corpus.jsonl",
        [
            {"_id": "d1", "title": "Flood", "text": FLOOD, "metadata": {"date": "2024-05-01"}},
            {"_id": "../../d2", "title": "../../etc/passwd", "text": MUSEUM},
            {"_id": "d3", "title": "", "text": STRIKE},
            {"_id": "short", "title": "Short", "text": "Nothing to see."},
            {"_id": "empty", "title": "Empty", "text": ""},
        ],
    )
    write_lines(
        top / "queries.jsonl",
        [
            {"_id": "q1", "text": "How high did the river Oste rise?"},
            {"_id": "q2", "text": "Roman coins bought by a museum"},
            {"_id": "q3", "text": "What is in the short text?"},
            {"_id": "q4", "text": "What is irrelevant?"},
            {"_id": "other", "text": "A query of the training split"},
        ],
    )
    qrels = top / "qrels"
    qrels.mkdir()
    (qrels / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td3\t0\nq2\t../../d2\t2\nq2\td3\t1\n"
        "q2\tgone\t1\nq3\tshort\t1\nq4\td1\t0\nlost\td1\t1\n"
    )
    (qrels / "train.tsv").write_text("other\td1\t1\n")
    return top


def _entry(page: str | None, number: int | None) -> list[object]:
    return [1, 2, page, number]


FEVER_CLAIMS: list[dict[str, Any]] = [
    {
        "id": 11,
        "claim": "The bridges of Marle were built in 1911.",
        "label": "SUPPORTS",
        "evidence": [[_entry("Marle", 1)], [_entry("Marle", 0), _entry("Ada_Brink", 0)]],
    },
    {
        "id": 12,
        "claim": "A woman born in 1880 built a bridge in Marle.",
        "label": "REFUTES",
        "evidence": [[_entry("Marle", 1), _entry("Ada_Brink", 0)]],
    },
    {
        "id": 13,
        "claim": "Marle has a harbour.",
        "label": "NOT ENOUGH INFO",
        "evidence": [[_entry(None, None)]],
    },
    {
        "id": 14,
        "claim": "Cardon is a town.",
        "label": "SUPPORTS",
        "evidence": [[_entry("Cardon", 0)]],
    },
]


def fever(folder: Path) -> Path:
    top = folder / "small-fever"
    write_lines(top / "claims.jsonl", FEVER_CLAIMS)
    pages = {"Marle": MARLE, "Ada_Brink": BRINK, "Never_Named": ["Nobody names this page ."]}
    write_lines(
        top / "wiki-pages" / "wiki-001.jsonl",
        [
            {
                "id": page,
                "text": " ".join(lines),
                "lines": "".join(f"{n}\t{line}\tlink\tlink\n" for n, line in enumerate(lines))
                + "2\t\nno number here",
            }
            for page, lines in pages.items()
        ],
    )
    return top


def fever_with_text(folder: Path) -> Path:
    flat = [["Marle", "0", MARLE[0]], ["Marle", "1", MARLE[1]]]
    return write_lines(
        folder / "gold-fever.jsonl",
        [
            {"id": 21, "claim": "Marle has bridges.", "label": "SUPPORTS", "evidence": flat},
            {
                "id": 22,
                "claim": "Marle lies on the sea.",
                "label": "REFUTES",
                "evidence": [[{"page": "Marle", "sentence_id": 0, "text": MARLE[0]}]],
            },
        ],
    )


def _question(question: str, answer: str, **more: object) -> dict[str, object]:
    kind = more.pop("answer_type", "Extractive")
    said = {
        "answer": answer,
        "answer_type": kind,
        "source_url": "https://gazette.example/a",
        **more,
    }
    return {"question": question, "answers": [said]}


def averitec(folder: Path) -> Path:
    claims: list[dict[str, Any]] = [
        {
            "claim": "The river Oste rose to 4.2 metres.",
            "label": "Supported",
            "claim_date": "3-5-2024",
            "speaker": None,
            "questions": [
                _question("How high did the river Oste rise?", "It rose to 4.2 metres on Sunday.")
            ],
        },
        {
            "claim": "Nobody left Marle.",
            "label": "Refuted",
            "claim_date": None,
            "questions": [
                _question(
                    "Did people leave their homes in Marle?",
                    "Yes",
                    answer_type="Boolean",
                    boolean_explanation="Three hundred people left their homes in the town.",
                ),
                _question("Who?", "No answer could be found.", answer_type="Unanswerable"),
            ],
        },
        {
            "claim": "The mayor was late.",
            "label": "Not Enough Evidence",
            "questions": [_question("When did the mayor come?", "2014", source_url="")],
        },
        {
            "claim": "The flood was the worst ever.",
            "label": "Conflicting Evidence/Cherrypicking",
            "questions": [_question("Was it?", "It was the worst in one of two gauges.")],
        },
        {"claim": "Empty.", "label": "Supported", "questions": []},
    ]
    return write_json(folder / "small-averitec.json", claims)


def squad(folder: Path) -> Path:
    start = MUSEUM.index("90,000")
    qas = [
        {
            "id": "s1",
            "question": "What did the Lind Museum pay for the Roman coins?",
            "is_impossible": False,
            "answers": [
                {"text": "90,000 euros", "answer_start": start},
                {"text": "90,000", "answer_start": start},
            ],
        },
        {
            "id": "s2",
            "question": "What did the Lind Museum pay for the Greek vases?",
            "is_impossible": True,
            "answers": [],
            "plausible_answers": [{"text": "90,000", "answer_start": start}],
        },
        {"id": "s3", "question": "Who?", "answers": [{"text": "nobody", "answer_start": 3}]},
    ]
    paragraphs = [{"context": FLOOD, "qas": []}, {"context": MUSEUM, "qas": qas}]
    return write_json(
        folder / "small-squad.json",
        {"version": "v2.0", "data": [{"title": "Lind_Museum", "paragraphs": paragraphs}]},
    )


PROMPTFOO = f"""\
description: small
defaultTest:
  assert:
    - type: not-contains
      value: as an AI
tests:
  - vars:
      question: How many Roman coins did the Lind Museum buy?
      context: "{MUSEUM}"
    assert:
      - type: icontains
        value: 1,200 roman coins
      - type: llm-rubric
        value: is polite
  - vars:
      query: How high did the river Oste rise?
      context: "{FLOOD}"
    assert:
      - type: contains-all
        value: [4.2 metres, Sunday]
  - vars: {{question: What will the drivers get?, context: "{STRIKE}"}}
    assert:
      - type: is-refusal
  - vars: {{question: Who runs the town?}}
    assert:
      - type: contains
        value: the mayor
  - file://more.yaml
  - vars: {{question: Any?, context: "{STRIKE}"}}
    assert:
      - type: javascript
        value: output.length < 5
  - vars: {{question: What?, context: "{STRIKE}"}}
    assert:
      - type: contains
        value: "{{{{ nothing }}}}"
  - vars:
      question: Who is said to want more pay?
      article: https://WWW.toy.example/strike/
      quote: They want 6 percent more pay
    assert:
      - type: contains-any
        value: drivers, Drivers
"""


def promptfoo(folder: Path) -> Path:
    path = folder / "small-promptfoo.yaml"
    path.write_text(PROMPTFOO, encoding="utf-8")
    return path


RAGAS: list[dict[str, Any]] = [
    {
        "user_input": "How many people left their homes in Marle?",
        "reference": "Three hundred people",
        "reference_contexts": [FLOOD],
    },
    {
        "user_input": "Why is Cardon without buses?",
        "reference": "Because the drivers are on strike for pay.",
        "reference_contexts": [STRIKE, FLOOD],
    },
    {
        "question": "Who is the mayor?",
        "ground_truth": "The answer to given question is not present in context",
        "contexts": [FLOOD],
    },
    {"user_input": [{"content": "hi", "type": "human"}], "reference": "x"},
    {"user_input": "What is left?", "reference": "Nothing.", "reference_contexts": None},
]


def ragas(folder: Path) -> Path:
    return write_lines(folder / "small-ragas.jsonl", RAGAS)


def ragas_csv(folder: Path) -> Path:
    path = folder / "small-ragas.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["user_input", "reference_contexts", "reference"])
        writer.writerow(["=1+1 how many left?", repr([FLOOD]), "Three hundred people"])
        writer.writerow(["Which buses?", json.dumps([STRIKE]), "=HYPERLINK(1)"])
    return path


SETS = {
    "beir": beir,
    "fever": fever,
    "averitec": averitec,
    "squad": squad,
    "promptfoo": promptfoo,
    "ragas": ragas,
}
