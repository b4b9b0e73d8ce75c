"""Opening the models of the judge that the settings name.

What was asked for and cannot be had is an error that says how to get it; nothing takes its place.
Weights are loaded at the first use, and no server is contacted before it.
"""

from __future__ import annotations

from typing import Protocol

from bot.errors import SettingsError
from bot.judge.scorer import AnsweringModel, EntailmentModel

CHOICES = (
    "`embedded:`, `hub:org/name`, the path of a model folder, `ollama:model`, "
    "`openai:model@https://host/v1` or `llamacpp:file.gguf`"
)
_LANGUAGE_MODELS = ("ollama", "openai", "llamacpp")


class BothModels(EntailmentModel, AnsweringModel, Protocol):
    """One model that does both, as the embedded network does."""


def open_embedded() -> BothModels:
    """Return the network that is shipped, on the encoder that is installed.

    Raises:
        JudgeUnavailableError: Its weights are missing or damaged.
    """
    from bot.judge.network import open_network
    from index.encoder import embedded_folder

    return open_network(embedded_folder())


def open_entailment(spec: str, *, key: str = "", timeout_s: float = 30.0) -> EntailmentModel:
    """Return the model that says what a premise does to a claim.

    Args:
        spec: One of `CHOICES`. A model on a server is sent every claim that it judges.
        key: Key of the server of a language model; empty for none.
        timeout_s: Seconds in which a language model must have given a verdict.

    Raises:
        SettingsError: The spec cannot be.
        JudgeUnavailableError: What it names is not on this machine, or says something else.
    """
    if both := _open_both(spec, key, timeout_s):
        return both
    from bot.judge.crossencoder import HubEntailment, find_model

    folder, name = find_model(_checked(spec))
    return HubEntailment(folder, name=name)


def open_answering(spec: str, *, key: str = "", timeout_s: float = 30.0) -> AnsweringModel:
    """Return the model that says whether a text answers a question; as `open_entailment`."""
    if both := _open_both(spec, key, timeout_s):
        return both
    from bot.judge.crossencoder import HubAnswering, find_model

    folder, name = find_model(_checked(spec))
    return HubAnswering(folder, name=name)


def open_models(
    judge: str, answering: str, *, key: str = "", timeout_s: float = 30.0
) -> tuple[EntailmentModel, AnsweringModel]:
    """Return the models of both settings; one that does both is opened once.

    Args:
        judge: One of `CHOICES`, for entailment.
        answering: One of `CHOICES`, for answering.
        key: Key of the server of a language model; empty for none.
        timeout_s: Seconds in which a language model must have given a verdict.

    Raises:
        SettingsError: A spec cannot be.
        JudgeUnavailableError: What it names is not on this machine, or says something else.
    """
    is_same = judge == answering or (is_embedded(judge) and is_embedded(answering))
    if is_same and (both := _open_both(judge, key, timeout_s)):
        return both, both
    return (
        open_entailment(judge, key=key, timeout_s=timeout_s),
        open_answering(answering, key=key, timeout_s=timeout_s),
    )


def is_embedded(spec: str) -> bool:
    """Say whether a spec means the network that is shipped."""
    return spec in ("embedded", "embedded:")


def is_language_model(spec: str) -> bool:
    """Say whether a spec names a language model."""
    kind, colon, _ = spec.partition(":")
    return bool(colon) and kind in _LANGUAGE_MODELS


def _open_both(spec: str, key: str, timeout_s: float) -> BothModels | None:
    """Return the model of a spec that does both; None for one that does one of them."""
    if is_embedded(spec):
        return open_embedded()
    if is_language_model(spec):
        from bot.bridge.llms import open_llm_judge  # imports llama_index

        return open_llm_judge(spec, key=key, timeout_s=timeout_s)
    return None


def _checked(spec: str) -> str:
    """Return a spec that may name a folder or a model of the Hub.

    Raises:
        SettingsError: It can't. The message doesn't repeat it where it may hold a password.
    """
    kind, colon, rest = spec.partition(":")
    if not spec.strip() or not spec.isprintable():
        raise SettingsError("a model of the judge has no name", f"use {CHOICES}")
    if rest.startswith("//"):
        raise SettingsError(f"a judge cannot be an address ({kind}:…)", f"use {CHOICES}")
    # One letter before the colon is a drive of Windows.
    if colon and kind != "hub" and len(kind) > 1 and "/" not in kind and "\\" not in kind:
        raise SettingsError(f"no judge is of the kind {kind!r}", f"use {CHOICES}")
    return spec
