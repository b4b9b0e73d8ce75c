"""Base forms of words and small groups of words that mean the same in the news.

What the checks compare instead of word vectors: stems, irregular verbs brought back to their base,
and hand-written groups. It must stay small: a word that is not here simply stands for itself.
"""

from __future__ import annotations

from functools import lru_cache

from bot.words import Word, stem

IRREGULAR_VERBS = """
arise arose arisen|be was were been is are am|bear bore borne|beat beaten|become became
begin began begun|bend bent|bind bound|bite bit bitten|bleed bled|blow blew blown
break broke broken|breed bred|bring brought|build built|burn burnt|buy bought|catch caught
choose chose chosen|cling clung|come came|creep crept|deal dealt|dig dug|do did done does
draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed
feel felt|fight fought|find found|flee fled|fly flew flown|forbid forbade forbidden
forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|get got gotten
give gave given|go went gone goes|grow grew grown|hang hung|have had has|hear heard
hide hid hidden|hold held|keep kept|kneel knelt|know knew known|lay laid|lead led|leave left
lend lent|lie lay lain|light lit|lose lost|make made|mean meant|meet met
mistake mistook mistaken|overcome overcame|overthrow overthrew overthrown
overtake overtook overtaken|pay paid|ride rode ridden|ring rang rung|rise rose risen|run ran
say said says|see saw seen|seek sought|sell sold|send sent|shake shook shaken|shine shone
shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept
slide slid|speak spoke spoken|spend spent|spin spun|spring sprang sprung|stand stood
steal stole stolen|stick stuck|strike struck|swear swore sworn|sweep swept|swim swam swum
swing swung|take took taken|teach taught|tear tore torn|tell told|think thought
throw threw thrown|undergo underwent undergone|understand understood
undertake undertook undertaken|uphold upheld|wake woke woken|wear wore worn|weave wove woven
win won|wind wound|withdraw withdrew withdrawn|withhold withheld|withstand withstood
write wrote written|die died dies dying|sue sued sues suing
"""

_IRREGULAR_NOUNS = """
man men|woman women|child children|wife wives|life lives|person people|datum data
crisis crises|country countries|army armies|ally allies|enemy enemies
"""

_SAME = """
kill murder assassinate slay|begin start commence launch|end finish conclude|stop halt cease
buy purchase acquire|win triumph|get receive obtain|help assist aid|hurt injure wound
require need|say state declare announce|allow permit|ban forbid prohibit bar outlaw
suspend pause|resume restart|reject refuse decline|approve authorise authorize|accept agree
rise increase grow climb|fall decrease decline drop|reduce cut lower slash|raise increase
arrest detain|release free|appoint name|resign quit|criticise criticize condemn denounce
praise applaud|attack assault raid|destroy demolish|build construct|sign ink
make produce create|film movie|large big huge|small little|near close|quick fast rapid swift
show reveal|admit acknowledge confess|accuse blame|claim allege|promise pledge vow
choose select pick|elect vote|found establish|direct helm|author writer|actor actress
spouse husband wife|begin open|photograph picture photo|car automobile vehicle|child kid
ill sick|die perish decease|invade occupy|defeat beat|deny dispute|warn caution|urge call
marry wed|premiere debut|leave depart|live reside|happen occur|contain include
teach instruct|complete finish|move relocate|job post position|talk negotiation
law legislation statute|strike walkout|cash money|leader chief head|firm company business
clash fighting battle
"""


def _lemmas() -> dict[str, str]:
    table: dict[str, str] = {}
    for part in f"{IRREGULAR_VERBS}|{_IRREGULAR_NOUNS}".replace("\n", "|").split("|"):
        base_form, *forms = part.split() or [""]
        for form in forms:
            table.setdefault(form, stem(base_form))
    return table


@lru_cache(maxsize=50_000)
def base_of(folded: str) -> str:
    """Return the stem of the base form of a folded word: "fell" and "falling" give "fall"."""
    return _LEMMAS.get(folded) or stem(folded)


def base(word: Word) -> str:
    """Return the stem of the base form of a word; capitals and numbers keep their own stem."""
    if word.is_number or (word.is_capital and not word.opens):
        return word.stem
    return base_of(word.folded)


def means_same(one: str, other: str) -> bool:
    """Say whether two bases are equal or stand in one group of synonyms."""
    return one == other or not _GROUPS_OF.get(one, _NONE).isdisjoint(_GROUPS_OF.get(other, _NONE))


def _groups() -> dict[str, frozenset[int]]:
    table: dict[str, set[int]] = {}
    for n, group in enumerate(_SAME.replace("\n", "|").split("|")):
        for word in group.split():
            table.setdefault(base_of(word), set()).add(n)
    return {word: frozenset(groups) for word, groups in table.items()}


# "left", "saw" and "felt" are words of their own too, but in the news mostly a past.
_OWN_WORDS = frozenset(["wound", "found", "lay"])
_LEMMAS = {form: base_form for form, base_form in _lemmas().items() if form not in _OWN_WORDS}
_NONE: frozenset[int] = frozenset()
_GROUPS_OF = _groups()


def is_irregular_past(folded: str) -> bool:
    """Say whether a word is the past or the participle of an irregular verb."""
    return folded in _PASTS


UNCHANGED = "beat cut hit hurt let put quit set shut split spread bid cast cost"
_PASTS = frozenset(
    form
    for part in IRREGULAR_VERBS.replace("\n", "|").split("|")
    for form in part.split()[1:]
    if not form.endswith("s") or form == "was"
) | frozenset(UNCHANGED.split())
