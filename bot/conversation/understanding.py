"""What a follow-up question means: the question made self-contained, by rules, without a model.

A question that is self-contained is left exactly as it is, also when it changes the topic. What is
understood is only used to find and weigh sentences, and it is shown; `keeps_demands` makes sure
that every number and name that was asked for, and the kind of question, are still in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bot.checks.names import names_in
from bot.checks.wordforms import is_irregular_past
from bot.conversation import lexicon
from bot.conversation.asked import AUXILIARY, CONNECTIVE, WH, Asked, ask_of, sentence, take_apart
from bot.conversation.filling import fill
from bot.conversation.phrases import mentions
from bot.conversation.recall import Recalled, recall
from bot.conversation.references import refers, resolve, topic_of
from bot.conversation.values import Change, ChangeKind, Turn, Understood
from bot.memory import forget
from bot.question import Kind, read_question
from bot.words import Word, words

_I = regex.IGNORECASE
_LONGEST_QUOTE = 200  # code points of a quote that stands in a question
_LONGEST = 400  # code points of a question that can be a follow-up
_LONGEST_FRAGMENT, _SHORT_FRAGMENT = 7, 3  # words
_MOST_REACTING = 4  # words
_LEAST_CONTENT = 4  # words that carry a question which can stand for itself
_AROUND = regex.compile("before|after|during|since|until", regex.IGNORECASE)
_AROUND_IT = regex.compile(
    r"(?P<word>before|after|during|since|until) (?:it|that|this|them)", regex.IGNORECASE
)
_THEY = regex.compile("they", regex.IGNORECASE)
_WHY_NOT = regex.compile(r"why not\b", regex.IGNORECASE)
_WH_WORD = regex.compile(rf"\b{WH}\b", regex.IGNORECASE)
_ORDER = regex.compile(
    r"(?:tell|give|show|list|explain|describe|name|compare|summari[sz]e)\b", regex.IGNORECASE
)
_WH_PHRASE = (
    r"(?:why|when|where|who|whom|how(?: come| long| much| many| often| far| soon)?|which|what|"
    r"(?:by|with|to|for|from|of|against|about) whom|from where|(?:since|until|by) when|"
    r"(?:for|by|in|at|on|to|from|with|under|against|after) (?:how (?:long|much|many)|what|which)"
    r"(?: \p{Ll}+){0,2}|what (?:time|day|date|year|month)|which (?:day|year))"
)
_MANNER = r"(?:\s+(?:exactly|precisely|though|then|so|not|again|roughly|about|ones?|late|early))*"
_BARE = regex.compile(rf"^(?P<wh>{_WH_PHRASE}){_MANNER}[\s?!.]*$", _I)
# "When was that?", "Why did that happen?", "Why did he?", "How did it come to that?"
_POINTING = regex.compile(
    rf"^(?P<wh>why|when|where|how come|how){_MANNER}\s+(?:(?:was|is|were) (?:that|this|it)|"
    r"(?:did|does|has|will) (?:that|this|it) (?:happen(?:ed)?|occur|take place|come about)|"
    rf"{AUXILIARY} (?:he|she|they|that))[\s?!.]*$",
    _I,
)
_ELSE = regex.compile(
    r"^(?:(?P<wh>who|what|where|when|why|how) else|(?P<any>any(?:one|body|thing) else)|"
    r"which (?P<other>others?|other ones))[\s?!.]*$",
    _I,
)
_SAID_BY = regex.compile(
    r"^(?:who|which \p{Ll}+) (?:said|says|claims?|claimed) (?:that|so|this|it)[\s?]*$", _I
)
_TRUE = regex.compile(
    r"^(?:really|(?:is|was) (?:that|this|it) (?:really )?(?:true|so|correct|right|confirmed)|"
    r"are you sure)[\s?!.]*$",
    _I,
)
_AFTER = regex.compile(
    r"^what (?:happened|came|followed|comes|happens) (?:next|then|after (?:that|this)|afterwards?)"
    r"[\s?]*$|^what (?:does|did) (?:that|this|it) mean[\s?]*$",
    _I,
)
_WHAT_ABOUT = regex.compile(
    rf"^(?:{lexicon.CONNECTIVES}\s+)?(?:what|how) about\s+|"
    r"^(?:the )?same (?:for|with)\s+|^as for\s+",
    _I,
)
_COUNTED = regex.compile(
    r"^(?P<wh>how (?:many|much)|which|what|whose)\s+(?P<noun>[^?]{2,60}?)[\s?]*$", _I
)
_FINITE = regex.compile(rf"\b(?:{AUXILIARY}|happened|became|said|says|{WH})\b", _I)


def understand(question: str, turns: Sequence[Turn]) -> Understood:
    """Make a follow-up self-contained from what was asked and shown before.

    Args:
        question: As asked, on one line.
        turns: The turns before, oldest first; the last three are looked at.

    Returns:
        What was understood. Where nothing leans on what came before, or what is missing is not
        known, the text is the question itself.
    """
    try:
        return _understood(question, turns)
    finally:
        forget()


def _understood(question: str, turns: Sequence[Turn]) -> Understood:
    asked = " ".join(question.split())
    if len(asked) > _LONGEST or not words(asked):
        return Understood(text=question)
    found = _read(asked, turns)
    if found is None:
        return Understood(text=question)
    if not found.changes or not keeps_demands(asked, found.text):
        return Understood(
            text=question, is_follow_up=True, unresolved=found.unresolved or (asked.rstrip("?"),)
        )
    return found


def keeps_demands(asked: str, understood: str) -> bool:
    """Say whether every number, every name and the kind of a question are in what was understood.

    So an answer to what was understood is one to what was asked.
    """
    there = {w.stem for w in words(understood)}
    wanted = {w.stem for w in names_in(asked)} | {w.stem for w in words(asked) if w.is_number}
    bare = _bare(asked)
    kind = read_question(bare).kind
    is_kept = kind is Kind.OTHER or kind is read_question(understood).kind
    words_of = [_WH_WORD.search(text) for text in (bare, understood)]
    is_same_word = all(words_of) and len({m[0].casefold() for m in words_of if m}) == 1
    return wanted <= there and (is_kept or is_same_word or bool(_ELSE.match(bare)))


def _bare(question: str) -> str:
    return str(CONNECTIVE.sub("", question)).strip()


def _read(question: str, turns: Sequence[Turn]) -> Understood | None:
    """Return what a question means; None when it leans on nothing."""
    rest = _bare(question)
    is_joined = rest != question and bool(rest)
    if leaning := _leans(rest or question, is_joined=is_joined):
        if not turns:
            return Understood(text=question, is_follow_up=True, unresolved=(leaning,))
        last = turns[-1]
        before = take_apart(last.understood)
        recalled = recall(turns)
        found = _of_proposition(rest, last, before, recalled) or _filled(rest, before, recalled)
        if found:
            return found
    whole = f"{rest[:1].upper()}{rest[1:]}" if is_joined else question
    return _referring(whole, turns, is_joined=is_joined)


def _leans(rest: str, *, is_joined: bool) -> str:
    """Return the words of a question that is no whole question; else empty."""
    patterns = (_BARE, _POINTING, _ELSE, _SAID_BY, _TRUE, _AFTER)
    if any(pattern.match(rest) for pattern in patterns):
        return rest.rstrip("?!. ")
    is_fragment = _is_fragment(rest, is_joined=is_joined)
    if _WHAT_ABOUT.match(rest) or is_fragment or _is_counted(rest):
        return rest.rstrip("?!. ")
    return ""


def _is_fragment(rest: str, *, is_joined: bool) -> bool:
    """Say whether a text has no verb and asks nothing: "in Japan?", "the captain?".

    Without an "and", it must be one phrase: "Ever Given flag" is a question of its own.
    """
    found = words(rest)
    if len(found) > _LONGEST_FRAGMENT or _FINITE.search(rest) or _ORDER.match(rest):
        return False
    if any(_is_deed(w) for w in found):
        return False
    phrases = mentions(rest)
    ends = bool(phrases) and phrases[-1].span.end >= found[-1].span.end
    if is_joined:
        return ends or len(found) <= _SHORT_FRAGMENT
    before = [w for w in found if phrases and w.span.end <= phrases[0].span.start]
    return ends and len(phrases) == 1 and all(w.is_stop or w.folded == "according" for w in before)


def _is_deed(word: Word) -> bool:
    return not word.is_capital and is_irregular_past(word.folded)


def _is_counted(rest: str) -> bool:
    """Say whether a question has a question word and a noun and no verb: "how many ports?"."""
    match = _COUNTED.match(rest)
    if match is None:
        return False
    noun = words(match["noun"])
    is_verbless = not regex.search(rf"\b{AUXILIARY}\b", match["noun"], _I)
    ends_plain = not any(w.folded.endswith("ed") or _is_deed(w) for w in noun if not w.is_capital)
    known = noun and (
        noun[-1].folded.endswith("s") or noun[-1].folded in lexicon.PLURALS or len(noun) == 1
    )
    return (
        is_verbless
        and ends_plain
        and len(noun) <= 4
        and bool(known)
        and not any(w.folded in ("happened", "about", "happens") for w in noun)
    )


def _of_proposition(
    rest: str, last: Turn, before: Asked | None, recalled: Sequence[Recalled]
) -> Understood | None:
    """Read "why?", "when was that?", "who said that?", "who else?" with what was asked before."""
    start = "Who said:" if _SAID_BY.match(rest) else "Is it true that" if _TRUE.match(rest) else ""
    if start:
        shown = _shown(last)
        return _made(sentence(start, shown), rest, shown) if shown else None
    if _AFTER.match(rest):
        return _with_topic(rest, recalled)
    if before and (match := _ELSE.match(rest)):
        return _else(match, before, rest)
    if before and (match := _BARE.match(rest) or _POINTING.match(rest)):
        wh = match["wh"]
        if wh.casefold() in ("how many", "how much", "which", "what", "who"):
            return _other_word(wh, before, rest)
        subject = before.subject
        if _WHY_NOT.match(rest) and before.aux and subject:
            text = sentence(wh, before.aux, subject.text, "not", before.after_subject)
        else:
            text = ask_of(wh, before, _agent(recalled))
        return _made(text, rest, last.understood)
    return None


def _other_word(wh: str, before: Asked, rest: str) -> Understood | None:
    """Read "how many?" after "which countries …" or "who …", and "which?" after "how many …"."""
    noun = before.noun or ("people" if before.wh.casefold() in ("who", "whom") else "")
    word = wh.casefold()
    if word == "who" and (indefinite := regex.match(r"(?:any|some)(?:one|body) ", before.rest, _I)):
        text = sentence("Who", before.aux, before.rest[indefinite.end() :])
        return _made(text, rest, text)
    if word in ("how many", "which") and (
        indefinite := regex.match(r"(?:anyone|anybody|people|many people) ", before.rest, _I)
    ):
        aux = {"was": "were", "is": "are", "has": "have"}.get(before.aux.casefold(), before.aux)
        text = sentence(wh, "people", aux, before.rest[indefinite.end() :])
        return _made(text, rest, text)
    if word in ("how many", "which") and noun:
        aux = {"was": "were", "is": "are", "has": "have"}.get(before.aux.casefold(), before.aux)
        text = sentence(wh, noun, aux, before.rest)
        return _made(text, rest, text)
    if word in ("who", "how much", "what") and (before.wh or word == "how much"):
        text = sentence(wh, before.aux, before.rest)
        return _made(text, rest, text)
    return None


def _else(match: regex.Match[str], before: Asked, rest: str) -> Understood | None:
    if match["other"]:
        text = sentence("Which other", before.noun or "ones", before.aux, before.rest)
        return _made(text, rest, text) if before.noun else None
    wh = match["wh"] or ("what" if "thing" in match["any"].casefold() else "who")
    subject = before.subject
    is_person = wh.casefold() == "who"
    if is_person and before.aux and subject and not before.wh.casefold().startswith("who"):
        text = sentence("Who else", before.aux, before.after_subject)
    else:
        text = sentence(f"{wh} else", before.aux, before.rest)
    return _made(text, rest, text)


def _filled(rest: str, before: Asked | None, recalled: Sequence[Recalled]) -> Understood | None:
    """Read "and Sweden?", "in Japan?", "how many ports?" in the place of what was asked before."""
    if before is None:
        return None
    piece = _WHAT_ABOUT.sub("", rest).strip().rstrip("?!. ")
    if turned := _turned(piece, before):
        return _made(turned, rest, turned)
    pointed = resolve(piece, recalled)
    if pointed.unresolved:
        return Understood(text=rest, is_follow_up=True, unresolved=pointed.unresolved)
    if text := fill(pointed.text if pointed.changes else piece, before):
        made = _made(text, rest, text)
        return Understood(
            text=made.text, changes=(*pointed.changes, *made.changes), is_follow_up=True
        )
    return None


def _turned(piece: str, before: Asked) -> str:
    """Read "and after it?" with the "before the crash" of the question before; else empty."""
    match = _AROUND_IT.fullmatch(piece)
    body = f"{before.aux} {before.rest}".strip()
    slot = next((m for m in mentions(body) if _AROUND.fullmatch(m.after)), None)
    if match is None or slot is None:
        return ""
    start = slot.span.start - len(slot.after) - 1
    return sentence(before.wh, body[:start] + match["word"].lower() + body[slot.span.start - 1 :])


def _referring(question: str, turns: Sequence[Turn], *, is_joined: bool) -> Understood | None:
    """Fill in the pronouns of a whole question, or its topic where it names none."""
    open_ = refers(question)
    if open_ and all(_THEY.fullmatch(word) for word in open_) and _is_of_other(question, turns):
        return None
    if open_:
        recalled = recall(turns)
        found = resolve(question, recalled)
        if found.changes:
            return Understood(
                text=found.text,
                changes=found.changes,
                is_follow_up=True,
                unresolved=found.unresolved,
            )
        return Understood(text=question, is_follow_up=True, unresolved=found.unresolved)
    if turns and _lacks_topic(question, is_joined=is_joined):
        return _with_topic(question, recall(turns))
    return None


def _is_of_other(question: str, turns: Sequence[Turn]) -> bool:
    """Say whether a question shares nothing with what came before: its "they" are just people."""
    said = {
        w.stem for turn in turns for text in (turn.understood, *turn.quotes) for w in words(text)
    }
    named = {w.stem for w in names_in(question)}
    content = {w.stem for w in read_question(question).content}
    is_new_name = bool(named) and not named & said
    return is_new_name or (len(content) >= _LEAST_CONTENT and not content & said)


def _lacks_topic(question: str, *, is_joined: bool) -> bool:
    """Say whether a question could be about anything: "was anyone hurt?", "what was the cause?"."""
    read = read_question(question)
    meant = [w for w in read.content if w.folded not in lexicon.MANNERS and not w.is_number]
    deeds = [w for w in meant if not w.is_capital and w.folded not in lexicon.ROLES]
    if deeds and len(meant) <= _MOST_REACTING and all(w.folded in lexicon.REACTIONS for w in deeds):
        return True  # "how did Kishida react?"
    if names_in(question):
        return False
    known = lexicon.RELATIONAL | lexicon.GENERAL
    return all(w.folded in known for w in meant) or (is_joined and len(meant) <= 2)


def _with_topic(question: str, recalled: Sequence[Recalled]) -> Understood | None:
    """Add what was spoken of last."""
    topic = topic_of(recalled)
    if topic is None:
        return Understood(text=question, is_follow_up=True, unresolved=(question.rstrip("?"),))
    text = sentence(question.rstrip("?!. "), f"(about {topic})")
    change = Change(kind=ChangeKind.TOPIC, words=question.rstrip("?!. "), meaning=topic)
    return Understood(text=text, changes=(change,), is_follow_up=True)


def _agent(recalled: Sequence[Recalled]) -> str:
    """Return who did it, where the question before was answered with a name; else "they"."""
    return next((one.mention.text for one in recalled if one.is_answer), "they")


def _made(text: str, words_: str, meaning: str) -> Understood:
    change = Change(kind=ChangeKind.ELLIPSIS, words=words_.rstrip("?!. "), meaning=meaning)
    return Understood(text=text, changes=(change,), is_follow_up=True)


def _shown(turn: Turn) -> str:
    """Return the first quote shown, as far as it can stand in a question."""
    quote = " ".join(turn.quotes[0].split()) if turn.quotes else ""
    return quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE].rpartition(" ")[0]
