"""Workers say that they live, and the pages of agents say when none does."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from agents.living import rollcall, working
from agents.models import AgentWorker
from tests.agents.living.test_run_agents import wait_until
from tests.devcraft.visiting import signed_in
from tests.factories.agents import MORNING
from tests.factories.living import AgentWorkerFactory, LivingFactory

pytestmark = pytest.mark.django_db
LATER = MORNING + rollcall.SILENT_AFTER


def taken(now):
    return rollcall.taken(now=now)


def test_without_a_worker_none_is_there():
    assert taken(MORNING) == rollcall.Workers(are_there=False, seen_at=None)


def test_a_worker_is_there_as_long_as_it_answers():
    rollcall.answer("one", now=MORNING)

    assert taken(LATER - timedelta(seconds=1)).are_there
    assert taken(LATER) == rollcall.Workers(are_there=False, seen_at=MORNING)


def test_each_worker_is_one_row_however_often_it_answers():
    for second in range(3):
        rollcall.answer("one", now=MORNING + timedelta(seconds=second))

    found = AgentWorker.objects.get()
    assert (found.started_at, found.seen_at) == (MORNING, MORNING + timedelta(seconds=2))


def test_one_that_ends_in_order_is_gone_and_the_other_stays():
    for name in ("one", "two"):
        rollcall.answer(name, now=MORNING)

    rollcall.leave("one")

    assert AgentWorker.objects.get().name == "two"


def test_those_that_were_killed_long_ago_are_forgotten():
    AgentWorkerFactory(seen_at=MORNING - timedelta(days=8))

    rollcall.answer("one", now=MORNING)

    assert AgentWorker.objects.get().name == "one"


def pages(owner):
    agent = LivingFactory(owner=owner)
    return [signed_in(owner).get(place).text for place in ("/agents/", agent.get_absolute_url())]


def test_without_a_worker_the_pages_say_how_to_start_one(owner):
    for page in pages(owner):
        assert "No worker runs" in page
        assert ".venv/bin/python manage.py run_agents" in page


def test_a_silent_worker_is_told_with_the_moment_it_was_seen(owner):
    AgentWorkerFactory(seen_at=MORNING)

    with time_machine.travel(LATER, tick=False):
        found = pages(owner)

    for page in found:
        assert "No worker has been seen since" in page
        assert f'datetime="{MORNING.isoformat()}"' in page


def test_while_a_worker_lives_nothing_is_said(owner):
    rollcall.answer("one", now=timezone.now())

    assert not any("worker" in page for page in pages(owner))


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_runs_answers_and_says_goodbye():
    stop = threading.Event()
    worker = threading.Thread(
        target=working.run_until, args=(stop,), kwargs={"holder": "here", "size": 1}
    )
    worker.start()
    wait_until(lambda: AgentWorker.objects.filter(name="here").exists())
    stop.set()
    worker.join(10)

    wait_until(lambda: not AgentWorker.objects.exists())
    assert not worker.is_alive()
