"""Whose turn it is: those with a reason to think, whoever waited longest first."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from agents.living import opening, working
from tests.agents.living.thinking import ANSWER, awake, call_in, think, write
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db
INDEX = r"runs_(begun|going_on|one_open_per_agent|one_per_foreign_session)"
SOON = MORNING + timedelta(minutes=1)


def test_who_thought_long_ago_comes_before_who_just_did():
    first, second, third = (awake(ANSWER) for _ in range(3))
    for moment, agent in enumerate([second, first]):
        write(agent)
        think(agent, now=MORNING + timedelta(seconds=moment))
    for agent in (first, second, third):
        call_in(agent, "again")

    assert list(working.due(SOON)) == [third, second, first]


def test_many_events_of_one_agent_make_it_due_once():
    agent = awake()
    for number in range(3):
        call_in(agent, f"e{number}")

    assert list(working.due(SOON)) == [agent]


def test_nobody_is_due_without_a_reason():
    for _ in range(3):
        awake()

    assert not working.due(SOON).exists()


@pytest.fixture
def _no_scan(db):
    """Few rows are read whole on PostgreSQL; what matters is that an index could serve."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")


@pytest.mark.usefixtures("_no_scan")
@pytest.mark.parametrize("rows", [opening.open_runs, opening.waiting_runs])
def test_runs_that_did_not_end_are_found_without_those_that_did(rows):
    alone, all_ = rows().filter(agent=uuid.uuid4()).explain(), rows().values("agent").explain()

    for plan in (alone, all_):
        assert re.search(INDEX, plan) or connection.vendor == "postgresql"
        assert "Seq Scan on runs" not in plan
