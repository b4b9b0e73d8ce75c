"""Articles: reading formats, cleaning, identity, versions, and the archive that is the one truth.

Knows nothing of passages, vectors, questions or verdicts.
"""
