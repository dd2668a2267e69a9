"""Every kind of damage is named, and a sound desk has none."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F

from devcraft import demo
from missions import verifying
from missions.models import DayTotal, LocalDay, Mission, Profile, TimeEntry
from tests.devcraft.visiting import taken_back

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.fixture
def desk(owner):
    demo.work(owner, now=NOW)
    return owner


TIMES = [
    (Mission.objects, {"actual_seconds": 1}, "actual_seconds"),
    (DayTotal.objects, {"timed_seconds": 86_399}, "timed_seconds"),
    (LocalDay.objects, {"claimed_seconds": 7}, "claimed_seconds"),
    (TimeEntry.objects.filter(ended_at__isnull=False), {"ended_at": F("started_at")}, ""),
]
SCORES = [
    (Mission.objects.filter(score__gt=0), {"score": Decimal("1.5")}, "score"),
    (LocalDay.objects.filter(done_count=1), {"done_count": 4}, "done"),
    (LocalDay.objects, {"score": Decimal("999.5")}, "score"),
    (Profile.objects, {"total_xp": 5}, "XP"),
    (Profile.objects, {"level": 42}, "level"),
]


@pytest.mark.parametrize(
    ("damages", "differences"),
    [(TIMES, verifying.time_differences), (SCORES, verifying.score_differences)],
    ids=["times", "scores"],
)
def test_every_change_is_named(desk, damages, differences):
    for rows, fields, named in damages:
        row = rows.filter(owner=desk).order_by("id").first()
        with taken_back():
            type(row).objects.filter(pk=row.pk).update(**fields)
            assert named in next(differences(desk))

    assert list(differences(desk)) == []


def test_a_lost_day_total_is_named(desk):
    DayTotal.objects.filter(timed_seconds__gt=0).first().delete()

    assert "Row of" in next(verifying.time_differences(desk))


COMMANDS = ("verify_scores", "verify_time")


def test_a_sound_desk_ends_well(desk):
    for command in COMMANDS:
        said = StringIO()
        call_command(command, stdout=said)
        assert "agree" in said.getvalue()


def test_the_first_difference_ends_with_one(desk):
    Mission.objects.filter(status="done").update(score=Decimal(1), actual_seconds=1)

    for command in COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            call_command(command, "--user", "owner", stderr=StringIO())
        assert stopped.value.code == 1
