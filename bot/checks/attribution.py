"""Who says it, and how: said, denied, alleged. Does the quote give the claim's words to another?

"Olsen said P" is not met by "Tasch said P"; "P" is not met by "Olsen denied P" or "allegedly P".
Speakers are found by word order ("Olsen said", "said Olsen", "according to Olsen"); a pronoun is
nobody in particular.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import regex

from bot.checks.events import Event, Phrase, find_event, meet, phrase_after
from bot.checks.finding import Finding, Outcome, shorten
from bot.checks.names import is_country
from bot.checks.scope import Reading, is_full, is_negator, read
from bot.checks.wordforms import base_of, means_same
from bot.words import Word

NAME = "attribution"


class Mode(StrEnum):
    """How something is put: as said, as denied, as alleged."""

    SAID = "said"
    DENIED = "denied"
    ALLEGED = "alleged"


_VERBS = {
    base_of(verb): mode
    for mode, verbs in (
        (
            Mode.SAID,
            """say tell state announce declare insist argue add explain note warn confirm admit
            acknowledge write report reply conclude stress assert maintain believe predict promise
            reveal testify concede describe call mention suggest confess estimate claim""",
        ),
        (Mode.DENIED, "deny refute rebut dispute reject dismiss disprove contradict"),
        (Mode.ALLEGED, "allege accuse suspect speculate rumour rumor charge"),
    )
    for verb in verbs.split()
}
_HEARSAY = frozenset("allegedly reportedly purportedly supposedly".split())
# Verbs whose content is no clause of its own unless "that" follows: "called the mayor".
_ONLY_WITH_THAT = frozenset(base_of(v) for v in "add note report call describe write".split())
_OPENS = frozenset("that whether how".split())
_ONLY_OF_CLAIMS = frozenset(map(base_of, "reject dismiss refute rebut dispute".split()))
_FOR_DENIAL = frozenset(
    base_of(w)
    for w in "claim report allegation accusation suggestion rumor rumour charge that".split()
)
_REFUSALS = frozenset(map(base_of, "refuse reject turn decline block veto".split()))
_SOMEBODY = frozenset("he she they it i we who officials".split())
_TALES = frozenset(map(base_of, "tale story joke truth lie".split()))
_PLAIN_ENDINGS = ("s", "ment", "ing", "tion", "ce", "ple", "earch", "men")
_LEAST_SHARED = 0.7  # share of the full words of what is claimed that must be in what is said
_NO = frozenset("not no isn't wasn't never n't".split())
_FALSE = frozenset("false untrue incorrect".split())
_OF_WHAT = frozenset("that in".split())
_NEAR_DENIAL = 3  # words between a denial and what it denies
_FAR = 80  # words of a sentence before and after a verb that are looked at
_MOST_SAID = 30  # of a text that are compared


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a text gives as somebody's words.

    Attributes:
        mode: How it is put.
        source: The words that name who says it; empty when nobody is named.
        verb: Place of the word that says so.
        content: Places of what is said.
    """

    mode: Mode
    source: Phrase
    verb: int
    content: tuple[int, ...]


def find_said(text: str) -> list[Said]:
    """Find what a text gives as said, denied or alleged, in order."""
    return list(_find(read(text)))


def check_attribution(claim: str, quote: str) -> Finding:
    """Compare who says what the claim holds, and whether it is said, denied or only alleged.

    Conflicts: the quote gives the same words to another named speaker, or the speaker denies in one
    text what he says in the other. Missing: the claim states as fact what the quote only gives as
    denied or alleged, or names a speaker (or a denial) that the quote lacks.
    """
    ours, theirs = read(claim), read(quote)
    mine, yours = _main(ours), list(islice(_find(theirs), _MOST_SAID))
    wanted = mine.content if mine else tuple(range(len(ours.words)))
    if mine is None:
        # Who denies or is accused is mostly who did it.
        whole = {said.verb: (*said.content, *_spans(theirs, said.source)) for said in yours}
        about = [said for said in yours if _is_about(ours, wanted, theirs, whole[said.verb])]
        return _bare(ours, wanted, theirs, about)
    about = [said for said in yours if _is_about(ours, wanted, theirs, said.content)]
    if not about:
        return _unsaid(mine, yours, ours, theirs)
    same = [
        s for s in about if not s.source or not mine.source or _same_source(s.source, mine.source)
    ]
    if any(mine.mode is said.mode for said in same):
        return Finding(check=NAME, outcome=Outcome.AGREES)
    if same:
        said = same[0]
        is_opposed = Mode.DENIED in (mine.mode, said.mode)
        return Finding(
            check=NAME,
            outcome=Outcome.CONFLICTS if is_opposed else Outcome.MISSING,
            reason=f"in the article it is {said.mode} (“{theirs.words[said.verb].text}”), "
            f"in the claim {mine.mode} (“{ours.words[mine.verb].text}”)",
        )
    return _other_speaker(mine, about, ours, theirs)


