"""Which machines may be reached: public ones, and nothing else, whatever a name resolves to.

A name is resolved once, every address it has is judged, and the connection goes to one of these
addresses and to no other: nothing that the name resolves to later plays a part. The table is that
of the special-purpose address registries of IANA (RFC 6890 and later, 2026-11), wider where a
block carries addresses of another one inside (mapped, 6to4, NAT64, Teredo): a public server has an
address of its own. `ipaddress.is_global` alone lets multicast, 6to4 and NAT64 through.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sources.errors import SourcesError
from sources.fetching.address import Address
from sources.fetching.errors import AddressRefusedError, UnreachableError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""From host and port to IP addresses as text; raises OSError when there are none."""

PORTS = frozenset({80, 443, 8080, 8443})
"""Ports of web servers. At others, mail and databases may take a request for something else."""

MAX_ADDRESSES = 16
"""Of one name that are tried; all are judged."""

_REFUSED_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
            *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            "168.63.129.16/32",  # the host of a virtual machine at Azure, a public address
        ),
    )
)
# Of IPv6 only the block that is handed out; within it, what isn't for the public web.
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)


def is_public(address: IPAddress) -> bool:
    """Say whether an address belongs to the public internet and to no special block."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None or address not in _PUBLIC_V6:
            return False
        return not any(address in network for network in _REFUSED_V6)
    return not any(address in network for network in _REFUSED_V4)


def parse_networks(text: str) -> tuple[IPNetwork, ...]:
    """Read a list of networks like `127.0.0.0/8, ::1/128`; the empty text is the empty list.

    Raises:
        SourcesError: One of them is no network.
    """
    networks: list[IPNetwork] = []
    for part in text.replace(",", " ").split():
        try:
            networks.append(ipaddress.ip_network(part))
        except ValueError as exc:
            raise SourcesError(
                f"NEWSPROOF_FETCH_ALLOW holds {part!r}, which is no network ({exc})",
                "write networks as 10.1.2.0/24, separated by commas, or unset it",
            ) from exc
    return tuple(networks)


def system_resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a name, in its order of preference, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Decides to which IP addresses a request may go.

    Attributes:
        allowed: Networks that may be reached although they are not public, at any port. Empty
            unless a newsroom names those of its own servers (`NEWSPROOF_FETCH_ALLOW`).
        resolve: What resolves names.
        timeout_s: Seconds for resolving one.
    """

    allowed: tuple[IPNetwork, ...] = ()
    resolve: Resolve = system_resolve
    timeout_s: float = 5.0

    def pinned(self, address: Address) -> tuple[str, ...]:
        """Return the IP addresses to connect to, in order of preference.

        Raises:
            AddressRefusedError: One of the addresses that the host has is not public, or the port
                is none of the web.
            UnreachableError: The host has no address, or none was found in time.
        """
        if address.port not in PORTS and not self.allowed:
            raise self._no_port(address)
        found = self._addresses(address)
        for ip in found:
            if self._is_allowed(ip):
                continue
            if not is_public(ip):
                # Which one it is would tell a stranger how the network inside is built.
                raise AddressRefusedError(
                    f"{address.shown} is not a public web page: its host {address.host!r} has an "
                    "address of a private or special network",
                    "Save the page and ingest the file, or allow the network with "
                    "NEWSPROOF_FETCH_ALLOW",
                )
            if address.port not in PORTS:
                raise self._no_port(address)
        return tuple(map(str, found[:MAX_ADDRESSES]))

    def _is_allowed(self, ip: IPAddress) -> bool:
        return any(ip in network for network in self.allowed if network.version == ip.version)

    def _addresses(self, address: Address) -> list[IPAddress]:
        try:
            return [ipaddress.ip_address(address.host)]
        except ValueError:
            pass
        try:
            found = _within(self.timeout_s, self.resolve, address.host, address.port)
            # A zone (`fe80::1%eth0`) is kept and refused: it only ever names a local address.
            ips = [ipaddress.ip_address(ip) for ip in found]
        except (OSError, UnicodeError, ValueError) as exc:
            is_unknown = isinstance(exc, socket.gaierror) and exc.errno == socket.EAI_NONAME
            raise UnreachableError(
                f"no IP address was found for the host {address.host!r}",
                "Check the name, or try again later",
                is_temporary=not is_unknown,
            ) from exc
        if not ips:
            raise UnreachableError(
                f"the host {address.host!r} has no address", "Check the name", is_temporary=True
            )
        return ips

    @staticmethod
    def _no_port(address: Address) -> AddressRefusedError:
        return AddressRefusedError(
            f"{address.shown} is not a public web page: port {address.port} is not used for those",
            f"Use one of the ports {', '.join(map(str, sorted(PORTS)))}",
        )


def _within(timeout_s: float, resolve: Resolve, host: str, port: int) -> Sequence[str]:
    """Resolve in a thread that is left behind when it takes too long: the system knows no limit."""
    result: list[Sequence[str]] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(resolve(host, port))
        except BaseException as exc:  # noqa: BLE001 - raised again in the caller's thread
            failure.append(exc)

    thread = threading.Thread(target=run, name="newsproof-resolve", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if failure:
        raise failure[0]
    if not result:
        raise TimeoutError(f"no address of {host!r} within {timeout_s:g} s")
    return result[0]
