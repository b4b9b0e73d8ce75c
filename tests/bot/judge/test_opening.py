"""Which model a setting names: every kind opens, all else is an error that says the choices."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import JudgeUnavailableError, SettingsError
from bot.judge.opening import CHOICES, open_answering, open_entailment
from bot.settings import read_settings
from sources.errors import NewsproofError

OPENERS = [open_entailment, open_answering]


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize("spec", ["embedded:", "embedded"])
def test_embedded_is_the_network_that_is_shipped(opener, spec: str):
    assert opener(spec).identity.startswith("newsproof-judge@")


@pytest.mark.parametrize("opener", OPENERS)
def test_language_model_of_a_server_opens_without_contact(opener):
    pytest.importorskip("llama_index.llms.openai_like", reason="needs the extra newsproof[llm]")
    assert opener("ollama:qwen3:8b").identity.startswith("ollama:qwen3:8b@127.0.0.1:11434#")
    hosted = opener("openai:m@https://llm.example/v1", key="k", timeout_s=5)
    assert hosted.identity.startswith("openai:m@llm.example#")


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize(
    "spec",
    ["", " ", "\n", "cloud:model", "openia:m@https://llm.example/v1", "embedded:x",
     "https://user:hunter2@llm.example/v1", "http://llm.example", "file:///etc/passwd",
     "ftp://user:hunter2@host/x", "hub://org/name", "a\x00b", "pickle:model.pkl"],
)  # fmt: skip
def test_unknown_kind_is_refused_and_the_choices_named(opener, spec: str):
    with pytest.raises(SettingsError) as caught:
        opener(spec)
    assert caught.value.way_out == f"use {CHOICES}"
    assert caught.value.exit_code == 2
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("opener", OPENERS)
@pytest.mark.parametrize(
    "spec",
    ["hub:../../etc", "hub:newsproof-tests/is-not-here", "../../etc", "models/none", "~/none",
     "~nobody-here/none", "C:\\models\\none", "/dev/null", "/proc/self/mem",
     "llamacpp:../none.gguf", "llamacpp:/dev/zero", "llamacpp:~nobody-here/m.gguf", "x" * 5_000],
)  # fmt: skip
def test_what_is_not_here_is_unavailable(opener, spec: str):
    with pytest.raises(JudgeUnavailableError) as caught:
        opener(spec)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("opener", OPENERS)
def test_address_with_a_password_is_refused_without_repeating_it(opener):
    with pytest.raises(NewsproofError) as caught:
        opener("openai:m@https://user:hunter2@llm.example/v1")
    assert "hunter2" not in str(caught.value)


def test_key_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSPROOF_LLM_KEY", "hunter2")
    settings = read_settings({"NEWSPROOF_LLM_KEY": "hunter2"})
    assert settings.llm_key is not None
    assert settings.llm_key.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(settings) + str(settings) + settings.model_dump_json()


@pytest.mark.parametrize("seconds", ["0", "601", "nan", "soon"])
def test_timeout_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, seconds: str):
    monkeypatch.setenv("NEWSPROOF_LLM_TIMEOUT_S", seconds)
    with pytest.raises(SettingsError, match="llm_timeout_s"):
        read_settings({"NEWSPROOF_LLM_TIMEOUT_S": seconds})


def test_opening_loads_neither_torch_nor_llama_index(tmp_path: Path):
    (tmp_path / "config.json").write_text(
        '{"architectures": ["BertForSequenceClassification"], '
        '"id2label": {"0": "entailment", "1": "neutral", "2": "contradiction"}}'
    )
    script = f"""
import sys
from bot.judge.opening import open_entailment
open_entailment({str(tmp_path)!r})
print([name for name in ("torch", "transformers", "llama_index.core") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.stdout == "[]\n"
