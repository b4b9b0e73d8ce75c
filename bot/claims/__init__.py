"""Finding the claims of a text: which statements it makes, and which are worth checking."""

from bot.claims.finding import MAX_CLAIMS, MAX_TEXT, find_claims
from bot.claims.pronouns import pronouns_left

__all__ = ["MAX_CLAIMS", "MAX_TEXT", "find_claims", "pronouns_left"]
