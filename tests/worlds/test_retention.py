from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worlds.retention import EmptyPolicy, Keep, Stored, thin

NOW = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
BERLIN = "Europe/Berlin"
ZONES = st.sampled_from(sorted(available_timezones()))
AGES = st.one_of(
    st.integers(-7200, 4 * 3600), st.integers(0, 40 * 86400), st.integers(0, 900 * 86400)
)
POLICIES = st.builds(
    Keep,
    hourly=st.integers(0, 4),
    daily=st.integers(0, 4),
    weekly=st.integers(1, 4),
    monthly=st.integers(0, 4),
)


@st.composite
def snapshots(draw):
    ages = draw(st.lists(st.tuples(AGES, st.booleans(), st.booleans()), max_size=40))
    return [
        Stored(key, NOW - timedelta(seconds=age), first and second)
        for key, (age, first, second) in enumerate(ages)
    ]


def ago(*ages, pinned=()):
    """Snapshots so long before NOW, numbered from 1."""
    return [Stored(key, NOW - age, key in pinned) for key, age in enumerate(ages, 1)]


def hours(*numbers):
    return [timedelta(hours=number) for number in numbers]


def kept(stored, **how):
    reasons = thin(stored, **{"now": NOW, "zone": "UTC"} | how)
    return [one for one in stored if reasons[one.key]]


def test_each_snapshot_says_why_it_stays():
    stored = ago(timedelta(minutes=5), *hours(0.6, 2, 2.2, 26, 24 * 40, 24 * 41), pinned={4})

    assert thin(stored, now=NOW, zone=BERLIN, keep=Keep(3, 2, 1, 2)) == {
        1: (
            "from the last hour",
            "hourly 15:00",
            "daily 2026-11-20",
            "weekly 2026-W47",
            "monthly 2026-11",
        ),
        2: ("from the last hour", "hourly 14:00"),
        3: ("hourly 13:00",),
        4: ("pinned",),
        5: ("daily 2026-11-19",),
        6: ("monthly 2026-10",),
        7: (),
    }


def test_everything_of_the_last_hour_stays():
    stored = ago(*[timedelta(seconds=second) for second in range(0, 3601, 10)])

    assert kept(stored) == stored


def test_the_newest_of_a_slot_stays():
    stored = ago(*hours(3.1, 3.2, 3.3, 27, 28))

    assert [one.key for one in kept(stored, keep=Keep(1, 2, 0, 0))] == [1, 4]


def test_a_slot_without_a_snapshot_takes_no_place():
    stored = ago(*[timedelta(days=90 * number) for number in range(5)])

    assert kept(stored, keep=Keep(0, 5, 0, 0)) == stored


def test_a_year_of_snapshots_every_ten_minutes_becomes_a_few_dozen():
    stored = ago(*[timedelta(minutes=10 * number) for number in range(6 * 24 * 365)])

    old = [one for one in kept(stored) if one.created_at < NOW - timedelta(hours=1)]

    assert len(old) == 50
    assert Keep().most == 58


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "2026-11-20"), ("Pacific/Auckland", "2026-11-21")]
)
def test_days_are_those_of_the_owner(zone, day):
    assert f"daily {day}" in thin(ago(timedelta(0)), now=NOW, zone=zone)[1]


def test_the_hour_that_comes_twice_is_two_slots():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    stored = [Stored(1, first), Stored(2, first + timedelta(hours=1))]

    reasons = thin(stored, now=NOW, zone=BERLIN, keep=Keep(5, 0, 0, 0))

    assert reasons == {2: ("hourly 02:00",), 1: ("hourly 02:00",)}


