"""Who says what an article prints, how (said, alleged, denied, planned), and who "he" is."""

from bot.attribution.attributing import attribute, attribute_text
from bot.attribution.pronouns import Referent, needs_context, resolve
from bot.attribution.values import Attribution, Voice

__all__ = [
    "Attribution",
    "Referent",
    "Voice",
    "attribute",
    "attribute_text",
    "needs_context",
    "resolve",
]
