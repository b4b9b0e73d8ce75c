"""Cross-encoders from folders: small ones, made here; the bias of the head sets what they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.errors import JudgeUnavailableError
from bot.judge.crossencoder import HubAnswering, HubEntailment, find_model

ROOT = Path(__file__).parents[3]
WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the port reopened ferry sank on friday no".split()
PAIRS = [("The port reopened on Friday.", "The port reopened."), ("The ferry sank.", "No port.")]
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a model folder: a tiny BERT with a random body and a head that says one thing."""

    def make_model(
        labels: list[str],
        *,
        bias: list[float] | None = None,
        weight: float = 0.0,
        model_max_length: int | None = 32,
        name: str = "model",
    ) -> Path:
        os.environ["HF_HUB_OFFLINE"] = "1"
        import torch
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
        from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

        torch.manual_seed(7)
        config = BertConfig(
            vocab_size=len(WORDS),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=32,
            initializer_range=0.5,  # else the answer hardly depends on the texts
            id2label=dict(enumerate(labels)),
            label2id={label: i for i, label in enumerate(labels)},
        )
        model = BertForSequenceClassification(config)
        with torch.no_grad():
            model.classifier.weight.mul_(weight)
            model.classifier.bias.copy_(torch.tensor(bias or [0.0] * len(labels)))
        tokenizer = Tokenizer(
            models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]")
        )
        tokenizer.normalizer = normalizers.Lowercase()
        tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]",
            pair="[CLS] $A [SEP] $B:1 [SEP]:1",
            special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
        )
        folder = tmp_path / name
        model.save_pretrained(folder)
        limit = {} if model_max_length is None else {"model_max_length": model_max_length}
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer,
            pad_token="[PAD]",
            unk_token="[UNK]",
            cls_token="[CLS]",
            sep_token="[SEP]",
            **limit,
        ).save_pretrained(folder)
        return folder

    return make_model


def change_config(folder: Path, **changes: Any) -> None:
    config = json.loads((folder / "config.json").read_text())
    for name, value in changes.items():
        config.pop(name, None)
        if value is not None:
            config[name] = value
    (folder / "config.json").write_text(json.dumps(config))


@pytest.mark.parametrize(
    "labels",
    [
        ["entailment", "neutral", "contradiction"],
        ["contradiction", "entailment", "neutral"],
        ["NEUTRAL", "CONTRADICTION", "ENTAILMENT"],
        ["SUPPORTS", "REFUTES", "NOT ENOUGH INFO"],
        ["refuted", "Not-Enough-Evidence", "Supported"],
    ],
)
def test_order_of_labels_is_read_from_the_config(make: Make, labels: list[str]):
    # The head always says: first output 3, second 2, third 1.
    judge = HubEntailment(make(labels, bias=[3.0, 2.0, 1.0]), name="m")
    shares = judge.entailment(PAIRS)
    expected = np.exp([3.0, 2.0, 1.0]) / np.exp([3.0, 2.0, 1.0]).sum()
    kinds = [label.lower()[0] if label.lower()[:2] != "ne" else "n" for label in labels]
    column = [{"e": 0, "s": 0, "c": 1, "r": 1, "n": 2}[kind] for kind in kinds]
    assert shares.dtype == np.float32
    assert shares.shape == (2, 3)
    assert np.allclose(shares[:, column], expected)
    assert np.allclose(shares.sum(axis=1), 1)


@pytest.mark.parametrize(
    ("labels", "supports"),
    [(["entailment", "not_entailment"], 0.9), (["NOT_SUPPORTED", "SUPPORTED"], 0.1)],
)
def test_model_with_two_labels_never_refutes(make: Make, labels: list[str], supports: float):
    bias = [float(np.log(0.9)), float(np.log(0.1))]
    shares = HubEntailment(make(labels, bias=bias), name="m").entailment(PAIRS)
    assert np.allclose(shares, [supports, 0, 1 - supports])


@pytest.mark.parametrize(
    "labels",
    [
        ["LABEL_0", "LABEL_1", "LABEL_2"],
        ["entailment", "contradiction"],
        ["entailment", "entailed", "neutral"],
        ["entailment", "neutral", "contradiction", "other"],
        ["positive", "negative", "neutral"],
        ["not_entailment", "contradiction"],
        ["entailment"],
    ],
)
def test_labels_that_do_not_say_what_they_mean_are_refused(make: Make, labels: list[str]):
    with pytest.raises(JudgeUnavailableError, match="don't say which") as caught:
        HubEntailment(make(labels), name="m")
    assert labels[0] in str(caught.value)
    assert "id2label" in caught.value.way_out
    assert caught.value.exit_code == 3


def test_labels_without_names_are_refused(make: Make):
    folder = make(["entailment", "not_entailment"])
    change_config(folder, id2label=None, label2id=None)
    with pytest.raises(JudgeUnavailableError, match="LABEL_0"):
        HubEntailment(folder, name="m")


