"""Is a sentence worth checking, or is it an opinion, a question, a forecast, a greeting?

What can be looked up is worth checking, whoever says it: "Vondra said that rates would fall" is,
"Rates will fall" isn't. In doubt a sentence is checked: a check too many costs a second, one too
few a false report.
"""

from __future__ import annotations

from collections.abc import Callable

import regex

from bot.checks.names import names_in
from bot.claims.grammar import DETERMINERS, SPEECH, is_finite
from bot.verdict import Worth
from bot.words import Word, words

Judge = Callable[[str], "tuple[Worth, str] | None"]
"""What judges a sentence in place of the rules: a worth with its reason, or None to leave it."""

REASONS = {
    Worth.OPINION: "an opinion, which no article can prove",
    Worth.QUESTION: "a question states nothing",
    Worth.PREDICTION: "a prediction: it has not happened yet",
    Worth.INSTRUCTION: "tells somebody to do something and states nothing",
    Worth.FIRST_PERSON: "the writer's own words about themselves",
    Worth.GREETING: "a greeting",
    Worth.VAGUE: "says too little to be looked up",
    Worth.HEADING: "a heading; the text under it is checked",
    Worth.QUOTATION: "somebody's words; they are looked up as a quotation",
}

_I = regex.IGNORECASE
_GREETING = regex.compile(
    r"(?:(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|welcome|greetings)\b"
    r"[^.?]{0,60}|(?:(?:best|kind|warm)(?: regards| wishes)|regards|"
    r"yours (?:sincerely|faithfully|truly)|sincerely|cheers|many thanks|thank you|thanks|"
    r"all the best)\b[^.?]{0,60})[.!,…]*",
    _I,
)
_QUOTES = regex.compile(r"“[^”]*+”?|\"[^\"]*+\"?|«[^»]*+»?|„[^“”]*+[“”]?")
_ATTRIBUTION = regex.compile(
    r"[\s,.:;!?—–-]*(?:(?:\p{L}[\p{L}\p{M}.’'-]*\s+){0,6}?(?:said|says|wrote|told|added|asked|"
    r"replied|explained|tweeted|posted|insisted|recalled|joked)\b[^“”\"]{0,40})?[\s,.:;!?—–-]*"
)
_FIRST = regex.compile(
    r"(?:(?:but|and|so|yet|still|yesterday|today|last \w+|for \w+ years|in \w+|after \w+),?\s+)?"
    r"(?:I|we|my|our)(?![\p{L}\p{N}])(?!\s?\.)|(?:to|for|in) (?:me|us)\b",
    _I,
)
_IN_MY_VIEW = regex.compile(
    r"(?:in (?:my|our) (?:view|opinion|book)|if you ask me|to (?:my|our) mind|(?:I|we) (?:think|"
    r"believe|feel|find|suspect|doubt|hope))\b",
    _I,
)
_COMMENT = regex.compile(
    r"(?:unfortunately|sadly|frankly|thankfully|happily|shamefully|honestly|hopefully|luckily|"
    r"tragically|admittedly|clearly|obviously|of course)\b,?",
    _I,
)
_OUGHT = regex.compile(
    r"\b(?:should(?:n['’]t)?|ought(?:n['’]t)?|deserves?|has no place|have no place|must go|"
    r"it is (?:high )?time)\b",
    _I,
)
_VALUES = frozenset(
    """shameful shame disgrace disgraceful scandal scandalous outrage outrageous insult wonderful
    terrible horrible awful dreadful beautiful lovely charming ugly stupid foolish silly brilliant
    genius finest greatest worst best bore boring dull clumsy hero heroine heroes saint saints
    triumph relic nonsense absurd ridiculous pathetic disgusting despicable obscene splendid
    magnificent marvellous marvelous fantastic superb admirable unacceptable inexcusable
    unforgivable appalling bad good nice great wrong right fair unfair unjust cruel expensive
    joke farce""".split()
)
_FORECAST = regex.compile(
    r"\b(?:will|won['’]t|shall|(?:is|are) (?:going to|about to|(?:widely )?expected|likely|"
    r"unlikely|(?:all )?set to|due to|bound to|sure to|poised to|hop(?:e|ing) to)|may|might|could|"
    r"hopes? to|expires? in 20\d\d)\b(?! have\b)(?! (?:not )?have been\b)"
)
_NOT_AHEAD = regex.compile(r"\bcould (?:not|only)\b|\bMay\b|\bmight of\b|\bWill\b(?! \w+\?)")
_IMPERATIVE = frozenset(
    """ask avoid be buy call check click come compare consider contact delete disregard do don't
    download email enter find follow forget get give go help ignore join keep learn leave let listen
    look make mark never note order output pay please print read remember reply report respond
    return save say see send share sign stay stop subscribe take tell think treat try use verify
    visit vote wait watch write""".split()
)
_TO_A_MACHINE = regex.compile(
    r"\b(?:you are an? (?:\w+ ){0,3}(?:assistant|model|checker|bot)|(?:ignore|disregard) "
    r"(?:all |any |the |your )*(?:previous|earlier|above|prior)|system prompt)\b",
    _I,
)
_ENDS = regex.compile(r"[.!?…:;][”\"’')\]]*$|[。！？]$")
_MOST_READ = 2_000  # code points of a sentence, its end
_MOST_IN_HEADING = 14  # words
_FEW = 3  # words of content below which a sentence without name or number may be too vague
_EMPTY_WORDS = frozenset(
    """that this it these those there then so thus perhaps maybe really indeed exactly quite very
    thing things all everything nothing something more time tell says said say goes go follow
    follows wet enough story much know""".split()
)
_WEATHER = regex.compile(r"it (?:has |had )?(?:rain|snow|hail|froze|freez|thunder)", _I)


