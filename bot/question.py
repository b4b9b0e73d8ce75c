"""What a question asks for: its kind, the sort of answer that fits, the words that carry it.

Rules over the words of the question; no model. Anything that isn't recognised is a plain question
without demands on the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import regex

from bot.forms import Form, form_of
from bot.words import Word, words


class Kind(StrEnum):
    """The sort of answer that a question asks for."""

    QUANTITY = "quantity"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    CAUSE = "cause"
    SPEECH = "speech"
    NAME = "name"
    YES_NO = "yes_no"
    OTHER = "other"


_I = regex.IGNORECASE
_HEAD = r"^(?:\W*(?:and|so|but|then|also|exactly|please|tell me)\b)*\W*"
_AUXILIARY = (
    r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|"
    r"(?:is|are|was|were|do|does|did|has|have|wo)n['’]t"
)
_SAYING = (
    r"say|said|call|called|tell|told|describe|described|announce|announced|argue|"
    r"argued|claim|claimed|comment|respond|reply|replied|warn|warned|demand|"
    r"demanded|state|stated"
)
# The first that matches decides.
_PATTERNS = [
    (
        Kind.CAUSE,
        regex.compile(
            (
                r"\b(?:why|how come|what (?:caused|led|made|prompted|triggered)|"
                r"for what reason|(?:what|which)\b.{0,30}\b(?:reasons?|causes?)\b)"
            ),
            _I,
        ),
    ),
    (
        Kind.QUANTITY,
        regex.compile(
            (
                r"\bhow (?:many|much|long|far|old|tall|big|large|high|fast|wide|deep|heavy|"
                r"often|late)\b|\b(?:what|which)\b.{0,25}\b(?:number|quantity|length|"
                r"price tag|percentage|percent|share|amount|price|cost|score|population|"
                r"magnitude|speed|size|length|height|weight|age|figure|toll|margin|majority|"
                r"temperature)\b|\bby how\b"
            ),
            _I,
        ),
    ),
    (
        Kind.TIME,
        regex.compile(
            (
                r"\bwhen\b|\bhow soon\b|\bsince when\b|\b(?:what|which|on what|in what|"
                r"in which|on which)\b.{0,12}\b(?:date|day|year|month|time|century|decade|"
                r"season|week)\b"
            ),
            _I,
        ),
    ),
    (
        Kind.SPEECH,
        regex.compile(
            (
                rf"\bwhat (?:did|does|do|has|have|had|was|were)\b.{{1,60}}\b(?:{_SAYING})\b|"
                rf"\bhow (?:did|does|has)\b.{{1,40}}\b(?:call|called|describe|described|"
                rf"respond|responded|react|reacted)\b"
            ),
            _I,
        ),
    ),
    (
        Kind.PERSON,
        regex.compile(
            (
                r"\b(?:who|whom|whose)\b|\b(?:which|what)\b.{0,20}\b(?:person|man|woman|"
                r"president|minister|mayor|player|author|captain|official|politician|leader|"
                r"scientist)\b"
            ),
            _I,
        ),
    ),
    (
        Kind.PLACE,
        regex.compile(
            (
                r"\bwhere\b|\b(?:which|what)\b.{0,15}\b(?:country|city|town|place|region|"
                r"state|continent|village|port|countries|cities)\b"
            ),
            _I,
        ),
    ),
    (
        Kind.NAME,
        regex.compile((r"\b(?:what|which)\b.{0,30}\b(?:name|names|named|called|known)\b"), _I),
    ),
    (Kind.YES_NO, regex.compile(rf"{_HEAD}(?:{_AUXILIARY})\b", _I)),
]
_MEASURES = [  # the first that matches says what is measured; "how long" is time or length
    (
        "money",
        regex.compile(
            (
                r"\b(?:cost|costs|price|pay|paid|paying|money|worth|spend|spent|budget|fine|"
                r"fined|dollars?|euros?|pounds?|salary|wage|donat\w+|price tag)\b"
            ),
            _I,
        ),
    ),
    ("share", regex.compile(r"\b(?:percent|per cent|percentage|share|proportion|rate)\b", _I)),
    ("speed", regex.compile(r"\b(?:speed|how fast)\b", _I)),
    ("mass", regex.compile(r"\b(?:how heavy|weigh|weight)\b", _I)),
    ("time or length", regex.compile(r"\bhow long\b", _I)),
    (
        "time",
        regex.compile(
            (
                r"\b(?:how old|age|how late|duration|how many (?:more )?(?:seconds|minutes|"
                r"hours|days|weeks|months|years))\b"
            ),
            _I,
        ),
    ),
    (
        "length",
        regex.compile(
            (
                r"\b(?:how (?:far|tall|high|wide|deep)|distance|length|height|width|depth|"
                r"how many (?:kilomet|met|mile|f[eo]+t))"
            ),
            _I,
        ),
    ),
]
_LEAD = regex.compile(
    r"^\W*(?:(?:please|so|and|well|hi|hello|hey|ok|okay)\b\W*)*"
    r"(?:(?:(?:can|could|will|would) you (?:please )?)?(?:tell|show|remind) (?:me|us)"
    r"|(?:can|could) you (?:please )?(?:say|explain)|let (?:me|us) know|do you (?:happen to )?know"
    r"|(?:i|we)(?:['’]d| would) (?:like|love) to (?:know|learn|understand|find out)"
    r"|(?:i|we) (?:want|need) to (?:know|find out|understand)|(?:i|we)(?: am|['’]m| are|['’]re)? "
    r"(?:wonder(?:ing)?|curious)|(?:please )?(?:say|explain))\b"
    r"(?:[\s,]*(?:please|exactly)\b)*[\s,:;–—-]*"
    r"(?=(?:for |in |on |at |by |to |since |from )?"
    r"(?:who|whom|whose|what|which|when|where|why|how|if|whether|is|are|was|were|did|does|do|has"
    r"|have|had|will|can)\b)",
    _I,
)
_WHETHER = regex.compile(r"(?:if|whether)(?: or not)?\s+", _I)
_QUESTION_WORDS = frozenset(
    "who whom whose what which when where why how many much come long quantity really".split()
)
_WITHOUT_FOCUS = (Kind.CAUSE, Kind.YES_NO, Kind.SPEECH)
_FOCUS = regex.compile(r"\b(?:how many|how much|which|what)\b", _I)
_FOCUS_REACH = 4  # words after the question word
_NOT_FOCUS = frozenset("more other further new additional different total two three".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, taken apart.

    Attributes:
        text: As asked, in its direct form.
        kind: The sort of answer that fits.
        form: How it is put.
        words: All words.
        content: The words that an answer has to be about: no question words, no stop words.
        focus: For "how many X" and "which X": the stem of X, else empty.
        measure: For a quantity, what is measured: "money", "time", …; empty when it is a count or
            anything.
    """

    text: str
    kind: Kind
    form: Form
    words: tuple[Word, ...]
    content: tuple[Word, ...]
    focus: str
    measure: str


