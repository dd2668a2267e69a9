"""Out of one desk and into another: the same again, to the second and the micro-dollar."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Sum

from agents.models import UsageEvent
from devcraft import demo
from devcraft.archives import restoring
from devcraft.archives.rebuilding import differences
from missions.models import LocalDay
from tests.devcraft.archives.lived import live
from tests.devcraft.archives.reading import lines_of, taken, told_by_place
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


OLDER = sorted(Path(__file__).parent.glob("*.devcraft.zip"))
"""Written by earlier versions, on the database that their names tell."""


def sums(user):
    days = LocalDay.objects.filter(owner=user)
    return {
        "time": days.aggregate(timed=Sum("timed_seconds"), claimed=Sum("claimed_seconds")),
        "points": days.aggregate(score=Sum("score"), done=Sum("done_count")),
        "costs": UsageEvent.objects.counted().filter(owner=user).aggregate(Sum("cost_pico")),
        "xp": user.profile.total_xp,
    }


def test_what_was_taken_out_is_the_same_once_it_is_put_back(tmp_path):
    with transaction.atomic():
        before = UserFactory(username="kay", zone="Europe/Berlin")
        demo.fill(before, now=NOW)
        live(before, now=NOW)
        raw, wanted = taken(before, NOW), sums(before)
        assert differences(before) == []
        transaction.set_rollback(True)
    file = tmp_path / "kay.devcraft.zip"
    file.write_bytes(raw)
    MissionFactory.create_batch(7)
    kay = UserFactory(username="kay")

    report = restoring.restore(file, kay, now=NOW)

    kay.refresh_from_db()
    assert [label for label, lines in lines_of(raw).items() if not lines] == []
    again, first = told_by_place(taken(kay, NOW)), told_by_place(raw)
    for label, lines in first.items():
        assert again[label] == lines, label
    assert report.told == []
    assert differences(kay) == []
    assert sums(kay) == wanted


@pytest.mark.parametrize("file", OLDER, ids=lambda file: file.name)
def test_what_an_earlier_version_took_out_of_another_database_comes_whole(file):
    kay = UserFactory(username="kay")

    report = restoring.restore(file, kay, now=NOW)

    again, first = told_by_place(taken(kay, NOW)), told_by_place(file.read_bytes())
    for label, lines in first.items():
        for line, here in zip(lines, again[label], strict=True):
            assert {name: here[name] for name in line} == line, label
    assert report.told == []
    assert differences(kay) == []
