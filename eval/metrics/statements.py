"""What is shown: is it proven, does it hold what it should, and nothing that it should not. Pure.

- Statements proven: the share of all statements shown whose proof passed and whose every quote
  stands in the archive; 1.0 or the product is broken. Quotes exact: the same of citations.
- Accepted shown: the share of the questions with accepted answers whose answer shows one of them
  (by words, as the exact and contained match of SQuAD and TriviaQA; it sees no meaning).
- Forbidden free: the share of all questions whose answer shows none of the forbidden words.
- Attribution: the share of the questions that name a source whose answer names it.
- As-of leaks: how many quotes were cited that were not known yet on the day asked for; 0 or the
  product is broken. Out of the cases with such a day. Its unit is a count, lower is better.

All but the last are in [0, 1], higher is better.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.ratio import Parts, mean_part


def share_parts(flags: Sequence[bool]) -> Parts | None:
    """Return what one case adds to a share of all statements or citations; None without any."""
    return (float(sum(flags)), float(len(flags))) if flags else None


def optional_part(*, flag: bool | None) -> Parts | None:
    """Return what a question adds to a mean; None where there is nothing to look for."""
    return None if flag is None else mean_part(flag)


def forbidden_free_part(shown: Sequence[str]) -> Parts:
    """Return what a question adds to the share free of forbidden words, from those it shows."""
    return mean_part(not shown)


def leak_parts(n_leaks: int, *, has_day: bool) -> Parts | None:
    """Return the leaks of a case; None where no day is asked for, and so nothing can leak.

    A leak is never dropped, even where the record of the case contradicts itself.
    """
    return (float(n_leaks), 1.0) if has_day or n_leaks else None
