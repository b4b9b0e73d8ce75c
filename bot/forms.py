"""How a question is put: who, what, when, how many, a list, a comparison, "what did X say about Y".

The form says how an answer is shown; the sort of answer that fits is `bot.question.Kind`. Rules
over the words, no model.
"""

from __future__ import annotations

from enum import StrEnum

import regex


class Form(StrEnum):
    """The form of a question."""

    WHO = "who"
    WHAT = "what"
    WHEN = "when"
    WHERE = "where"
    HOW_MANY = "how_many"
    HOW_MUCH = "how_much"
    WHY = "why"
    HOW = "how"
    WHICH = "which"
    LIST = "list"
    YES_NO = "yes_no"
    CHOICE = "choice"
    COMPARISON = "comparison"
    SAID_ABOUT = "said_about"
    AFTER = "after"
    OTHER = "other"


_I = regex.IGNORECASE
_LONGEST = 400  # code points of a question that are read
_LEAD = r"^\W*(?:(?:and|so|but|then|well|also|please|exactly)\b,?\s+)*+"
_SAYING = (
    r"say|said|think|tell|told|announce|announced|argue|argued|claim|claimed|comment|respond|reply|"
    r"replied|warn|warned|demand|demanded|state|stated|write|wrote|promise|promised"
)
_ABOUT = r"about|on|of|regarding|concerning|to|over"
_AUX = (
    r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|am|"
    r"(?:is|are|was|were|do|does|did|has|have|had|wo|ca|would|could|should)n['’]t"
)
_SAID_ABOUT = regex.compile(
    rf"\bwhat (?:exactly )?(?:did|does|do|has|have|had|was|were)\s+(?P<who>.{{1,80}}?)\s+"
    rf"(?:{_SAYING})\b(?:\s+(?:{_ABOUT})\s+(?P<topic>.{{1,200}}?))?[\s?.!]*$"
    r"|\bwhat (?:was|were|is) (?P<whose>.{1,60}?)(?:['’]s|['’])? (?:reaction|response|reply|answer|"
    r"comment|position|view)s?\b(?:\s+(?:to|on|of|about)\s+(?P<matter>.{1,200}?))?[\s?.!]*$"
    r"|\bhow (?:did|has) (?P<reacting>.{1,80}?) (?:react|respond|reply|reacted|responded|replied)\b"
    r"(?:\s+to\s+(?P<cause>.{1,200}?))?[\s?.!]*$",
    _I,
)
_AFTER = regex.compile(
    r"\bwhat (?:has |have |had )?(?:happened|happens|came|followed|changed|else happened)\b"
    r"(?: next)?\s*(?:after|when|once|since|following|as a result of)?\s*(?P<event>.{0,200}?)"
    r"[\s?.!]*$|\bwhat did (?P<doer>.{1,60}?) do (?:next|then|afterwards|after (?P<that>.{1,150}?))"
    r"[\s?.!]*$",
    _I,
)
_NEXT = regex.compile(r"\b(?:after|when|once|since|following|as a result of|next|then)\b", _I)
_COMPARISON = regex.compile(
    r"\b(?:compared?|difference between|differs?|which (?:of the two|was|is|were|one)\b"
    r".{0,60}\b(?:or)\b|(?:more|less|fewer|earlier|later|bigger|larger|longer|higher|lower|older|"
    r"faster|cheaper|better|worse|first|\p{L}{2,12}er)(?:\s*,|:)?\s+(?:\p{L}+\s+)?\p{Lu}?"
    r"[^?]{1,80}? or )",
    _I,
)
_PLURAL_ASKED = regex.compile(
    rf"{_LEAD}(?:(?:in|on|at|by|for|from|to|with|against|of)\s+)?(?:(?:which|what)\s+"
    r"(?:(?:are|were)\s+(?:the|all)\s+|(?:other |two |three |four |five |of the )?"
    r"(?:(?!(?:did|do|does|is|are|was|were|has|have|had|will|can|could|would)\b)\p{L}+\s){0,2}?"
    r"(?=(?!(?:does|was|is|has)\b)(?:people|men|women|children|countries|cities|\p{Ll}{2,}[^sui\W]s)\b))"
    r"|who (?:are|were) (?:the|all)\b|who all\b|(?:list|name)\s+)",
    _I,
)
_FIRST: tuple[tuple[Form, regex.Pattern[str]], ...] = tuple(
    (form, regex.compile(pattern, _I))
    for form, pattern in (
        (Form.WHY, r"\b(?:why|how come|for what reason|what (?:caused|led|made|prompted|triggered|"
                   r"set off)|(?:what|which)\b.{0,30}\breasons?)\b"),
        (Form.HOW_MANY, r"\b(?:how many|(?:what|which)\b.{0,25}\b(?:number|toll|"
                        r"population|score))\b"),
        (Form.HOW_MUCH, r"\b(?:how (?:much|long|far|old|tall|big|large|high|fast|wide|deep|heavy|"
                        r"late|hot|cold|expensive)|(?:what|which)\b.{0,25}\b(?:price|cost|amount|"
                        r"percentage|share|length|height|weight|age|speed|magnitude|temperature|"
                        r"quantity|size|fine|fare))\b"),
        (Form.WHEN, r"\b(?:when|how soon|(?:what|which)\b.{0,12}\b(?:date|day|year|month|time|"
                    r"century|decade|week))\b"),
        (Form.WHERE, r"\b(?:where|(?:in|at|from|to) (?:what|which) (?:\p{L}+ )?(?:country|city|"
                     r"town|place|region|state|port|village|island|prison|hospital|school))\b"),
        (Form.WHO, r"\b(?:who|whom|whose)\b"),
        (Form.WHICH, r"\bwhich\b"),
        (Form.HOW, r"\bhow\b"),
        (Form.WHAT, r"\bwhat\b"),
    )
)  # fmt: skip
_MAY_BE_LIST = (Form.WHO, Form.WHAT, Form.WHICH, Form.WHERE, Form.OTHER)
_YES_NO = regex.compile(rf"{_LEAD}(?:{_AUX})\b", _I)
_TAG = regex.compile(r",\s*(?:\p{L}+n['’]t (?:it|he|she|they|there|we|you)|right)\s*\?\s*$", _I)
_CHOICE = regex.compile(r"\bor\b(?! not\b)", _I)


def form_of(text: str) -> Form:
    """Return the form of a question in its direct form; the question word that comes first decides.

    Deterministic; linear in the length of the text, of which 400 code points are read.
    """
    text = text[:_LONGEST]
    if _YES_NO.match(text):
        return Form.CHOICE if _CHOICE.search(text) else Form.YES_NO
    after = _AFTER.search(text)
    for form, is_it in (
        (Form.YES_NO, _TAG.search(text)),
        (Form.COMPARISON, _COMPARISON.search(text)),
        (Form.SAID_ABOUT, _SAID_ABOUT.search(text)),
        (Form.AFTER, after and _NEXT.search(after[0])),
    ):
        if is_it:
            return form
    found = [
        (match.start(), n, form)
        for n, (form, pattern) in enumerate(_FIRST)
        if (match := pattern.search(text))
    ]
    form = min(found)[2] if found else Form.OTHER
    return Form.LIST if form in _MAY_BE_LIST and _PLURAL_ASKED.match(text) else form
