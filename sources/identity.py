"""Which article a text is: canonical addresses and the article id.

The text itself plays no part: a publisher who changes a text makes a new version of the same
article. Nothing here reaches out to the network; whether an address may be fetched is decided
where it is fetched.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from urllib.parse import quote, urlsplit, urlunsplit

import idna

from sources.errors import UnreadableError
from sources.normalize import normalize

MAX_URL_CHARS = 2_000
ARTICLE_ID_DIGITS = 16

_DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say how a reader came, never what is read.
_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "ga_", "vero_", "oly_", "_hs")
_TRACKING = frozenset(
    "fbclid gclid gclsrc gbraid wbraid dclid msclkid twclid ttclid yclid ysclid igshid igsh mc_cid "
    "mc_eid mkt_tok icid ncid cmpid cmp ocid smid smtyp sref spm wt_mc xtor at_medium at_campaign "
    "li_fat_id s_cid trk ref_src ref_url __twitter_impression cvid guccounter guce_referrer "
    "guce_referrer_sig srsltid".split()
)

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9a-f.]*:[0-9a-f:.]*")

# The four characters that IDNA 2003 writes otherwise or leaves out (UTS 46, section 7).
_DEVIATING = frozenset("ßς\u200c\u200d")

# What differs between addresses that newsrooms serve one article under.
_HOST_VARIANTS = re.compile(r"^(?:www\d?|amp|m|mobile)\.(?=[^.]+\.)")
_PATH_VARIANT = re.compile(r"(?:/amp|\.amp|/amp\.html)$")
_AMP_PARAMETERS = frozenset({"amp", "amp=1", "amp=true", "outputtype=amp"})

# Left as they are when an address is brought into ASCII: RFC 3986, and "%" for what is encoded.
_URL_SAFE = "%/:?@!$&'()*+,;=~-._[]"
_UNRESERVED = re.compile(r"%(?:2D|2E|5F|7E|3[0-9]|4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A])")


def canonical_url(url: str) -> str:
    """Return the one form of a web address: what differs without meaning is gone.

    Scheme and host in lower case (the host in ASCII), no default port, fragment, tracking
    parameter or trailing slash; dots in the path resolved; parameters sorted by name, those of one
    name kept in their order. Idempotent.

    Raises:
        UnreadableError: If `url` isn't an absolute http or https address, names a user, or is
            longer than 2,000 characters.
    """
    shown = url if len(url) <= 80 else url[:77] + "…"
    way_out = "Give the full http or https address of the article"
    if len(url) > MAX_URL_CHARS:
        raise UnreadableError(f"the address {shown!r} is too long", way_out)
    try:
        parts = urlsplit(url.strip())
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError as exc:
        raise UnreadableError(f"{shown!r} is not an address", way_out) from exc
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise UnreadableError(f"{shown!r} is not an http or https address", way_out)
    if parts.username is not None or parts.password is not None:
        raise UnreadableError(f"the address {shown!r} names a user", way_out)
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    path = _resolved(_quoted(parts.path)).rstrip("/") or "/"
    query = _query(_quoted(parts.query))
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def article_id(
    *,
    explicit: str | None,
    url: str | None,
    title: str,
    publisher: str | None,
    published: date | None,
) -> str:
    """Return the id of an article: 16 hexadecimal digits, the same for all its versions.

    It comes from the first of these that is there: `explicit` within `publisher`; `url`, whose
    scheme, `www.` and mobile or AMP forms don't count; title, publisher and day together, where
    case, white space and typography don't count.

    Raises:
        UnreadableError: If `url` decides and isn't a web address.
    """
    key: tuple[str, ...]
    if explicit and explicit.strip():
        key = ("id", _folded(publisher or ""), explicit.strip())
    elif url:
        key = ("url", _address_key(canonical_url(url)))
    else:
        day = published.isoformat() if published else ""
        key = ("title", _folded(title), _folded(publisher or ""), day)
    digest = hashlib.sha256("\x1f".join(key).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:ARTICLE_ID_DIGITS]


def is_same_site(one: str, other: str) -> bool:
    """Say whether two canonical addresses are on the same host, `www.`, `m.` and `amp.` aside."""
    hosts = (_HOST_VARIANTS.sub("", urlsplit(url).netloc) for url in (one, other))
    return next(hosts) == next(hosts)


def _folded(name: str) -> str:
    return normalize(name).text.strip().casefold()


def _address_key(url: str) -> str:
    parts = urlsplit(url)
    query = "&".join(pair for pair in parts.query.split("&") if pair.lower() not in _AMP_PARAMETERS)
    path = _PATH_VARIANT.sub("", parts.path) or "/"
    return f"{_HOST_VARIANTS.sub('', parts.netloc)}{path}?{query}"


def _ascii_host(host: str) -> str:
    host = host.lower().rstrip(".")
    ascii_host = host if host.isascii() else _encoded(host)
    if not _HOST.fullmatch(ascii_host):
        raise ValueError(host)
    return f"[{ascii_host}]" if ":" in ascii_host else ascii_host


def _encoded(host: str) -> str:
    """Return a host in ASCII: as UTS 46 has it where IDNA 2003 means another host, or none.

    "straße.de" is a site of its own, which IDNA 2003 takes for "strasse.de". All other hosts keep
    the form, and their articles the id, that archives of earlier versions have.

    Raises:
        ValueError: It is no host.
    """
    if _DEVIATING.isdisjoint(host):
        try:
            return host.encode("idna").decode("ascii")
        except UnicodeError:  # a letter that is younger than IDNA 2003, or no host at all
            pass
    return idna.encode(host, uts46=True).decode("ascii")


def _quoted(part: str) -> str:
    """Percent-encode what isn't ASCII, and only that; write each code the same way."""
    encoded = quote(part.encode("utf-8", "surrogatepass"), safe=_URL_SAFE)
    upper = re.sub(r"%[0-9a-fA-F]{2}", lambda code: code.group().upper(), encoded)
    return _UNRESERVED.sub(lambda code: chr(int(code.group()[1:], 16)), upper)


def _resolved(path: str) -> str:
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            segments = segments[:-1] if len(segments) > 1 else segments
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments)


def _query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _is_tracking(pair.split("=")[0])]
    return "&".join(sorted(kept, key=lambda pair: pair.split("=")[0]))


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
