"""The writer that a setting names; nothing heavy is loaded for the one that quotes."""

from __future__ import annotations

from bot.errors import SettingsError
from bot.writing.budget import BudgetedWriter
from bot.writing.quoting import QuoteWriter
from bot.writing.values import Writer

QUOTES = "quotes"
PER_DAY = 2_000
_LLMS = ("ollama", "openai", "llamacpp")


def open_writer(
    spec: str, *, key: str = "", timeout_s: float = 20.0, per_day: int = PER_DAY
) -> Writer:
    """Return the writer that `spec` names. A server is not contacted yet.

    Args:
        spec: `quotes`, `ollama:model`, `openai:model@https://host/v1` or `llamacpp:file.gguf`.
        key: Key of the server; empty for none.
        timeout_s: Seconds in which a language model must have written the whole answer.
        per_day: Answers that a language model writes in any 24 hours at the most, 2 or more.

    Raises:
        SettingsError: The spec cannot be.
        WriterUnavailableError: The package that it needs, or the file, is not on this machine.
    """
    if spec == QUOTES:
        return QuoteWriter()
    kind, colon, _ = spec.partition(":")
    if not colon or kind not in _LLMS:
        raise SettingsError(
            "the setting of the writer names none",
            "use `quotes`, `ollama:model`, `openai:model@https://host/v1` or `llamacpp:file.gguf`",
        )
    from bot.bridge.llms import open_llm_writer

    writer = open_llm_writer(spec, key=key, timeout_s=timeout_s)
    return BudgetedWriter(writer, per_day=per_day)
