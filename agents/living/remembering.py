"""The consciousness of an agent: read with suspicion, changed by compare-and-set."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from agents.living import bounds, compacting, pairing, shelving, snapshots, window
from agents.living.compacting import Compaction
from agents.living.config.thinking import Consciousness
from agents.living.window import Cycle
from agents.models import AgentConsciousness, Entity, SnapshotReason


class Unreadable(Exception):
    """What is stored is such as no provider takes; somebody must restore an earlier one."""


class Moved(Exception):
    """The consciousness was changed since it was read."""


def load(entity: Entity) -> AgentConsciousness:
    """What ENTITY's agent has in mind. Raises Unreadable."""
    held = AgentConsciousness.objects.get(agent_entity=entity)
    wrong = fault(held.messages, held.cycles)
    if wrong:
        raise Unreadable(f"Its consciousness cannot be read: {wrong}")
    return held


def fault(messages: object, cycles: object) -> str:
    """Why what is stored cannot be read, or nothing."""
    if wrong := pairing.fault(messages):
        return wrong
    return bounds.fault(messages if isinstance(messages, list) else [], cycles)


def append(
    held: AgentConsciousness, cycle: Cycle, *, now: datetime, limit: Consciousness | None = None
) -> None:
    """Add CYCLE at the end of HELD, and take older ones out where LIMIT is passed.

    Call it in a transaction. Raises Moved and Unreadable.
    """
    limit = limit or Consciousness()
    held.cycles = [*held.cycles, cycle.placed(len(held.messages))]
    held.messages = [*held.messages, *cycle.messages]
    held.token_estimate = window.tokens(held.messages, held.cycles)
    held.cycle_count, held.last_cycle_at = cycle.number, now
    if held.token_estimate > limit.max_tokens:
        shrink(held, limit, now=now)
    save(held, now=now)
    if snapshots.is_due(cycle.number):
        snapshots.take(held, SnapshotReason.AUTO, now=now)


def planned(held: AgentConsciousness, limit: Consciousness) -> Compaction | None:
    """What a compaction of HELD would do; None when no cycle is old enough to leave."""
    return compacting.planned(
        held.messages,
        held.cycles,
        recent=limit.min_recent_cycles,
        most_tokens=limit.max_tokens,
    )


def shrink(held: AgentConsciousness, limit: Consciousness, *, now: datetime) -> None:
    """Compact HELD in memory, with what leaves it in the archive. Raises Unreadable."""
    plan = planned(held, limit)
    if plan is None:
        return
    if snapshots.is_due_before_compaction(held):
        snapshots.take(held, SnapshotReason.PRE_COMPACT, now=now)
    carry_out(held, plan, now=now)


def carry_out(held: AgentConsciousness, plan: Compaction, *, now: datetime) -> None:
    """Give HELD what PLAN leaves it, in memory. Raises Unreadable."""
    try:
        shelving.shelve(held.agent_entity, held.messages, plan.leaving, now=now)
    except shelving.Taken as error:
        raise Unreadable(f"Its consciousness cannot be compacted: {error}.") from error
    held.messages, held.cycles = plan.messages, plan.cycles
    held.token_estimate = plan.tokens_after


def save(held: AgentConsciousness, *, now: datetime) -> None:
    """Write HELD over the version that it was read as. Raises Moved."""
    saved = AgentConsciousness.objects.filter(pk=held.pk, version=held.version).update(
        messages=held.messages,
        cycles=held.cycles,
        cycle_count=held.cycle_count,
        token_estimate=held.token_estimate,
        last_cycle_at=held.last_cycle_at,
        updated_at=now,
        version=F("version") + 1,
    )
    if not saved:
        raise Moved("The consciousness was changed meanwhile.")
    held.version += 1
