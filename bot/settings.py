"""Settings: from the environment (`NEWSPROOF_…`) and the command line; unknown ones are errors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from sources.schema import SCHEMES

# Read by other parts under the same prefix: where the public sets and the shared folder are.
_NOT_SETTINGS = {"NEWSPROOF_DATA", "NEWSPROOF_SHARED"}


def _place(value: object) -> object:
    """Keep the address of a database a text; anything else is a folder."""
    is_folder = isinstance(value, str) and not value.startswith(SCHEMES)
    return Path(str(value)) if is_folder else value


class Settings(BaseSettings):
    """What a newsroom can set.

    Attributes:
        data_dir: Folder of the archive and its index, or the address of a PostgreSQL database, as
            `postgresql://user@host/db`.
        encoder: `embedded:`, `hub:org/name`, or the path of a sentence-transformers folder.
        judge: What says whether a quote supports or refutes a claim: `embedded:`, `hub:org/name`,
            the path of a model folder, `ollama:model`, `openai:model@https://host/v1` or
            `llamacpp:file.gguf`.
        answering: What says whether a sentence answers a question; named like `judge`.
        writer: What writes an answer: `quotes` alone, or a language model (`ollama:model`,
            `openai:model@https://host/v1`, `llamacpp:file.gguf`) whose sentences are proven.
        writer_timeout_s: Seconds in which a language model must have written an answer, 1 to 600.
        writer_per_day: Answers that a language model writes in any 24 hours at the most.
        llm_key: Key of the server of a language model, or None when it needs none.
        llm_timeout_s: Seconds in which a language model must have given a verdict, 1 to 600.
        rules: File with the rules of the house (TOML), or None for the defaults.
        n_passages: Passages read for a question, 1 to 50.
        max_statements: Sentences of an answer at the most, 1 to 10.
        fetch_allow: Networks that may be fetched from although they are not public, as
            `10.1.2.0/24,fd12::/64`.
        fetch_contact: A web or mail address that is sent to sites with the name "Newsproof".
        access_dir: Folder of the password and the keys of a served page; None for `data_dir`.
        language: Language of the page's own words, "en" or "de"; articles and verdicts stay as
            they are.
    """

    model_config = SettingsConfigDict(env_prefix="NEWSPROOF_", extra="forbid", frozen=True)

    data_dir: Annotated[Path | str, BeforeValidator(_place)] = Path("newsproof-data")
    encoder: str = "embedded:"
    judge: str = "embedded:"
    answering: str = "embedded:"
    writer: str = "quotes"
    writer_timeout_s: float = Field(default=20.0, ge=1, le=600)
    writer_per_day: int = Field(default=2_000, ge=2, le=1_000_000)
    llm_key: SecretStr | None = None
    llm_timeout_s: float = Field(default=30.0, ge=1, le=600)
    rules: Path | None = None
    n_passages: int = Field(default=10, ge=1, le=50)
    max_statements: int = Field(default=3, ge=1, le=10)
    fetch_allow: str = ""
    fetch_contact: str = ""
    access_dir: Path | None = None
    language: Literal["en", "de"] = "en"


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
