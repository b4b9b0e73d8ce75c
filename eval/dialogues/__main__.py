"""`python -m eval.dialogues`: how follow-ups are understood, and what becomes of the answers."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from bot.settings import Settings
from eval.dialogues.cases import case_questions, load, sample_texts
from eval.dialogues.measuring import Outcome, by_asking, by_gold, damaged, share
from eval.evaluation import packaged_archive


def main() -> None:
    """Measure a split and print the figures, and every turn that was understood wrongly."""
    parser = argparse.ArgumentParser(prog="python -m eval.dialogues", description=__doc__)
    parser.add_argument("--split", choices=["dev", "test"], default="dev")
    parser.add_argument("--ask", action="store_true", help="ask the packaged archive as well")
    parser.add_argument("--every", action="store_true", help="print every follow-up")
    arguments = parser.parse_args()
    dialogues, texts = load(arguments.split), sample_texts()
    found = by_gold(dialogues, texts)
    print(f"{arguments.split}: {len(dialogues)} dialogues, {len(found)} questions")
    _print_understood(found, every=arguments.every)
    questions = case_questions(arguments.split)
    wrong = damaged(questions, dialogues, texts)
    print(f"questions of the cases left alone  {len(questions) - len(wrong)} of {len(questions)}")
    for question, text in wrong:
        print(f"! {question}  →  {text}")
    if not arguments.ask:
        return
    with packaged_archive(Settings()) as newsproof:
        for rewrites in (True, False):
            asked = by_asking(dialogues, newsproof.ask, texts, rewrites=rewrites)
            _print_answered(asked, "understood" if rewrites else "asked as they stand")
            if arguments.every and rewrites:
                _print_wrong(asked)


def _print_understood(found: Sequence[Outcome], *, every: bool) -> None:
    follows = [one for one in found if one.turn.follows]
    alone = [one for one in found if not one.turn.follows]
    print(f"follow-ups understood  {share([one.is_right for one in follows])}")
    print(f"others left alone      {share([one.is_right for one in alone])}")
    for one in found:
        if not one.is_right or (every and one.turn.follows):
            mark = "  " if one.is_right else "! "
            print(f"{mark}{one.dialogue}  {one.turn.question}  →  {one.understood.text}")


def _print_answered(asked: Sequence[Outcome], how: str) -> None:
    gold = [one for one in asked if one.shows_gold is not None]
    for name, follows in (("follow-ups", True), ("others", False)):
        of_these = [one for one in gold if one.turn.follows is follows]
        right = [bool(one.shows_gold) for one in of_these]
        silent = [one.answer is not None and not one.answer.citations for one in of_these]
        print(f"{name} {how}: gold quote shown {share(right)}, abstained {share(silent)}")


def _print_wrong(asked: Sequence[Outcome]) -> None:
    for one in asked:
        if one.shows_gold is False and one.answer:
            shown = one.answer.citations[0].quote.text if one.answer.citations else "(abstained)"
            print(f"? {one.dialogue}  {one.understood.text}  →  {shown[:120]}")


if __name__ == "__main__":
    main()
