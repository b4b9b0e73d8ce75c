"""Cutting a sentence into atomic claims, each of which can be checked by itself.

Cut are: clauses joined by "and", "but", "while", a semicolon; predicates that share a subject
("voted for it and left"); relative clauses set off by commas. Left whole is whatever would change
its meaning alone: what somebody said, conditions, alternatives, restrictive clauses, shared
passives. No word is changed: a claim is made of stretches of the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.claims.grammar import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    HAVE,
    SPEECH,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_adverb,
    is_participle,
    is_plural,
    is_pure_participle,
)
from bot.claims.sentence import MAX_WORDS, Sentence
from sources.article import Span

_MAX_SUBJECT = 14  # words that are carried to a further predicate
_MAX_BEFORE_VERB = 9  # words of a clause before its verb
_JOINS = frozenset("and but while whereas yet".split())
_TOGETHER = frozenset("both between either neither or nor".split())
_CLAUSAL = frozenset("means meant led caused prompted made surprised forced raised is was".split())
_AFTER_PASSIVE = 3  # words behind "was" in which its participle stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A claim as stretches of its sentence.

    Attributes:
        own: Its own words, in order.
        carried: What is put in front of them to make it whole: subject and auxiliary; may be empty.
        replaced: The relative pronoun that `carried` stands in place of, or None.
    """

    own: tuple[Span, ...]
    carried: tuple[Span, ...] = ()
    replaced: Span | None = None


def split_sentence(text: str) -> list[Atom]:
    """Return the atomic claims of one sentence, in the order of their first own word.

    Spans count from the start of `text` and neither begin nor end with white space. A sentence
    that cannot be cut is one atom of one span. Linear in the length of the sentence but for its
    conjunctions, of which each is looked at with the words around it.
    """
    sentence = Sentence(text)
    whole = [Atom(own=(Span(start=0, end=len(text)),))]
    if not 4 <= len(sentence.words) <= MAX_WORDS or text.rstrip("”\"’')").endswith("?"):
        return whole
    relative, rest = _relative_clause(sentence)
    atoms = [*relative, *_joined(sentence, rest)]
    if len(atoms) < 2:
        return whole
    return sorted(atoms, key=lambda atom: (atom.own[0].start, -atom.own[-1].end))


