"""Words that give something as somebody's: said, denied, alleged, planned."""

from __future__ import annotations

from bot.attribution.values import Voice
from bot.checks.wordforms import base_of


def _forms(verbs: str) -> frozenset[str]:
    """Return the regular forms of verbs, and their irregular pasts: not "reporter", "statement"."""
    forms = set()
    for verb in verbs.split():
        stem = verb.removesuffix("e")
        is_y = verb.endswith("y") and verb[-2] not in "aeiou"
        forms |= {verb, f"{stem}ed", f"{stem}ing", f"{verb[:-1]}ies" if is_y else f"{verb}s"}
        forms |= {f"{verb[:-1]}ied"} if is_y else set()
        forms |= {f"{verb}{verb[-1]}ed", f"{verb}es"}
    return frozenset(forms) | frozenset("said told wrote thought found quit forecast".split())


def _bases(text: str) -> frozenset[str]:
    return frozenset(map(base_of, text.split()))


_VERB_LISTS = {
    Voice.SAID: """say tell state announce declare insist argue add explain note warn confirm admit
        acknowledge write report reply conclude stress assert maintain believe predict reveal
        testify concede describe call recall estimate ask continue tweet forecast fear hope expect
        find suggest rule urge demand quote criticise criticize condemn praise complain joke respond
        answer remark observe emphasise emphasize caution shout cry comment think found""",
    Voice.DENIED: "deny refute rebut dispute reject dismiss disprove contradict",
    Voice.ALLEGED: "allege accuse suspect speculate claim charge blame",
    Voice.PLANNED: "plan intend vow pledge promise",
}
VERBS: dict[str, Voice] = {
    base: voice for voice, verbs in _VERB_LISTS.items() for base in _bases(verbs)
}
FORMS = frozenset(form for verbs in _VERB_LISTS.values() for form in _forms(verbs))
# Forms that are more often nouns: verbs only before a clause or an object.
NOUN_FORMS = frozenset(
    """states state reports report notes note claims claim charges charge calls call rules rule
    plans plan comments comment demands demand answers answer remarks remark promises
    promise hopes hope fears fear estimates estimate forecasts quotes quote finds disputes
    dispute pledges pledge vows vow tweets tweet warns cries suspects suspect jokes joke
    replies reply""".split()
)
OBJECT_OPENERS = frozenset(
    """that the a an its his her their this these those it he she they there no some many more
    what how whether why to all every most two three new prices""".split()
)
# Their object may be a thing done and no words: only "that", "it" or a quotation makes them speech.
ONLY_WITH_CLAUSE = _bases(
    """note report find rule suggest state add write conclude reveal maintain continue ask declare
    show observe answer respond comment announce confirm acknowledge concede believe think complain
    explain stress remark charge dispute contradict claim found"""
)
# "rejected this account", "dismissed the claim": what is denied is words.
DENIED_THINGS = _bases(
    """claim report allegation accusation suggestion rumour rumor charge account story version
    criticism it this that them those statement"""
)
WEAK_DENIALS = _bases("reject dismiss dispute contradict")
HEARSAY = frozenset("allegedly reportedly purportedly supposedly supposed apparently".split())
BELIEVED = frozenset("said believed thought suspected rumoured rumored alleged reported".split())
CLAIM_NOUNS = frozenset(
    """claim claims allegation allegations accusation accusations rumour rumours rumor rumors
    suspicion suspicions""".split()
)
MUTE = frozenset("sign signs clock poster banner label plaque scoreboard notice".split())
NOT_SOURCES = frozenset(
    """plan plans schedule age size law rules custom tradition need needs taste merit ability
    rank height weight expectations""".split()
)
NOBODY = frozenset("nobody none whoever".split())
PRONOUNS = frozenset("he she it they i we who you".split())
RESOLVED = frozenset("he she it they".split())
MODALS = frozenset("may might could".split())
AUXILIARIES = frozenset(
    """has have had is are was were be been will would can could may might do does did should
    must""".split()
)
ADVERBS = frozenset(
    """also later then again once already still even never not both just often soon ever yet now
    only""".split()
)
CLAUSE_WORDS = frozenset(
    """that which who whom whose because when while although though but if whereas where whether
    as since unless and""".split()
)
PEOPLE_WHO_SPEAK = frozenset(
    """union police company minister ministry court mayor government council president judge
    prosecutor prosecutors officials army agency board bank experts report study witnesses
    captain spokesman spokeswoman doctors scientists residents""".split()
)
ANONYMOUS = frozenset(
    "source sources official officials insider insiders person people aide".split()
)
# What one source may pass on from another.
PASSED_ON = frozenset(
    """said says told admitted admits denied denies claimed claims accused alleged insisted
    confirmed warned announced wrote argued declared threatened promised""".split()
)
