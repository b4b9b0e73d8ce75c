"""The judge: what a quote does to a claim, and whether a sentence answers a question."""