def _spans(sentence: Sentence, places: Sequence[int]) -> tuple[Span, ...]:
    """Return the stretches of places, one for each run without a gap."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return tuple(sentence.span(run) for run in runs)


def _relative_clause(sentence: Sentence) -> tuple[list[Atom], list[int]]:
    """Return the first relative clause that stands alone, and the places that are left."""
    every = list(range(len(sentence.words)))
    for place in every[1:-2]:
        if (
            sentence.folded(place) not in ("who", "which")
            or not sentence.has_comma(place)
            or sentence.is_masked[place]
            or not _begins_predicate(sentence, place + 1)
        ):
            continue
        has_verb = bool(sentence.verbs(every[:place]))
        end = _end_of_clause(sentence, place, is_last=has_verb)
        antecedent = _noun_before(sentence, place)
        if end is None or not antecedent:
            continue
        is_final = end == len(sentence.words)
        is_name = any(sentence.words[i].is_capital and i for i in antecedent)
        verb = sentence.folded(place + 1)
        if sentence.folded(place) == "which" and is_final and verb in _CLAUSAL and not is_name:
            continue
        atom = Atom(
            own=(sentence.span(range(place, end)),),
            carried=(sentence.span(antecedent),),
            replaced=sentence.words[place].span,
        )
        return [atom], [i for i in every if not place <= i < end]
    return [], every


def _end_of_clause(sentence: Sentence, place: int, *, is_last: bool) -> int | None:
    """Return where a relative clause ends: before the main verb, or with the sentence."""
    for i in range(place + 2, len(sentence.words)):
        if not sentence.has_comma(i) or sentence.is_masked[i]:
            continue
        if is_last and sentence.folded(i) in _JOINS and _opens_clause(sentence, i + 1):
            return i
        if _begins_predicate(sentence, i):
            return None if is_last else i  # which verb it belongs to is not plain
    return len(sentence.words) if is_last else None


def _noun_before(sentence: Sentence, place: int) -> list[int]:
    """Return the noun phrase that ends right before a place: a name, or back to its article."""
    start = place - 1
    if sentence.words[start].is_capital:
        while start > 0 and (
            sentence.words[start - 1].is_capital
            or sentence.folded(start - 1) in ("of", "de", "von")
        ):
            if sentence.gap(start).strip(" &.") or sentence.finite[start - 1]:
                break
            start -= 1
        if sentence.folded(start - 1) in DETERMINERS:
            start -= 1
        return list(range(start, place)) if sentence.folded(start) != "of" else []
    for i in range(start, max(-1, start - 6), -1):
        if sentence.finite[i] or (i < start and sentence.has_comma(i + 1)):
            return []
        is_head = sentence.folded(i) in DETERMINERS or sentence.words[i].is_number
        if is_head or sentence.folded(i) in _COUNTS:
            return list(range(i, place))
        if i == 0:
            return list(range(place))
    return []


_COUNTS = frozenset("two three four five six seven eight nine ten eleven twelve".split())


def _joined(sentence: Sentence, places: list[int]) -> list[Atom]:
    """Cut the places at conjunctions where both sides stand alone."""
    cuts: list[tuple[int, int, str]] = []  # position in places of the join, length, kind
    start = 0
    for at in range(1, len(places) - 1):
        place = places[at]
        if sentence.is_masked[place] or at <= start:
            continue
        if ";" in sentence.gap(place) and _can_end(sentence, places[start:at]):
            cuts.append((at, 0, "clause"))
            start = at
        elif sentence.folded(place) in _JOINS:
            kind = _kind_of_join(sentence, places, start, at)
            if kind:
                cuts.append((at, 1, kind))
                start = at + 1 if kind == "clause" else start
    if not cuts:
        return [Atom(own=_spans(sentence, places))]
    return _atoms(sentence, places, _with_series(sentence, places, cuts))


def _atoms(
    sentence: Sentence, places: list[int], cuts: Sequence[tuple[int, int, str]]
) -> list[Atom]:
    atoms: list[Atom] = []
    clause: list[int] = []
    ends = [at for at, _, _ in cuts] + [len(places)]
    pieces = [(0, "clause"), *((at + length, kind) for at, length, kind in cuts)]
    for (begin, kind), end in zip(pieces, ends, strict=True):
        piece = places[begin:end]
        if not piece:
            continue
        own = _spans(sentence, piece)
        if kind == "clause":
            clause = piece
            atoms.append(Atom(own=own))
        else:
            carried = _carried(sentence, clause, piece)
            atoms.append(Atom(own=own, carried=_spans(sentence, carried)))
    return atoms


def _kind_of_join(sentence: Sentence, places: list[int], start: int, at: int) -> str:
    """Return "clause", "predicate" or "" for the conjunction at a position."""
    left, right = places[start:at], places[at + 1 :]
    if not _can_end(sentence, left) or not right:
        return ""
    join, has_comma = sentence.folded(places[at]), sentence.has_comma(places[at])
    if join == "while" and not has_comma:
        return ""
    first = right[0]
    if _opens_clause(sentence, first, has_comma=has_comma or join != "and"):
        is_bound = _hangs(sentence, left) and not has_comma
        return "" if is_bound else "clause"
    if join in ("while", "whereas") or _hangs(sentence, left):
        return ""
    return "predicate" if _continues(sentence, left, first) else ""


def _can_end(sentence: Sentence, left: Sequence[int]) -> bool:
    """Say whether what stands left of a conjunction is a clause that can stand alone."""
    verbs = sentence.verbs(left)
    if not verbs or any(sentence.folded(i) in _TOGETHER for i in left if i > verbs[0]):
        return False
    if sentence.folded(left[0]) in ("both", "either", "neither", "not"):
        return False
    if sentence.folded(left[0]) in SUBORDINATORS and len(verbs) < 2:
        return False
    return not _is_reported(sentence, left, verbs)


def _is_reported(sentence: Sentence, left: Sequence[int], verbs: Sequence[int]) -> bool:
    """Say whether what follows may still be somebody's words: "he said the ship sank and …"."""
    for verb in verbs:
        if sentence.folded(verb) not in SPEECH:
            continue
        later = [i for i in left if i > verb]
        if any(sentence.folded(i) in ("that", "whether", "how") for i in later):
            return True
        if any(sentence.finite[i] for i in later):
            return True
    return sentence.folded(left[0]) == "according"


def _hangs(sentence: Sentence, left: Sequence[int]) -> bool:
    """Say whether the last verb on the left is that of a subordinate clause."""
    verbs = sentence.verbs(left)
    subordinate = [
        i for i in left if sentence.folded(i) in SUBORDINATORS and i > left[0] and i < verbs[-1]
    ]
    if not subordinate:
        return False
    between = [i for i in verbs if i > subordinate[-1]]
    is_prefix = subordinate[-1] < verbs[0] and len(between) >= 2
    return not is_prefix and not sentence.has_comma(between[-1])


