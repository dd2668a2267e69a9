from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions import walltime

BERLIN = "Europe/Berlin"
ZONES = st.sampled_from([BERLIN, "America/St_Johns", "Australia/Lord_Howe", "UTC", "Asia/Tokyo"])


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_a_time_that_was_shown_once_is_one_instant():
    reading = walltime.read(datetime(2026, 7, 1, 14, 30), BERLIN)

    assert reading.is_plain
    assert reading.instants == (utc(2026, 7, 1, 12, 30),)


def test_a_time_that_was_shown_twice_is_two_instants():
    reading = walltime.read(datetime(2026, 10, 25, 2, 30), BERLIN)

    assert reading.instants == (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30))
    assert [walltime.name(at, BERLIN) for at in reading.instants] == [
        "02:30 CEST (UTC+02:00)",
        "02:30 CET (UTC+01:00)",
    ]


@pytest.mark.parametrize(
    ("local", "zone", "shown"),
    [
        (datetime(2026, 3, 29, 2, 30), BERLIN, ["01:59", "03:00"]),
        (datetime(2026, 10, 4, 2, 15), "Australia/Lord_Howe", ["01:59", "02:30"]),
        (datetime(2011, 12, 30, 12, 0), "Pacific/Apia", ["23:59", "00:00"]),
    ],
)
def test_a_time_that_was_skipped_offers_what_lies_beside_it(local, zone, shown):
    reading = walltime.read(local, zone)

    assert not reading.exists
    assert [f"{walltime.show(at, zone):%H:%M}" for at in reading.instants] == shown


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)), ZONES)
def test_what_is_shown_is_read_back_whatever_the_clocks_did(moment, zone):
    instant = moment.replace(tzinfo=UTC, microsecond=0)

    reading = walltime.read(walltime.show(instant, zone), zone)

    assert instant in reading.instants
    assert reading.exists
    assert max(reading.instants) - min(reading.instants) <= timedelta(hours=1)
