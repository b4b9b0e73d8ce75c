"""What was found for each question, kept in a file while a measurement runs, so that it can go on.

One JSON object a line, written as soon as it is known. The file belongs to one measurement: its
name holds a digest of what the results depend on, so that another judge or index starts anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from eval.external.errors import SetError

Found = Mapping[str, Any]


class KeptResults:
    """Results by key, in a file.

    Args:
        folder: Where the file is; made if need be.
        name: Of the measurement.
        depends_on: What the results depend on: identities of the parts, settings.

    Raises:
        SetError: The file cannot be read or written.
    """

    def __init__(self, folder: Path, name: str, depends_on: Mapping[str, object]) -> None:
        told = json.dumps([name, dict(depends_on)], sort_keys=True, default=str)
        digest = hashlib.sha256(told.encode()).hexdigest()
        self._path = folder / f"{name}-{digest[:12]}.jsonl"
        self._known: dict[str, Found] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if self._path.exists():
                self._read()
        except OSError as exc:
            raise self._unusable(exc) from exc

    def fill(
        self,
        keys: Iterable[str],
        compute: Callable[[str], Found],
        tell: Callable[[int, int], None],
    ) -> dict[str, Found]:
        """Return the results of the keys in their order; those not known are computed and kept.

        Args:
            keys: All different.
            compute: Returns the result of a key, JSON values.
            tell: Called with the number done and of all.
        """
        wanted = list(keys)
        try:
            with self._path.open("a", encoding="utf-8") as stream:
                for done, key in enumerate(wanted):
                    tell(done, len(wanted))
                    if key not in self._known:
                        self._known[key] = json.loads(json.dumps(compute(key)))
                        stream.write(json.dumps({"key": key, "found": self._known[key]}) + "\n")
                        stream.flush()
        except OSError as exc:
            raise self._unusable(exc) from exc
        tell(len(wanted), len(wanted))
        return {key: self._known[key] for key in wanted}

    def _read(self) -> None:
        """Read what is there; a last line that was cut off by a kill is taken out."""
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        for line in whole.splitlines():
            row = json.loads(line)
            self._known[row["key"]] = row["found"]
        if len(whole) < len(content):
            with self._path.open("r+b") as stream:
                stream.truncate(len(whole))

    def _unusable(self, exc: OSError) -> SetError:
        return SetError(
            f"{str(self._path)!r} cannot keep results ({exc.strerror or exc})",
            "name another --work folder",
        )
