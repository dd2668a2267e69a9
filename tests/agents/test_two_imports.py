"""Imports that die, and imports that run side by side: all facts, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from agents.claude_code.tool import TOOL
from agents.models import Agent, Entity, LogFile, Run, UsageEvent
from agents.session_logs import importing, keeping
from agents.usage import linking, verifying
from missions import timer
from tests.agents.logs import NOW, answer, append, bring_in, ledger, totals, write
from tests.factories.devcraft import UserFactory
from tests.factories.missions import MissionFactory
from tests.missions.test_kill_points import died

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture(autouse=True)
def without_gaps(monkeypatch):
    """Small batches are many."""
    monkeypatch.setattr(keeping, "GAP", 0)


@pytest.fixture
def logs(projects):
    for number in range(4):
        lines = [answer(f"m{number}-{n}", f"r{number}-{n}") for n in range(5)]
        write(projects, f"-p/s{number}.jsonl", *lines, answer(message=None))
        append(projects, f"-p/s{number}/subagents/a.jsonl", answer("m0-0", "side", side=True))
    return projects


def at_once(*acts):
    """Run ACTS in threads that begin together; returns what they returned."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(timeout=60) for done in [pool.submit(run, act) for act in acts]]


def everything(owner):
    rows = [{k: v for k, v in row.items() if k != "owner_id"} for row in ledger(owner)]
    return rows, totals(owner)


@pytest.fixture
def expected(logs):
    other = UserFactory()
    bring_in(other, logs)
    return everything(other)


def test_an_import_killed_anywhere_goes_on_without_doubles(owner, logs, expected, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 3)

    number = 1
    while died(lambda: bring_in(owner, logs), at=number):
        assert list(verifying.differences()) == []
        number += 9

    assert number > 20
    assert everything(owner) == expected


def test_an_import_that_died_between_two_batches_is_taken_up_there(owner, logs, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 3)
    first = importing.Import(owner, TOOL, now=NOW)
    batches = first.run(logs)
    next(batches)
    batches.close()
    stored = UsageEvent.objects.count()

    account = bring_in(owner, logs)

    assert 0 < stored < 24
    assert account.usage["requests"] == 24 - stored
    assert first.account.usage["requests"] == stored


def test_two_imports_at_once_write_every_fact_once(owner, logs, expected, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 3)

    accounts = at_once(*[lambda: bring_in(owner, logs)] * 3)

    assert everything(owner) == expected
    assert sum(account.usage["requests"] for account in accounts) == 24
    assert (Agent.objects.filter(owner=owner).count(), Entity.objects.count()) == (1, 2)
    assert Run.objects.filter(owner=owner).count() == 4
    assert LogFile.objects.filter(owner=owner).count() == 8
    assert list(verifying.differences()) == []
    assert bring_in(owner, logs).files_unchanged == 8


def test_two_people_import_the_same_logs_at_once(owner, logs, expected, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 3)
    other = UserFactory()

    at_once(lambda: bring_in(owner, logs), lambda: bring_in(other, logs))

    assert everything(owner) == everything(other) == expected
    assert list(verifying.differences()) == []


def test_a_person_assigns_and_starts_a_clock_while_logs_come_in(owner, logs, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    mission = MissionFactory(owner=owner)

    def assign():
        for subject, name in (("session", "s1"), ("project", "-p"), ("session", "s2")):
            linking.link(owner=owner, subject=subject, name=name, mission=mission, now=NOW)

    def work():
        timer.start(user=owner, mission=mission, now=NOW)
        timer.pause(user=owner, mission=mission, now=NOW)

    at_once(lambda: bring_in(owner, logs), assign, work)

    ranks = UsageEvent.objects.filter(mission=mission).values_list("session", "rank")
    assert sorted(ranks) == [(f"s{n}", 5 if n in (1, 2) else 2) for n in range(4) for _ in range(6)]
    assert list(verifying.differences()) == []
