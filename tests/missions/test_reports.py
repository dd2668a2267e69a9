"""Reports of a day, a week and a month: what they say is what the entries hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from missions import growth, timer
from missions.models import TimeEntry
from missions.reports import hours, periods, rhythm, sums
from tests.agents.views.reading import texts
from tests.devcraft.visiting import signed_in, taken_back
from tests.factories.devcraft import UserFactory
from tests.factories.missions import DayTotalFactory, LocalDayFactory, MissionFactory

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 10, 23, 20, 0, tzinfo=UTC)
STEPS = st.tuples(
    st.integers(0, 20 * 3600),
    st.integers(1, 30 * 3600),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
)
WEEK = periods.named("week", "2026-W47")


def work(owner, mission, now, *, minutes, then=timer.pause, **said):
    """MINUTES on MISSION from NOW on; the moment it ended."""
    timer.start(user=owner, mission=mission, now=now)
    end = now + timedelta(minutes=minutes)
    then(user=owner, mission=mission, now=end, **said)
    return end


@settings(max_examples=8)
@given(steps=st.lists(STEPS, max_size=5))
def test_sums_are_those_of_the_entries_over_clock_changes_and_moves(steps):
    with taken_back():
        owner, now, worked = UserFactory(), NIGHT, 0
        missions = [MissionFactory(owner=owner) for _ in range(2)]
        for number, (gap, length, zone) in enumerate(steps):
            owner.zone = zone
            now += timedelta(seconds=gap)
            timer.start(user=owner, mission=missions[number % 2], now=now)
            now += timedelta(seconds=length)
            timer.pause(user=owner, mission=missions[number % 2], now=now)
            worked += length
        months = [periods.named("month", name) for name in ("2026-10", "2026-11")]

        days = [day for month in months for day in sums.days_of(owner, month, None)]
        by_mission = [one for month in months for one in sums.missions_of(owner, month, None)]
        by_hour = [hours.hours_of(owner, month, {}) for month in months]
        by_entry = [rhythm.rhythm_of(rhythm.begun_in(owner, month)[0]) for month in months]

        assert sum(day.timed_seconds for day in days) == worked
        assert sum(one.timed_seconds for one in by_mission) == worked
        assert sum(one.total for one in by_hour) == worked
        assert sum(one.seconds for one in by_entry) == worked
        assert streak_in(owner, "Pacific/Kiritimati") == streak_in(owner, "Pacific/Niue")


def streak_in(owner, zone):
    owner.zone = zone
    owner.save()
    return growth.streak(owner, today=date(2026, 11, 1))


def test_a_week_leads_from_every_figure_to_its_rows(owner, clock):
    mission = MissionFactory(owner=owner, name="Fix the gate")
    work(owner, mission, clock.now, minutes=75)
    timer.log_offline(
        user=owner, mission=mission, seconds=1800, on=date(2026, 11, 17), now=clock.now
    )
    client = signed_in(owner)

    with time_machine.travel(clock.forward(hours=3), tick=False):
        html = client.get("/reports/").content.decode()
        said = texts(client, "/reports/")

    assert "Week 47, 16 to 22 November 2026" in said
    assert "Europe/Berlin" in said
    assert "weeks start on Monday" in said
    assert "Together 1:15:00 0:30:00" in said
    assert "1 h 45 min on 2 of 7 days; the longest was Wednesday 18 November 2026" in said
    for at in ("days/2026-11-17/", "days/2026-11-18/", f"{mission.pk}/time/"):
        assert f'href="/missions/{at}"' in html
    assert 'href="?week=2026-W46"' in html
    assert 'href="?week=2026-W48"' in html


def test_the_clock_that_runs_is_counted_until_now(owner, clock):
    box = {"horizon": "fixed", "target_seconds": 3600}
    mission = MissionFactory(owner=owner, name="Still at it", **box)
    timer.start(user=owner, mission=mission, now=clock.now)

    with time_machine.travel(clock.forward(minutes=90), tick=False):
        said = texts(signed_in(owner), "/reports/?day=2026-11-18")

    assert "The clock that runs is counted until now." in said
    assert "Still at it 1:30:00" in said
    assert "Still at it no mode 1:00 1:30 0:30" in said
    assert "10:00 to 11:00 1:00:00 11:00 to 12:00 0:30:00" in said


def test_breaks_switches_and_forgotten_clocks_are_counted(owner, clock):
    first, second = MissionFactory(owner=owner), MissionFactory(owner=owner)
    work(owner, first, clock.now, minutes=30)
    timer.start(user=owner, mission=first, now=clock.forward(minutes=40))
    timer.start(user=owner, mission=second, now=clock.forward(minutes=20))
    timer.pause(user=owner, mission=second, now=clock.forward(minutes=10))
    timer.start(user=owner, mission=second, now=clock.forward(hours=5))
    timer.pause(user=owner, mission=second, now=clock.forward(hours=10))

    found = rhythm.rhythm_of(rhythm.begun_in(owner, WEEK)[0])

    assert (found.entries, found.seconds) == (4, 11 * 3600)
    assert (found.pauses, found.paused_seconds, found.switches) == (1, 600, 1)
    assert (found.suspects, found.suspect_seconds) == (1, 36_000)
    assert found.paused_share == pytest.approx(600 / (11 * 3600 + 600))


def test_entries_belong_to_the_week_by_the_zone_they_were_lived_in(owner, clock):
    mission = MissionFactory(owner=owner)
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    owner.zone = "America/New_York"
    work(owner, mission, sunday_night, minutes=10)
    owner.zone = "Europe/Berlin"
    work(owner, mission, sunday_night + timedelta(hours=1), minutes=5)

    entries, rules = rhythm.begun_in(owner, WEEK)

    assert [entry.zone for entry in entries] == ["America/New_York"]
    assert rhythm.zones(rules, rules[0]) == "America/New_York and Europe/Berlin"
    assert TimeEntry.objects.count() == 2


def test_nothing_of_another_person_is_in_a_report(owner, stranger, clock):
    work(stranger, MissionFactory(owner=stranger, name="a private plan"), clock.now, minutes=60)

    said = texts(signed_in(owner), "/reports/?week=2026-W47")

    assert "private" not in said
    assert "Nothing is in this week Start a mission’s clock, or log offline time" in said
    assert "0:00" not in said


def test_a_week_of_claims_alone_says_what_the_clock_would_add(owner, clock):
    mission, by_hand = MissionFactory(owner=owner), {"seconds": 600, "on": clock.now.date()}
    timer.log_offline(user=owner, mission=mission, now=clock.now, **by_hand)

    said = texts(signed_in(owner), "/reports/?week=2026-W47")

    assert "No clock was stopped in this week." in said
    assert "No mission with a time box was worked on." in said
    assert "No focused time in this period." in said


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/reports/?week=2026-W60", "Week must be a week that the year has, such as 2026-W47,"),
        ("/reports/?month=2026-13", "Month must be a month such as 2026-11,"),
        ("/reports/?day=10000-01-01", "Day must be a date such as 2026-11-18,"),
        ("/reports/honesty/?month=now", "Month must be a month such as 2026-11,"),
        ("/reports/year/?week=10000-W01", "Week must be a week that the year has,"),
        ("/reports/year/?show=%3Cb%3E", "Show must be one of minutes, score, done, not “<b>”."),
        ("/reports/?week=%00&month=2026-10", "Week must be a week that the year has,"),
    ],
)
def test_an_address_that_means_nothing_is_answered_with_one_sentence(owner, address, sentence):
    client = signed_in(owner)

    assert sentence in texts(client, address)
    assert b"<b>" not in client.get(address).content


def test_many_missions_are_summed_in_one_line(owner):
    for number in range(52):
        DayTotalFactory(
            owner=owner, mission__owner=owner, day=WEEK.first, timed_seconds=60 + number
        )
    LocalDayFactory(owner=owner, day=WEEK.first, timed_seconds=sum(range(60, 112)))

    said = texts(signed_in(owner), "/reports/?week=2026-W47")

    assert "2 more 0:02:01" in said
