"""Gradio, imported the only way this project imports it: after its environment is closed.

Gradio reads switches from the environment when it is imported, when an app is built and when a
request is answered: telemetry, sharing, an MCP server, readable folders, run history. None of
them may be turned on from outside, so all of them are dropped before the import.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

# Values of ours; every other GRADIO_ variable is dropped.
_OURS = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # Gradio 6.31 keeps a record of the last 10,000 events, with their sessions, and works out
    # percentiles of all of them after each, even where monitoring is off and nobody can look.
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
}
_FOREIGN = frozenset(
    {"SYSTEM", "SPACE_ID", "SPACE_HOST", "SPACES_ZERO_GPU", "KAGGLE_KERNEL_RUN_TYPE"}
    | {"OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_SCOPES", "OPENID_PROVIDER_URL"}
)


def close_environment(environ: MutableMapping[str, str] = os.environ) -> None:
    """Drop what would open the app to others, and set what keeps it quiet; in place."""
    for name in list(environ):
        if name.startswith("GRADIO_") or name in _FOREIGN:
            del environ[name]
    environ.update(_OURS)


close_environment()

import gradio as gr  # noqa: E402  (it reads the environment while it is imported)

__all__ = ["close_environment", "gr"]
