"""Finding: passages with exact spans, embeddings, the vector store, lexical search, fusion.

Keeps itself in step with the archive, can be thrown away and built again from it, and knows
nothing of claims or verdicts.
"""