@pytest.mark.parametrize("id2label", [["entailment"], {"1": "a", "2": "b"}, {"x": "a"}, "all"])
def test_labels_in_another_form_are_refused(make: Make, id2label: object):
    folder = make(["entailment", "not_entailment"])
    change_config(folder, id2label=id2label)
    with pytest.raises(JudgeUnavailableError, match="numbers its labels"):
        HubEntailment(folder, name="m")


def test_premise_comes_first(make: Make):
    judge = HubEntailment(make(["entailment", "neutral", "contradiction"], weight=0.3), name="m")
    there, back = judge.entailment([PAIRS[0], PAIRS[0][::-1]])
    assert not np.allclose(there, back, atol=1e-3)
    from sentence_transformers import CrossEncoder

    own = CrossEncoder(str(judge._model._folder), device="cpu").predict(
        [PAIRS[0]], apply_softmax=True
    )
    assert np.allclose(there[[0, 2, 1]], own[0], atol=1e-5)


def test_order_of_pairs_is_kept_over_batches(make: Make):
    judge = HubEntailment(make(["entailment", "neutral", "contradiction"], weight=3.0), name="m")
    pairs = [(("the port " * (i % 11 + 1)), "ferry " * (i % 5 + 1)) for i in range(40)]
    together = judge.entailment(pairs)
    alone = np.concatenate([judge.entailment([pair]) for pair in pairs])
    assert np.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("limit", [16, 32, None, 100_000])
def test_texts_longer_than_the_model_are_cut(make: Make, limit: int | None):
    judge = HubEntailment(
        make(["entailment", "neutral", "contradiction"], weight=3.0, model_max_length=limit),
        name="m",
    )
    shares = judge.entailment([("the port " * 700, "no " * 700), ("the", "no")])
    assert np.isfinite(shares).all()
    most = judge.entailment([("the port " * 701, "no " * 700)])
    assert np.allclose(shares[0], most[0], atol=1e-6)