@pytest.mark.parametrize(
    ("border", "count"),
    [
        (datetime(2026, 3, 29, 0, 0), 23),
        (datetime(2026, 10, 25, 0, 0), 25),
        (datetime(2026, 6, 1, 0, 0), 24),
    ],
)
def test_a_day_has_as_many_hours_as_the_clocks_say(border, count):
    begins = border.replace(tzinfo=ZoneInfo(BERLIN)).astimezone(UTC)
    stored = [Stored(n, begins + timedelta(minutes=30 * n)) for n in range(2 * count)]

    reasons = thin(stored, now=NOW, zone=BERLIN, keep=Keep(48, 9, 0, 0)).values()

    assert len([one for one in reasons if one]) == count
    assert len([one for one in reasons if len(one) == 2]) == 1


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2027, 1, 3, 12, tzinfo=UTC), "weekly 2026-W53"),
        (datetime(2024, 12, 30, 12, tzinfo=UTC), "weekly 2025-W01"),
    ],
)
def test_a_week_has_the_year_of_its_thursday(moment, week):
    assert thin([Stored(1, moment)], now=moment, zone="UTC")[1][3] == week


def test_of_equal_instants_the_greater_key_is_the_newer():
    stored = [Stored(key, NOW - timedelta(hours=5)) for key in (2, 9, 4)]

    assert [one.key for one in kept(stored)] == [9]


def test_a_snapshot_ahead_of_the_clock_stays_and_takes_no_slot():
    stored = ago(timedelta(hours=-30), timedelta(seconds=-1), *hours(3, 4))

    assert thin(stored, now=NOW, zone="UTC", keep=Keep(2, 0, 0, 0)) == {
        1: ("ahead of the clock",),
        2: ("ahead of the clock",),
        3: ("hourly 11:00",),
        4: ("hourly 10:00",),
    }


@pytest.mark.parametrize("counts", [(0, 0, 0, 0), (24, -1, 0, 0)])
def test_a_policy_that_keeps_nothing_is_refused(counts):
    with pytest.raises(EmptyPolicy, match="Keep at least one"):
        Keep(*counts)


def test_nothing_is_thinned_to_nothing():
    assert thin([], now=NOW, zone="UTC") == {}


@given(snapshots(), POLICIES, ZONES)
def test_thinning_again_at_the_same_instant_changes_nothing(stored, keep, zone):
    once = thin(stored, now=NOW, zone=zone, keep=keep)
    left = [one for one in stored if once[one.key]]

    assert thin(left, now=NOW, zone=zone, keep=keep) == {
        key: why for key, why in once.items() if why
    }


@given(snapshots(), POLICIES, ZONES, st.randoms(use_true_random=False))
def test_the_order_of_snapshots_says_nothing(stored, keep, zone, chance):
    mixed = list(stored)
    chance.shuffle(mixed)

    assert thin(mixed, now=NOW, zone=zone, keep=keep) == thin(stored, now=NOW, zone=zone, keep=keep)


@given(snapshots(), POLICIES, ZONES)
def test_the_newest_and_the_pinned_stay_and_the_rest_is_bounded(stored, keep, zone):
    left = kept(stored, zone=zone, keep=keep)
    old = [one for one in left if not one.is_pinned and one.created_at < NOW - timedelta(hours=1)]

    assert {one for one in stored if one.is_pinned} <= set(left)
    assert len(old) <= keep.most
    if unpinned := [one for one in stored if not one.is_pinned]:
        assert max(unpinned, key=lambda one: (one.created_at, one.key)) in left


@given(snapshots(), POLICIES, ZONES)
def test_pinning_one_never_costs_another_its_place(stored, keep, zone):
    left = set(kept(stored, zone=zone, keep=keep))
    pinned = [one._replace(is_pinned=one.is_pinned or one.key == 0) for one in stored]

    after = {one.key for one in kept(pinned, zone=zone, keep=keep)}

    assert {one.key for one in left} <= after


@given(st.lists(st.integers(1, 20 * 3600), min_size=1, max_size=40), ZONES)
def test_thinning_day_by_day_keeps_what_thinning_at_once_would(steps, zone):
    """However often it runs, the newest of each of the last days is still there."""
    keep, at, left = Keep(0, 14, 0, 0), NOW, []
    every = []
    for key, step in enumerate(steps):
        at += timedelta(seconds=step)
        every.append(Stored(key, at))
        left.append(every[-1])
        left = kept(left, now=at, zone=zone, keep=keep)

    assert left == kept(every, now=at, zone=zone, keep=keep)
