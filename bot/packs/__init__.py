"""Evidence packs: an answer or a report with its quotes in one file, and proven again later."""

from bot.packs.again import Again, ask_again
from bot.packs.making import make_pack
from bot.packs.reading import pack_from_json, pack_to_json, read_pack
from bot.packs.rechecking import recheck
from bot.packs.values import Pack, PackedQuote, Recheck, State

__all__ = [
    "Again",
    "Pack",
    "PackedQuote",
    "Recheck",
    "State",
    "ask_again",
    "make_pack",
    "pack_from_json",
    "pack_to_json",
    "read_pack",
    "recheck",
]
