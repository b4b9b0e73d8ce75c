"""Forms of the verbs of the news: a small table, so that a claim's tense can be changed by rule."""

from __future__ import annotations

_REGULAR = """accept accuse acquire adopt agree announce appoint approve arrest ask assist
attack attend award back ban banish bomb capture cancel claim complete condemn confirm conquer
consider contact contain convict cover create criticize criticise damage declare decline defeat
defend deliver demand describe design destroy detain develop direct discover dismiss earn elect
employ enter establish evacuate examine exclude execute expel export face fire finish follow
found fund graduate help hire host hunt identify import imprison include increase influence
inform injure inspire install invade investigate invite issue join kidnap kill land launch
license list lower manage mention move murder name nominate note offer open operate order oust
own pass perform play plan portray praise present produce promise promote propose protect
publish punish purchase push raise ratify reach receive recommend record reduce refuse reject
release remain remove rename replace report represent request rescue resign restore resume
return reveal reward rule sack save search serve shell shift sign slam start stop storm succeed
sue suffer supply support surround suspend target threaten torture train transfer travel trigger
use visit vote want warn welcome work wound approach assassinate marry collapse crash die close
cut score tour cross occupy abandon abolish donate attract contribute""".split()
_IRREGULAR = """beat:beat:beaten become:became:become begin:began:begun break:broke:broken
bring:brought:brought build:built:built buy:bought:bought catch:caught:caught
choose:chose:chosen come:came:come draw:drew:drawn drive:drove:driven fall:fell:fallen
fight:fought:fought find:found:found fly:flew:flown forbid:forbade:forbidden get:got:got
give:gave:given go:went:gone grow:grew:grown hold:held:held keep:kept:kept know:knew:known
lead:led:led leave:left:left lend:lent:lent lose:lost:lost make:made:made meet:met:met
overthrow:overthrew:overthrown pay:paid:paid rise:rose:risen run:ran:run say:said:said
see:saw:seen seek:sought:sought sell:sold:sold send:sent:sent shoot:shot:shot sing:sang:sung
sink:sank:sunk speak:spoke:spoken spend:spent:spent steal:stole:stolen strike:struck:struck
sue:sued:sued take:took:taken teach:taught:taught tell:told:told win:won:won
withdraw:withdrew:withdrawn write:wrote:written overtake:overtook:overtaken""".split()
_DOUBLED = frozenset("ban expel transfer stop plan cut".split())
# The same form in the past as at present, or another verb's: what it means cannot be seen.
_UNCLEAR = frozenset("found cut saw".split())


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + base[-1] + "ed" if base in _DOUBLED else base + "ed"


PAST = {base: _past(base) for base in _REGULAR if base not in _UNCLEAR}
PARTICIPLE = dict(PAST)
for _forms in _IRREGULAR:
    _base, _simple, _perfect = _forms.split(":")
    if _simple not in _UNCLEAR:
        PAST[_base], PARTICIPLE[_base] = _simple, _perfect
BASE_OF_PAST = {past: base for base, past in PAST.items()}
BASE_OF_PARTICIPLE = {form: base for base, form in PARTICIPLE.items()}

# Whoever does it to another is not also done to: the roles may be told apart. No "met", "married".
ONE_WAY = frozenset(
    """accuse acquire adopt appoint approve arrest assist attack ban beat
bomb buy capture condemn conquer convict criticize criticise damage defeat defend describe
design destroy detain develop direct discover dismiss elect employ establish execute expel fire
fund hire influence injure inspire invade investigate invite kidnap kill launch lead murder
nominate oust overthrow overtake own portray praise produce promote protect publish punish
purchase release replace rescue sack shoot sue succeed support teach torture threaten train
visit warn write welcome assassinate occupy abandon rename win found create host operate""".split()
)


def gerund(base: str) -> str:
    """Return "signing" for "sign"."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith("ee"):
        return base[:-1] + "ing"
    if base in _DOUBLED or base in {"win", "run", "get", "begin", "forbid"}:
        return base + base[-1] + "ing"
    return base + "ing"
