"""The consciousness of an agent: read with suspicion, changed by compare-and-set."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from agents.living import messages, pairing, window
from agents.living.window import Cycle
from agents.models import AgentConsciousness, Entity


class Unreadable(Exception):
    """What is stored is such as no provider takes; somebody must restore an earlier one."""


class Moved(Exception):
    """The consciousness was changed since it was read."""


def load(entity: Entity) -> AgentConsciousness:
    """What ENTITY's agent has in mind. Raises Unreadable."""
    held = AgentConsciousness.objects.get(agent_entity=entity)
    wrong = pairing.fault(held.messages) or window.fault(held.messages, held.cycles)
    if wrong:
        raise Unreadable(f"Its consciousness cannot be read: {wrong}")
    return held


def append(entity: Entity, cycle: Cycle, *, now: datetime) -> None:
    """Add CYCLE at the end. Raises Moved and Unreadable."""
    held = load(entity)
    grown = [*held.messages, *cycle.messages]
    cycles = [*held.cycles, cycle.placed(len(held.messages))]
    saved = AgentConsciousness.objects.filter(pk=held.pk, version=held.version).update(
        messages=grown,
        cycles=cycles,
        cycle_count=cycle.number,
        token_estimate=messages.tokens(grown),
        last_cycle_at=now,
        updated_at=now,
        version=F("version") + 1,
    )
    if not saved:
        raise Moved("The consciousness was changed meanwhile.")