def _bare(ours: Reading, wanted: Sequence[int], theirs: Reading, about: list[Said]) -> Finding:
    doubtful = [said for said in about if said.mode is not Mode.SAID]
    if not doubtful or len(doubtful) < len(about):
        return Finding(check=NAME, outcome=Outcome.SILENT)
    taken = {
        i for said in doubtful for i in (*said.content, said.verb, *_spans(theirs, said.source))
    }
    rest = tuple(i for i in range(len(theirs.words)) if i not in taken)
    is_hedged = any(w.folded in _HEARSAY or w.folded in _DOUBTING for w in ours.words)
    if is_hedged or _is_about(ours, wanted, theirs, rest):
        return Finding(check=NAME, outcome=Outcome.SILENT)
    said = doubtful[0]
    who = f" by {_shown(theirs, said.source)}" if said.source else ""
    return Finding(
        check=NAME,
        outcome=Outcome.MISSING,
        reason=f"in the article it is only {said.mode}{who} "
        f"(“{theirs.words[said.verb].text}”), in the claim it is a fact",
    )


def _unsaid(mine: Said, yours: Sequence[Said], ours: Reading, theirs: Reading) -> Finding:
    if mine.mode is Mode.ALLEGED or any(not said.source for said in yours):
        return Finding(check=NAME, outcome=Outcome.SILENT)
    if not _is_about(ours, mine.content, theirs, tuple(range(len(theirs.words)))):
        return Finding(check=NAME, outcome=Outcome.SILENT)
    if _is_named(mine.source) and not meet(mine.source, theirs.words):
        reason = f"the article does not say that {_shown(ours, mine.source)} {mine.mode} it"
    elif mine.mode is Mode.DENIED and not any(b in _VERBS or b in _REFUSALS for b in theirs.bases):
        reason = "the article does not say that anybody denied it"
    else:
        return Finding(check=NAME, outcome=Outcome.SILENT)
    return Finding(check=NAME, outcome=Outcome.MISSING, reason=reason)


def _other_speaker(mine: Said, about: list[Said], ours: Reading, theirs: Reading) -> Finding:
    said = about[0]
    if not (_is_named(mine.source) and _is_named(said.source)):
        return Finding(check=NAME, outcome=Outcome.SILENT)
    is_rival = mine.mode is said.mode and not meet(mine.source, theirs.words)
    return Finding(
        check=NAME,
        outcome=Outcome.CONFLICTS if is_rival else Outcome.MISSING,
        reason=f"in the article it is {_shown(theirs, said.source)} and not "
        f"{_shown(ours, mine.source)} (“{theirs.words[said.verb].text}”)",
    )


def _is_named(source: Phrase) -> bool:
    return any(w.is_capital and not _is_plain(w) for w in source)


def _is_plain(word: Word) -> bool:
    """Say whether a capital may only be there because the word opens a sentence."""
    return word.opens and word.folded.endswith(_PLAIN_ENDINGS) and not is_country(word.stem)


def _same_source(one: Phrase, other: Phrase) -> bool:
    if meet(one, other):
        return True
    short, long = sorted((one, other), key=len)
    letters = "".join(w.folded[0] for w in long if w.is_capital)
    return any(w.stem == letters for w in short)


def _main(reading: Reading) -> Said | None:
    """Return what the whole claim is given as, or None when it is stated as fact."""
    full = [i for i, w in enumerate(reading.words) if is_full(w)]
    for said in islice(_find(reading), _MOST_SAID):
        held = {*said.content, said.verb, *_spans(reading, said.source)}
        if len([i for i in full if i in held]) >= _LEAST_SHARED * len(full):
            return said
    return None


def _find(reading: Reading) -> Iterator[Said]:
    found = reading.words
    for place, word in enumerate(found):
        if word.folded in _HEARSAY:
            content = tuple(i for i in _sentence(reading, place) if i != place)
            yield Said(Mode.ALLEGED, (), place, content)
        elif word.folded == "according" and place + 2 < len(found):
            source = phrase_after(reading, place + 2)
            skip = {place, place + 1, *_spans(reading, source)}
            content = tuple(i for i in _sentence(reading, place) if i not in skip)
            yield Said(Mode.SAID, source, place, content)
        elif _is_untrue(found, place):
            content = tuple(i for i in _sentence(reading, place) if i > place + 1)
            yield Said(Mode.DENIED, (), place, content)
        elif reading.bases[place] in _VERBS and not (word.is_capital and not word.opens):
            if _is_what_is_denied(reading, place):
                continue
            said = _of_verb(reading, place)
            if said is not None:
                yield said


