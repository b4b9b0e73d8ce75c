"""Settings: from the environment (`NEWSPROOF_…`) and the command line; unknown ones are errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

# Read by other parts under the same prefix: where the public sets and the shared folder are.
_NOT_SETTINGS = {"NEWSPROOF_DATA", "NEWSPROOF_SHARED"}


class Settings(BaseSettings):
    """What a newsroom can set.

    Attributes:
        data_dir: Folder of the archive and its index.
        encoder: `embedded:`, `hub:org/name`, or the path of a sentence-transformers folder.
        judge: What says whether a quote supports or refutes a claim: `embedded:`, `hub:org/name`,
            the path of a model folder, `ollama:model`, `openai:model@https://host/v1` or
            `llamacpp:file.gguf`.
        answering: What says whether a sentence answers a question; named like `judge`.
        llm_key: Key of the server of a language model, or None when it needs none.
        llm_timeout_s: Seconds in which a language model must have given a verdict, 1 to 600.
        n_passages: Passages read for a question, 1 to 50.
        max_statements: Sentences of an answer at the most, 1 to 10.
        fetch_allow: Networks that may be fetched from although they are not public, as
            `10.1.2.0/24,fd12::/64`.
        fetch_contact: A web or mail address that is sent to sites with the name "Newsproof".
    """

    model_config = SettingsConfigDict(env_prefix="NEWSPROOF_", extra="forbid", frozen=True)

    data_dir: Path = Path("newsproof-data")
    encoder: str = "embedded:"
    judge: str = "embedded:"
    answering: str = "embedded:"
    llm_key: SecretStr | None = None
    llm_timeout_s: float = Field(default=30.0, ge=1, le=600)
    n_passages: int = Field(default=10, ge=1, le=50)
    max_statements: int = Field(default=3, ge=1, le=10)
    fetch_allow: str = ""
    fetch_contact: str = ""


def read_settings(environment: dict[str, str], **given: Any) -> Settings:  # noqa: ANN401 - checked by pydantic
    """Read the settings; what the command line gives goes before the environment.

    Raises:
        SettingsError: A variable `NEWSPROOF_…` is unknown, or a value cannot be.
    """
    known = {f"NEWSPROOF_{name.upper()}" for name in Settings.model_fields}
    unknown = [
        name
        for name in environment
        if name.startswith("NEWSPROOF_") and name not in known | _NOT_SETTINGS
    ]
    if unknown:
        raise SettingsError(
            f"unknown setting {sorted(unknown)[0]!r} in the environment",
            f"unset it, or use one of {', '.join(sorted(known))}",
        )
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"setting {name!r} cannot be {first['input']!r} ({first['msg']})",
            "correct it on the command line or in the environment",
        ) from exc
