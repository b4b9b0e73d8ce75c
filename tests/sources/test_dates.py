from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.dates import parse_date, split_label

THE_DAY = date(2022, 3, 25)


@pytest.mark.parametrize(
    "printed",
    [
        "2022-03-25",
        "2022/3/25",
        "2022-03-25T14:05:09Z",
        "2022-03-25T23:59:59-04:00",
        "2022-03-25 14:05:09.123+0100",
        "3/25/2022",
        "03-25-2022",
        "25/3/2022",
        "25.3.2022",
        "Mar. 25, 2022",
        "Mar 25 2022",
        "March 25th, 2022",
        "MARCH 25, 2022",
        "25 March 2022",
        "25-Mar-2022",
        "25th of March, 2022",
        "Friday, March 25, 2022",
        "Fri, 25 Mar 2022 14:05:00 GMT",
        "Fri, 25 Mar 2022 14:05:00 +0100",
        "March 25, 2022 at 3:05 p.m. ET",
        "March 25, 2022 | 3 PM",
        "10:30 a.m. ET, March 25, 2022",
        "Published: 3/25/2022",
        "Updated: March 25, 2022",
        "Last updated on 25 March 2022, 14:05",
        "  25\u00a0March\u00a02022 ",
    ],
)
def test_printed_date_is_read(printed: str) -> None:
    assert parse_date(printed) == THE_DAY


@pytest.mark.parametrize(
    "printed",
    [
        "", "Updated:", "2022", "March 2022", "March 25", "25 March", "3/25/22", "Friday", "today",
        "yesterday, 10:00", "31/2/2022", "13/13/2022", "February 30, 2022", "0/0/2022",
        "1599-12-31", "2101-01-01", "20220325", "٢٠٢٢-٠٣-٢٥", "14:05", "3.25",
        "On March 25, 2022, he resigned", "March 25, 2022 was a Friday", "Auguſt 1, 2022",
        "March 25, 2022" + " " * 10 + "x" * 200,
    ],
)  # fmt: skip
def test_what_is_no_full_date_is_none(printed: str) -> None:
    assert parse_date(printed) is None


def test_ambiguous_numbers_are_month_first_but_with_full_stops_day_first() -> None:
    assert parse_date("3/4/2022") == date(2022, 3, 4)
    assert parse_date("3.4.2022") == date(2022, 4, 3)


@given(st.dates(date(1600, 1, 1), date(2100, 12, 31)))
def test_every_way_of_writing_a_day_gives_the_day(day: date) -> None:
    ways = ["{:%Y-%m-%d}", "{:%m/%d/%Y}", "{:%B %d, %Y}", "{:%b. %d, %Y}", "{:%d %B %Y}",
            "{:%A, %d %b %Y}", "{:%d.%m.%Y}", "Updated: {:%b %d, %Y}"]  # fmt: skip
    for way in ways:
        # `strftime` leaves out the noughts of early years on some systems; none before 1600 here
        assert parse_date(way.format(day)) == day


@given(st.datetimes(datetime(1600, 1, 1), datetime(2100, 12, 31)))
def test_time_of_day_is_dropped(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == moment.date()


@given(st.text(max_size=150) | st.text("0123456789/-:. ,MarchAPMTZfri", max_size=150))
def test_nothing_printed_raises(printed: str) -> None:
    day = parse_date(printed)
    assert day is None or 1600 <= day.year <= 2100


def test_label_is_told_from_the_date() -> None:
    assert split_label("Updated:") == ("updated", "")
    assert split_label("First published on 1 May 2020") == ("published", "1 May 2020")
    assert split_label("The mayor resigned") == (None, "The mayor resigned")
