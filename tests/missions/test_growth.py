from __future__ import annotations

from datetime import date, timedelta

import pytest

from missions import growth
from missions.models import LocalDay

TODAY = date(2026, 11, 18)


def days(*offsets, **fields):
    return [TODAY - timedelta(days=offset) for offset in offsets]


def live(owner, *offsets, **fields):
    for day in days(*offsets):
        LocalDay.objects.create(owner=owner, day=day, **({"timed_seconds": 900} | fields))


def test_aura_approaches_what_a_steady_day_earns():
    steady = [(day, 100.0) for day in days(*range(growth.AURA_WINDOW_DAYS + 1))]

    assert growth.aura(steady, [], TODAY) == 99


def test_aura_halves_in_fourteen_days_of_rest():
    earned = [(TODAY, 1000.0)]

    later = TODAY + timedelta(days=growth.HALF_LIFE_DAYS)

    assert growth.aura(earned, [], later) == growth.aura(earned, [], TODAY) // 2


def test_imported_aura_decays_like_the_rest():
    assert growth.aura([], [(TODAY, 80)], TODAY) == 80
    assert growth.aura([], [(TODAY, 80)], TODAY + timedelta(days=14)) == 40


@pytest.mark.django_db
def test_a_streak_counts_days_in_a_row_up_to_today(owner):
    live(owner, 0, 1, 2, 4)

    streak = growth.streak(owner, today=TODAY)

    assert (streak.length, streak.needs_today) == (3, False)


@pytest.mark.django_db
def test_a_streak_waits_for_today(owner):
    live(owner, 1, 2)

    streak = growth.streak(owner, today=TODAY)

    assert (streak.length, streak.needs_today) == (2, True)


@pytest.mark.django_db
def test_fourteen_minutes_do_not_count_but_one_done_mission_does(owner):
    live(owner, 0, timed_seconds=840)
    live(owner, 1, timed_seconds=0, done_count=1)

    assert growth.streak(owner, today=TODAY).days == (TODAY - timedelta(days=1),)


@pytest.mark.django_db
def test_claimed_time_alone_makes_no_streak(owner):
    live(owner, 0, timed_seconds=0, claimed_seconds=7200)

    assert growth.streak(owner, today=TODAY).length == 0


@pytest.mark.django_db
def test_a_long_streak_is_read_page_by_page(owner, django_assert_num_queries):
    live(owner, *range(130))

    with django_assert_num_queries(3):
        assert growth.streak(owner, today=TODAY).length == 130


@pytest.mark.django_db
def test_a_streak_does_not_change_with_the_zone(owner):
    live(owner, 0, 1, 2)
    owner.zone = "Pacific/Kiritimati"
    owner.save()

    assert growth.streak(owner, today=TODAY).length == 3
