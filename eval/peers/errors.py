"""The errors of comparing with peers."""

from __future__ import annotations

from typing import ClassVar

from eval.errors import EvalError


class PeerError(EvalError):
    """Raised when a peer cannot be installed, dies, hangs, or answers with nonsense."""


class PeersMissingError(PeerError):
    """Raised when the environment of the peers is not there."""

    exit_code: ClassVar[int] = 3
