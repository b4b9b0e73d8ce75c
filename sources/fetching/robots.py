"""robots.txt by RFC 9309: which paths of a site a fetcher may ask for.

Own rules, as `urllib.robotparser` of Python 3.11 takes the first rule instead of the longest and
knows neither `*` nor `$` (`docs/decisions/0012-fetching.md` has the figures).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

MAX_ROBOTS_BYTES = 500 * 1024
"""What RFC 9309 asks to be read at the least; the rest is left."""

MAX_RULES = 10_000
MAX_RULE_CHARS = 2_000

_RULE_SAFE = "/:?@!$&'()*+,;=~-._[]%"
_TOKEN = re.compile(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A path pattern with `*` and a final `$`, and whether what it fits may be fetched."""

    pattern: str
    allows: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What a site allows one fetcher.

    Attributes:
        rules: In the order of the file.
        crawl_delay_s: Seconds asked for between two requests, or None.
    """

    rules: tuple[Rule, ...] = ()
    crawl_delay_s: float | None = None

    def allows(self, target: str) -> bool:
        """Say whether a path with its query may be fetched: the longest rule decides, then allow.

        `/robots.txt` itself always may.
        """
        path = _normalised(target)
        if path == "/robots.txt":
            return True
        fitting = [rule for rule in self.rules if _fits(rule.pattern, path)]
        best = max(fitting, key=lambda rule: (len(rule.pattern), rule.allows), default=None)
        return best is None or best.allows


ALLOW_ALL = Robots()
DISALLOW_ALL = Robots(rules=(Rule("/", False),))


def parse_robots(data: bytes, *, agent: str) -> Robots:
    """Read the groups that name `agent`, or else those of `*`. Never raises; linear in time.

    Args:
        data: The file; bytes that are no UTF-8 are replaced, what is no rule is passed over.
        agent: The product token of the fetcher, letters, `_` and `-`.
    """
    groups: dict[str, list[Rule]] = {}
    delays: dict[str, float] = {}
    agents: list[str] = []
    is_naming = False
    n_rules = 0
    text = data[:MAX_ROBOTS_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    for line in re.split(r"\r\n|\r|\n", text):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key in ("user-agent", "useragent", "user agent"):
            agents = agents if is_naming else []
            name = "*" if value.startswith("*") else _token(value)
            agents.append(name)
            groups.setdefault(name, [])
            is_naming = True
        elif key in ("allow", "disallow"):
            is_naming = False
            if value and n_rules < MAX_RULES and len(value) <= MAX_RULE_CHARS:
                n_rules += 1
                rule = Rule(_normalised_pattern(value), key == "allow")
                for name in set(agents):
                    groups[name].append(rule)
        elif key == "crawl-delay":
            is_naming = False
            if (delay := _seconds(value)) is not None:
                delays |= dict.fromkeys(agents, delay)
    wanted = agent.lower() if agent.lower() in groups else "*"
    return Robots(rules=tuple(groups.get(wanted, ())), crawl_delay_s=delays.get(wanted))


def _token(value: str) -> str:
    match = _TOKEN.match(value)
    return match.group().lower() if match else ""


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _normalised(part: str) -> str:
    """Encode a path one way: codes of plain characters as these, all others in upper case."""
    kept = re.sub(
        "%[0-9a-fA-F]{2}",
        lambda code: _plain(code.group()),
        quote(part.encode("utf-8", "surrogatepass"), safe=_RULE_SAFE),
    )
    return kept.partition("#")[0]


def _plain(code: str) -> str:
    char = unquote_to_bytes(code).decode("latin-1")
    return char if char.isascii() and (char.isalnum() or char in "-._~") else code.upper()


def _normalised_pattern(value: str) -> str:
    value = value if value.startswith(("/", "*")) else f"/{value}"
    return re.sub(r"\*+", "*", _normalised(value))


def _fits(pattern: str, path: str) -> bool:
    """Say whether a pattern fits the start of a path.

    The pieces between the stars are looked for one after another, each at its first place, so
    that no pattern takes longer than the product of the two lengths.
    """
    is_whole = pattern.endswith("$")
    first, *pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not pieces:
        return not is_whole or at == len(path)
    last = pieces.pop() if is_whole else ""
    for piece in pieces:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not is_whole or (len(path) - at >= len(last) and path.endswith(last))