def _is_untrue(found: Sequence[Word], place: int) -> bool:
    """Say whether it is said that something is untrue: "it is not true that …"."""
    word = found[place].folded
    follows = found[place + 1].folded if place + 1 < len(found) else ""
    before = found[place - 1].folded if place else ""
    is_no_truth = word in ("true", "truth") and before in _NO
    return follows in _OF_WHAT and (is_no_truth or word in _FALSE)


def _is_what_is_denied(reading: Reading, place: int) -> bool:
    """Say whether "reports" is a noun: "dismissed reports that …"."""
    before = reading.bases[max(0, place - _NEAR_DENIAL) : place]
    return reading.bases[place] in _FOR_DENIAL and any(
        _VERBS.get(base) is Mode.DENIED for base in before
    )


def _of_verb(reading: Reading, place: int) -> Said | None:
    found = reading.words
    verb = reading.bases[place]
    mode = _VERBS[verb]
    event = find_event(reading, place)
    before_it = found[max(0, place - 2) : place]
    if event is None and any(w.folded in _SOMEBODY for w in before_it[-1:]):
        event = Event((), ())
    if event is None or not _has_content(reading, place):
        return None
    sentence = _sentence(reading, place)
    source = event.agent
    spans = _spans(reading, source)
    before = tuple(i for i in sentence if i < place and i not in spans)
    after = tuple(i for i in sentence if i > place and i not in spans)
    follows = found[place + 1].folded if place + 1 < len(found) else ""
    text = reading.text
    gap = text[found[place].span.end : found[place + 1].span.start] if after else ""
    is_trailing = place and _is_trailing(reading, place, source) and follows not in _OPENS
    content = before if is_trailing else after
    if mode is not Mode.SAID:
        content = (*before, *after)
    if verb in _ONLY_WITH_THAT and not is_trailing and follows not in _OPENS and gap == " ":
        return None
    if any(is_negator(found, i) for i in range(max(0, place - 2), place)):
        if mode is not Mode.DENIED:
            return None
        mode = Mode.SAID
    return Said(mode, source, place, content) if content else None


def _has_content(reading: Reading, place: int) -> bool:
    """Say whether what follows a verb can be what is said: "told the tale" tells nothing."""
    verb = reading.bases[place]
    after = reading.bases[place + 1 : place + 5]
    if verb == "tell":
        return not _TALES & set(after)
    return verb not in _ONLY_OF_CLAIMS or any(b in _FOR_DENIAL for b in after)


def _is_trailing(reading: Reading, place: int, source: Phrase) -> bool:
    """Say whether the speaker comes after what is said: "…, Olsen said", "…,” said Olsen"."""
    spans = _spans(reading, source)
    first = min([place, *spans])
    if first == 0 or reading.sentences[first - 1] != reading.sentences[place]:
        return False
    between = reading.text[reading.words[first - 1].span.end : reading.words[first].span.start]
    if not regex.search(r"[,”\"!?—–-]", between):
        return False
    rest = [i for i in _sentence(reading, place) if i > place and i not in spans]
    ahead = [i for i in _sentence(reading, place) if i < first]
    return len(ahead) > len(rest)


def _sentence(reading: Reading, place: int) -> range:
    number = reading.sentences[place]
    start = end = place
    while start > max(0, place - _FAR) and reading.sentences[start - 1] == number:
        start -= 1
    while end < min(len(reading.words), place + _FAR) and reading.sentences[end] == number:
        end += 1
    return range(start, end)


def _spans(reading: Reading, phrase: Phrase) -> set[int]:
    if not phrase:
        return set()
    start, end = phrase[0].span.start, phrase[-1].span.end
    return {i for i, w in enumerate(reading.words) if start <= w.span.start < end}


def _is_about(
    ours: Reading, wanted: Sequence[int], theirs: Reading, content: Sequence[int]
) -> bool:
    """Say whether most full words of the claim stand in what is said."""
    there = {theirs.bases[i] for i in content}
    full = [
        i
        for i in wanted
        if (is_full(ours.words[i]) or ours.words[i].is_number) and ours.bases[i] not in _FOR_DENIAL
    ]
    met = sum(
        ours.bases[i] in there or any(means_same(ours.bases[i], other) for other in there)
        for i in full
    )
    return bool(full) and met >= _LEAST_SHARED * len(full)


def _shown(reading: Reading, phrase: Phrase) -> str:
    if not phrase:
        return "somebody else"
    text = reading.text[phrase[0].span.start : phrase[-1].span.end]
    return shorten(text.removesuffix("’s").removesuffix("'s"))


_DOUBTING = frozenset(
    """accused alleged allegedly suspected denied denies deny suspect accuses alleges charged claims
    claimed rumours rumors""".split()
)
