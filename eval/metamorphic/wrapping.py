"""Make rules about cases of rules about texts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from eval.cases.values import Case, ClaimCase, Question
from eval.metamorphic.values import Surroundings, Vary

Rule = Callable[[str], str | None]
"""Rewrites a text; None where it isn't certain to apply."""

BOTH: tuple[type[Case], ...] = (Question, ClaimCase)


def on_text(rule: Rule, of: Sequence[type[Case]] = BOTH) -> Vary:
    """Apply a rule to the words of questions, of claims or of both, and to nothing else."""

    def vary(case: Case, around: Surroundings) -> Case | None:
        return with_text(case, rule) if isinstance(case, tuple(of)) else None

    return vary


def with_text(case: Case, rule: Rule) -> Case | None:
    """Return a question or claim with other words; None when the rule changes nothing."""
    match case:
        case Question():
            text = rule(case.question)
            return replace(case, question=text) if text and text != case.question else None
        case ClaimCase():
            text = rule(case.claim)
            return replace(case, claim=text) if text and text != case.claim else None
        case _:
            return None


def chance(*parts: str) -> int:
    """Return a number that looks like chance and is always the same for the same words."""
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8])
