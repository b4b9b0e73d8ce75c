"""What a question takes for granted, as a claim.

"Why did Japan suspend the talks?" takes for granted that Japan suspended them. What is asked for
is left out, or stands as "somebody", "something". None where nothing that could be checked is
taken for granted ("Where is the bridge?").
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.forms import Form, form_of
from bot.question import direct
from bot.statement import AUXILIARIES, inverted, sentence, subject_end
from bot.verbs import is_participle, is_verb, past, third

_I = regex.IGNORECASE
_LONGEST = 400  # code points of a question
_LEAD = regex.compile(r"^\W*(?:(?:and|so|but|then|well|also|starting|exactly)\b,?\s+)+", _I)
_AUXILIARY = "|".join(sorted(AUXILIARIES))
_CIRCUMSTANCE = regex.compile(
    rf"^(?:since |until |till |from |to )?(?:how come|why|when|where"
    rf"|how(?: (?!(?:{_AUXILIARY})\b)\p{{L}}+)?|for how long"
    r"|for (?:what|which) (?:reason|purpose))\s+",
    _I,
)
_OF_TIME = regex.compile(r"how (?:long|often|soon|fast|quickly|well|badly) ")
_AND_ASKS = regex.compile(r",? and (?:why|when|where|how|what|who|which)\b.*", _I | regex.DOTALL)
_HAPPENED = regex.compile(r"^what (?:has |had )?happened (?:after|when|once|before|since)\s+", _I)
_NO_OBJECT = frozenset("manage try want hope plan agree decide begin start happen seem".split())
_PREPOSED = regex.compile(
    r"^(?P<preposition>in|on|at|by|for|from|to|with|since|until|during|under|after|before|out of|"
    r"above|below|against) (?P<asked>how many|how much|what|which|whose) ",
    _I,
)
_COUNTED = regex.compile(r"^(?:how many|how much)\s+(?P<more>more |other |further )?", _I)
_EVENTS = frozenset(
    """earthquake flood fire storm war battle attack accident crash election vote match game speech
    interview""".split()
)
_PREDICATES = frozenset("be not still on in at aboard under among alive dead".split())
_OWN = frozenset("to a an the its his her their".split())
_NUMBERS = frozenset("two three four five six seven eight nine ten several other".split())
_MOST_NOUN = 7  # words of "how many <people from the town>"


def premise(text: str) -> str | None:
    """Return what a question takes for granted, as one sentence; None when it is nothing.

    Deterministic; linear in the length of the text.
    """
    if len(text) > _LONGEST or form_of(text) is Form.COMPARISON:
        return None
    plain = _AND_ASKS.sub("", _LEAD.sub("", direct(text)).strip().rstrip(" ?.!"))
    happened, preposed = _HAPPENED.match(plain), _PREPOSED.match(plain)
    circumstance, counted = _CIRCUMSTANCE.match(plain), _COUNTED.match(plain)
    if happened:
        return _of_circumstance("when ", plain[happened.end() :].split())
    if preposed:
        return _of_preposed(plain, preposed)
    if counted:
        return _of_noun(plain[counted.end() :].split())
    if circumstance:
        return _of_circumstance(circumstance[0].lower(), plain[circumstance.end() :].split())
    return _of_question_word(plain.split())


def _of_question_word(parts: list[str]) -> str | None:
    """Return what who, what and which take for granted."""
    asked, rest = (parts[0].lower(), parts[1:]) if parts else ("", [])
    is_of_noun = not rest or (not _is_auxiliary(rest[0]) and any(map(_is_auxiliary, rest[1:4])))
    found = None
    if asked in ("who", "whom") or (asked == "what" and not is_of_noun):
        found = _of_who(asked, rest)
    if found is None and asked in ("what", "which") and rest and not _is_auxiliary(rest[0]):
        found = _of_noun(rest, is_which=True)
    return found


def _of_circumstance(asked: str, parts: list[str]) -> str | None:
    """Return what why, when, where and how take for granted: the rest as a statement."""
    if not parts:
        return None
    is_degree = asked.startswith("how ") and len(asked.split()) > 1 and asked != "how come "
    if is_degree and (
        not _is_auxiliary(parts[0])
        or (not _OF_TIME.match(asked) and parts[0].lower() in ("is", "are", "was", "were"))
    ):
        return None  # "how large is the fine"
    if not _is_auxiliary(parts[0]):
        is_clause = any(is_participle(p.lower()) or p.lower() in AUXILIARIES for p in parts[1:8])
        return sentence(" ".join(parts)) if is_clause and len(parts) > 1 else None
    if parts[0].lower() in ("is", "are", "was", "were"):
        end = subject_end(parts[1:], parts[0].lower())
        is_being = end is None or not _has_verb(parts[1 + end :])
        if not asked.startswith(("why", "how come", "for")) and is_being:
            return None  # "where is the bridge", "how long is it"
    return inverted(parts, keep_not=True)


def _has_verb(parts: Sequence[str]) -> bool:
    return any(is_participle(p.lower().strip(",.")) or p.lower().endswith("ing") for p in parts)


def _of_preposed(plain: str, match: regex.Match[str]) -> str | None:
    """Return the statement behind "in which earthquake …": with an event, that it was in one."""
    parts = plain[match.end() :].split()
    place = _first_auxiliary(parts)
    if place is None:
        return None
    statement = inverted(parts[place:], keep_not=True)
    noun = parts[place - 1].lower() if place else ""
    if statement is None or place != 1 or noun not in _EVENTS:
        return statement
    return f"{statement[:-1]} {match['preposition'].lower()} {_a(noun)}."


def _of_who(asked: str, parts: list[str]) -> str | None:
    """Return that somebody did it: "who founded …", "who did Japan accuse …"."""
    somebody = "something" if asked == "what" else "somebody"
    if not parts:
        return None
    first = parts[0].lower()
    if first in ("is", "are", "was", "were"):
        is_done = len(parts) > 1 and is_participle(parts[1].lower()) and asked != "what"
        return sentence(f"{somebody} {' '.join(parts)}") if is_done else None
    if first in ("will", "would", "can", "could") and parts[1:] and parts[1].islower():
        is_subject = is_verb(parts[1].lower()) or parts[1].lower() == "be"
        return sentence(f"{somebody} {' '.join(parts)}") if is_subject else None
    if not _is_auxiliary(parts[0]):
        is_finite = is_participle(first) or first.endswith("s")
        return sentence(f"{somebody} {' '.join(parts)}") if is_finite and parts[1:] else None
    if first not in ("do", "does", "did", "has", "have", "had"):
        return None
    return _with_object(parts, somebody)


def _with_object(parts: list[str], object_: str) -> str | None:
    """Return a statement with its object put back: "did Japan accuse of spying"."""
    auxiliary = parts[0].lower()
    end = subject_end(parts[1:], auxiliary)
    if end is None or 1 + end >= len(parts):
        return None
    subject, verb, rest = parts[1 : 1 + end], parts[1 + end].lower(), parts[2 + end :]
    if verb in _NO_OBJECT and rest[:1] == ["to"]:
        return None
    if object_ == "times":
        object_ = ""
    if auxiliary in ("has", "have", "had"):
        middle = [auxiliary, verb]
        if verb in ("been", "already", "ever", "also") and rest:
            middle, rest = [*middle, rest[0]], rest[1:]
    else:
        middle = [{"did": past, "does": third}.get(auxiliary, lambda base: base)(verb)]
    return sentence(" ".join([*subject, *middle, object_, *rest]))


def _of_noun(parts: list[str], *, is_which: bool = False) -> str | None:
    """Return the statement of "how many people …" and "which country …"."""
    auxiliary, verb = _first_auxiliary(parts), _first_verb(parts)
    if not parts or auxiliary == 0:
        return None  # "how much did it cost"
    if verb is not None and (auxiliary is None or verb <= auxiliary):
        return sentence(" ".join([*_some(parts[:verb], is_which), *parts[verb:]]))
    if auxiliary is None:
        return None
    noun, after = _some(parts[:auxiliary], is_which), parts[auxiliary:]
    first, second = after[0].lower(), (after[1:2] or [""])[0].lower()
    if first in ("is", "are", "was", "were", "will", "can"):
        is_subject = is_participle(second) or second.endswith("ing") or second in _PREDICATES
        return sentence(" ".join([*noun, *after])) if is_subject else None
    if first in ("has", "have", "had") and (is_participle(second) or second in _OWN):
        return sentence(" ".join([*noun, *after]))
    return _with_object(after, " ".join(noun))


def _first_auxiliary(parts: Sequence[str]) -> int | None:
    return next((i for i, p in enumerate(parts[: _MOST_NOUN + 1]) if _is_auxiliary(p)), None)


def _first_verb(parts: Sequence[str]) -> int | None:
    """Return the place of the past that follows the noun: "firefighters battled"."""
    for place, part in enumerate(parts[: _MOST_NOUN + 1]):
        if _is_auxiliary(part):
            return None
        before = parts[place - 1].lower() if place else ""
        if place and part.islower() and is_participle(part) and before not in ("the", "of", "a"):
            return place
    return None


def _some(noun: Sequence[str], is_which: bool) -> list[str]:
    """Return the noun asked for as anybody or anything of its sort."""
    if not is_which or noun[0].lower() in _NUMBERS or noun[-1].endswith("s"):
        return list(noun)
    return [_a(noun[0]), *noun[1:]]


def _a(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _is_auxiliary(part: str) -> bool:
    plain = part.lower().replace("’", "'")
    return plain in AUXILIARIES or plain.removesuffix("n't") in AUXILIARIES | {"wo", "ca"}
