"""Times are compared as instants, whatever their zone; a day is all the instants that it may be."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir.bundle.elements import Period
from fhir.bundle.moments import Moment, newest, read_moment, read_period

SEOUL = ZoneInfo("Asia/Seoul")
NOON = datetime(2020, 4, 7, 12, tzinfo=SEOUL)


def at(hour: float, until: float | None = None) -> Moment:
    """Return the time so many hours after noon."""
    return Moment(NOON + timedelta(hours=hour), NOON + timedelta(hours=hour if until is None else until))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2020", "2020-01-01T00:00:00+09:00", "2020-12-31T23:59:59.999999+09:00"),
        ("2020-02", "2020-02-01T00:00:00+09:00", "2020-02-29T23:59:59.999999+09:00"),
        ("2020-03-06", "2020-03-06T00:00:00+09:00", "2020-03-06T23:59:59.999999+09:00"),
        ("2020-03-06T20:20:23Z", "2020-03-06T20:20:23+00:00", "2020-03-06T20:20:23+00:00"),
        ("2020-03-06T20:20:23.5-08:00", "2020-03-06T20:20:23.5-08:00", "2020-03-06T20:20:23.5-08:00"),
        ("2020-03-06T20:20:23.1234567Z", "2020-03-06T20:20:23.123456Z", "2020-03-06T20:20:23.123456Z"),
    ],
)
def test_time_is_read_within_its_bounds(text: str, earliest: str, latest: str) -> None:
    expected = Moment(datetime.fromisoformat(earliest), datetime.fromisoformat(latest))
    assert read_moment(text, SEOUL) == expected


def test_time_without_a_zone_is_the_sites_and_says_so() -> None:
    moment = read_moment("2020-03-06T20:20:23", SEOUL)
    assert moment == Moment(
        datetime(2020, 3, 6, 20, 20, 23, tzinfo=SEOUL),
        datetime(2020, 3, 6, 20, 20, 23, tzinfo=SEOUL),
        zone_assumed=True,
    )
    assert (moment.note, at(0).note) == ("no time zone given, the site's is taken", "")


UNREADABLE = [
    None,
    "",
    "yesterday",
    "20200306",
    "2020-W10-5",
    "2020-00",
    "2020-13",
    "2020-02-30",
    "2020-03-06T24:00:00Z",
    "2020-03-06T20:20:60Z",
    "2020-03-06T20:20Z",
    "2020-03-06T20:20:23+24:00",
    "2020-03-06T20:20:23 ",
    "٢٠٢٠",
    "0001",
    "1849-12-31",
    "2201",
    "9999-12-31T23:59:59Z",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_time_is_not_read(text: str | None) -> None:
    assert read_moment(text, SEOUL) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_time(text: str) -> None:
    moment = read_moment(text, SEOUL)
    assert moment is None or moment.earliest <= moment.latest


@given(st.datetimes(datetime(1850, 1, 2), datetime(2200, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_instant_is_read_as_it_was_written(time: datetime) -> None:
    text = time.replace(microsecond=0).astimezone(UTC).isoformat()
    assert read_moment(text, SEOUL) == Moment(datetime.fromisoformat(text), datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2020-04-07T12:00:00+09:00", "2020-04-07T14:00:00+09:00", at(0, 2)),
        ("2020-04-07T12:00:00+09:00", None, at(0)),
        ("2020-04-07T12:00:00+09:00", "2020-04-07T11:00:00+09:00", at(0)),
        (None, "2020-04-07T14:00:00+09:00", None),
    ],
)
def test_period_covers_its_start_to_its_end(start: str | None, end: str | None, expected: Moment | None) -> None:
    assert read_period(Period(start, end), SEOUL) == expected


def test_period_that_is_absent_is_no_time() -> None:
    assert read_period(None, SEOUL) is None


def test_period_with_one_end_without_zone_says_so() -> None:
    period = read_period(Period("2020-04-07T12:00:00+09:00", "2020-04-07T14:00:00"), SEOUL)
    assert period == Moment(at(0).earliest, at(2).latest, zone_assumed=True)


@pytest.mark.parametrize(
    ("moment", "is_within"),
    [(at(-24), True), (at(-24.01), False), (at(0), True), (at(0.01), False), (at(-1, 5), True), (at(-25, 0), False)],
)
def test_window_counts_back_and_ends_now(moment: Moment, is_within: bool) -> None:
    assert moment.is_within(timedelta(hours=24), NOON) == is_within


def test_newest_compares_instants_across_zones() -> None:
    east = read_moment("2020-04-07T10:00:00+09:00", SEOUL)
    west = read_moment("2020-04-06T21:00:00-05:00", SEOUL)  # an hour later, though its text sorts before
    assert east is not None
    assert west is not None
    assert newest([(east, "east"), (west, "west")]) == ["west"]
    assert (west.is_newer_than(east), east.is_newer_than(west)) == (True, False)


@pytest.mark.parametrize(
    ("moments", "newest_ones"),
    [
        ([], []),
        ([at(1), at(2)], [1]),
        ([at(1), at(1)], [0, 1]),
        ([at(-12, 12), at(3)], [0, 1]),
        ([at(-12, 2), at(3)], [1]),
    ],
)
def test_newest_keeps_whatever_nothing_is_certainly_newer_than(moments: list[Moment], newest_ones: list[int]) -> None:
    assert newest([(moment, index) for index, moment in enumerate(moments)]) == newest_ones
