"""Fitting what the judge ships with. Nothing outside `eval` imports this."""
