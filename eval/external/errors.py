"""The errors of measuring on public sets, leaves of `eval.errors`."""

from __future__ import annotations

from eval.errors import EvalError
from sources.errors import UnavailableError


class SetError(EvalError):
    """Raised when a public set is unknown, not there, empty or not as expected: exit 2."""


class SystemUnavailableError(UnavailableError, EvalError):
    """Raised when a system that was to be measured cannot be had: exit 3."""
