"""Passages: exact, in order, whole sentences of the body and nothing else."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passages import (
    MAX_WORDS,
    TARGET_WORDS,
    body_sentences,
    encoder_input,
    input_digest,
    split_article,
)
from index.sentences import split_sentences
from sources.article import Article, Part, PartKind, Span
from sources.readers import read_paths
from tests.fakes import NOW, make_article

SAMPLES = Path(__file__).parents[2] / "sources" / "samples"
WORDS = st.sampled_from(
    "The ferry struck “Mr. Osk” U.S. 1.5 wall! He said: no? Ærø ends. \u00a0 \n".split(" ")
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
PIECES = st.lists(
    st.tuples(st.sampled_from(PartKind), SENTENCES | st.text(max_size=40)), max_size=8
)


def article_of(pieces: list[tuple[PartKind, str]]) -> Article:
    """Put pieces of text together, with furniture between them that is in no part."""
    text, parts = "", []
    for kind, piece in pieces:
        parts.append(Part(kind=kind, span=Span(start=len(text), end=len(text) + len(piece))))
        text += piece + "\n--\n"
    return Article(
        article_id="a" * 16,
        version=3,
        title="T",
        text=text,
        parts=tuple(parts),
        sha256="",
        origin="",
        retrieved=NOW,
    )


def assert_passages_are_right(article: Article) -> None:
    passages = split_article(article)
    for passage in passages:
        assert article.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        assert (passage.article_id, passage.version) == (article.article_id, article.version)
    for one, other in pairwise(passages):
        assert one.end <= other.start
    for part in article.parts:
        if part.kind is not PartKind.BODY and part.span.start < part.span.end:
            assert not any(passage.span.overlaps(part.span) for passage in passages), part
    sentences = [
        Span(start=part.span.start + s.start, end=part.span.start + s.end)
        for part in article.parts
        if part.kind is PartKind.BODY
        for s in split_sentences(part.span.of(article.text))
    ]
    for sentence in sentences:
        holding = [p for p in passages if p.start <= sentence.start and sentence.end <= p.end]
        assert len(holding) == 1, sentence.of(article.text)
    for passage in passages:
        inside = [s for s in sentences if passage.span.overlaps(s)]
        assert passage.start == inside[0].start
        assert passage.end == inside[-1].end
        n_words = [len(s.of(article.text).split()) for s in inside]
        assert len(inside) == 1 or sum(n_words) <= MAX_WORDS
        assert sum(n_words[:-1]) < TARGET_WORDS


@given(PIECES)
def test_passages_of_any_article_are_exact_whole_and_of_the_body(
    pieces: list[tuple[PartKind, str]],
) -> None:
    assert_passages_are_right(article_of(pieces))


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.md")), ids=lambda path: path.stem[:8])
def test_passages_of_the_samples_are_right(path: Path) -> None:
    (article,) = read_paths([path], retrieved=NOW)
    assert isinstance(article, Article)
    assert split_article(article)
    assert_passages_are_right(article)


def test_repeated_sentences_keep_their_own_places() -> None:
    sentence = "The alarm rang again and again in the night while nobody came to turn it off."
    article = make_article("alarm", " ".join([sentence] * 30))
    spans = [passage.span for passage in split_article(article)]
    assert len(spans) > 3
    assert len(set(spans)) == len(spans)
    assert_passages_are_right(article)


def test_sentence_that_is_too_long_stands_alone() -> None:
    long = "Words " + "and words " * 150 + "end."
    article = make_article("long", f"Short one. {long} Another short one.")
    texts = [passage.text for passage in split_article(article)]
    assert texts == ["Short one.", long, "Another short one."]


def test_caption_inside_the_body_parts_two_passages() -> None:
    pieces = [
        (PartKind.BODY, "The wall fell."),
        (PartKind.CAPTION, "The wall on Monday. Photo: Ek."),
        (PartKind.BODY, "Nobody was hurt."),
        (PartKind.HEADING, "What comes next"),
        (PartKind.BODY, "It will be rebuilt."),
    ]
    article = article_of(pieces)
    assert [p.text for p in split_article(article)] == [
        *("The wall fell.", "Nobody was hurt.", "It will be rebuilt.")
    ]
    assert [len(run) for run in body_sentences(article)] == [1, 1, 1]


@pytest.mark.parametrize("pieces", [[], [(PartKind.TITLE, "T")], [(PartKind.BODY, " \n ")]])
def test_article_without_a_sentence_has_no_passage(pieces: list[tuple[PartKind, str]]) -> None:
    assert split_article(article_of(pieces)) == []


def test_encoder_reads_title_day_and_text() -> None:
    assert encoder_input("Text.", "Title", date(2024, 5, 1)) == "Title (2024-05-01)\nText."
    assert encoder_input("Text.", "Title", None) == "Title\nText."
    assert input_digest("a") == input_digest("a") != input_digest("b")
