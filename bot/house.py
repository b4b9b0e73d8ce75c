"""The rules of the house: what a newsroom asks of evidence, in one TOML file.

What the judge finds is not changed by them. They say which of it may decide a claim, how many
independent reports a claim needs, and what is told beside a quote.
"""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import regex
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.errors import SettingsError
from bot.verdict import Verdict
from sources.article import Article

MAX_FILE = 64 * 1024  # bytes
_OPINION_TITLE = regex.compile(
    r"^(?:opinion|comment|commentary|editorial|column|op-?ed|letters?)\s*[:|–—-]", regex.IGNORECASE
)
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Label(StrEnum):
    """What a reader is told beside a quote by the rules of the house."""

    UNKNOWN = "publisher unknown"
    UNVETTED = "publisher not vetted"
    OPINION = "opinion"
    OLD = "old"


# What carries one of these may be shown, but decides nothing.
_UNDECIDING = frozenset({Label.UNVETTED, Label.OPINION})


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class EvidenceRules(_Section):
    """The table `[evidence]`.

    Attributes:
        min_reports: Independent reports that make a claim SUPPORTED, 1 to 10; copies count once.
        flag_single_source: Tell where a verdict rests on one report alone.
        vetted: Publishers that count. Where the list is empty all do; otherwise what others print
            is shown and decides nothing.
        opinion_sections: Parts of an address that mark opinion: it is shown and decides nothing.
        max_age_days: A source older than so many days is marked; None for never.
    """

    min_reports: int = Field(default=1, ge=1, le=10)
    flag_single_source: bool = True
    vetted: frozenset[Name] = frozenset()
    opinion_sections: frozenset[Name] = frozenset(
        {"opinion", "opinions", "comment", "commentisfree", "editorial", "editorials", "op-ed"}
        | {"columns", "columnists", "letters"}
    )
    max_age_days: int | None = Field(default=None, ge=1, le=100_000)


class Rating(_Section):
    """A verdict in the newsroom's own words, for ClaimReview.

    Attributes:
        name: What is printed, as "Mostly false".
        value: Its place on the scale, from `RatingRules.worst` to `RatingRules.best`; None for a
            verdict that has no place on it.
    """

    name: Name
    value: int | None = None


class RatingRules(_Section):
    """The table `[rating]`: the newsroom's scale; verdicts that are not named keep our words."""

    worst: int = 1
    best: int = 5
    verdicts: dict[Verdict, Rating] = Field(
        default_factory=lambda: {
            Verdict.SUPPORTED: Rating(name="True", value=5),
            Verdict.CONFLICTING: Rating(name="Disputed", value=3),
            Verdict.REFUTED: Rating(name="False", value=1),
            Verdict.NOT_ENOUGH_EVIDENCE: Rating(name="Unproven"),
            Verdict.NOT_CHECKED: Rating(name="Not checked"),
        }
    )


class Rules(_Section):
    """All rules of the house; the defaults are what a careful editor would choose."""

    evidence: EvidenceRules = EvidenceRules()
    rating: RatingRules = RatingRules()

    def labels(self, article: Article, on: date) -> tuple[Label, ...]:
        """Return what is told beside a quote of an article, in a fixed order.

        Args:
            article: The article.
            on: The day from which its age is counted.
        """
        rules = self.evidence
        return tuple(
            label
            for label, holds in (
                (Label.UNKNOWN, article.publisher is None),
                (Label.UNVETTED, bool(rules.vetted) and not _is_among(article, rules.vetted)),
                (Label.OPINION, is_opinion(article, rules.opinion_sections)),
                (
                    Label.OLD,
                    rules.max_age_days is not None
                    and (on - (article.published or article.dated)).days > rules.max_age_days,
                ),
            )
            if holds
        )


def may_decide(labels: tuple[Label, ...]) -> bool:
    """Say whether a quote with these labels may decide a claim."""
    return not _UNDECIDING & set(labels)


def is_opinion(article: Article, sections: frozenset[str]) -> bool:
    """Say whether an article is marked as opinion, by its address or its headline."""
    parts = {part.lower() for part in urlsplit(article.url or "").path.split("/")}
    return bool(parts & {s.lower() for s in sections} or _OPINION_TITLE.match(article.title))


def _is_among(article: Article, vetted: frozenset[str]) -> bool:
    name = (article.publisher or "").strip().casefold()
    return name in {v.casefold() for v in vetted}


def read_rules(path: Path | None) -> Rules:
    """Read the rules of the house; without a file, the defaults.

    Raises:
        SettingsError: The file cannot be read, is no TOML, or has a rule that cannot be.
    """
    if path is None:
        return Rules()
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise SettingsError(
                f"the rules in {str(path)!r} have more than {MAX_FILE // 1024} KB",
                "give the file of rules; docs/rules.md shows one",
            )
        given = tomllib.loads(content.decode())
        return Rules.model_validate(_lists_as_sets(given))
    except OSError as exc:
        raise SettingsError(
            f"the rules in {str(path)!r} cannot be read ({exc.strerror or exc})",
            "correct the setting NEWSPROOF_RULES, or unset it",
        ) from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise SettingsError(
            f"the rules in {str(path)!r} are not TOML ({exc})", "docs/rules.md shows such a file"
        ) from exc
    except ValidationError as exc:
        first = exc.errors()[0]
        name = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise SettingsError(
            f"the rule {name!r} in {str(path)!r} cannot be ({first['msg']})",
            "docs/rules.md lists the rules",
        ) from exc


def _lists_as_sets(given: dict[str, Any]) -> dict[str, Any]:
    """TOML has lists only, and names of verdicts are plain strings there."""
    evidence, rating = given.get("evidence"), given.get("rating")
    if isinstance(evidence, dict):
        for name in ("vetted", "opinion_sections"):
            if isinstance(evidence.get(name), list) and all(
                isinstance(value, str) for value in evidence[name]
            ):
                evidence[name] = frozenset(evidence[name])
    if isinstance(rating, dict) and isinstance(rating.get("verdicts"), dict):
        known = {verdict.value: verdict for verdict in Verdict}
        ours = RatingRules().verdicts
        rating["verdicts"] = {**ours, **{known.get(k, k): v for k, v in rating["verdicts"].items()}}
    return given
