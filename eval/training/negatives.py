"""Pairs made out of pairs: premises about another fact, and premises among other sentences.

Nothing is written here but rearranged: every premise and claim is one of the pairs given. A
premise is "about another fact" only where that can be seen from the words: either it names what
the claim names and says something else of it, or it says the like of something that the claim
doesn't name. Whatever is in between is left out.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import regex

from bot.words import Word, words
from eval.training.pairs import Label, Pair
from index.sentences import split_sentences

_SETS = frozenset(["fever", "feverous", "vitaminc", "vitaminc-synthetic"])
"""Sets about named things; in the others (captions, MultiNLI) names don't tell facts apart."""
_SPLIT_SETS = frozenset(["feverous", "factcg"])
"""Sets whose premises name what they are about in every sentence that is needed."""
_K1, _B = 1.2, 0.75  # BM25 (Robertson and Zaragoza, 2009), usual values
_N_FOUND = 30
_LAST_RANK = 10
_NEAR_IDENTICAL = 0.3
_OTHER_PREDICATE = 0.34
"""A premise with at most this share of a claim's words that are no names says something else."""
_NEARLY_ALL = 0.7
_MUCH_LOST = 0.4
_MOST_WORDS = 150
_SPLIT_SHARE = 0.2
_PRONOUN = regex.compile(r"\b(?:he|she|it|they|his|her|its|their)\b", regex.IGNORECASE)
_OPEN = regex.compile(
    r"\b(?:the|this|both)\s(?:\w+\s)?(?:films?|movies?|series|show|albums?|songs?|singles?|bands?|"
    r"games?|novels?|books?|episodes?|seasons?|plays?|universit(?:y|ies)|schools?|teams?|clubs?|"
    r"cit(?:y|ies)|countr(?:y|ies)|states?|county|village|town|compan(?:y|ies)|characters?|actor|"
    r"actress|singer|group|duo|artist|player|website|channel|video|track|record|party|virus|"
    r"outbreak|pandemic|network|former|latter)\b",
    regex.IGNORECASE,
)
_DATES = frozenset(
    """january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday""".split()
)
_IS_A = regex.compile(  # what is said of everything else too: "only worked as a farmer"
    r"\b(?:is|was|are|were) (?:also )?(?:an?|the)\b|\b(?:not|only|never|solely|exclusively)\b",
    regex.IGNORECASE,
)