def judge_worth(text: str, *, is_line: bool, is_alone: bool) -> tuple[Worth, str]:
    """Say whether a sentence is worth checking, with the reason when it isn't.

    Args:
        text: The sentence.
        is_line: Whether it is a paragraph by itself, as headings are.
        is_alone: Whether it is the whole text: then it is no heading, whatever it looks like.
    """
    worth = _worth(text, is_line=is_line, is_alone=is_alone)
    return worth, REASONS.get(worth, "")


def _worth(text: str, *, is_line: bool, is_alone: bool) -> Worth:  # noqa: PLR0911 - one a kind
    bare = text.strip(" \t\n*_#>•-–—")[-_MOST_READ:]
    own = _QUOTES.sub(" ", bare).strip()
    if own.rstrip("”\"’')»").endswith("?") or bare.endswith("?"):
        return Worth.QUESTION
    if _GREETING.fullmatch(bare):
        return Worth.GREETING
    if _QUOTES.search(bare) and _is_only_quotation(bare):
        return Worth.QUOTATION
    found = words(own)
    if _is_instruction(own, found):
        return Worth.INSTRUCTION
    if not is_alone and is_line and _is_heading(bare, found):
        return Worth.HEADING
    if _FIRST.match(own):
        return Worth.FIRST_PERSON
    if _is_opinion(own, found):
        return Worth.OPINION
    # Who asks about one thing to come asks whether it was announced.
    if not is_alone and _is_prediction(own, found):
        return Worth.PREDICTION
    return Worth.VAGUE if _is_vague(own, found) else Worth.CHECK


def _is_only_quotation(bare: str) -> bool:
    outside = _QUOTES.sub(" ", bare)
    inside = sum(len(m[0]) for m in _QUOTES.finditer(bare))
    return inside > 2 and bool(_ATTRIBUTION.fullmatch(outside)) and len(outside.split()) <= 8


def _is_instruction(own: str, found: list[Word]) -> bool:
    if _TO_A_MACHINE.search(own):
        return True
    if not found or own[:1].islower():
        return False
    first = found[0].folded
    if first not in _IMPERATIVE:
        return False
    # "Report finds …" and "Call centres …" begin with a noun: an imperative has no verb of its own
    # before what it asks for, and no subject.
    second = found[1].folded if len(found) > 1 else ""
    is_open = second in DETERMINERS | _AFTER_IMPERATIVE or len(found) == 1
    return first in ("please", "don't", "ignore") or is_open or own.endswith("!")


_AFTER_IMPERATIVE = frozenset(
    """to me him her it them us only that if whether not out away up down back here away on for with
    in as by early now again from at and before today""".split()
)


def _is_heading(bare: str, found: list[Word]) -> bool:
    return 0 < len(found) <= _MOST_IN_HEADING and not _ENDS.search(bare)


def _is_opinion(own: str, found: list[Word]) -> bool:
    if _IN_MY_VIEW.search(own):
        return True
    if _is_attributed(found):
        return False
    if _COMMENT.match(own) or _OUGHT.search(own):
        return True
    folded = [w.folded for w in found]
    if own.startswith(("What a ", "What an ", "How ")) and own.endswith("!"):
        return True
    if not _VALUES.intersection(folded):
        return False
    # A figure or a name's prize is a fact about it: "won Best Director", "the best-paid 500".
    has_copula = bool({"is", "are", "was", "were"}.intersection(folded))
    is_titled = any(w.folded in _VALUES and w.is_capital and not w.opens for w in found)
    has_figure = any(w.is_number for w in found)
    return has_copula and not is_titled and not has_figure


def _is_attributed(found: list[Word]) -> bool:
    """Say whether somebody is said to say it; the writer's own claim is then only that."""
    if any(w.folded == "according" for w in found):
        return True
    return any(
        w.folded in SPEECH | {"called", "calls", "asked", "wants", "accused", "blamed"}
        and place
        and is_finite(found, place)
        for place, w in enumerate(found)
    )


def _is_prediction(own: str, found: list[Word]) -> bool:
    if _is_attributed(found):
        return False
    match = _FORECAST.search(own)
    if match is None or _NOT_AHEAD.match(own, match.start()):
        return False
    # "could" and "might" after a past tell of the past: "feared that it could sink".
    before = [place for place, w in enumerate(found) if w.span.end <= match.start()]
    return not any(is_finite(found, place) for place in before)


def _is_vague(own: str, found: list[Word]) -> bool:
    if any(w.is_number for w in found) or names_in(own) or _WEATHER.match(own):
        return False
    content = [w for w in found if not w.is_stop and w.folded not in _EMPTY_WORDS]
    if not found or (found[0].folded not in _EMPTY_WORDS | {"they"} and len(found) > _FEW):
        return False
    return not content or (
        len(found) <= _FEW
        and len(content) < len(found)
        and len(content) < 2
        and found[0].folded in _EMPTY_WORDS
        and found[0].folded != "it"
    )
