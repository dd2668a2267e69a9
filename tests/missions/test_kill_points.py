"""SIGKILL before every single statement of an act: all of it happened, or nothing."""

from __future__ import annotations

import os
import signal
import warnings
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection, connections

from devcraft import imports
from devcraft.models import SourceRow
from missions import lifecycle, queue, timer, undo, verifying
from missions.models import Mission, TimerAct
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory
from tests.missions import oasis_samples as oasis

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


class Killer:
    """Counts statements of this process and kills it before the n-th."""

    def __init__(self, at):
        self.left = at

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def died(act, *, at):
    """Run ACT in a forked process that dies before its statement number AT.

    False when the act ended before that.
    """
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 1
        try:
            with connection.execute_wrapper(Killer(at)):
                act()
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    assert ended in (0, signal.SIGKILL)
    return ended == signal.SIGKILL


def state():
    """What people would see: missions, clocks, points and the acts that were made."""
    missions = Mission.objects.order_by("pk").values_list(
        "status", "actual_seconds", "score", "queue_position", "is_paused", "trashed_at"
    )
    return list(missions), TimerAct.objects.count(), SourceRow.objects.count()


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def running(owner):
    mission = MissionFactory(owner=owner)
    queue.add(user=owner, mission=MissionFactory(owner=owner), now=NOW)
    timer.start(user=owner, mission=mission, now=NOW)
    return mission


ACTS = {
    "switch": lambda owner, m: timer.start(user=owner, mission=queue.head(owner), now=LATER),
    "pause": lambda owner, m: timer.pause(user=owner, mission=m, now=LATER),
    "discard": lambda owner, m: timer.discard(user=owner, mission=m, now=LATER),
    "complete": lambda owner, m: timer.complete(
        user=owner, mission=m, valor=Decimal(1), now=LATER, start_next=True
    ),
    "trash": lambda owner, m: lifecycle.trash(user=owner, mission=m, now=LATER),
    "undo": lambda owner, m: undo.undo_last(user=owner, now=LATER),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_killed_anywhere_leaves_all_or_nothing(owner, running, name):
    before = state()
    number = 1
    while died(lambda: ACTS[name](owner, running), at=number):
        assert state() == before
        assert list(verifying.time_differences()) == []
        assert list(verifying.score_differences()) == []
        number += 1

    assert state() != before
    assert number > 5
    assert list(verifying.time_differences()) == []
    assert list(verifying.score_differences()) == []


def test_an_import_killed_anywhere_goes_on_without_doubles(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(imports, "BATCH", 4)
    database = oasis.make(tmp_path / "oasis.db")
    for number in range(12):
        oasis.mission(database, name=f"m{number}", actualSeconds=60, status="wip")
    database.close()

    def bring_in():
        call_command("import_oasis", tmp_path / "oasis.db", "--json")

    number = 1
    while died(bring_in, at=number):
        assert Mission.objects.count() == SourceRow.objects.filter(table="Mission").count()
        number += 7

    assert Mission.objects.count() == 12
    assert list(verifying.time_differences()) == []
