"""Deterministic checks of a claim against a quote. Each is pure and says why."""
