"""Fetching: the one place that opens a connection to another machine, and what keeps it in bounds.

Addresses are judged in `guard`, asked for in `client`; nothing else in the project imports a
library that can reach the network for articles.
"""

from sources.fetching.address import Address, parse_address
from sources.fetching.client import NOTHING_KNOWN, Fetched, Fetcher, Validators, user_agent
from sources.fetching.errors import (
    AddressRefusedError,
    AnswerRefusedError,
    FetchError,
    RobotsRefusedError,
    StatusError,
    UnreachableError,
)
from sources.fetching.guard import Guard, parse_networks
from sources.fetching.politeness import Manners
from sources.fetching.wanted import ARTICLE, FEED, FEED_TYPES, Wanted

__all__ = [
    "ARTICLE",
    "FEED",
    "FEED_TYPES",
    "NOTHING_KNOWN",
    "Address",
    "AddressRefusedError",
    "AnswerRefusedError",
    "FetchError",
    "Fetched",
    "Fetcher",
    "Guard",
    "Manners",
    "RobotsRefusedError",
    "StatusError",
    "UnreachableError",
    "Validators",
    "Wanted",
    "parse_address",
    "parse_networks",
    "user_agent",
]
