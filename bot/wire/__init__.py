"""Answers and reports as JSON objects, as the contract of the command line says, and back.

Every value makes the round trip unchanged. Dates are ISO 8601; offsets count code points.
"""

from bot.wire.answers import answer_from_json, answer_to_json
from bot.wire.citations import Json, citation_from_json, citation_to_json
from bot.wire.reports import report_from_json, report_to_json

__all__ = [
    "Json",
    "answer_from_json",
    "answer_to_json",
    "citation_from_json",
    "citation_to_json",
    "report_from_json",
    "report_to_json",
]
