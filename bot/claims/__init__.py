"""Finding the claims of a text: which statements it makes, and which are worth checking."""

from bot.claims.finding import MAX_CLAIMS, MAX_TEXT, find_claims

__all__ = ["MAX_CLAIMS", "MAX_TEXT", "find_claims"]
