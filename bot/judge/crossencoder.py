"""A sentence-transformers `CrossEncoder` as the judge's model: from a folder or the Hub's cache.

An NLI model says what a premise does to a claim; the order of its labels is read from its config. A
reranker with one label says whether a text answers a question. Nothing is downloaded, no code that
comes with a model is run, and weights are read from safetensors only.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from bot.errors import JudgeUnavailableError
from bot.judge.scorer import Probabilities, TextPairs
from index.encoder import cached_folder, stay_offline
from index.errors import EncoderUnavailableError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

BATCH_SIZE = 8
# Characters that are read for each word piece the model takes (English has 4 to 5). The tokenizer
# must not be left to cut an endless pair: tokenizers 0.23 keeps every combination of the parts that
# it cuts off, which took over 20 GB for two texts of 5,000 words.
_CHARS_A_PIECE = 12
_SUPPORTS, _REFUTES, _NEITHER = range(3)
# Names of labels in models of the Hub, in small letters and with "_" between words.
_NAMES = {
    **dict.fromkeys(("entailment", "entails", "entailed", "entail"), _SUPPORTS),
    **dict.fromkeys(("supports", "supported", "support"), _SUPPORTS),
    **dict.fromkeys(("contradiction", "contradicts", "contradicted", "contradict"), _REFUTES),
    **dict.fromkeys(("refutes", "refuted", "refute"), _REFUTES),
    **dict.fromkeys(("neutral", "neither", "unknown", "nei"), _NEITHER),
    **dict.fromkeys(("not_enough_info", "not_enough_information"), _NEITHER),
    **dict.fromkeys(("not_enough_evidence",), _NEITHER),
    **dict.fromkeys(("not_entailment", "non_entailment", "not_entailed"), _NEITHER),
    **dict.fromkeys(("not_supported", "not_support", "unsupported"), _NEITHER),
}
_KNOWN_SETS = ({_SUPPORTS, _REFUTES, _NEITHER}, {_SUPPORTS, _NEITHER})
_COUNTED_FROM_PADDING = ("roberta", "xlm-roberta", "camembert")


class HubEntailment:
    """An NLI model with two or three named labels. Loads at first use; safe for several threads."""

    def __init__(self, folder: Path, *, name: str) -> None:
        """Describe a model; its config is read, its weights are not.

        Raises:
            JudgeUnavailableError: It is no model that says what a premise does to a claim.
        """
        self._model = _SequenceClassifier(folder, name=name)
        self._columns = _columns(self._model)

    @property
    def identity(self) -> str:
        """Name and the first 12 digits of the digest of all its files."""
        return self._model.identity

    def entailment(self, pairs: TextPairs) -> Probabilities:
        """Judge (premise, claim) pairs; longer ones than the model takes are cut by its tokenizer.

        Returns:
            `float32 (n, 3)`: P(supports), P(refutes), P(neither), in the order given; rows sum
            to 1. A model with two labels gives P(refutes) = 0.

        Raises:
            JudgeUnavailableError: The model cannot be loaded, or gives no numbers.
        """
        logits = self._model.logits(pairs)
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        ordered = np.zeros((len(pairs), 3), dtype=np.float32)
        ordered[:, self._columns] = shares
        return ordered


class HubAnswering:
    """A reranker with one label. Loads at first use; safe for several threads."""

    def __init__(self, folder: Path, *, name: str) -> None:
        """Describe a model; its config is read, its weights are not.

        Raises:
            JudgeUnavailableError: It is no model with one label.
        """
        self._model = _SequenceClassifier(folder, name=name)
        if len(self._model.labels) != 1:
            raise JudgeUnavailableError(
                f"model {name!r} has {len(self._model.labels)} labels; one that says whether a "
                "text answers has 1",
                "choose a reranker",
            )

    @property
    def identity(self) -> str:
        """Name and the first 12 digits of the digest of all its files."""
        return self._model.identity

    def answering(self, pairs: TextPairs) -> Probabilities:
        """Judge (question, text) pairs; longer ones than the model takes are cut by its tokenizer.

        Returns:
            `float32 (n,)`: P(answers) in [0, 1], in the order given.

        Raises:
            JudgeUnavailableError: The model cannot be loaded, or gives no numbers.
        """
        logits = self._model.logits(pairs)[:, 0]
        shares: Probabilities = (0.5 * (1 + np.tanh(0.5 * logits))).astype(np.float32)  # sigmoid
        return shares


def find_model(spec: str) -> tuple[Path, str]:
    """Return the folder of a model and what it is called.

    Args:
        spec: `hub:org/name`, for a model that has been downloaded, or the path of a folder.

    Raises:
        JudgeUnavailableError: It is not on this machine.
    """
    if spec.startswith("hub:"):
        name = spec.removeprefix("hub:")
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", name) or ".." in name:
            raise JudgeUnavailableError(
                f"{name!r} is no name of a model", "write it as `hub:org/name`"
            )
        try:
            return cached_folder(name), spec
        except EncoderUnavailableError as exc:
            raise JudgeUnavailableError(exc.what, exc.way_out) from exc
    try:
        folder = Path(spec).expanduser().resolve()
        folder.stat()
    except (OSError, RuntimeError) as exc:  # there is no such user, or the name is too long
        raise JudgeUnavailableError(
            f"there is no folder {spec[:200]!r}",
            "use `embedded:`, `hub:org/name`, or the path of a folder with a config.json",
        ) from exc
    return folder, folder.name


class _SequenceClassifier:
    """A `CrossEncoder` that is what its config says: texts in, logits out."""

    def __init__(self, folder: Path, *, name: str) -> None:
        self._folder = folder
        self.name = name
        self._lock = threading.Lock()
        self.config = self._read_config()
        self.labels = self._read_labels()

    @cached_property
    def identity(self) -> str:
        """Name and digest of every file that changes what the model says."""
        if not any(self._folder.glob("*.safetensors")):
            self._refuse("has no weights (model.safetensors is missing)")
        digest = hashlib.sha256()
        for file in sorted(self._folder.iterdir()):
            if file.is_file() and file.suffix in (".safetensors", ".json", ".txt", ".model"):
                with file.open("rb") as stream:
                    part = hashlib.file_digest(stream, "sha256").hexdigest()
                digest.update(f"{file.name} {part}\n".encode())
        return f"{self.name}@{digest.hexdigest()[:12]}"

    def logits(self, pairs: TextPairs) -> Probabilities:
        """Return `float32 (n, labels)`, in the order given.

        Raises:
            JudgeUnavailableError: The model cannot be loaded, or gives no numbers.
        """
        shape = (len(pairs), len(self.labels))
        if not pairs:
            return np.zeros(shape, dtype=np.float32)
        with self._lock:
            import torch

            model: Any = self._model
            n_chars = _CHARS_A_PIECE * model.max_seq_length
            values = model.predict(
                [(first[:n_chars], second[:n_chars]) for first, second in pairs],
                batch_size=BATCH_SIZE,
                activation_fn=torch.nn.Identity(),
                show_progress_bar=False,
            )
        logits = np.asarray(values, dtype=np.float32).reshape(shape)
        if not np.isfinite(logits).all():
            self._refuse("gives no numbers")
        return logits

    @cached_property
    def _model(self) -> CrossEncoder:
        assert self.identity  # noqa: S101 - computing it sees that there are weights
        stay_offline()
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging

        bars: Any = logging
        bars.disable_progress_bar()
        options = {"use_safetensors": True, "dtype": torch.float32}
        try:
            self._check_weights(options)
            model = CrossEncoder(
                str(self._folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs=options,
            )
            model.max_seq_length = self._max_pieces(model)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as exc:
            self._refuse(f"cannot be loaded ({type(exc).__name__})", exc)
        return model

    def _check_weights(self, options: dict[str, Any]) -> None:
        """See that every weight is in the file: transformers would make up what is missing."""
        from transformers import AutoModelForSequenceClassification
        from transformers.utils import logging

        level: Any = logging
        verbosity = level.get_verbosity()
        level.set_verbosity_error()
        try:
            _, loaded = AutoModelForSequenceClassification.from_pretrained(
                str(self._folder), local_files_only=True, output_loading_info=True, **options
            )
        finally:
            level.set_verbosity(verbosity)
        missing = sorted(loaded["missing_keys"])
        if missing:
            self._refuse(f"lacks weights ({missing[0]!r} and {len(missing) - 1} more)")

    def _max_pieces(self, model: Any) -> int:  # noqa: ANN401 - a CrossEncoder
        """Return the word pieces that the model takes, for a pair."""
        positions = int(self.config.get("max_position_embeddings") or 512)
        if self.config.get("model_type") in _COUNTED_FROM_PADDING:
            positions -= int(self.config.get("pad_token_id") or 0) + 1
        return min(positions, int(model.tokenizer.model_max_length))

    def _read_config(self) -> dict[str, Any]:
        if not (self._folder / "config.json").is_file():
            raise JudgeUnavailableError(
                f"{self.name!r} is not the folder of a model",
                "use `embedded:`, `hub:org/name`, or the path of a folder with a config.json",
            )
        config = self._read("config.json")
        architectures = config.get("architectures") if isinstance(config, dict) else None
        kinds = architectures if isinstance(architectures, list) else []
        if len(kinds) != 1 or not str(kinds[0]).endswith("ForSequenceClassification"):
            self._refuse(f"is no sequence classifier (its config says {kinds or 'nothing'})")
        if (self._folder / "modules.json").is_file():
            modules = self._read("modules.json")
            types = [str(m.get("type")) for m in modules] if isinstance(modules, list) else []
            if len(types) != 1 or not types[0].startswith("sentence_transformers."):
                self._refuse("is made of other modules than a sequence classifier")
        return dict(config)

    def _read(self, name: str) -> Any:  # noqa: ANN401 - JSON
        try:
            return json.loads((self._folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as exc:
            self._refuse(f"has a damaged {name}", exc)

    def _read_labels(self) -> tuple[str, ...]:
        """Return the names of the labels in the order of the outputs."""
        given = self.config.get("id2label")
        if given is None:
            return ("LABEL_0", "LABEL_1")  # what transformers leaves out of a config
        if not isinstance(given, dict) or set(given) != {str(i) for i in range(len(given))}:
            self._refuse("numbers its labels in another way than 0, 1, 2")
        return tuple(str(given[str(i)]) for i in range(len(given)))

    def _refuse(self, why: str, cause: Exception | None = None) -> NoReturn:
        raise JudgeUnavailableError(
            f"model {self.name!r} {why}", "choose another cross-encoder, or download it again"
        ) from cause


def _columns(model: _SequenceClassifier) -> list[int]:
    """Return for every output of the model the column of the protocol that it belongs to.

    Raises:
        JudgeUnavailableError: The names of its labels don't say so.
    """
    named = [_NAMES.get(re.sub(r"[\W_]+", "_", label.strip().lower())) for label in model.labels]
    columns = [column for column in named if column is not None]
    if len(columns) != len(named) or len(set(columns)) != len(columns):
        columns = []
    if set(columns) not in _KNOWN_SETS:
        raise JudgeUnavailableError(
            f"the labels {list(model.labels)} of model {model.name!r} don't say which of them "
            "supports, which refutes and which does neither",
            "choose an NLI model whose config.json names its labels in id2label (entailment, "
            "neutral, contradiction; or entailment, not_entailment)",
        )
    return columns
