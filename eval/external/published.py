"""Figures that others published on these sets, each looked up in its source.

None is comparable with ours: what is measured here is a part of the set, another split, or another
reading of its labels, and most of these systems were trained on the training part of the set. What
could not be verified is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

NOT_COMPARABLE = "not comparable: part of the set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published figure.

    Attributes:
        system: The system.
        metric: What was measured, in words.
        value: In [0, 1].
        source: Address.
        note: Why it does not compare, beyond `NOT_COMPARABLE`.
    """

    system: str
    metric: str
    value: float
    source: str
    note: str


PUBLISHED: dict[str, tuple[Published, ...]] = {
    "vitaminc_pages": (
        Published(
            system="mDeBERTa-v3 trained on VitaminC and NLI sets",
            metric="accuracy",
            value=0.880,
            source="https://huggingface.co/m0baxter/mdeberta-vitaminc-mnli-anli-wanli-lingnli",
            note="the whole “real” split; trained on VitaminC",
        ),
    ),
    "mnli_part": (
        Published(
            system="DeBERTa-v3-large trained on five NLI sets",
            metric="accuracy",
            value=0.912,
            source="https://huggingface.co/MoritzLaurer/DeBERTa-v3-large-mnli-fever-anli-ling-wanli",
            note="matched part; trained on MultiNLI",
        ),
    ),
    "healthver.test": (
        Published(
            system="T5",
            metric="accuracy",
            value=0.807,
            source="https://github.com/sarrouti/HealthVer",
            note="macro-F1 0.796; trained on HealthVer",
        ),
    ),
    "climate_fever.all": (
        Published(
            system="entailment model trained on FEVER (the set's own paper)",
            metric="accuracy of claims",
            value=0.388,
            source="https://arxiv.org/abs/2012.00614",
            note="of claims with five sentences each, not of single sentences",
        ),
    ),
    "anli.dev": (
        Published(
            system="DeBERTa-v3-large trained on five NLI sets",
            metric="accuracy",
            value=0.702,
            source="https://huggingface.co/MoritzLaurer/DeBERTa-v3-large-mnli-fever-anli-ling-wanli",
            note="the three test rounds; trained on ANLI",
        ),
    ),
    "fever_symmetric.v0.2_test": (
        Published(
            system="BERT, re-weighted (the set's own paper)",
            metric="accuracy",
            value=0.616,
            source="https://github.com/TalSchuster/FeverSymmetric",
            note="version 0.1 of the set; trained on FEVER",
        ),
    ),
    "wice_claim_oracle_chunks.dev": (
        Published(
            system="Bespoke-MiniCheck-7B",
            metric="balanced accuracy",
            value=0.774,
            source="https://docs.bespokelabs.ai/models/bespoke-minicheck",
            note="mean over the sets of LLM-AggreFact, WiCE's among them",
        ),
    ),
    "attributionbench.dev": (
        Published(
            system="GPT-3.5, fine-tuned (the set's own paper)",
            metric="macro-F1",
            value=0.80,
            source="https://arxiv.org/abs/2402.15089",
            note="“around 80 %” on the test splits; trained on AttributionBench",
        ),
    ),
    "trecqa.test": (
        Published(
            system="TANDA, RoBERTa",
            metric="MAP",
            value=0.943,
            source="https://arxiv.org/abs/1911.04118",
            note="MRR 0.974; trained on ASNQ and TrecQA",
        ),
    ),
}
