"""A report as a file: Markdown, HTML, JSON, CSV, DOCX, ClaimReview. Pure: values in, bytes out."""

from bot.exporting.exporting import MEDIA_TYPES, Shape, export
from bot.exporting.options import ExportOptions

__all__ = ["MEDIA_TYPES", "ExportOptions", "Shape", "export"]
