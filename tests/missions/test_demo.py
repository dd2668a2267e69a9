from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from agents.usage import verifying
from benchmarks import logs
from devcraft import demo
from devcraft.models import User
from missions.models import (
    CarbonModelEntry,
    Journal,
    LocalDay,
    Memory,
    Mission,
    ScoreEntry,
    TimeEntry,
)
from tests.devcraft.visiting import taken_back
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def picture(user):
    """The desk without keys and names, to compare two of them."""
    return [
        list(model.objects.filter(owner=user).order_by("id").values_list(*fields))
        for model, fields in (
            (Mission, ("name", "status", "actual_seconds", "score", "maturity_level")),
            (TimeEntry, ("started_at", "ended_at", "claimed_seconds")),
            (LocalDay, ("day", "timed_seconds", "score")),
            (Journal, ("content", "created_at")),
        )
    ]


@pytest.fixture(scope="module")
def _filled(django_db_setup, django_db_blocker):
    """A full desk for those who only look at it: filling takes seconds."""
    with django_db_blocker.unblock(), taken_back():
        demo.fill(UserFactory(username="looked-at", zone="Europe/Berlin"), now=NOW)
        yield


@pytest.fixture
def desk(_filled, db):
    return User.objects.get(username="looked-at")


def test_the_month_is_the_same_for_every_empty_desk(desk):
    other = UserFactory(zone=desk.zone)

    demo.fill(other, now=NOW)

    assert picture(desk) == picture(other)


def test_missions_are_in_every_state(desk):
    missions = Mission.objects.filter(owner=desk)

    assert set(missions.values_list("status", flat=True)) == {"todo", "wip", "done", "archived"}
    assert missions.trashed().exists()
    assert missions.filter(queue_position__isnull=False).count() == 3
    assert missions.awaiting_answer().count() == 3
    assert TimeEntry.objects.running().count() == 1
    assert ScoreEntry.objects.filter(kind="reopening").exists()


def test_predictions_journal_and_memory_are_there(desk):
    assert CarbonModelEntry.objects.filter(rating__isnull=False).exists()
    assert CarbonModelEntry.objects.pending().exists()
    assert Journal.objects.count() == 13
    assert Memory.objects.count() == 5


def test_work_spans_two_clock_changes(desk):
    for day in demo.latest_clock_changes(ZoneInfo("Europe/Berlin"), NOW):
        assert LocalDay.objects.get(owner=desk, day=day).timed_seconds == 4 * 3600


def test_a_zone_without_clock_changes_borrows_one():
    user = UserFactory(zone="UTC")

    demo.fill(user, now=NOW)

    assert TimeEntry.objects.filter(owner=user, zone=demo.FALLBACK_ZONE).exists()


def test_filling_twice_changes_nothing(desk):
    before = picture(desk)

    assert demo.fill(desk, now=NOW) == 0
    assert picture(desk) == before


def test_a_desk_with_own_missions_is_left_alone(owner):
    MissionFactory(owner=owner)

    with pytest.raises(CommandError, match="holds missions of its own"):
        call_command("seed_demo", "--user", "owner")


def test_the_command_says_what_it_did():
    said = StringIO()

    call_command("seed_demo", stdout=said)
    call_command("seed_demo", stdout=said)

    assert "Filled the desk of local-user" in said.getvalue()
    assert "nothing changed" in said.getvalue()


def test_a_desk_that_holds_requests_of_its_own_is_filled_all_the_same(tmp_path):
    logs.write(tmp_path, size=20_000, end=NOW, days=1)
    call_command("import_claude_code", tmp_path, stdout=StringIO())
    said = StringIO()

    call_command("seed_demo", stdout=said)
    call_command("import_claude_code", tmp_path, stdout=StringIO())

    assert "Filled the desk of local-user" in said.getvalue()
    assert list(verifying.differences()) == []
