"""Words of the news that exclude each other, with their forms. Written by hand for this project.

A verb stands in its base form: regular forms are made here, irregular ones are given after a colon
as past and participle.
"""

from __future__ import annotations

_VERBS = """accept/reject approve/veto approve/reject allow/forbid:forbade:forbidden
permit/prohibit ban/permit suspend/resume rise:rose:risen/fall:fell:fallen increase/decrease
win:won:won/lose:lost:lost open/close begin:began:begun/end start/stop start/finish
arrive/depart import/export hire/fire appoint/dismiss acquit/convict support/oppose confirm/deny
admit/deny agree/disagree build:built:built/demolish create/destroy strengthen/weaken
expand/shrink:shrank:shrunk widen/narrow lengthen/shorten raise/lower praise/criticise
praise/criticize praise/condemn welcome/condemn attack/defend advance/retreat attract/repel
include/exclude join/quit enter/leave:left:left succeed/fail survive/die
remember/forget:forgot:forgotten love/hate lift/impose impose/repeal ratify/reject
deploy/withdraw:withdrew:withdrawn nationalise/privatise nationalize/privatize legalise/outlaw
legalize/outlaw encourage/discourage improve/worsen gain/lose:lost:lost borrow/lend:lent:lent
invest/divest recruit/dismiss rescue/abandon restore/abolish reveal/conceal reward/punish
save/squander connect/disconnect enable/disable load/unload lock/unlock mount/dismount
obey/disobey overestimate/underestimate precede/follow promote/demote upgrade/downgrade
unite/divide unify/split:split:split merge/separate tighten/loosen tighten/ease accelerate/slow
extend/shorten free/imprison evacuate/settle inflate/deflate overturn/uphold:upheld:upheld
reopen/close surge/plunge soar/plummet gather/scatter embrace/shun endorse/oppose enlarge/reduce
exceed/undershoot fill/empty honour/disgrace honor/disgrace invite/exclude maximise/minimise
maximize/minimize recover/deteriorate respect/insult stabilise/destabilise thank/blame
trust/distrust vanish/appear arm/disarm assemble/dismantle attach/detach bless/curse
boost/cut:cut:cut complicate/simplify conquer/liberate ascend/descend heat/cool
hide:hid:hidden/show insert/remove magnify/reduce march/retreat multiply/divide overpay/underpay
qualify/disqualify refuse/agree register/deregister reinforce/undermine relax/tighten
retain/discard reunite/separate reward/penalise shout/whisper soften/harden tie/untie
validate/invalidate wax/wane authorise/forbid:forbade:forbidden
authorize/forbid:forbade:forbidden""".split()
_DOUBLED = frozenset(
    "permit ban stop win plan forbid acquit quit begin forget cut expel ship repel drop".split()
)
_OTHERS = """open/closed legal/illegal guilty/innocent alive/dead public/private
domestic/foreign male/female northern/southern eastern/western north/south northeast/southwest
northwest/southeast northeastern/southwestern northwestern/southeastern east/west
positive/negative rural/urban successful/unsuccessful safe/dangerous strong/weak early/late
temporary/permanent voluntary/compulsory armed/unarmed full/empty cheap/expensive old/new
young/old rich/poor happy/sad hot/cold big/small large/small high/low higher/lower
highest/lowest largest/smallest longest/shortest oldest/youngest tallest/shortest
biggest/smallest larger/smaller bigger/smaller older/younger longer/shorter taller/shorter
stronger/weaker faster/slower earlier/later better/worse best/worst cheaper/dearer wealthy/poor
optimistic/pessimistic favourable/unfavourable favorable/unfavorable profitable/unprofitable
popular/unpopular peaceful/violent official/unofficial famous/unknown modern/ancient
maternal/paternal married/unmarried first/last former/current upper/lower internal/external
inner/outer indoor/outdoor maximum/minimum increase/decrease victory/defeat success/failure
profit/loss profits/losses gains/losses approval/rejection arrival/departure birth/death
winner/loser winners/losers ally/enemy allies/enemies friend/enemy friends/enemies import/export
imports/exports supporter/opponent supporters/opponents majority/minority beginning/end
sunrise/sunset summer/winter spring/autumn husband/wife brother/sister father/mother
son/daughter uncle/aunt king/queen prince/princess men/women man/woman boys/girls boy/girl
actor/actress male/female strengths/weaknesses advantage/disadvantage advantages/disadvantages
employer/employee teacher/pupil buyer/seller buyers/sellers left/right left-wing/right-wing
upstream/downstream upstairs/downstairs inside/outside above/below increasingly/decreasingly
before/after ahead/behind more/fewer unanimously/narrowly peacefully/violently legally/illegally
publicly/secretly quickly/slowly partially/completely partly/entirely voluntarily/involuntarily
directly/indirectly successfully/unsuccessfully formally/informally rising/falling
growing/shrinking winning/losing able/unable aware/unaware likely/unlikely willing/unwilling
possible/impossible visible/invisible true/false fair/unfair lawful/unlawful
constitutional/unconstitutional necessary/unnecessary employed/unemployed available/unavailable
clear/unclear certain/uncertain healthy/ill hostile/friendly heavy/light deep/shallow
wide/narrow bright/dark dry/wet clean/dirty thick/thin pro-European/anti-European
nuclear/conventional commercial/non-profit professional/amateur junior/senior
theoretical/practical vertical/horizontal odd/even surplus/deficit shortage/surplus war/peace
truth/lie heaven/hell entrance/exit offensive/defensive optimism/pessimism
minimum/maximum""".split()
# Words with too many meanings to be exchanged as they stand in a sentence; "before" and "after"
# need a clause on each side and are made by another rule.
_LEFT_OUT = frozenset(
    """left right light even light before after first last lie end ends
ended ending drop drops dropped quit split cut cuts cutting cooling cool heated settle free
frees freed mount mounts mounted show shows showed shown showing above below behind ahead more
fewer tie tied leave leaves man full fill fills filled close wet cold hot old new young hate
love best better worse certain clear light heavy deep early late modern follow follows followed
precede entrance exit advance advances march marched wax arm arms load loads hide spring fire
fires fired train heats separate separated appear appears appeared appearing save saves saved
saving king queen prince princess current former invite invites invited inviting public private
positive negative conventional narrow slow lower widen tighten extended fair light run higher
lower even odd free dirty dry wet attack
attacks defend defends thank thanks blame blames gain gains support supports oppose opposes rescue
rescues reward rewards respect insult insults trust lift lifts recruit recruits permit permits
praise praises upgrade assembled dismantled quitted""".split()
)


