"""Rules that put another name into a case: one that nobody bears, or one of the same article."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from bot.answer import Status
from bot.checks.wordforms import base_of
from bot.verdict import Verdict
from bot.words import words
from eval.cases.values import Case, ClaimCase, Question
from eval.metamorphic.changing import is_negative
from eval.metamorphic.values import Surroundings
from eval.metamorphic.wrapping import chance, with_text
from index.sentences import split_sentences

INVENTED = ("Orvando", "Ilda", "Marvenko", "Tessimund", "Quorlan")
"""Words that are in no archive we know of; one that is in the archive at hand is not used."""

_RUN = regex.compile(
    r"(?<=[\p{Ll},;] |\b(?:Capt|Gen|Dr|Mr|Mrs|Ms|Prof)\. )"
    r"\p{Lu}[\p{L}\p{M}]+(?: \p{Lu}[\p{L}\p{M}]+){1,2}(?![\p{L}\p{N}-])"
)
_TITLES = frozenset(
    """Mayor Doctor President Prime Minister Foreign Judge Captain General Pope King Queen Chief
    Treasurer Professor Editor Sir Lord Lady Secretary Senator Chancellor Bishop Vice Deputy
    Sunday Monday Tuesday Wednesday Thursday Friday Saturday January February March April May June
    July August September October November December""".split()
)
# What follows such words is no part of what is asked for: leaving it out would be no loss.
_BESIDES = regex.compile(
    r"\b(?:before|after|since|besides|except|unlike|than|according to|as far as|apart from|instead"
    r" of|replaced|formerly|or|and|like|such as|from)\b",
    regex.IGNORECASE,
)
_NOUN_BEFORE = regex.compile(r"(?:\b(?:of|in|by|to|at|with|for|on|did|was|were|is|has)(?: the)? )$")
_SHARED = regex.compile(
    r"\b(?:or|and|among|one of|some|any|other|like|such as|present|attend\p{Ll}*|with|also)\b"
)
_ACTS = regex.compile(r"(?:^|^It was |\bby )(?:\p{Lu}\p{L}*\.? )?$")
_MOST_SHARED = 1


def unknown_name(case: Case, around: Surroundings) -> Case | None:
    """Put a name that stands nowhere in the archive for one of a question or of a true claim.

    Of a name that ends in a common word ("Velle Bridge") that word is kept. Names that only say
    beside what else something is ("before Qatar") are left, and those that are an accepted answer.
    """
    if isinstance(case, Question) and (case.status is not Status.ANSWERED or case.as_of):
        return None
    if isinstance(case, ClaimCase) and not _is_plainly_true(case):
        return None
    invented = [word for word in INVENTED if word.casefold() not in around.folded]
    if len(invented) < 2:
        return None
    return with_text(case, lambda text: _renamed(text, case, around, invented))


def _renamed(text: str, case: Case, around: Surroundings, invented: list[str]) -> str | None:
    if _BESIDES.search(text):
        return None
    accepted = " ".join(case.accepted) if isinstance(case, Question) else ""
    known = {name for article in around.all for name in runs(article)}
    names = [name for name in sorted(known) if text.count(name) == 1 and name not in accepted]
    names = [name for name in names if not any(name != n and name in n for n in names)]
    start = chance("name", case.id)
    if names:
        name = names[start % len(names)]
        *_, last = name.split()
        first, second = invented[start % len(invented)], invented[(start + 1) % len(invented)]
        keeps_last = last.lower() in around.words
        new = f"{first} {last}" if keeps_last else f"{first} {second}"
        # A name that also stands there in part, as "Oste" beside "River Oste", would be found.
        parts = name.split()[: -1 if keeps_last else None]
        changed = text.replace(name, new)
        return None if any(part in changed for part in parts) else changed
    singles = [
        found
        for found in regex.finditer(r"\p{Lu}[\p{L}\p{M}]{3,}(?=[.,?]|['’]s?\b|\s\p{Ll})", text)
        if found[0] in around.names
        and found[0] not in accepted
        and text.count(found[0]) == 1
        and _NOUN_BEFORE.search(text, 0, found.start())
        and not regex.match(r"(?:['’]s?)?\s\p{Lu}|\s\p{Ll}", text[found.end() :])
    ]
    if not singles:
        return None
    found = singles[start % len(singles)]
    return text[: found.start()] + invented[start % len(invented)] + text[found.end() :]


def swapped_name(case: Case, around: Surroundings) -> Case | None:
    """Put another person of the same article for the one of whom a true claim says what was done.

    The person opens the claim, or stands after "it was" or "by": who else was somewhere, or was
    named, isn't settled by naming one. The archive may say the same of the other, so none is taken
    of whom a sentence, or the one after it, shares more than one full word with the claim.
    """
    if not isinstance(case, ClaimCase) or not _is_plainly_true(case):
        return None
    return with_text(case, lambda text: _swapped(text, case, around))


def _swapped(text: str, case: ClaimCase, around: Surroundings) -> str | None:
    if _SHARED.search(text):
        return None
    articles = [around.texts[gold.article] for gold in case.gold if gold.article in around.texts]
    known = sorted({name for article in articles for name in runs(article)})
    persons = [name for name in known if _may_be_person(name, around)]
    gold = " ".join(quote.quote for quote in case.gold)
    pairs = [
        (name, other)
        for name in persons
        for other in persons
        if text.count(name) == 1
        and _ACTS.search(text, 0, text.index(name))
        and not any(part in text or part in gold for part in other.split())
        and _is_free(text, name, other, around)
    ]
    if not pairs:
        return None
    name, other = pairs[chance("swap", case.id) % len(pairs)]
    return text.replace(name, other)


def _is_plainly_true(case: ClaimCase) -> bool:
    return case.verdict is Verdict.SUPPORTED and not is_negative(case.claim)


def _may_be_person(name: str, around: Surroundings) -> bool:
    """Say whether a name may be a person's: never with an article, nor with a common word last.

    A place that slips through makes an odd claim, and an untrue one all the same.
    """
    last = name.rpartition(" ")[2]
    if last.lower() in around.words:
        return False
    thing = regex.compile(rf"\b[Tt]he (?:{regex.escape(name)}|{regex.escape(last)})\b")
    return not any(map(thing.search, around.all))


def _is_free(text: str, name: str, other: str, around: Surroundings) -> bool:
    """Say whether no sentence about the other name says nearly what the claim says."""
    ours = _bases(text) - _bases(name)
    last = other.rpartition(" ")[2]
    for article in around.all:
        sentences = [span.of(article) for span in split_sentences(article)]
        for sentence, following in zip(sentences, [*sentences[1:], ""], strict=True):
            if last in sentence and len(ours & _bases(f"{sentence} {following}")) > _MOST_SHARED:
                return False
    return True


def _bases(text: str) -> frozenset[str]:
    return frozenset(base_of(word.folded) for word in words(text) if not word.is_stop)


def runs(article: str) -> Iterable[str]:
    """Return the names of two or three words inside sentences of an article, without titles."""
    for found in _RUN.findall(article):
        parts = found.split()
        while parts and parts[0] in _TITLES:
            parts = parts[1:]
        if len(parts) > 1 and not set(parts) & _TITLES:
            yield " ".join(parts)
