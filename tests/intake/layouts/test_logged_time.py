from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.layouts.logged_time import TimeOrder, is_time
from tests.intake.reports import MODERATE

FORMS = [
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S", "%m-%d-%y %I:%M:%S%p", "%d-%b-%Y %H:%M:%S", "%a %b %d %H:%M:%S %Y", "%Y/%m/%d %H.%M.%S",
]  # fmt: skip
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)).map(lambda time: time.replace(microsecond=0))  # noqa: DTZ001 - logs name no zone


def _earlier(one: str, other: str, *more: str) -> bool:
    order = TimeOrder([one, other, *more])
    first, second = order.key(one), order.key(other)
    assert first is not None
    assert second is not None
    return first < second


@MODERATE
@given(form=st.sampled_from(FORMS), times=st.lists(MOMENTS, min_size=2, max_size=6))
def test_times_are_ordered_as_they_passed_whatever_their_form(form: str, times: list[datetime]) -> None:
    days = [datetime(2001, 6, 28), datetime(2001, 1, 31)]  # noqa: DTZ001
    written = {time.strftime(form): time for time in [*times, *days]}
    order = TimeOrder(written)
    assert sorted(written, key=lambda one: order.key(one) or ()) == sorted(written, key=lambda one: written[one])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4/5/2001 8:10:31 AM", "5/4/2001 8:10:31 AM"),
        ("4.5.2001 08:10:31", "3.6.2001 08:10:31"),
        ("7/31/97 11:59:59 AM", "7/31/97 12:00:00 PM"),
        ("7/31/97 12:00:00 AM", "7/31/97 1:00:00 a.m."),
        ("12/31/99 11:00 PM", "1/1/00 1:00 AM"),
        ("04-10-96 05:52:10am", "04-10-96 05:52:10pm"),
        ("2001-06-04T08:10:31.100Z", "2001-06-04T08:10:31.2Z"),
        ("2001-06-04T09:10:31+02:00", "2001-06-04T08:10:31Z"),
        ("20010604081031.000000+120", "20010604081031.000000+000"),
        ("Tue Nov 24 10:22:33 2009", "Wed Nov 25 10:22:33 2009"),
        ("6/4/2001", "6/4/2001 8:10"),
    ],
)
def test_the_earlier_of_two_times_is_known(one: str, other: str) -> None:
    assert _earlier(one, other)


def test_a_part_above_12_anywhere_in_the_log_says_where_the_day_stands() -> None:
    assert _earlier("4/5/2001 8:10:31", "3/6/2001 8:10:31", "31/1/2001 8:10:31")
    assert _earlier("3/6/2001 8:10:31", "4/5/2001 8:10:31", "1/31/2001 8:10:31")


def test_where_some_times_begin_with_the_day_and_some_with_the_month_the_open_ones_are_not_read() -> None:
    order = TimeOrder(["31/1/2001 8:10", "1/31/2001 8:10", "4/5/2001 8:10"])
    assert order.key("4/5/2001 8:10") is None
    assert order.key("31/1/2001 8:10") == order.key("1/31/2001 8:10") == (2001, 1, 31, 8, 10, 0, 0)


def test_a_time_without_zone_is_not_put_among_those_with_one() -> None:
    order = TimeOrder(["2001-06-04T08:10:31Z", "2001-06-04 08:10:31"])
    assert order.key("2001-06-04 08:10:31") is None
    assert order.key("2001-06-04T08:10:31Z") == (2001, 6, 4, 8, 10, 31, 0)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "MM/DD/YY", "13/13/2001 8:10", "6/4/2001 25:10", "6/4", "8:10:31", "30.2.2001 8:10", "1722"],
)
def test_what_is_no_time_has_no_key(text: str) -> None:
    assert TimeOrder([text]).key(text) is None


@MODERATE
@given(st.text(alphabet="0123456789./-: TZ+AaPpMmJun,", max_size=40))
def test_any_text_may_be_asked_for(text: str) -> None:
    key = TimeOrder([text]).key(text)
    assert key is None or is_time(text)


@MODERATE
@given(MOMENTS)
def test_a_time_of_its_own_may_be_asked_for_that_the_log_did_not_hold(time: datetime) -> None:
    later = time + timedelta(seconds=1)
    order = TimeOrder([])
    assert (order.key(f"{time:%Y-%m-%d %H:%M:%S}") or ()) < (order.key(f"{later:%Y-%m-%d %H:%M:%S}") or ())
