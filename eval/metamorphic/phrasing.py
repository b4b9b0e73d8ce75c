"""Rules about wording: contractions, openings of a question, polite words, active and passive.

None of them changes what a text means. Pure functions; None is returned where that isn't certain.
"""

from __future__ import annotations

import regex

from eval.metamorphic.wrapping import chance

_FULL = regex.compile(
    r"\b(?P<aux>is|are|was|were|do|does|did|has|have|had|would|could|should|will|can)"
    r"(?P<not>not|\snot)\b(?!\s(?:only|just|merely|even|so|all|every|one|least)\b)"
)
_SHORT = regex.compile(
    r"\b(?P<aux>is|are|was|were|do|does|did|has|have|had|would|could|should|wo|ca)n['’]t\b"
)
_IRREGULAR = {"will": "wo"}
_BACK = {"wo": "will not", "ca": "cannot"}

_NOUN = (
    r"(?!much\b|many\b|more\b|long\b|of\b|times\b)\p{Ll}{3,}s\b|people\b|children\b|men\b|women\b"
)
_OPENERS: tuple[tuple[regex.Pattern[str], str], ...] = (
    (regex.compile(rf"^How many (?={_NOUN})"), "What number of "),
    (regex.compile(r"^What number of (?=\p{Ll}{3,})"), "How many "),
    (regex.compile(r"^How much money (?=\p{Ll}+)"), "What amount of money "),
    (regex.compile(r"^Why (?=(?:did|was|were|do|does|is|are|has|have|had)\s)"), "For what reason "),
    (regex.compile(r"^How come (?=\p{Lu})"), "Why is it that "),
    (regex.compile(r"^In which city (?=did|was|were)"), "In what city "),
    (regex.compile(r"^On what date (?=did|was|were)"), "On which day "),
    (regex.compile(r"^Which (?=(?:retired|country|company|firm|part|player)\s)"), "What "),
    (regex.compile(r"^How long is (?=the\s)"), "What is the length of "),
    (regex.compile(r"^What is the length of (?=the\s)"), "How long is "),
)

# Verbs whose past is certain, for turning "did X suspend" into "X suspended" and back.
PASTS = {
    "give": "gave", "leave": "left", "keep": "kept", "take": "took", "begin": "began",
    "become": "became", "come": "came", "go": "went", "say": "said", "tell": "told",
    "break": "broke", "build": "built", "lose": "lost", "win": "won", "send": "sent",
    "make": "made", "pay": "paid", "buy": "bought", "sell": "sold", "hold": "held",
    "stay": "stayed", "suspend": "suspended", "reject": "rejected", "pull": "pulled",
    "refuse": "refused", "change": "changed", "welcome": "welcomed", "call": "called",
    "announce": "announced", "freeze": "froze", "ban": "banned", "close": "closed",
    "open": "opened", "ask": "asked", "apologise": "apologised", "sign": "signed",
    "join": "joined", "start": "started", "end": "ended", "stop": "stopped", "need": "needed",
    "decide": "decided", "enter": "entered", "act": "acted", "vote": "voted", "part": "parted",
    "rise": "rose", "fall": "fell", "achieve": "achieved", "renounce": "renounced",
}  # fmt: skip
_NAME = r"(?:the )?\p{Lu}[\p{L}\p{M}’'-]*(?:[ ]\p{Lu}[\p{L}\p{M}’'-]*)*"
_DID = regex.compile(
    rf"^(?P<asked>Why|When|Where|How) did (?P<who>{_NAME}) "
    rf"(?P<verb>{'|'.join(PASTS)})\b(?P<rest>[^?]*)\?$"
)
# A subject question keeps the order of a statement: "Who scored …", "Which ship was …".
_SUBJECT = regex.compile(
    r"^(?P<asked>Who|What) (?P<rest>(?!did\b|does\b|do\b|is\b|was\b|are\b|were\b|will\b|has\b|had\b"
    r"|have\b|can\b|could\b|would\b|should\b|might\b)\p{Ll}{3,}(?:ed|d)\b[^?]*)\?$"
)

_FILLERS = ("Please tell me: {}", "Excuse me, I have a question. {}", "Hello! {}", "{} Thank you.")
_CLAIM_FILLERS = ("By the way, {}", "Incidentally, {}")
_OPENS_SMALL = frozenset(
    """The A An It In On At There This That These Those Nobody Both All Every Each Some Most Many
    Only Even Earlier According After Before Since When Not One No Officials Opposing Workers
    Building Boats Motorists Members Residents Investigators""".split()
)

