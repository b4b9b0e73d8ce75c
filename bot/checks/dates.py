"""Do the dates of a claim stand in the quote, resolved against the day of the article?

Dates are held against each other as periods: March 2022 agrees with 21 March 2022. "Before",
"after" and "by" are read as bounds of what the quote dates. Where the day of the article is
unknown, days and months without a year are compared with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import regex

from bot.checks.finding import MOST_CLAIMED, MOST_QUOTED, Finding, Outcome, unread, worst
from bot.temporal import DateMention, find_dates, in_words
from bot.words import stem
from index.lexical import STOP_WORDS

NAME = "dates"
# News reports what happened in the days before it is published.
_FRESH_DAYS = 3
_YEAR_DAYS = 365
_VAGUE_DAYS = 5 * _YEAR_DAYS  # a decade, a century: too long to make an exact date right


_MOST = 40  # different dates of a text that are compared
_AROUND = 200  # characters on either side of a date in which its words stand

_LEAD = regex.compile(
    r"(?<!\p{L})(?:(?P<by>by|(?:no|not) later than|up to|(?:in|on|at) or before)"
    r"|(?P<onwards>(?:no|not) (?:earlier|sooner) than|(?:in|on|at) or after)"
    r"|(?P<before>before|prior to|earlier than|ahead of|sooner than)"
    r"|(?P<after>(?<!\b(?:days?|weeks?|months?|years?|soon|shortly) )after|later than)"
    r"|(?P<standing>as of|as at|as on)"
    r"|(?P<since>since|from)"
    r"|(?P<until>until|till|through|to|[-–—]))"
    r"(?:[\s\u00a0]+(?:the|on|in|at|early|late|mid|end|beginning|start|of|summer|day|year)){0,4}"
    r"[\s\u00a0-]*$",
    regex.IGNORECASE,
)
_TRAIL = regex.compile(
    r"\s(?:or|and) (?:(?P<onwards>later|after|afterwards?|onwards?)|(?P<by>earlier|before))\b",
    regex.IGNORECASE,
)
# A year that belongs to a name: "the 2013 version", "Blade Runner 2049", "Titanic (1997 film)".
_IN_NAME = regex.compile(
    r"(?:[\"“‘'(]\s?|\b(?!(?:In|Since|By|From|Until|During|Before|After|As|Of|On|Late|Early|Mid|Around|About|Circa|"
    r"Between|Through|Till|Year|Summer|Spring|Winter|Fall|Autumn|And|To|Then|But|The)\b)"
    r"\p{Lu}[\p{L}’'.]+\s|\bthe\s)$"
)
# "(12 June 1945 – 4 January 2004)": born and died.
_OPENS_LIFE = regex.compile(r"\((?:born |b\. )?$")
_ENDS_LIFE = regex.compile(r"[-–—]\s?$")
# Words that tell of one event: a film of 2016 was released then. The first stands for all.
_FAMILIES = {
    stem(word): stem(names.split()[0])
    for names in (
        "release released releases premiere premiered premieres film movie series album "
        "published publish debut debuted aired air song single book game video launched launch "
        "broadcast opened",
        "born birth birthday",
        "died death dies dead killed passed",
        "founded founding formed form established establish created creation began begin begun "
        "start started beginning introduced",
        "ended end ends closed close finished concluded until retired left stopped",
        "joined join signed sign moved appointed became elected hired named",
        "announced announce said reported revealed confirmed",
        "won win wins victory champion title awarded received",
        "population census people inhabitants residents",
    )
    for word in names.split()
}
# What happens at one point of a span and not all along it.
_POINTS = frozenset(stem(word) for word in ("born", "died", "founded", "ended"))
_LINK = 12  # characters between the ends of a span
_WORD = regex.compile(r"\p{L}{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    """A date with the word that leads it and the words around it.

    Attributes:
        mention: The date.
        bound: "before", "after", "by", "since", "until" or "".
        near: Stems of the content words around it, without names.
        names: Whether it is a year in a name ("Blade Runner 2049", "Titanic (1997 film)").
        is_named: The same, but a year alone in brackets is that of the work.
    """

    mention: DateMention
    bound: str
    near: frozenset[str]
    names: bool
    is_named: bool


def check_dates(
    claim: str, quote: str, *, claimed_on: date | None, published: date | None
) -> Finding:
    """Compare every date of the claim with the dates of the quote.

    A date agrees when one of the two lies within the other, or when the quote has no date of its
    own and the article appeared within a few days after the day claimed, or in the period claimed.
    It conflicts when the quote has dates as exact as the claim's, and none agrees. "Before 2010"
    agrees with a date of the quote before 2010 and conflicts when there are only later ones.

    Args:
        claim: The claim.
        quote: The quote.
        claimed_on: The day against which the claim's relative dates count, or None.
        published: The day of the quote's article, or None.
    """
    ours = _read(claim[:MOST_CLAIMED], claimed_on or published)
    there = _read(quote[:MOST_QUOTED], published) if ours else []
    findings = unread(NAME, claim)
    findings += [_compare(day, there, published) for day in ours[:_MOST]]
    if len(ours) > _MOST:
        findings.append(_missing(f"the claim has more than {_MOST} dates"))
    return worst(NAME, findings)


def _read(text: str, on: date | None) -> list[_Dated]:
    mentions = {
        (m.first, m.last, m.has_year, bound): (m, bound)
        for m in reversed(find_dates(text, on=on, yearless=True))
        for bound in [_bound(text, m)]
    }
    return [
        _Dated(
            mention=m,
            bound=bound,
            near=_near(text, m),
            names=_names(text, m),
            is_named=_is_named(text, m),
        )
        for m, bound in list(reversed(mentions.values()))[: _MOST + 1]
    ]


def _bound(text: str, mention: DateMention) -> str:
    span = mention.span
    match = _LEAD.search(text, max(0, span.start - 40), span.start)
    trail = _TRAIL.match(text, span.end, min(len(text), span.end + 20))
    if trail:
        return "onwards" if trail["onwards"] else "by"
    if match is None:
        return ""
    if regex.search(r"\bthe\s*$", match[0]) and mention.text[:4].isdigit():
        return ""  # "after the 2008 election" dates another thing
    return next((str(name) for name, said in match.groupdict().items() if said), "")


def _names(text: str, mention: DateMention) -> bool:
    """Say whether a year is part of a name, which dates nothing."""
    if not mention.text[:4].isdigit() or len(mention.text) > 9:
        return False
    return _IN_NAME.search(text, max(0, mention.span.start - 30), mention.span.start) is not None


def _is_named(text: str, mention: DateMention) -> bool:
    alone = text[mention.span.start - 1 : mention.span.start] == "("
    return not alone and _names(text, mention)


def _near(text: str, mention: DateMention) -> frozenset[str]:
    start, end = mention.span.start, mention.span.end
    before = regex.split(r"[.;!?]\s", text[max(0, start - _AROUND) : start])[-1]
    after = regex.split(r"[.;!?]\s", text[end : end + _AROUND])[0]
    found = (word for word in _WORD.findall(f"{before} {after}") if word.islower())
    stems = {stem(word) for word in found if word not in STOP_WORDS}
    if _OPENS_LIFE.search(text, max(0, start - 12), start):
        stems |= {"born", stem("release")}  # "(1999)" after a work is its year
    elif _ENDS_LIFE.search(text, max(0, start - 3), start) and text[end : end + 1] == ")":
        stems.add(stem("died"))
    return frozenset(_FAMILIES.get(one, one) for one in stems)


def _compare(day: _Dated, there: Sequence[_Dated], published: date | None) -> Finding:
    if day.bound in _JUDGES and there:
        found = _compare_bound(day, there)
        if found is not None:
            return found
    agreeing = [other for other in there if _agree(day, other)]
    exact = [o for o in there if _length(o.mention) <= max(_length(day.mention), 31) + 1]
    if any(o in exact or len(exact) == 0 or not _is_vague(o.mention) for o in agreeing):
        return _agrees()
    if _is_inside_span(day, there):
        return _agrees()
    if not there and published is not None and _is_fresh(day.mention, published):
        return _agrees()
    same = [o for o in exact if not o.is_named and _is_same_event(day, o)]
    if not same or day.names or _has_room(day, there):
        return _missing(f"the quote does not say {_said(day.mention)}")
    return _conflict(day, same)


def _is_same_event(day: _Dated, other: _Dated) -> bool:
    """Say whether both dates may stand with one event: they share a word that is no name."""
    return bool(day.near & other.near)


def _is_vague(mention: DateMention) -> bool:
    return _length(mention) > _VAGUE_DAYS


def _agree(day: _Dated, other: _Dated) -> bool:
    ours, theirs = _alike(day.mention, other.mention)
    return ours.agrees_with(theirs)


def _alike(ours: DateMention, theirs: DateMention) -> tuple[DateMention, DateMention]:
    """Put both into the year 2000 when the year of one is unknown."""
    if ours.has_year == theirs.has_year:
        return ours, theirs
    return _without_year(ours), _without_year(theirs)


def _without_year(mention: DateMention) -> DateMention:
    if not mention.has_year:
        return mention
    first, last = mention.first, mention.last
    if _length(mention) > _YEAR_DAYS - 31 or first.year != last.year:
        first, last = date(2000, 1, 1), date(2000, 12, 31)
    else:
        first, last = first.replace(year=2000), last.replace(year=2000)
        if (last.month, last.day) == (2, 28):
            last = last.replace(day=29)
    return DateMention(
        span=mention.span,
        text=mention.text,
        first=first,
        last=last,
        is_relative=mention.is_relative,
        has_year=False,
    )


def _overlap(day: DateMention, other: DateMention) -> bool:
    ours, theirs = _alike(day, other)
    return ours.first <= theirs.last and theirs.first <= ours.last


def _has_room(day: _Dated, there: Sequence[_Dated]) -> bool:
    """Say whether a date of the quote leaves room for the claim's; a span closes its own end."""
    is_span = any(other.bound == "until" for other in there)
    closed = {"since", "until"} if day.near & _POINTS else {"since"} if is_span else set()
    return any(_leaves_room(day, other) for other in there if other.bound not in closed)


