from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from missions import maturation, timer
from tests.devcraft.visiting import signed_in
from tests.factories.missions import LocalDayFactory, MissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hours():
    with time_machine.travel(datetime(2026, 11, 18, 9, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(owner, hours):
    return signed_in(owner)


def text(client, url="/"):
    return client.get(url).content.decode()


def test_an_empty_desk_asks_what_one_works_on(desk):
    html = text(desk)

    assert "What are you working on?" in html
    assert "Look around with sample data" in html
    assert "Nothing is running" not in html


def test_the_running_mission_stands_first_with_its_clock_and_title(desk, owner, clock, hours):
    mission = MissionFactory(owner=owner, name="Fix the portal gate")
    timer.start(user=owner, mission=mission, now=clock.now)
    hours.shift(timedelta(minutes=72))

    html = text(desk)

    assert "<title>▶ 1:12 Fix the portal gate · Today · Devcraft</title>" in html
    assert 'data-clock="4320"' in html
    assert "1 h 12 min</span> focused" in html


def test_only_the_part_of_today_counts_for_today(desk, owner, hours):
    mission = MissionFactory(owner=owner)
    timer.start(user=owner, mission=mission, now=datetime(2026, 11, 17, 22, 0, tzinfo=UTC))

    assert "10 h</span> focused" in text(desk)


def test_paused_missions_can_be_resumed_from_here(desk, owner):
    mission = MissionFactory(owner=owner, wip=True)

    assert f"/missions/{mission.pk}/start/" in text(desk)
    assert "Pick up where you stopped" in text(desk)


def test_the_queue_comes_before_priority(desk, owner):
    MissionFactory(owner=owner, urgency=10, name="urgent")
    MissionFactory(owner=owner, queued=True, name="queued")

    html = text(desk)

    assert ">queued</a>" in html
    assert ">urgent</a>" not in html


def test_without_a_queue_the_most_urgent_come_next(desk, owner):
    for urgency in (2, 9, 4, 7):
        MissionFactory(owner=owner, urgency=urgency, name=f"urgency {urgency}")

    html = text(desk)

    shown = [html.index(f">urgency {urgency}<") for urgency in (9, 7, 4)]
    assert shown == sorted(shown)
    assert ">urgency 2<" not in html


def test_the_chart_has_a_table_behind_it(desk, owner):
    LocalDayFactory(owner=owner, day="2026-11-16", score=90, timed_seconds=3600, done_count=1)
    MissionFactory(owner=owner)

    html = text(desk)

    assert "90 points in seven days; the best day was on Monday." in html
    assert '<td class="number">1:00</td>' in html
    assert 'href="/missions/days/2026-11-16/"' in html


def test_questions_of_agents_wait_here_and_in_the_bell(desk, owner, clock):
    mission = MissionFactory(owner=owner, name="Paint the hall")
    asked = maturation.Enrichment("look", "bump", 0.5, {})
    maturation.enrich(mission=mission, enrichment=asked, now=clock.now)

    assert 'aria-label="Waiting for you: 1"' in text(desk)
    assert "Paint the hall" in text(desk, "/waiting/")


def test_with_nothing_waiting_the_page_says_so(desk):
    assert "Nothing waits for you." in text(desk, "/waiting/")


def test_a_lasting_streak_is_named(desk, owner):
    for day in ("2026-11-16", "2026-11-17"):
        LocalDayFactory(owner=owner, day=day, timed_seconds=900)
    MissionFactory(owner=owner)

    assert "day 2 in a row, not yet today" in text(desk)


@pytest.mark.parametrize("switched_on", [True, False])
def test_single_keys_can_be_switched_off(desk, owner, switched_on):
    owner.has_single_keys = switched_on
    owner.save()

    assert ("js/keys.js" in text(desk)) is switched_on
    assert ("Single keys are switched off." in text(desk, "/keys/")) is not switched_on


@pytest.mark.parametrize("theme", ["system", "light", "dark"])
def test_the_chosen_theme_is_set_on_the_page(desk, owner, theme):
    owner.theme = theme
    owner.save()

    assert f'<html lang="en" data-theme="{theme}">' in text(desk)


def test_navigation_shows_areas_that_work_and_marks_this_one(desk):
    html = text(desk, "/missions/")

    assert html.count('aria-current="page"') == 2  # the rail and the tab
    assert ">Agents<" in html


def test_the_admin_is_offered_to_staff_alone(desk, owner):
    assert 'href="/admin/"' not in text(desk, "/more/")

    owner.is_staff = True
    owner.save()

    assert 'href="/admin/"' in text(desk, "/more/")
