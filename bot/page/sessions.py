"""What the server keeps of the visitors of a page: Gradio's sessions, without what nobody reads.

Gradio 6.31 keeps with each session a copy of the page's layout and of all that is shown, for links
that restore them, which this page doesn't offer. It keeps a session until many others have come.
"""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI

from bot.page.quiet import gr

FORGET_S = 3600.0  # without use, once its window was closed: a phone that slept finds it again


class _Nothing(dict[int, Any]):
    """A dictionary that keeps nothing."""

    def __setitem__(self, key: int, value: object) -> None:
        """Keep nothing."""


class Session(gr.state_holder.SessionState):  # type: ignore[misc]
    """The values of one visitor."""

    def __init__(self, page: gr.Blocks) -> None:
        # Of the layout nothing is copied where no block is named.
        super().__init__(SimpleNamespace(default_config=page.default_config, blocks=()))
        self.config_values = _Nothing()

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: object) -> None:
        pass


class Sessions(gr.state_holder.StateHolder):  # type: ignore[misc]
    """The sessions of a page; closed ones are forgotten `FORGET_S` after their last use."""

    def __getitem__(self, session_id: str) -> Session:
        """Return the session of a window, a new one where there is none."""
        if session_id not in self.session_data:
            self.session_data[session_id] = Session(self.blocks)
        session: Session = super().__getitem__(session_id)
        return session

    def delete_all_expired_state(self) -> None:
        """Forget what has had its time; Gradio asks for it every second."""
        super().delete_all_expired_state()
        now = datetime.now()  # without a zone, as Gradio notes it
        for session_id, used in list(self.time_last_used.items()):
            session = self.session_data.get(session_id)
            is_away = session is None or session.is_closed
            if is_away and (now - used).total_seconds() > FORGET_S:
                self.session_data.pop(session_id, None)
                self.time_last_used.pop(session_id, None)


def keep_little(app: FastAPI, page: gr.Blocks) -> None:
    """Let a page that was just mounted in an application keep its sessions in `Sessions`."""
    mounted = app.routes[-1].app  # type: ignore[attr-defined]  # where `mount_gradio_app` put it
    mounted.state_holder = Sessions()
    mounted.state_holder.set_blocks(page)
