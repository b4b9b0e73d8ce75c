"""A GGUF file of a tiny llama with random weights and one token a byte: enough to be run.

Layout as in the description of GGUF version 3: header, key and value pairs, tensor infos, and the
tensors at multiples of 32 bytes.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np

_WIDTH, _N_HEADS, _INNER, _CONTEXT = 32, 4, 64, 4096
_U32, _F32, _I32, _TEXT, _LIST = 4, 6, 5, 8, 9
_ALIGNED = 32
_WORDS = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]


def write_tiny_gguf(path: Path, *, seed: int = 1) -> Path:
    """Write the file and return its path; the same seed gives the same bytes."""
    rng = np.random.default_rng(seed)
    tensors = {
        name: np.ones(shape, np.float32)
        if "norm" in name
        else rng.normal(0, 0.1, shape).astype(np.float32)
        for name, shape in _shapes().items()
    }
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(_facts()))
    head += b"".join(_text(key) + _value(kind, value) for key, kind, value in _facts())
    place = 0
    for name, tensor in tensors.items():
        dims = tensor.shape[::-1]  # the fastest first
        head += _text(name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, 0, place)
        place += tensor.nbytes + -tensor.nbytes % _ALIGNED
    body = b"".join(t.tobytes() + bytes(-t.nbytes % _ALIGNED) for t in tensors.values())
    path.write_bytes(head + bytes(-len(head) % _ALIGNED) + body)
    return path


def _shapes() -> dict[str, tuple[int, ...]]:
    block = {
        "attn_norm": (_WIDTH,), "ffn_norm": (_WIDTH,),
        "attn_q": (_WIDTH, _WIDTH), "attn_k": (_WIDTH, _WIDTH), "attn_v": (_WIDTH, _WIDTH),
        "attn_output": (_WIDTH, _WIDTH),
        "ffn_gate": (_INNER, _WIDTH), "ffn_up": (_INNER, _WIDTH), "ffn_down": (_WIDTH, _INNER),
    }  # fmt: skip
    return {
        "token_embd.weight": (len(_WORDS), _WIDTH),
        "output_norm.weight": (_WIDTH,),
        "output.weight": (len(_WORDS), _WIDTH),
        **{f"blk.0.{name}.weight": shape for name, shape in block.items()},
    }


def _facts() -> list[tuple[str, int, Any]]:
    kinds = [2, 3, 3, *[6] * 256]  # unknown, control, control, bytes
    return [
        ("general.architecture", _TEXT, "llama"),
        ("general.name", _TEXT, "tiny"),
        ("llama.context_length", _U32, _CONTEXT),
        ("llama.embedding_length", _U32, _WIDTH),
        ("llama.block_count", _U32, 1),
        ("llama.feed_forward_length", _U32, _INNER),
        ("llama.attention.head_count", _U32, _N_HEADS),
        ("llama.attention.head_count_kv", _U32, _N_HEADS),
        ("llama.rope.dimension_count", _U32, _WIDTH // _N_HEADS),
        ("llama.attention.layer_norm_rms_epsilon", _F32, 1e-5),
        ("tokenizer.ggml.model", _TEXT, "llama"),
        ("tokenizer.ggml.tokens", _LIST, (_TEXT, _WORDS)),
        ("tokenizer.ggml.scores", _LIST, (_F32, [0.0] * len(_WORDS))),
        ("tokenizer.ggml.token_type", _LIST, (_I32, kinds)),
        ("tokenizer.ggml.bos_token_id", _U32, 1),
        ("tokenizer.ggml.eos_token_id", _U32, 2),
        ("tokenizer.ggml.unknown_token_id", _U32, 0),
    ]


def _value(kind: int, value: Any) -> bytes:
    return struct.pack("<I", kind) + _bare(kind, value)


def _bare(kind: int, value: Any) -> bytes:
    if kind == _TEXT:
        return _text(value)
    if kind == _LIST:
        inner, values = value
        return struct.pack("<IQ", inner, len(values)) + b"".join(_bare(inner, v) for v in values)
    return struct.pack({_U32: "<I", _I32: "<i", _F32: "<f"}[kind], value)


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw
