"""Who says a sentence: 274 hand-written cases, spans, and hostile text.

The cases of split "held-out" (117) and "held-out-2" (40) were written before the rules that they
test and looked at once: 112 and 38 were right then. The rules were mended afterwards, so they are
no longer held out.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attribution import Voice, attribute, attribute_text
from bot.attribution.lexicon import PRONOUNS
from index.sentences import split_sentences
from sources.article import Article, Part, PartKind, Span

_CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "attribution_cases.jsonl").read_text("utf-8").splitlines()
]
_SECONDS = 2.0


def _article(text: str, **fields: Any) -> Article:
    return Article(
        article_id="0" * 16,
        title=fields.pop("title", "A title"),
        text=text,
        parts=(Part(kind=PartKind.BODY, span=Span(start=0, end=len(text))),),
        sha256="0" * 64,
        origin="test",
        retrieved=datetime(2026, 11, 23, tzinfo=UTC),
        **fields,
    )


@pytest.mark.parametrize("case", _CASES, ids=[c["text"][:50] for c in _CASES])
def test_a_sentence_is_given_to_who_says_it(case: dict[str, Any]) -> None:
    before = case.get("before", "")
    text = f"{before} {case['text']}".strip()
    span = Span(start=len(text) - len(case["text"]), end=len(text))
    found = attribute_text(text, span, split_sentences(before))
    assert found.voice == case["voice"]
    assert found.speaker == case.get("speaker", "")
    assert found.quoted == case.get("quoted", "")
    assert found.is_anonymous == case.get("anonymous", False)
    assert found.is_resolved == case.get("resolved", False)
    if found.speaker_span:
        assert found.speaker_span.of(text) == found.speaker


def test_there_are_enough_cases() -> None:
    assert len(_CASES) >= 200
    assert len({(c.get("before"), c["text"]) for c in _CASES}) == len(_CASES)


def test_line_names_the_speaker() -> None:
    text = "“The talks are dead,” said Fumio Kishida."
    found = attribute_text(text, Span(start=0, end=len(text)))
    assert found.line == "Said by Fumio Kishida, according to the article."


def test_line_of_a_plain_report() -> None:
    text = "The bridge cost 41 million euros."
    assert attribute_text(text, Span(start=0, end=len(text))).line == (
        "Reported by the article as fact."
    )


def test_what_a_speaker_passes_on_is_marked() -> None:
    text = "Kishida told reporters that Putin had said the war was over."
    found = attribute_text(text, Span(start=0, end=len(text)))
    assert found.quoting is not None
    assert found.quoting.of(text) == "Putin"
    assert "passed on from Putin" in found.line


def test_a_resolved_pronoun_is_marked_as_added() -> None:
    text = "Kishida spoke in Tokyo. He said the talks were dead."
    found = attribute_text(text, Span(start=24, end=len(text)), [Span(start=0, end=23)])
    assert found.pronoun_span is not None
    assert found.pronoun_span.of(text) == "He"
    assert found.speaker_span == Span(start=0, end=7)
    assert "was added" in found.line


def test_a_pronoun_that_is_not_plain_names_nobody() -> None:
    text = "He said the talks were dead."
    found = attribute_text(text, Span(start=0, end=len(text)))
    assert (found.voice, found.speaker, found.speaker_span) == (Voice.SAID, "", None)


def test_moscow_speaking_of_itself_is_speech() -> None:
    text = "The talks stopped. Moscow said it was suspending the talks."
    found = attribute_text(text, Span(start=19, end=len(text)))
    assert (found.voice, found.speaker) == (Voice.SAID, "Moscow")


@pytest.mark.parametrize(
    "text",
    [
        "De Niro, who played in “The Irishman,” was not nominated.",
        'Wahlberg plays the detective of the series "Spenser: For Hire".',
        'Did win: "Shakespeare in Love"',
    ],
)
def test_a_title_in_quotation_marks_is_nobodys_words(text: str) -> None:
    assert attribute_text(text, Span(start=0, end=len(text))).voice is Voice.REPORTED


def test_two_sentences_are_given_to_the_first_who_speaks() -> None:
    text = "The ship hit the wall. “It did not slow down,” Osk said."
    found = attribute_text(text, Span(start=0, end=len(text)))
    assert (found.voice, found.speaker) == (Voice.SAID, "Osk")


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Opinion: the bridge is a gift"},
        {"url": "https://example.org/opinion/2026/bridge"},
        {"url": "https://example.org/commentisfree/2026/bridge"},
    ],
)
def test_a_bare_sentence_of_an_opinion_piece_is_an_opinion(fields: dict[str, Any]) -> None:
    text = "The bridge is a gift to the builders."
    article = _article(text, authors=("Ida Tasch",), **fields)
    found = attribute(article, Span(start=0, end=len(text)))
    assert (found.voice, found.speaker) == (Voice.OPINION, "Ida Tasch")
    assert found.is_opinion


def test_speech_in_an_opinion_piece_stays_speech_and_is_marked() -> None:
    text = "Olsen said the bridge was safe."
    found = attribute(_article(text, title="Comment: bridges"), Span(start=0, end=len(text)))
    assert (found.voice, found.speaker, found.is_opinion) == (Voice.SAID, "Olsen", True)
    assert found.line.endswith("marked as opinion.")


def test_a_plain_article_is_no_opinion() -> None:
    text = "The bridge is open."
    article = _article(
        text, url="https://example.org/news/opinions-differ", title="Opinions differ"
    )
    assert attribute(article, Span(start=0, end=len(text))).voice is Voice.REPORTED


@given(st.text(alphabet="He said, “Olsen told” that’s ‘it’: (a) -—.?!\n\"'", max_size=200))
def test_spans_always_lie_in_the_quote(text: str) -> None:
    found = attribute_text(text, Span(start=0, end=len(text)))
    for span in (found.speaker_span, found.verb_span, found.quoting, found.pronoun_span):
        assert span is None or 0 <= span.start <= span.end <= len(text)
    assert found.speaker.casefold() not in PRONOUNS
    assert found.line.endswith(".")


@pytest.mark.parametrize(
    "unit",
    """said_|“|‘|'_|he said,_|according to_|a_|(|Aa_|no comment_|, who_|the said_|
    and Olsen said that_|x|:_|may_|had no_|in the view of_|in A|put it_|was said to_|"a """.replace(
        "_", " "
    ).split("|"),
)
def test_a_long_sentence_takes_no_time(unit: str) -> None:
    text = (unit * (20_000 // len(unit) + 1))[:20_000]
    began = time.monotonic()
    attribute_text(text, Span(start=0, end=len(text)), [Span(start=0, end=len(text))] * 2)
    assert time.monotonic() - began < _SECONDS
