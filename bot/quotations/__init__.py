"""Quotations of a draft: where they stand (`finding`), what the archive has of them (`checking`).

Only values are imported here: the report, which holds them, is imported by the rest.
"""

from bot.quotations.values import CheckedQuotation, Edit, Outcome, Place, Quotation

__all__ = ["CheckedQuotation", "Edit", "Outcome", "Place", "Quotation"]