def _leaves_room(day: _Dated, other: _Dated) -> bool:
    """Say whether the quote's date leaves the claim's open: they overlap, or it is a bound."""
    if _overlap(day.mention, other.mention):
        return True
    if day.bound == other.bound:
        return day.bound == "standing"
    ours, theirs = _alike(day.mention, other.mention)
    match other.bound:
        case "before" | "by" | "until":
            return ours.last < theirs.first
        case "after" | "since" | "standing" | "onwards":
            return ours.first > theirs.last
    return False


def _is_inside_span(day: _Dated, there: Sequence[_Dated]) -> bool:
    """Say whether the quote tells of a time "from 1998 to 2004" that holds the claim's date."""
    if day.bound or day.near & _POINTS:
        return False
    return any(
        other.bound == "until"
        and other.mention.span.start - one.mention.span.end <= _LINK
        and one.mention.first <= day.mention.first
        and day.mention.last <= other.mention.last
        for one, other in pairwise(there)
    )


# The bounds that are compared as such; "since" and "until" name the date itself.
_JUDGES = ("before", "after", "by", "onwards")


def _compare_bound(day: _Dated, there: Sequence[_Dated]) -> Finding | None:
    """Compare "before 2010": with the date of the quote for the same thing, if one stands out."""
    if any(other.bound == day.bound and _agree(day, other) for other in there):
        return _agrees()
    kept = [_keeps(day, other) for other in there]
    if all(kept):
        return _agrees()
    if not any(k is not False for k in kept):
        same = [other for other in there if _is_same_event(day, other)]
        return _conflict(day, same) if same else None
    shared = [len(day.near & other.near) for other in there]
    most = max(shared)
    closest = {kept[n] for n, count in enumerate(shared) if count == most}
    if closest == {True}:
        return _agrees()
    if closest == {False} and most > sorted(shared)[-2]:
        return _conflict(day, [there[shared.index(most)]])
    return _missing(f"the quote does not say whether it was {day.bound} {_said(day.mention)}")


