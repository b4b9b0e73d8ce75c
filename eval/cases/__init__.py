"""The cases that measure Newsproof: their values, their loader, and the packaged sets.

The sets lie beside this file in `dev/` (to tune and to look at) and `test/` (to report, never to
look at case by case), as JSON Lines or YAML.
"""

from eval.cases.loader import PACKAGED, load_cases
from eval.cases.values import (
    Case,
    CaseSet,
    ClaimCase,
    DraftCase,
    DraftClaim,
    GoldQuote,
    Kind,
    Question,
)

__all__ = [
    "PACKAGED",
    "Case",
    "CaseSet",
    "ClaimCase",
    "DraftCase",
    "DraftClaim",
    "GoldQuote",
    "Kind",
    "Question",
    "load_cases",
]
