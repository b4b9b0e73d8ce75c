"""Forms of English verbs: past, third person, and which words are verbs at all.

Small and by hand: what news sentences and questions about them use. A word that is not here is not
taken for a verb unless its place says so.
"""

from __future__ import annotations

from functools import lru_cache

from bot.checks.wordforms import IRREGULAR_VERBS, UNCHANGED, is_irregular_past

_DOUBLED = frozenset(
    """admit ban bar beg blur cancel cap chop clap clip commit compel control defer deter dial drag
    drop equip excel expel fit flag fuel grab hug incur jam jog knit label level log model
    mop nod occur patrol permit pin plan plot plug prefer prod propel quarrel rebel refer
    regret repel rip rob scar scrap ship shop signal skip slam slip snap spot stab star step
    stir stop strip submit swap tag tap tip top total transfer travel trim wed wrap""".split()
)
_REGULAR = """
abandon abolish accelerate accept accompany accumulate accuse achieve acknowledge acquire adapt
add address adjourn adjust admit adopt advance advertise advise affect afford age agree aid aim
alert allege allow alter amend amount announce answer apologise apologize appeal appear apply
appoint apprehend approve argue arm arrange arrest arrive ask assassinate assemble assert assess
assist assume attach attack attend attract authorise authorize avoid award back balance ban bar
base battle beat belong bid blame blast block bloom bomb boost borrow boycott breach brief bring
broadcast burn call calm campaign cancel cap capture care carry cast cause cease cede celebrate
censor chair champion change charge charter chase cheat check cheer circle circulate cite claim
clash clean clear climb clone close coach coin collapse collect collide combat command comment
commission commit compare compete complain complete comply compose compromise concede concentrate
concern conclude condemn conduct confess confirm confiscate confront connect conquer consider
consist construct consult consume contact contain contest continue contract contribute control
convert convict convince cook cool cooperate coordinate correct cost count counter cover crack
crash create criticise criticize cross crown crush curb cure cut cycle damage dance dare deal
debate decide declare decline decorate decrease dedicate defeat defect defend defuse delay delete
deliver demand demolish demonstrate deny depart depend deploy deport describe deserve design
destroy detain detect determine develop die differ dig dine direct disagree disappear disarm
disclose discover discuss dismiss dispute disrupt distribute dive divide dock donate double doubt
download draft drain dress drift drop drown dump earn ease echo edit educate elect eliminate
embrace emerge employ encourage end endanger endorse enforce engage enjoy enter entitle erupt
escape establish estimate evacuate evade examine exceed exchange exclude execute exhibit exist
expand expect expel expire explain explode export expose express extend extradite face facilitate
fail fake fascinate fear feature file film fine finish fire fish fit fix float flood flow fold
follow force foresee forge form found free freeze fuel fulfil function fund gain gamble gather
govern grab graduate grant greet guarantee guide halt hand handle happen harm hate head heal heat
help highlight hijack hire hit honor honour hope host hunt hurt identify ignore illustrate impeach
implement import impose imprison improve include increase indict influence inform inhabit inherit
initiate inject injure innovate insist inspect insure intend intercept interest interfere
interpret interrupt intervene interview introduce invade invent invest investigate invite involve
issue jail join judge jump justify kick kidnap kill label lack lag land last laugh launch lay leak
learn lease legalise legalize let lift like limit link list listen live loan lobby locate lock
look loot love lower maintain manage mandate march mark marry match matter measure mention merge
migrate mine miss mobilise mobilize modernise modernize monitor mourn move multiply murder name
narrow nationalise nationalize need negotiate nominate note notice object observe obtain occupy
occur offend offer open operate oppose orbit order organise organize oust outlaw overrule overturn
own pack paint park participate pass patrol pause peak peg perceive perform permit persecute
persuade pick pilot pioneer place plan plant play plead pledge point poison police postpone pour
praise pray predict prefer prepare present preserve press prevent privatise privatize probe
proceed process proclaim produce profit prohibit project promise promote propose prosecute protect
protest prove provide publish pull pump punish purchase pursue push put qualify quarantine quell
question quit quote race raid raise rally rank rate ratify reach react realise realize rebuild
receive reclaim recognise recognize recommend reconsider record recover recruit redeem redirect
reduce refer refloat reform refund refuse regain regard register regret reinstate reject relate
relax release relieve relocate rely remain remember remind remove renew rent reoccupy reopen
repair repay repeat repel replace reply report represent request require rescue resettle reshape
resign resist resolve respond restart restore restrict result resume retain retaliate retire
retreat return reveal reverse review revoke rig rival rob roll round rule sabotage sack sail
sanction save schedule score scrap screen search secure seem seize select sentence separate serve
set settle shape share shell shelter shift ship shorten shout shrink shut sign sink sketch slash
slow smash smell smoke smuggle soar solve sound spark spill split sponsor spot spread stab stage
stall start state stay steer step stock stop storm strand strengthen stress stretch strip struggle
study stumble submit subsidise subsidize succeed sue suffer suggest supply support suppose surge
surpass surprise surrender surround survey survive suspect suspend swap switch symbolise tackle
talk target taste tax terminate test thank threaten tighten tolerate top torture touch tour trace
track trade train transfer transform translate transport travel treat trigger triple trust try
turn undergo undermine unite unveil update upgrade uphold urge use vaccinate vanish vary verify
veto view violate visit vote vow wait walk want ward warm warn wash waste watch weaken weigh
welcome widen win withdraw wonder work worry worsen wound yield
""".split()


def _irregular() -> dict[str, str]:
    table: dict[str, str] = {}
    for part in IRREGULAR_VERBS.replace("\n", "|").split("|"):
        base, *forms = part.split() or [""]
        if forms:
            table[base] = forms[0]
    return (
        table
        | {verb: verb for verb in UNCHANGED.split()}
        | {"read": "read", "broadcast": "broadcast"}
    )


_PASTS = _irregular() | {"die": "died", "sue": "sued"}
_BASES = {form: base for base, form in _PASTS.items() if form != base}
_VERBS = frozenset(_REGULAR) | frozenset(_PASTS) - {""}
_VOWELS = "aeiou"


def is_verb(word: str) -> bool:
    """Say whether a word in small letters is the infinitive of a verb known here."""
    return word in _VERBS


@lru_cache(maxsize=4_096)
def past(base: str) -> str:
    """Return the simple past of an infinitive: "freeze" gives "froze"."""
    if base in _PASTS:
        return _PASTS[base]
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return f"{base[:-1]}ied"
    return f"{base}{base[-1]}ed" if base in _DOUBLED else f"{base}ed"


@lru_cache(maxsize=4_096)
def third(base: str) -> str:
    """Return the third person of an infinitive: "carry" gives "carries"."""
    if base in ("have", "be"):
        return {"have": "has", "be": "is"}[base]
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{base}s"


@lru_cache(maxsize=4_096)
def infinitive(word: str) -> str | None:
    """Return the infinitive of a simple past; None where the verb is not known here."""
    if word in _BASES:
        return _BASES[word]
    if not word.endswith("ed"):
        return None
    if word.endswith("ied"):
        return f"{word[:-3]}y" if is_verb(f"{word[:-3]}y") else None
    stem = word[:-2]
    ways = (f"{stem}e", stem, stem[:-1] if stem[-1:] == stem[-2:-1] else "")
    return next((base for base in ways if is_verb(base) and past(base) == word), None)


def is_participle(word: str) -> bool:
    """Say whether a word in small letters may be a past participle."""
    return (word.endswith("ed") and len(word) > 3) or is_irregular_past(word) or word == "born"