def _keeps(day: _Dated, other: _Dated) -> bool | None:
    """Say whether the quote's date keeps the bound; None when it is not exact enough to tell."""
    ours, theirs = _alike(day.mention, other.mention)
    match day.bound:
        case "before":
            inside, outside = theirs.last < ours.first, theirs.first >= ours.first
        case "onwards":
            inside, outside = theirs.last >= ours.first, theirs.last < ours.first
        case "by":
            inside, outside = theirs.first <= ours.last, theirs.first > ours.last
        case _:
            inside, outside = theirs.first > ours.last, theirs.last <= ours.last
    if outside and (other.bound in ("standing", "since", "until", "by") or other.is_named):
        return None  # a state that may have begun earlier, or lasted longer
    return True if inside else False if outside else None


def _conflict(day: _Dated, others: Sequence[_Dated]) -> Finding:
    said = " and ".join(dict.fromkeys(_led(other) for other in others[:3]))
    return Finding(
        check=NAME,
        outcome=Outcome.CONFLICTS,
        reason=f"the article says {said}, the claim says {_led(day)}",
    )


def _led(day: _Dated) -> str:
    return f"{day.bound} {_said(day.mention)}" if day.bound in _JUDGES else _said(day.mention)


def _said(mention: DateMention) -> str:
    return in_words(mention.first, mention.last) if mention.has_year else mention.text


def _agrees() -> Finding:
    return Finding(check=NAME, outcome=Outcome.AGREES)


def _missing(reason: str) -> Finding:
    return Finding(check=NAME, outcome=Outcome.MISSING, reason=reason)


def _is_fresh(day: DateMention, published: date) -> bool:
    return (
        day.has_year
        and (day.first - published).days <= 1
        and (published - day.last).days <= _FRESH_DAYS
    )


def _length(mention: DateMention) -> int:
    return (mention.last - mention.first + timedelta(days=1)).days
