"""Plain texts: own look-alikes of what scrapers leave, and the real seed where it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sources.article import Article, PartKind

ReadOne = Callable[..., Article]
TextsOf = Callable[[Article, PartKind], list[str]]

SCRAPE = """Nordhaven Shuts Grain Pier After Divers Find Rot

Nordhaven Shuts Grain Pier After Divers Find Rot
Harbour engineer Tove Lindqvist points at a pile during a visit to the port of Nordhaven, on Feb. 2, 2021. (Per Olav Moen/Pool Photo via AP)
Ingrid Solberg-Haas
2/14/2023
Updated:
2/16/2023

The port authority of Nordhaven said Tuesday that it will close the old grain pier for eleven months, after divers found that 40 of its 212 piles had rotted through.

The pier’s operator, Kornhuset, said it had “no knowledge” of the damage.\u00a0 It will appeal.
“A pier is no museum,” Lindqvist answered. “We close it.”

What happens now

Four ships a week will be sent to the container port – the council pays – until the spring of next year.

Sign up for our morning newsletter

Advertisement

Read more: Nordhaven’s long quarrel over its quay

(Reporting by Ingrid Solberg-Haas; editing by Jon Aas)

© 2023 The Nordhaven Courier. All rights reserved.
"""  # noqa: E501


@pytest.fixture
def scrape(read_one: ReadOne) -> Article:
    return read_one(SCRAPE)


def test_title_authors_and_dates_of_a_scrape(scrape: Article) -> None:
    assert scrape.title == "Nordhaven Shuts Grain Pier After Divers Find Rot"
    assert scrape.authors == ("Ingrid Solberg-Haas",)
    assert scrape.published == date(2023, 2, 14)
    assert scrape.updated == date(2023, 2, 16)
    assert scrape.publisher is scrape.url is scrape.language is None


def test_text_of_a_scrape_is_the_file(scrape: Article) -> None:
    assert scrape.text == SCRAPE


def test_doubled_title_is_in_no_part(scrape: Article, texts_of: TextsOf) -> None:
    assert texts_of(scrape, PartKind.TITLE) == [scrape.title]
    assert scrape.spans(PartKind.TITLE)[0].start == 0


def test_photo_caption_is_not_body(scrape: Article, texts_of: TextsOf) -> None:
    (caption,) = texts_of(scrape, PartKind.CAPTION)
    assert caption.startswith("Harbour engineer")
    assert caption.endswith("via AP)")


def test_every_paragraph_is_a_part_and_furniture_is_none(
    scrape: Article, texts_of: TextsOf
) -> None:
    body = texts_of(scrape, PartKind.BODY)
    assert [paragraph.split()[0] for paragraph in body] == ["The", "The", "“A", "Four"]
    assert texts_of(scrape, PartKind.HEADING) == ["What happens now"]
    assert texts_of(scrape, PartKind.DATE) == ["2/14/2023", "Updated:", "2/16/2023"]


def test_crlf_and_byte_order_mark_move_no_offset(read_one: ReadOne, texts_of: TextsOf) -> None:
    text = SCRAPE.replace("\n", "\r\n")
    article = read_one(b"\xef\xbb\xbf" + text.encode())
    assert article.text == text
    assert len(texts_of(article, PartKind.BODY)) == 4
    assert article.published == date(2023, 2, 14)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ingrid Solberg", ("Ingrid Solberg",)),
        ("by Ingrid Solberg and Jon Aas", ("Ingrid Solberg", "Jon Aas")),
        (
            "By Ingrid Solberg, Jon Aas & Kari de Vries",
            ("Ingrid Solberg", "Jon Aas", "Kari de Vries"),
        ),
        ("BY INGRID SOLBERG, Staff Writer", ("INGRID SOLBERG",)),
        ("By Ingrid Solberg in Nordhaven", ("Ingrid Solberg",)),
        ("By The Associated Press", ("The Associated Press",)),
        ("Ingrid Solberg and Jon Aas", ("Ingrid Solberg", "Jon Aas")),
        ("Ingrid Solberg | The Nordhaven Courier", ("Ingrid Solberg",)),
        ("Reuters", ("Reuters",)),
    ],
)
def test_byline_over_a_date(
    line: str, authors: tuple[str, ...], read_one: ReadOne, body: str, texts_of: TextsOf
) -> None:
    article = read_one(f"Grain Pier Shut\n{line}\nFeb. 14, 2023\n\n{body}")
    assert article.authors == authors
    assert article.published == date(2023, 2, 14)
    assert len(texts_of(article, PartKind.BODY)) == 2


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("February 14, 2023 | Updated: February 16, 2023", (2023, 2, 14), (2023, 2, 16)),
        ("By Ingrid Solberg - 14 February 2023", (2023, 2, 14), None),
        ("Published Feb. 14, 2023 Updated Feb. 16, 2023", (2023, 2, 14), (2023, 2, 16)),
        ("Tuesday, 14 February 2023, 14:05 GMT · 5 min read", (2023, 2, 14), None),
        (
            "Last updated:\n16 February 2023\nPublished\n14 February 2023",
            (2023, 2, 14),
            (2023, 2, 16),
        ),
    ],
)
def test_dates_on_one_line(  # noqa: PLR0917 - cases and fixtures
    line: str,
    published: tuple[int, int, int],
    updated: tuple[int, int, int] | None,
    read_one: ReadOne,
    body: str,
    texts_of: TextsOf,
) -> None:
    article = read_one(f"Grain Pier Shut\n\n{line}\n\n{body}")
    assert article.published == date(*published)
    assert article.updated == (date(*updated) if updated else None)
    assert len(texts_of(article, PartKind.BODY)) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Divers at the pier. (Per Moen/Courier)",
        "Divers at the pier, on Feb. 2. (AP Photo/Per Moen)",
        "Divers at the pier. (Photo by Per Moen)",
        "Divers at the pier in May. Per Moen/Reuters",
        "Divers at the pier. Getty Images",
        "Photo: Per Moen",
        "FILE PHOTO: Divers at the pier on Monday.",
        "Divers at the pier. (Reuters)",
    ],
)
def test_credit_makes_a_caption(line: str, read_one: ReadOne, body: str, texts_of: TextsOf) -> None:
    article = read_one(f"Grain Pier Shut\n{line}\nIngrid Solberg\n2/14/2023\n\n{body}")
    assert texts_of(article, PartKind.CAPTION) == [line]
    assert article.authors == ("Ingrid Solberg",)


@pytest.mark.parametrize(
    "paragraph",
    [
        "By Monday the water had risen by two metres, the harbour master said.",
        "Ingrid Solberg and Jon Aas were among those who signed the letter.",
        "He was taken to hospital and later released, police said. (Reuters)",
        "The limit is 30 knots (about 56 km/h).",
        "The trade fell by half (see the figures for the pool of 40 ports).",
        "Subscribers to the port’s old pension scheme lost 12 million kroner, and the council "
        "will meet on Monday to hear what can be done about the rest of the money.",
        "March 25, 2022 was the day on which it all began, Lindqvist said.",
        "- 40 of 212 piles are rotten",
        "“No comment”",
    ],
)
def test_body_that_looks_like_something_else_stays_body(
    paragraph: str, read_one: ReadOne, body: str, texts_of: TextsOf
) -> None:
    article = read_one(f"Grain Pier Shut\n\n{body}\n{paragraph}\n\n{body}")
    assert paragraph in texts_of(article, PartKind.BODY)
    assert article.authors == ()


@pytest.mark.parametrize(
    "line",
    [
        "Read more:", "READ MORE: Why piers rot", "Related: Ten rotten piers", "Advertisement",
        "ADVERTISEMENT", "Sign up for our newsletter", "Subscribe now", "© Nordhaven Courier",
        "Copyright 2023 Nordhaven Courier", "Share", "12 Comments", "Follow us on Facebook",
        "(Editing by Jon Aas)", "Jon Aas contributed to this report.", "* * *", "4 min read",
    ],
)  # fmt: skip
def test_furniture_is_in_no_part(line: str, read_one: ReadOne, body: str) -> None:
    text = f"Grain Pier Shut\n\n{body}\n{line}\n\n{body}"
    start = text.index(line)
    article = read_one(text)
    assert not [part for part in article.parts if part.span.start <= start < part.span.end]


def test_bare_capitalised_line_is_no_author_where_no_byline_stands(
    read_one: ReadOne, body: str, texts_of: TextsOf
) -> None:
    article = read_one(f"Grain Pier Shut\n\nNordhaven Responds\n\n{body}")
    assert article.authors == ()
    assert texts_of(article, PartKind.HEADING) == ["Nordhaven Responds"]


def test_hard_wrapped_lines_are_one_paragraph(read_one: ReadOne, texts_of: TextsOf) -> None:
    article = read_one(
        "Nordhaven Shuts Its Old Grain Pier After Divers Find That a Fifth\n"
        "of the Piles Are Rotten\n\nBy Ingrid Solberg\n\n"
        "NORDHAVEN, Feb. 14 - The port authority of Nordhaven said on\n"
        "Tuesday that it will close the old grain pier for eleven months,\n"
        "after divers found rot.\n"
        "The pier was built in 1931. Harbour engineer Tove Lindqvist said\n"
        "that 40 of its 212 piles had rotted through.\n"
        "\n"
        "    Four ships a week will be sent to the container port until the\n"
        "spring.\n"
    )
    assert article.title.endswith("That a Fifth of the Piles Are Rotten")
    body = texts_of(article, PartKind.BODY)
    assert [paragraph.split()[0] for paragraph in body] == ["NORDHAVEN,", "The", "Four"]
    assert body[2].endswith("the\nspring.")


def test_wrapped_paragraph_is_not_broken_by_a_date_or_a_name(
    read_one: ReadOne, texts_of: TextsOf
) -> None:
    text = (
        "Harbour Bank Plans Grain Bond\n\n"
        "Credit Nordhaven said it would help the port to sell a plan put forward\n"
        "by Harbour Engineer Tove Lindqvist for the quay, and that it had until\n"
        "June 19, 1987, to find a buyer. The first of the bonds will fall due on\n"
        "April 29, 1992.\n"
        "    Each of them pays six kroner a year, the bank said, and its share\n"
        "has risen since.\n"
    )
    article = read_one(text)
    body = texts_of(article, PartKind.BODY)
    assert [paragraph.split()[0] for paragraph in body] == ["Credit", "Each"]
    assert article.authors == ()
    assert article.published is None


def test_text_without_a_headline_is_titled_by_its_first_sentence(
    read_one: ReadOne, body: str, texts_of: TextsOf
) -> None:
    article = read_one(body)
    assert article.title.startswith("The port authority of Nordhaven said Tuesday")
    assert len(article.title) <= 120
    assert article.title.endswith("…")
    assert "".join(texts_of(article, PartKind.TITLE)) == ""
    assert texts_of(article, PartKind.BODY)[0].startswith("The port authority")


def test_short_first_sentence_titles_and_stays_body(
    read_one: ReadOne, body: str, texts_of: TextsOf
) -> None:
    article = read_one(f"The grain pier is shut. {body}")
    assert article.title == "The grain pier is shut."
    assert texts_of(article, PartKind.BODY)[0].startswith("The grain pier is shut.")


def test_wrapped_text_without_a_headline_is_all_body(read_one: ReadOne, texts_of: TextsOf) -> None:
    text = (
        "The port authority of Nordhaven said on Tuesday that it will close the\n"
        "old grain pier for eleven months. Harbour engineer Tove Lindqvist said\n"
        "that it was time.\n"
    )
    article = read_one(text)
    assert texts_of(article, PartKind.BODY) == [text.strip()]


def test_date_over_the_text_is_no_title(read_one: ReadOne, body: str, texts_of: TextsOf) -> None:
    article = read_one(f"Friday, January 4, 2019 \n\n\n{body}")
    assert article.published == date(2019, 1, 4)
    assert article.title.startswith("The port authority")
    assert texts_of(article, PartKind.DATE) == ["Friday, January 4, 2019"]


def test_short_lines_in_a_row_are_a_list_not_headings(
    read_one: ReadOne, body: str, texts_of: TextsOf
) -> None:
    article = read_one(f"Grain Pier Shut\n\n{body}\n212 piles\n40 rotten\n11 months\n\n{body}")
    assert texts_of(article, PartKind.HEADING) == []
    assert "40 rotten" in texts_of(article, PartKind.BODY)


def test_overlong_title_is_cut_at_a_word_and_the_text_keeps_it(read_one: ReadOne) -> None:
    article = read_one(
        '{"title": "' + "Pier " * 300 + '", "text": "' + "word of the body " * 10 + '"}', "a.json"
    )
    assert len(article.title) <= 500
    assert article.title.endswith("Pier…")
    assert article.text.startswith("Pier Pier")


@pytest.mark.external
def test_real_scrape_is_read_right(shared: Path, read_one: ReadOne, texts_of: TextsOf) -> None:
    (file,) = sorted((shared / "seeds").glob("*.txt"))
    article = read_one(file.read_bytes(), str(file))
    assert article.title == (
        "Japan Unleashes More Sanctions on Russia Amid Canceled Peace Treaty Talks"
    )
    assert article.authors == ("Aldgra Fredly",)
    assert (article.published, article.updated) == (date(2022, 3, 25), date(2022, 3, 28))
    assert article.text == file.read_bytes().decode("utf-8")
    assert len(texts_of(article, PartKind.CAPTION)) == 1
    body = texts_of(article, PartKind.BODY)
    assert len(body) == 13
    assert body[9].startswith("“Russia’s actions are extremely unreasonable")
