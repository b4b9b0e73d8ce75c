"""The errors of `index`.

```
NewsproofError
└── IndexingError
    ├── EncoderUnavailableError   the weights that were asked for are not here: exit 3
    ├── EncoderDamagedError       the weights are not the ones they should be: exit 3
    └── GenerationError           a generation is missing or damaged; it can be rebuilt: exit 3
        └── OtherEncoderError     another encoder built it: a person decides which to use
```
"""

from __future__ import annotations

from sources.errors import NewsproofError, UnavailableError


class IndexingError(NewsproofError):
    """Root of the errors of `index`."""


class EncoderUnavailableError(UnavailableError, IndexingError):
    """Raised when an encoder that was asked for is not on this machine."""


class EncoderDamagedError(UnavailableError, IndexingError):
    """Raised when the weights on disk are not the ones that are expected."""


class GenerationError(UnavailableError, IndexingError):
    """Raised when a generation of the index is missing or damaged."""


class OtherEncoderError(GenerationError):
    """Raised when the index was built with another encoder; it is never rebuilt silently."""
