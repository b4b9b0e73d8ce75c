"""The archive's tab as it is rendered: filters, pages, plot, state, an article, its deeds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.errors import QuestionError
from bot.history import history_of
from bot.house import Rules
from bot.page.archive_article_html import details_html
from bot.page.archive_plot import MAX_BARS, MAX_PUBLISHERS, plot_html, plot_of
from bot.page.archive_rows import Wanted, read_rows, search_texts
from bot.page.archive_state import MAX_REJECTIONS, rules_html, state_html, state_of
from bot.page.archive_work import address_of, do_deed, manager_of
from bot.page.shelf import Row
from bot.page.sources_html import MAX_ROWS, hits_html, list_html
from bot.page.sources_tab import Listing, _opened, _search
from bot.page.texts import texts_of
from sources.errors import NotFoundError
from sources.rejections import Rejection
from tests.bot.page.archive_fake import NOW, ManagingFake
from tests.bot.page.fake import HOSTILE, FakeNewsproof

T = texts_of("en")
PIER = f"{20:016x}"
RADIO = f"{21:016x}"


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[ManagingFake]:
    made = ManagingFake(tmp_path, n_plain=30)
    yield made
    made.archive.close()


def row(n: int = 0, **facts: Any) -> Row:
    given = {"article_id": f"{n:016x}", "version": 1, "title": f"Title {n}", "publisher": "P",
             "published": date(2024, 1, 1), "is_sample": False, "is_retracted": False}  # fmt: skip
    return Row(**{**given, **facts})


def test_light_rows_are_those_of_the_whole_articles(fake: ManagingFake) -> None:
    assert read_rows(fake.archive) == tuple(Row.of(each) for each in fake.archive.articles())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("title", "", "", ""), [0, 1, 2]),
        (("TITLE 2024-01-02", "", "", ""), [1]),
        (("", "straße", "", ""), [2]),
        (("", "", "2024-01-02", ""), [1, 2]),
        (("", "", "2024-01-02", "2024-01-02"), [1]),
        (("title", "P", "", "2024-01-01"), [0]),
    ],
)
def test_filters_narrow_the_list_together(given: tuple[str, ...], expected: list[int]) -> None:
    rows = [row(n, published=date(2024, 1, 1 + n)) for n in range(3)]
    rows[2] = replace(rows[2], publisher="Straße heute")
    assert Wanted.of(*given).chosen(rows) == [rows[n] for n in expected]


@pytest.mark.parametrize("bad", ["31.3.2022", "soon", ["x"], "9999-99-99"])
def test_day_that_is_none_is_said(bad: object) -> None:
    with pytest.raises(QuestionError):
        Wanted.of("", "", bad, "")


def test_pages_show_each_article_once() -> None:
    rows = [row(n) for n in range(2 * MAX_ROWS + 5)]
    pages = [list_html(T, rows, "", rows, page=page) for page in (1, 2, 3)]
    assert [each.count("data-open") for each in pages] == [MAX_ROWS, MAX_ROWS, 5]
    assert sum(
        each.count(f'data-open="{one.article_id}"') for one in rows for each in pages
    ) == len(rows)
    assert list_html(T, rows, "", rows, page=99) == pages[2]
    assert list_html(T, rows, "", rows, page=-1) == pages[0]
    assert f"Showing 5 of {len(rows)}, page 3 of 3" in pages[2]


def test_nothing_found_names_what_was_looked_for() -> None:
    assert "&lt;b&gt;" in list_html(T, [row()], "<b>", [])


def test_search_of_the_texts_is_narrowed_by_the_filters(fake: ManagingFake) -> None:
    rows = read_rows(fake.archive)
    (found,) = search_texts(fake, Wanted.of("talks", "", "", ""), rows)
    assert found[0].article_id == f"{1:016x}"
    assert found[1].startswith("In a statement issued on Monday")
    assert len(found[1]) <= 240
    for narrow in (("", "2023-01-01", ""), ("", "", "2021-01-01"), ("nobody", "", "")):
        assert search_texts(fake, Wanted.of("talks", *narrow), rows) == []
    assert search_texts(fake, Wanted.of("talks", "sample wire", "2022-03-22", ""), rows) == [found]


def test_found_texts_are_shown_as_text() -> None:
    shown = hits_html(T, "<b>", [(row(), HOSTILE)])
    assert "<img" not in shown
    assert "1 article whose text fits “&lt;b&gt;”" in shown
    assert 'data-open="0000000000000000"' in shown
    assert "No article’s text fits “&lt;b&gt;”." in hits_html(T, "<b>", [])


def test_search_without_words_lists_what_the_filters_leave(fake: ManagingFake) -> None:
    assert "1 of 38 articles" in _search(
        T, Listing(fake), "", "north shore", "2022-03-22", "2022-03-22"
    )
    assert "fits “talks”" in _search(T, Listing(fake), "talks", "", "", "")
    assert "np-notice" in _search(T, Listing(fake), "talks", "", "soon", "")
    assert "np-notice" in _search(T, Listing(fake), ["talks"] * 2, "", {}, "x" * 99)


@pytest.mark.parametrize(
    ("n_days", "unit", "n_bars"),
    [(0, "day", 1), (61, "day", 62), (62, "month", 3), (2000, "year", 6), (90_000, "decade", 25)],
)
def test_plot_has_every_stretch_of_time(n_days: int, unit: str, n_bars: int) -> None:
    first = date(1770, 1, 1) if n_days > 9000 else date(2020, 1, 1)
    rows = [row(0, published=first), row(1, published=first + timedelta(days=n_days))]
    plot = plot_of(T, rows)
    assert plot is not None
    assert (plot.unit, len(plot.bars)) == (unit, n_bars)
    assert sum(sum(bar.counts) for bar in plot.bars) == 2
    assert len(plot.bars) <= MAX_BARS


def test_plot_of_all_times_draws_the_newest_and_counts_the_others() -> None:
    plot = plot_of(T, [row(0, published=date.min), row(1, published=date.max)])
    assert plot is not None
    assert (len(plot.bars), plot.n_earlier) == (MAX_BARS, 1)
    assert "1 earlier" in plot_html(T, plot)


def test_plot_is_xml_and_says_the_same_as_its_table() -> None:
    rows = [row(n, publisher=f"{HOSTILE} {n % 8}") for n in range(40)]
    plot = plot_of(T, rows)
    assert plot is not None
    assert len(plot.publishers) == MAX_PUBLISHERS
    assert plot.publishers[-1] == "others"
    shown = ElementTree.fromstring(plot_html(T, plot))  # noqa: S314 - of ours
    assert sum(int(cell.text or "") for cell in shown.iter("td")) == 40
    assert [each.tag for each in shown.iter() if each.tag in {"script", "img"}] == []


def test_article_shows_versions_copies_and_provenance(fake: ManagingFake) -> None:
    shown = details_html(
        T, history_of(fake.archive, PIER), {RADIO: "Pier to close"}, can_change=True
    )
    assert "2 articles, 1 independent report (Reuters)" in shown
    assert "Pier to close" in shown
    assert '<del class="np-deleted"><span class="np-hidden">[removed: </span>40' in shown
    assert '<ins class="np-inserted"><span class="np-hidden">[added: </span>44' in shown
    assert "as a packaged sample" in shown
    assert shown.count("data-deed=") == 2
    assert "data-deed" not in details_html(T, history_of(fake.archive, PIER), {}, can_change=False)


def test_notice_of_correction_is_shown(fake: ManagingFake) -> None:
    listing = Listing(fake)
    from bot.page.shelf import Shelf

    for each in read_rows(fake.archive):
        shown = _opened(T, Shelf(fake.archive), listing, each.article_id, True)
        assert "np-notice" not in shown
        assert "np-known" in shown
        assert shown.endswith("</article></div>")
        assert "<img" not in shown


def test_opening_what_is_not_there_is_a_notice(fake: ManagingFake) -> None:
    from bot.page.shelf import Shelf

    assert "np-notice" in _opened(T, Shelf(fake.archive), Listing(fake), "f" * 16, True)
    assert _opened(T, Shelf(fake.archive), Listing(fake), "../../etc", True) == ""


def test_state_tells_size_index_feeds_and_rules(fake: ManagingFake) -> None:
    state = state_of(fake)  # type: ignore[arg-type]
    shown = state_html(T, state, read_rows(fake.archive))
    assert (state.n_articles, state.n_versions) == (38, 39)
    assert state.n_bytes is not None
    assert state.n_bytes > 10_000
    for words in ("Passages", "Last refresh: never", "MB", "True (5)"):
        assert words in shown
    assert "all" in rules_html(T, Rules())


def test_state_lists_what_was_not_read_with_the_reasons(fake: ManagingFake) -> None:
    many = [Rejection(origin=f"{HOSTILE}{n}", reason="is no text", retrieved=NOW)
            for n in range(MAX_REJECTIONS + 3)]  # fmt: skip
    shown = state_html(T, replace(state_of(fake), rejections=tuple(many)), ())  # type: ignore[arg-type]
    assert shown.count("is no text") == MAX_REJECTIONS
    assert f"Not read ({len(many)})" in shown
    assert "And 3 more." in shown
    assert "<img" not in shown
    assert "Everything was read." in state_html(T, state_of(fake), ())  # type: ignore[arg-type]


def test_numbers_and_days_are_those_of_the_language(fake: ManagingFake) -> None:
    german = texts_of("de")
    state = replace(state_of(fake), n_articles=12_345, n_bytes=1_260_000)  # type: ignore[arg-type]
    shown = state_html(german, state, read_rows(fake.archive))
    for words in ("12.345", "1,3 MB", "Abdeckung", "Letzter Abruf: noch keiner."):
        assert words in shown
    names = [bar.name for bar in plot_of(german, [row(), row(1, published=date(2024, 3, 1))]).bars]  # type: ignore[union-attr]
    assert (names[0], names[-1]) == ("1. Januar 2024", "1. März 2024")
    assert plot_of(german, [row(), row(1, published=date(1890, 1, 1))]).bars[0].name == "1890er"  # type: ignore[union-attr]


def test_deeds_are_done_and_told(fake: ManagingFake) -> None:
    said = do_deed(T, fake, {"deed": "retract", "article": PIER, "reason": " Made up. "})
    assert "Retracted: “Grain pier closes”" in said
    assert fake.archive.get(PIER).retraction.reason == "Made up."
    shown = details_html(T, history_of(fake.archive, PIER), {}, can_change=True)
    assert 'data-deed="retract"' not in shown
    fake.sync()
    said = do_deed(T, fake, {"deed": "remove", "article": PIER})
    assert "with 2 version(s)" in said
    with pytest.raises(NotFoundError):
        do_deed(T, fake, {"deed": "remove", "article": PIER})


@pytest.mark.parametrize(
    "sent",
    [{}, {"deed": "drop", "article": PIER}, {"deed": "remove"}, {"deed": "remove", "article": 3},
     {"deed": ["remove"], "article": PIER}, {"deed": "remove", "article": "../x"},
     {"deed": "retract", "article": PIER, "reason": "x" * 501}],
)  # fmt: skip
def test_other_deeds_are_refused_and_change_nothing(
    fake: ManagingFake, sent: dict[str, object]
) -> None:
    with pytest.raises(QuestionError):
        do_deed(T, fake, sent)
    assert fake.archive.get(PIER).retraction is None


def test_what_only_reads_manages_nothing(tmp_path: Path, fake: ManagingFake) -> None:
    assert manager_of(FakeNewsproof(tmp_path / "other")) is None  # type: ignore[arg-type]
    assert manager_of(fake) is fake  # type: ignore[arg-type]


def test_address_may_leave_out_its_scheme() -> None:
    assert address_of(" news.example/a ") == "https://news.example/a"
    assert address_of("http://news.example/a") == "http://news.example/a"
    for bad in ("", None, 3, "x" * 2001):
        with pytest.raises(QuestionError):
            address_of(bad)
