"""What a line of an article is by its looks: furniture, photo caption, heading, by-line.

Each rule sees one line or paragraph and nothing around it. A rule that isn't sure says no: text
wrongly kept as body can still be read, an invented author or a lost sentence can't be undone.
"""

from __future__ import annotations

import re

from sources.readers.lines import ends_open

MAX_FURNITURE_CHARS = 160
MAX_BYLINE_CHARS = 160
MAX_HEADING_CHARS = 100
MAX_HEADING_WORDS = 14
_MAX_NAME_CHARS = 50
_MAX_CREDIT_CHARS = 240

_FURNITURE = re.compile(
    r"(?:read (?:more|also|next|this)|also read|see also|related(?: (?:stories|articles|topics))?|"
    r"more on this(?: story)?|more from|most (?:read|popular|viewed)|recommended|trending|"
    r"watch|listen(?: to (?:this )?(?:the )?article)?|don[’']t miss|"
    r"topics|tags|filed under|in this article|editors?[’']?s? picks?|up next)\s*:.*"
    r"|(?:read more|related (?:stories|articles|topics)|more on this story|"
    r"most (?:read|popular|viewed)|recommended(?: for you)?|trending(?: now)?|comments?|share|"
    r"print|email|save|listen|facebook|twitter|whatsapp|linkedin|reddit|copy link|skip to content|"
    r"loading\W*|continue reading|back to top|view comments|leave a comment|gallery|menu|search|"
    r"log in|sign in|subscribe|newsletter|sponsored|sponsored content|paid content|promoted)\b\W*"
    r"|(?:article continues (?:below|after).*|story continues (?:below|after).*)"
    r"|(?:advertisement|advertising|advertise with us|ad)\W*"
    r"|(?:sign up (?:for|to)|subscribe (?:to|now|for|today)|follow us|follow @|like us on|"
    r"join our|download our|get our|click here|tap here|share this|support our journalism|"
    r"enter your email|by signing up|this site uses cookies|we use cookies|"
    r"enable javascript|please enable)\b.*"
    r"|\(?(?:reporting|additional reporting|writing|editing|compiled|edited|reported) by\b.*"
    r"|.*\b(?:contributed|contributing) (?:to this (?:report|story|article)|reporting)\b.{0,5}"
    r"|(?:©|\(c\)|copyright\b\s*(?:©|\(c\)|[12][0-9]{3})).*|.*\ball rights reserved\b\.?"
    r"|(?:[0-9]{1,3}[ -]min(?:ute)?s? (?:read|listen)|[0-9]+ (?:comments?|shares?))"
    r"|[-–—_=*•·~#\s]+",
    re.IGNORECASE,
)

_AGENCY = (
    r"(?:AP|AFP|Reuters|EPA|UPI|DPA|dpa|TASS|Xinhua|PA|Getty(?: Images)?|AP Photo|Pool(?: Photo)?|"
    r"Associated Press|The Associated Press|Shutterstock|Alamy|Bloomberg|NurPhoto|PA Wire|PA Media|"
    r"Kyodo(?: News)?|Anadolu(?: Agency)?|iStock(?:photo)?|Unsplash|ZUMA|Handout|File)"
)
_CREDIT_AT_END = re.compile(
    r"\((?:[^()]{0,120}?\b(?:via [A-Z]|Photos?\b|Images?\b|Getty\b|Pool\b|File\b|Handout\b|"
    r"Courtesy\b|Shutterstock\b|Screenshot\b|Illustration\b|Photograph\b)[^()]{0,80}"
    r"|[A-Z][^()/]{1,40} [^()/]{1,40}/[A-Z][^()]{1,60})\)\W{0,2}$"
    rf"|(?:[/|©]\s*|[–—]\s+|\bvia\s+|[.:]\s+){_AGENCY}$"
    r"|(?:^|[.”\"]\s+)(?:Photo(?:graph)?s?|Image|Picture|Credit|Illustration)s?"
    r"(?:\s+(?:by|credit|courtesy(?: of)?)\s*:?|\s*[:/])\s*[A-Z][^.]{1,100}\.?$"
)
_AGENCY_IN_BRACKETS = re.compile(rf"\({_AGENCY}\)\.?$")
_CAPTION_AT_START = re.compile(
    r"(?:file )?(?:photo|photograph|image|picture|credit|illustration|caption)s?"
    r"(?:\s+(?:by|credit|courtesy(?: of)?)\b|\s*[:/])|FILE\s[-–—]|(?:FILE|file) (?:PHOTO|photo)\b",
    re.IGNORECASE,
)

_LIST_MARKS = "-*•–—·‣▪\"“‘'«("

