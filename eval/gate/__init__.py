"""The gate: what a run has to reach, compared with a baseline."""