def _kind(text: str) -> Kind:
    """Return the kind of the question word that comes first; `why` wins wherever it stands."""
    if regex.match(rf"{_HEAD}(?:{_AUXILIARY})\b", text, _I):
        return Kind.YES_NO
    cause = _PATTERNS[0][1]
    if cause.search(text):
        return Kind.CAUSE
    found = [
        (match.start(), place, kind)
        for place, (kind, pattern) in enumerate(_PATTERNS[1:])
        if (match := pattern.search(text))
    ]
    return min(found)[2] if found else Kind.OTHER


def _focus(text: str, found: tuple[Word, ...]) -> str:
    """Return the stem of the thing asked for: "individuals" in "how many Russian individuals"."""
    match = _FOCUS.search(text)
    if match is None:
        return ""
    after = [w for w in found if w.span.start >= match.end()][:_FOCUS_REACH]
    for word in after:
        if word.is_stop and word.folded not in _NOT_FOCUS | {"of", "the", "a", "an"}:
            return ""
        is_adjective = word.folded.endswith("ed") or word.is_capital or word.is_stop
        if not is_adjective and not word.is_number and word.folded not in _NOT_FOCUS:
            return word.stem
    return ""


def direct(text: str) -> str:
    """Return a question without what only leads up to it: "Tell me why …", "Do you know if …"."""
    lead = _LEAD.match(text)
    if lead is None:
        return text
    rest = text[lead.end() :].strip().rstrip(".?! ")
    if whether := _WHETHER.match(rest):
        return f"Is it true that {rest[whether.end() :]}?"
    return f"{rest[:1].upper()}{rest[1:]}?"


def read_question(text: str) -> Question:
    """Take a question apart; it is read in its direct form."""
    text = direct(text)
    kind = _kind(text)
    all_words = tuple(words(text))
    content = tuple(w for w in all_words if not w.is_stop and w.folded not in _QUESTION_WORDS)
    focus = _focus(text, all_words) if kind not in _WITHOUT_FOCUS else ""
    measure = ""
    if kind is Kind.QUANTITY:
        measure = next((name for name, pattern in _MEASURES if pattern.search(text)), "")
    return Question(
        text=text,
        kind=kind,
        form=form_of(text),
        words=all_words,
        content=content,
        focus=focus,
        measure=measure,
    )