class Finder:
    """A small lexical search over texts held in memory (BM25 on stems)."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index texts; the same text given twice is found once."""
        self.texts = list(dict.fromkeys(texts))
        places: dict[str, list[int]] = defaultdict(list)
        counts: dict[str, list[int]] = defaultdict(list)
        lengths = np.zeros(len(self.texts))
        for n, text in enumerate(self.texts):
            stems = read(text).counts
            lengths[n] = sum(stems.values())
            for stem, count in stems.items():
                places[stem].append(n)
                counts[stem].append(count)
        length = _K1 * (1 - _B + _B * lengths / max(1.0, lengths.sum() / max(1, len(lengths))))
        self._postings = {}
        for stem, where in places.items():
            at, frequency = np.array(where), np.array(counts[stem], dtype=np.float64)
            rarity = np.log(1 + (len(self.texts) - len(where) + 0.5) / (len(where) + 0.5))
            self._postings[stem] = at, rarity * frequency * (_K1 + 1) / (frequency + length[at])

    def find(self, query: str, n: int) -> list[str]:
        """Return up to `n` texts that share words with `query`, best first, ties in their order."""
        scores = np.zeros(len(self.texts))
        for stem in sorted(read(query).counts):
            if stem in self._postings:
                at, weights = self._postings[stem]
                scores[at] += weights
        n = min(n, len(scores))
        if not n:
            return []
        best = np.argpartition(-scores, n - 1)[:n]
        best = best[np.lexsort((best, -scores[best]))]
        return [self.texts[place] for place in best if scores[place] > 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What is compared of a text.

    Attributes:
        counts: Stems of its words that mean something, and how often each stands there.
        stems: The same stems without their counts.
        names: Those of its words with a capital, months and days left out.
        plain: Those that are no names: what is said.
        subject: Those of the first name.
        numbers: Its words in digits.
        is_open: Whether it speaks of something that only the text around it names: "the film".
    """

    counts: dict[str, int]
    stems: frozenset[str]
    names: frozenset[str]
    plain: frozenset[str]
    subject: frozenset[str]
    numbers: frozenset[str]
    is_open: bool


@lru_cache(maxsize=200_000)
def read(text: str) -> Read:
    """Read a text for comparison."""
    found = words(text)
    counts: dict[str, int] = defaultdict(int)
    for word in found:
        if not word.is_stop:
            counts[word.stem] += 1
    first = _first_name(found)
    names = frozenset(word.stem for word in found if _is_name(word))
    start = first[0].span.start if first else len(text)
    return Read(
        counts=dict(counts),
        stems=frozenset(counts),
        names=names,
        plain=frozenset(counts) - names,
        subject=frozenset(word.stem for word in first),
        numbers=frozenset(word.stem for word in found if word.is_number),
        is_open=bool(_PRONOUN.search(text, 0, start) or _OPEN.search(text)),
    )


def hard_negatives(pairs: Sequence[Pair], *, seed: int, n: int) -> Iterator[Pair]:
    """Yield up to `n` claims with a premise of the same set that is about another fact.

    Args:
        pairs: Pairs of any sets; `kind` tells the sets apart, an empty `group` is unknown. Only
            sets about named things are used: FEVER, FEVEROUS, VitaminC.
        seed: Chooses the claims, and the premise among the best that will do.
        n: How many at the most.

    Yields:
        Pairs of the kind "negative:other_fact", label NEI, the group of the claim.
    """
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    pairs = [pair for pair in pairs if pair.kind in _SETS]
    finders, owners, own = _by_set(pairs)
    chosen = list({(pair.kind, pair.hypothesis): pair for pair in pairs}.values())
    rng.shuffle(chosen)
    n_made = 0
    for pair in chosen:
        if n_made >= n:
            return
        theirs = [
            text
            for text in finders[pair.kind].find(pair.hypothesis, _N_FOUND)[1:]
            if is_other_fact(pair.hypothesis, text, _relation(pair, text, owners))
            and all(_jaccard(text, one) < _NEAR_IDENTICAL for one in own[pair.hypothesis])
        ][: _LAST_RANK - 1]
        if theirs:
            n_made += 1
            # The better ranks are the harder ones: of three drawn, the first.
            rank = min(rng.randrange(len(theirs)) for _ in range(3))
            premise = theirs[rank]
            yield replace(pair, premise=premise, label=Label.NEI, kind="negative:other_fact")


def other_sentences(sentences: Sequence[tuple[str, str]], *, seed: int, n: int) -> Iterator[Pair]:
    """Yield up to `n` sentences of articles as claims, with another of their article as premise.

    Args:
        sentences: (group, sentence); a group is an article.
        seed: Chooses the sentences, and the premise among those with most words of the claim.
        n: How many at the most.

    Yields:
        Pairs of the kind "negative:other_sentence", label NEI.
    """
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    articles: dict[str, list[str]] = defaultdict(list)
    for group, sentence in sentences:
        articles[group].append(sentence)
    chosen = list(sentences)
    rng.shuffle(chosen)
    n_made = 0
    for group, claim in chosen:
        if n_made >= n:
            return
        ours = read(claim)
        if ours.is_open:
            continue
        theirs = [
            text
            for text in articles[group]
            if is_other_fact(claim, text, "same") and _jaccard(claim, text) < _NEAR_IDENTICAL
        ]
        if theirs:
            n_made += 1
            theirs.sort(key=lambda text: -len(ours.stems & read(text).stems))
            premise = theirs[min(rng.randrange(len(theirs)) for _ in range(3))]
            yield Pair(
                premise=premise,
                hypothesis=claim,
                label=Label.NEI,
                kind="negative:other_sentence",
                group=group,
            )


def long_premises(pairs: Sequence[Pair], *, seed: int, n: int) -> Iterator[Pair]:
    """Yield up to `n` pairs whose premise stands among other sentences, or lacks a needed one.

    Kind "long": one to four premises about the same names, none of which says anything on the
    claim, before and after the premise, at most about 150 words; the label is kept. Kind "split"
    (at most a fifth): a supported claim whose premise has lost the only sentence with a number, or
    two words of names, of the claim; label NEI.
    """
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    pairs = [pair for pair in pairs if pair.kind in _SETS | _SPLIT_SETS]
    finders, owners, own = _by_set([pair for pair in pairs if pair.kind in _SETS])
    chosen = list(pairs)
    rng.shuffle(chosen)
    n_made = n_split = 0
    for pair in chosen:
        if n_made >= n:
            return
        if n_split < n * _SPLIT_SHARE and (rest := _without_needed(pair)) is not None:
            n_split, n_made = n_split + 1, n_made + 1
            yield replace(pair, premise=rest, label=Label.NEI, kind="split")
            continue
        if pair.kind not in _SETS:
            continue
        longer = _among_others(pair, finders[pair.kind], owners, own[pair.hypothesis], rng)
        if longer is not None:
            n_made += 1
            yield replace(pair, premise=longer, kind="long")


def is_other_fact(claim: str, premise: str, relation: str = "unknown") -> bool:
    """Say whether words alone show that a premise neither supports nor refutes a claim.

    Args:
        claim: The claim.
        premise: The premise of another claim.
        relation: "same" or "other" page, "unknown" where a set doesn't tell.
    """
    ours, theirs = read(claim), read(premise)
    shared = ours.stems & theirs.stems
    if len(shared) < 2 or len(shared) > _NEARLY_ALL * len(ours.stems):
        return False
    said = ours.plain
    is_other_predicate = (
        bool(ours.subject & theirs.names)
        and len(said) >= 3
        and len(said - ours.numbers) >= 2
        and (len(said) >= 4 or not (ours.names - ours.subject) & theirs.names)
        and len(said & theirs.stems) <= _OTHER_PREDICATE * len(said)
        and not _IS_A.search(claim)
        and not theirs.is_open
        and not (ours.numbers and theirs.numbers and said & theirs.plain)
    )
    is_other_subject = (
        bool(ours.subject)
        and not ours.subject & theirs.stems
        and relation != "same"
        and bool(theirs.subject)
        and not theirs.is_open
    )
    return is_other_predicate or is_other_subject


def _first_name(found: Sequence[Word]) -> list[Word]:
    """Return the words of the first name of a text: capitals in a row."""
    name: list[Word] = []
    for word in found:
        if _is_name(word):
            name.append(word)
        elif name:
            break
    return name


def _is_name(word: Word) -> bool:
    return word.is_capital and not word.is_stop and word.folded not in _DATES


def _by_set(
    pairs: Sequence[Pair],
) -> tuple[dict[str, Finder], dict[str, set[str]], dict[str, list[str]]]:
    """Return the search of each set, the groups of each premise and the premises of each claim."""
    premises: dict[str, list[str]] = defaultdict(list)
    owners: dict[str, set[str]] = defaultdict(set)
    own: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        premises[pair.kind].append(pair.premise)
        owners[pair.premise].add(pair.group)
        own[pair.hypothesis].append(pair.premise)
    return {kind: Finder(texts) for kind, texts in premises.items()}, owners, own


def _relation(pair: Pair, text: str, owners: dict[str, set[str]]) -> str:
    if not pair.group or not any(owners[text]):
        return "unknown"
    return "same" if pair.group in owners[text] else "other"


def _among_others(
    pair: Pair,
    finder: Finder,
    owners: dict[str, set[str]],
    own: Sequence[str],
    rng: random.Random,
) -> str | None:
    """Return the premise with other premises around it, None where there are none."""
    n_words = len(pair.premise.split())
    wanted = rng.randint(1, 4)
    others: list[str] = []
    for text in finder.find(pair.premise, _N_FOUND):
        size = len(text.split())
        if (
            len(others) < wanted
            and n_words + size <= _MOST_WORDS
            and all(_jaccard(text, one) < _NEAR_IDENTICAL for one in (*own, *others))
            and read(text).names & read(pair.premise).names
            and _says_nothing_on(pair.hypothesis, text, _relation(pair, text, owners))
        ):
            others.append(text)
            n_words += size
    if not others:
        return None
    rng.shuffle(others)
    others.insert(rng.randint(0, len(others)), pair.premise)
    return " ".join(others)


def _says_nothing_on(claim: str, text: str, relation: str) -> bool:
    """Say whether a text beside the premise leaves the claim as it is."""
    ours, theirs = read(claim), read(text)
    return is_other_fact(claim, text, relation) or len(ours.stems & theirs.stems) < 2


def _without_needed(pair: Pair) -> str | None:
    """Return the premise without a sentence that alone holds a detail the claim needs."""
    if pair.label is not Label.SUPPORT or pair.kind not in _SPLIT_SETS:
        return None
    spans = split_sentences(pair.premise)
    if len(spans) < 2:
        return None
    claim = read(pair.hypothesis)
    parts = [span.of(pair.premise) for span in spans]
    for n in range(len(parts)):
        rest = " ".join(parts[:n] + parts[n + 1 :])
        lost = (read(parts[n]).stems - read(rest).stems) & claim.stems
        is_needed = bool(lost & claim.numbers) or len(lost & claim.names) >= 2
        is_much = len(lost) >= _MUCH_LOST * len(claim.stems)
        if is_needed and is_much and len(claim.stems & read(rest).stems) >= 2:
            return rest
    return None


def _jaccard(one: str, other: str) -> float:
    ours, theirs = read(one).stems, read(other).stems
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0
