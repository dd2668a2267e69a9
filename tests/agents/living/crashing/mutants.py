"""Five ways to break the promise that nothing is lost or doubled, one function each.

The harness must catch each of them every time: that is what shows that it would see a fault.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager

from django.db import transaction

from agents.living import billing, doing, inbox, journal, leasing, recording, remembering, saving
from agents.living.window import Cycle
from agents.models import AgentLease


@contextmanager
def swapped(module, name, other):
    kept = getattr(module, name)
    setattr(module, name, other)
    try:
        yield kept
    finally:
        setattr(module, name, kept)


def random_keys():
    """Every attempt of a call has a key of its own."""
    send = doing.sending.send

    def sent(tool, args, *, agent, key):
        return send(tool, args, agent=agent, key=str(uuid.uuid4()))

    return swapped(doing.sending, "send", sent)


def _remember(run, *, now):
    acted = [message for step in journal.steps(run) for message in step.messages()]
    held, events = remembering.load(run.agent_entity), inbox.of_run(run)
    lived = [saving.inbox_message(run, events), *acted]
    cycle = Cycle(held.cycle_count + 1, str(run.pk), now, lived)
    remembering.append(held, cycle, now=now)


def _close(run, reason, *, now):
    steps = journal.steps(run)
    billing.bill(run, steps, provider="scripted", now=now)
    recording.record(run, inbox.of_run(run), steps, reason, error="", now=now)
    inbox.finish(run, now=now)
    saving.end(run, reason, error="", now=now, steps=steps)


def split_save():
    """Consciousness in one transaction, all the rest in the next."""

    def save(lease, run, reason, *, now, error=""):
        with leasing.writing(lease, now=now):
            _remember(run, now=now)
        with leasing.writing(lease, now=now):
            _close(run, reason, now=now)

    return swapped(saving, "save", save)


def early_ack():
    """Events are done with before what was thought about them is kept."""

    def save(lease, run, reason, *, now, error=""):
        with leasing.writing(lease, now=now):
            _close(run, reason, now=now)
        with leasing.writing(lease, now=now):
            _remember(run, now=now)

    return swapped(saving, "save", save)


def no_fence():
    """Whoever once held the lease writes."""

    @contextmanager
    def writing(lease, *, now):
        with transaction.atomic():
            yield

    return swapped(leasing, "writing", writing)


def blind_renewal():
    """The lease is renewed by its agent's name, whoever took it meanwhile."""

    def mine(lease):
        return AgentLease.objects.filter(agent_id=lease.agent_id)

    return swapped(leasing, "_mine", mine)
