"""Names of a corpus by kind, so that a person is replaced by a person and a place by a place."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

import regex

from eval.training.contrast.edits import Edit, Material
from eval.training.pairs import Label

_FIRST_NAMES = frozenset(
    """James John Robert Michael William David Richard Joseph Thomas
Charles Christopher Daniel Matthew Anthony Mark Donald Steven Paul Andrew Joshua Kenneth Kevin
Brian George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Gary Nicholas Eric Jonathan Stephen
Larry Justin Scott Brandon Benjamin Samuel Frank Gregory Raymond Alexander Patrick Jack Dennis
Peter Adam Henry Nathan Douglas Zachary Kyle Walter Harold Carl Arthur Roger Keith Jeremy
Lawrence Terry Sean Albert Jesse Joe Billy Bruce Philip Bill Bob Tom Jim Mike Steve Tony Chris
Ben Sam Dan Tim Ian Neil Simon Alan Colin Graham Martin Stuart Hugh Oliver Harry Charlie Liam
Noah Leo Max Vladimir Sergei Ivan Dmitry Boris Mikhail Yuri Angela Mary Patricia Jennifer Linda
Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Kimberly
Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia
Kathleen Amy Anna Ruth Helen Diane Julie Emma Olivia Sophia Christina Kate Catherine Katherine
Jane Alice Julia Victoria Rachel Hillary Theresa Marie Ann Anne Diana Naomi Taylor Ariana Demi
Selena Kelly Jean Pierre Jacques François Emmanuel Nicolas Hans Karl Franz Friedrich Otto
Wolfgang Carlos Juan José Luis Miguel Pedro Fernando Diego Mario Marco Antonio Giovanni
Francesco Paolo Silvio Ali Mohammed Muhammad Ahmed Hassan Omar Abdul Ibrahim Benazir Narendra
Rahul Rajiv Indira Jawaharlal Priyanka Shah Amitabh Akira Hiroshi Shinzo Kim Xi Jinping Barack
Bernie Ted Jeb Marco Mitt Ronald Jimmy Dwight Franklin Theodore Abraham Ulysses Winston Gordon
Nikola Isaac Galileo Ludwig Johann""".split()
)
_FEMALE = frozenset(
    """Angela Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica
Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Kimberly Emily Donna Michelle Carol Amanda
Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy Anna Ruth Helen Diane Julie
Emma Olivia Sophia Christina Kate Catherine Katherine Jane Alice Julia Victoria Rachel Hillary
Theresa Marie Ann Anne Diana Naomi Taylor Ariana Demi Selena Kelly Benazir Indira
Priyanka""".split()
)
COUNTRIES = tuple(
    """Afghanistan Albania Algeria Argentina Armenia Australia Austria
Bangladesh Belgium Bolivia Brazil Bulgaria Cambodia Canada Chile China Colombia Croatia Cuba
Denmark Ecuador Egypt Estonia Ethiopia Finland France Germany Ghana Greece Hungary Iceland India
Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan Kenya Kuwait Latvia Lebanon Libya
Lithuania Malaysia Mexico Morocco Myanmar Nepal Nigeria Norway Pakistan Peru Poland Portugal
Qatar Romania Russia Serbia Singapore Slovakia Slovenia Somalia Spain Sudan Sweden Switzerland
Syria Taiwan Thailand Tunisia Turkey Uganda Ukraine Uruguay Venezuela Vietnam Yemen
Zimbabwe""".split()
)
_CITIES = (
    *"""London Paris Berlin Rome Madrid Moscow Beijing Tokyo Washington Chicago Boston Houston
Philadelphia Seattle Dallas Toronto Montreal Vancouver Sydney Melbourne Mumbai Delhi Cairo
Istanbul Athens Vienna Prague Warsaw Budapest Lisbon Dublin Edinburgh Glasgow Manchester
Liverpool Birmingham Amsterdam Brussels Stockholm Oslo Copenhagen Helsinki Geneva Zurich Munich
Hamburg Frankfurt Milan Naples Barcelona Kyiv Tehran Baghdad Kabul Karachi Lahore Dhaka Bangkok
Jakarta Manila Seoul Shanghai Nairobi Lagos Johannesburg Lima Bogotá Caracas Miami Atlanta
Detroit Baltimore Denver Phoenix""".split(),
    "New York City", "Los Angeles", "San Francisco", "Hong Kong", "Buenos Aires", "San Diego",
)  # fmt: skip
_STATES = (
    *"""California Texas Florida Ohio Michigan Pennsylvania Illinois Virginia Massachusetts
Arizona Colorado Oregon Alabama Kentucky Tennessee Louisiana Oklahoma Minnesota Wisconsin
Missouri Indiana Maryland Kansas Nebraska Iowa Utah Nevada Montana Alaska Hawaii Connecticut
Vermont""".split(),
    "New Jersey", "North Carolina", "New Mexico",
)  # fmt: skip
_PEOPLES = tuple(
    """American British French German Italian Spanish Russian Chinese Japanese
