"""What people do to a consciousness while nobody thinks: compact it, keep it, restore it.

Each act names the version that the person looked at. Raises Refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from agents.living import leasing, remembering, snapshots
from agents.living.config.thinking import Consciousness
from agents.models import Agent, AgentConsciousness, ConsciousnessSnapshot, SnapshotReason
from devcraft.models import User
from devcraft.refusing import Refused, conflict

MOST_NOTE = 500
BUSY = "is being changed by a cycle that runs right now; try again when the agent has ended it"
MOVED = "has changed since you looked at it; look again before you change it"


def compact(
    agent: Agent, *, opened: int, shown: str, limit: Consciousness, by: User, now: datetime
) -> ConsciousnessSnapshot:
    """Take out all but the last cycles that LIMIT names; returns what was there before.

    SHOWN is the digest of the compaction that the person saw: no other is carried out.
    """
    with _alone(agent, opened, now=now) as held:
        if wrong := remembering.fault(held.messages, held.cycles):
            raise Refused("consciousness", f"cannot be read: {wrong.rstrip('.')}")
        plan = remembering.planned(held, limit)
        if plan is None:
            raise conflict("consciousness", "holds no cycle older than those that always stay")
        if plan.digest != shown:
            raise conflict("consciousness", MOVED)
        kept = snapshots.take(held, SnapshotReason.PRE_COMPACT, now=now, by=by)
        try:
            remembering.carry_out(held, plan, now=now)
        except remembering.Unreadable as error:
            raise Refused("consciousness", str(error).rstrip(".")) from error
        remembering.save(held, now=now)
        return kept


def restore(
    agent: Agent, snapshot: ConsciousnessSnapshot, *, opened: int, by: User, now: datetime
) -> ConsciousnessSnapshot:
    """Give AGENT the consciousness of SNAPSHOT; returns what was there before.

    Numbers of cycles go on from the highest there was, so that none names two cycles.
    A parked agent stays parked.
    """
    if wrong := remembering.fault(snapshot.messages, snapshot.cycles):
        raise Refused("snapshot", f"cannot be read itself: {wrong.rstrip('.')}")
    with _alone(agent, opened, now=now) as held:
        note = f"Before snapshot {snapshot.number} was restored."
        kept = snapshots.take(held, SnapshotReason.PRE_RESTORE, note=note, now=now, by=by)
        held.messages, held.cycles = snapshot.messages, snapshot.cycles
        held.token_estimate = snapshot.token_estimate
        held.cycle_count = max(held.cycle_count, snapshot.cycle_count)
        remembering.save(held, now=now)
        return kept


def keep(agent: Agent, *, note: str, by: User, now: datetime) -> ConsciousnessSnapshot:
    """Take a snapshot by hand; a cycle that runs does not hinder it, for it saves at its end."""
    if len(note) > MOST_NOTE:
        raise Refused("note", f"must be at most {MOST_NOTE} characters")
    if "\0" in note:
        raise Refused("note", "must not hold a NUL character")
    with transaction.atomic():
        held = _mind(agent)
        return snapshots.take(held, SnapshotReason.MANUAL, note=note.strip(), by=by, now=now)


@contextmanager
def _alone(agent: Agent, opened: int, *, now: datetime) -> Iterator[AgentConsciousness]:
    """The consciousness of AGENT while no cycle runs, if it is still as it was OPENED."""
    try:
        with leasing.nobody_thinks(agent.pk, now=now):
            held = _mind(agent)
            if held.version != opened:
                raise conflict("consciousness", MOVED)
            yield held
    except leasing.Thinking as error:
        raise conflict("consciousness", BUSY) from error
    except remembering.Moved as error:
        raise conflict("consciousness", MOVED) from error


def _mind(agent: Agent) -> AgentConsciousness:
    held = AgentConsciousness.objects.filter(agent_entity__agent=agent)
    locked = held.select_for_update(of=("self",)).select_related("agent_entity")
    found: AgentConsciousness | None = locked.first()
    if found is None:
        raise Refused("consciousness", "holds nothing yet")
    return found
