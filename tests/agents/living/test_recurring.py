"""When cron lines are due, across changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from agents.living import recurring
from agents.living.recurring import BadCron

LINES = st.sampled_from(
    [
        *("* * * * *", "*/20 * * * *", "0 * * * *", "30 2 * * *", "15,45 1-3 * * *"),
        *("0 9 * * MON-FRI", "0 0 L * *", "0 3 29 2 *", "59 23 * * 5#1", "*/30 2 * * 7"),
    ]
)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
NEAR_A_CHANGE = st.sampled_from(
    [datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1), datetime(2026, 3, 8, 7)]
).flatmap(
    lambda at: st.integers(-(10**4), 10**4).map(
        lambda seconds: at.replace(tzinfo=UTC) + timedelta(seconds=seconds)
    )
)
BERLIN = "Europe/Berlin"


@given(LINES, ZONES, MOMENTS | NEAR_A_CHANGE)
def test_the_next_moment_is_the_first_that_cronsim_tells(line, zone, after):
    (first, second, *_) = told = _told(line, zone, after, 3)

    assert recurring.following(line, zone, after) == first > after
    assert recurring.following(line, zone, first) == second
    assert told == sorted(set(told))


@given(LINES, ZONES, MOMENTS | NEAR_A_CHANGE, st.integers(0, 10**6))
def test_the_latest_moment_has_none_between_it_and_then(line, zone, start, seconds):
    due = recurring.following(line, zone, start)
    by = due + timedelta(seconds=seconds)

    latest = recurring.latest(line, zone, by)

    assert due <= latest <= by < recurring.following(line, zone, by)
    assert recurring.following(line, zone, latest) > by


def _told(line, zone, after, count):
    turns = CronSim(line, after.astimezone(ZoneInfo(zone)))
    return [next(turns).astimezone(UTC) for _ in range(count)]


def moments(line, zone, start, hours):
    at, found = start, []
    while (at := recurring.following(line, zone, at)) <= start + timedelta(hours=hours):
        found.append(at.strftime("%d %H:%M"))
    return found


@pytest.mark.parametrize(
    ("line", "start", "expected"),
    [
        # Spring: 02:30 does not exist on the 29th, and runs at 03:00 summer time instead.
        ("30 2 * * *", datetime(2026, 3, 28, tzinfo=UTC), ["28 01:30", "29 01:00", "30 00:30"]),
        # Autumn: 02:30 comes twice on the 25th, and runs once.
        ("30 2 * * *", datetime(2026, 10, 24, tzinfo=UTC), ["24 00:30", "25 00:30", "26 01:30"]),
        # Nine in the morning is nine in the morning on either side.
        ("0 9 * * *", datetime(2026, 3, 28, tzinfo=UTC), ["28 08:00", "29 07:00", "30 07:00"]),
    ],
)
def test_a_fixed_time_runs_once_a_day_whatever_the_clock_does(line, start, expected):
    assert moments(line, BERLIN, start, 72) == expected


def test_every_half_hour_follows_the_clock_through_both_changes():
    spring = moments("*/30 * * * *", BERLIN, datetime(2026, 3, 29, tzinfo=UTC), 23)
    autumn = moments("*/30 * * * *", BERLIN, datetime(2026, 10, 24, 22, tzinfo=UTC), 25)

    assert (len(spring), len(autumn)) == (46, 50)


@pytest.mark.parametrize(
    ("line", "zone", "words"),
    [
        ("0 9 * *", "UTC", "cron must have five fields"),
        ("0 0 9 * * *", "UTC", "cron must have five fields"),
        ("", "UTC", "cron must have five fields"),
        ("1," * 60 + "1 * * * *", "UTC", "cron must have five fields"),
        ("60 * * * *", "UTC", "cron is wrong: bad minute"),
        ("0 9 * * MONDAY", "UTC", "cron is wrong: bad day-of-week"),
        ("0 0 30 2 *", "UTC", "cron is wrong: bad day-of-month"),
        ("0 9 * * *", "Mars/One", "zone must be a zone such as"),
        ("0 9 * * *", "../../etc/passwd", "zone must be a zone such as"),
    ],
)
def test_what_is_no_recurrence_is_said(line, zone, words):
    with pytest.raises(BadCron, match=words):
        recurring.following(line, zone, datetime(2026, 11, 18, tzinfo=UTC))


@given(st.text("0123456789*/-,#LWMONJA ²\0", max_size=30))
def test_any_text_is_a_moment_or_a_sentence(line):
    after = datetime(2026, 11, 18, tzinfo=UTC)
    try:
        found = recurring.following(line, BERLIN, after)
    except BadCron:
        return
    assert found > after
