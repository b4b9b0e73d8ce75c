"""Answering: evidence, claims, the judge, the writer, the proof; the page and the command line."""
