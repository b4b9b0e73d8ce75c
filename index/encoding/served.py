"""Reading what names a model on a server: `ollama:model` or `openai:model@https://host/v1`.

Pure. The judge and the writer name their models in the same way.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from index.errors import IndexingError

OLLAMA = "http://127.0.0.1:11434/v1"
KINDS = ("ollama", "openai")
_FORM = "write it as `openai:model@https://host/v1`"


class ServedSpecError(IndexingError):
    """Raised when a spec names no model or no address that can be used: exit 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A model and the server that has it.

    Attributes:
        model: Name of the model on the server.
        url: Address of the API, with its path, usually `/v1`.
        host: Host and port of the address, to show to a person.
        is_local: Whether the host is this machine.
    """

    model: str
    url: str
    host: str
    is_local: bool

    def refuse_open_key(self, key: str) -> None:
        """Refuse to send a key unencrypted to another machine.

        Raises:
            ServedSpecError: That would happen.
        """
        if key and not self.is_local and not self.url.startswith("https:"):
            raise ServedSpecError(
                f"the key would go to {self.host} unencrypted",
                "use https, or take the key away if the server needs none",
            )


def is_served(spec: str) -> bool:
    """Say whether a spec names a model on a server."""
    kind, colon, _ = spec.partition(":")
    return bool(colon) and kind in KINDS


def read_served(spec: str) -> Served:
    """Read `ollama:model` or `openai:model@https://host/v1`.

    Raises:
        ServedSpecError: It names no model or no address, or the address holds more than that.
    """
    kind, _, rest = spec.partition(":")
    if kind == "ollama":
        model, url = rest, OLLAMA
    else:
        model, at, rest_of_url = rest.partition("@http")
        url = f"http{rest_of_url}" if at else ""
    if not model or not model.isprintable() or " " in model or (kind == "ollama" and "@" in model):
        raise ServedSpecError(f"{kind!r} names no model", f"{_FORM}, or `ollama:model`")
    address = _address(url)
    return Served(
        model=model,
        url=url.rstrip("/"),
        host=address.netloc,
        is_local=_is_loopback(address.hostname or ""),
    )


def _address(url: str) -> SplitResult:
    """Read an address; messages don't repeat it, because it may hold a password."""
    try:
        address = urlsplit(url)
        usable = bool(address.hostname) and address.port != 0 and url.isprintable()
    except ValueError:
        usable = False
    if not usable or address.scheme not in ("http", "https") or " " in url or "\\" in url:
        raise ServedSpecError("the model's server has no address that can be used", _FORM)
    if address.username is not None or address.password is not None or "@" in address.netloc:
        raise ServedSpecError(
            "the address of the model's server holds a user name or a password",
            "take it out, and give a key in NEWSPROOF_LLM_KEY",
        )
    if address.query or address.fragment or ".." in address.path.split("/"):
        raise ServedSpecError(
            "the address of the model's server holds more than host and path", _FORM
        )
    return address


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
