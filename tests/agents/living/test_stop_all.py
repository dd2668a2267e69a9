"""The kill switch against a worker in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.utils import timezone

from agents.living import controlling
from agents.models import Agent, InboxEvent, Run, SmartSpaceMessage
from tests.agents.living.test_run_agents import address_here, wait_until
from tests.agents.living.thinking import ANSWER, awake, write
from tests.devcraft.processes import ROOT

SECONDS = 5


def talkers():
    """Two agents who answer each other for ever, once somebody has said something."""
    one, other = awake(ANSWER), awake(ANSWER)
    one.space.memberships.create(entity=other.entity)
    return one


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_all_agents_stop_within_five_seconds_and_none_starts_again():
    agent = talkers()
    environment = os.environ | {
        "DATABASE_URL": address_here(),
        "DJANGO_SETTINGS_MODULE": "devcraft.settings",
    }
    command = [sys.executable, "manage.py", "run_agents"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        write(agent, now=timezone.now())
        wait_until(lambda: SmartSpaceMessage.objects.count() > 4)
        pressed = time.monotonic()
        controlling.stop_all(Agent.objects.all(), by=agent.owner, now=timezone.now())

        wait_until(lambda: not Run.objects.filter(completed_at=None).exists())
        assert time.monotonic() - pressed < SECONDS
        write(agent, now=timezone.now())
        said = SmartSpaceMessage.objects.count()
        time.sleep(2)
        assert SmartSpaceMessage.objects.count() == said
        assert InboxEvent.objects.filter(status="pending").exists()
        assert worker.poll() is None
    finally:
        worker.kill()
        worker.wait()
