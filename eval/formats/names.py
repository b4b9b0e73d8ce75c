"""Names made from a set's own: ids of cases and addresses of articles. Never a path.

An id like `../../etc/passwd` is text: what isn't a letter, a digit, `_` or `-` is replaced, and a
digest of the whole keeps apart what the replacing made alike.
"""

from __future__ import annotations

import hashlib
import re

MAX_SLUG_CHARS = 60
# A name that is never resolved (RFC 2606): nothing is fetched from it, and no publisher has it.
_HOST = "https://imported.newsproof.example"


def slug(own: str) -> str:
    """Return `own` in letters, digits, `_` and `-` of ASCII; itself where it is that already.

    Different texts give different slugs, short of a collision of 40 bits of SHA-256.
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", own)[:MAX_SLUG_CHARS].strip("-")
    return plain if plain == own and plain else f"{plain}-{digest(own)[:10]}".lstrip("-")


def set_name(stem: str) -> str:
    """Return the name of a set from that of its file or folder: lower case, digits, hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", stem.lower())[:40].strip("-") or "set"


def case_id(name: str, own: str) -> str:
    """Return the id of the case that the set `name` calls `own`."""
    return f"{name}-{slug(own)}"


def address(kind: str, name: str, own: str) -> str:
    """Return the canonical address of the text that the set `name` of format `kind` calls `own`."""
    return f"{_HOST}/{kind}/{name}/{slug(own)}"


def digest(*parts: str) -> str:
    """Return 12 hexadecimal digits that stand for the texts, for what has no id of its own."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:12]
