"""Every sentence about who says something, in plain English. All wording of attribution is here."""

from __future__ import annotations

from bot.attribution.values import Voice

_WITH_SPEAKER = {
    Voice.SAID: "Said by {who}, according to the article.",
    Voice.ALLEGED: "Claimed by {who}, according to the article; not stated as fact.",
    Voice.DENIED: "Denied by {who}, according to the article.",
    Voice.ACCORDING_TO: "Told according to {who}, says the article.",
    Voice.PLANNED: "Announced or planned by {who}, according to the article; not yet done there.",
    Voice.OPEN: "Left open by {who}, according to the article.",
    Voice.OPINION: "An opinion of {who}, in a piece marked as opinion.",
}
_WITHOUT = {
    Voice.REPORTED: "Reported by the article as fact.",
    Voice.SAID: "Somebody’s words; the sentence does not name the speaker.",
    Voice.ALLEGED: "Alleged, according to the article; not stated as fact.",
    Voice.DENIED: "Denied, according to the article.",
    Voice.ACCORDING_TO: "Told according to a source that is not named.",
    Voice.PLANNED: "Planned or expected, according to the article; not yet done there.",
    Voice.OPEN: "Left open, according to the article.",
    Voice.OPINION: "An opinion of the author, in a piece marked as opinion.",
}
_QUOTING = " The words are passed on from {who}."
_ANONYMOUS = " The source is not named."
_RESOLVED = " The name stands before the quote and was added."
_OPINION = " The piece is marked as opinion."
_LONGEST = 80  # code points of a name


def line(
    voice: Voice,
    *,
    speaker: str = "",
    quoted: str = "",
    is_anonymous: bool = False,
    is_resolved: bool = False,
    is_opinion: bool = False,
) -> str:
    """Return one line that says who says a quote, and how sure the article is of it."""
    who = _in_sentence(speaker)
    plain = _WITH_SPEAKER.get(voice, _WITHOUT[voice]) if speaker else _WITHOUT[voice]
    text = plain.format(who=who)
    text += _QUOTING.format(who=_in_sentence(quoted)) if quoted else ""
    text += _ANONYMOUS if is_anonymous else ""
    text += _RESOLVED if is_resolved else ""
    return text + (_OPINION if is_opinion and voice is not Voice.OPINION else "")


def _in_sentence(name: str) -> str:
    """Return a name on one line, as it stands inside a sentence."""
    words = " ".join(name.split())
    if len(words) > _LONGEST:
        words = f"{words[: _LONGEST - 1].rsplit(' ', 1)[0]} …"
    first, _, rest = words.partition(" ")
    is_common = first in _OPENERS
    return f"{first.lower()} {rest}".strip() if is_common else words


_OPENERS = frozenset(
    """The A An His Her Its Their Two Three Four Five Some Several Many Both Officials Police
    Experts Witnesses Residents Analysts Prosecutors Investigators Union Neither People""".split()
)
