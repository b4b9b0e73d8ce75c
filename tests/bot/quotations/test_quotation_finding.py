"""Quotations of a draft: where they stand and who says them, in every kind of marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import QuestionError
from bot.quotations.finding import find_quotations


def quoted(text: str) -> list[str]:
    return [q.text for q in find_quotations(text) if not q.is_nested]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“We sailed,” he said.", ["We sailed,"]),
        ('"We sailed," he said.', ["We sailed,"]),
        ("« Nous partons », dit-il.", ["Nous partons"]),
        ("»Wir fahren«, sagte er.", ["Wir fahren"]),
        ("„Wir fahren“, sagte er.", ["Wir fahren"]),
        ("‘We sailed,’ he said.", ["We sailed,"]),
        ("He called it ‘the workers’ pay,’ she said.", ["the workers’ pay,"]),
        ("It's Tom's boat and Ann's car.", []),
        ("In the '90s rock 'n' roll died.", ["n"]),
        ("It is 5' 11\" tall.", []),
        ("“ ” and “…”", []),
        ("He said “we sailed and never came back.", []),
        ("“One,” he said. “Two,” she said.", ["One,", "Two,"]),
        ("> We sailed.\n> Nobody knew.\n\nSo it went.", ["We sailed. Nobody knew."]),
    ],
)
def test_quotations_in_every_kind_of_marks(text: str, found: list[str]) -> None:
    assert quoted(text) == found


def test_quotation_of_several_paragraphs_is_one() -> None:
    text = "“We knew of it.\n\n“We sailed all the same,” Olsen said.\n\n“Yes.”"
    first, second = find_quotations(text)
    assert first.text == "We knew of it. We sailed all the same,"
    assert [part.of(text) for part in first.parts] == ["We knew of it.", "We sailed all the same,"]
    assert second.text == "Yes."


def test_quotation_in_a_quotation_is_found_as_nested() -> None:
    outer, inner = find_quotations("“She told me ‘get out’ and left,” Olsen said.")
    assert (outer.is_nested, inner.is_nested) == (False, True)
    assert inner.text == "get out"
    assert outer.span.start < inner.span.start < inner.span.end < outer.span.end


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We sailed with a fault,” Joris Aldane said.", "Joris Aldane"),
        ("“We sailed with a fault,” said Aldane.", "Aldane"),
        ("Aldane said: “We sailed with a fault.”", "Aldane"),
        ("A sign read “Keep out of the water.”", ""),
    ],
)
def test_speaker_of_the_draft(text: str, speaker: str) -> None:
    assert find_quotations(text)[0].speaker == speaker


@given(st.text(st.sampled_from("“”‘’\"'«»„> \nabc.,"), max_size=120))
def test_every_part_stands_in_the_text_inside_its_span(text: str) -> None:
    for quotation in find_quotations(text):
        for part in quotation.parts:
            assert quotation.span.start <= part.start <= part.end <= quotation.span.end
        joined = " ".join(" ".join(p.of(text).split()) for p in quotation.parts)
        assert joined == quotation.text
        assert any(c.isalnum() for c in quotation.text)


def test_no_text_is_refused_and_long_ones_take_no_time() -> None:
    with pytest.raises(QuestionError):
        find_quotations("a \x00")
    for text in ("“" * 50_000, '"' * 50_000, "‘a " * 20_000, "«a»" * 20_000, "> a\n" * 20_000):
        assert len(find_quotations(text)) <= 500
