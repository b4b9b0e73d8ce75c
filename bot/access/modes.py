"""To whom a server is open: its own machine, a newsroom, or everybody."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network


class Mode(StrEnum):
    """To whom a server is open.

    `OWN`: it listens on loopback and everything is open. `SHARED`: others reach it, who may ask;
    checking and the archive lie behind a password. `PUBLIC`: everybody may ask and check, and
    there is nothing else.
    """

    OWN = "own"
    SHARED = "shared"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How a server is open.

    Attributes:
        mode: To whom.
        host: The address that it listens on.
        names: Further host names under which it is reached, lower case.
        proxies: Networks of the proxies whose word on the visitor's address is taken.
        has_mcp: Whether the MCP server is on.
    """

    mode: Mode
    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    has_mcp: bool = False

    @classmethod
    def of(
        cls,
        host: str,
        *,
        is_public: bool = False,
        names: tuple[str, ...] = (),
        proxies: tuple[IPv4Network | IPv6Network, ...] = (),
        has_mcp: bool = False,
    ) -> Policy:
        """Return the policy of a server: what a proxy stands before is never its owner's alone."""
        if is_public:
            mode = Mode.PUBLIC
        elif is_loopback(host) and not proxies and not names:
            mode = Mode.OWN
        else:
            mode = Mode.SHARED
        return cls(
            mode=mode,
            host=host,
            names=tuple(name.lower() for name in names),
            proxies=proxies,
            has_mcp=has_mcp and mode is not Mode.PUBLIC,
        )


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach `host`."""
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def is_address(name: str) -> bool:
    """Say whether a name is a literal address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
