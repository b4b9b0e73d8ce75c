"""Word lists by which `bot.claims.mentions` tells a person from a thing, a name from a measure.

Only tables.
"""

from __future__ import annotations

import regex

from bot.conversation.lexicon import ROLES

MALE_TITLES = frozenset(
    "mr sir lord king prince father brother son husband chairman spokesman duke count".split()
)
FEMALE_TITLES = frozenset(
    """mrs ms miss lady queen princess mother sister daughter wife chairwoman spokeswoman duchess
    madam actress""".split()
)
TITLES = (
    frozenset(
        """dr prof professor president premier minister senator governor mayor judge general colonel
        captain capt chancellor pope bishop justice commissioner ambassador secretary director
        chairman engineer author singer actor architect pilot owner leader laureate chief reporter
        officer manager coach striker goalkeeper rep sen gov gen col lt sgt rev chemist writer
        physician doctor analyst economist editor executive""".split()
    )
    | MALE_TITLES
    | FEMALE_TITLES
)
TIMES = frozenset(
    """day week month year hour minute second decade century days weeks months years hours minutes
    seconds decades centuries time times morning evening night percent point points euro euros
    dollar dollars pound pounds franc francs crown crowns metre metres meter meters kilometre
    kilometres kilometer kilometers mile miles kilo kilos kilogram kilograms gram grams tonne tonnes
    ton tons litre litres degree degrees age
    beginning end moment january february march april may june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday""".split()
)
"""Times and measures, which no pronoun means."""
PERSONS = (
    TITLES
    | ROLES
    | frozenset(
        """person suspect baby teenager man woman boy girl buyer seller bidder maker lender donor
    heir rival colleague friend""".split()
    )
)
OF_WOMEN = FEMALE_TITLES | {"woman", "girl", "midwife"}
OF_MEN = MALE_TITLES | {"man", "boy"}
VAGUE = frozenset(
    """their its his her my our your each every any no another all both either neither most other
    others such one some more half that this these those what""".split()
)
"""What begins with these names nothing that could be put in elsewhere."""
NO_THING = frozenset(
    """lot bit thing things way ways case kind sort number rest part fact word words point question
    result effect need reason example idea problem""".split()
)
NO_NOUNS = frozenset(
    """overseas besides always perhaps sometimes afterwards towards themselves ourselves yourselves
    whereas nevertheless nonetheless indoors outdoors upstairs thus yes plus minus various previous
    others theirs yours ours""".split()
)
PRESS = frozenset("press media reuters radio television tv magazine journal review".split())
OF_PLACE = frozenset("in at near off around outside across toward towards".split())
ON_THE_WAY = OF_PLACE | {"from", "to", "over", "into"}
OF_TIME = frozenset("since until during after before amid".split())
SOMEBODY = regex.compile(
    r"\b(?:(?:one|two|some|none|neither|most|many|each|half|\p{L}+th|third|second|first|last) of|"
    r"someone|somebody|anyone|anybody|everyone|everybody|whoever|nobody|no one|another|others|"
    r"a (?:second|third|fourth|fifth|former|fellow))\b(?! (?:it|them|his|her|its|their)\b)",
    regex.IGNORECASE,
)
"""Somebody without a name."""
OF_RANK = frozenset("lord lady king queen prince princess pope saint sir dame".split())
NO_PERSON = frozenset(
    """university bank line board council ministry motors prize street road island islands clinic
    hospital museum theatre theater institute agency office party union court club team city county
    county state states nations army police race act treaty treaties castle bridge dam mine river
    lake sea mountain airport airlines airways group company corp inc ltd plc gmbh ag holdings house
    senate parliament congress church school college fund association federation league cup
    festival tower park square station north south east west war day news times post herald
    gazette""".split()
)
PARTICLES = frozenset("van von de der den di da du la le al bin ibn el dos y and".split())
COUNTS = frozenset("two three four five six seven eight nine ten eleven twelve".split())
