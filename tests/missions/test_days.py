from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.days import DayRule, split

BERLIN = DayRule("Europe/Berlin")
ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)],
)
def test_a_day_lasts_as_long_as_the_clocks_say(day, hours):
    assert BERLIN.seconds_in(day) == hours * 3600


def test_a_night_over_the_spring_change_falls_into_two_days():
    started = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)

    pieces = split(started, started + timedelta(hours=4), BERLIN)

    assert pieces == {date(2026, 3, 28): 3600, date(2026, 3, 29): 3 * 3600}


def test_midnight_belongs_to_the_new_day():
    midnight = datetime(2026, 6, 1, 22, 0, tzinfo=UTC)

    assert BERLIN.day_of(midnight) == date(2026, 6, 2)
    assert BERLIN.day_of(midnight - timedelta(seconds=1)) == date(2026, 6, 1)


def test_work_before_the_day_starts_counts_for_the_day_before():
    rule = DayRule("Europe/Berlin", 3)

    assert rule.day_of(datetime(2026, 6, 2, 0, 30, tzinfo=UTC)) == date(2026, 6, 1)


def test_an_interval_of_no_length_falls_into_no_day():
    moment = datetime(2026, 6, 1, tzinfo=UTC)

    assert split(moment, moment, BERLIN) == {}


@given(zone=ZONES, start=MOMENTS, seconds=st.integers(0, 20 * 86400), hour=st.integers(0, 12))
def test_the_pieces_of_an_interval_add_up_to_it(zone, start, seconds, hour):
    pieces = split(start, start + timedelta(seconds=seconds), DayRule(zone, hour))

    assert sum(pieces.values()) == seconds
    assert all(piece > 0 for piece in pieces.values())


@given(zone=ZONES, moment=MOMENTS, hour=st.integers(0, 12))
def test_an_instant_lies_between_the_ends_of_its_day(zone, moment, hour):
    rule = DayRule(zone, hour)

    day = rule.day_of(moment)

    assert rule.start_of(day) <= moment < rule.start_of(day + timedelta(days=1))
