"""A real BERT of two layers and width 16, with real word pieces: seconds matter, figures don't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

VOCABULARY = (
    *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
    *". , ? ! - [ ] ( ) \" '".split(),
    *"the a of in on and not no it".split(),
    *"harbour ferry council minister ship port boat yard crane town".split(),
    *"opened closed sold bought built raised cut approved rejected".split(),
    *"two three seven north south old new".split(),
    *"talvik varn brandt holm who what where when did is was".split(),
    *"sep mask x y s ##s ##ed ##ing ##er ##x".split(),
    *"\u1112 ##\u1112 ##\u1161 ##\u11ab".split(),  # the letters of one Hangul syllable
)
N_POSITIONS = 256


def save_encoder(folder: Path, *, seed: int = 0) -> Path:
    """Save an encoder in the layout of the installed one: weights, config, tokenizer."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    words = folder / "vocab.txt"
    words.write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    before = torch.get_rng_state()
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=N_POSITIONS,
        initializer_range=0.3,  # large enough for texts to differ
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    torch.set_rng_state(before)
    BertTokenizer(str(words), do_lower_case=True).save_pretrained(folder)
    return folder


def trained(folder: Path, *, seed: int = 0, size: float = 0.02) -> Any:
    """Return a network that differs from the untrained one as training would make it differ."""
    import torch

    from eval.training.network import build

    torch.manual_seed(seed)
    network = build(folder).eval()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if not name.startswith("bert."):
                parameter.add_(0.4 * torch.randn_like(parameter))
            elif "word_embeddings" not in name and "position_embeddings" not in name:
                parameter.add_(size * torch.randn_like(parameter))
    return network
