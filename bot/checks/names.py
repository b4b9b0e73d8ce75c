"""Do the names of a claim stand in the quote or in what surrounds it?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from bot.checks.countries import COUNTRIES, SHORT_FORMS
from bot.checks.finding import MOST_CLAIMED, MOST_QUOTED, Finding, Outcome, shorten, unread, worst
from bot.checks.spelling import same_spelling, spelling_keys
from bot.words import Word, stem, words

NAME = "names"

# A government is called by its capital in the news: all of a row count as one name.
_ALSO_CALLED = [frozenset(map(stem, row.split())) for row in COUNTRIES]
_GROUPS_OF: dict[str, frozenset[int]] = {}
for _n, _group in enumerate(_ALSO_CALLED):
    for _stem in _group:
        _GROUPS_OF[_stem] = _GROUPS_OF.get(_stem, frozenset()) | {_n}
_NONE: frozenset[int] = frozenset()
_SHORT_FOR = {stem(short): tuple(map(stem, full.split())) for short, full in SHORT_FORMS.items()}
# Written before or after a name, and not part of it.
_TITLES = frozenset(
    """mr mrs ms miss mister madam dr doctor prof professor sir dame lord lady sen senator rep
    representative gov governor gen general col colonel lt lieutenant capt captain sgt sergeant maj
    major rev reverend hon president premier chancellor minister prime secretary mayor king queen
    prince princess pope father sister saint judge justice attorney chairman chairwoman chief ceo
    ambassador commissioner spokesman spokeswoman inc ltd co corp plc gmbh ag llc jr sr city county
    state republic islands island river lake university company group party""".split()
)
_COMPOUND = {"franco": "france", "anglo": "britain", "russo": "russia", "sino": "china",
             "indo": "india", "greco": "greece", "turko": "turkey", "euro": "eu",
             "austro": "austria", "hispano": "spain"}  # fmt: skip
_MOST_APART = 5  # letters between the lengths of two spellings
_MOST = 100  # names of a claim that are looked for
_SMALL = frozenset("of the and for de la le du des von van & in on to".split())


def same_names(one: str, other: str) -> bool:
    """Say whether two stems may name the same.

    Equal, two spellings of one name, or a country, its capital, its people.
    """
    if one == other:
        return True
    if not _GROUPS_OF.get(one, _NONE).isdisjoint(_GROUPS_OF.get(other, _NONE)):
        return True
    return same_spelling(one, other)


def is_country(stem: str) -> bool:
    """Say whether a stem names a country, its capital or its people."""
    return stem in _GROUPS_OF


def names_in(text: str) -> list[Word]:
    """Return the capitalised words of a text that are names as far as writing tells it."""
    found = words(text)
    is_all_capital = all(w.is_capital or w.is_stop or w.is_number for w in found)
    if is_all_capital and sum(w.is_capital for w in found) > 0.7 * max(4, len(found)):
        return []  # a headline or a text in capitals: capitals say nothing
    return [
        w
        for w in found
        if w.is_capital
        and (not w.is_stop or (w.text.isupper() and w.stem in _SHORT_FOR))
        and w.folded not in _DAYS
        and not (w.opens and _is_plain(w))
    ]


def check_names(claim: str, quote: str, context: Sequence[str] = ()) -> Finding:
    """Look for every name of the claim in the quote, then in its context (title, article).

    A name is there when its word is, in any spelling, with or without title and first name ("Ida
    Tasch" is met by "Tasch", not by "Olaf Tasch"), as initials ("I. Tasch"), as an abbreviation
    ("EU" and "European Union"), or as the country, capital or people. One that is nowhere is
    missing. Conflicts between names are left to `roles`.
    """
    there = _Names(_searched([quote, *context]))
    begun = claim[:MOST_CLAIMED]
    runs = _runs(words(begun), names_in(begun))
    findings = unread(NAME, claim)
    if len(runs) > _MOST:
        findings.append(_missing(f"the claim has more than {_MOST} names"))
    for run in runs[:_MOST]:
        full = [w for w in run if w.folded not in _TITLES] or run
        missing = [w for w in full if not there.has(w.folded) and not there.has_parts(w)]
        if missing and there.has_short(full):
            missing = []
        if missing and len(full) > 1 and full[-1] not in missing:
            missing = [] if there.is_met_by_surname(full) else missing
        findings += [
            _missing(f"the article does not name {shorten(name.text)!r} here")
            for name in missing[:1]
        ] or [Finding(check=NAME, outcome=Outcome.AGREES)]
    return worst(NAME, findings)


def _missing(reason: str) -> Finding:
    return Finding(check=NAME, outcome=Outcome.MISSING, reason=reason)


def _searched(texts: Sequence[str]) -> list[list[Word]]:
    """Return the words of a quote and of what surrounds it, as far as they are read."""
    found, left = [], MOST_QUOTED
    for text in texts:
        found.append(words(text[:left]))
        left = max(0, left - len(text))
    return found


class _Names:
    """What may be met in some texts: the stems of their words, and their abbreviations."""

    def __init__(self, texts: Sequence[list[Word]]) -> None:
        self._texts = texts
        self._stems = {w.stem for text in texts for w in text}
        self._parts = {stem(part) for s in self._stems if "-" in s for part in s.split("-") if part}
        self._groups = {n for s in self._stems for n in _GROUPS_OF.get(s, _NONE)}
        self._joined = {s.replace("-", "") for s in self._stems if "-" in s}

    @cached_property
    def _spellings(self) -> dict[str, set[str]]:
        """The capitalised words, folded, by the keys of their spelling."""
        found: dict[str, set[str]] = {}
        for word in {w.folded for text in self._texts for w in text if w.is_capital}:
            for key in spelling_keys(word):
                found.setdefault(key, set()).add(word)
        return found

    @cached_property
    def _places(self) -> dict[str, list[tuple[Word | None, Word]]]:
        """Every word after the word before it, by the keys under which it may be met."""
        found: dict[str, list[tuple[Word | None, Word]]] = {}
        for text in self._texts:
            for before, word in zip([None, *text], text, strict=False):
                for key in _keys(word):
                    found.setdefault(key, []).append((before, word))
        return found

    @cached_property
    def _initials(self) -> list[str]:
        return [run for text in self._texts for run in _initials(text)]

    def has(self, folded: str) -> bool:
        """Say whether a folded word is there, in any spelling, or its country under any name."""
        wanted = stem(folded)
        if wanted in self._stems or wanted in self._parts:
            return True
        if any(
            abs(len(other) - len(folded)) <= _MOST_APART and same_spelling(folded, other)
            for key in spelling_keys(folded)
            for other in self._spellings.get(key, ())
        ):
            return True
        return not self._groups.isdisjoint(_GROUPS_OF.get(wanted, _NONE))

    def has_parts(self, word: Word) -> bool:
        """Say whether the parts of a joined word are there: "Franco-German", "Jong-un"."""
        parts = [p for p in word.folded.split("-") if p]
        if len(parts) < 2:
            return self._is_spelled_out(word) or self._is_joined(word)
        return all(
            self.has(_COMPOUND.get(p, p)) or (len(p) < 4 and stem("".join(parts)) in self._stems)
            for p in parts
        )

    def _is_joined(self, word: Word) -> bool:
        return word.folded in self._joined

    def _is_spelled_out(self, word: Word) -> bool:
        """Say whether the full form of an abbreviation is there: "EU", "U.N.", "NATO"."""
        full = _SHORT_FOR.get(word.stem)
        if full and all(part in self._stems for part in full):
            return True
        letters = word.text.replace(".", "").removesuffix("’s").removesuffix("'s")
        if len(letters) < 2 or not letters.isupper():
            return False
        return any(letters.lower() in short for short in self._initials)

    def has_short(self, run: Sequence[Word]) -> bool:
        """Say whether the abbreviation of a full name is there."""
        stems = [w.stem for w in run]
        shorts = {short for short, full in _SHORT_FOR.items() if set(full) <= set(stems)}
        if len(run) > 1:
            shorts.add("".join(w.folded[0] for w in run))
        return any(short in self._stems for short in shorts)

    def is_met_by_surname(self, run: Sequence[Word]) -> bool:
        """Say whether the surname stands there without another first name in front of it."""
        last, first = run[-1], run[0].folded
        return any(
            (same_names(word.stem, last.stem) or same_spelling(word.folded, last.folded))
            and _may_precede(before, first)
            for key in _keys(last)
            for before, word in self._places.get(key, ())
        )


def _keys(word: Word) -> set[str]:
    """Return keys of which two words that may name the same share one."""
    countries = (f"@{n}" for n in _GROUPS_OF.get(word.stem, _NONE))
    return {*spelling_keys(word.folded), *spelling_keys(word.stem), *countries}


def _may_precede(before: Word | None, first: str) -> bool:
    """Say whether what stands before a surname goes with a first name: it, a title, an initial."""
    if before is None or not before.is_capital or before.is_stop or before.folded in _TITLES:
        return True
    is_initial = len(before.stem) == 1 or len(first) == 1
    if before.folded[0] != first[0]:
        return False
    return is_initial or same_names(before.stem, stem(first))


def _initials(text: Sequence[Word]) -> list[str]:
    """Return the initials of the runs of capitalised words of a text, small words left out."""
    found, letters = [], ""
    for word in text:
        if word.is_capital:
            letters += word.folded[0]
        elif word.folded not in _SMALL:
            found.append(letters)
            letters = ""
    return [run for run in (*found, letters) if len(run) > 1]


def _runs(found: Sequence[Word], named: Sequence[Word]) -> list[list[Word]]:
    """Group names that stand directly one after the other: "Prime Minister Ida Tasch"."""
    places = {w.span: i for i, w in enumerate(found)}
    runs: list[list[Word]] = []
    last = -2
    for word in named:
        place = places[word.span]
        gap = word.span.start - found[place - 1].span.end if place else 0
        if place == last + 1 and gap <= 2 and not _is_owner(runs[-1][-1]):
            runs[-1].append(word)
        else:
            runs.append([word])
        last = place
    return runs


def _is_owner(word: Word) -> bool:
    return word.text.endswith(("'s", "’s"))


def _is_plain(word: Word) -> bool:
    """Say whether the first word of a sentence is likely a common word with a capital."""
    if is_country(word.stem):
        return False
    return word.folded in _SENTENCE_OPENERS or word.folded.endswith(
        (
            "ly",
            "ing",
            "ers",
            "ists",
            "sts",
            "ics",
            "ents",
            "tions",
            "ments",
            "ized",
            "ised",
            "ained",
        )
    )


_DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december jan feb mar apr jun jul aug sep
    sept oct nov dec""".split()
)
_SENTENCE_OPENERS = frozenset(
    """a about above according across additionally after again all almost along already also
    although always am amid among an and another any anyone anything are around as at away back
    bad be because been before behind being below beneath beside best better between beyond big
    both brave but by can cars children come contrary could current days despite did do does don't
    down due during each early earlier eight eighteen either eleven enough even eventually every
    everyone everything except far few fewer fifteen fifty first five following for former
    formerly forty four fourteen free from full further get girls given go good great had half
    hard has have having he her here high his how however hundreds i if in inside instead into is
    isn't it it's its just kids last late later least less let like little local long lots low
    made make many may maybe me men might millions more most much must my national near nearly
    neither never new next nine nineteen no nobody none nor not nothing now of off officials often
    old on once one only onto or other others our out outside over overall own past people perhaps
    plus police poor prior private public rather recent reports residents roughly same science
    scientists second seven several she should similar since six sixteen sixty small so some
    someone something sometimes soon still students such ten than that that's the their them then
    there there's these they thing things third thirteen thirty this those though thousands three
    through thus to today together tomorrow tonight too toward towards twelve twenty two under
    unlike until up upon us use very was water we well were what when whenever where whereas
    whether which while who whose why will with within without women work workers would yes
    yesterday yet you young your""".split()
) - {"us", "may"}
