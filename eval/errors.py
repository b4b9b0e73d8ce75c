"""The errors of `eval`, a branch of the project's tree (`sources/errors.py`).

```
NewsproofError
└── EvalError
    ├── CaseError      a file of cases, or a case in it, is wrong
    └── GoldError      a gold quote does not stand in the archive
```
"""

from __future__ import annotations

from sources.errors import NewsproofError


class EvalError(NewsproofError):
    """Root of the errors of `eval`."""


class CaseError(EvalError):
    """Raised when a set of cases cannot be used; the message names the file and the line."""


class GoldError(EvalError):
    """Raised when a gold quote cannot be found in the archive; the message names the case."""
