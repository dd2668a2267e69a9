"""After a restore nothing that the lost desk did is taken for what this one does."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import transaction

from agents.living import journal
from agents.models import Effect, ToolCall
from devcraft.models import Restore
from tests.agents.living.thinking import called
from tests.factories.agents import MORNING, RunFactory

pytestmark = pytest.mark.django_db


def planned(step):
    """The key of the call that the answer to STEP plans, in a life that is lost afterwards."""
    with transaction.atomic():
        reply = called("deploy", version="1.2")
        journal.answer(step, reply, effect=lambda name: Effect.UNSAFE, now=MORNING)
        key = ToolCall.objects.get().idempotency_key
        transaction.set_rollback(True)
    step.refresh_from_db()
    return key


def test_the_same_call_of_the_same_run_has_another_key_in_another_life():
    step = journal.ask(RunFactory(), told=[], model="m", now=MORNING)
    keys = [planned(step), planned(step)]
    for _ in range(2):
        call_command("settle_restored", "2026-11-18T08:00:00+00:00")
        keys.append(planned(step))

    marks = list(Restore.objects.order_by("pk").values_list("mark", flat=True))
    first = f"{step.run_id}:1"
    assert keys == [first, first, *[f"{first}:{mark}" for mark in marks]]
    assert len(set(marks)) == 2
