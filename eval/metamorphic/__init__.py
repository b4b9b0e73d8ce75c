"""Metamorphic cases: what must not change the outcome of a case, and what must."""
