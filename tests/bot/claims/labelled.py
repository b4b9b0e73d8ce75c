"""The hand-labelled sentences, and how the rules do on them.

python -m tests.bot.claims.labelled dev|test|hard|fresh
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.claims import find_claims
from bot.verdict import Claim, Worth

FILES = {
    "dev": Path(__file__).with_name("labelled_sentences.txt"),
    "test": Path(__file__).with_name("labelled_sentences.txt"),
    "hard": Path(__file__).with_name("labelled_hard.txt"),
    "fresh": Path(__file__).with_name("labelled_fresh.txt"),
}
MARK = "¶"
PRONOUNS = frozenset("he him his she her hers it its they them their".split())


@dataclass
class Sentence:
    text: str
    worth: Worth
    begins_paragraph: bool = False
    claims: list[str] = field(default_factory=list)
    resolved: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    """Pronouns with the names that are right for each."""


@dataclass
class Draft:
    name: str
    split: str
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def text(self) -> str:
        pieces = [("\n\n" if s.begins_paragraph else " ") + s.text for s in self.sentences]
        return "".join(pieces)[1 if not self.sentences[0].begins_paragraph else 2 :]


@dataclass
class Score:
    n: int = 0
    worth_right: int = 0
    true_checks: int = 0  # judged worth checking, and it is
    said_checks: int = 0
    real_checks: int = 0
    splits: int = 0  # worth checking, every atom as labelled
    to_split: int = 0
    said_split: int = 0
    split_right: int = 0
    pronouns_right: int = 0
    pronouns_said: int = 0
    pronouns_real: int = 0
    mistakes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.true_checks / self.said_checks

    @property
    def recall(self) -> float:
        return self.true_checks / self.real_checks


def drafts(split: str) -> Iterator[Draft]:
    return (draft for draft in _drafts(FILES[split]) if draft.split == split)


def _drafts(file: Path) -> Iterator[Draft]:
    draft: Draft | None = None
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("= "):
            if draft:
                yield draft
            draft = Draft(line[2:], line.split()[1])
        elif line.startswith(">"):
            draft.sentences[-1].claims.append(line[1:].strip())
        elif line.startswith("@"):
            pronoun, _, names = line[1:].partition(" = ")
            right = frozenset(name.strip() for name in names.split(" | "))
            draft.sentences[-1].resolved.append((pronoun.strip(), right))
        else:
            worth, _, text = line.partition(" | ")
            draft.sentences.append(
                Sentence(text, Worth(worth.lstrip(MARK)), worth.startswith(MARK))
            )
    yield draft


def bare(text: str) -> str:
    return " ".join(text.split()).strip(" ,;.!?")


def shown(text: str, claim: Claim) -> str:
    return " … ".join(bare(span.of(text)) for span in claim.spans)


def score(split: str) -> Score:
    total = Score()
    for draft in drafts(split):
        _score(draft, total)
    return total


def _score(draft: Draft, total: Score) -> None:
    text = draft.text
    claims = find_claims(text)
    at = 0
    for sentence in draft.sentences:
        start = text.index(sentence.text, at)
        at = end = start + len(sentence.text)
        mine = [c for c in claims if start <= c.span.start < end]
        total.n += 1
        worth = mine[0].worth if mine else None
        _score_worth(draft, sentence, worth, total)
        if worth is Worth.CHECK and sentence.worth is Worth.CHECK:
            _score_split(draft, sentence, [shown(text, c) for c in mine], total)
            _score_pronouns(draft, sentence, start, mine, total)


def _score_worth(draft: Draft, sentence: Sentence, worth: Worth | None, total: Score) -> None:
    total.worth_right += worth is sentence.worth
    total.said_checks += worth is Worth.CHECK
    total.real_checks += sentence.worth is Worth.CHECK
    total.true_checks += worth is sentence.worth is Worth.CHECK
    if worth is not sentence.worth:
        total.mistakes.append(f"{draft.name} worth {worth} not {sentence.worth}: {sentence.text}")


def _score_split(draft: Draft, sentence: Sentence, found: Sequence[str], total: Score) -> None:
    wanted = [" … ".join(map(bare, c.split(" … "))) for c in sentence.claims] or [
        bare(sentence.text)
    ]
    is_right = sorted(found) == sorted(wanted)
    total.splits += is_right
    total.to_split += len(wanted) > 1
    total.said_split += len(found) > 1
    total.split_right += is_right and len(wanted) > 1
    if not is_right:
        total.mistakes.append(f"{draft.name} split {found} not {wanted}")


def _score_pronouns(
    draft: Draft, sentence: Sentence, start: int, mine: Sequence[Claim], total: Score
) -> None:
    wanted = sentence.resolved
    text = draft.text
    is_all = draft.split in ("hard", "fresh")  # names of the same sentence as well
    found = {
        (r.span.of(text), r.name)
        for claim in mine
        for r in claim.resolved
        if r.span.of(text).lower() in PRONOUNS and (is_all or r.source.start < start)
    }
    right = {(p, n) for p, n in found if any(p == q and n in names for q, names in wanted)}
    total.pronouns_real += len(wanted)
    total.pronouns_said += len(found)
    total.pronouns_right += len(right)
    total.mistakes += [f"{draft.name} wrong name {p} = {n}" for p, n in sorted(found - right)]
    total.mistakes += [
        f"{draft.name} no name for {p} = {sorted(names)}"
        for p, names in wanted
        if not any(p == q for q, _ in found)
    ]


if __name__ == "__main__":
    result = score(sys.argv[1])
    if "-v" in sys.argv:
        print("\n".join(result.mistakes))
    print(vars(result) | {"mistakes": len(result.mistakes)})
    print(f"worth checking: precision {result.precision:.3f}, recall {result.recall:.3f}")