def _opens_clause(sentence: Sentence, first: int, *, has_comma: bool = True) -> bool:
    """Say whether a subject with its verb begins at a place."""
    if first >= len(sentence.words):
        return False
    word = sentence.words[first]
    folded = word.folded
    is_marked = (
        folded in SUBJECT_PRONOUNS | DETERMINERS
        or folded in _COUNTS
        or word.is_number
        or word.is_capital
    )
    is_barred = folded in SUBORDINATORS - {"that"} or folded in ("to", "so", "not", "then")
    is_barred = is_barred or (is_adverb(word) and folded != "there")
    if is_barred or (not is_marked and not has_comma) or sentence.finite[first]:
        return False
    for i in range(first + 1, min(len(sentence.words), first + _MAX_BEFORE_VERB)):
        if sentence.is_masked[i] or sentence.has_comma(i):
            return False
        if sentence.folded(i) in SUBORDINATORS - {"as"} or sentence.folded(i) in _JOINS:
            return False
        if sentence.finite[i]:
            is_clear = sentence.folded(i) in AUXILIARIES or folded in SUBJECT_PRONOUNS
            is_past = is_participle(sentence.words[i]) and sentence.folded(i) not in AUXILIARIES
            return has_comma or is_clear or not (is_past and not word.is_capital)
    return False


def _begins_predicate(sentence: Sentence, place: int) -> bool:
    for i in range(place, min(place + 3, len(sentence.words))):
        if sentence.finite[i]:
            return True
        if not is_adverb(sentence.words[i]):
            return False
    return False


def _continues(sentence: Sentence, left: Sequence[int], first: int) -> bool:
    """Say whether a second predicate of the left clause's subject begins at a place."""
    subject = _subject(sentence, left)
    if not subject or not _begins_predicate(sentence, first):
        return False
    verb = next(i for i in range(first, len(sentence.words)) if sentence.finite[i])
    word = sentence.words[verb]
    if word.folded in AUXILIARIES or not is_participle(word):
        return True
    following = sentence.words[verb + 1] if verb + 1 < len(sentence.words) else None
    if following and word.folded.endswith("ed") and is_plural(following):
        is_stop = following.is_stop or following.is_capital or following.is_number
        if not is_stop and not sentence.has_comma(verb + 1) and not is_adverb(following):
            return False  # "the wounded and displaced people"
    return not _is_passive(sentence, left) or is_pure_participle(word)


def _is_passive(sentence: Sentence, left: Sequence[int]) -> bool:
    verb = sentence.verbs(left)[0]
    behind = [i for i in left if verb < i <= verb + _AFTER_PASSIVE]
    if any(sentence.folded(i) in ("been", "being") for i in behind):
        return True
    for i in behind:
        if is_participle(sentence.words[i]):
            return sentence.folded(verb) in BE
        if not is_adverb(sentence.words[i]):
            return False
    return False


def _subject(sentence: Sentence, clause: Sequence[int]) -> list[int]:
    """Return the places before the first verb of a clause, adverbs before it left out."""
    verbs = sentence.verbs(clause)
    subject = [i for i in clause if i < verbs[0]] if verbs else []
    while subject and is_adverb(sentence.words[subject[-1]]):
        subject.pop()
    return subject if len(subject) <= _MAX_SUBJECT else []


def _carried(sentence: Sentence, clause: Sequence[int], piece: Sequence[int]) -> list[int]:
    subject = _subject(sentence, clause)
    verb = sentence.verbs(clause)[0]
    first = next((i for i in piece if not is_adverb(sentence.words[i])), piece[0])
    is_bare = is_participle(sentence.words[first]) and sentence.folded(first) not in AUXILIARIES
    is_perfect = sentence.folded(verb) in HAVE and any(
        is_participle(sentence.words[i]) for i in clause if verb < i <= verb + 2
    )
    needs = is_bare and (is_perfect or is_pure_participle(sentence.words[first]))
    return [*subject, verb] if needs and sentence.folded(verb) in BE | HAVE else subject


def _with_series(
    sentence: Sentence, places: list[int], cuts: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Add the commas of "sued, lost and appealed" before a predicate that "and" joins."""
    found = list(cuts)
    for at, _, kind in cuts:
        if kind != "predicate":
            continue
        start = max((a + n for a, n, k in cuts if k == "clause" and a < at), default=0)
        verbs = sentence.verbs(places[start:at])
        for i in range(start + 1, at):
            place = places[i]
            is_new = sentence.has_comma(place) and place > verbs[0] and place - 1 == places[i - 1]
            if is_new and sentence.finite[place] and not sentence.is_masked[place]:
                found.append((i, 0, "predicate"))
    return sorted(set(found))
