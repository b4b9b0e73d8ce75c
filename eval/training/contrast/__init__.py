"""Training pairs that differ in one fact, made by rule from sentences of the public sets.

Every altered claim comes with a twin: the same claim beside a premise that says it, or the same
premise beside the claim as it was, so that neither the wording of a claim nor its likeness to the
premise gives the label away. In the manner of VitaminC (Schuster et al., 2021), half of the time it
is the premise that is altered. Pure functions of their arguments: the same input and seed give the
same pairs.
"""

from __future__ import annotations

from eval.training.contrast.making import contrast_pairs, contrast_sentences

__all__ = ["contrast_pairs", "contrast_sentences"]
