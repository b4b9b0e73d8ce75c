"""Readers of other people's sets: each module one layout; all yield our cases and articles."""

from eval.formats.reading import Format, read_set
from eval.formats.values import Imported, SetArticle, Skipped
from eval.formats.writing import write_set

__all__ = ["Format", "Imported", "SetArticle", "Skipped", "read_set", "write_set"]
