"""Word lists of the conversation: first names, groups, events, and words that lean on others.

Only tables. A name that is not here is a person when a title, a role or "said" stands beside it.
"""

from __future__ import annotations


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


WOMEN = _set(
    """agnes aisha alexandra alice amanda amina amy ana andrea angela anita anna anne annika antonia
    barbara beatrice berit carla carmen carol caroline catherine cecilia charlotte christina
    christine clara claire claudia dalia daniela deborah diana dorothy ebba edith eleanor elena
    elisa elisabeth elizabeth ella ellen elsa emily emma erika esther eva fatima fiona frances
    giorgia grace greta hanna hannah harriet helen helena helene hilda hillary ilse ines ingrid
    irene irina isabel ivana jane janet jennifer jessica joan joanna johanna julia juliet kamala
    karen karin katarzyna kasia kate katherine kathleen laura leila lena leyla lidia linda lisa
    liz lucia lucy magda magdalena maia margaret maria marie marina marta martha mary maya mei
    mette michelle mirela miriam mona monica nadia nancy naomi narges natalia nicola nicole nina
    noor nora olena olga ottilie pamela patricia paula petra priya rachel rebecca rita rosa rose
    ruth samira sandra sara sarah shirin simone sofia sonia sophia sophie soraya stella sue susan
    sylvia tanya teresa theresa tina ursula valentina vera veronica victoria virginia yasmin yuki
    yuliya zainab zoe""",
)
MEN = _set(
    """aaron adam adrian ahmed alan albert alejandro alex alexander alexei ali anders andre andrej
    andrew anselm anthony antonio antony antónio ariel arthur barack ben benjamin bernard bill
    bob boris brian bruno carl carlos charles christopher claude daniel david dennis diego dmitry
    dominic donald edward emil emiliano emmanuel enrique eric ernst fabio felix fernando filip
    francis francois frank franz fred frederick fumio gabriel gary geoff george gerald giovanni
    gonzalo gordon graham gregory guy hans harold harry hassan henrik henry hirokazu hiroshi hugo
    hugh ian ibrahim igor isaac ivan ivo jack jacob jake james jan jason javier jean jeff jens jerry
    jim joe john johan jon jonas jordan jorge joris jose joseph josh juan juha julian jun kareem
    karl keith ken kenji kevin kingsley kofi kylian lars larry laurent lawrence leo leon lionel
    louis luca luis luke manuel marc marco mario mark martin matteo matthew maurice max michael
    miguel mike mikhail mohamed mohammed moritz muhammad narendra nathan neil nelson nicholas
    nikolai noah oleg oleksandr oliver omar osama oscar oskar otto owen pablo patrick paul paulo
    pavel pedro pekka peter philip philippe pierre pieter rafael ralph ramon raymond recep ricardo
    richard rishi robert roberto roger roland ronald ruben rudolf ryan samuel sauli scott sean
    sebastian sergei shinzo simon stefan stephen steve steven sven tariq tedros terry theo thomas
    tim tobias tom tomas tony ulf vadim victor viktor vincent vladimir volodymyr walter werner
    william xi yasser yusuf zoran ángel rémy aurélien""",
)
TITLES_OF_WOMEN = _set("mrs ms miss madam dame lady queen princess sister actress woman mother")
TITLES_OF_MEN = _set("mr sir lord king prince pope father man")
TITLES = (
    TITLES_OF_WOMEN
    | TITLES_OF_MEN
    | _set(
        """dr prof professor capt captain gen general adm admiral col colonel lt maj sgt judge
    justice president chancellor senator sen rep governor mayor minister premier secretary"""
    )
)
ROLES = TITLES | _set(
    """activist actor administrator ambassador architect archbishop artist astronaut athlete author
    baker bishop campaigner candidate chair chairman chairwoman chief citizen climber coach
    commander commissioner critic dean dentist deputy detective director doctor driver economist
    editor engineer executive expert farmer firefighter fisherman footballer founder goalkeeper
    guard guide head inspector inventor investigator journalist keeper lawmaker lawyer leader
    manager master midwife musician nurse officer official opponent organiser organizer owner
    painter passenger patient pilot player poet politician priest prosecutor representative
    reporter researcher resident scientist scorer singer skipper sociologist soldier speaker
    spokesman spokesperson spokeswoman star striker student successor suspect swimmer teacher
    tourist treasurer victim widow winner witness worker writer"""
)
GROUPS = _set(
    """administration agency alliance army association authority authorities bank board brigade
    cabinet chemicals church club coalition commission committee company congress cooperative
    corporation council court crew department family firm fleet foundation fund government group
    inc industries institute kremlin lab laboratory laboratories league line lines ltd media
    ministry navy network newspaper office opposition organisation organization orchestra
    parliament partner party police radio regulator ropeways school senate service society squad
    staff station store studio team treasury tribunal union university workshop works"""
)
EVENTS = _set(
    """accident agreement announcement arrest attack award battle blaze ceremony clash collision
    concert conference contest crash cut deal death debate decision delay demonstration discovery
    dispute drought earthquake election emergency eruption evacuation event exhibition expedition
    explosion fall festival final fire fight flight flood game games handover hearing impact
    incident inquiry inspection invasion investigation journey landing launch lawsuit leak march
    match meeting mission murder opening operation outage outbreak parade plan postponement
    protest protests purchase race rally reform reopening rescue restoration result retreat ride
    riot sale search shooting shutdown signing storm strike summit survey switch takeover talks
    tour tournament transfer treaty trial trip visit visits vote voyage walkout war withdrawal"""
)
PLACES = _set(
    """airport area bank basin bay beach border bridge building canal cathedral church city coast
    continent country district factory forest garden gym hall harbour harbor hill hospital hotel
    house island islands lake mill mine motorway mountain mountains museum office palace park
    plant plaza port prison province region reservoir river road sea square stadium station
    street strait town valley venue village volcano wall ward zone"""
)
PLURALS = _set("people men women children police media staff talks games crew authorities")
HAPPENING = _set(
    "happen happened begin began start started end ended occur occurred finish finished last take"
)

CONNECTIVES = r"(?:and|but|so|or|also|then|well|ok|okay|right|thanks|thank you|now)"
MANNERS = _set(
    "exactly precisely though then so not else again really that this it ago roughly about"
)

# "A day", "an hour": measures, of which nothing is said.
MEASURES = _set(
    """day week month year hour minute second kilometre kilometer metre meter mile knot euro dollar
    tonne ton litre percent lot number half quarter time bit few couple dozen"""
)
# Nouns that mean nothing without what they belong to.
RELATIONAL = _set(
    """aim amount answer budget cause consequence consequences cost damage date day death deaths
    destination details distance duration effect figure goal height injuries length location
    majority margin name number outcome owner penalty place price purpose reaction reason result
    role score size speed reply response time toll total value verdict weight width winner year
    investigators board passengers victims casualties"""
)
# What one does because of something that was said before.
REACTIONS = _set(
    """agree agreed answer answered comment commented react reacted replied reply respond responded
    response reaction sign signed vote voted"""
)
# What can be said of nearly any event.
GENERAL = _set(
    """affect affected anybody anyone arrest arrested become board begin blame blamed break broke
    cause caused change changed charge charged come cost decide decided died die dead end evacuated
    everybody everyone fail failed fine fined finish finished get go gone happen happened hospital
    hospitalised hurt injure injured involve involved kill killed know known last lose lost many
    much minute minutes hour hours need next nobody pay paid people person planned reopen reopened
    rescue rescued respond responded responsible serious somebody someone start started stop stopped
    survive survived take took treated trouble use used win won wrong"""
)
