"""Every kind of damage is named, and a sound desk has none."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from devcraft import demo
from missions import verifying
from missions.models import DayTotal, LocalDay, Mission, Profile, TimeEntry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.fixture
def desk(owner):
    demo.fill(owner, now=NOW)
    return owner


def test_a_worked_month_recomputes(desk):
    assert list(verifying.time_differences(desk)) == []
    assert list(verifying.score_differences(desk)) == []


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Mission, {"actual_seconds": 1}),
        (DayTotal, {"timed_seconds": 86_399}),
        (LocalDay, {"claimed_seconds": 7}),
    ],
)
def test_a_changed_time_is_named(desk, model, fields):
    row = model.objects.filter(owner=desk).order_by("id").first()
    model.objects.filter(pk=row.pk).update(**fields)

    assert next(iter(fields)) in next(verifying.time_differences(desk))


def test_a_lost_day_total_is_named(desk):
    DayTotal.objects.filter(timed_seconds__gt=0).first().delete()

    assert "Row of" in next(verifying.time_differences(desk))


def test_a_changed_entry_is_named(desk):
    entry = TimeEntry.objects.filter(ended_at__isnull=False).first()
    TimeEntry.objects.filter(pk=entry.pk).update(ended_at=entry.started_at)

    assert next(verifying.time_differences(desk))


@pytest.mark.parametrize(
    ("rows", "fields", "named"),
    [
        (lambda: Mission.objects.filter(score__gt=0), {"score": Decimal("1.5")}, "score"),
        (lambda: LocalDay.objects.filter(done_count=1), {"done_count": 4}, "done"),
        (lambda: LocalDay.objects.all(), {"score": Decimal("999.5")}, "score"),
        (lambda: Profile.objects.all(), {"total_xp": 5}, "XP"),
        (lambda: Profile.objects.all(), {"level": 42}, "level"),
    ],
)
def test_a_changed_score_is_named(desk, rows, fields, named):
    row = rows().order_by("id").first()
    type(row).objects.filter(pk=row.pk).update(**fields)

    assert named in next(verifying.score_differences(desk))


@pytest.mark.parametrize("command", ["verify_scores", "verify_time"])
def test_a_sound_desk_ends_well(desk, command):
    said = StringIO()

    call_command(command, stdout=said)

    assert "agree" in said.getvalue()


@pytest.mark.parametrize("command", ["verify_scores", "verify_time"])
def test_the_first_difference_ends_with_one(desk, command):
    Mission.objects.filter(status="done").update(score=Decimal(1), actual_seconds=1)

    with pytest.raises(SystemExit) as stopped:
        call_command(command, "--user", "owner", stderr=StringIO())

    assert stopped.value.code == 1
