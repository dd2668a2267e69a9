"""`manage.py run_agents`, in this process and in its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from agents.living import working
from agents.models import InboxEvent
from tests.agents.living.thinking import ANSWER, awake, said, states, write
from tests.devcraft.processes import ROOT
from tests.factories.agents import MORNING

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("run_agents", *arguments, stdout=out)
    return out.getvalue().split()


def test_once_ends_when_nothing_is_due():
    agents = [awake(ANSWER) for _ in range(2)]
    for agent in agents:
        write(agent)

    assert run("--once") == ["saved", "saved"]
    assert run("--once") == []
    assert [said(agent) for agent in agents] == [["Noted: Hello"]] * 2


def test_one_agent_alone():
    one, other = awake(ANSWER), awake(ANSWER)
    write(one)
    write(other)

    assert run("--once", "--agent", one.slug) == ["saved"]
    assert (states(one), states(other)) == (["processed"], ["pending"])


def test_an_agent_that_is_not_there_is_said_so():
    with pytest.raises(CommandError, match="Agent 'nobody' does not exist"):
        run("--once", "--agent", "nobody")


def test_signals_are_as_before_afterwards():
    before = signal.getsignal(signal.SIGTERM)

    run("--once")

    assert signal.getsignal(signal.SIGTERM) is before


def test_agents_greet_whoever_writes_without_a_script():
    agent = awake()
    write(agent, "Good morning")

    run("--once")

    assert said(agent) == ["Hello Ada, I heard: Good morning"]


def test_two_agents_with_a_person_answer_the_person_alone():
    one, other = awake(), awake()
    one.space.memberships.create(entity=other.entity)
    write(one)

    run("--once")

    assert said(one) == said(other) == ["Hello Ada, I heard: Hello"]
    assert states(one) == states(other) == ["processed", "processed"]


@pytest.mark.parametrize("column", ["paused_at", "archived_at"])
def test_agents_that_do_not_run_are_not_due(column):
    write(awake(**{column: MORNING}))

    assert not working.due(timezone.now()).exists()


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_a_worker_answers_more_agents_than_it_has_threads_and_ends_at_once_when_told():
    agents = [awake(ANSWER) for _ in range(settings.AGENT_THREADS + 2)]
    environment = os.environ | {
        "DATABASE_URL": address_here(),
        "DJANGO_SETTINGS_MODULE": "devcraft.settings",
    }
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "run_agents"], cwd=ROOT, env=environment
    )
    try:
        for agent in agents:
            write(agent, now=timezone.now())
        wait_until(lambda: not InboxEvent.objects.exclude(status="processed").exists())
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(timeout=10) == 0
        assert [said(agent) for agent in agents] == [["Noted: Hello"]] * len(agents)
    finally:
        worker.kill()
        worker.wait()


def address_here():
    """Where this test's database is, for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    user = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
    return f"postgres://{user}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def wait_until(is_so, seconds=60):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "the worker did not get to it"
        time.sleep(0.1)