def _forms(verb: str) -> tuple[str, str, str, str, str]:
    base, _, rest = verb.partition(":")
    stem = base + base[-1] if base in _DOUBLED else base
    is_ie = base.endswith("y") and base[-2] not in "aeiou"
    third = (
        base[:-1] + "ies"
        if is_ie
        else base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")
    )
    if rest:
        past, _, participle = rest.partition(":")
    elif is_ie:
        past = participle = base[:-1] + "ied"
    else:
        past = participle = (base if base.endswith("e") else stem + "e") + "d"
    gerund = (base[:-1] if base.endswith("e") and not base.endswith("ee") else stem) + "ing"
    return base, third, past, participle, gerund


def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for pair in _VERBS:
        one, _, other = pair.partition("/")
        for a, b in zip(_forms(one), _forms(other), strict=True):
            found.setdefault(a, {})[b] = None
            found.setdefault(b, {})[a] = None
    for pair in _OTHERS:
        a, _, b = pair.partition("/")
        found.setdefault(a, {})[b] = None
        found.setdefault(b, {})[a] = None
    return {
        word: tuple(o for o in others if o not in _LEFT_OUT)
        for word, others in found.items()
        if word not in _LEFT_OUT and any(o not in _LEFT_OUT for o in others)
    }


# What a word excludes, form by form: "suspended" -> ("resumed",).
OPPOSITES = _table()