_BY = re.compile(
    r"(?:(?:written|reported|story|report|analysis|opinion|text|words)\s+)?by\s*:?\s+", re.I
)
_BETWEEN_NAMES = re.compile(r"\s*(?:,\s*and\s+|,|;|\s+and\s+|\s+&\s+|\s+with\s+)\s*", re.I)
_AFTER_NAME = re.compile(r"\s+(?:in|at|of|for|from)\s+(?:[Tt]he\s+)?[A-Z].*$")
_AGENCIES = frozenset(
    "ap afp reuters epa upi dpa bloomberg tass xinhua kyodo staff newsroom".split()
) | {"associated press", "the associated press", "press association", "kyodo news", "agencies"}
_OFFICE = frozenset(
    "agency press news times post ledger herald tribune journal gazette chronicle guardian "
    "observer telegraph daily today network media radio tv television magazine staff "
    "correspondent reporter editor writer bureau chief service wire columnist contributor "
    "team desk board".split()
)
_NOT_A_NAME = frozenset(
    "the a an of in on at to for with from by is are was and or not no new latest breaking live "
    "update updates top stories story world national local politics business economy sports sport "
    "opinion analysis culture science health technology tech entertainment home section page read "
    "more photo video podcast exclusive report explainer fact check what why how when who where "
    "says said after before over under amid against about government council minister president "
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday city state united kingdom states north "
    "south east west street share print related advertisement comments".split()
)
_PARTICLES = frozenset(
    "de da do dos das del della der den van von zu zur af av bin ibn al el la le du di ten ter y e "
    "and jr jr. sr sr. ii iii".split()
)
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")


def is_furniture(text: str) -> bool:
    """Say whether `text` is page furniture: links, advertisement, sharing, copyright, credits."""
    return len(text) <= MAX_FURNITURE_CHARS and _FURNITURE.fullmatch(text) is not None


def is_caption(text: str, *, in_head: bool = False) -> bool:
    """Say whether `text` is a photo caption or credit, going by its credit.

    Args:
        text: A line or paragraph.
        in_head: Above the body an agency in brackets is a credit; below it signs a report off.
    """
    end = text[-_MAX_CREDIT_CHARS:]
    if _CREDIT_AT_END.search(end) or _CAPTION_AT_START.match(text[:40]):
        return True
    return in_head and _AGENCY_IN_BRACKETS.search(end) is not None


def is_heading(text: str) -> bool:
    """Say whether `text` looks like a heading: short, without a full stop, no list item."""
    return (
        len(text) <= MAX_HEADING_CHARS
        and len(text.split()) <= MAX_HEADING_WORDS
        and ends_open(text)
        and text[0] not in _LIST_MARKS
        and any(char.isalpha() for char in text)
    )


def byline_names(line: str) -> tuple[str, ...]:
    """Return the names of a line that begins with "By"; none when it isn't a by-line."""
    match = _BY.match(line)
    if not match or len(line) > MAX_BYLINE_CHARS or line[-1:] in tuple("!?:…"):
        return ()
    chunks = [_AFTER_NAME.sub("", chunk) for chunk in _BETWEEN_NAMES.split(line[match.end() :])]
    chunks = [chunk for chunk in chunks if chunk]
    if not all(is_name(chunk) or is_office(chunk) for chunk in chunks):
        return ()
    people = tuple(chunk for chunk in chunks if is_name(chunk) and not is_office(chunk))
    return people or tuple(chunks[:1])


def bare_names(line: str) -> tuple[str, ...]:
    """Return the names of a line that holds nothing else ("X and Y"); none when it does."""
    if line.lower() in _AGENCIES:
        return (line,)
    chunks = [chunk for chunk in _BETWEEN_NAMES.split(line[: MAX_BYLINE_CHARS + 1]) if chunk]
    if len(line) > MAX_BYLINE_CHARS or not all(is_name(c) or is_office(c) for c in chunks):
        return ()
    return tuple(chunk for chunk in chunks if is_name(chunk) and not is_office(chunk))


def is_name(text: str) -> bool:
    """Say whether `text` looks like the full name of a person: 2 to 5 capitalised words."""
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > _MAX_NAME_CHARS:
        return False
    if any(word.lower() in _NOT_A_NAME for word in words):
        return False
    capitalised = [word for word in words if word.lower() not in _PARTICLES]
    return (
        len(capitalised) >= 2
        and all(_NAME_WORD.fullmatch(word) for word in words)
        and all(word[0].isupper() for word in capitalised)
        and not (len(capitalised[-1]) > 2 and capitalised[-1].endswith("."))
    )


def is_office(text: str) -> bool:
    """Say whether `text` is an agency, a paper or a role, not a person."""
    words = text.lower().split()
    if not words or len(words) > 6 or not (text[0].isupper() or words[-1] in _OFFICE):
        return False
    is_titled = words[0] == "the" and all(word[0].isupper() for word in text.split())
    return is_titled or text.lower() in _AGENCIES or any(word in _OFFICE for word in words)
