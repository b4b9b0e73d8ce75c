"""Rules about letters and marks: case, marks, spaces, a slip of the finger, spelling varieties.

None of them changes what a text means. Pure functions; None is returned where that isn't certain.
"""

from __future__ import annotations

import regex

from eval.metamorphic.wrapping import chance

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+")
# Names that are common words without their capital, and words that are names in capitals.
_LOWER_IS_ANOTHER = frozenset(
    "WHO US IT AIDS May March Polish Turkey Will Mark Bill Job Reading Nice Chad Jordan".split()
)
_UPPER_IS_ANOTHER = frozenset(["us", "polish"])

_TYPO_LENGTH = 6
_COMMON_SLIPS = {
    "received": "recieved",
    "receive": "recieve",
    "government": "goverment",
    "believe": "beleive",
    "because": "becuase",
    "parliament": "parliment",
    "occupied": "ocupied",
    "occupy": "ocupy",
    "committee": "comittee",
    "accident": "accidant",
    "officer": "oficer",
    "February": "Febuary",
    "hospital": "hopsital",
    "separate": "seperate",
    "colleague": "collegue",
    "apologise": "appologise",
    "passengers": "passangers",
    "passenger": "passanger",
    "cathedral": "cathederal",
    "announced": "anounced",
    "independent": "independant",
}
# Words that carry a negation, an order or a bound: a slip there may well be read as another word.
_NO_TYPO = frozenset(
    """without nothing nobody neither never before behind unless except against should whether
    though although already almost nearly exactly hardly barely scarcely rather instead beside
    besides through thorough united casual causal trials trails fewer denied refused failed
    during another""".split()
)
_NUMBERISH = regex.compile(
    r"(?:\w*(?:teen|teenth|hundred|thousand|illion|dozen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|eleven|twelve|second|quarter|double|triple|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday)\w*)"
)

_BRITISH_AMERICAN = dict(
    pair.split("/")
    for pair in """
    harbour/harbor harbours/harbors metre/meter metres/meters kilometre/kilometer
    kilometres/kilometers centimetre/centimeter centimetres/centimeters litre/liter litres/liters
    centre/center centres/centers theatre/theater theatres/theaters fibre/fiber colour/color
    colours/colors favour/favor favours/favors favoured/favored favourite/favorite honour/honor
    honours/honors honoured/honored labour/labor neighbour/neighbor neighbours/neighbors
    neighbouring/neighboring rumour/rumor rumours/rumors behaviour/behavior vapour/vapor
    armour/armor defence/defense offence/offense licence/license travelling/traveling
    traveller/traveler travellers/travelers travelled/traveled cancelled/canceled
    cancelling/canceling labelled/labeled fuelled/fueled signalled/signaled
    organise/organize organised/organized organiser/organizer organisers/organizers
    organisation/organization organisations/organizations apologise/apologize
    apologised/apologized authorise/authorize authorised/authorized recognise/recognize
    recognised/recognized criticise/criticize criticised/criticized analyse/analyze
    analysed/analyzed grey/gray fertiliser/fertilizer fertilisers/fertilizers plough/plow
    jewellery/jewelry sceptical/skeptical aluminium/aluminum aeroplane/airplane
    """.split()
)
_AMERICAN_BRITISH = {american: british for british, american in _BRITISH_AMERICAN.items()}
_ABBREVIATED_END = regex.compile(r"(?:\.\p{L}|\b(?:\p{L}|Mr|Mrs|Dr|St|Co|Inc|Ltd|No|Jr|Sr|etc))$")


def lower_case(text: str) -> str | None:
    """Write a text without capitals; not where a name would become a common word."""
    if any(w in _LOWER_IS_ANOTHER for w in _WORD.findall(text)[1:]) or _opens_with_acronym(text):
        return None
    lower = text.lower()
    return lower if len(lower) == len(text) and lower != text else None


def _opens_with_acronym(text: str) -> bool:
    first = _WORD.findall(text)[:1]
    return any(len(word) > 1 and word in _LOWER_IS_ANOTHER and word.isupper() for word in first)


def upper_case(text: str) -> str | None:
    """Write a text in capitals; not where that loses a letter or makes a name of a word."""
    upper = text.upper()
    if upper == text or len(upper) != len(text) or upper.lower() != text.lower():
        return None
    return None if any(w in _UPPER_IS_ANOTHER for w in _WORD.findall(text)) else upper


def final_mark(text: str) -> str | None:
    """Leave out the mark at the end of a single sentence, unless it belongs to a word."""
    rest = text.removesuffix("?") if text.endswith("?") else text.removesuffix(".")
    if rest == text or not rest.strip() or _ABBREVIATED_END.search(rest):
        return None
    return None if regex.search(r"[.!?…]['\"’”)]*$|[!?…]|\.\s", rest) else rest


def quote_marks(text: str) -> str | None:
    """Write typewriter marks for typographic ones, or the other way round."""
    if any(mark in text for mark in "‘’“”"):
        for curly, straight in zip("‘’“”", "''\"\"", strict=True):
            text = text.replace(curly, straight)
        return text
    curled = regex.sub(r"(?<=\p{L})'", "’", text)
    if "'" in curled or curled.count('"') % 2:
        return None
    while '"' in curled:
        curled = curled.replace('"', "“", 1).replace('"', "”", 1)
    return curled if curled != text else None


def spacing(text: str) -> str | None:
    """Double every space, and begin and end with one."""
    words = [word for word in text.split(" ") if word]
    return f" {'  '.join(words)} " if len(words) > 1 else None


def typo(text: str, seed: str) -> str | None:
    """Make one slip in one word: a common misspelling, or two inner letters exchanged.

    The word is written in small letters, has six or more, is no number and carries no negation;
    which one is decided by the seed. A text with a slip of its own can't be told from one without:
    applied twice, it makes two.
    """
    found = [match for match in _WORD.finditer(text) if _may_slip(text, match)]
    if not found:
        return None
    match = found[chance("typo", seed) % len(found)]
    word = match[0]
    slip = _COMMON_SLIPS.get(word) or _exchanged(word, chance("letters", seed))
    return None if slip is None else text[: match.start()] + slip + text[match.end() :]


def _may_slip(text: str, match: regex.Match[str]) -> bool:
    word = match[0]
    beside = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
    return (
        len(word) >= _TYPO_LENGTH
        and word.islower()
        and word.isascii()
        and not set(beside) & set("-'’0123456789")
        and word not in _NO_TYPO
        and not _NUMBERISH.fullmatch(word)
    )


def _exchanged(word: str, number: int) -> str | None:
    """Exchange two neighbouring letters, neither the first nor one of the last two."""
    places = [i for i in range(1, len(word) - 3) if word[i] != word[i + 1]]
    if not places:
        return None
    i = places[number % len(places)]
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


def variety(text: str) -> str | None:
    """Write British words the American way, or, when there are none, American the British way.

    Words with a capital are left: "Pearl Harbor" is a name.
    """
    for table in (_BRITISH_AMERICAN, _AMERICAN_BRITISH):
        changed = _WORD.sub(lambda match, table=table: table.get(match[0], match[0]), text)
        if changed != text:
            return str(changed)
    return None
