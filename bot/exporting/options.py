"""What an export is told beside the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.house import RatingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What an export is told beside the report.

    Attributes:
        on: The day of the export.
        title: What the draft is called; empty for none.
        signed_by: Who vouches for it; empty for a draft that nobody has signed off.
        newsroom: The name of the newsroom; empty for none.
        url: Where the review will appear, for ClaimReview; empty when unknown.
        appeared_in: Where what was checked appeared, for ClaimReview; empty when unknown.
        rating: The newsroom's scale.
    """

    on: date
    title: str = ""
    signed_by: str = ""
    newsroom: str = ""
    url: str = ""
    appeared_in: str = ""
    rating: RatingRules = field(default_factory=RatingRules)
