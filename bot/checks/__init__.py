"""Deterministic checks of a claim against a quote. Each is pure and gives a reason in plain words."""
