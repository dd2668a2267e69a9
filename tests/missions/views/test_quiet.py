"""A clock without a sign of work is asked about, and does what the person says, never by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from missions.models import Mission, Profile, TimeEntry, WorkSign
from tests.factories.missions import JournalFactory, WorkSignFactory

pytestmark = pytest.mark.django_db
HERE = "/time/here/"
NINE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def text(response):
    return response.content.decode()


def say(client, what, asked, **typed):
    return client.post(reverse(f"missions:quiet_{what}", args=[asked.pk]), typed)


def at(minute):
    return NINE + timedelta(minutes=minute)


@pytest.fixture
def quiet(running, hours):
    """A clock since nine in UTC, ten in Berlin, with a sign until 09:25; now it is ten."""
    WorkSignFactory(mission=running, at=at(20))
    hours.shift(timedelta(hours=1))
    return running


def pieces():
    rows = TimeEntry.objects.counted().order_by("started_at", "id").select_related("mission")
    return [
        (row.mission.name, row.started_at - NINE, row.ended_at and row.ended_at - NINE)
        for row in rows
    ]


def minutes(number):
    return timedelta(minutes=number)


def test_it_is_asked_about_on_today_and_on_the_page_of_its_mission(desk, quiet):
    for url in ("/", quiet.get_absolute_url()):
        html = text(desk.get(url))
        assert "<strong>Last sign of work 10:25</strong>, Claude Code; 35 min ago." in html
        assert "Trim to 10:25" in html


def test_without_any_sign_the_start_is_the_last_one(desk, running, hours):
    hours.shift(timedelta(minutes=19))
    assert "No sign of work" not in text(desk.get("/"))

    hours.shift(timedelta(minutes=1))

    assert "<strong>No sign of work</strong> since the start at 10:00" in text(desk.get("/"))


@pytest.mark.parametrize("sign", [WorkSignFactory, JournalFactory])
def test_a_sign_or_a_line_in_the_journal_answers_it(desk, quiet, sign):
    when = {"mission": quiet, "at": at(50)}
    if sign is JournalFactory:
        when = {"owner": quiet.owner, "created_at": at(50)}

    sign(**when)

    assert "Quiet clock" not in text(desk.get("/"))


def test_keeping_is_remembered_until_the_next_sign(desk, quiet, hours):
    say(desk, "keep", quiet)
    hours.shift(timedelta(hours=1))
    assert "Quiet clock" not in text(desk.get("/"))
    assert pieces() == [(quiet.name, minutes(0), None)]

    WorkSignFactory(mission=quiet, at=at(90))

    assert "Last sign of work 10:35" not in text(desk.get("/"))
    assert "Last sign of work 11:35" in text(desk.get("/"))


def test_trimming_leaves_the_quiet_out_and_goes_on(desk, quiet):
    say(desk, "trim", quiet, at=at(25).isoformat())

    assert pieces() == [
        (quiet.name, minutes(0), minutes(25)),
        (quiet.name, minutes(60), None),
    ]


def test_nothing_empty_is_left_where_there_was_no_sign_at_all(desk, running, hours):
    hours.shift(timedelta(hours=1))

    say(desk, "trim", running, at=at(0).isoformat())

    assert pieces() == [(running.name, minutes(60), None)]


def test_pausing_stops_as_of_the_last_sign(desk, quiet):
    say(desk, "pause", quiet, at=at(25).isoformat())

    assert pieces() == [(quiet.name, minutes(0), minutes(25))]
    assert Mission.objects.get(pk=quiet.pk).is_paused


def test_the_rest_moves_to_another_mission_which_runs_on(desk, quiet, other):
    form = desk.get(reverse("missions:quiet_move", args=[quiet.pk]))
    assert f'value="{at(25).isoformat()}"' in text(form)

    say(desk, "move", quiet, at=at(25).isoformat(), mission=f"#{other.pk}")

    assert pieces() == [(quiet.name, minutes(0), minutes(25)), (other.name, minutes(25), None)]
    desk.post("/timer/undo/")
    assert pieces() == [(quiet.name, minutes(0), None)]


@pytest.mark.parametrize("what", ["trim", "pause", "move"])
@pytest.mark.parametrize(
    ("moment", "status"),
    [("", 422), ("soon", 422), ("2026-11-18T09:25", 422), (at(10), 409), (at(61), 409)],
)
def test_a_moment_that_cannot_be_changes_nothing(desk, quiet, other, what, moment, status):
    typed = {"at": getattr(moment, "isoformat", lambda: moment)(), "mission": f"#{other.pk}"}

    response = say(desk, what, quiet, **typed)

    assert (response.status_code, pieces()) == (status, [(quiet.name, minutes(0), None)])


def test_at_the_end_of_the_local_day_its_end_is_offered(desk, running, hours):
    hours.move_to(datetime(2026, 11, 18, 23, 30, tzinfo=UTC))  # 00:30 in Berlin

    assert "Pause as of the day’s end, 00:00" in text(desk.get("/"))


def test_acting_on_a_page_is_one_sign_in_five_minutes(desk, running, hours):
    for _ in range(7):
        assert desk.post(HERE).status_code == 204
        hours.shift(timedelta(minutes=1))

    kept = WorkSign.objects.order_by("at").values_list("source", "at")
    assert list(kept) == [("page", at(0)), ("page", at(5))]


def test_acting_on_a_page_answers_no_question_that_was_asked(desk, quiet):
    desk.post(HERE)

    assert "Last sign of work 10:25" in text(desk.get("/"))


def test_without_a_clock_acting_on_a_page_leaves_nothing(desk):
    assert desk.post(HERE).status_code == 204
    assert not WorkSign.objects.exists()


@pytest.mark.parametrize(("typed", "asks"), [("0", False), ("1440", False), ("30", True)])
def test_how_long_may_be_chosen(desk, quiet, typed, asks):
    desk.post("/time/quiet/", {"quiet_minutes": typed})

    assert ("Quiet clock" in text(desk.get("/"))) is asks


@pytest.mark.parametrize("typed", ["", "-1", "1441", "soon"])
def test_a_wrong_choice_is_refused(desk, quiet, typed):
    response = desk.post("/time/quiet/", {"quiet_minutes": typed})

    assert response.status_code == 422
    assert "inutes without a sign of work" in text(response)
    assert Profile.objects.get().quiet_minutes == 20