def test_endless_pair_takes_little_memory(make: Make):
    # Left to the tokenizer alone, this pair takes more than 20 GB: here it would fail at 8.
    folder = make(["entailment", "neutral", "contradiction"], model_max_length=16)
    script = f"""
import resource
resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
from pathlib import Path
from bot.judge.crossencoder import HubEntailment
judge = HubEntailment(Path({str(folder)!r}), name="m")
print(judge.entailment([("the port " * 5_000, "no " * 5_000)]).shape)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=200,
        check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.stdout == "(1, 3)\n", done.stderr[-2_000:]


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x1b[2J\u202e", "🚢🚢", "ПОРТ", "[SEP] [CLS]", "A" * 100_000]
)
def test_any_text_gets_probabilities(make: Make, text: str):
    folder = make(["entailment", "neutral", "contradiction"], weight=3.0)
    shares = HubEntailment(folder, name="m").entailment([(text, text), ("the port", text)])
    assert shares.shape == (2, 3)
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-6)


def test_no_pairs_load_nothing(make: Make):
    judge = HubEntailment(make(["entailment", "neutral", "contradiction"]), name="m")
    assert judge.entailment([]).shape == (0, 3)
    assert "_model" not in vars(judge._model)


def test_reranker_gives_the_sigmoid_whatever_its_own_activation(make: Make):
    folder = make(["LABEL_0"], bias=[1.5])
    change_config(folder, sbert_ce_default_activation_function="torch.nn.modules.linear.Identity")
    shares = HubAnswering(folder, name="m").answering(PAIRS)
    assert shares.dtype == np.float32
    assert shares.tolist() == pytest.approx([1 / (1 + np.exp(-1.5))] * 2)
    extreme = HubAnswering(make(["LABEL_0"], bias=[-900.0], name="low"), name="m")
    assert extreme.answering(PAIRS).tolist() == [0, 0]
    assert extreme.answering([]).shape == (0,)


def test_model_with_several_labels_is_no_reranker(make: Make):
    with pytest.raises(JudgeUnavailableError, match="has 3 labels"):
        HubAnswering(make(["entailment", "neutral", "contradiction"]), name="m")


def test_weights_that_are_missing_are_not_made_up(make: Make):
    from safetensors.torch import load_file, save_file

    folder = make(["entailment", "neutral", "contradiction"])
    weights = load_file(folder / "model.safetensors")
    kept = {name: w for name, w in weights.items() if not name.startswith("classifier")}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(JudgeUnavailableError, match=r"lacks weights \('classifier.bias' and 1"):
        HubEntailment(folder, name="m").entailment(PAIRS)


def test_head_of_another_size_is_refused(make: Make):
    folder = make(["entailment", "neutral", "contradiction"])
    change_config(folder, id2label={"0": "entailment", "1": "not_entailment"})
    with pytest.raises(JudgeUnavailableError, match="cannot be loaded"):
        HubEntailment(folder, name="m").entailment(PAIRS)


def test_folder_without_weights_is_refused_before_it_is_used(make: Make):
    folder = make(["entailment", "neutral", "contradiction"])
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    judge = HubEntailment(folder, name="m")
    for use in (lambda: judge.identity, lambda: judge.entailment(PAIRS)):
        with pytest.raises(JudgeUnavailableError, match="no weights"):
            use()


@pytest.mark.parametrize("damage", [b"", b"\x00" * 100, b"\xff" * 100, b"PK\x03\x04"])
def test_damaged_weights_are_refused(make: Make, damage: bytes):
    folder = make(["entailment", "neutral", "contradiction"])
    whole = (folder / "model.safetensors").read_bytes()
    for broken in (damage, whole[: len(whole) // 2]):
        (folder / "model.safetensors").write_bytes(broken)
        with pytest.raises(JudgeUnavailableError, match="cannot be loaded"):
            HubEntailment(folder, name="m").entailment(PAIRS)


def test_weights_that_are_no_numbers_are_refused(make: Make):
    folder = make(["entailment", "neutral", "contradiction"], bias=[float("nan"), 0, 0])
    with pytest.raises(JudgeUnavailableError, match="gives no numbers"):
        HubEntailment(folder, name="m").entailment(PAIRS)


@pytest.mark.parametrize(
    "architectures",
    [["BertModel"], ["LlamaForCausalLM"], [], None, "BertForSequenceClassification"],
)
def test_what_is_no_sequence_classifier_is_refused(make: Make, architectures: object):
    folder = make(["entailment", "neutral", "contradiction"])
    change_config(folder, architectures=architectures)
    with pytest.raises(JudgeUnavailableError, match="no sequence classifier"):
        HubEntailment(folder, name="m")


@pytest.mark.parametrize("text", ["", "[]", "{", "\xff", "[" * 100_000, "null"])
def test_damaged_config_is_refused(make: Make, text: str):
    folder = make(["entailment", "neutral", "contradiction"])
    (folder / "config.json").write_text(text, encoding="latin-1")
    with pytest.raises(JudgeUnavailableError):
        HubEntailment(folder, name="m")


def test_code_that_comes_with_a_model_is_not_run(make: Make, tmp_path: Path):
    folder = make(["entailment", "neutral", "contradiction"])
    ran = tmp_path / "ran"
    (folder / "own.py").write_text(f"open({str(ran)!r}, 'w').close()\nclass Own: pass\n")
    (folder / "modules.json").write_text(
        json.dumps([{"idx": 0, "name": "0", "path": "", "type": "own.Own"}])
    )
    with pytest.raises(JudgeUnavailableError, match="other modules"):
        HubEntailment(folder, name="m")
    (folder / "modules.json").unlink()
    own = dict.fromkeys(("AutoConfig", "AutoModelForSequenceClassification"), "own.Own")
    change_config(folder, auto_map=own, model_type="own")
    with pytest.raises(JudgeUnavailableError, match="cannot be loaded"):
        HubEntailment(folder, name="m").entailment(PAIRS)
    assert not ran.exists()


def test_model_saved_by_sentence_transformers_is_taken(make: Make, tmp_path: Path):
    from sentence_transformers import CrossEncoder

    labels = ["contradiction", "entailment", "neutral"]
    first = make(labels, bias=[1.0, 2.0, 3.0])
    CrossEncoder(str(first), device="cpu").save_pretrained(str(tmp_path / "saved"))
    ours = HubEntailment(first, name="m").entailment(PAIRS)
    saved = HubEntailment(tmp_path / "saved", name="m").entailment(PAIRS)
    assert np.allclose(ours, saved)


def test_identity_changes_with_weights_and_with_labels(make: Make):
    labels = ["entailment", "neutral", "contradiction"]
    one = HubEntailment(make(labels), name="m").identity
    assert one.startswith("m@")
    assert one == HubEntailment(make(labels), name="m").identity
    others = [
        HubEntailment(make(labels, bias=[1.0, 0.0, 0.0]), name="m").identity,
        HubEntailment(make(labels[::-1]), name="m").identity,
    ]
    assert len({one, *others}) == 3


@pytest.mark.parametrize(
    "name",
    ["", "x", "../x", "../../etc/passwd", "org/..", "org/../x", "org/name/more", "/etc/passwd",
     "org/na me", "https://host/x", "org/name\x00", "org/name\n"],
)  # fmt: skip
def test_name_of_the_hub_that_cannot_be_is_refused(name: str):
    with pytest.raises(JudgeUnavailableError, match="no name of a model"):
        find_model(f"hub:{name}")


def test_model_of_the_hub_that_is_not_here_says_how_to_get_it():
    with pytest.raises(JudgeUnavailableError) as caught:
        find_model("hub:newsproof-tests/is-not-here")
    assert "hf download newsproof-tests/is-not-here" in caught.value.way_out
    assert caught.value.exit_code == 3


def test_folder_that_is_none_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "none", tmp_path / "file"):
        with pytest.raises(JudgeUnavailableError, match=r"not the folder of a model|no folder"):
            HubEntailment(find_model(str(path))[0], name="m")
