"""What a name or a noun stands for: a man, a woman, a person, a group, a thing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.checks.names import is_country
from bot.words import Word

_MEN = frozenset(
    """mr sir lord king prince pope father fumio vladimir joe john james robert david michael
    william richard thomas peter paul george mark andrew donald boris emmanuel olaf
    volodymyr xi narendra joris lars bruno viktor samuel denis anton igor sergei sergey
    ivan jan jens erik karl hans shinzo recep mohammed muhammad ahmed ali jose juan carlos
    luis antonio kylian lionel""".split()
)
_WOMEN = frozenset(
    """mrs ms miss lady dame queen princess spokeswoman chairwoman businesswoman policewoman
    mother anna maria ursula angela giorgia kamala hillary theresa elizabeth mary sarah
    emma julia laura katarzyna kasia helene agnes dalia amina ida narges mahsa sanna
    magdalena jacinda christine janet nancy olena svetlana""".split()
)
ROLES = frozenset(
    """president minister premier chancellor mayor judge captain chief spokesman spokeswoman
    leader director manager secretary chairman chairwoman king queen pope prosecutor
    engineer teacher doctor general colonel officer senator governor author writer actor
    actress singer player coach driver pilot witness official lawyer professor ambassador
    commissioner founder owner head mother father woman man boy girl baker farmer
    scientist researcher editor boss firefighter priest activist candidate suspect
    passenger resident student""".split()
)
_PLURAL_ENDINGS = ("ers", "ists", "ents", "ials", "ians", "ors", "men")
_PLURALS = frozenset("people police men women children troops officials".split())
_ORGANISATIONS = frozenset(
    """ministry government council board company party parliament court agency union commission
    committee university bank organisation organization group club team army navy airline
    line school hospital museum association authority service office department institute
    house assembly senate congress kremlin nato un eu who united federation society firm
    corporation inc ltd newspaper radio post ledger times foundation league""".split()
)
_NAME_LINKS = frozenset("of the and de del von van al bin ibn for".split())


def sort_of(phrase: Sequence[Word]) -> str:
    """Return "man", "woman", "person", "group" or "thing".

    A name that nothing is known of is a person's: "Castell". The first rule that holds decides.
    """
    # "The captain of the ferry" is a captain.
    of = next((i for i, w in enumerate(phrase) if i and w.folded in ("of", "at", "for")), None)
    head = phrase[: of or len(phrase)]
    folded = {w.folded for w in head}
    last, is_name = head[-1].folded, head[-1].is_capital
    is_role = not is_name and last in ROLES
    is_known = is_name and head[0].folded in ROLES
    is_opening = head[0].opens and len(head) == 1 and last.endswith(_PLURAL_ENDINGS)
    is_plural = not is_name and last.endswith("s") and not last.endswith("ss")
    is_proper = all(w.is_capital for w in head if w.folded not in _NAME_LINKS)
    rules = (
        ("group", "and" in folded),
        ("person", is_role and last not in _WOMEN | _MEN),
        ("thing", bool(_ORGANISATIONS & folded) and not is_known),
        ("thing", is_country(head[-1].stem) or head[-1].text.isupper()),
        ("woman", bool(_WOMEN & folded)),
        ("man", bool(_MEN & folded)),
        ("person", bool(ROLES & folded)),
        ("group", last in _PLURALS or is_opening or is_plural),
        ("person", is_proper and is_name and head[0].folded != "the"),
    )
    return next((sort for sort, holds in rules if holds), "thing")
