"""Why something was not fetched.

```
SourcesError
└── FetchError                  what went wrong, at which address; may say when to try again
    ├── AddressRefusedError     no public web address: nothing was sent to it
    ├── RobotsRefusedError      the site's robots.txt does not allow it
    ├── AnswerRefusedError      the answer is too large, of another kind, or not what it says it is
    ├── StatusError             the server said so: 404, 410, 500 …
    └── UnreachableError        no connection, no answer in time, no valid certificate
```
"""

from __future__ import annotations

from datetime import datetime

from sources.errors import SourcesError


class FetchError(SourcesError):
    """Root of the errors of fetching.

    Attributes:
        is_temporary: Whether the same request may work later.
        not_before: When the server wants to be asked again, or None if it didn't say.
    """

    def __init__(
        self,
        what: str,
        way_out: str,
        *,
        is_temporary: bool = False,
        not_before: datetime | None = None,
    ) -> None:
        self.is_temporary = is_temporary
        self.not_before = not_before
        super().__init__(what, way_out)

    @property
    def reason(self) -> str:
        """The error as the reason of a rejection: a clause, without a full stop."""
        return f"{self.what}; {self.way_out[:1].lower()}{self.way_out[1:]}"


class AddressRefusedError(FetchError):
    """Raised before anything is sent: the address is not on the public web."""


class RobotsRefusedError(FetchError):
    """Raised when robots.txt disallows an address, or cannot be had for now."""


class AnswerRefusedError(FetchError):
    """Raised when an answer is too large, too slow to tell, of another kind, or malformed."""


class StatusError(FetchError):
    """Raised when the server answers with an error.

    Attributes:
        status: The HTTP status, 300 to 599.
    """

    def __init__(
        self,
        status: int,
        what: str,
        way_out: str,
        *,
        is_temporary: bool = False,
        not_before: datetime | None = None,
    ) -> None:
        self.status = status
        super().__init__(what, way_out, is_temporary=is_temporary, not_before=not_before)


class UnreachableError(FetchError):
    """Raised when there is no connection or no answer in time."""
