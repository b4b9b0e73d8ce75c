"""Who a visitor counts as: the network of the address that the connection comes from."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from starlette.datastructures import Headers
from starlette.types import Scope

from bot.access.errors import AccessError

Network = IPv4Network | IPv6Network
_FORWARDED = 10  # addresses of a header that are looked at


def read_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Read networks or single addresses.

    Raises:
        AccessError: One is neither, or is everything.
    """
    found: list[Network] = []
    for text in texts:
        try:
            network = ipaddress.ip_network(text.strip(), strict=False)
        except ValueError as exc:
            raise AccessError(
                f"{text!r} is no address and no network", "write it as 10.1.2.3 or 10.1.0.0/16"
            ) from exc
        if network.prefixlen == 0:
            raise AccessError(
                f"{text!r} is every address", "name the addresses of your proxies only"
            )
        found.append(network)
    return tuple(found)


def peer_of(scope: Scope, proxies: tuple[Network, ...]) -> str:
    """Return the network that a visitor counts as: a /24, a /64, or an address of a private net.

    `X-Forwarded-For` is believed only from a trusted proxy, and only as far as such proxies wrote
    it: it is read from its end, up to the first address that is none of theirs.
    """
    address = _address((scope.get("client") or ("", 0))[0])
    if address is not None and _is_in(address, proxies):
        lines = Headers(scope=scope).getlist("x-forwarded-for")
        for text in [part for line in lines for part in line.split(",")][: -_FORWARDED - 1 : -1]:
            told = _address(text.strip())
            if told is None:
                break
            address = told
            if not _is_in(told, proxies):
                break
    return "unknown" if address is None else _network(address)


def came_by_tls(scope: Scope, proxies: tuple[Network, ...]) -> bool:
    """Say whether a visitor's connection is encrypted, here or at a trusted proxy."""
    if scope.get("scheme") == "https":
        return True
    address = _address((scope.get("client") or ("", 0))[0])
    told = Headers(scope=scope).get("x-forwarded-proto", "")
    is_proxy = address is not None and _is_in(address, proxies)
    return is_proxy and told.strip().lower() == "https"


def _network(address: IPv4Address | IPv6Address) -> str:
    # In a private net, 256 neighbours are a newsroom, not one household.
    of_v4 = 32 if address.is_private else 24
    length = of_v4 if isinstance(address, IPv4Address) else 64
    return str(ipaddress.ip_network((address, length), strict=False))


def _is_in(address: IPv4Address | IPv6Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.split("%", maxsplit=1)[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
