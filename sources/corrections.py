"""Notices in an article that say what was wrong before: corrections, clarifications, retractions.

`notices_of` finds them in a text, with exact offsets, by how newsrooms word them; what people in
the news say about errors of their own is none. `target_of` says what a notice speaks of: the
article itself in an earlier version, or another article by its address, title or day. Pure; what is
kept of it is in `corrected`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import regex

from sources.article import Article, Span
from sources.errors import UnreadableError
from sources.identity import article_id, canonical_url

MAX_NOTICES = 20
"""Of one article: more is a column of corrections, of which the first are enough."""


class NoticeKind(StrEnum):
    """What a notice does."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    EDITORS_NOTE = "editor's note"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice and where it stands in `Article.text`."""

    kind: NoticeKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a notice speaks of; the first that is there counts.

    Attributes:
        is_itself: The article that holds the notice, in an earlier version.
        article_ids: Of the addresses in the notice.
        titles: Quoted words, which may be the title of an article of the same publisher.
        day: The day of the other article.
    """

    is_itself: bool = False
    article_ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    day: date | None = None


_I = regex.IGNORECASE
_NOUN = (
    r"(?:article|story|report|post|piece|headline|column|obituary|review|caption|dispatch|graphic|"
    r"interactive|chart|map|page|live ?blog|newsletter|essay|profile|interview|version|item|text)"
)
_WRONGLY = r"(?:incorrectly|wrongly|erroneously|mistakenly|falsely|inaccurately)"
_SAID = (
    r"(?:reported|said|stated|wrote|gave|named|identified|described|attributed|referred|quoted|"
    r"listed|suggested|implied|claimed|called|put|dated|spelled|spelt)"
)
_MIS = (
    r"(?:misstated|misspelled|misspelt|misidentified|misattributed|mischaracteri[sz]ed|misquoted|"
    r"misnamed|mislabell?ed|gave (?:an |the )?(?:incorrect|wrong)|"
    rf"{_WRONGLY} {_SAID}|{_SAID} {_WRONGLY})"
)
_DAY_WORD = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|page\b|"
    r"\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)|"
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\w*[.\u2024]? \d{1,2})"
)

# A word at the start of a paragraph that names what follows. The first two name it by themselves;
# an editor's note says many things, and only what it says shows that something was wrong.
_LABEL = regex.compile(
    r"[\s•*·—–\[(-]*(?:"
    r"(?P<clarification>corrections? (?:and|&) clarifications?|clarifications?)|"
    r"(?P<retraction>retractions?|withdrawal notice)|"
    r"(?P<correction>corrections?|errat(?:um|a)|amendment)|"
    r"(?P<note>(?:editor[’']?s?|editors[’']?|publisher[’']?s)[  ]note|for the record)"
    r")(?:\s*\([^)\n]{1,40}\)|[, ]\s*[^:.\n]{0,30}?\d[^:.\n]{0,20}?)?\s*(?:[:|]|[—–]\s| -\s)",
    _I,
)
_ADMITS = regex.compile(
    r"\b(?:correct(?:ed|s|ion|ing)|incorrect\w*|amend\w*|clarif\w*|errors?|mistakes?|mistakenly|"
    r"wrong\w*|inaccura\w*|misstat\w*|misidentif\w*|earlier (?:version|figure)|previous version|"
    r"retract\w*|withdr\w+|(?:was|been|were) (?:removed|changed|altered|deleted|taken down)|"
    r"after publication|did not (?:disclose|meet)|standards|failed to|should have)\b",
    _I,
)
_SENTENCES: tuple[tuple[NoticeKind, str], ...] = (
    (NoticeKind.RETRACTION,
     r"\bthis (?:article|story|report|post|piece|column)(?: (?:has been|was|is))"
     r" (?:retracted|withdrawn|unpublished|taken down|removed)\b"),
    (NoticeKind.RETRACTION,
     r"\bwe (?:have|are|hereby)?\s*(?:retract(?:ed|ing)?|withdr(?:aw|awn|ew|awing)) "
     r"(?:this|the|our|that) (?:article|story|report|post|piece|column)\b"),
    (NoticeKind.RETRACTION,
     r"\b%PUBLISHER% (?:has |is |on \w+ )?(?:retract(?:ed|ing|s)|withdr(?:awn|ew|aws|awing)) "
     r"(?:this|its|the|an|a) (?:\w+ ){0,2}(?:article|story|report|post|piece|column)\b"),
    (NoticeKind.CLARIFICATION,
     rf"\bthis {_NOUN} (?:has been|was) (?:clarified\b|(?:amended|updated|changed|edited) to "
     r"(?:clarify|make (?:it )?clear))"),
    (NoticeKind.CORRECTION,
     r"\b(?:earlier|previous|prior|initial|original|first|print|online) "
     rf"(?:version|edition|headline)s? (?:of|on|for|to) (?:this|our|these) {_NOUN}"),
    (NoticeKind.CORRECTION,
     rf"\b(?:this {_NOUN}|the {_NOUN} (?:of|on|to|for|in|accompanying) this {_NOUN}) "
     r"(?:has been|was|have been|were) (?:since )?(?:amended|corrected|revised|edited|changed|"
     r"modified|updated (?:\w+ ){0,4}to (?:correct|fix|reflect the (?:correct|right)|remove))\b"),
    (NoticeKind.CORRECTION,
     rf"\b(?:this|our) {_NOUN}(?:[^.!?\n]{{0,60}})? "
     rf"(?:(?:originally|previously|initially|{_WRONGLY}) {_SAID}|{_MIS})\b"),
    (NoticeKind.CORRECTION,
     rf"\bwe (?:have )?(?:originally|previously|initially|{_WRONGLY}) "
     r"(?:reported|said|stated|wrote|named|identified|described|attributed|published)\b"),
    (NoticeKind.CORRECTION,
     r"\ban? (?:\w+ ){0,2}(?:article|story|report|headline|column|obituary|review|caption|graphic|"
     rf"chart|map|item|profile)\b(?=[^.!?\n]{{0,60}}\b{_DAY_WORD})[^.!?\n]{{0,200}} {_MIS}\b"),
    (NoticeKind.CORRECTION,
     r"\b(?:because of|due to|owing to|through) (?:an? )?(?:editing|reporting|transcription|"
     r"sub-?editing|translation|agency|typing|copy) errors?\b[^.!?\n]{0,80}\b"
     r"(?:article|story|version|headline|caption|column|we)\b"),
    (NoticeKind.CORRECTION,
     rf"\b%PUBLISHER% (?:had |has |first |originally |previously )*(?:{_MIS}|{_WRONGLY} )"),
    (NoticeKind.CORRECTION,
     r"\b(?:not|instead of|rather than|and no)\b[^.!?\n]{0,80}\bas (?:was )?%PUBLISHER% "
     rf"(?:had |has |first |earlier |previously |{_WRONGLY} )*{_SAID}\b"),
    (NoticeKind.CORRECTION,
     rf"\b%PUBLISHER% (?:had |has )?{_SAID}\b[^.!?\n]{{0,120}}\bin an? (?:\w+ )?"
     r"(?:report|article|story)\b[^.!?\n]{0,40}\b(?:published|broadcast|on|of|dated|last)\b"),
    (NoticeKind.CORRECTION,
     r"^[\s(\[]*(?:corrects|corrected|correcting|refiles to (?:correct|fix)|fixes)\s"
     r"(?=[^\n]{0,200}\b(?:paragraphs?|paras?|headline|spelling|figure|byline|caption|"
     r"to (?:say|show|read|make|remove|add|fix)|typo|first reference|graf)\b)"),
)  # fmt: skip
_WIRE_TITLE = regex.compile(r"\s*(?:\(?CORRECT(?:ED|ION)\)?\b|.{0,200}\(correct(?:ed|ion)?\)\s*$)")

_OF_OURS = regex.compile(r"\b(?:this|our|we)\b", _I)
_MAX_OWN = 600  # code points of a paragraph that is a notice as a whole
_Patterns = tuple[tuple[NoticeKind, regex.Pattern[str]], ...]
_HINT = regex.compile(
    r"correct|amend|clarif|retract|withdr|errat|errors?\b|\bmis|wrong|false|inaccura|mistak|"
    r"(?:of|on|for|to|in) (?:this|our|these) |\bthis (?:article|story|report|post|piece|column)|"
    r"editor.{0,3} note|for the record|\bwe (?:originally|previously|initially)|Fixes",
    _I,
)
_BLOCK = regex.compile(r"[^\n]+(?:\n[^\n]+)*")  # what blank lines are around
_SENTENCE = regex.compile(r"[^.!?]+(?:[.!?]+(?!\s|$|[”’\"')\]])[^.!?]*)*[.!?]*[”’\"')\]]*")
# A full stop that ends no sentence, and what stands for it while sentences are looked for.
_ABBREVIATED = regex.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mr|Mrs|Ms|Dr|St|Capt|Gen|Sen|Rep|Gov|No|"
    r"[A-Z])\.(?= )"
)
_QUOTED = regex.compile(r"“[^”\n]{1,600}”|(?<!\w)\"[^\"\n]{1,600}\"(?!\w)")
_NEVER = r"(?!)"
_URL = regex.compile(r"https?://[^\s<>\"“”)\]]+")
_ITSELF = regex.compile(
    rf"\b(?:version|edition|headline)s? (?:of|on|for|to|in) (?:this|our) |\bthis {_NOUN}\b|"
    r"^[\s(\[]*(?:corrects|corrected|correcting|refiles|fixes)\b",
    _I,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_DATE = regex.compile(
    rf"\b(?:{_MONTH}[.\u2024]? (?P<day>\d{{1,2}})(?!\d)|"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH})"
    r"(?:,? (?P<year>\d{4}))?|"
    r"\b(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b|"
    r"\b(?P<yesterday>yesterday)\b"
)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
# Words before a day that make it the day of a report, not of what happened.
_REPORTED_ON = regex.compile(
    rf"\b(?:{_SAID}|published|broadcast|printed|article|story|report|column|caption|edition|post|"
    rf"appeared|ran)\b[^.!?\n]{{0,60}}$",
    _I,
)


def notices_of(article: Article) -> tuple[Notice, ...]:
    """Find the notices in an article, in order, none inside another; at most 20.

    A notice with a label is its paragraph (and the next one, where the label stands alone), and so
    is one that opens a paragraph with words on "this article"; others are their sentence. What
    stands in quotation marks is somebody else's.
    """
    found: list[Notice] = []
    if not _is_worth_a_look(article):
        return ()
    patterns = _patterns(article.publisher)
    units = [
        Span(start=block.start(), end=block.end())
        for span in [part.span for part in article.parts] or [Span(start=0, end=len(article.text))]
        for block in _BLOCK.finditer(article.text, span.start, span.end)
    ]
    end = -1
    for number, unit in enumerate(units):
        if unit.start < end:
            continue
        following = units[number + 1] if number + 1 < len(units) else unit
        for notice in _in_unit(article.text, unit, following, patterns):
            found.append(notice)
            end = notice.span.end
        if len(found) >= MAX_NOTICES:
            break
    if not any(n.span.start < len(article.title) for n in found) and _WIRE_TITLE.match(
        article.title
    ):
        at = article.text.find(article.title)
        if at >= 0:
            span = Span(start=at, end=at + len(article.title))
            if not any(notice.span.overlaps(span) for notice in found):
                found.append(Notice(kind=NoticeKind.CORRECTION, span=span))
    return tuple(sorted(found, key=lambda notice: notice.span)[:MAX_NOTICES])


def target_of(notice: Notice, article: Article) -> Target:
    """Say what a notice in `article` speaks of; an empty target when it doesn't tell.

    Days without a year, and weekdays, are the last such day before the article's own. The words
    after the notice's first sentence count too: they name the day where the notice doesn't.
    """
    text = _masked(notice.span.of(article.text))
    ids = tuple(filter(None, (_id_of(url) for url in _URL.findall(text))))
    if ids:
        return Target(article_ids=ids)
    if _ITSELF.search(text):
        return Target(is_itself=True)
    titles = tuple(quoted.group()[1:-1].strip(" ,.") for quoted in _QUOTED.finditer(text))
    after = _masked(article.text[notice.span.end : notice.span.end + 600])
    day = _reported_day(text, article.dated) or _reported_day(after, article.dated)
    return Target(titles=titles, day=day)


def _is_worth_a_look(article: Article) -> bool:
    """Say whether an article holds a word that any notice must hold; most hold none."""
    name = _bare(article.publisher)
    return bool(_HINT.search(article.text)) or (bool(name) and name in article.text.lower())


def _bare(publisher: str | None) -> str:
    return (publisher or "").strip().lower().removeprefix("the ")


def _in_unit(text: str, unit: Span, following: Span, patterns: _Patterns) -> Iterator[Notice]:
    words = unit.of(text)
    if label := _LABEL.match(words):
        is_alone = not words[label.end() :].strip()
        whole = Span(start=unit.start, end=following.end) if is_alone else unit
        kind = _labelled(label, whole.of(text), patterns)
        if kind is not None:
            yield Notice(kind=kind, span=_stripped(text, whole))
            return
    words = _masked(words).replace("\n", " ")  # a line that was broken by hand
    quoted = [match.span() for match in _QUOTED.finditer(words)]
    for sentence in _SENTENCE.finditer(words):
        for kind, pattern in patterns:
            match = pattern.search(words, sentence.start(), sentence.end())
            if match and not any(a <= match.start() < b for a, b in quoted):
                start, end = unit.start + sentence.start(), unit.start + sentence.end()
                is_whole = not words[: sentence.start()].strip() and len(words) <= _MAX_OWN
                if is_whole and _OF_OURS.search(sentence.group()):
                    yield Notice(kind=kind, span=_stripped(text, unit))
                    return
                yield Notice(kind=kind, span=_stripped(text, Span(start=start, end=end)))
                break


def _labelled(label: regex.Match[str], text: str, patterns: _Patterns) -> NoticeKind | None:
    for name in ("clarification", "retraction", "correction"):
        if label[name]:
            return NoticeKind(name)
    body = text[label.end() :]
    for kind, pattern in patterns:
        if pattern.search(body):
            return kind
    return NoticeKind.EDITORS_NOTE if _ADMITS.search(body) else None


def _patterns(publisher: str | None) -> _Patterns:
    bare = _bare(publisher)
    name = rf"(?:the\s+)?{regex.escape(bare)}" if 0 < len(bare) < 100 else _NEVER
    return tuple((kind, _compiled(text.replace("%PUBLISHER%", name))) for kind, text in _SENTENCES)


def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, _I)  # `regex` keeps what it has compiled


def _masked(words: str) -> str:
    """Return a text of the same length in which only sentences end with a full stop."""
    return str(_ABBREVIATED.sub(lambda found: found.group()[:-1] + "\u2024", words))


def _stripped(text: str, span: Span) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start=start, end=max(start, span.start + len(words.rstrip())))


def _id_of(url: str) -> str | None:
    try:
        address = canonical_url(url.rstrip(".,;:!?'’"))
        return article_id(explicit=None, url=address, title="", publisher=None, published=None)
    except UnreadableError:
        return None


def _reported_day(text: str, today: date) -> date | None:
    for found in _DATE.finditer(text):
        if _REPORTED_ON.search(text[max(0, found.start() - 80) : found.start()]):
            return _day_of(found, today)
    return None


def _day_of(found: regex.Match[str], today: date) -> date | None:
    if found["yesterday"]:
        return today - timedelta(days=1)
    if found["weekday"]:
        n_days = (today.weekday() - _WEEKDAYS.index(found["weekday"])) % 7
        return today - timedelta(days=n_days or 7)
    month = _MONTHS.index(found["month"][:3].lower()) + 1
    try:
        day = date(int(found["year"] or today.year), month, int(found["day"]))
        if not found["year"] and day > today:
            day = day.replace(year=day.year - 1)
    except ValueError:
        return None
    return day
