"""Hours of the clock: what falls into them adds up, on days of 23 and 25 hours too."""

from __future__ import annotations

import importlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from missions import timekeeping, timer, undo, verifying
from missions.days import DayRule, split, split_hours
from missions.models import HourTotal, LocalDay, TimeEntry
from missions.reports import hours, periods
from tests.factories.missions import HourTotalFactory, MissionFactory
from tests.missions.test_days import MOMENTS, ZONES

BERLIN = DayRule("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@given(zone=ZONES, start=MOMENTS, seconds=st.integers(0, 3 * 86400), hour=st.integers(0, 12))
def test_the_hours_of_every_day_add_up_to_that_day(zone, start, seconds, hour):
    rule, end = DayRule(zone, hour), start + timedelta(seconds=seconds)

    by_day = Counter()
    for (day, _), part in split_hours(start, end, rule).items():
        by_day[day] += part

    assert by_day == split(start, end, rule)


@pytest.mark.parametrize(("day", "twice"), [(SPRING, 0), (AUTUMN, 7200)])
def test_the_hour_that_the_clocks_change_in_is_as_long_as_it_was(day, twice):
    start = BERLIN.start_of(day)

    pieces = split_hours(start, BERLIN.start_of(day + timedelta(days=1)), BERLIN)

    assert pieces.get((day, 2), 0) == twice
    assert sum(pieces.values()) == BERLIN.seconds_in(day)
    assert {pieces[day, hour] for hour in range(3, 24)} == {3600}


def test_an_hour_before_the_day_starts_belongs_to_the_day_before():
    night = datetime(2026, 6, 2, 0, 30, tzinfo=UTC)

    pieces = split_hours(night, night + timedelta(minutes=10), DayRule("Europe/Berlin", 3))

    assert pieces == {(date(2026, 6, 1), 2): 600}


@pytest.mark.django_db
def test_stored_hours_follow_acts_and_undo_and_a_clock_that_was_forgotten(owner, clock):
    mission = MissionFactory(owner=owner)
    timer.start(user=owner, mission=mission, now=clock.now)
    timer.pause(user=owner, mission=mission, now=clock.forward(hours=60, minutes=20))

    assert HourTotal.objects.filter(owner=owner, seconds=3600).count() == 60
    assert summed(owner) == 60 * 3600 + 1200
    assert list(verifying.time_differences(owner)) == []

    undo.undo_last(user=owner, now=clock.now)

    assert summed(owner) == 0


def summed(owner):
    seconds = HourTotal.objects.filter(owner=owner).aggregate(sum=Sum("seconds"))["sum"]
    days = LocalDay.objects.filter(owner=owner).aggregate(sum=Sum("timed_seconds"))["sum"]
    assert seconds == days
    return seconds


@pytest.mark.django_db
def test_an_hour_that_is_wrong_lost_or_made_up_is_named(owner, clock):
    mission = MissionFactory(owner=owner)
    timer.start(user=owner, mission=mission, now=clock.now)
    timer.pause(user=owner, mission=mission, now=clock.forward(minutes=30))
    stored = HourTotal.objects.get()

    HourTotal.objects.update(seconds=7)
    assert list(verifying.time_differences(owner)) == [
        f"HourTotal {stored} is 7, its source gives 1800."
    ]
    stored.delete()
    assert "Hour of" in next(verifying.time_differences(owner))
    timekeeping.count(TimeEntry.objects.get())
    HourTotalFactory(owner=owner, hour=3, seconds=60)
    assert "hour 3" in "".join(verifying.time_differences(owner))


@pytest.mark.django_db
def test_entries_of_before_fall_into_their_hours_when_the_table_comes(owner, clock):
    mission = MissionFactory(owner=owner)
    for act, step in ((timer.start, 0), (timer.pause, 95), (timer.start, 5), (timer.discard, 5)):
        act(user=owner, mission=mission, now=clock.forward(minutes=step))
    timer.start(user=owner, mission=mission, now=clock.forward(minutes=5))
    timer.pause(user=owner, mission=mission, now=clock.forward(minutes=95))
    kept = list(
        HourTotal.objects.filter(seconds__gt=0)
        .order_by("day", "hour")
        .values_list("hour", "seconds")
    )
    HourTotal.objects.all().delete()

    importlib.import_module("missions.migrations.0031_fill_hour_totals").fill(apps, None)

    rows = HourTotal.objects.order_by("day", "hour").values_list("hour", "seconds")
    assert list(rows) == kept


def test_the_fullest_three_hours_may_lie_over_midnight():
    seconds = [0] * 24
    seconds[23], seconds[0], seconds[1], seconds[12] = 100, 100, 100, 250

    found = hours.Hours(tuple(seconds))

    assert hours.best_window(found.seconds) == (23, 300)
    assert hours.reading(found) == "Most of it between 23:00 and 2:00: 55 %."


@pytest.mark.django_db
def test_a_period_reads_its_own_hours_and_those_that_run(owner, stranger):
    week = periods.named("week", "2026-W47")
    HourTotalFactory(owner=owner, day=week.first, hour=9, seconds=1800)
    HourTotalFactory(owner=owner, day=week.last + timedelta(days=1), hour=9, seconds=99)
    HourTotalFactory(owner=stranger, day=week.first, hour=9, seconds=99)
    running = {(week.last, 9): 60, (week.last, 10): 30, (week.last + timedelta(days=1), 0): 99}

    found = hours.hours_of(owner, week, running)

    assert found.rows == [("9:00 to 10:00", 1860), ("10:00 to 11:00", 30)]
