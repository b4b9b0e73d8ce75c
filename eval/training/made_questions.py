"""Questions made by rule from plain sentences, with the sentence that answers and near misses.

A sentence is taken apart into what stands before the subject, subject, verb and the rest of its
main clause; whatever doesn't come apart for certain makes no question. The near misses are what a
reader must not be answered with: the question with another name, year, number or the opposite verb
(nothing answers it then), the sentence without what was asked for, and another sentence of the
same page.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

import regex

from bot.checks.names import is_country
from bot.checks.quantities import Quantity, find_quantities
from bot.temporal import find_dates
from bot.words import content_words, fold, stem, words
from eval.training.pairs import Asked, Pair
from index.sentences import split_sentences

_FEWEST, _MOST = 4, 24  # words of a question
_SHORTEST, _LONGEST = 6, 45  # words of a sentence
_AUXILIARIES = frozenset("is are was were will would can could may might must should".split())
_HAVE = frozenset("has have had".split())
_PAST = {
    past: base
    for base, *pasts in (
        entry.split()
        for entry in """win won|beat beat|take took|give gave|leave left|break broke|begin began|
        come came|make made|meet met|lead led|send sent|pay paid|buy bought|sell sold|build built|
        lose lost|hold held|keep kept|fall fell|rise rose|write wrote|speak spoke|draw drew|
        fly flew|go went|get got|become became|find found|tell told|say said|see saw|run ran|
        bring brought|think thought|know knew|grow grew|spend spent|seek sought|teach taught|
        fight fought|choose chose|drive drove|wear wore|strike struck|shoot shot|sink sank|
        sing sang|swim swam|steal stole|swear swore|catch caught|feel felt|understand understood|
        withdraw withdrew|undergo underwent|overthrow overthrew|throw threw|show showed|die died|
        forbid forbade|arise arose|bear bore|bind bound|feed fed|freeze froze|hide hid|
        stand stood|win won""".split("|")
    )
    for past in pasts
}
_PARTICIPLES = frozenset(
    """been won beaten taken given left broken begun come made met led sent paid bought sold built
    lost held kept fallen risen written spoken drawn flown gone got become found told said seen run
    brought known grown spent sought taught fought chosen driven worn struck shot sunk sung stolen
    sworn caught felt understood withdrawn thrown shown cut hit set put""".split()
)
_THIRD_PERSON = frozenset(
    """makes sells includes contains provides requires uses holds operates produces covers owns
    belongs lies covers leads offers represents manages supports opposes exports employs plans wants
    begins starts ends lives works consists receives gives takes serves hosts""".split()
)
_VAGUE = frozenset(
    """i me my we us our you your he him his she her it its they them their this that these those
    here there such latter former one ones another other others both each same above below also
    however said""".split()
)
_BREAK = regex.compile(
    r"\s*[,;:—–(]|\s+-\s|\s+(?:that|which|who|whose|whom|where|when|while|although|though|but|"
    r"because|since|unless|if|after|before|until|as|whereas|so|than|including|despite)\b"
)
_AND_VERB = regex.compile(r"\s+and\s+(?=(?:\w+ly\s+)?(?:\w+ed|is|are|was|were|has|had|then)\b)")
_NOT_PLAIN = regex.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|may|might|must|says?|said|saying|whether|"
    r"how|why|what|between|both|either|neither)\b"
)
_ADVERB = (
    r"(?:(?:also|later|then|first|now|still|subsequently|recently|finally|eventually|\w+ly)\s)"
)
_NAME = r"\p{Lu}[\p{L}\p{M}\p{N}.’'&-]*"
_LINK = r"(?:of|the|de|del|la|von|van|al|for|and|bin|ibn)"
_NAMES = regex.compile(rf"(?:[Tt]he\s)?{_NAME}(?:\s(?:{_LINK}\s){{0,2}}{_NAME})*+")
_LEADING = regex.compile(
    r"(?P<when>(?:In|On|By|During|Since)\s(?:\p{L}+\s){0,2}?[\p{L}\p{N}]+(?:\s\d{4})?),\s+"
)
_BRACKETS = regex.compile(r"\s*\([^()]*\)")
_PART = r"(?:(?:\p{Lu}\.)+|\p{Lu}[\p{L}\p{M}\p{N}&]*+(?:[-’']\p{Lu}[\p{L}\p{M}]++)*+(?![\p{L}-]))"
_CAPITALS = regex.compile(rf"(?<![\p{{L}}-]){_PART}(?:\s(?:(?:of|of the|de)\s)?{_PART})*+")
_YEAR = regex.compile(r"(?<![\d,.-])(?:1[5-9]|20)\d\d(?![\d,-]|\.\d)")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WHEN = regex.compile(
    rf"""\s+(?:in|on)\s+(?P<date>(?:(?:early|late|mid)[ -])?
    (?: (?:{"|".join(_MONTHS)})(?:\s\d{{1,2}}(?!\d))?(?:,?\s\d{{4}})?
      | \d{{1,2}}\s(?:{"|".join(_MONTHS)})(?:\s\d{{4}})?
      | (?:1[5-9]|20)\d\d(?!\d)
      | (?:{"|".join(_DAYS)})(?:\s(?:morning|afternoon|evening|night))? ))
    (?=[\s,.]|$)(?:,(?=\s\p{{Ll}}))?""",
    regex.VERBOSE,
)
_WHERE = regex.compile(
    rf"\s+in\s+(?P<place>(?:the\s)?{_NAME}(?:\s{_NAME})*+)(?:,\s{_NAME}(?:\s{_NAME})*+)?"
)
_WHY = regex.compile(
    r"(?<!not)(?<!only)(?<!partly)(?<!just),?\s+(?P<why>because\s.{8,}|due to\s.{8,})$"
)
_COUNTED = regex.compile(
    r"(?P<number>(?:(?:about|around|nearly|almost|over|at least|some|approximately|more than)\s)?"
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d+\s(?:m|b)illion)?|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|twenty|thirty|forty|fifty)(?:\s(?:hundred|thousand|million|billion))?)"
    r"\s(?P<noun>(?:\p{Ll}[\p{Ll}-]+\s){0,2}?\p{Ll}[\p{Ll}-]+s|(?:\p{Ll}+\s)?(?:people|children|men|women))"
    r"(?=\s|$)"
)
_MEASURES = frozenset("years times hours days months minutes weeks others seconds".split())
_MONEY = regex.compile(
    r"\s(?P<number>(?:(?:about|around|nearly|over|some)\s)?(?:US)?[$£€]\s?\d[\d,.]*"
    r"(?:\s(?:million|billion|trillion|thousand))?)(?=\s|$)"
)
_MONEY_VERBS = frozenset(
    "pay spend cost invest raise donate give receive earn win lose owe".split()
)
_NOT_PLACES = frozenset(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday congress parliament english french
    german latin spanish arabic chinese russian christianity islam""".split()
)
_PERSON_TITLES = frozenset(
    """president mr mrs ms dr sir queen king prince princess lord lady pope senator governor
    minister chancellor judge general colonel captain professor emperor""".split()
)
_HER = frozenset("mrs ms queen princess lady".split())
_STATE = frozenset(
    "have include contain provide require use cover consist receive remain become".split()
)
_DOING = frozenset(
    """announce accuse sign approve reject defeat win invent found discover write direct publish
    release order kill arrest criticise criticize condemn launch build design create lead establish
    introduce propose sell buy acquire appoint elect invade attack conquer declare ban lift open
    close support oppose confirm deny develop produce compose record commission donate play join
    vote meet net lose gain hold issue cite manage adopt pass
    carry describe demonstrate paint translate coin patent succeed rule command""".split()
)
_SAYING = frozenset("say report estimate believe show tell think argue claim suggest".split())
_LOOSE = frozenset("more less fewer about almost nearly only at least even such".split())
_OPPOSITES = {
    one: other
    for left, right in (
        pair.split()
        for pair in """open close|opened closed|win lose|won lost|rise fall|rose fell|buy sell|
        bought sold|increase decrease|increased decreased|approve reject|approved rejected|
        accept refuse|accepted refused|join leave|joined left|support oppose|supported opposed|
        begin end|began ended|start stop|started stopped|lift impose|lifted imposed|
        largest smallest|highest lowest|most least|first last|north south|northern southern|
        east west|eastern western|arrive depart|arrived departed|confirm deny|confirmed denied|
        before after|oldest newest|allow forbid|allowed forbade|gain lose|praised criticised|
        raise lower|raised lowered|founded abolished|built destroyed|build destroy""".split("|")
    )
    for one, other in ((left, right), (right, left))
}
_COUNTRIES = (
    "France Germany Canada Brazil Japan Kenya Egypt Poland Norway India Mexico Turkey".split()
)
_PEOPLES = "French German Brazilian Japanese Kenyan Polish Mexican Italian Indian Egyptian".split()
_KNOWN = regex.compile(r"(?<![\p{L}-])\p{Ll}+|(?<=\p{Ll},?\s)\p{Lu}\p{Ll}+")  # not the first word
_YES_NO_SHARE = 0.25
_ALIKE, _ALIKE_YES_NO = 0.6, 0.5
"""Another sentence with this share of a question's words might answer it after all."""
_SUBJECT = "<subject>"
_BEFORE_SUBJECT = frozenset("did does do is are was were will would can could has have had".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A main clause that came apart.

    Attributes:
        before: What stands before the subject, without its comma; empty when nothing does.
        subject: The subject, with its determiner.
        adverb: An adverb between subject and verb.
        auxiliary: "was", "will", "had", or empty for a verb alone.
        verb: The verb that carries tense, when there is no auxiliary.
        base: Its infinitive.
        rest: What follows, up to the end of the clause.
        is_name: Whether the subject is a name.
    """

    before: str
    subject: str
    adverb: str
    auxiliary: str
    verb: str
    base: str
    rest: str
    is_name: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A question, what answers it, and the sentence without that."""

    kind: str
    question: str
    answer: str
    without: str


def made_questions(sentences: Sequence[tuple[str, str]], *, seed: int) -> Iterator[Asked]:
    """Yield questions on sentences: each with its sentence, then with its near misses.

    The kinds: "made:who", "made:what", "made:when", "made:where", "made:how_many",
    "made:how_much", "made:why", "made:yes_no"; near misses have ":changed" (the question),
    ":removed" (the detail) or ":other" (another sentence of the group) behind it.

    Args:
        sentences: (group, sentence), sentences of a group in any order.
        seed: Chooses the words put in and the forms of a question.
    """
    rng = random.Random(seed)  # noqa: S311 - a seeded sample, not a secret
    cleaned = [(group, _tidy(sentence)) for group, sentence in sentences]
    known = Counter(word for _, text in cleaned for word in _KNOWN.findall(text))
    pages: dict[str, list[str]] = defaultdict(list)
    for group, sentence in cleaned:
        pages[group].append(sentence)
    clauses = [(group, text, take_apart(text, known)) for group, text in cleaned]
    subjects: dict[str, list[str]] = defaultdict(list)
    for group, _, clause in clauses:
        if clause is not None and clause.is_name:
            subjects[group].append(clause.subject.removeprefix("the "))
    names = {group: _names_of(texts, subjects[group]) for group, texts in pages.items()}
    for group, sentence, clause in clauses:
        if clause is None:
            continue
        for made in _questions(clause, sentence, rng):
            if not _is_good(made.question):
                continue

            def example(
                text: str, answers: bool, kind: str, question: str, group: str = group
            ) -> Asked:
                return Asked(question=question, text=text, answers=answers, kind=kind, group=group)

            yield example(sentence, True, made.kind, made.question)
            changed = _changed(made, sentence, names[group], rng)
            if changed:
                yield example(sentence, False, f"{made.kind}:changed", changed)
            if made.without and made.without != sentence:
                yield example(made.without, False, f"{made.kind}:removed", made.question)
            other = _other(made, sentence, pages[group])
            if other:
                yield example(other, False, f"{made.kind}:other", made.question)


def sentences_in(pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    """Return (group, premise) of the pairs whose premise is a single sentence, once each."""
    found = {
        pair.premise: pair.group
        for pair in pairs
        if pair.premise.endswith(".")
        and pair.premise[0].isupper()
        and _SHORTEST <= len(pair.premise.split()) <= _LONGEST
    }
    return [(group, text) for text, group in found.items() if len(split_sentences(text)) == 1]


def take_apart(sentence: str, known: Counter[str]) -> Clause | None:
    """Take a sentence apart, or return None where its parts are not plain.

    Args:
        sentence: One sentence with its full stop.
        known: How often each word in lower case stands in a body of text; an infinitive is taken
            only when it is among them.
    """
    text = _BRACKETS.sub("", sentence).removesuffix(".").strip()
    if regex.search(r"[“”\"‘?!;]|''|``|\s'|\[|\.\p{Lu}\p{Ll}", text):
        return None
    leading = _LEADING.match(text)
    before = leading["when"] if leading else ""
    if leading and not _is_date(before):
        return None
    body = text[leading.end() :] if leading else text
    for subject, is_name in _subjects(body):
        after = body[len(subject) :]
        apposition = regex.match(r",\s(?:an?|the|who|which|whose)\s[^,]{3,70},(?=\s\p{Ll})", after)
        if apposition:
            after = after[apposition.end() :]
        elif after[:1] != " ":
            continue
        found = _verb(after.strip(), known)
        if found is None:
            continue
        adverb, auxiliary, verb, base, rest = found
        end = _end_of_clause(rest)
        clause = rest[:end].rstrip()
        if not _is_plain(clause):
            return None
        if regex.split("[’']", fold(subject.split()[0]))[0] in _VAGUE or base in _SAYING:
            return None
        # "Buyers were": a capital only because it comes first.
        is_common = len(subject.split()) == 1 and known[subject.lower()] > known[subject]
        is_proper = is_name and not is_common
        return Clause(
            before=before,
            subject=subject if is_proper and not subject.startswith("The ") else _lower(subject),
            adverb=adverb,
            auxiliary=auxiliary,
            verb=verb,
            base=base,
            rest=clause,
            is_name=is_proper,
        )
    return None


def _subjects(body: str) -> Iterator[tuple[str, bool]]:
    """Yield what may be the subject at the beginning of a clause, and whether it is a name."""
    name = _NAMES.match(body)
    if name and fold(name[0].split()[0]) not in _VAGUE and not _is_date(name[0]):
        parts = name[0].split()
        is_article = parts[0] in {"A", "An"} or parts == ["The"]
        if not is_article and fold(parts[0]) not in _OPENERS:
            yield name[0], True
    for end in regex.finditer(r"\s", body[:90]):
        subject = body[: end.start()]
        parts = subject.split()
        if parts[0] not in {"The", "A", "An"} or len(parts) > 8 or "," in subject:
            return
        if len(parts) > 1 and parts[-1] not in _SMALL and parts[-1].lower() not in _VAGUE:
            yield subject, False


def _verb(text: str, known: Counter[str]) -> tuple[str, str, str, str, str] | None:
    """Return adverb, auxiliary, verb, infinitive and the rest, when a finite verb comes first."""
    found = regex.match(rf"(?P<adverb>{_ADVERB}?)(?P<verb>[\p{{L}}’']+)(?:\s+|$)", text)
    if found is None:
        return None
    adverb, verb = found["adverb"].strip(), found["verb"]
    rest = text[found.end() :]
    following = regex.match(rf"(?:not\s)?{_ADVERB}?(?P<next>[\p{{L}}]+)", rest)
    then = following["next"] if following else ""
    if verb in _AUXILIARIES:
        return (adverb, verb, "", "", rest) if rest else None
    if verb in _HAVE:
        if then.endswith("ed") or then in _PARTICIPLES:
            return adverb, verb, "", "", rest
        return adverb, "", verb, "have", rest
    base = infinitive(verb, known)
    if base is None or then == "by":
        return None
    return adverb, "", verb, base, rest


@lru_cache(maxsize=10_000)
def _candidates(verb: str) -> tuple[str, ...]:
    stemmed = verb[:-2]
    if verb.endswith("ied"):
        return (f"{verb[:-3]}y",)
    doubled = len(stemmed) > 3 and stemmed[-1] == stemmed[-2] and stemmed[-1] not in "sl"
    return (stemmed[:-1],) if doubled else (stemmed, f"{stemmed}e")


def infinitive(verb: str, known: Counter[str]) -> str | None:
    """Return the infinitive of a past or third-person form, None where it isn't known for one."""
    if verb in _PAST:
        return _PAST[verb]
    if verb in _THIRD_PERSON:
        if verb.endswith("ies"):
            return None
        return verb[:-1]
    if not verb.endswith("ed") or len(verb) < 5 or not verb.islower():
        return None
    best = max(_candidates(verb), key=lambda base: known[base])
    return best if known[best] else None


def _end_of_clause(rest: str) -> int:
    """Return where the main clause ends, in code points."""
    ends = [len(rest)]
    for pattern in (_BREAK, _AND_VERB):
        for found in pattern.finditer(rest):
            is_inside = regex.match(r",\d{3}|,\s\d{4}\b", rest[found.start() :].lstrip())
            if not is_inside:
                ends.append(found.start())
                break
    return min(ends)


def _is_plain(clause: str) -> bool:
    """Say whether the rest of a clause has no second verb and no loose end."""
    parts = clause.split()
    loose = _LOOSE | _SMALL | {"written"}
    if parts and (parts[-1] in loose or parts[-1].endswith(("ed", "ly", "ing"))):
        return False
    if any(one == "and" and other in _PAST for one, other in pairwise(parts)):
        return False
    return not _NOT_PLAIN.search(clause)


def _questions(clause: Clause, sentence: str, rng: random.Random) -> Iterator[_Made]:
    yield from _who(clause)
    yield from _when(clause, sentence, rng)
    yield from _where(clause, sentence)
    yield from _how_many(clause, sentence)
    yield from _how_much(clause, sentence)
    yield from _why(clause, sentence)
    if rng.random() < _YES_NO_SHARE and len(clause.rest.split()) >= 2:
        question = f"{_asking(clause, clause.rest, is_open=True)}?"
        yield _Made(kind="made:yes_no", question=question, answer="", without="")


def _who(clause: Clause) -> Iterator[_Made]:
    """Ask for the subject."""
    if len(clause.rest.split()) < 2 or not clause.is_name:
        return
    is_person = fold(clause.subject.split()[0]).rstrip(".") in _PERSON_TITLES
    doing = clause.base in _DOING
    is_state = clause.base in _STATE or clause.auxiliary in {"is", "was"}
    is_thing = clause.subject.startswith("the ") and is_state
    if not (is_person or doing or is_thing):
        return
    if not (is_person or is_state) and regex.match(r"(?:in|on|at|by|from|to|into)\b", clause.rest):
        return
    word = "What" if is_state and not is_person else "Who"
    if " and " in clause.subject or clause.auxiliary in {"are", "were", "have"}:
        return
    verb = clause.auxiliary or clause.verb
    before = f" {_lower(clause.before)}" if clause.before else ""
    adverb = f"{clause.adverb} " if clause.adverb and clause.adverb != "also" else ""
    title = fold(clause.subject.split()[0]).rstrip(".")
    pronoun = "She" if title in _HER else "He" if is_person else "It"
    yield _Made(
        kind=f"made:{word.lower()}",
        question=f"{word} {adverb}{verb} {clause.rest}{before}?",
        answer=clause.subject,
        without=f"{pronoun} {adverb}{verb} {clause.rest}{before}.",
    )


def _when(clause: Clause, sentence: str, rng: random.Random) -> Iterator[_Made]:
    """Ask for the date."""
    if clause.before:
        rest, day = clause.rest, clause.before
        without = _upper(_sentence_without(sentence, clause.before).lstrip())
    else:
        found = _WHEN.search(clause.rest)
        if not found:
            return
        rest = f"{clause.rest[: found.start()]}{clause.rest[found.end() :]}"
        day = found["date"]
        without = _sentence_without(sentence, found[0].removesuffix(","))
    if clause.auxiliary and rest.split()[:1] and rest.split()[0] in {"a", "an", "the"}:
        return  # "a company founded in 2002" isn't when it is one
    if _WHEN.search(f" {rest}") or len(rest.split()) < (1 if clause.auxiliary else 2):
        return
    is_year = bool(regex.fullmatch(r"(?:In )?\d{4}", day))
    opening = rng.choice(("When", "In what year", "In which year")) if is_year else "When"
    if not find_dates(without, on=date(2000, 1, 1)):
        yield _Made(
            kind="made:when",
            question=f"{opening} {_asking(clause, rest, with_before=False)}?",
            answer=day,
            without=without,
        )


def _where(clause: Clause, sentence: str) -> Iterator[_Made]:
    """Ask for a place with a name at the end of the clause."""
    found = _WHERE.search(clause.rest)
    if not found or found.end() != len(clause.rest) or fold(found["place"]) in _NOT_PLACES:
        return
    place = found["place"]
    if _is_date(place) or any(w.isdigit() for w in place.split()):
        return
    rest = clause.rest[: found.start()]
    first = rest.partition(" ")[0]
    is_being = clause.auxiliary in {"is", "are", "was", "were"}
    if is_being and not (first.endswith("ed") or first in _PARTICIPLES | {"born"}):
        return  # "the longest river in Germany" says what it is, not where
    if not rest or regex.search(r"(?:believe|interest|specializ|result|major)\w*$", rest):
        return
    yield _Made(
        kind="made:where",
        question=f"Where {_asking(clause, rest)}?",
        answer=place,
        without="" if f"{found[0]}," in sentence else _sentence_without(sentence, found[0]),
    )


def _how_many(clause: Clause, sentence: str) -> Iterator[_Made]:
    """Ask for a count right behind the verb."""
    found = _COUNTED.match(clause.rest)
    if not found or not clause.verb:
        return
    noun = found["noun"]
    rest = clause.rest[found.end() :].strip()
    if noun.split()[-1] in _MEASURES or noun.endswith("ss") or " and " in f" {rest} ":
        return
    if regex.match(r"of\b|\p{Ll}+(?:ing|ed)\b", rest) or "percent" in noun:
        return
    aux = "does" if clause.verb in _THIRD_PERSON or clause.verb == "has" else "did"
    aux = "do" if clause.verb == "have" else aux
    before = f" {_lower(clause.before)}" if clause.before else ""
    tail = f" {rest}" if rest else ""
    yield _Made(
        kind="made:how_many",
        question=f"How many {noun} {aux} {clause.subject} {clause.base}{tail}{before}?",
        answer=found["number"],
        without=sentence.replace(f"{found['number']} {noun}", noun, 1),
    )


def _how_much(clause: Clause, sentence: str) -> Iterator[_Made]:
    """Ask for an amount of money."""
    found = _MONEY.match(f" {clause.rest}")
    if not found or clause.base not in _MONEY_VERBS:
        return
    rest = f" {clause.rest}"[found.end() :].strip()
    before = f" {_lower(clause.before)}" if clause.before else ""
    tail = f" {rest}" if rest else ""
    if regex.match(r"(?:in|worth|an?)\b", rest):
        return
    yield _Made(
        kind="made:how_much",
        question=f"How much did {clause.subject} {clause.base}{tail}{before}?",
        answer=found["number"],
        without=sentence.replace(found["number"], "money", 1),
    )


def _why(clause: Clause, sentence: str) -> Iterator[_Made]:
    """Ask for what follows "because" or "due to" directly behind the main clause."""
    text = _BRACKETS.sub("", sentence).removesuffix(".").strip()
    found = _WHY.search(text)
    if not found or not clause.rest:
        return
    if not text[: found.start()].endswith(clause.rest.partition(" due to ")[0]):
        return
    rest = clause.rest.partition(" due to ")[0]
    if rest.endswith(("ly", "part")) or len(rest.split()) < 2 - bool(clause.auxiliary):
        return
    yield _Made(
        kind="made:why",
        question=f"Why {_asking(clause, rest)}?",
        answer=found["why"],
        without=f"{text[: found.start()]}.",
    )


def _asking(clause: Clause, rest: str, *, with_before: bool = True, is_open: bool = False) -> str:
    """Return the clause in the order of a question, from the auxiliary on."""
    before = f" {_lower(clause.before)}" if clause.before and with_before else ""
    adverb = f"{clause.adverb} " if clause.adverb and clause.adverb != "also" else ""
    if clause.auxiliary:
        aux, verb = clause.auxiliary, ""
    elif clause.verb in _THIRD_PERSON or clause.verb == "has":
        aux, verb = "does", f"{clause.base} "
    elif clause.verb == "have":
        aux, verb = "do", f"{clause.base} "
    else:
        aux, verb = "did", f"{clause.base} "
    aux = _upper(aux) if is_open else aux
    return f"{aux} {clause.subject} {adverb}{verb}{rest}{before}".strip()


def _is_good(question: str) -> bool:
    parts = question.rstrip("?").split()
    content = [w for w in content_words(question) if w.folded not in _VAGUE]
    return (
        _FEWEST <= len(parts) <= _MOST
        and len(content) >= 3
        and not any(fold(w.strip(",.")) in _VAGUE for w in parts)
        and parts[-1].lower() not in _SMALL
        and "  " not in question
    )


def _changed(
    made: _Made, sentence: str, names: dict[str, list[str]], rng: random.Random
) -> str | None:
    """Return the question with one detail that the sentence denies or doesn't know."""
    ways: list[Callable[[], str | None]] = [
        lambda: _other_name(made.question, sentence, names, rng),
    ]
    if made.kind != "made:yes_no":
        ways += [
            lambda: _other_number(made.question, sentence, rng),
            lambda: _opposite(made.question),
        ]
    rng.shuffle(ways)
    return next((changed for way in ways if (changed := way()) is not None), None)


def _other_name(
    question: str, sentence: str, names: dict[str, list[str]], rng: random.Random
) -> str | None:
    """Put in a name of the same page that stands behind the same word there."""
    start = question.index(" ") + 1
    found = [m for m in _CAPITALS.finditer(question, start) if _is_name(m[0])]
    rng.shuffle(found)
    stems = {w.stem for w in words(sentence)}
    for name in found:
        before = question[: name.start()].rsplit(maxsplit=1)[-1].lower()
        before = _SUBJECT if before in _BEFORE_SUBJECT else before
        if is_country(stem(fold(name[0]))):
            is_people = name[0].endswith(("an", "ish", "ese", "ch"))
            pool = [
                c
                for c in (_PEOPLES if is_people else _COUNTRIES)
                if not {w.stem for w in words(c)} & stems
                and (before not in {"a", "an"} or (before == "an") == (c[0] in "AEIO"))
            ]
        else:
            pool = [
                n
                for n in names.get(before, ())
                if not {w.stem for w in words(n)} & stems
                and not is_country(stem(fold(n)))
                and abs(len(n.split()) - len(name[0].split())) <= 1
            ]
        if pool:
            return question[: name.start()] + rng.choice(pool) + question[name.end() :]
    return None


def _other_number(question: str, sentence: str, rng: random.Random) -> str | None:
    year = _YEAR.search(question)
    if year:
        other = str(int(year[0]) + rng.choice((-12, -5, -3, -2, -1, 1, 2, 3, 4, 7)))
        return (
            None if other in sentence else question[: year.start()] + other + question[year.end() :]
        )
    for names in (_MONTHS, _DAYS):
        for name in names:
            place = regex.search(rf"\b{name}\b", question)
            if place and name != "May":
                other = rng.choice([n for n in names if n not in sentence])
                return question[: place.start()] + other + question[place.end() :]
    counts: list[Quantity] = [
        q for q in find_quantities(question) if q.kind in {"count", "money", "percent"}
    ]
    if counts and counts[0].text.isdigit():
        value = int(counts[0].text)
        other = str(value + rng.choice((1, 2, 3, 5, max(2, value // 2), value)))
        return question[: counts[0].span.start] + other + question[counts[0].span.end :]
    return None


def _opposite(question: str) -> str | None:
    for found in regex.finditer(r"\b\p{Ll}+\b", question):
        is_last_week = regex.match(r"\s(?:week|month|year|night|days)\b", question[found.end() :])
        if found[0] in _OPPOSITES and found.start() and not is_last_week:
            return question[: found.start()] + _OPPOSITES[found[0]] + question[found.end() :]
    return None


def _other(made: _Made, sentence: str, page: Sequence[str]) -> str | None:
    """Return the sentence of the page most like the question that doesn't hold the answer."""
    asked = _content(made.question)
    most_alike = _ALIKE_YES_NO if made.kind == "made:yes_no" else _ALIKE
    answer = _content(made.answer) or _content(made.question)
    best, most = None, 0
    for text in page:
        theirs = _content(text)
        shared = len(asked & theirs)
        if (
            text != sentence
            and shared > most
            and not answer <= theirs
            and shared < most_alike * len(asked)
        ):
            best, most = text, shared
    return best


@lru_cache(maxsize=100_000)
def _content(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in content_words(text))


def _names_of(texts: Sequence[str], subjects: Sequence[str]) -> dict[str, list[str]]:
    """Return the names of a page by the word before them; those that act, by `_SUBJECT`."""
    found: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for match in _CAPITALS.finditer(text, 1):
            before = regex.search(r"(\p{L}+)\s$", text[: match.start()])
            if before and _is_name(match[0]):
                found[before[1].lower()].add(match[0])
    found[_SUBJECT] = {name for name in subjects if _is_name(name)}
    return {before: sorted(names) for before, names in found.items()}


def _is_name(text: str) -> bool:
    parts = text.split()
    return not (set(parts) & {*_MONTHS, *_DAYS}) and len(text) > 2 and parts[0] not in {"The", "A"}


def _sentence_without(sentence: str, part: str) -> str:
    """Return the sentence without a part; a comma that closed it goes too."""
    rest = regex.sub(regex.escape(part) + ",?", "", sentence, count=1)
    rest = regex.sub(r"\s+([,.])", r"\1", " ".join(rest.split()))
    return rest if rest.endswith(".") else f"{rest}."


def _is_date(text: str) -> bool:
    return bool(find_dates(text, on=date(2000, 1, 1)))


def _tidy(sentence: str) -> str:
    """Return a sentence without the spaces that tokenisers leave around marks."""
    sentence = regex.sub(r"-LRB-\s?", "(", sentence)
    sentence = regex.sub(r"\s?-RRB-", ")", sentence)
    sentence = regex.sub(r"\(\s+", "(", regex.sub(r"\s+\)", ")", sentence))
    sentence = regex.sub(r"\s+([,.;:%]|'s\b|n't\b)", r"\1", sentence)
    return str(regex.sub(r"([$£€])\s+(?=\d)", r"\1", " ".join(sentence.split())))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


_SMALL = frozenset(
    """of in on at by to for from with and or the a an as into its their his her that which who
    was were is are be has have had will would not than""".split()
)
_OPENERS = frozenset(
    """although after before because while when if since as during despite with without from for in
    on at by to under over between among most many some several all no one two three four five
    today currently according instead however there what who where why how another each every
    people both either along following given unlike like such more which neither either nobody
    none fewer few two-thirds yesterday""".split()
)