Indian Canadian Australian Brazilian Mexican Swedish Norwegian Danish Finnish Dutch Belgian
Polish Greek Turkish Irish Scottish Israeli Egyptian Iranian Iraqi Pakistani Korean Swiss
Austrian Hungarian Ukrainian Portuguese Argentine Colombian Nigerian Kenyan Thai Vietnamese
Indonesian""".split()
)
_ORGANISATION = frozenset(
    """University College Institute Company Corporation Corp Inc Ltd
Group Bank Party Ministry Records Association Council Committee Commission Agency Department
Airlines Airways Union Foundation Pictures Studios Entertainment Museum Hospital Court Press
Times Post News FC United City League Church Federation Authority""".split()
)
_NAME = regex.compile(
    r"(?<![\p{L}\p{N}.'’-])\p{Lu}[\p{L}'’-]*\p{Ll}"
    r"(?:(?: \p{Lu}\.)? \p{Lu}[\p{L}'’-]*\p{Ll}){0,3}(?![\p{L}\p{N}-])"
)
_FIXED = {
    name: kind
    for kind, names in (
        ("country", COUNTRIES), ("city", _CITIES), ("state", _STATES), ("people", _PEOPLES),
    )
    for name in names
}  # fmt: skip


def names(text: str) -> list[str]:
    """Return the capitalised runs of words of a text, in order."""
    return [
        m[0].removeprefix("The ").removesuffix("'s").removesuffix("’s")
        for m in _NAME.finditer(text)
    ]


def kind_of(name: str) -> str | None:
    """Return "man", "woman", "country", "city", "state", "people", "organisation:WORD", or None."""
    fixed = _FIXED.get(name)
    if fixed:
        return fixed
    parts = name.split()
    if len(parts) < 2:
        return None
    if parts[-1] in _ORGANISATION:
        return f"organisation:{parts[-1]}"
    if parts[0] in _FIRST_NAMES and len(parts) <= 3:
        return "woman" if parts[0] in _FEMALE else "man"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of a corpus.

    Attributes:
        of_kind: Names by kind, sorted: the same corpus gives the same order.
        of_group: Names by kind on each page or article.
    """

    of_kind: dict[str, tuple[str, ...]]
    of_group: dict[str, dict[str, tuple[str, ...]]]

    def other(self, name: str, *, group: str, rng: random.Random) -> str | None:
        """Return another name of the same kind, half of the time one of the same article."""
        kind = kind_of(name)
        if kind is None:
            return None
        own = self.of_group.get(group, {}).get(kind, ())
        for pool in (
            (own, self.of_kind.get(kind, ()))
            if rng.random() < 0.5
            else (self.of_kind.get(kind, ()),)
        ):
            options = [
                n
                for n in rng.sample(pool, min(8, len(pool)))
                if not set(n.split()) & set(name.split()) - _ORGANISATION
            ]
            if options:
                return options[0]
        return None


def gather(texts: Iterable[tuple[str, str]]) -> Names:
    """Collect the names of (group, text) pairs."""
    of_kind: dict[str, set[str]] = {}
    of_group: dict[str, dict[str, set[str]]] = {}
    for name, kind in _FIXED.items():
        of_kind.setdefault(kind, set()).add(name)
    for group, text in texts:
        for name in names(text):
            found = kind_of(name)
            if found:
                of_kind.setdefault(found, set()).add(name)
                of_group.setdefault(group, {}).setdefault(found, set()).add(name)
    return Names(
        of_kind={k: tuple(sorted(v)) for k, v in of_kind.items()},
        of_group={
            g: {k: tuple(sorted(v)) for k, v in kinds.items()} for g, kinds in of_group.items()
        },
    )


# Part of a longer name, or one of several that are listed.
_JOINED_BEFORE = regex.compile(
    r"(?:\b(?:and|or|as|called|named|titled) |\p{Lu}[\p{L}.]*,? (?:of (?:the )?)?|[“\"(-])$"
)
_JOINED_AFTER = regex.compile(
    r"(?: (?:and|or) (?:the )?\p{Lu}|, \p{Lu}| \p{Lu}| of (?:the )?\p{Lu}|-|[”\")]| \()"
)


def name_edits(text: str, at: Material) -> list[Edit]:
    """Replace a person, place or organisation by another of the same kind."""
    edits = []
    found = names(text)
    for name in found:
        if found.count(name) > 1 or kind_of(name) is None:
            continue
        start = text.find(name)
        before, after = text[:start], text[start + len(name) :]
        parts = [p for p in name.split() if len(p) > 2 and p not in _ORGANISATION]
        if any(p in before or p in after for p in parts):
            continue
        if _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after):
            continue
        other = at.names(name)
        if other is None or any(
            part in at.premise
            for part in other.split()
            if part[0].isupper() and part not in _ORGANISATION
        ):
            continue
        edits.append(Edit(kind="name", old=name, new=other, label=Label.REFUTE))
    return edits
