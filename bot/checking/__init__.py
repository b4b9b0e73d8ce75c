"""Checking a text: its claims, a verdict for each, and the quotes that decide it."""

from bot.checking.checker import Checker
from bot.checking.deciding import THRESHOLDS, Judged, Thresholds, decide, verdict_of

__all__ = ["THRESHOLDS", "Checker", "Judged", "Thresholds", "decide", "verdict_of"]
