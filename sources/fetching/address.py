"""A web address, taken apart strictly: what is not plainly http or https on a host is refused.

Unlike `sources.identity.canonical_url` nothing is dropped or put in order, as a server may mean
something by it. Nothing here touches the network; which hosts may be reached is for `guard`.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import idna

from sources.fetching.errors import AddressRefusedError

MAX_ADDRESS_CHARS = 2_000
DEFAULT_PORTS = {"http": 80, "https": 443}

# RFC 3986: what may stand in a path and a query as it is, and "%" for what is encoded already.
_AS_IT_IS = "%/:?@!$&'()*+,;=~-._"
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_WAY_OUT = "Give the full http or https address of a public page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a request goes.

    Attributes:
        scheme: "http" or "https".
        host: In lower case and ASCII; an IPv6 address without brackets.
        port: 1 to 65535.
        target: Path and query as they are sent, in ASCII, beginning with "/".
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as in the header `Host`: the port only where it isn't the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address, as it is stored with what was fetched."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def shown(self) -> str:
        """The address for messages: what stands in the query may be a secret and is left out."""
        path, mark, _ = self.target.partition("?")
        path = path if len(path) <= 100 else path[:99] + "…"
        return f"{self.scheme}://{self.authority}{path}{'?…' if mark else ''}"

    def joined(self, reference: str) -> Address:
        """Return the address that a reference on this page leads to.

        Raises:
            AddressRefusedError: It is none that can be fetched.
        """
        try:
            return parse_address(urljoin(self.url, reference.strip()))
        except ValueError as exc:
            raise _refused(reference, "is not an address") from exc


def parse_address(text: str) -> Address:
    """Take an address apart; a fragment is dropped, what isn't ASCII is encoded.

    Raises:
        AddressRefusedError: It is no absolute http or https address, names a user, holds white
            space or control characters, is longer than 2,000 characters, or its host is a number
            in another notation than `192.0.2.1` or `[2001:db8::1]`.
    """
    text = text.strip()
    if len(text) > MAX_ADDRESS_CHARS:
        raise _refused(text, "is too long")
    if _UNSEEN.search(text) or "\\" in text:
        raise _refused(text, "holds a character that no address has")
    try:
        parts = urlsplit(text)
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError as exc:
        raise _refused(text, "is not an address") from exc
    if scheme not in DEFAULT_PORTS or not host:
        raise _refused(text, "is not an http or https address")
    if "@" in parts.netloc:
        raise _refused(text, "names a user or a password")
    if port == 0:
        raise _refused(text, "has no port that exists")
    target = _encoded(parts.path) or "/"
    if parts.query:
        target += f"?{_encoded(parts.query)}"
    return Address(
        scheme=scheme,
        host=_host(host, text, is_bracketed="[" in parts.netloc),
        port=port or DEFAULT_PORTS[scheme],
        target=target,
    )


def _refused(text: str, why: str) -> AddressRefusedError:
    return AddressRefusedError(f"the address {shown_part(text)!r} {why}", _WAY_OUT)


def shown_part(text: str) -> str:
    """Return a malformed address for a message: no user, no query, no control characters."""
    visible = "".join(char if char.isprintable() else " " for char in text.strip()[:200])
    visible = re.split(r"[?#]", visible)[0]
    visible = re.sub(r"(?<=//).*@", "…@", visible)
    return visible if len(visible) <= 80 else visible[:79] + "…"


def _encoded(part: str) -> str:
    return quote(part.encode("utf-8", "surrogatepass"), safe=_AS_IT_IS)


def _host(host: str, text: str, *, is_bracketed: bool) -> str:
    if is_bracketed:
        try:
            if "%" in host:
                raise ValueError(host)  # a zone is a matter of this machine
            return ipaddress.IPv6Address(host).compressed
        except ValueError as exc:
            raise _refused(text, "has no valid host") from exc
    try:
        # UTS 46 also turns full-width and circled digits into plain ones, before they are judged.
        ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as exc:
        raise _refused(text, "has no valid host") from exc
    ascii_host = ascii_host.lower().removesuffix(".")
    labels = ascii_host.split(".")
    if len(ascii_host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise _refused(text, "has no valid host")
    if _NUMBER.fullmatch(labels[-1]):
        # `2130706433`, `0x7f000001`, `127.1`, `0177.0.0.1`: what resolvers make of them differs.
        try:
            return str(ipaddress.IPv4Address(ascii_host))
        except ValueError as exc:
            raise _refused(text, "writes an IP address in an unusual way") from exc
    return ascii_host
