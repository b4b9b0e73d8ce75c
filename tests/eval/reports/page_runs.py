"""Runs as a real evaluation leaves them, made by rule from a few stories."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from bot.answer import Status
from bot.verdict import Verdict
from eval.cases.values import STATUS_OF_KIND, Kind
from eval.history import HistoryEntry
from eval.records import Blame, ClaimRecord, DraftRecord, QuestionRecord, Run

DIGEST = "5f0c0d3f5b6f1c6c2b7e34c1b8f2a9d0e4c7b6a59f8e7d6c5b4a392817060504"
STORIES = (
    (
        "How high did the river Oste rise on Sunday?",
        "The river Oste rose to 4.2 metres on Sunday.",
        "The Oste reached 4.2 metres.",
        "flood",
    ),
    (
        "How many Roman coins did the Lind Museum buy, and what did it pay for them?",
        "The Lind Museum has bought 1,200 Roman coins for 90,000 euros.",
        "The Lind Museum paid 19,000 euros for 1,200 Roman coins.",
        "number",
    ),
    (
        "What do the bus drivers in Cardon want?",
        "They want 6 percent more pay. Talks with the city are set for Thursday at noon.",
        "Bus drivers in Cardon did not ask for more pay.",
        "negation",
    ),
    (
        "How long did the repairs to the telescope of the Halm observatory take?",
        "Repairs to the telescope took 14 months.",
        "It took more than a year to repair the telescope of the Halm observatory.",
        "paraphrase",
    ),
    (
        "Who said that the wolf filmed near Tarn was young?",
        "The forester Ada Brink said it was young.",
        "The mayor of Tarn said that the wolf was young.",
        "attribution",
    ),
    (
        "Why did the first casualty figure for the Sea Lark turn out to be too high?",
        "Three passengers were counted twice because they were first treated at the harbour "
        "clinic and then taken to St. Odile Hospital, the harbour master’s office said.",
        "Three people on the Sea Lark were counted twice.",
        "correction",
    ),
    (
        "When will the second bridge over the Oste open again?",
        "The mayor closed two bridges.",
        "The second bridge over the Oste opens again on 3 June.",
        "date",
    ),
)
BLAMES = (
    Blame.NOT_RETRIEVED,
    Blame.NOT_CHOSEN,
    Blame.JUDGED_WRONG,
    Blame.NOT_RETRIEVED,
    Blame.BADLY_WRITTEN,
    Blame.GOLD_DOUBTFUL,
)
STATUSES = tuple(Status)
GOLD_VERDICTS = tuple(Verdict)[:4]


def make_run(n: int = 60, *, system: str = "newsproof", skill: float = 0.85, seed: int = 8) -> Run:
    """Return a run of about n cases, half of them questions; the same for the same arguments."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    n_claims = n * 2 // 5
    n_drafts = min(2, n // 20)
    return Run(
        system=system,
        split="dev",
        digest=DIGEST,
        questions=tuple(_question(at, dice, skill) for at in range(n - n_claims - 2 * n_drafts)),
        claims=tuple(_claim(f"tc-{at + 1:03}", at, dice, skill) for at in range(n_claims)),
        drafts=tuple(_draft(at, dice, skill) for at in range(n_drafts)),
        parts={
            "encoder": "all-MiniLM-L6-v2 53aa51172d14",
            "judge": "newsproof-judge 2026-11-20",
            "index": "chroma 1.5.9, splitter 3",
        },
        notes={"abstain below": 0.42, "top k": 12.0},
        peak_mib=812.4,
    )


def make_history(n: int = 14) -> list[HistoryEntry]:
    """Return the figures of n earlier runs; the cases change once on the way."""
    dice = random.Random(3)  # noqa: S311
    found = []
    for at in range(n):
        figures: dict[str, float | None] = {
            name: round(min(1.0, start + 0.16 * at / n + dice.uniform(-0.02, 0.02)), 4)
            for name, start in (
                ("answer_accuracy", 0.66),
                ("abstain_recall", 0.74),
                ("citation_precision", 0.82),
                ("verdict_accuracy", 0.61),
                ("verdict_macro_f1", 0.55),
            )
        }
        found.append(
            HistoryEntry(
                date=date(2026, 9, 1) + timedelta(days=6 * at),
                version=f"{at + 0x4AC1B:07x}",
                digest="0" * 64 if at < n // 3 else DIGEST,
                system="newsproof",
                split="dev",
                figures=figures,
            )
        )
    return found


def before(run: Run, *, seed: int = 5) -> Run:
    """Return what the same cases gave earlier: some turned, most did not."""
    dice = random.Random(seed)  # noqa: S311
    return replace(
        run,
        questions=tuple(_turned(one, dice) for one in run.questions),
        claims=tuple(_turned(one, dice) for one in run.claims),
    )


def _turned(record: QuestionRecord | ClaimRecord, dice: random.Random) -> object:
    if dice.random() > (0.08 if record.is_right else 0.4):
        return record
    if not record.is_right:
        changes = {"is_strictly_right": True} if isinstance(record, ClaimRecord) else {}
        return replace(record, is_right=True, got=record.expected, blame=None, **changes)
    changes = {"is_strictly_right": False} if isinstance(record, ClaimRecord) else {}
    wrong = next(one for one in type(record.got) if one is not record.expected)
    return replace(record, is_right=False, got=wrong, blame=Blame.NOT_CHOSEN, **changes)


def _question(at: int, dice: random.Random, skill: float) -> QuestionRecord:
    asked, quote, _, tag = STORIES[at % len(STORIES)]
    kind = tuple(Kind)[at % 5]
    expected = STATUS_OF_KIND.get(kind, Status.ANSWERED)
    is_right = dice.random() < skill
    got = expected if is_right else dice.choice([one for one in Status if one is not expected])
    sure = dice.betavariate(6, 2) if got is not Status.ABSTAINED else dice.betavariate(2, 6)
    answered = got is not Status.ABSTAINED
    gold = () if expected is Status.ABSTAINED else (quote, STORIES[(at + 3) % len(STORIES)][1])
    rank = dice.choice([1, 1, 1, 2, 3, 6, None])
    return QuestionRecord(
        id=f"wq-{at + 1:03}",
        question=asked,
        kind=kind,
        as_of=date(2024, 5, 2) if kind is Kind.AS_OF else None,
        tags=(tag, ("town", "world", "sport")[at % 3]),
        expected=expected,
        got=got,
        is_right=is_right,
        blame=None if is_right else dice.choice(BLAMES),
        confidence=sure,
        gold_ranks=(rank, None) if gold else (),
        article_ranks=(rank, None) if gold else (),
        gold_words=(80 if rank == 1 else None, None) if gold else (),
        statements=(True, is_right) if answered else (),
        proven=(True, True) if answered else (),
        citations=((True,), (is_right,)) if answered else (),
        exact=(True, True) if answered else (),
        accepted=is_right if answered and at % 2 else None,
        n_cited_words=24 if answered else 0,
        shown=f"{quote} {STORIES[(at + 1) % len(STORIES)][1]}"
        if answered
        else "The archive does not say. The nearest it has is shown below.",
        quotes=(quote, STORIES[(at + 1) % len(STORIES)][1]) if answered else (),
        gold=gold,
        ms=round(dice.lognormvariate(4.6, 0.5), 1),
    )


def _claim(name: str, at: int, dice: random.Random, skill: float) -> ClaimRecord:
    _, quote, claim, tag = STORIES[(at * 3) % len(STORIES)]
    expected = GOLD_VERDICTS[(0, 1, 3, 0, 1, 2)[at % 6]]
    is_right = dice.random() < skill
    got = expected if is_right else dice.choice([v for v in GOLD_VERDICTS if v is not expected])
    return ClaimRecord(
        id=name,
        claim=claim,
        tags=(tag,),
        expected=expected,
        got=got,
        is_right=is_right,
        is_strictly_right=is_right and at % 4 > 0,
        blame=None if is_right else dice.choice(BLAMES),
        confidence=dice.betavariate(7, 2) if is_right else dice.betavariate(5, 3),
        exact=(True,),
        evidence=() if got is Verdict.NOT_ENOUGH_EVIDENCE else (quote,),
        gold=() if expected is Verdict.NOT_ENOUGH_EVIDENCE else (quote,),
        ms=round(dice.lognormvariate(4.0, 0.4), 1),
    )


def _draft(at: int, dice: random.Random, skill: float) -> DraftRecord:
    claims = tuple(_claim(f"td-{at + 1:03}#{n + 1}", at + n, dice, skill) for n in range(2))
    return DraftRecord(
        id=f"td-{at + 1:03}",
        claims=claims,
        is_right=all(one.is_right for one in claims),
        ms=sum(one.ms for one in claims),
    )