_PARTICIPLES = r"(?:\p{Ll}{2,}ed|built|bought|sold|found|held|paid|won|sent|led|caught|brought|put)"
_ACTOR = r"(?:the )?\p{Lu}[\p{L}\p{M}’'-]*(?: (?:\p{Lu}[\p{L}\p{M}’'-]*|&|of(?= \p{Lu})))*"
_PASSIVE = regex.compile(
    rf"^(?P<what>(?:The|A|An) [^,;:.]+?|\p{{Lu}}\p{{L}}+(?: \p{{Lu}}\p{{L}}+)+) (?:was|were) "
    rf"(?P<verb>{_PARTICIPLES})(?P<particle> (?:up|off|down|out|over))? by (?P<who>{_ACTOR})\.$"
)
_TRANSITIVE = r"(?:built|fined|founded|opened|closed|signed|designed|bought|sold|rebuilt|launched)"
_ACTIVE = regex.compile(
    rf"^(?P<who>{_ACTOR}) (?P<verb>{_TRANSITIVE}) "
    r"(?P<what>(?:the|a|an) (?:[\p{L}-]+ )*?(?!people|men|women|children|police)"
    r"[\p{L}-]*[^\Ws](?: of (?:the )?[\p{L}\p{N} -]+)?)\.$"
)
_ADVERBIAL = regex.compile(r" (?:in|on|at|by|to|from|for|with|that|which|who|and|last|when)(?= |$)")


def contraction(text: str) -> str | None:
    """Write "did not" as "didn't", or, when there is none, "didn't" as "did not".

    Not before "only" and the like; nor in a question, where the order of words would change.
    """
    if text.rstrip().endswith("?"):
        return None
    mark = "’" if "’" in text else "'"
    shorter = _FULL.sub(lambda m: _shortened(m, mark), text)
    if shorter != text:
        return str(shorter)
    longer = _SHORT.sub(lambda m: _BACK.get(m["aux"], f"{m['aux']} not"), text)
    return str(longer) if longer != text else None


def _shortened(match: regex.Match[str], mark: str) -> str:
    aux = match["aux"]
    if (match["not"] == "not") != (aux == "can"):  # "cannot" is one word, and no other is
        return str(match[0])
    # The "n" of "can" is already there.
    return f"{_IRREGULAR.get(aux, aux)}{'' if aux == 'can' else 'n'}{mark}t"


def opener(text: str) -> str | None:
    """Ask with another opening: "How many people …?" becomes "What number of people …?"."""
    for pattern, words in _OPENERS:
        changed = pattern.sub(words, text, count=1)
        if changed != text:
            return str(changed)
    return None


def indirect(text: str, seed: str) -> str | None:
    """Ask indirectly: "Why did Russia leave?" becomes "Do you know why Russia left?".

    Only where the order of words stays, or the subject is a name and the past of the verb is known.
    """
    begin, end = (("Do you know ", "?"), ("Tell me ", "."))[chance("indirect", seed) % 2]
    if found := _DID.search(text):
        past = PASTS[found["verb"]]
        return f"{begin}{found['asked'].lower()} {found['who']} {past}{found['rest']}{end}"
    if found := _SUBJECT.search(text):
        return f"{begin}{found['asked'].lower()} {found['rest']}{end}"
    return None


def filler(text: str, seed: str) -> str | None:
    """Add polite words that say nothing, before or after a question."""
    if not text.endswith("?"):
        return None
    return _FILLERS[chance("filler", seed) % len(_FILLERS)].format(text)


def by_the_way(text: str, seed: str, is_name: bool) -> str | None:
    """Begin a claim with words that say nothing.

    Args:
        text: The claim.
        seed: Decides which words.
        is_name: Whether the first word keeps its capital.
    """
    rest = lowered(text, is_name=is_name)
    if rest is None:
        return None
    return _CLAIM_FILLERS[chance("filler", seed) % len(_CLAIM_FILLERS)].format(rest)


def lowered(text: str, *, is_name: bool) -> str | None:
    """Return a sentence as it stands after other words; None when its first word may be a name."""
    first = text.split(" ", 1)[0]
    if is_name:
        return text
    return text[0].lower() + text[1:] if first in _OPENS_SMALL else None


def voice(text: str) -> str | None:
    """Turn a plain passive with its actor into the active, or a plain active into the passive."""
    if found := _PASSIVE.search(text):
        what = found["what"]
        if what.split(" ", 1)[0] in ("The", "A", "An"):
            what = what[0].lower() + what[1:]
        who, particle = found["who"], found["particle"] or ""
        return f"{who[0].upper()}{who[1:]} {found['verb']}{particle} {what}."
    if (found := _ACTIVE.search(text)) and not _ADVERBIAL.search(found["what"]):
        who, what = found["who"], found["what"]
        who = who[0].lower() + who[1:] if who.startswith("The ") else who
        return f"{what[0].upper()}{what[1:]} was {found['verb']} by {who}."
    return None
